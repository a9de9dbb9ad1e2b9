"""Spans of the calendar: months and quarters over which something is counted, both ends included, and how
long an entry is kept."""

import re
from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

from riskpanel.procedure.model import Procedure


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
    label = f"{first:%B} to {_end(first, 3):%B %Y}"
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
    found = [month_of(day - relativedelta(months=back)) for back in range(months)]
    return (*found, *(quarter_of(day - relativedelta(months=3 * back)) for back in range(quarters)))


def kept_until(procedure: Procedure, left_on: date) -> date:
    """Until when an entry is kept that left the log on a day: the same day so many years on, 28 February for a
    29th that the year has not. Raises NotDeclared where the procedure keeps no log."""
    kept: date = left_on + relativedelta(years=procedure.setting("retention_log_years"))
    return kept


def _end(first: date, months: int) -> date:
    last: date = first + relativedelta(months=months, days=-1)
    return last
