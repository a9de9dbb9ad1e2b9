"""Where the meeting stands: the item under discussion and its clock, what each item took or may take, who
was there for which."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from riskpanel.meetings.actions.sight import source_of
from riskpanel.meetings.actions.sources import DECIDED
from riskpanel.meetings.models import AgendaItem, ItemTurn, Meeting, Presence
from riskpanel.meetings.reach import Part
from riskpanel.procedure.clocks import ItemClock, item_clock, share_of, slot_ends

MINUTE = timedelta(minutes=1)


@dataclass
class Course:
    """`turn` is the turn that runs and `clock` its time; `times` says for each item, by key, how long it
    took or may take."""

    turn: ItemTurn | None = None
    clock: ItemClock | None = None
    heard: set[Any] = field(default_factory=set)
    times: dict[Any, str] = field(default_factory=dict)

    @property
    def item_id(self) -> Any:
        """The key of the item under discussion; None between items."""
        return self.turn.item_id if self.turn else None

    @property
    def says(self) -> str:
        """``7 min left``, ``3 min over``."""
        return told_left(self.clock.left) if self.clock else ""

    @property
    def over(self) -> bool:
        return self.clock is not None and self.clock.left < timedelta()


def told_left(left: timedelta) -> str:
    """``7 min left``, ``3 min over``; a minute that has begun counts as left until it is gone."""
    if left < timedelta():
        return f"{max(int(-left / MINUTE), 1)} min over"
    return f"{-(-left // MINUTE)} min left"


def course_of(part: Part, items: Sequence[AgendaItem], now: datetime) -> Course:
    """The meeting's course as far as `items` go, which somebody has loaded with their last outcomes."""
    meeting, turns = part.meeting, defaultdict(list)
    for turn in meeting.turns.all():
        turns[turn.item_id].append(turn)
    made = Course(turn=next((one for rows in turns.values() for one in rows if one.ended_at is None), None))
    made.heard = {item.pk for item in items if _heard(item, turns[item.pk])}
    waiting = [item for item in items if item.pk not in made.heard or item.pk == made.item_id]
    if meeting.state == "open" and meeting.opened_at:
        _count(made, part, waiting, turns, now)
    for item in items:
        if item.pk in made.heard and item.pk != made.item_id and turns[item.pk]:
            made.times[item.pk] = f"{_minutes(_spent(turns[item.pk]))} min"
    return made


def _heard(item: AgendaItem, turns: list[ItemTurn]) -> bool:
    """Whether the panel is done with an item: decided, or, where nothing is to be decided, discussed."""
    if source_of(item) in DECIDED:
        return item.last_outcome is not None
    return any(turn.ended_at for turn in turns)


def _count(made: Course, part: Part, waiting: list[AgendaItem], turns: dict, now: datetime) -> None:
    meeting = part.meeting
    kind, minutes = part.procedure.meeting(meeting.sitting.kind), meeting.sitting.minutes
    least = timedelta(minutes=int(part.procedure.setting("minutes_per_item_least", 0)))
    ends = {item.pk: slot_ends(kind, item.section, meeting.opened_at, minutes) for item in waiting}
    for item in waiting:
        peers = [one for one in waiting if ends[one.pk] == ends[item.pk]]
        if item.pk == made.item_id:
            stretches = [(one.started_at, one.ended_at or now) for one in turns[item.pk]]
            made.clock = item_clock(stretches, ends[item.pk], now, len(peers), least)
        else:
            made.times[item.pk] = f"{_minutes(share_of(ends[item.pk], now, len(peers), least))} min"


def _spent(turns: Iterable[ItemTurn]) -> timedelta:
    return sum((turn.ended_at - turn.started_at for turn in turns if turn.ended_at), timedelta())


def _minutes(length: timedelta) -> int:
    return max(round(length / MINUTE), 1)


@dataclass
class Room:
    """Who was there for an item: `absent` came to the meeting and was out for all of it, `kept_out` had a
    conflict of interest."""

    absent: list[str] = field(default_factory=list)
    kept_out: list[str] = field(default_factory=list)


def rooms_of(
    meeting: Meeting, presences: Iterable[Presence], recusals: Iterable[Any], now: datetime
) -> dict[Any, Room]:
    """For each item that had its turn, who was out of the room; and for each, who kept out."""
    stays: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
    for one in presences:
        stays[one.member.user.full_name].append((one.came_at, one.left_at or now))
    rooms: dict[Any, Room] = defaultdict(Room)
    turns: dict[Any, list[tuple[datetime, datetime]]] = defaultdict(list)
    for turn in meeting.turns.all() if stays else ():
        turns[turn.item_id].append((turn.started_at, turn.ended_at or now))
    for item, stretches in turns.items():
        rooms[item].absent = [name for name, mine in stays.items() if not _meet(mine, stretches)]
    for one in recusals:
        rooms[one.about].kept_out.append(one.user.full_name)
    return rooms


def _meet(mine: list[tuple[datetime, datetime]], turns: list[tuple[datetime, datetime]]) -> bool:
    return any(came < until and since < left for came, left in mine for since, until in turns)
