"""The meeting while it lasts: which item has its turn, who is in the room, which savings arrived."""

import uuid

from django.db import models
from django.db.models import Q

from riskpanel.access.models import User
from riskpanel.meetings.models.agenda import AgendaItem
from riskpanel.meetings.models.meeting import Meeting
from riskpanel.meetings.models.records import Lasting
from riskpanel.partnership.models import Member


class ItemTurn(models.Model):
    """A stretch of the meeting in which one item was discussed; the one without an end is under discussion
    now. An item may have several."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="turns")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="turns")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["started_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting"], condition=Q(ended_at=None), name="one_item_has_its_turn")
        ]

    def __str__(self) -> str:
        return f"Turn from {self.started_at:%H:%M}"


class Presence(models.Model):
    """A stretch of the meeting in which somebody was there, for a seat or as a guest; without an end they
    are there still. `Invitation.attended` is the summary for the seat."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="presences")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    came_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["came_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "member"], condition=Q(left_at=None), name="somebody_is_there_once"
            ),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(left_at__gte=models.F("came_at")), name="nobody_leaves_before_they_came"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} from {self.came_at:%H:%M}"


class MinuteSaving(Lasting):
    """A saving of minutes that arrived, by the token that its sender gave it, with the version that it made.
    Sent again because the reply was lost, it is answered with the same version and makes nothing anew."""

    token = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"v{self.version}"
