"""Who keeps out of a matter: a conflict of interest takes sight away, as a grant gives it."""

from django.db import models
from django.db.models import Q

from riskpanel.access.models import User
from riskpanel.children.models.child import Child


class Recusal(models.Model):
    """This person keeps out of one record (`about`: an item of an agenda), for this reason, from then until
    somebody who runs the panel ends it. Meanwhile no grant about the record reaches them, and of its
    child (`child`; none for a piece of business) nothing that comes by a seat, an agency or a role. What
    they were given in person for their own work with the child stays. `by` recorded it."""

    about = models.UUIDField()
    child = models.ForeignKey(Child, on_delete=models.PROTECT, null=True, blank=True, related_name="recusals")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="recusals")
    reason = models.CharField(max_length=500)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "about"], condition=Q(ended_at=None), name="one_recusal_from_a_record"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="a_recusal_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"Recusal of {self.at:%Y-%m-%d}"
