"""Spans of the calendar over which something is counted: months and quarters, both ends included."""

import re
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Period:
    """A span from its first day until its last; `code` names it in an address (`2026-11`, `2026-Q4`)."""

    code: str
    label: str
    first: date
    last: date


def month_of(day: date) -> Period:
    """The calendar month of a day."""
    first = day.replace(day=1)
    return Period(f"{first:%Y-%m}", f"{first:%B %Y}", first, _end(first, 1))


def quarter_of(day: date) -> Period:
    """The quarter of the calendar year of a day."""
    number = (day.month - 1) // 3 + 1
    first = date(day.year, 3 * number - 2, 1)
    label = f"{first:%B} to {_shifted(first, 2):%B %Y}"
    return Period(f"{day.year:04}-Q{number}", label, first, _end(first, 3))


def period_of(code: str) -> Period | None:
    """The period of a code; None where the code names none."""
    found = re.fullmatch(r"(\d{4})-(?:(\d{2})|Q([1-4]))", code, re.ASCII)
    if found is None or not 1900 <= int(found[1]) < 2200:
        return None
    year, month = int(found[1]), int(found[2] or 0)
    if found[3]:
        return quarter_of(date(year, 3 * int(found[3]), 1))
    return month_of(date(year, month, 1)) if 1 <= month <= 12 else None


def recent(day: date, *, months: int = 3, quarters: int = 2) -> tuple[Period, ...]:
    """This month and those before it, then this quarter and those before it."""
    found = [month_of(_shifted(day, -back)) for back in range(months)]
    return (*found, *(quarter_of(_shifted(day, -3 * back)) for back in range(quarters)))


def _shifted(day: date, months: int) -> date:
    """The first day of the month so many months on."""
    number = 12 * day.year + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def _end(first: date, months: int) -> date:
    return _shifted(first, months) - timedelta(days=1)
