"""Template filters: dates, times and counts in the words that people here use. Times are Europe/London."""

import datetime as dt
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def local(when: dt.datetime) -> dt.datetime:
    """An aware moment on London's clock; a naive one is taken to be on it already."""
    return when.astimezone(LONDON) if when.tzinfo else when


def as_day(when: dt.date | dt.datetime) -> dt.date:
    """The London calendar day of a date or a moment."""
    return local(when).date() if isinstance(when, dt.datetime) else when


def day(when: dt.date | dt.datetime | None, blank: str = "") -> str:
    """``Tue 3 Nov 2026``; ``blank`` when there is no date."""
    if not when:
        return blank
    when = as_day(when)
    return f"{when:%a} {when.day} {when:%b %Y}"


def moment(when: dt.datetime | None, blank: str = "") -> str:
    """``Tue 3 Nov 2026, 17:00``; a plain date shows without a time."""
    if not when:
        return blank
    return f"{day(when)}, {clock(when)}" if isinstance(when, dt.datetime) else day(when)


def clock(when: dt.datetime | dt.time | None, blank: str = "") -> str:
    """``14:02``."""
    if when is None:
        return blank
    return f"{local(when) if isinstance(when, dt.datetime) else when:%H:%M}"


def away(when: dt.date | dt.datetime | None, today: dt.date, blank: str = "") -> str:
    """A due date against today: ``3 days late``, ``today``, ``tomorrow``, ``in 2 days``."""
    if not when:
        return blank
    days = (as_day(when) - as_day(today)).days
    if days < 0:
        return f"{plural(-days, 'day')} late"
    return {0: "today", 1: "tomorrow"}.get(days) or f"in {plural(days, 'day')}"


def ago(when: dt.date | dt.datetime | None, today: dt.date, blank: str = "") -> str:
    """Something that happened, against today: ``3 days ago``, ``yesterday``; the future reads as in ``away``."""
    if not when:
        return blank
    days = (as_day(today) - as_day(when)).days
    if days < 0:
        return away(when, today)
    return {0: "today", 1: "yesterday"}.get(days) or f"{plural(days, 'day')} ago"


def plural(count: int, one: str, many: str | None = None) -> str:
    """``1 child``, ``2 children``: the number and its noun."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


FILTERS = {f.__name__: f for f in (day, moment, clock, away, ago, plural)}
