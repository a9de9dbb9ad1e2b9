"""What the engine does: the most that each child can come to, in one pass over the files; then the rows
of those few who can stand on a list.

The most is what all tellings add up to, with nothing told twice taken out and nothing subtracted. Whoever
cannot reach the last place of a list even so need not be looked at row by row.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from riskpanel.procedure.single_view import Cohort, Indicator, SingleView
from riskpanel.singleview.indicators import DIGITS, amount, in_reach, matches, may_count, raw_worth, worth
from riskpanel.singleview.kinds import CSC
from riskpanel.singleview.ranking.tables import Tables, numbered, rows_of
from riskpanel.singleview.ranking.tellings import Told

ROUNDING = 0.5 * 10**-DIGITS
"""The most that rounding adds to the points of one event."""

SUMMED = ("source", "source_id", "kind", "began", "ended", "code", "value", "offered", "accepted")
"""What is looked at of an event to add it up; what is open is marked by a kind that no event has."""

MANY = 2_000
"""Children beyond which naming each of them costs more than reading the rows of all."""


def most(tables: Tables, view: SingleView, as_of: date) -> Any:
    """A table that the backend keeps until it is left as a context: child, and for each cohort `c0`, `c1` …
    the most that the child can come to there, or null when the child is not in it."""
    openings = list(dict.fromkeys(cohort.kinds for cohort in view.cohorts))
    sums = _sums(tables, view.indicators, openings, as_of)
    columns = {
        f"c{number}": _cohort_most(sums, view, cohort, openings.index(cohort.kinds))
        for number, cohort in enumerate(view.cohorts)
    }
    return sums.select("child", **columns).cache()


def opened(tables: Tables, kinds: Collection[str], as_of: date) -> Any:
    """The rows of social care with an event of one of the kinds that is open on the day: source and id, each once."""
    events = tables.events
    said = (events.source == CSC) & events.kind.isin(sorted(kinds))
    rows = _newest(events.filter(said), tables) if tables.later is not None else events.filter(said)
    end = datetime.combine(as_of + timedelta(days=1), time())
    rows = rows.filter((rows.began < end) & (rows.ended.isnull() | (rows.ended >= end)))
    return rows.select("source", "source_id").distinct()


def first_by_most(tables: Tables, kept: Any, number: int, count: int, least: float = 0.0) -> list[tuple[str, float]]:
    """The children of a cohort who can come to more than `least`, the most first; at most `count` (0: all)."""
    import ibis

    column = kept[f"c{number}"]
    found = kept.filter(column > least).select("child", most=column).order_by(ibis.desc("most"), "child")
    rows = rows_of(tables.con, found.limit(count) if count else found)
    return [(row["child"], row["most"]) for row in rows]


def tellings(
    tables: Tables, indicators: Sequence[Indicator], as_of: date, children: Collection[str]
) -> tuple[dict[str, list[Told]], dict[str, set[str]]]:
    """Every row that counts for these children, by child; rows that a newer load replaced are left out. And the
    agencies that hold a row about each child."""
    if not children:
        return {}, {}
    events, links = tables.events, tables.links.select("source", "source_id", "child")
    events = events.filter(in_reach(events, indicators, as_of))
    if len(children) >= MANY:
        return _tellings(tables, indicators, as_of, events, links), _holders(rows_of(tables.con, links))
    with links.filter(links.child.isin(sorted(children))).cache() as few:
        return _tellings(tables, indicators, as_of, events, few), _holders(rows_of(tables.con, few))


def _tellings(
    tables: Tables, indicators: Sequence[Indicator], as_of: date, events: Any, links: Any
) -> dict[str, list[Told]]:
    import ibis

    with events.inner_join(links, ["source", "source_id"]).cache() as mine:
        rows = [_told(row) for row in rows_of(tables.con, ibis.union(*_counted(mine, indicators, as_of)))]
        newer = _newer(tables, mine)
    found: dict[str, list[Told]] = {}
    for told in _current(tables, rows, newer):
        found.setdefault(told.child, []).append(told)
    return found


def _holders(links: Sequence[Mapping[str, Any]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in links:
        found.setdefault(row["child"], set()).add(row["source"])
    return found


def _sums(tables: Tables, indicators: Sequence[Indicator], openings: Sequence[Collection[str]], as_of: date) -> Any:
    """Of each child what every indicator adds at most, and whether something of each set of kinds is open. The
    links are joined once, to what counts and what is open together: they are most of what is read."""
    import ibis

    adding = {f"i{number}": one for number, one in enumerate(indicators) if one.points > 0}
    counted = tables.events.filter(may_count(tables.events, list(adding.values()), as_of)).select(SUMMED)
    rows = [counted]
    for number, kinds in enumerate(openings):
        nothing = {name: ibis.null(counted[name].type()) for name in SUMMED if name not in {"source", "source_id"}}
        marked = {**nothing, "kind": ibis.literal(f"open{number}")}
        rows.append(opened(tables, kinds, as_of).mutate(**marked).select(SUMMED))
    linked = ibis.union(*rows).inner_join(tables.links.select("source", "source_id", "child"), ["source", "source_id"])
    sums = {
        name: ibis.ifelse(matches(linked, one, as_of), raw_worth(linked, one, as_of) + ROUNDING, None).sum()
        for name, one in adding.items()
    }
    flags = {f"open{number}": (linked.kind == f"open{number}").any() for number in range(len(openings))}
    return linked.group_by("child").aggregate(**sums, **flags)


def _cohort_most(sums: Any, view: SingleView, cohort: Cohort, opening: int) -> Any:
    import ibis

    most_of_all = ibis.literal(0.0)
    for number, one in enumerate(view.indicators):
        if cohort.code in one.cohorts and one.points > 0:
            added = sums[f"i{number}"].fill_null(0.0)
            most_of_all += ibis.least(added, one.cap) if one.cap else added
    is_open = sums[f"open{opening}"]
    return ibis.ifelse(is_open if cohort.when == "open" else ~is_open, most_of_all, ibis.null("float64"))


def _newest(events: Any, tables: Tables) -> Any:
    import ibis

    rows = numbered(events, tables.loads)
    place = ibis.row_number().over(group_by=rows.key, order_by=[ibis.desc(rows.nth), ibis.desc(rows.row)])
    return rows.mutate(place=place).filter(lambda one: one.place == 0)


def _counted(mine: Any, indicators: Sequence[Indicator], as_of: date) -> Iterator[Any]:
    for number, one in enumerate(indicators):
        rows = mine.filter(matches(mine, one, as_of))
        yield rows.select(
            "child", "key", "source", "file", "row", "kind", "began", "reference", "load",
            indicator=number, worth=worth(rows, one, as_of), amount=amount(rows, one, as_of),
        )  # fmt: skip


def _told(row: Any) -> Told:
    return Told(
        row["child"], row["indicator"], row["key"], row["source"], row["file"], row["row"], row["kind"],
        row["began"].date(), row["reference"], row["load"], float(row["worth"]), float(row["amount"] or 0.0),
    )  # fmt: skip


def _newer(tables: Tables, mine: Any) -> list[Any]:
    """The key, load and row of what the later loads tell of these same events."""
    if tables.later is None:
        return []
    return rows_of(tables.con, tables.later.semi_join(mine, "key").select("key", "load", "row"))


def _current(tables: Tables, rows: list[Told], newer: Sequence[Any]) -> list[Told]:
    order = {load: number for number, load in enumerate(tables.loads)}
    newest: dict[str, tuple[int, int]] = {}
    for one in rows:
        newest[one.key] = max(newest.get(one.key, (-1, -1)), (order[one.load], one.row))
    for row in newer:
        newest[row["key"]] = max(newest.get(row["key"], (-1, -1)), (order[row["load"]], row["row"]))
    return [one for one in rows if newest[one.key] == (order[one.load], one.row)]
