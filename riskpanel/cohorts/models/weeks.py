"""The ranking of a week, and each place on it with its reasons."""

from django.db import models
from django.urls import reverse

from riskpanel.access.models import User
from riskpanel.children.models import Child
from riskpanel.partnership.models import OfPartnership, Panel, Partnership


class Extract(models.Model):
    """A file of an agency as it was given in, with what was loaded and what was not. The rows themselves
    stand in the Single View's store under `load`."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    load = models.CharField(max_length=64)
    rows = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    report = models.JSONField(default=list)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    WITHIN = "partnership"
    objects = OfPartnership.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.source} {self.at:%Y-%m-%d}"


class Week(models.Model):
    """One ranking of a panel's children, as of a day. `config` and `inputs` are hashes of what it was
    made with and from; `feeds` says how fresh each source was; `fault` why it failed, in words."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="weeks")
    as_of = models.DateField()
    state = models.CharField(
        max_length=10, choices=[("running", "Being worked out"), ("done", "Done"), ("failed", "Failed")]
    )
    progress = models.CharField(max_length=200, blank=True)
    fault = models.TextField(blank=True)
    config = models.CharField(max_length=64, blank=True)
    inputs = models.CharField(max_length=64, blank=True)
    feeds = models.JSONField(default=list)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    WITHIN = "panel__partnership"
    objects = OfPartnership.as_manager()

    class Meta:
        ordering = ["-as_of", "-asked_at"]

    def __str__(self) -> str:
        return f"Week of {self.as_of}"

    def get_absolute_url(self) -> str:
        return reverse("lists") + f"?week={self.pk}"


class Place(models.Model):
    """A place on a ranking: `key` is the child's id in the Single View, `child` the partnership's own
    record where the child was put forward. `reasons` are the sentences that explain the place, each with
    points, days and source rows; `changes` what moved since the week before."""

    week = models.ForeignKey(Week, on_delete=models.PROTECT, related_name="places")
    cohort = models.CharField(max_length=30)
    key = models.CharField(max_length=64)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, null=True, blank=True, related_name="places")
    rank = models.PositiveIntegerField()
    total = models.FloatField()
    was = models.PositiveIntegerField(null=True, blank=True)
    moved = models.IntegerField(null=True, blank=True)
    contributions = models.JSONField(default=list)
    reasons = models.JSONField(default=list)

    WITHIN = "week__panel__partnership"
    objects = OfPartnership.as_manager()

    class Meta:
        ordering = ["cohort", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["week", "cohort", "key"], name="one_place_a_child"),
            models.UniqueConstraint(fields=["week", "cohort", "rank"], name="one_child_a_place"),
        ]
        indexes = [models.Index(fields=["key"])]

    def __str__(self) -> str:
        return f"{self.cohort} {self.rank}"
