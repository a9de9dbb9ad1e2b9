"""What a grant opens, as one join: the only door from a person to records about children.

A scope opens kinds of records: see `OPENS`. A model says by which scopes it is reached and which of
its fields a grant's `about` must match; `Model.objects.visible_to(user)` does the rest, so lists,
counts, search and exports agree. A recusal closes here what grants open.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Exists, Q
from django.utils import timezone

SCOPES = ("card", "concern", "checklist", "referral", "item", "plan", "action", "papers", "child")
DEPUTY_SCOPES = ("card", "referral", "item")
ONE_MEETING_SCOPES = ("card", "referral")
"""What a deputy for one pre-panel has by the seat: the referrals on which it decides."""


def holder_q(user: Any, now: datetime | None = None) -> Q:
    """Grants that reach `user` now: to themselves since they came to where they work, a seat they hold or
    stand in for, the agency whose contact they are, or a role they have at a panel."""
    standing = user.standing
    if standing.sees_no_child:
        return Q(pk__in=[])
    reach = Q(user=user, starts_at__gt=standing.member.since)
    if held := [a.seat_id for a in standing.appointments if a.role == "seat"]:
        reach |= Q(seat__in=held)
    for deputy in standing.stands_in:
        reach |= Q(seat=deputy.seat_id, scope__in=_scopes_of(deputy))
    if "agency_contact" in standing.roles and standing.agency:
        reach |= Q(agency=standing.agency.pk)
    for given in standing.appointments:
        if given.role == "seat" and given.seat.gives:
            reach |= Q(panel_role=given.seat.gives, panel=given.seat.panel_id)
        if given.seat_id is None:
            at = {"panel": given.panel_id} if given.panel_id else {}
            reach |= Q(panel_role=given.role, **at)
    return reach


def _scopes_of(deputy: Any) -> tuple[str, ...]:
    """What a deputy has by the seat: of one panel meeting nothing, since its items are given to them by
    name; of one pre-panel what it decides on."""
    if deputy.sitting_id:
        return ONE_MEETING_SCOPES if deputy.sitting.role == "pre_panel" else ()
    return SCOPES if deputy.may_chair else DEPUTY_SCOPES


def grants_of(user: Any, now: datetime | None = None) -> models.QuerySet:
    """The grants in force that reach `user` at `now`, in the partnership that they work for."""
    from riskpanel.children.models import Grant

    now, partnership = now or timezone.now(), user.standing.partnership
    inside = Q(partnership=partnership.pk if partnership else None, starts_at__lte=now, ends_at__gt=now)
    return Grant.objects.filter(inside, holder_q(user, now)).exclude(_kept_out(user)).order_by()


def closed_to(user: Any) -> models.QuerySet:
    """The recusals in force of `user`: what a declared conflict of interest closes to them."""
    from riskpanel.children.models import Recusal

    return Recusal.objects.filter(user=user, ended_at=None).order_by()


def _kept_out(user: Any) -> Q:
    """Grants that do not reach somebody who keeps out: those about the record itself, and of its child all
    that are not given to them in person, for their own work. A deputy's come by the seat."""
    closed = closed_to(user)
    of_child = Q(child__in=closed.filter(child__isnull=False).values("child")) & (Q(user=None) | Q(sight="deputy"))
    return of_child | Q(about__isnull=False, about__in=closed.values("about"))


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
        """What lets `user` see a record: a grant in force that matches it."""
        if user.standing.sees_no_child:
            return Q(pk__in=[])
        grants = grants_of(user, now)
        match = Q(pk__in=[])
        for theirs, name, which in self._openings():
            match |= Q(**{f"{name}__in": grants.filter(which).values(theirs)})
        if "item" in self.by:
            match &= ~Q(**{f"{self.by['item']}__in": closed_to(user).values("about")})
        return match

    def sees(self, user: Any, record: Any, now: datetime | None = None) -> bool:
        """Whether `user` may see one record that is at hand: what `q` says, asked of the grants alone, for
        what is asked often. The fields by which it is reached should be loaded."""
        if user.standing.sees_no_child:
            return False
        reach = Q(pk__in=[])
        for theirs, name, which in self._openings():
            if (value := _value_of(record, name)) is not None:
                reach |= which & Q(**{theirs: value})
        grants = grants_of(user, now).filter(reach)
        if "item" in self.by:
            grants = grants.exclude(Exists(closed_to(user).filter(about=_value_of(record, self.by["item"]))))
        return grants.exists()

    def _openings(self) -> Iterator[tuple[str, str, Q]]:
        """The field of a grant, the field of a record that must be the same, and which grants count: those of
        the child as a whole, then by each narrower field that `about` may be."""
        whole = Q(scope__in=self.any_of) | Q(scope__in=tuple(self.by), about=None)
        yield "child", self.child, whole
        fields: dict[str, list[str]] = {}
        for scope, name in self.by.items():
            fields.setdefault(name, []).append(scope)
        for name, scopes in fields.items():
            yield "about", name, Q(scope__in=scopes, about__isnull=False)


def _value_of(record: Any, path: str) -> Any:
    """What stands at a path of fields; None where a record on the way is missing."""
    for name in path.split("__"):
        record = getattr(record, name, None)
    return record
