"""One event, told by one agency or by several: what counts once, and what it adds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from riskpanel.procedure.single_view import Indicator
from riskpanel.singleview.indicators import DIGITS


@dataclass(frozen=True, slots=True)
class Told:
    """A row that an indicator counts: where it stands, its day, its points after decay and its amount
    (days or a value, as the measure says)."""

    child: str
    indicator: int
    key: str
    source: str
    file: str
    row: int
    kind: str
    on: date
    reference: str | None
    load: str
    worth: float
    amount: float


@dataclass(slots=True)
class Event:
    """One event as it counts: the telling that was kept, and the others of the same event."""

    kept: Told
    others: list[Told] = field(default_factory=list)

    def also(self, told: Told, within: int) -> bool:
        """Whether a later telling is of this same event: same kind, and the same reference or another
        agency's at most `within` days apart, each agency once."""
        if told.kind != self.kept.kind:
            return False
        if told.reference and told.reference in {one.reference for one in (self.kept, *self.others)}:
            return True
        sources = {one.source for one in (self.kept, *self.others)}
        return bool(within) and told.source not in sources and abs((told.on - self.kept.on).days) <= within

    def as_json(self, indicator: Indicator) -> dict[str, Any]:
        kept = self.kept
        told = {"key": kept.key, "source": kept.source, "file": kept.file, "row": kept.row, "on": kept.on.isoformat()}
        more: dict[str, Any] = {"points": round(kept.worth, DIGITS)}
        if indicator.measure not in {"count", "open"}:
            more["amount"] = round(kept.amount, DIGITS)
        if self.others:
            more["also"] = [{"source": one.source, "file": one.file, "row": one.row} for one in self.others]
        return {**told, **more}


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one indicator adds for one child, and the events it rests on, oldest first."""

    indicator: Indicator
    points: float
    events: tuple[Event, ...]

    @property
    def newest(self) -> date:
        return max(event.kept.on for event in self.events)

    def as_json(self) -> dict[str, Any]:
        events = [event.as_json(self.indicator) for event in self.events]
        return {"indicator": self.indicator.code, "points": self.points, "events": events}


def once(told: Iterable[Told], within: int, order: Mapping[str, int]) -> list[Event]:
    """The events behind the tellings of one child. Kept is the earliest telling; of the same day the one
    whose source comes first in the procedure's feeds."""
    events: list[Event] = []
    for one in sorted(told, key=lambda each: (each.on, order.get(each.source, len(order)), each.source, each.key)):
        same = next((event for event in events if event.also(one, within)), None)
        if same:
            same.others.append(one)
        else:
            events.append(Event(one))
    return events


def contributions(
    told: Sequence[Told], indicators: Sequence[Indicator], order: Mapping[str, int], cohort: str
) -> tuple[Contribution, ...]:
    """What each indicator of a cohort adds for one child, in the order of the procedure; those that add
    nothing are left out."""
    found = []
    for number, indicator in enumerate(indicators):
        rows = [one for one in told if one.indicator == number and cohort in indicator.cohorts]
        if rows:
            found.append(_contribution(indicator, once(rows, indicator.one_event_within_days, order)))
    return tuple(one for one in found if one.points)


def _contribution(indicator: Indicator, events: list[Event]) -> Contribution:
    points = sum(round(event.kept.worth, DIGITS) for event in events)
    if indicator.cap:
        points = max(-indicator.cap, min(indicator.cap, points))
    return Contribution(indicator, round(points, DIGITS), tuple(events))


def total(found: Iterable[Contribution]) -> float:
    """All that was added, rounded."""
    return round(sum(one.points for one in found), DIGITS)
