"""When meetings fall, and which panel a referral reaches."""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from riskpanel.procedure.calendar import Calendar, Counted, said_at
from riskpanel.procedure.model import MeetingKind, Procedure, Recurrence

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")


@dataclass(frozen=True, slots=True)
class Forecast:
    """The meeting that a referral reaches. `cut_off` is the last moment for it; `missed` is the
    meeting before it whose cut-off had passed, if any. `meeting` and `cut_off` are None when no
    meeting that it could reach is planned."""

    meeting: datetime | None
    cut_off: datetime | None
    words: str
    missed: datetime | None = None


def dates(
    kind: MeetingKind, start: date, months: int, calendar: Calendar, anchors: Sequence[datetime] = ()
) -> list[datetime]:
    """When meetings of a kind fall, in order, in so many months from `start` on.

    A day without work gives way to the next working day. A kind that falls before or after another one
    takes the moments of that other kind as `anchors`; with a weekday of its own it falls on the nearest
    such working day beyond its gap, a week further off where that day is without work. A kind that is
    called by events has no dates.
    """
    rule = kind.recurrence
    if rule.before_kind is not None:
        days = [_beside(anchor, rule, -1, calendar) for anchor in anchors]
    elif rule.after_kind is not None:
        days = [_beside(anchor, rule, 1, calendar) for anchor in anchors]
    elif rule.weekday is None or rule.every == "event":
        return []
    elif rule.every == "week":
        days = _weekly(rule, start, months)
    else:
        days = _monthly(rule, start, months)
    moved = {calendar.next_working_day(day) for day in days}
    return [calendar.moment(day, rule.starts) for day in sorted(moved) if day >= start]


def forecast(received_at: datetime, meetings: Sequence[datetime], calendar: Calendar, cut_off_days: int) -> Forecast:
    """The first meeting that is still ahead and whose cut-off, so many working days before it, had
    not passed when the referral was received."""
    missed = None
    for meeting in sorted(one for one in meetings if one > received_at):
        last = calendar.working_days_before(meeting, cut_off_days)
        if received_at <= last.at:
            words = f"reaches the panel of {said_at(calendar.local(meeting))}; {last.words}"
            return Forecast(calendar.local(meeting), last.at, words, missed)
        missed = calendar.local(meeting)
    return Forecast(None, None, "no panel that it can still reach is planned", missed)


def emergency_by(procedure: Procedure, accepted_at: datetime) -> Counted:
    """Until when an emergency that was accepted at a moment is heard at a panel: the cut-off of its last
    working day, as the duty to hear it counts. Raises NotDeclared where the procedure has no emergencies."""
    return Calendar(procedure.calendar).add_working_days(accepted_at, procedure.setting("emergency_meeting_wd"))


def _beside(anchor: datetime, rule: Recurrence, side: int, calendar: Calendar) -> date:
    """The day of a meeting that leans on another one: `side` is -1 before it and 1 after it."""
    if side < 0:
        day = calendar.working_days_before(anchor, rule.before_working_days or 0).day
    else:
        day = calendar.add_working_days(anchor, rule.after_working_days or 0).day
    if rule.weekday is None:
        return day
    day += timedelta(days=side * ((WEEKDAYS.index(rule.weekday) - day.weekday()) * side % 7))
    while not calendar.is_working_day(day):
        day += timedelta(days=7 * side)
    return day


def _weekly(rule: Recurrence, start: date, months: int) -> list[date]:
    wanted = WEEKDAYS.index(rule.weekday or "monday")
    day = start + timedelta(days=(wanted - start.weekday()) % 7)
    end = _month_after(start.replace(day=1), months)
    weeks = range(0, max((end - day).days, 0), 7 * rule.interval)
    return [day + timedelta(days=step) for step in weeks]


def _monthly(rule: Recurrence, start: date, months: int) -> list[date]:
    wanted = WEEKDAYS.index(rule.weekday or "monday")
    return [_nth(month, wanted, rule.nth or 1) for month in _months(start, months, rule.interval)]


def _months(start: date, months: int, interval: int) -> Iterator[date]:
    for step in range(0, months, interval):
        yield _month_after(start.replace(day=1), step)


def _month_after(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)


def _nth(first: date, weekday: int, nth: int) -> date:
    """The nth such weekday of a month; -1 is the last one, 1 to 4 exist in every month."""
    if nth < 0:
        last = first.replace(day=monthrange(first.year, first.month)[1])
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
