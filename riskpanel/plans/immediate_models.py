"""An action that cannot wait: a child is at risk of significant harm, and somebody acts at once."""

from django.db import models
from django.urls import reverse

from riskpanel.access.models import User
from riskpanel.children.models import Case, Child
from riskpanel.children.sight import Seen, SeenQuerySet
from riskpanel.partnership.models import Member

RUNNING = ("raised", "tasked", "accepted")
"""States in which nobody has acted yet."""
OPEN = (*RUNNING, "done")


class ImmediateQuerySet(SeenQuerySet):
    """Immediate actions, by how far they are."""

    def running(self) -> "ImmediateQuerySet":
        """Those for which nobody has acted yet."""
        return self.filter(state__in=RUNNING)

    def open(self) -> "ImmediateQuerySet":
        """Those that a chair has not yet confirmed or dropped."""
        return self.filter(state__in=OPEN)


class ImmediateAction(Case):
    """A risk of significant harm that somebody raised, in a meeting (`item` is the agenda item) or between
    meetings; `what` is to be done by `owner`, whom a chair tasked."""

    THING = "immediate_action"
    HELD_WITH = ("child__lead", "owner")

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="immediate_actions")
    item = models.UUIDField(null=True, blank=True)
    risk = models.TextField()
    what = models.TextField(blank=True)
    owner = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    report = models.TextField(blank=True)
    reason = models.TextField(blank=True)

    objects = Seen.from_queryset(ImmediateQuerySet)(
        any_of=("papers", "child", "item", "concern"), card="id", action="id"
    )

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["panel", "state"])]

    def __str__(self) -> str:
        return f"Immediate action {self.created_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("immediate_action", args=[self.pk])

    def owners(self, role: str) -> list[dict]:
        return [{"user": self.owner.user}] if role == "action_owner" and self.owner else []

    def relations(self, user: User) -> set[str]:
        return {"action_owner"} if self.owner and self.owner.user_id == user.pk else set()
