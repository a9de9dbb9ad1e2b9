"""From a worry about a child to a referral that the panel takes: concern, checklist, level,
strategy meeting, referral, triage."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from riskpanel.access.models import User
from riskpanel.children.models import Case, Child
from riskpanel.children.sight import Seen
from riskpanel.partnership.models import Agency, Member, Sitting


class Concern(Case):
    """A worry about a child, recorded by a practitioner of any agency; everything up to the referral
    belongs to its thread. `author` is the practitioner who carries it.

    Whoever may read it may not therefore work on it: see `referrals.facts.ours`.
    """

    THING = "concern"

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="concerns")
    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="concerns")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    happening = models.TextField()
    source = models.CharField(max_length=200, blank=True)
    noticed_on = models.DateField()
    universal_setting = models.BooleanField(default=False)
    categories = models.JSONField(default=list)
    directions = models.JSONField(default=list)
    child_says = models.TextField(blank=True)
    family_says = models.TextField(blank=True)
    level = models.CharField(max_length=30, blank=True)
    level_confirmed = models.BooleanField(default=False)
    plan_kind = models.CharField(max_length=30, blank=True)
    plan_reference = models.CharField(max_length=100, blank=True)
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = Seen(concern="id", referral="id")

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"Concern {self.created_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("concern", args=[self.pk])

    def owners(self, role: str) -> list[dict]:
        if role == "author":
            return [{"user": self.author.user}]
        if role == "lead_professional":
            return [{"user": (self.child.lead or self.author).user}]
        if role == "line_manager" and self.author.line_manager:
            return [{"user": self.author.line_manager.user}]
        return []

    def relations(self, user: User) -> set[str]:
        found = set()
        if self.author.user_id == user.pk:
            found |= {"author", "practitioner"}
        if self.child.lead and self.child.lead.user_id == user.pk:
            found.add("lead_professional")
        if self.author.line_manager and self.author.line_manager.user_id == user.pk:
            found.add("line_manager")
        return found


class LevelDecision(models.Model):
    """A level as somebody set it. Append-only; the newest is the level. `scored` keeps what the
    instrument made of the answers, where it scores at all."""

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="levels")
    level = models.CharField(max_length=30)
    reason = models.TextField()
    provisional = models.BooleanField(default=True)
    scored = models.JSONField(default=dict)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.level


class Checklist(Case):
    """A vulnerability checklist: an instrument, frozen at its version, and the answers given."""

    THING = "checklist"

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


class InterimAction(Case):
    """Something that is done now, before any panel: an immediate action, an action of a strategy
    meeting, or an action that goes into a plan."""

    THING = "interim_action"

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="actions")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    origin = models.CharField(
        max_length=20,
        choices=[
            ("immediate", "Immediate"),
            ("strategy", "Strategy meeting"),
            ("plan", "Plan"),
            ("triage", "Instead of the panel"),
        ],
    )
    what = models.TextField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True, blank=True)
    report = models.TextField(blank=True)

    objects = Seen(concern="concern_id", referral="concern_id", action="id")

    class Meta:
        ordering = ["due_on", "created_at"]

    def __str__(self) -> str:
        return f"Interim action due {self.due_on}"

    def get_absolute_url(self) -> str:
        return reverse("interim_action", args=[self.pk])

    def owners(self, role: str) -> list[dict]:
        if role == "action_owner":
            return [{"user": self.owner.user}] if self.owner else [{"agency": self.agency}]
        return self.concern.owners(role)

    def relations(self, user: User) -> set[str]:
        return self.concern.relations(user) | ({"action_owner"} if self.is_owed_by(user) else set())

    def is_owed_by(self, user: User) -> bool:
        """Whether `user` owns it, or belongs to the agency that owns it where no person is named."""
        if self.owner:
            return self.owner.user_id == user.pk
        return bool(user.standing.agency) and user.standing.agency.pk == self.agency_id


class StrategyMeeting(models.Model):
    """A strategy meeting: booked, then held with minutes. A meeting booked anew replaces the old one."""

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="strategy_meetings")
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True)
    chair = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    parties = models.ManyToManyField(Member, related_name="+", blank=True)
    booked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    booked_at = models.DateTimeField()
    held_at = models.DateTimeField(null=True, blank=True)
    minutes = models.TextField(blank=True)
    replaced = models.BooleanField(default=False)

    class Meta:
        ordering = ["-starts_at"]

    def __str__(self) -> str:
        return f"Strategy meeting {self.starts_at:%Y-%m-%d}"


class Referral(Case):
    """The locked checklist with a cover, on its way to the panel."""

    THING = "referral"

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


class ProtectionCall(models.Model):
    """The child-protection route, taken and written down: whom somebody called and when. Nothing in
    the panel's steps waits for it and it waits for nothing."""

    panel = models.ForeignKey("partnership.Panel", on_delete=models.PROTECT, related_name="+")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, null=True, blank=True, related_name="protection_calls")
    called = models.CharField(max_length=200)
    called_at = models.DateTimeField()
    reference = models.CharField(max_length=100, blank=True)
    note = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-called_at"]

    def __str__(self) -> str:
        return f"Called {self.called_at:%Y-%m-%d %H:%M}"
