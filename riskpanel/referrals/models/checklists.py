"""A checklist, the agencies that have a part in it, and its answers with every earlier wording."""

from django.db import models
from django.urls import reverse

from riskpanel.access.models import User
from riskpanel.children.models import Case, Child
from riskpanel.children.sight import Seen
from riskpanel.partnership.models import Agency, Member
from riskpanel.referrals.models.concerns import Concern


class Checklist(Case):
    """A vulnerability checklist: an instrument, frozen at its version, and the answers given."""

    THING = "checklist"
    HELD_WITH = ("child", "concern__author__line_manager", "concern__child__lead")

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="checklists")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="checklists")
    instrument = models.CharField(max_length=40)
    instrument_version = models.CharField(max_length=40)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    strengths = models.TextField(blank=True)
    child_says = models.TextField(blank=True)
    family_says = models.TextField(blank=True)
    locked_at = models.DateTimeField(null=True, blank=True)

    objects = Seen(concern="concern_id", checklist="concern_id", referral="concern_id")

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"Checklist {self.instrument} {self.created_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("checklist", args=[self.pk])

    def owners(self, role: str) -> list[dict]:
        return self.concern.owners(role)

    def relations(self, user: User) -> set[str]:
        found = self.concern.relations(user)
        agency = user.standing.agency
        if agency and self.contributors.filter(agency=agency).exists():
            found.add("contributor")
        return found


class Contributor(models.Model):
    """An agency's part in a checklist: signed, or marked as giving no input with a reason."""

    checklist = models.ForeignKey(Checklist, on_delete=models.PROTECT, related_name="contributors")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="contributes")
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True, blank=True)
    no_input_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["invited_at"]
        constraints = [models.UniqueConstraint(fields=["checklist", "agency"], name="one_part_an_agency")]

    def __str__(self) -> str:
        return self.agency.name

    @property
    def complete(self) -> bool:
        return bool(self.signed_at or self.no_input_reason)


class Answer(models.Model):
    """An answer as it stands. Every saving leaves an `AnswerRevision`."""

    checklist = models.ForeignKey(Checklist, on_delete=models.PROTECT, related_name="answers")
    item = models.CharField(max_length=60)
    window = models.CharField(max_length=40, blank=True)
    response = models.CharField(max_length=40, blank=True)
    evidence = models.TextField(blank=True)
    source = models.CharField(max_length=200, blank=True)
    happened_on = models.CharField(max_length=100, blank=True)
    version = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["checklist", "item", "window"], name="one_answer_an_item")]

    def __str__(self) -> str:
        return f"{self.item}: {self.response}"


class AnswerRevision(models.Model):
    """An answer as somebody saved it. Append-only."""

    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="revisions")
    version = models.PositiveIntegerField()
    response = models.CharField(max_length=40, blank=True)
    evidence = models.TextField(blank=True)
    source = models.CharField(max_length=200, blank=True)
    happened_on = models.CharField(max_length=100, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-version"]

    def __str__(self) -> str:
        return f"{self.answer_id} v{self.version}"
