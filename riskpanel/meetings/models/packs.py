"""The papers of a meeting as sent: to whom, numbered, and what became of each copy."""

import uuid

from django.db import models
from django.urls import reverse

from riskpanel.access.models import User
from riskpanel.meetings.models.meeting import Meeting
from riskpanel.meetings.models.records import Lasting
from riskpanel.partnership.models import Member


class PackSending(models.Model):
    """One sending of papers: how many people and children it reaches. One that reaches more than the
    procedure lets pass waits (`waits`) until a co-chair answers with a reason."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="pack_sendings")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    people = models.PositiveSmallIntegerField()
    children = models.PositiveSmallIntegerField()
    waits = models.BooleanField(default=False)
    agreed = models.BooleanField(null=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting"], condition=models.Q(waits=True), name="one_sending_waits")
        ]

    def __str__(self) -> str:
        return f"Sending of {self.asked_at:%Y-%m-%d}"


class Pack(models.Model):
    """One person's copy of the papers. It holds nothing: what is in it is gathered when they open it, from
    what they may see at that moment."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="packs")
    sending = models.ForeignKey(PackSending, on_delete=models.PROTECT, related_name="packs")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField()
    recalled_at = models.DateTimeField(null=True, blank=True)
    recalled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    recall_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="one_pack_of_a_number"),
            models.UniqueConstraint(
                fields=["meeting", "member"], condition=models.Q(recalled_at=None), name="one_live_pack_a_person"
            ),
        ]

    def __str__(self) -> str:
        return f"Copy {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("pack", args=[self.pk])


class PackOpening(Lasting):
    """Somebody opened their copy. Append-only."""

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="openings")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"Opened {self.at:%Y-%m-%d}"
