"""What agencies tell a meeting beforehand: what each was asked, what it answered, and who was reminded."""

from typing import Any

from django.db import models
from django.db.models import Q

from riskpanel.access.models import User
from riskpanel.children.models import Child
from riskpanel.children.sight import closed_to
from riskpanel.meetings.models.agenda import AgendaItem
from riskpanel.meetings.models.meeting import Meeting
from riskpanel.meetings.models.records import Lasting
from riskpanel.partnership.models import Agency, ProcedureVersion


class ReturnQuerySet(models.QuerySet):
    def visible_to(self, user: User, now: Any = None) -> "ReturnQuerySet":
        """Those of the user's partnership about children whom they see, or about no child; none for an item
        from which they keep out."""
        standing = user.standing
        if standing.sees_no_child:
            return self.none()
        seen = Q(child=None) | Q(child__in=Child.objects.visible_to(user, now).values("pk"))
        found = self.filter(seen, meeting__panel__partnership=standing.partnership)
        return found.exclude(item__in=closed_to(user).values("about"))

    def standing(self) -> "ReturnQuerySet":
        """Those that are still asked for, or were answered."""
        return self.filter(withdrawn_at=None)


class InformationReturn(models.Model):
    """What one agency is asked for one child of a meeting; without an item, what the agency did itself.

    `answer` is a code of the procedure and `means` what it stood for when it was given; both are blank
    until somebody answers. `thread` is the case under which the agency owes it. `sent` counts the answers
    (see `ReturnVersion`), `version` every saving, drafts too. `draft` is what somebody of the agency typed
    and did not send: nobody else reads it.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="returns")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="returns")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    thread = models.UUIDField()
    asked_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=30, blank=True)
    means = models.CharField(max_length=10, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sent = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    draft = models.JSONField(default=dict, blank=True)
    draft_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = ReturnQuerySet.as_manager()

    class Meta:
        ordering = ["item__order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "item"], condition=Q(item__isnull=False), name="one_return_an_agency_and_item"
            ),
            models.UniqueConstraint(
                fields=["meeting", "agency"], condition=Q(item=None), name="one_account_an_agency_and_meeting"
            ),
            models.CheckConstraint(
                condition=Q(item=None, child=None) | Q(item__isnull=False, child__isnull=False),
                name="a_return_of_an_item_is_about_its_child",
            ),
        ]

    def __str__(self) -> str:
        return f"Return {self.pk}"


class ReturnVersion(Lasting):
    """An answer as it was sent; a later one follows it. `reason` is why what is held is not shared.
    Append-only, with the procedure in force so that its codes can be read as they were."""

    of = models.ForeignKey(InformationReturn, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    answer = models.CharField(max_length=30)
    means = models.CharField(max_length=10)
    reason = models.TextField(blank=True)
    procedure = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["of", "number"], name="one_answer_of_a_number")]

    def __str__(self) -> str:
        return f"v{self.number}"


class Contribution(Lasting):
    """One piece of information in an answer: what, of which kind, from where, on which legal basis, and
    who may read it. `label` narrows it to sectors; without one it is for everybody at the meeting.
    Append-only."""

    of = models.ForeignKey(ReturnVersion, on_delete=models.PROTECT, related_name="contributions")
    text = models.TextField()
    kind = models.CharField(max_length=30, blank=True)
    source = models.CharField(max_length=200, blank=True)
    label = models.CharField(max_length=40, blank=True)
    basis = models.CharField(max_length=30, blank=True)
    not_minuted = models.BooleanField(default=False)
    not_for_family = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Contribution {self.pk}"


class ReturnChase(Lasting):
    """Somebody reminded an agency of what it has not answered for a meeting. Append-only."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="chases")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"Chase {self.at:%Y-%m-%d}"
