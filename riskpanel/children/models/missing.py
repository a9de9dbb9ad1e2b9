"""Times when a child was missing, and what the police are to have at hand when one is."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from riskpanel.access.models import User
from riskpanel.children.models.child import Child
from riskpanel.children.models.threads import Case
from riskpanel.children.sight import Seen

OPENS_MORE = ("concern", "referral", "item", "plan", "papers", "child")
"""Scopes that open more of a child than the card."""


class MissingEpisode(Case):
    """A time when a child was missing, from the report until the return interview. `source` says
    where it is known from (blank: written here by hand), `reference` what it is called there;
    `interview` is what became of that interview, on a day that is not known where only an extract tells
    it. It has a thread and no states."""

    THING = "missing_episode"
    HELD_WITH = ("child__lead__user",)

    class Interview(models.TextChoices):
        HELD = "held", "Held"
        DECLINED = "declined", "Declined, or not possible"

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="missing_episodes")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    source = models.CharField(max_length=40, blank=True)
    reference = models.CharField(max_length=60, blank=True)
    missing_from = models.CharField(max_length=200, blank=True)
    found_where = models.CharField(max_length=200, blank=True)
    offered_at = models.DateTimeField(null=True, blank=True)
    offered_by = models.CharField(max_length=200, blank=True)
    interview = models.CharField(max_length=10, choices=Interview, blank=True)
    interview_at = models.DateTimeField(null=True, blank=True)

    objects = Seen(any_of=OPENS_MORE)

    class Meta:
        ordering = ["-began_at"]
        indexes = [models.Index(fields=["child", "ended_at"])]
        constraints = [
            models.UniqueConstraint(fields=["child", "began_at"], name="one_episode_of_a_start"),
            models.UniqueConstraint(
                fields=["child", "reference"], condition=~Q(reference=""), name="one_episode_of_a_reference"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=models.F("began_at")),
                name="an_episode_ends_after_its_start",
            ),
        ]

    def __str__(self) -> str:
        return f"Missing {self.began_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("child_missing", args=[self.child_id])

    def owners(self, role: str) -> list[dict]:
        lead = self.child.lead
        return [{"user": lead.user}] if role == "lead_professional" and lead else []

    def relations(self, user: User) -> set[str]:
        lead = self.child.lead
        return {"lead_professional"} if lead and lead.user_id == user.pk else set()


class MissingForm(models.Model):
    """That the form is ready which the police want at hand when the child goes missing: of which day,
    and where it is kept. The newest row counts."""

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="missing_forms")
    made_on = models.DateField()
    kept_where = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = Seen(any_of=OPENS_MORE)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"Form of {self.made_on}"
