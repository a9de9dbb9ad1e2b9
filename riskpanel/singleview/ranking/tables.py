"""Where a ranking reads: the events of every load, and which child each row belongs to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from riskpanel.procedure.single_view import SingleView
from riskpanel.singleview.indicators import may_count

NEEDED = (
    "key", "source", "source_id", "kind", "began", "ended", "code", "value", "offered", "accepted", "reference",
    "load", "file", "row",
)  # fmt: skip


@dataclass(frozen=True)
class Tables:
    """Ibis tables of one backend. `events` holds the rows of all `loads`, oldest load first; a row whose
    key stands in a newer load too is out of date. `later` holds the loads in which that can happen, or
    is None. `links` says which child a row of an agency is."""

    con: Any
    events: Any
    links: Any
    later: Any
    loads: tuple[str, ...]


def of_files(con: Any, events: Sequence[Path], links: Path, loads: Sequence[str], later: Sequence[Path] = ()) -> Tables:
    """Tables of Parquet files on DuckDB or Spark; nothing is read yet."""
    return Tables(con, _read(con, events), _read(con, [links]), _read(con, later) if later else None, tuple(loads))


def sent(con: Any, here: Tables, view: SingleView, as_of: date) -> Tables:
    """The same on a server that cannot read the files: what may count is sent to temporary tables."""
    opening = sorted({kind for cohort in view.cohorts for kind in cohort.kinds})
    wide = may_count(here.events, view.indicators, as_of) | here.events.kind.isin(opening)
    events = _send(con, "singleview_events", here.events.filter(wide).select(NEEDED))
    links = _send(con, "singleview_links", here.links.select("source", "source_id", "child"))
    later = None if here.later is None else _send(con, "singleview_later", here.later.select("key", "load", "row"))
    return Tables(con, events, links, later, here.loads)


def of_store(con: Any, store: Any) -> Tables:
    """Tables of a store whose rows were linked; FileNotFoundError when they were not. Rows that a newer load
    of the whole of their kind no longer holds are left out."""
    links = store.path / "links" / "links.parquet"
    if not links.is_file():
        raise FileNotFoundError(links)
    loads = [load for load in store.loads() if load.events or load.whole] or store.loads()
    first: dict[str, str] = {}
    for load in loads:
        first.setdefault(load.source, load.id)
    files = [store.file("events", load.id) for load in loads]
    later = [store.file("events", load.id) for load in loads if first[load.source] != load.id]
    found = of_files(con, files, links, [load.id for load in loads], later)
    return replace(found, events=_still_held(found.events, loads))


def _still_held(events: Any, loads: Sequence[Any]) -> Any:
    """The events without those that a newer load of the whole of their kind took away."""
    newest = {(load.source, kind): number for number, load in enumerate(loads) for kind in load.whole}
    for source, number in sorted({(source, number) for (source, _), number in newest.items()}):
        kinds = sorted(kind for (of, kind), place in newest.items() if (of, place) == (source, number))
        older = [load.id for load in loads[:number] if load.source == source]
        if older:
            events = events.filter(~((events.source == source) & events.kind.isin(kinds) & events.load.isin(older)))
    return events


def numbered(events: Any, loads: Sequence[str]) -> Any:
    """The events with the number of their load, `nth`, counted from the oldest."""
    import ibis

    known = [(events.load == load, number) for number, load in enumerate(loads)]
    return events.mutate(nth=ibis.cases(*known, else_=-1))


def rows_of(con: Any, expression: Any) -> list[Mapping[str, Any]]:
    """What an expression gives on a backend, as plain rows. DuckDB is asked directly: Ibis would load pandas
    to hand them over."""
    if con.name != "duckdb":
        found: list[Mapping[str, Any]] = expression.to_pyarrow().to_pylist()
        return found
    rows = con.raw_sql(con.compile(expression)).fetchall()
    return [dict(zip(expression.columns, row, strict=True)) for row in rows]


def _read(con: Any, files: Sequence[Path]) -> Any:
    names = [str(file) for file in files]
    if con.name == "duckdb":
        return con.read_parquet(names, union_by_name=True)
    tables = [con.read_parquet(name) for name in names]
    whole = tables[0]
    for table in tables[1:]:
        whole = whole.union(table)
    return whole


def _send(con: Any, name: str, expression: Any) -> Any:
    return con.create_table(name, obj=expression.to_pyarrow(), temp=True, overwrite=True)
