"""What members are warned of between meetings, and who has read it."""

from django.db import models

from riskpanel.access.models import User
from riskpanel.children.models import Child
from riskpanel.meetings.models.records import Lasting
from riskpanel.partnership.models import Panel, Seat


class Alert(models.Model):
    """A risk or an issue of which some seats of a panel are told as it arises. `state` is `proposed`
    until a chair answers what a member asked to send, then `sent` or `refused`. Which child it is about,
    only those read who see the child."""

    PROPOSED, SENT, REFUSED = "proposed", "sent", "refused"

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="alerts")
    kind = models.CharField(max_length=30)
    text = models.TextField()
    child = models.ForeignKey(Child, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    seats = models.ManyToManyField(Seat, related_name="alerts")
    state = models.CharField(max_length=10, choices=[(PROPOSED, "Asked"), (SENT, "Sent"), (REFUSED, "Not sent")])
    raised_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["-raised_at", "-pk"]

    def __str__(self) -> str:
        return f"Alert {self.raised_at:%Y-%m-%d}"


class AlertReading(Lasting):
    """Somebody says that they have read an alert. Append-only."""

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="readings")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["alert", "user"], name="one_reading_of_an_alert")]

    def __str__(self) -> str:
        return f"Read {self.at:%Y-%m-%d}"
