"""How days are counted.

The day of the event is day 0 and does not count, whatever the hour; the last day counts until the
cut-off time. Counting back, the day of the meeting is day 0. Weekends, bank holidays and days on
which the offices shut do not count. Every answer says in words how it was counted.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from riskpanel.procedure.model import CalendarRule

LAST_MINUTE = time(23, 59)
"""A duty of the same day is owed until this time."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A moment that was counted: `at` is aware and in the zone of the rule, `day` its local day,
    `words` say how it was counted."""

    at: datetime
    day: date
    words: str


class Calendar:
    """Working days under one rule. Moments that come in must be aware; dates are local days."""

    def __init__(self, rule: CalendarRule) -> None:
        self.rule = rule
        self.zone = ZoneInfo(rule.zone)

    # Days ---------------------------------------------------------------------------------------

    def local(self, moment: datetime) -> datetime:
        """The same moment on local clocks; ValueError when it is not aware."""
        if moment.utcoffset() is None:
            raise ValueError(f"A moment needs a time zone: {moment!r}")
        return moment.astimezone(self.zone)

    def day_of(self, start: datetime | date) -> date:
        """The local day of a moment; a date stays as it is."""
        return self.local(start).date() if isinstance(start, datetime) else start

    def holiday(self, day: date) -> str | None:
        """The name of the bank holiday on that day, or None."""
        if day in self.rule.extra_holidays:
            return "Bank holiday"
        return _holidays(self.rule.country, self.rule.subdivision, day.year).get(day)

    def is_working_day(self, day: date) -> bool:
        """Whether offices are open: no weekend, no bank holiday, no closed day."""
        return day.weekday() < 5 and day not in self.rule.closed and self.holiday(day) is None

    def next_working_day(self, day: date) -> date:
        """That day if it is a working day, else the first one after it."""
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day

    def last_working_day(self, day: date) -> date:
        """That day if it is a working day, else the last one before it."""
        while not self.is_working_day(day):
            day -= timedelta(days=1)
        return day

    def working_days_between(self, first: datetime | date, last: datetime | date) -> int:
        """Working days after `first` up to and with `last`; negative when `last` comes first."""
        start, end = self.day_of(first), self.day_of(last)
        if end < start:
            return -self.working_days_between(end, start)
        days = (start + timedelta(days=step) for step in range(1, (end - start).days + 1))
        return sum(self.is_working_day(day) for day in days)

    # Moments ------------------------------------------------------------------------------------

    def moment(self, day: date, at: time) -> datetime:
        """A local day and time as an aware moment."""
        return datetime.combine(day, at, tzinfo=self.zone)

    def cut_off(self, day: date) -> datetime:
        """The moment until which that day counts, 17:00 by default."""
        return self.moment(day, self.rule.cut_off)

    def end_of_day(self, day: date) -> datetime:
        """The last minute of that day."""
        return self.moment(day, LAST_MINUTE)

    # Counting -----------------------------------------------------------------------------------

    def add_working_days(self, start: datetime | date, days: int) -> Counted:
        """So many working days on, at the cut-off; ValueError for fewer than 0 days."""
        return self._stepped(self.day_of(start), days, 1)

    def working_days_before(self, day: datetime | date, days: int) -> Counted:
        """So many working days back from a meeting, at the cut-off; ValueError for fewer than 0."""
        return self._stepped(self.day_of(day), days, -1)

    def add_calendar_days(self, start: datetime | date, days: int, *, safety: bool = True) -> Counted:
        """So many calendar days on, at the cut-off. A closed day gives way to the working day
        before it for a safety duty, to the one after it for an administrative one."""
        origin = self.day_of(start)
        words = f"{many(days, 'calendar day')} from {said(origin)} (not counted)"
        return self._landed(origin + timedelta(days=days), words, safety)

    def add_months(self, start: datetime | date, months: int, *, safety: bool = True) -> Counted:
        """The same day so many months on, or the last day of a shorter month; closed days as in
        `add_calendar_days`."""
        origin = self.day_of(start)
        day: date = origin + relativedelta(months=months)
        return self._landed(day, f"{many(months, 'month')} from {said(origin)}", safety)

    def add_hours(self, start: datetime, hours: int) -> Counted:
        """So many hours on by the clock on the wall of the world: nights and weekends count."""
        at = self.local(start.astimezone(UTC) + timedelta(hours=hours))
        since = said_at(self.local(start))
        return Counted(at, at.date(), f"{many(hours, 'hour')} from {since}; ends {said_at(at)}")

    def same_day(self, start: datetime) -> Counted:
        """The end of the local day on which it happened, working day or not."""
        at = self.end_of_day(self.day_of(start))
        return Counted(at, at.date(), f"the same day; ends {said_at(at)}")

    def set_for(self, value: datetime | date, words: str = "as set") -> Counted:
        """A date or moment that people agreed; a date runs until its cut-off."""
        at = self.local(value) if isinstance(value, datetime) else self.cut_off(value)
        return Counted(at, at.date(), f"{words}: {said_at(at)}")

    def _stepped(self, start: date, days: int, step: int) -> Counted:
        if days < 0:
            raise ValueError(f"Working days are counted from 0 up, not {days}")
        left, day = days + (1 if self.rule.clear_days else 0), start
        skipped: list[date] = []
        while left:
            day += timedelta(days=step)
            if self.is_working_day(day):
                left -= 1
            elif day.weekday() < 5:
                skipped.append(day)
        return Counted(self.cut_off(day), day, self._words(start, days, step, sorted(skipped), day))

    def _words(self, start: date, days: int, step: int, skipped: list[date], end: date) -> str:
        clear = "clear " if self.rule.clear_days else ""
        parts = [f"{many(days, f'{clear}working day')} {'from' if step > 0 else 'before'} {said(start)} (not counted)"]
        parts += _closures([day for day in skipped if self.holiday(day)], "is a bank holiday", "are bank holidays")
        parts += _closures([day for day in skipped if not self.holiday(day)], "is closed", "are closed")
        return "; ".join([*parts, f"ends {said_at(self.cut_off(end))}"])

    def _landed(self, day: date, words: str, safety: bool) -> Counted:
        moved = self.last_working_day(day) if safety else self.next_working_day(day)
        if moved != day:
            side = "before" if safety else "after"
            words += f"; {said(day)} is no working day, so the working day {side} it"
        at = self.cut_off(moved)
        return Counted(at, moved, f"{words}; ends {said_at(at)}")


def said(day: date) -> str:
    """A day in words: `Tue 3 Nov 2026`."""
    return f"{day:%a} {day.day} {day:%b %Y}"


def said_at(moment: datetime) -> str:
    """A moment in words: `Tue 3 Nov 2026 at 17:00`."""
    return f"{said(moment.date())} at {moment:%H:%M}"


def many(count: int, what: str) -> str:
    """A number and its noun: `1 working day`, `5 working days`."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _closures(days: list[date], one: str, more: str) -> list[str]:
    if not days:
        return []
    return [f"{listed(f'{day:%a} {day.day} {day:%b}' for day in days)} {one if len(days) == 1 else more}"]


def listed(words: Iterable[str]) -> str:
    """Words in a row: `a, b and c`."""
    *most, last = list(words)
    return f"{', '.join(most)} and {last}" if most else last


@lru_cache(maxsize=256)
def _holidays(country: str, subdivision: str, year: int) -> dict[date, str]:
    from holidays import country_holidays  # slow to import, and many pages do not need it

    return dict(country_holidays(country, subdiv=subdivision or None, years=year, language="en_GB"))
