"""From what happened to what is owed: who, what, until when, counted how, met by what.

Everything here is worked out anew from events and clocks nothing itself: the same events under the
same procedure give the same duties on any day.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Literal

from riskpanel.procedure.calendar import Calendar, Counted
from riskpanel.procedure.lifecycles import rule
from riskpanel.procedure.model import Clock, Duty, Procedure, Test

Standing = Literal["met", "late", "today", "due", "stopped"]


@dataclass(frozen=True, slots=True)
class Happening:
    """An event: its kind, when it happened (aware) and what it carries; dates and moments in `data`
    may be ISO words. `sequence` orders events of the same moment; where it is equal too, the order
    in which they are given decides."""

    kind: str
    at: datetime
    data: Mapping[str, Any] = field(default_factory=dict)
    sequence: int = 0


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing that somebody owes or owed.

    `counted` says how `due_at` came about; `data` is what the starting event carried; `stopped` is
    true once nobody owes it any more though it was not done; `reminders` are the days on which a
    reminder goes out."""

    code: str
    says: str
    due_at: datetime
    counted: str
    who: tuple[str, ...]
    clauses: tuple[str, ...]
    stated: bool
    safety: bool
    screen: str
    started_at: datetime
    met_at: datetime | None = None
    stopped: bool = False
    stopped_at: datetime | None = None
    reminders: tuple[date, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def open(self) -> bool:
        """Whether it is still owed."""
        return self.met_at is None and not self.stopped


def duties(procedure: Procedure, about: str, happenings: Sequence[Happening], calendar: Calendar) -> tuple[Owed, ...]:
    """Every duty that the events of one thing give rise to, met and stopped ones too, in the order
    of the moments on which they fall due."""
    events = sorted(happenings, key=lambda event: (event.at, event.sequence))
    owed: list[Owed] = []
    for duty in procedure.duties:
        if duty.about == about:
            owed.extend(_course(duty, events, calendar))
    return tuple(sorted(owed, key=lambda one: (one.due_at, one.started_at)))


def state_of(owed: Owed, now: datetime) -> Standing:
    """How a duty stands at a moment: met, stopped, late, due today (on the day of its end) or due."""
    if owed.met_at is not None:
        return "met"
    if owed.stopped:
        return "stopped"
    if now > owed.due_at:
        return "late"
    today = now.astimezone(owed.due_at.tzinfo).date()
    return "today" if today == owed.due_at.date() else "due"


def due(clock: Clock, start: Happening, calendar: Calendar, *, safety: bool = True) -> Counted:
    """When a clock that an event started runs out. A clock that reads a date, where the event
    carries none and there is no outer limit, runs out on the day of the event: a missing date is
    seen at once and never hides a duty."""
    if clock.working_days is not None:
        return calendar.add_working_days(start.at, clock.working_days)
    if clock.calendar_days is not None:
        return calendar.add_calendar_days(start.at, clock.calendar_days, safety=safety)
    if clock.months is not None:
        return calendar.add_months(start.at, clock.months, safety=safety)
    if clock.hours is not None:
        return calendar.add_hours(start.at, clock.hours)
    if clock.same_day:
        return calendar.same_day(start.at)
    return _limited(_dated(clock, start, calendar), clock, start, calendar, safety)


def _dated(clock: Clock, start: Happening, calendar: Calendar) -> Counted | None:
    key = clock.at or clock.before or "next_meeting_at"
    value = moment_of(start.data.get(key), calendar)
    if value is None:
        return None
    if clock.before is not None:
        return calendar.working_days_before(value, clock.before_days or 0)
    return calendar.set_for(value, "the next meeting" if clock.next_meeting else "as set")


def _limited(dated: Counted | None, clock: Clock, start: Happening, calendar: Calendar, safety: bool) -> Counted:
    if clock.at_most_days is None:
        return dated or _undated(start, calendar)
    limit = calendar.add_calendar_days(start.at, clock.at_most_days, safety=safety)
    if dated is None:
        return replace(limit, words=f"no date is set yet, so at most {limit.words}")
    if dated.at <= limit.at:
        return dated
    return replace(limit, words=f"at most {limit.words}; {dated.words} would be too late")


def _undated(start: Happening, calendar: Calendar) -> Counted:
    same = calendar.same_day(start.at)
    return replace(same, words=f"no date was given, so {same.words}")


def moment_of(value: Any, calendar: Calendar) -> datetime | date | None:
    """A date or aware moment from what JSON carries; words that are no date give None. A moment
    without a zone is taken as local."""
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value) if len(value) == len("2026-11-25") else datetime.fromisoformat(value)
        except ValueError:
            return None
    if isinstance(value, datetime):
        return value if value.utcoffset() is not None else value.replace(tzinfo=calendar.zone)
    return value if isinstance(value, date) else None


def _course(duty: Duty, events: Iterable[Happening], calendar: Calendar) -> list[Owed]:
    """The life of one duty: each event first meets or stops what is open, then may start anew."""
    past: list[Owed] = []
    running: list[Owed] = []
    for event in events:
        starts = event.kind in duty.starts and holds(duty.when, event.data)
        if event.kind in duty.met_by:
            past, running = _ended(past, running, event, duty.each, met=True)
        if event.kind in duty.stops:
            past, running = _ended(past, running, event, duty.each, met=False)
        if starts:
            if not duty.each:
                past, running = _ended(past, running, event, False, met=False)
            running.append(_owed(duty, event, calendar))
    return past + running


def _ended(
    past: list[Owed], running: list[Owed], event: Happening, each: bool, *, met: bool
) -> tuple[list[Owed], list[Owed]]:
    """What an event ends: everything that runs, or, with `each`, the oldest one of the same `ref`."""
    chosen = range(len(running))
    if each:
        ref = event.data.get("ref")
        same = (at for at, one in enumerate(running) if ref is None or one.data.get("ref") == ref)
        chosen = range(first, first + 1) if (first := next(same, None)) is not None else range(0)
    done = [
        replace(one, met_at=event.at) if met else replace(one, stopped=True, stopped_at=event.at)
        for one in (running[at] for at in chosen)
    ]
    return past + done, [one for at, one in enumerate(running) if at not in chosen]


def holds(tests: Iterable[Test], data: Mapping[str, Any]) -> bool:
    """Whether every condition on the starting event holds. A truth that the event does not carry
    counts as false: what was never said must not stop a clock that waits for its opposite."""
    return all(rule(test, {test.fact: False, **data} if test.is_ is False else data) is None for test in tests)


def _owed(duty: Duty, start: Happening, calendar: Calendar) -> Owed:
    counted = due(duty.clock, start, calendar, safety=duty.safety)
    return Owed(
        code=duty.code,
        says=duty.says,
        due_at=counted.at,
        counted=counted.words,
        who=duty.who,
        clauses=duty.clauses,
        stated=duty.stated,
        safety=duty.safety,
        screen=duty.screen,
        started_at=start.at,
        reminders=reminders(duty, start.at, counted.day, calendar),
        data=start.data,
    )


def reminders(duty: Duty, started_at: datetime, last: date, calendar: Calendar) -> tuple[date, ...]:
    """The days on which somebody is reminded of a duty that started then and is due on `last`; none
    after it."""
    days = (calendar.add_working_days(started_at, count).day for count in duty.remind_working_days)
    return tuple(day for day in days if day <= last)
