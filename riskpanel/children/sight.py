"""What a grant opens, as one join: the only door from a person to records about children.

A scope opens kinds of records: see `OPENS`. A model says by which scopes it is reached and which of
its fields a grant's `about` must match; `Model.objects.visible_to(user)` does the rest, so lists,
counts, search and exports agree.
"""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

SCOPES = ("card", "concern", "checklist", "referral", "item", "plan", "action", "papers", "child")
DEPUTY_SCOPES = ("card", "referral", "item")
ONE_MEETING_SCOPES = ("card", "referral")
"""What a deputy for one meeting has by the seat; the items of that meeting are given to them by name."""


def holder_q(user: Any, now: datetime | None = None) -> Q:
    """Grants that reach `user` now: to themselves, a seat they hold or stand in for, the agency whose
    contact they are, or a role they have at a panel."""
    standing = user.standing
    if standing.sees_no_child:
        return Q(pk__in=[])
    reach = Q(user=user)
    if held := [a.seat_id for a in standing.appointments if a.role == "seat"]:
        reach |= Q(seat__in=held)
    for deputy in standing.stands_in:
        scopes = SCOPES if deputy.may_chair else ONE_MEETING_SCOPES if deputy.sitting_id else DEPUTY_SCOPES
        reach |= Q(seat=deputy.seat_id, scope__in=scopes)
    if "agency_contact" in standing.roles and standing.agency:
        reach |= Q(agency=standing.agency.pk)
    for given in standing.appointments:
        if given.seat_id is None:
            at = {"panel": given.panel_id} if given.panel_id else {}
            reach |= Q(panel_role=given.role, **at)
    return reach


def grants_of(user: Any, now: datetime | None = None) -> models.QuerySet:
    """The grants in force that reach `user` at `now`."""
    from riskpanel.children.models import Grant

    now = now or timezone.now()
    inside = Q(starts_at__lte=now, ends_at__gt=now)
    partnership = user.standing.partnership
    return Grant.objects.filter(
        inside, holder_q(user, now), child__partnership=partnership.pk if partnership else None
    ).order_by()


class SeenQuerySet(models.QuerySet):
    def visible_to(self, user: Any, now: datetime | None = None) -> "SeenQuerySet":
        """The records that `user` may see at `now` (default: the clock), by grants in force."""
        return self.filter(self.model.objects.q(user, now))


class Seen(models.Manager.from_queryset(SeenQuerySet)):
    """A manager of records about a child.

    `child` is the path to the child's key; `any_of` the scopes that open every such record of that
    child; `by` maps further scopes to the field that the grant's `about` must match (a grant without
    `about` opens all of them).
    """

    def __init__(self, child: str = "child_id", any_of: tuple[str, ...] = ("papers", "child"), **by: str) -> None:
        super().__init__()
        self.child, self.any_of, self.by = child, any_of, by

    def q(self, user: Any, now: datetime | None = None) -> Q:
        grants = grants_of(user, now).filter(child=OuterRef(self.child))
        if user.standing.sees_no_child:
            return Q(pk__in=[])
        match = Q(scope__in=self.any_of)
        fields: dict[str, list[str]] = {}
        for scope, name in self.by.items():
            fields.setdefault(name, []).append(scope)
        for name, scopes in fields.items():
            match |= Q(scope__in=scopes) & (Q(about=None) | Q(about=OuterRef(name)))
        return Q(Exists(grants.filter(match)))
