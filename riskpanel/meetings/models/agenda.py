"""A line of the agenda, and those who come for it alone."""

import uuid

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from riskpanel.access.models import User
from riskpanel.children.models import Child, Recusal
from riskpanel.children.sight import Seen
from riskpanel.cohorts.models import Listing
from riskpanel.meetings.models.meeting import Meeting
from riskpanel.partnership.models import Member
from riskpanel.plans.models import Action, Escalation, LogEntry, PlacedChild
from riskpanel.referrals.models import Referral


class AgendaItem(models.Model):
    """A line of the agenda: a child (by referral, review, list, escalation or placement) or a piece of
    business. `read_first` is frozen when the agenda is published. `version` counts the minutes,
    `note_version` the update with its question about protective action. `asked` holds what was answered
    to the procedure's questions about a listed child, by the code of the question."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    section = models.CharField(max_length=40)
    order = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=200, blank=True)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, null=True, blank=True, related_name="items")
    entry = models.ForeignKey(LogEntry, on_delete=models.PROTECT, null=True, blank=True, related_name="items")
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, null=True, blank=True, related_name="items")
    action = models.ForeignKey(Action, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    escalation = models.ForeignKey(Escalation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    placed = models.ForeignKey(PlacedChild, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    added_late = models.BooleanField(default=False)
    removed = models.BooleanField(default=False)
    published_at = models.DateTimeField(null=True, blank=True)
    read_first = models.JSONField(default=dict, blank=True)
    update = models.TextField(blank=True)
    asked = models.JSONField(default=dict, blank=True)
    protective_action = models.CharField(
        max_length=10, blank=True, choices=[("yes", "Yes"), ("no", "No"), ("unknown", "Not known")]
    )
    minutes = models.TextField(blank=True)
    lead_present = models.BooleanField(null=True)
    lead_update = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    note_version = models.PositiveIntegerField(default=1)

    objects = Seen(item="id", referral="referral__concern_id", plan="entry_id")

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "referral"], condition=Q(referral__isnull=False), name="a_referral_once_a_meeting"
            ),
            models.UniqueConstraint(
                fields=["meeting", "entry"], condition=Q(entry__isnull=False), name="an_entry_once_a_meeting"
            ),
            models.UniqueConstraint(
                fields=["meeting", "listing"], condition=Q(listing__isnull=False), name="a_listing_once_a_meeting"
            ),
        ]

    def __str__(self) -> str:
        return f"Item {self.order}"

    def get_absolute_url(self) -> str:
        return reverse("meeting_item", args=[self.meeting_id, self.pk])

    @property
    def unsafe(self) -> bool:
        """Whether the question about protective action was answered with anything but yes."""
        return self.protective_action in {"no", "unknown"}


class GuestQuerySet(models.QuerySet):
    """Guests of items."""

    def holding(self) -> "GuestQuerySet":
        """Those whose invitation holds: a lead professional's, and any other that a co-chair approved; but
        nobody's who keeps out of the item."""
        out = Recusal.objects.filter(user=OuterRef("member__user"), about=OuterRef("item"), ended_at=None)
        return self.filter(Q(as_lead=True) | Q(approved_by__isnull=False)).exclude(Exists(out))


class Guest(models.Model):
    """Somebody invited for one item: a lead professional, or another attendee that a chair approved."""

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="guests")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    as_lead = models.BooleanField(default=False)
    reason = models.CharField(max_length=300)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.CharField(
        max_length=10, blank=True, choices=[("coming", "Coming"), ("update", "Cannot come, sends a written update")]
    )
    attended = models.BooleanField(null=True)

    objects = GuestQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["item", "member"], name="one_guest_an_item")]

    def __str__(self) -> str:
        return str(self.member)

    @property
    def effective(self) -> bool:
        """Whether the invitation holds: a lead professional's does, any other when a co-chair approved."""
        return self.as_lead or self.approved_by_id is not None

    @property
    def has_minutes(self) -> bool:
        """Whether the minutes of the item go to them: a lead professional's do, and those of whoever came, or
        of whom nobody knows that they stayed away."""
        stayed_away = self.attended is False or (self.attended is None and self.answer == "update")
        return self.as_lead or not stayed_away
