"""A referral, its police references and waivers, and what the core group decided."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from riskpanel.access.models import User
from riskpanel.children.models import Case, Child, Event
from riskpanel.children.sight import Seen
from riskpanel.partnership.models import Agency, Member, Sitting
from riskpanel.referrals.models.checklists import Checklist
from riskpanel.referrals.models.concerns import Concern


class Referral(Case):
    """The locked checklist with a cover, on its way to the panel."""

    THING = "referral"
    HELD_WITH = ("child", "concern__author__line_manager", "concern__child__lead")

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="referrals")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="referrals")
    checklist = models.ForeignKey(Checklist, on_delete=models.PROTECT, related_name="referrals")
    categories = models.JSONField(default=list)
    directions = models.JSONField(default=list)
    child_protection_on = models.DateField(null=True, blank=True)
    child_protection_note = models.TextField(blank=True)
    doing_now = models.TextField(blank=True)
    why_multi_agency = models.TextField(blank=True)
    family_told = models.TextField(blank=True)
    copy_to = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    aimed_at = models.ForeignKey(Sitting, on_delete=models.PROTECT, null=True, blank=True, related_name="referrals")
    emergency_reason = models.TextField(blank=True)
    emergency = models.CharField(
        max_length=10, blank=True, choices=[("asked", "Asked"), ("accepted", "Accepted"), ("refused", "Refused")]
    )

    objects = Seen(concern="concern_id", referral="concern_id")

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["panel", "state"])]
        constraints = [
            models.UniqueConstraint(
                fields=["concern"],
                condition=Q(state__in=["draft", "waiver_pending", "submitted", "returned", "accepted", "on_agenda"]),
                name="one_live_referral_a_concern",
            )
        ]

    def __str__(self) -> str:
        return f"Referral {self.created_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("referral", args=[self.pk])

    def owners(self, role: str) -> list[dict]:
        return self.concern.owners(role)

    def told(self, role: str, event: Event) -> list[dict] | None:
        """The head of service who gets a copy hears as such; every other role as the concern says."""
        if role != "copied_head":
            return None
        return [{"user": self.copy_to.user}] if self.copy_to else []

    def relations(self, user: User) -> set[str]:
        return self.concern.relations(user)


class PoliceReference(models.Model):
    """A police record that matches the referral. `kind` is a reference kind of the procedure;
    `child_is` says as what the child stands in it (harmed, at risk, witness, suspected)."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="police_references")
    kind = models.CharField(max_length=30)
    number = models.CharField(max_length=60, blank=True)
    child_is = models.CharField(max_length=30, blank=True)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.number or self.kind


class Waiver(models.Model):
    """A request to let a referral past a gate, and what became of it."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="waivers")
    gate = models.CharField(max_length=60)
    reason = models.TextField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, blank=True, choices=[("agreed", "Agreed"), ("refused", "Refused")])
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return f"Waiver of {self.gate}"


class WaiverSignature(models.Model):
    """What one chair says to a waiver. A chair's seat signs once."""

    waiver = models.ForeignKey(Waiver, on_delete=models.PROTECT, related_name="signatures")
    seat = models.ForeignKey("partnership.Seat", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    agrees = models.BooleanField()
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["waiver", "seat"], name="one_signature_a_seat")]

    def __str__(self) -> str:
        return "agrees" if self.agrees else "refuses"


class TriageDecision(models.Model):
    """What the core group decided about a referral, with the reasons that the referrer reads.

    `present` lists the core-group codes that took part; `criteria` the answers to the threshold
    questions. Append-only: a called-in referral has more than one.
    """

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="decisions")
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, null=True, blank=True, related_name="triage")
    outcome = models.CharField(
        max_length=12,
        choices=[
            ("accepted", "Accepted"),
            ("returned", "Returned for more"),
            ("declined", "Not for the panel"),
            ("called_in", "Called in by a co-chair"),
        ],
    )
    reasons = models.TextField()
    alternative = models.TextField(blank=True)
    alternative_owner = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    alternative_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    present = models.JSONField(default=list)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.outcome
