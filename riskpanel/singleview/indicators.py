"""What an indicator counts, as one expression that DuckDB, PostgreSQL and Spark all run.

`events` is an Ibis table with the columns of the store's events. All days are whole days; `as_of` is
the day of the ranking and counts itself.
"""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import or_
from typing import Any

from riskpanel.procedure.single_view import Indicator

LASTING = ("days", "open")
"""Measures of what lasts: an event counts by the time it covers, not by the day on which it began."""

DIGITS = 4
"""Decimals that points are rounded to, event by event, before they are added up."""

ROUNDED = f"decimal(18, {DIGITS})"

Expression = Any


def matches(events: Expression, indicator: Indicator, as_of: date) -> Expression:
    """Whether the indicator counts an event."""
    said = events.kind.isin(indicator.kinds) & (events.began < _midnight(as_of, 1)) & _within(events, indicator, as_of)
    if indicator.codes:
        said &= events.code.isin(indicator.codes).fill_null(False)
    for column in ("offered", "accepted"):
        wanted = getattr(indicator, column)
        if wanted is not None:
            said &= (events[column] == wanted).fill_null(False)
    if indicator.measure == "value_below":
        said &= (events.value < indicator.threshold).fill_null(False)
    if indicator.measure == "value_above":
        said &= (events.value > indicator.threshold).fill_null(False)
    return said


def amount(events: Expression, indicator: Indicator, as_of: date) -> Expression:
    """What there is to say of an event: its days within the window (at least one), its value, or 1."""
    import ibis

    if indicator.measure == "days":
        first = ibis.greatest(events.began.date(), ibis.literal(_first(indicator, as_of)))
        return ibis.greatest(_days(_last(events, as_of), first), 1).cast("float64")
    if indicator.measure.startswith("value"):
        return events.value.cast("float64")
    return _rounded(ibis.literal(1.0))


def worth(events: Expression, indicator: Indicator, as_of: date) -> Expression:
    """The points of an event that the indicator counts, after decay and rounded; no cap, nothing told twice
    taken out."""
    return _rounded(raw_worth(events, indicator, as_of))


def raw_worth(events: Expression, indicator: Indicator, as_of: date) -> Expression:
    """The same, not rounded: quicker to add up over many rows."""
    import ibis

    points = ibis.literal(indicator.points)
    if indicator.measure == "days":
        points = points * amount(events, indicator, as_of)
    if indicator.half_life_days:
        day = _last(events, as_of) if indicator.measure in LASTING else events.began.date()
        age = _days(ibis.literal(as_of), day).cast("float64")
        points = points * ibis.literal(0.5) ** (age / ibis.literal(float(indicator.half_life_days)))
    return points


def may_count(events: Expression, indicators: Collection[Indicator], as_of: date) -> Expression:
    """Whether some indicator counts an event."""
    counted = reduce(or_, [matches(events, one, as_of) for one in indicators])
    return in_reach(events, indicators, as_of) & counted


def in_reach(events: Expression, indicators: Collection[Indicator], as_of: date) -> Expression:
    """A wide, cheap net around what counts. Files sorted by day are read only as far back as the widest
    window, unless an indicator counts what lasts."""
    kinds = sorted({kind for one in indicators for kind in one.kinds})
    said = events.kind.isin(kinds) & (events.began < _midnight(as_of, 1))
    if any(one.measure in LASTING for one in indicators):
        return said
    return said & (events.began >= _midnight(min(_first(one, as_of) for one in indicators)))


def _rounded(points: Expression) -> Expression:
    return points.cast(ROUNDED).cast("float64")


def _within(events: Expression, indicator: Indicator, as_of: date) -> Expression:
    if indicator.measure == "open":
        return events.ended.isnull() | (events.ended >= _midnight(as_of, 1))
    start = _midnight(_first(indicator, as_of))
    if indicator.measure == "days":
        return events.ended.isnull() | (events.ended >= start)
    return events.began >= start


def _first(indicator: Indicator, as_of: date) -> date:
    return as_of - timedelta(days=indicator.window_days)


def _last(events: Expression, as_of: date) -> Expression:
    """The last day that an event covers, as far as is known on the day of the ranking."""
    import ibis

    return ibis.coalesce(ibis.least(events.ended.date(), ibis.literal(as_of)), ibis.literal(as_of))


def _days(later: Expression, earlier: Expression) -> Expression:
    return later.delta(earlier, unit="day")


def _midnight(day: date, ahead: int = 0) -> datetime:
    return datetime.combine(day + timedelta(days=ahead), time())
