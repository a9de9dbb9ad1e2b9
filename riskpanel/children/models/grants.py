"""Who may see what of a child, why, and until when."""

from typing import Any

from django.db import models
from django.db.models import Q

from riskpanel.access.models import User
from riskpanel.children.models.child import Child
from riskpanel.partnership.models import Agency, Panel, Partnership, Seat


class Grant(models.Model):
    """This person, seat or agency may see this child (or one record about them), for this reason,
    from then until then. `scope` is what opens (see `children.sight`), `about` the one record that
    it is limited to. `partnership` is the child's, kept here so that what is another's is never looked through."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, db_index=False, related_name="+")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="grants")
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="grants")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, blank=True, related_name="grants")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="grants")
    panel_role = models.CharField(max_length=30, blank=True)
    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sight = models.CharField(max_length=40)
    scope = models.CharField(max_length=20)
    about = models.UUIDField(null=True, blank=True)
    reason = models.CharField(max_length=300)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-starts_at"]
        indexes = [
            models.Index(
                fields=[
                    "child",
                    "ends_at",
                    "starts_at",
                    "scope",
                    "about",
                    "user",
                    "seat",
                    "agency",
                    "panel_role",
                    "panel",
                ],
                name="grant_of_child",
            ),
            models.Index(fields=["user", "ends_at"]),
            models.Index(fields=["seat", "ends_at"]),
            models.Index(fields=["about"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(user__isnull=False, seat=None, agency=None, panel_role="")
                    | Q(user=None, seat__isnull=False, agency=None, panel_role="")
                    | Q(user=None, seat=None, agency__isnull=False, panel_role="")
                    | (Q(user=None, seat=None, agency=None, panel__isnull=False) & ~Q(panel_role=""))
                ),
                name="a_grant_is_to_one",
            ),
            models.CheckConstraint(condition=Q(ends_at__gte=models.F("starts_at")), name="a_grant_ends"),
            models.CheckConstraint(condition=~Q(reason=""), name="a_grant_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.sight}: {self.scope}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.partnership_id = self.child.partnership_id
        super().save(*args, **kwargs)
