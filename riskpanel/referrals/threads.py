"""The thread of an agency's part in a checklist: asked for, then signed or marked as giving no input. The
part itself is a line of the checklist; what is owed for it has owners of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from riskpanel.access.models import User
from riskpanel.children.models import Child, Event
from riskpanel.children.moves import write
from riskpanel.children.threads import Thread
from riskpanel.partnership.models import Panel
from riskpanel.referrals.models import Checklist, Contributor


@dataclass
class PartThread(Thread):
    """What happens to one agency's part in a checklist."""

    part: Contributor
    checklist: Checklist
    THING = "checklist_part"

    @property
    def thread(self) -> UUID:
        return uuid5(self.checklist.pk, f"part:{self.part.pk}")

    @property
    def panel(self) -> Panel:
        return self.checklist.panel

    @property
    def child(self) -> Child:
        return self.checklist.child

    def get_absolute_url(self) -> str:
        return self.checklist.get_absolute_url()

    def owners(self, role: str) -> list[dict]:
        """Whoever was asked at the agency, else its contacts."""
        if role != "contributor":
            return self.checklist.concern.owners(role)
        return [{"user": self.part.member.user} if self.part.member else {"agency": self.part.agency}]


def ask_for(part: Contributor, checklist: Checklist, *, by: User, at: datetime) -> None:
    """Writes that the agency is asked for its part, until the strategy meeting that is booked."""
    meeting = checklist.concern.strategy_meetings.filter(replaced=False, held_at=None).first()
    data = {"meeting_at": meeting.starts_at} if meeting else {}
    write(PartThread(part, checklist), "part_asked", by=by, at=at, data=data)


def ask_open_parts(checklist: Checklist, *, by: User, at: datetime) -> None:
    """Asks every agency anew whose part is not complete, but for the author's, which fills it in anyway."""
    own = checklist.concern.author.agency_id
    for part in checklist.contributors.exclude(agency=own).select_related("agency", "member__user"):
        if not part.complete:
            ask_for(part, checklist, by=by, at=at)


def tell(part: Contributor, checklist: Checklist, kind: str, *, by: User, at: datetime) -> None:
    """Writes that the part was signed, gives no input, or is closed."""
    write(PartThread(part, checklist), kind, by=by, at=at)


def close_parts(checklist: Checklist, *, by: User, at: datetime) -> None:
    """Nobody owes a part any more of a checklist that another one replaced."""
    for part in checklist.contributors.select_related("agency", "member__user"):
        if not part.complete:
            tell(part, checklist, "part_closed", by=by, at=at)


def threads() -> Iterator[PartThread]:
    """Every part that was ever asked for."""
    asked = set(Event.objects.filter(about=PartThread.THING).values_list("case", flat=True))
    joins = ("agency", "member__user", "checklist__concern", "checklist__child", "checklist__panel__procedure")
    for part in Contributor.objects.select_related(*joins):
        found = PartThread(part, part.checklist)
        if found.thread in asked:
            yield found
