"""A partnership of its own for a procedure: one agency of each kind, one person in each seat."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from riskpanel.access.models import User
from riskpanel.partnership import actions
from riskpanel.partnership.models import Agency, Member, Panel, Partnership, Seat
from riskpanel.partnership.standing import procedure_of
from riskpanel.procedure import Procedure

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 10, 10, 0, tzinfo=LONDON)
FIRST = date(2026, 1, 5)


@dataclass
class Founded:
    """A partnership under one procedure, its panel and people."""

    partnership: Partnership
    panel: Panel
    founder: User
    agencies: dict[str, Agency] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    now: datetime = NOW

    @property
    def procedure(self) -> Procedure:
        return procedure_of(self.panel.procedure)

    def user(self, key: str) -> User:
        """Fresh from the database, so that what they may do is worked out anew."""
        return User.objects.get(pk=self.members[key].user_id)

    def member(self, key: str) -> Member:
        return Member.objects.get(pk=self.members[key].pk)

    def seat(self, code: str) -> Seat:
        return self.panel.seats.get(code=code)


def found(source: str) -> Founded:
    """The partnership, with a holder in each seat under the code of the seat."""
    founder = User.objects.create_user("founder@larkmead.example", "Larkmead set-up")
    partnership = actions.found_partnership(name="Larkmead Partnership", by=founder)
    version = actions.upload_procedure(partnership=partnership, source=source, by=founder, at=NOW)
    kinds = procedure_of(version).agencies
    agencies = {
        kind.code: actions.add_agency(
            partnership=partnership, name=f"Larkmead {kind.label}", kind=kind.code, sector=kind.sector, by=founder
        )
        for kind in kinds
    }
    panel = actions.set_up_panel(partnership=partnership, version=version, from_day=FIRST, by=founder, at=NOW)
    made = Founded(partnership, panel, founder, agencies)
    for seat in procedure_of(version).seats:
        join(made, seat.code, seat.agency, seat.seniority)
        actions.appoint(
            member=made.members[seat.code], role="seat", seat=made.seat(seat.code), from_day=FIRST, by=founder, at=NOW
        )
    return made


def join(made: Founded, key: str, agency: str, job_title: str = "", roles: Mapping[str, bool] | tuple = ()) -> Member:
    """Somebody who works for the agency of that kind, with roles at the panel; a manager where the title
    says so."""
    user = User.objects.create_user(f"{key}@larkmead.example", f"{key.replace('_', ' ').title()} Larkmead")
    member = actions.place(
        user=user,
        agency=made.agencies[agency],
        job_title=job_title or "Worker",
        from_day=FIRST,
        by=made.founder,
        at=NOW,
        is_manager="manager" in job_title.lower(),
        may_commit=True,
    )
    made.members[key] = member
    for role in roles:
        actions.appoint(member=member, role=role, panel=made.panel, from_day=FIRST, by=made.founder, at=NOW)
    return member
