"""Patterns across children, and leave to share a paper."""

from django.db import models

from riskpanel.access.models import User
from riskpanel.children.models import Child
from riskpanel.meetings.models.meeting import Meeting
from riskpanel.partnership.models import Agency, Panel


class Pattern(models.Model):
    """A theme, a place, a trend or a group that calls for a response by the partnership, not about one
    child: what, over which horizon, who answers it and how. `people` names people of concern, for those
    whom `people_label` allows."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="patterns")
    kind = models.CharField(max_length=30)
    title = models.CharField(max_length=200)
    what = models.TextField()
    places = models.TextField(blank=True)
    people = models.TextField(blank=True)
    people_label = models.CharField(max_length=40, blank=True)
    horizon = models.CharField(max_length=20)
    response = models.TextField(blank=True)
    tactical = models.BooleanField(default=False)
    owner_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    cross_border = models.CharField(max_length=200, blank=True)
    noticed_at = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="patterns")
    closed_on = models.DateField(null=True, blank=True)
    children = models.ManyToManyField(Child, blank=True, related_name="patterns")
    version = models.PositiveIntegerField(default=1)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["closed_on", "-added_at"]

    def __str__(self) -> str:
        return self.title


class ShareRequest(models.Model):
    """A request to share a paper of the panel beyond those who have it, and a chair's answer."""

    child = models.ForeignKey(Child, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="share_requests")
    what = models.CharField(max_length=300)
    with_whom = models.CharField(max_length=300)
    why = models.TextField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    agreed = models.BooleanField(null=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return f"Share request {self.asked_at:%Y-%m-%d}"
