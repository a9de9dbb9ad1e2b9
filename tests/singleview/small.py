"""A small invented borough: few children, written row by row into a store."""

from datetime import date, datetime
from hashlib import sha256

import pyarrow as pa
import pyarrow.parquet as pq

from riskpanel.procedure.single_view import Cohort, Feed, Indicator, SingleView
from riskpanel.singleview.ranking import Tables, feeds_of, of_store, rank
from riskpanel.singleview.store import Load, Store

AS_OF = date(2026, 11, 16)
OPEN = ("referral", "plan_cin", "plan_cp", "care")
BOTH = ("cohort_1", "cohort_2")


def indicator(code="missing_30", **more):
    given = {
        "says": "Missing {times} in the last 30 days", "kinds": ("missing",), "window_days": 30, "points": 3.0,
        "cap": 12.0, "one_event_within_days": 1, "cohorts": BOTH,
    }  # fmt: skip
    return Indicator(code=code, **{**given, **more})


def view(*indicators, **more):
    given = {
        "cohorts": (
            Cohort(code="cohort_1", label="Open to social care", size=2, when="open", kinds=OPEN),
            Cohort(code="cohort_2", label="Not open", size=2, when="not_open", kinds=OPEN),
        ),
        "feeds": (
            Feed(code="csc", label="children's social care"),
            Feed(code="police", label="the police"),
            Feed(code="education", label="the school"),
        ),
    }  # fmt: skip
    return SingleView(indicators=indicators or (indicator(),), **{**given, **more})


def event(source, source_id, kind, began, own="", **more):
    """An event; `began` is `2026-11-03` or with a time. `own` is the number that the agency gives it."""
    own = own or f"{source_id}-{kind}-{began}"
    key = sha256(f"{source}|{kind}|{own}".encode()).hexdigest()[:32]
    return {
        "key": key, "source": source, "source_id": source_id, "kind": kind, "began": datetime.fromisoformat(began),
        "file": f"{source}.csv", **more,
    }  # fmt: skip


def person(source, source_id, given="", family="", born=None, **more):
    return {
        "source": source, "source_id": source_id, "given": given, "family": family,
        "born": born and date.fromisoformat(born), "born_estimated": False, "restricted": False,
        "file": f"{source}.csv", **more,
    }  # fmt: skip


def load(store: Store, source, events=(), people=(), when="2026-11-15", whole=()):
    rows = [{**one, "row": number} for number, one in enumerate(events, start=2)]
    held = [{**one, "row": number} for number, one in enumerate(people, start=2)]
    identity = sha256(repr((source, rows, held, when)).encode()).hexdigest()[:16]
    return store.write(Load(identity, source, f"{source}.csv", when, whole=tuple(whole)), held, rows)


def link(store: Store, children: dict[str, list[tuple[str, str]]]):
    """Writes which rows are which child."""
    rows = [(source, source_id, child) for child, keys in children.items() for source, source_id in keys]
    (store.path / "links").mkdir(parents=True, exist_ok=True)
    columns = {name: [row[n] for row in rows] for n, name in enumerate(("source", "source_id", "child"))}
    pq.write_table(pa.table(columns), store.path / "links" / "links.parquet")


def ranked(con, store: Store, said: SingleView, as_of=AS_OF, **more):
    tables: Tables = of_store(con, store)
    return rank(tables, said, as_of, feeds=feeds_of(store.loads(), said, as_of), inputs="same", **more)
