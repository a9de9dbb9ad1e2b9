"""The child, who needs to know, what happened, and what is owed.

Everything about a child hangs on four tables: `Child`; `Grant` (who may see what, why, until when);
`Event` (what happened, when, by whom: append-only, and the input of every duty); `Duty` (what
somebody owes, worked out by the procedure from the events).
"""

import uuid
from typing import Any

from django.db import models
from django.db.models import Q

from riskpanel.access.models import User
from riskpanel.children.sight import Seen
from riskpanel.partnership.models import Agency, Member, Panel, Partnership, ProcedureVersion, Seat


class Child(models.Model):
    """A child known to the partnership. `reference` is what stands in lists, addresses and titles."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="children")
    reference = models.CharField(max_length=12)
    given_name = models.CharField(max_length=100)
    family_name = models.CharField(max_length=150)
    known_as = models.CharField(max_length=100, blank=True)
    born_on = models.DateField(null=True, blank=True)
    birth_estimated = models.BooleanField(default=False)
    sex = models.CharField(max_length=20, blank=True)
    ethnicity = models.CharField(max_length=60, blank=True)
    has_send = models.BooleanField(default=False)
    upn = models.CharField(max_length=13, blank=True)
    nhs_number = models.CharField(max_length=10, blank=True)
    source = models.CharField(max_length=40, blank=True)
    source_id = models.CharField(max_length=60, blank=True)
    address = models.TextField(blank=True)
    address_withheld = models.BooleanField(default=False)
    school = models.CharField(max_length=200, blank=True)
    open_to = models.JSONField(default=list)
    responsible_authority = models.CharField(max_length=200, blank=True)
    categories = models.JSONField(default=list)
    directions = models.JSONField(default=list)
    level = models.CharField(max_length=30, blank=True)
    level_provisional = models.BooleanField(default=False)
    level_set_at = models.DateTimeField(null=True, blank=True)
    level_set_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lead = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="leads")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = Seen(
        "id", any_of=("card", "concern", "checklist", "referral", "item", "plan", "action", "papers", "child")
    )

    class Meta:
        ordering = ["reference"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "reference"], name="one_child_of_a_reference"),
            models.UniqueConstraint(
                fields=["partnership", "source", "source_id"],
                condition=~Q(source_id=""),
                name="one_child_of_a_source_id",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def name(self) -> str:
        """What the child is called; nothing for a child of a source that gives no names."""
        return f"{self.known_as or self.given_name} {self.family_name}".strip()


class RestrictedNote(models.Model):
    """Something that not everybody who sees the child may read. `label` is a restriction of the procedure."""

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="restricted")
    about = models.CharField(max_length=100)
    label = models.CharField(max_length=40)
    held_by = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["-written_at"]

    def __str__(self) -> str:
        return f"{self.about} ({self.label})"


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
