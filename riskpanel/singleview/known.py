"""What agencies know of linked children: who they are, and what is open for them."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

ORDER = ("csc", "education", "health", "youth_justice", "police")
"""Whose word on a name or a birthday counts first; other sources after these, in the order of their names."""


@dataclass(frozen=True)
class Absence:
    """A time missing, as the first agency that told it: local times, `ended` None while it lasts, the
    number that agencies share, and the agency. `interview` says what any agency tells became of the return
    interview: `held` (offered, and the child accepted it), `declined`, or nothing; no agency tells when."""

    began: datetime
    ended: datetime | None
    reference: str
    source: str
    interview: str = ""


@dataclass(frozen=True)
class Known:
    """A child as agencies know them: the first agency's word on each detail, `open` the kinds of event
    that are open on the day, `restricted` whether any agency restricts the child, `missing` the times
    missing of the days that were asked for, each once."""

    key: str
    given: str = ""
    family: str = ""
    born: date | None = None
    born_estimated: bool = False
    sex: str = ""
    upn: str = ""
    nhs: str = ""
    restricted: bool = False
    sources: tuple[str, ...] = ()
    open: frozenset[str] = frozenset()
    missing: tuple[Absence, ...] = ()


DETAILS = ("given", "family", "born", "sex", "upn", "nhs")


def known(store: Any, keys: Collection[str], as_of: date, missing_days: int = 0) -> dict[str, Known]:
    """What the store holds of these children on a day; a child nobody knows is left out. `keys` are the
    ids that linking gave; `missing_days` is how far back times missing are told. FileNotFoundError when
    the store was not linked."""
    from riskpanel.singleview.engines import duckdb_connection

    links = store.path / "links" / "links.parquet"
    if not links.is_file():
        raise FileNotFoundError("The store's rows were not linked yet.")
    with duckdb_connection() as con:
        for name in ("people", "events"):
            store.relation(con, name)
        con.execute("CREATE TEMP TABLE asked AS SELECT unnest(?) AS child", [sorted(keys)])
        con.execute(
            "CREATE TEMP TABLE ids AS SELECT child, source, source_id FROM read_parquet(?) JOIN asked USING (child)",
            [str(links)],
        )
        people = _rows(con, f"SELECT child, source, born_estimated, restricted, {', '.join(DETAILS)} "  # noqa: S608 (names of columns of this file)
                       "FROM people JOIN ids USING (source, source_id) ORDER BY child, source, source_id")  # fmt: skip
        opened = con.execute(
            "SELECT DISTINCT child, kind FROM events JOIN ids USING (source, source_id) "
            "WHERE began < ?::DATE + 1 AND (ended IS NULL OR ended >= ?::DATE + 1)",
            [as_of, as_of],
        ).fetchall()
        gone = con.execute(
            "SELECT child, began, ended, coalesce(reference, ''), source, "
            "CASE WHEN accepted THEN 'held' WHEN offered AND NOT accepted THEN 'declined' ELSE '' END "
            "FROM events JOIN ids USING (source, source_id) "
            "WHERE kind = 'missing' AND began >= ?::DATE - ? AND began < ?::DATE + 1 ORDER BY child, began, source",
            [as_of, missing_days, as_of],
        ).fetchall()
    kinds: dict[str, set[str]] = {}
    for child, kind in opened:
        kinds.setdefault(child, set()).add(kind)
    absences: dict[str, list[Absence]] = {}
    for child, *told in gone:
        _add(absences.setdefault(child, []), Absence(*told))
    return {
        key: _known(key, rows, frozenset(kinds.get(key, ())), tuple(absences.get(key, ())))
        for key, rows in people.items()
    }


def _add(told: list[Absence], one: Absence) -> None:
    """Keeps an absence unless an agency told it already: by the number they share, or within a day."""
    for nth, other in enumerate(told):
        if (one.reference and one.reference == other.reference) or abs(one.began - other.began) < timedelta(days=1):
            told[nth] = replace(
                other, ended=other.ended or one.ended, reference=other.reference or one.reference,
                interview=other.interview or one.interview,
            )  # fmt: skip
            return
    told.append(one)


def _rows(con: Any, query: str) -> dict[str, list[dict[str, Any]]]:
    told = con.execute(query)
    names = [column[0] for column in told.description]
    found: dict[str, list[dict[str, Any]]] = {}
    for values in told.fetchall():
        row = dict(zip(names, values, strict=True))
        found.setdefault(row["child"], []).append(row)
    return found


def _known(key: str, rows: list[dict[str, Any]], opened: frozenset[str], missing: tuple[Absence, ...]) -> Known:
    place = {source: n for n, source in enumerate(ORDER)}
    rows = sorted(rows, key=lambda row: (place.get(row["source"], len(ORDER)), row["source"]))
    best = {name: next((row[name] for row in rows if row[name]), None) for name in DETAILS}
    born = next((row for row in rows if row["born"]), None)
    return Known(
        key=key,
        **{name: best[name] or "" for name in DETAILS if name != "born"},
        born=best["born"],
        born_estimated=bool(born and born["born_estimated"]),
        restricted=any(row["restricted"] for row in rows),
        sources=tuple(sorted({row["source"] for row in rows})),
        open=opened,
        missing=missing,
    )
