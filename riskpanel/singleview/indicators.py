"""What an indicator counts, as one expression that DuckDB, PostgreSQL and Spark all run.

`events` is an Ibis table with the columns of the store's events. All days are whole days; `as_of` is
the day of the ranking and counts itself.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from riskpanel.procedure.single_view import Indicator, SingleView

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
        return events.value
    return ibis.literal(1.0).cast(ROUNDED).cast("float64")


def worth(events: Expression, indicator: Indicator, as_of: date) -> Expression:
    """The points of an event that the indicator counts, after decay; no cap, nothing told twice taken out."""
    import ibis

    points = ibis.literal(indicator.points)
    if indicator.measure == "days":
        points = points * amount(events, indicator, as_of)
    if indicator.half_life_days:
        day = _last(events, as_of) if indicator.measure in LASTING else events.began.date()
        age = _days(ibis.literal(as_of), day).cast("float64")
        points = points * ibis.literal(0.5) ** (age / ibis.literal(float(indicator.half_life_days)))
    return points.cast(ROUNDED).cast("float64")


def may_count(events: Expression, indicators: Iterable[Indicator], as_of: date) -> Expression:
    """A wide, cheap net: every event that some indicator counts is in it. Files sorted by day are read
    only as far back as the widest window."""
    kept = list(indicators)
    brief = [one for one in kept if one.measure not in LASTING]
    lasting = [one for one in kept if one.measure in LASTING]
    said = events.began < _midnight(as_of, 1)
    if not lasting:
        return said & (events.began >= _midnight(min(_first(one, as_of) for one in brief)))
    if not brief:
        return said & events.kind.isin(_kinds(lasting))
    recent = events.began >= _midnight(min(_first(one, as_of) for one in brief))
    return said & (recent | events.kind.isin(_kinds(lasting)))


def of_cohort(view: SingleView, code: str) -> tuple[Indicator, ...]:
    """The indicators that count in a cohort, in the order of the procedure."""
    return tuple(one for one in view.indicators if code in one.cohorts)


def _kinds(indicators: Iterable[Indicator]) -> list[str]:
    return sorted({kind for one in indicators for kind in one.kinds})


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
