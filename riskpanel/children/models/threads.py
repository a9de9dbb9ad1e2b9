"""What happened, what is owed for it, and the records that have such a thread."""

import uuid

from django.db import models

from riskpanel.access.models import User
from riskpanel.children.models.child import Child
from riskpanel.partnership.models import Agency, Panel, Partnership, ProcedureVersion, Seat


class Event(models.Model):
    """What happened, when and by whom. Append-only. `case` is the record whose thread it belongs to,
    `about` the kind of thing (concern, referral, log_entry, action, meeting …)."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, null=True, blank=True, related_name="events")
    about = models.CharField(max_length=30)
    case = models.UUIDField()
    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    procedure = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    label = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["about", "case", "at"]), models.Index(fields=["child", "at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"


class Duty(models.Model):
    """What is owed: worked out by the procedure from the events of one case, and written anew
    whenever an event is added. `counted` says how the day was counted."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, null=True, blank=True, related_name="duties")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, null=True, blank=True, related_name="duties")
    about = models.CharField(max_length=30)
    case = models.UUIDField()
    code = models.CharField(max_length=40)
    says = models.CharField(max_length=200)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    counted = models.CharField(max_length=600)
    clauses = models.JSONField(default=list)
    stated = models.BooleanField(default=True)
    safety = models.BooleanField(default=True)
    url = models.CharField(max_length=200, blank=True)
    met_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_at", "pk"]
        indexes = [
            models.Index(fields=["about", "case"]),
            models.Index(fields=["panel", "met_at", "due_at"]),
            models.Index(fields=["child", "met_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.code} by {self.due_at:%Y-%m-%d}"


class DutyOwner(models.Model):
    """Who owes a duty: a person, a seat, the contacts of an agency, or whoever has a role at the panel."""

    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="owners")
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="owes")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, blank=True, related_name="owes")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="owes")
    role = models.CharField(max_length=30)

    class Meta:
        indexes = [models.Index(fields=["role"])]

    def __str__(self) -> str:
        return self.role


class Case(models.Model):
    """A record that lives: it has a state, a thread of events and a place in a panel's procedure.

    A concrete model names its kind in `THING` (a lifecycle of the procedure) and says who its people
    are in `owners` and `relations`.
    """

    THING: str = ""
    HELD_WITH: tuple[str, ...] = ()
    """What `relations` reads: fetched with the record when it is held for a move."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=30)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        raise NotImplementedError

    @property
    def thread(self) -> uuid.UUID:
        """The case that its events belong to; its own, unless it says otherwise."""
        return self.pk

    def owners(self, role: str) -> list[dict]:
        """Who has `role` for this record, as keyword arguments of `DutyOwner`, besides what
        `children.people.owners_of` knows (chairs, core group, coordinator…)."""
        return []

    def relations(self, user: User) -> set[str]:
        """The roles that `user` has by their relation to this record (author, lead, owner…)."""
        return set()
