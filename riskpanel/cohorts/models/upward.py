"""What the panel puts forward to another body's meeting."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse

from riskpanel.children.models import Case, Child
from riskpanel.children.sight import Seen
from riskpanel.cohorts.models.listings import Listing
from riskpanel.partnership.models import Sitting


class SeenUpward(Seen):
    """Items about a child by grants; others by having a part at their panel."""

    def q(self, user: Any, now: datetime | None = None) -> Q:
        standing, seen = user.standing, super().q(user, now)
        if standing.sees_no_child:
            return seen
        panels = {held.seat.panel_id if held.seat else held.panel_id for held in standing.appointments}
        return seen | Q(child=None, panel__in=panels - {None})


class PutForward(Case):
    """An item for the other body's meeting: a child, a person, a place, a theme. `sitting` is that
    body's meeting; `answer` what it made of the item."""

    THING = "put_forward"
    HELD_WITH = ("child__lead",)

    kind = models.CharField(max_length=30)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, null=True, blank=True, related_name="put_forward")
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, null=True, blank=True, related_name="put_forward")
    title = models.CharField(max_length=200, blank=True)
    reason = models.TextField()
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, null=True, blank=True, related_name="put_forward")
    answer = models.TextField(blank=True)

    objects = SeenUpward(any_of=("papers", "child", "item"), card="id")

    class Meta:
        ordering = ["created_at"]
        indexes = [models.Index(fields=["panel", "state"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.created_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("put_forward", args=[self.pk])
