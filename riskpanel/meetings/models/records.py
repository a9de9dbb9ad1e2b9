"""What stands as it was written: minutes, decisions, copies handed out."""

from typing import Any

from django.db import models
from django.db.models import Q

from riskpanel.access.models import User
from riskpanel.meetings.models.agenda import AgendaItem
from riskpanel.meetings.models.meeting import Meeting
from riskpanel.partnership.models import Agency, Member


class Lasting(models.Model):
    """A row that is written once: neither changed nor deleted, only followed by another."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Writes a new row; raises TypeError for one that stands."""
        if not self._state.adding:
            raise TypeError("This stands as it was written; write another that follows it.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> None:
        """Refused with TypeError."""
        raise TypeError("This stands as it was written and is not deleted.")


class MinuteRevision(Lasting):
    """The minutes of an item, or of the meeting in general, as somebody saved them. Append-only.
    `aside` marks a text that met a newer one: it is kept, and is not the minutes."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="revisions")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="revisions")
    version = models.PositiveIntegerField()
    text = models.TextField()
    aside = models.BooleanField(default=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"v{self.version}"


class Decision(Lasting):
    """What the panel decided for a child: outcome, the panel's level, why, who dissented, who chaired.
    Append-only, with the procedure version in force so that it can be understood as it was; only the
    ratification is added later. `interim` says what keeps the child safe while a decision is deferred,
    `advice` what the referrer is advised to do instead. `lead_agency`, `lead_team` and `asked` are what the
    panel agreed for a listed child and what was answered to the procedure's questions by then."""

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=40)
    level = models.CharField(max_length=30, blank=True)
    referrer_level = models.CharField(max_length=30, blank=True)
    concurs = models.BooleanField(null=True)
    rationale = models.TextField()
    evidence_seen = models.TextField(blank=True)
    dissent = models.TextField(blank=True)
    interim = models.TextField(blank=True)
    advice = models.TextField(blank=True)
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections")
    return_on = models.DateField(null=True, blank=True)
    receiving_service = models.CharField(max_length=200, blank=True)
    reentry_trigger = models.TextField(blank=True)
    lead_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lead_team = models.CharField(max_length=200, blank=True)
    asked = models.JSONField(default=dict, blank=True)
    chairs = models.JSONField(default=list)
    to_ratify = models.BooleanField(default=False)
    ratified_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ratified_at = models.DateTimeField(null=True, blank=True)
    procedure = models.ForeignKey("partnership.ProcedureVersion", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.outcome


class MinutesCopy(Lasting):
    """A part of the minutes as it was handed to somebody: one item, or (`item` empty) every item that
    they had. Append-only."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="copies")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="copies")
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "member"], condition=Q(item=None), name="one_copy_of_the_minutes"
            ),
            models.UniqueConstraint(
                fields=["item", "member"], condition=Q(item__isnull=False), name="one_copy_of_the_minutes_of_an_item"
            ),
        ]

    def __str__(self) -> str:
        return f"Copy of {self.sent_at:%Y-%m-%d}"
