"""Why somebody sees a child, and who else does."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from riskpanel.access.permissions import ROLES
from riskpanel.children.models import Grant
from riskpanel.partnership.models import Appointment, holding

OPENS = {
    "card": "The card",
    "concern": "A concern and what belongs to it",
    "checklist": "A checklist",
    "referral": "A referral",
    "item": "An item of a meeting",
    "plan": "The plan",
    "action": "An action",
    "papers": "All papers of the panel",
    "child": "Everything about the child",
}
"""What each scope opens, in words."""


@dataclass(frozen=True)
class GrantLine:
    """A grant in words: who sees what, why, from when until when, given by whom."""

    who: str
    opens: str
    reason: str
    starts_at: datetime
    ends_at: datetime
    given_by: str
    emergency: bool = False


def mine_lines(grants: Iterable[Grant]) -> list[GrantLine]:
    """A person's own grants: through whom each reaches them, and why."""
    return [_line(grant, _through(grant)) for grant in grants]


def access_lines(grants: Iterable[Grant], holders: Mapping[int, str]) -> list[GrantLine]:
    """Everybody's grants; `holders` says, by seat, who holds it now."""
    return [_line(grant, _holder(grant, holders)) for grant in grants]


def holders_of_seats(seats: Iterable[int]) -> dict[int, str]:
    """Who holds or stands in for each of these seats today, as words."""
    found = defaultdict(list)
    held = Appointment.objects.filter(holding(timezone.localdate()), seat__in=list(seats), role__in=["seat", "deputy"])
    for one in held.select_related("member__user").order_by("-role", "pk"):
        deputy = " (deputy)" if one.role == "deputy" else ""
        found[one.seat_id].append(one.member.user.full_name + deputy)
    return {seat: ", ".join(names) for seat, names in found.items()}


def _line(grant: Grant, who: str) -> GrantLine:
    return GrantLine(
        who=who,
        opens=OPENS.get(grant.scope, grant.scope),
        reason=grant.reason,
        starts_at=grant.starts_at,
        ends_at=grant.ends_at,
        given_by=grant.given_by.full_name,
        emergency=grant.sight == "break_glass",
    )


def _through(grant: Grant) -> str:
    if grant.user_id:
        return "You"
    if grant.seat:
        return f"The seat {grant.seat.title}"
    return _shared(grant)


def _holder(grant: Grant, holders: Mapping[int, str]) -> str:
    if grant.user:
        return grant.user.full_name
    if grant.seat:
        return f"{grant.seat.title}: {holders.get(grant.seat_id, 'nobody holds the seat')}"
    return _shared(grant)


def _shared(grant: Grant) -> str:
    if grant.agency:
        return f"The contacts of {grant.agency.name}"
    role = ROLES[grant.panel_role].label if grant.panel_role in ROLES else grant.panel_role
    return f"{role}, {grant.panel.name}"
