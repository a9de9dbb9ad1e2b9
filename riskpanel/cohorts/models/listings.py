"""A child on a panel's list, from being put forward until leaving it."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from riskpanel.access.models import User
from riskpanel.children.models import Case, Child
from riskpanel.children.sight import Seen
from riskpanel.cohorts.models.weeks import Place
from riskpanel.partnership.models import Agency, Sitting

LIVE = ("proposed", "listed", "published", "discussed", "in_action", "stepped_down")


class Listing(Case):
    """A child on a list. `route` says how the child came there, `reason` why in words; `place` is the
    ranking's, where a ranking brought the child. `sitting` is the meeting that hears the child next;
    `late` marks a child added after that meeting's list was published, `immediate` one whom a chair
    takes first. `agreed_by` and `agreed_on` name the meeting of social care that agreed to bring the
    child."""

    THING = "listing"
    HELD_WITH = ("child__lead",)

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="listings")
    cohort = models.CharField(max_length=30)
    route = models.CharField(max_length=30)
    reason = models.TextField(blank=True)
    rising = models.TextField(blank=True)
    agreed_by = models.CharField(max_length=200, blank=True)
    agreed_on = models.DateField(null=True, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="listings")
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, null=True, blank=True, related_name="listings")
    late = models.BooleanField(default=False)
    immediate = models.BooleanField(default=False)
    asks_review = models.BooleanField(default=False)
    times_deferred = models.PositiveSmallIntegerField(default=0)
    lead_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    discussed_at = models.DateTimeField(null=True, blank=True)
    receiving_service = models.CharField(max_length=200, blank=True)
    reentry_trigger = models.TextField(blank=True)
    left_on = models.DateField(null=True, blank=True)
    previous = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = Seen(any_of=("papers", "child", "item"), card="id")

    class Meta:
        ordering = ["cohort", "place__rank", "created_at"]
        indexes = [models.Index(fields=["panel", "state"])]
        constraints = [
            models.UniqueConstraint(
                fields=["panel", "child"], condition=Q(state__in=LIVE), name="one_live_listing_a_child"
            )
        ]

    def __str__(self) -> str:
        return f"Listing {self.created_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("listing", args=[self.pk])

    def owners(self, role: str) -> list[dict]:
        if role == "lead_professional" and self.child.lead:
            return [{"user": self.child.lead.user}]
        return []

    def relations(self, user: User) -> set[str]:
        lead = self.child.lead
        return {"lead_professional"} if lead and lead.user_id == user.pk else set()
