"""The minutes on their way round: who had the draft, who agreed, what was to be corrected, what was noted
once they stood."""

from django.db import models
from django.db.models import Q

from riskpanel.access.models import User
from riskpanel.meetings.models.agenda import AgendaItem
from riskpanel.meetings.models.meeting import Meeting
from riskpanel.meetings.models.records import Lasting, MinuteRevision
from riskpanel.partnership.models import Member


class Circulated(Lasting):
    """A part of the draft as it went to somebody: one item, or (`item` empty) the general part with every
    item that they may see. `turn` counts the circulations of a meeting, from 1. Append-only."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="circulated")
    turn = models.PositiveSmallIntegerField()
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="circulated")
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "turn", "member"], condition=Q(item=None), name="one_draft_a_turn"
            ),
            models.UniqueConstraint(
                fields=["item", "turn", "member"], condition=Q(item__isnull=False), name="one_draft_of_an_item_a_turn"
            ),
        ]

    def __str__(self) -> str:
        return f"Draft of {self.sent_at:%Y-%m-%d}"


class MinutesAgreed(Lasting):
    """Somebody agreed to what they had of the draft, in one circulation. Append-only."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="agreed")
    turn = models.PositiveSmallIntegerField()
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "turn", "member"], name="agreed_once_a_turn")]

    def __str__(self) -> str:
        return f"Agreed {self.at:%Y-%m-%d}"


class Correction(models.Model):
    """What somebody who came proposes to correct in a part of the draft (`item` empty: the general part),
    and what became of it. An accepted one names the revision of the text that took it up."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="corrections")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="corrections")
    turn = models.PositiveSmallIntegerField()
    wrong = models.TextField()
    should_say = models.TextField()
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    answer = models.CharField(
        max_length=10, blank=True, choices=[("accepted", "Taken into the minutes"), ("declined", "Not taken up")]
    )
    reason = models.TextField(blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    revision = models.ForeignKey(MinuteRevision, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"Correction of {self.at:%Y-%m-%d}"


class MinutesNote(Lasting):
    """What a chair notes to minutes that stand, on a day: of one item, or (`item` empty) of the general
    part. Append-only."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="minute_notes")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="minute_notes")
    text = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"Note of {self.at:%Y-%m-%d}"
