"""The log, plans, actions, escalations, challenges, children placed here."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from riskpanel.access.models import User
from riskpanel.children.models import Case, Child, Grant
from riskpanel.children.sight import Seen
from riskpanel.partnership.models import Agency, Member
from riskpanel.plans.immediate_models import ImmediateAction as ImmediateAction
from riskpanel.plans.sight import SeenActions
from riskpanel.referrals.models import Referral


class LogEntry(Case):
    """A child's time on the log. A child who comes back has a new entry that names the one before.

    `level` is the panel's, `referrer_level` the referrer's at entry. `origin` says how an entry came
    that no referral stands behind (an imported log).
    """

    THING = "log_entry"
    HELD_WITH = ("child__lead", "lead")

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="log_entries")
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, null=True, blank=True, related_name="log_entries")
    previous = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    origin = models.CharField(max_length=40, blank=True)
    entered_on = models.DateField()
    level = models.CharField(max_length=30)
    referrer_level = models.CharField(max_length=30, blank=True)
    categories = models.JSONField(default=list)
    lead = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="log_entries")
    lead_note = models.CharField(max_length=200, blank=True)
    reviewed_on = models.DateField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)
    receiving_service = models.CharField(max_length=200, blank=True)
    receiving_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reentry_trigger = models.TextField(blank=True)
    leaving_reason = models.TextField(blank=True)
    keep_until = models.DateField(null=True, blank=True)

    objects = Seen(plan="id")

    class Meta:
        ordering = ["-entered_on", "-created_at"]
        indexes = [models.Index(fields=["panel", "state"])]
        constraints = [
            models.UniqueConstraint(
                fields=["panel", "child"], condition=Q(state__in=["logged", "active"]), name="one_live_entry_a_child"
            )
        ]

    def __str__(self) -> str:
        return f"Log entry {self.entered_on}"

    def get_absolute_url(self) -> str:
        return reverse("plan", args=[self.pk])

    @property
    def live(self) -> bool:
        return self.state in {"logged", "active", "stepped_down"}

    def owners(self, role: str) -> list[dict]:
        if role == "lead_professional" and self.holder:
            return [{"user": self.holder.user}]
        return []

    def relations(self, user: User) -> set[str]:
        return {"lead_professional"} if self.holder and self.holder.user_id == user.pk else set()

    @property
    def holder(self) -> Member | None:
        """Who holds the case: the child's lead professional, else the one named when it was entered."""
        return self.child.lead or self.lead


class LevelHistory(models.Model):
    """The panel's level of an entry, each time it was decided. Append-only."""

    entry = models.ForeignKey(LogEntry, on_delete=models.PROTECT, related_name="levels")
    level = models.CharField(max_length=30)
    reason = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.level


class Risk(models.Model):
    """A risk in words, which services and disruption answer."""

    entry = models.ForeignKey(LogEntry, on_delete=models.PROTECT, related_name="risks")
    words = models.TextField()
    order = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return f"Risk {self.pk}"


class Service(models.Model):
    """A support service given, or to be given, against a risk."""

    entry = models.ForeignKey(LogEntry, on_delete=models.PROTECT, related_name="services")
    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, null=True, blank=True, related_name="services")
    what = models.CharField(max_length=300)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    status = models.CharField(
        max_length=10, choices=[("planned", "Planned"), ("active", "Under way"), ("ended", "Ended")], default="planned"
    )
    starts_on = models.DateField(null=True, blank=True)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Service {self.pk}"


class Disruption(models.Model):
    """Something done to disrupt those who harm the child. `label` may restrict who reads it; the
    copy for the child and family never carries it."""

    entry = models.ForeignKey(LogEntry, on_delete=models.PROTECT, related_name="disruption")
    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, null=True, blank=True, related_name="disruption")
    what = models.TextField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(
        max_length=12,
        choices=[
            ("considered", "Considered"),
            ("asked", "Asked for"),
            ("in_place", "In place"),
            ("refused", "Not suitable"),
            ("ended", "Ended"),
        ],
        default="considered",
    )
    due_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    label = models.CharField(max_length=40, blank=True)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Disruption {self.pk}"


class PlanVersion(models.Model):
    """A plan as a co-chair approved it. Append-only; `content` is the whole plan as it stood."""

    entry = models.ForeignKey(LogEntry, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    child_says = models.TextField(blank=True)
    family_says = models.TextField(blank=True)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["entry", "number"], name="one_version_of_a_number")]

    def __str__(self) -> str:
        return f"Version {self.number}"


class PlanCopy(Case):
    """The copy of a plan version for one agency: sent, then filed on its case file."""

    THING = "plan_copy"

    version_sent = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="copies")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="plan_copies")
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    filed_at = models.DateTimeField(null=True, blank=True)
    filed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    file_reference = models.CharField(max_length=100, blank=True)

    objects = Seen(plan="version_sent__entry_id")

    class Meta:
        ordering = ["agency__name"]
        constraints = [models.UniqueConstraint(fields=["version_sent", "agency"], name="one_copy_an_agency")]

    def __str__(self) -> str:
        return f"Copy for {self.agency}"

    def get_absolute_url(self) -> str:
        return reverse("plan", args=[self.version_sent.entry_id])

    def owners(self, role: str) -> list[dict]:
        return [{"agency": self.agency}] if role == "agency_contact" else []

    def relations(self, user: User) -> set[str]:
        standing = user.standing
        own = standing.agency and standing.agency.pk == self.agency_id
        return {"agency_contact"} if own and "agency_contact" in standing.roles else set()


class Action(Case):
    """Something that an agreed person of an agreed agency does by an agreed day.

    `wanted_on` is the day until which the owner asks for more time, while nobody has answered.
    `rolled_over` is how many meetings of the panel found it undone past its day: kept from events
    (see `procedure.rolling`). `effect` is a code of the procedure's effects.
    """

    THING = "action"
    HELD_WITH = ("child", "owner")

    child = models.ForeignKey(Child, on_delete=models.PROTECT, null=True, blank=True, related_name="actions")
    entry = models.ForeignKey(LogEntry, on_delete=models.PROTECT, null=True, blank=True, related_name="actions")
    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, null=True, blank=True, related_name="actions")
    item = models.UUIDField(null=True, blank=True)
    what = models.TextField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="actions")
    owner = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="actions")
    due_on = models.DateField()
    extended = models.PositiveSmallIntegerField(default=0)
    wanted_on = models.DateField(null=True, blank=True)
    rolled_over = models.PositiveSmallIntegerField(default=0)
    report = models.TextField(blank=True)
    effect = models.CharField(max_length=30, blank=True)
    impact = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    label = models.CharField(max_length=40, blank=True)

    objects = SeenActions(plan="entry_id", action="id", item="item")

    class Meta:
        ordering = ["due_on", "created_at"]
        indexes = [models.Index(fields=["panel", "state", "due_on"])]

    def __str__(self) -> str:
        return f"Action due {self.due_on}"

    def get_absolute_url(self) -> str:
        return reverse("action", args=[self.pk])

    def owners(self, role: str) -> list[dict]:
        return [{"user": self.owner.user}] if role == "action_owner" else []

    def relations(self, user: User) -> set[str]:
        found = {"action_owner"} if self.owner.user_id == user.pk else set()
        if self.state == "refused" and any(user.pk in disputed.recipients() for disputed in self.escalations.all()):
            found.add("escalation_recipient")
        return found


class Escalation(Case):
    """A disagreement that goes up: a stuck case between agencies, or an action that an agency refuses.
    `own_view` is the view of the side that asks for something, `other_view` that of the agency `against`."""

    THING = "escalation"

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="escalations")
    track = models.CharField(max_length=30)
    stage = models.CharField(max_length=30)
    issue = models.TextField()
    own_view = models.TextField(blank=True)
    other_view = models.TextField(blank=True)
    action = models.ForeignKey(Action, on_delete=models.PROTECT, null=True, blank=True, related_name="escalations")
    raised_by_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    against = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.TextField(blank=True)

    objects = Seen(card="id", plan="action__entry_id")

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"Escalation {self.created_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("escalation", args=[self.pk])

    def owners(self, role: str) -> list[dict]:
        if role != "escalation_recipient":
            return []
        return [{"user": user} for user in User.objects.filter(pk__in=self.recipients())]

    def relations(self, user: User) -> set[str]:
        found = {"practitioner"} if self.created_by_id == user.pk else set()
        return found | ({"escalation_recipient"} if user.pk in self.recipients() else set())

    def recipients(self) -> set[int]:
        """Keys of the users to whom it was sent, at any stage."""
        sent = Grant.objects.filter(about=self.pk, sight="escalation_recipient", user__isnull=False)
        return set(sent.values_list("user", flat=True))


class Challenge(Case):
    """One agency asks another, in writing, whether it does enough; the other answers."""

    THING = "challenge"

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="challenges")
    entry = models.ForeignKey(LogEntry, on_delete=models.PROTECT, null=True, blank=True, related_name="challenges")
    by_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    to_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    words = models.TextField()
    reply = models.TextField(blank=True)
    replied_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    replied_at = models.DateTimeField(null=True, blank=True)

    objects = Seen(plan="entry_id", card="id")

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"Challenge {self.created_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("challenge", args=[self.pk])

    def owners(self, role: str) -> list[dict]:
        return [{"agency": self.to_agency}] if role == "agency_contact" else []

    def relations(self, user: User) -> set[str]:
        standing = user.standing
        return {"agency_contact"} if standing.agency and standing.agency.pk == self.to_agency_id else set()


class PlacedChild(Case):
    """A child whom another authority placed in the area, and whether it confirmed its risk strategy."""

    THING = "placed_child"

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="placements")
    placing_authority = models.CharField(max_length=200)
    contact_name = models.CharField(max_length=200, blank=True)
    contact_email = models.EmailField(blank=True)
    setting = models.CharField(max_length=30)
    placed_on = models.DateField(null=True, blank=True)
    risk = models.TextField()
    evidence = models.TextField(blank=True)
    answered_on = models.DateField(null=True, blank=True)

    objects = Seen(card="id")

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"Placed by another authority {self.created_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("placed_child", args=[self.pk])


class LogImport(models.Model):
    """A borough's own log, as a file that somebody uploaded: its columns, how they map, and what would
    come of it. Nothing is loaded until somebody says so, and then all of it or nothing."""

    panel = models.ForeignKey("partnership.Panel", on_delete=models.PROTECT, related_name="+")
    columns = models.JSONField(default=list)
    rows = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    loaded_at = models.DateTimeField(null=True, blank=True)
    loaded = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    rejected = models.JSONField(default=list)

    class Meta:
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return f"Log import {self.uploaded_at:%Y-%m-%d}"
