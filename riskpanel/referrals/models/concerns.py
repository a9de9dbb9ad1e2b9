"""A worry about a child, its levels, what is done now, its strategy meeting and the calls made."""

from django.db import models
from django.urls import reverse

from riskpanel.access.models import User
from riskpanel.children.models import Case, Child
from riskpanel.children.sight import Seen
from riskpanel.partnership.models import Agency, Member


class Concern(Case):
    """A worry about a child, recorded by a practitioner of any agency; everything up to the referral
    belongs to its thread. `author` is the practitioner who carries it.

    Whoever may read it may not therefore work on it: see `referrals.facts.ours`.
    """

    THING = "concern"
    HELD_WITH = ("author__line_manager", "child__lead")

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
