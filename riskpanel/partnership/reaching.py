"""Who is at work on a day, and the people behind who owes or hears of something: a person, a seat, an
agency's contacts, a role."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from riskpanel.access.permissions import WITHOUT_CHILDREN
from riskpanel.partnership.models import Appointment, Member, Panel, Partnership, holding


def at_work(partnership: Partnership, day: date) -> QuerySet[Member]:
    """Everybody who may be given something to do about a child: at work that day for an active agency of the
    partnership, and with no role that day that sees no child. By agency and name, with agency and user."""
    found = Member.objects.of(partnership).filter(holding(day), agency__active=True, user__is_active=True)
    found = found.exclude(pk__in=_barred(day).values("member"))
    return found.select_related("user", "agency").order_by("agency__name", "user__full_name")


def _barred(day: date) -> QuerySet[Appointment]:
    return Appointment.objects.filter(holding(day), role__in=WITHOUT_CHILDREN)


def members_of(panel: Panel, owners: Iterable[dict[str, Any]], at: datetime) -> list[Member]:
    """Everybody at work on that day in the panel's partnership who is meant by `owners`, which are
    keyword arguments of a duty's owner (`role` with `user`, `seat`, `agency` or none of them). Each once,
    with their agency and user."""
    owners = list(owners)
    if not owners:
        return []
    current = holding(timezone.localdate(at))
    held = Appointment.objects.filter(current, member__agency__partnership=panel.partnership_id)
    meant, users = Q(pk__in=[]), []
    for owner in owners:
        if user := owner.get("user"):
            users.append(user.pk)
        else:
            meant |= _holders(panel, owner)
    found = Member.objects.filter(
        current, Q(user__in=users) | Q(pk__in=held.filter(meant).values("member")),
        user__is_active=True, agency__partnership=panel.partnership_id,
    )  # fmt: skip
    return list(found.select_related("user", "agency").order_by("pk"))


def _holders(panel: Panel, owner: dict[str, Any]) -> Q:
    """The appointments by which somebody is meant."""
    role = owner["role"]
    if seat := owner.get("seat"):
        deputies = Q(role="deputy", sitting=None, seat=seat)
        return Q(role="seat", seat=seat) | (deputies & Q(may_chair=True) if role == "co_chair" else deputies)
    if agency := owner.get("agency"):
        return Q(role="agency_contact", member__agency=agency)
    here = Q(panel=panel) | Q(panel=None, seat=None)
    return (Q(role=role) & here) | Q(role="seat", seat__panel=panel, seat__gives=role)


def who_see_children(members: Iterable[Member], at: datetime) -> list[Member]:
    """Those who may see children: not administrators and auditors."""
    members = list(members)
    keys = set(_barred(timezone.localdate(at)).filter(member__in=members).values_list("member", flat=True))
    return [one for one in members if one.pk not in keys]
