"""What the engine does: the most that each child can come to, in one pass over the files; then the rows
of those few who can stand on a list.

The most is what all tellings add up to, with nothing told twice taken out and nothing subtracted. Whoever
cannot reach the last place of a list even so need not be looked at row by row.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from riskpanel.procedure.single_view import Cohort, Indicator, SingleView
from riskpanel.singleview.indicators import DIGITS, amount, in_reach, matches, may_count, raw_worth, worth
from riskpanel.singleview.kinds import CSC
from riskpanel.singleview.ranking.tables import Tables, numbered, rows_of
from riskpanel.singleview.ranking.tellings import Told

ROUNDING = 0.5 * 10**-DIGITS
"""The most that rounding adds to the points of one event."""

MANY = 2_000
"""Children beyond which naming each of them costs more than reading the rows of all."""


def most(tables: Tables, view: SingleView, as_of: date) -> Any:
    """A table that the backend keeps until it is left as a context: child, and for each cohort `c0`, `c1` …
    the most that the child can come to there, or null when the child is not in it."""
    sums = _sums(tables, view.indicators, as_of)
    openings = list(dict.fromkeys(cohort.kinds for cohort in view.cohorts))
    for number, kinds in enumerate(openings):
        opened = opened_children(tables, kinds, as_of).mutate(**{f"open{number}": True})
        sums = sums.left_join(opened, "child").drop("child_right")
    columns = {
        f"c{number}": _cohort_most(sums, view, cohort, openings.index(cohort.kinds))
        for number, cohort in enumerate(view.cohorts)
    }
    return sums.select("child", **columns).cache()


def opened_children(tables: Tables, kinds: Collection[str], as_of: date) -> Any:
    """The children with an event of one of the kinds, told by social care, that is open on the day."""
    events = tables.events
    said = (events.source == CSC) & events.kind.isin(sorted(kinds))
    rows = _newest(events.filter(said), tables) if tables.later is not None else events.filter(said)
    end = datetime.combine(as_of + timedelta(days=1), time())
    rows = rows.filter((rows.began < end) & (rows.ended.isnull() | (rows.ended >= end)))
    return (
        rows.select("source", "source_id").inner_join(tables.links, ["source", "source_id"]).select("child").distinct()
    )


def first_by_most(tables: Tables, kept: Any, number: int, count: int, least: float = 0.0) -> list[tuple[str, float]]:
    """The children of a cohort who can come to more than `least`, the most first; at most `count` (0: all)."""
    import ibis

    column = kept[f"c{number}"]
    found = kept.filter(column > least).select("child", most=column).order_by(ibis.desc("most"), "child")
    rows = rows_of(tables.con, found.limit(count) if count else found)
    return [(row["child"], row["most"]) for row in rows]


def tellings(
    tables: Tables, indicators: Sequence[Indicator], as_of: date, children: Collection[str]
) -> dict[str, list[Told]]:
    """Every row that counts for these children, by child; rows that a newer load replaced are left out."""
    import ibis

    if not children:
        return {}
    links = _links_of(tables, children).select("source", "source_id", "child")
    events = tables.events.filter(in_reach(tables.events, indicators, as_of))
    with events.inner_join(links, ["source", "source_id"]).cache() as mine:
        rows = [_told(row) for row in rows_of(tables.con, ibis.union(*_counted(mine, indicators, as_of)))]
        newer = _newer(tables, mine)
    found: dict[str, list[Told]] = {}
    for told in _current(tables, rows, newer):
        found.setdefault(told.child, []).append(told)
    return found


def sources(tables: Tables, children: Collection[str]) -> dict[str, set[str]]:
    """The agencies that hold a row about each child."""
    found: dict[str, set[str]] = {}
    if children:
        for row in rows_of(tables.con, _links_of(tables, children).select("child", "source").distinct()):
            found.setdefault(row["child"], set()).add(row["source"])
    return found


def _links_of(tables: Tables, children: Collection[str]) -> Any:
    """The links of these children; of very many, all links: whoever was not asked for does no harm."""
    return tables.links.filter(tables.links.child.isin(sorted(children))) if len(children) < MANY else tables.links


def _sums(tables: Tables, indicators: Sequence[Indicator], as_of: date) -> Any:
    import ibis

    adding = {f"i{number}": one for number, one in enumerate(indicators) if one.points > 0}
    events = tables.events.filter(may_count(tables.events, list(adding.values()), as_of))
    linked = events.inner_join(tables.links, ["source", "source_id"])
    sums = {
        name: ibis.ifelse(matches(linked, one, as_of), raw_worth(linked, one, as_of) + ROUNDING, None).sum()
        for name, one in adding.items()
    }
    return linked.group_by("child").aggregate(**sums)


def _cohort_most(sums: Any, view: SingleView, cohort: Cohort, opening: int) -> Any:
    import ibis

    most_of_all = ibis.literal(0.0)
    for number, one in enumerate(view.indicators):
        if cohort.code in one.cohorts and one.points > 0:
            added = sums[f"i{number}"].fill_null(0.0)
            most_of_all += ibis.least(added, one.cap) if one.cap else added
    is_open = sums[f"open{opening}"].fill_null(False)
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
