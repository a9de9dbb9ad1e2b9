"""The meeting: who is invited and came, what is on the agenda, what was said and decided."""

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse

from riskpanel.access.models import User
from riskpanel.children.models import Case, Child
from riskpanel.children.sight import Seen
from riskpanel.cohorts.models import Listing
from riskpanel.partnership.models import Agency, Appointment, Member, Panel, Seat, Sitting
from riskpanel.plans.models import Action, Escalation, LogEntry, PlacedChild
from riskpanel.referrals.models import Referral


class Meeting(Case):
    """A sitting of the panel, with its life from planned to distributed minutes.

    `exception` is the recorded reason for opening without a co-chair; `actions_reviewed_at` says when the
    meeting had looked at the last one's actions, where the procedure asks for that first.
    """

    THING = "meeting"

    sitting = models.OneToOneField(Sitting, on_delete=models.PROTECT, related_name="meeting")
    exception = models.TextField(blank=True)
    needs_ratifying = models.BooleanField(default=False)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    actions_reviewed_at = models.DateTimeField(null=True, blank=True)
    general_minutes = models.TextField(blank=True)
    general_version = models.PositiveIntegerField(default=1)
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-sitting__starts_at"]

    def __str__(self) -> str:
        return f"Meeting {self.sitting.starts_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("meeting", args=[self.pk])


class Invitation(models.Model):
    """A seat's invitation to a meeting, its answer, and its attendance. `member` is who comes: the
    holder, or a deputy by `deputy`. `told_at` is when the chair was told; after the start it is late."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="invitations")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    deputy = models.ForeignKey(Appointment, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.CharField(
        max_length=10,
        blank=True,
        choices=[("coming", "Coming"), ("deputy", "Sending a deputy"), ("apologies", "Apologies")],
    )
    told_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    attended = models.BooleanField(null=True)
    may_commit = models.BooleanField(null=True)
    by_request = models.BooleanField(default=False)

    class Meta:
        ordering = ["seat__order"]
        constraints = [models.UniqueConstraint(fields=["meeting", "seat"], name="one_invitation_a_seat")]

    def __str__(self) -> str:
        return f"{self.seat}: {self.answer or 'no answer'}"


class Acceptance(models.Model):
    """Somebody accepted the confidentiality statement, in one wording, for one meeting. Append-only."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="acceptances")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    version = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "member", "version"], name="one_acceptance_of_a_wording")
        ]

    def __str__(self) -> str:
        return self.version


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


class Lasting(models.Model):
    """A row that is written once: neither changed nor deleted, only followed by another."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Writes a new row; raises TypeError for one that stands."""
        if not self._state.adding:
            raise TypeError("This stands as it was written; write another that follows it.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> None:
        """Refused with TypeError."""
        raise TypeError("This stands as it was written and is not deleted.")


class MinuteRevision(Lasting):
    """The minutes of an item, or of the meeting in general, as somebody saved them. Append-only.
    `aside` marks a text that met a newer one: it is kept, and is not the minutes."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="revisions")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="revisions")
    version = models.PositiveIntegerField()
    text = models.TextField()
    aside = models.BooleanField(default=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"v{self.version}"


class Decision(Lasting):
    """What the panel decided for a child: outcome, the panel's level, why, who dissented, who chaired.
    Append-only, with the procedure version in force so that it can be understood as it was; only the
    ratification is added later. `interim` says what keeps the child safe while a decision is deferred,
    `advice` what the referrer is advised to do instead. `lead_agency`, `lead_team` and `asked` are what the
    panel agreed for a listed child and what was answered to the procedure's questions by then."""

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=40)
    level = models.CharField(max_length=30, blank=True)
    referrer_level = models.CharField(max_length=30, blank=True)
    concurs = models.BooleanField(null=True)
    rationale = models.TextField()
    evidence_seen = models.TextField(blank=True)
    dissent = models.TextField(blank=True)
    interim = models.TextField(blank=True)
    advice = models.TextField(blank=True)
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections")
    return_on = models.DateField(null=True, blank=True)
    receiving_service = models.CharField(max_length=200, blank=True)
    reentry_trigger = models.TextField(blank=True)
    lead_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lead_team = models.CharField(max_length=200, blank=True)
    asked = models.JSONField(default=dict, blank=True)
    chairs = models.JSONField(default=list)
    to_ratify = models.BooleanField(default=False)
    ratified_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ratified_at = models.DateTimeField(null=True, blank=True)
    procedure = models.ForeignKey("partnership.ProcedureVersion", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.outcome


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

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["item", "member"], name="one_guest_an_item")]

    def __str__(self) -> str:
        return str(self.member)

    @property
    def effective(self) -> bool:
        """Whether the invitation holds: a lead professional's does, any other when a co-chair approved."""
        return self.as_lead or self.approved_by_id is not None


class MinutesCopy(Lasting):
    """A part of the minutes as it was handed to somebody: one item, or (`item` empty) every item that
    they had. Append-only."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="copies")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="copies")
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "member"], condition=Q(item=None), name="one_copy_of_the_minutes"
            ),
            models.UniqueConstraint(
                fields=["item", "member"], condition=Q(item__isnull=False), name="one_copy_of_the_minutes_of_an_item"
            ),
        ]

    def __str__(self) -> str:
        return f"Copy of {self.sent_at:%Y-%m-%d}"


class Pattern(models.Model):
    """A theme, a place, a trend or a group that calls for a response by the partnership, not about one
    child: what, over which horizon, who answers it and how. `people` names people of concern, for those
    whom `people_label` allows."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="patterns")
    kind = models.CharField(max_length=30)
    title = models.CharField(max_length=200)
    what = models.TextField()
    places = models.TextField(blank=True)
    people = models.TextField(blank=True)
    people_label = models.CharField(max_length=40, blank=True)
    horizon = models.CharField(max_length=20)
    response = models.TextField(blank=True)
    tactical = models.BooleanField(default=False)
    owner_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    cross_border = models.CharField(max_length=200, blank=True)
    noticed_at = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="patterns")
    closed_on = models.DateField(null=True, blank=True)
    children = models.ManyToManyField(Child, blank=True, related_name="patterns")
    version = models.PositiveIntegerField(default=1)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["closed_on", "-added_at"]

    def __str__(self) -> str:
        return self.title


class ShareRequest(models.Model):
    """A request to share a paper of the panel beyond those who have it, and a chair's answer."""

    child = models.ForeignKey(Child, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="share_requests")
    what = models.CharField(max_length=300)
    with_whom = models.CharField(max_length=300)
    why = models.TextField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    agreed = models.BooleanField(null=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return f"Share request {self.asked_at:%Y-%m-%d}"
