"""What the pages of administration show, worked out from few queries."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from riskpanel.access.permissions import ROLES
from riskpanel.partnership import reviews
from riskpanel.partnership.models import Agency, Appointment, InForce, Member, Panel, Partnership, Seat
from riskpanel.partnership.standing import procedure_of
from riskpanel.procedure import Owed, Procedure, state_of
from riskpanel.ui.words import day, plural

SOON = timedelta(days=60)


@dataclass
class SeatRow:
    """A seat, what the procedure asks of it, and who fills it now and next."""

    seat: Seat
    asks: Any
    holder: Appointment | None = None
    next: Appointment | None = None
    deputies: list[Appointment] = field(default_factory=list)

    @property
    def problems(self) -> list[str]:
        """What is wrong with the seat, in words."""
        if self.seat.agency_id is None:
            return ["No agency fills it"]
        if self.holder is None:
            return ["Nobody holds it"]
        return [] if self.holder.member.may_commit else ["Not confirmed: may commit resources and decide"]

    @property
    def vacant(self) -> bool:
        """Whether nobody sits there."""
        return self.holder is None


@dataclass
class PanelState:
    """A panel with its seats, what it owes itself, and what waits."""

    panel: Panel
    procedure: Procedure
    seats: list[SeatRow]
    owed: list[tuple[Owed, str]]
    waiting: InForce | None

    @property
    def vacant(self) -> int:
        """How many seats nobody holds."""
        return sum(row.vacant for row in self.seats)

    @property
    def overdue(self) -> list[Owed]:
        """What the panel owes itself and is late with."""
        return [owed for owed, state in self.owed if state == "late"]

    @property
    def not_supplied(self) -> list[Any]:
        """Documents that the procedure names and nobody supplied."""
        return [document for document in self.procedure.documents if not document.supplied]


def seat_rows(panel: Panel, on: date) -> list[SeatRow]:
    """The seats of a panel on a day, with two queries."""
    asks = {line.code: line for line in procedure_of(panel.procedure).seats}
    rows = {
        seat.pk: SeatRow(seat, asks.get(seat.code))
        for seat in panel.seats.filter(retired=False).select_related("agency")
    }
    held = Appointment.objects.filter(Q(ends_on=None) | Q(ends_on__gte=on), seat__in=rows, role__in=["seat", "deputy"])
    for one in held.select_related("member__user", "member__agency").order_by("starts_on", "pk"):
        row = rows[one.seat_id]
        if one.role == "deputy":
            row.deputies.append(one)
        elif one.starts_on > on:
            row.next = one
        else:
            row.holder = one
    return list(rows.values())


def agencies_with_people(partnership: Partnership, on: date) -> list[Agency]:
    """The agencies by name, each with how many `people` have a place there on a day."""
    now = Q(members__ends_on=None) | Q(members__ends_on__gte=on)
    return list(Agency.objects.of(partnership).annotate(people=Count("members", filter=now)).order_by("name"))


def panel_states(panels: Sequence[Panel], now: datetime) -> list[PanelState]:
    """Each panel with what the hub says of it."""
    return [_state(panel, now) for panel in panels]


def _state(panel: Panel, now: datetime) -> PanelState:
    on = timezone.localdate(now)
    history = list(panel.history.select_related("procedure"))
    owed = [(one, state_of(one, now)) for one in reviews.open_ones(panel, history)]
    waiting = min((line for line in history if line.from_day > on), key=lambda line: line.from_day, default=None)
    return PanelState(panel, procedure_of(panel.procedure), seat_rows(panel, on), owed, waiting)


def warnings(agencies: Sequence[Agency], panels: Sequence[PanelState], on: date) -> list[str]:
    """What an administrator should look at, in sentences."""
    found = []
    for state in panels:
        chairs = [row.seat.title for row in state.seats if row.seat.chairs and row.vacant]
        found += [f"{state.panel.name}: nobody holds the chair “{title}”" for title in chairs]
        if state.vacant:
            found.append(f"{state.panel.name}: {plural(state.vacant, 'seat')} of {len(state.seats)} without a holder")
    for agency in agencies:
        if agency.active and agency.agreement_ends and agency.agreement_ends < on + SOON:
            verb = "ended" if agency.agreement_ends < on else "ends"
            found.append(f"{agency.name}: the information sharing agreement {verb} on {day(agency.agreement_ends)}")
    without = sum(1 for agency in agencies if agency.active and not agency.agreement_reference)
    if without:
        verb = "has" if without == 1 else "have"
        agencies_ = plural(without, "agency", "agencies")
        found.append(f"{agencies_} {verb} no information sharing agreement on record")
    return found


def held_by(member: Member, on: date) -> list[str]:
    """What a place holds on a day, in words; `appointments__seat` are expected to be fetched."""
    return [
        f"Deputy: {held.seat.title}"
        if held.role == "deputy"
        else held.seat.title
        if held.seat
        else role_label(held.role)
        for held in member.appointments.all()
        if held.starts_on <= on and (held.ends_on is None or held.ends_on >= on)
    ]


def role_label(code: str) -> str:
    """A role as administrators read it."""
    return ROLES[code].label if code in ROLES else code.replace("_", " ")
