"""Until when somebody may see a child: worked out when sight is given, and again when its event
happens."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from riskpanel.procedure.calendar import Calendar
from riskpanel.procedure.model import Sight, Until


def ends_of(sight: Sight, event_times: Mapping[str, datetime], given_at: datetime, calendar: Calendar) -> datetime:
    """The aware moment at which a sight ends; every sight has one from the start.

    It is the earliest of: so many calendar days after it was given; so many hours after; and, once
    its event has happened, the end of the day so many working days after that (or the moment of the
    event itself, when no working days are left to it). An event before `given_at` belongs to an
    earlier sight and counts for nothing.
    """
    return when_over(sight.until, event_times, given_at, calendar)


def when_over(until: Until, event_times: Mapping[str, datetime], given_at: datetime, calendar: Calendar) -> datetime:
    """The same for anything that was given until something: a copy of the papers, for one."""
    ends = [given_at + timedelta(days=until.at_most_days)]
    if until.hours is not None:
        ends.append(given_at + timedelta(hours=until.hours))
    happened = event_times.get(until.event) if until.event else None
    if happened is not None and happened >= given_at:
        ends.append(_after(happened, until.working_days, calendar))
    return calendar.local(min(ends))


def _after(happened: datetime, working_days: int, calendar: Calendar) -> datetime:
    if not working_days:
        return happened
    return calendar.end_of_day(calendar.add_working_days(happened, working_days).day)
