"""Many invented rows, made inside DuckDB: people as four agencies hold them, and what happened to them."""

from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb

from riskpanel.procedure.single_view import Cohort, Feed, Indicator, SingleView

AS_OF = date(2026, 11, 16)
DAYS = 730
SOURCES = ("csc", "education", "health", "police")
OPEN = ("referral", "plan_cin", "plan_cp", "care")
BOTH = ("cohort_1", "cohort_2")
WEIGHTS = (
    ("police", "missing", 8), ("csc", "missing", 6), ("csc", "away", 4), ("csc", "factor", 8), ("csc", "section47", 3),
    ("csc", "referral", 6), ("csc", "plan_cin", 2), ("csc", "plan_cp", 1), ("csc", "care", 1), ("csc", "placement", 4),
    ("police", "police_report", 10), ("police", "victim", 4), ("police", "arrest", 3), ("education", "exclusion", 5),
    ("education", "attendance", 25), ("health", "health_attendance", 10),
)  # fmt: skip
"""Of 100 events, how many each source tells of each kind."""


def indicator(code: str, kind: str, points: float, cap: float, window: int, half_life: int = 30, **more) -> Indicator:
    return Indicator(
        code=code, says=code, kinds=(kind,), points=points, cap=cap, window_days=window, half_life_days=half_life,
        cohorts=BOTH, **more,
    )  # fmt: skip


VIEW = SingleView(
    cohorts=(
        Cohort(code="cohort_1", label="Open", size=10, when="open", kinds=OPEN),
        Cohort(code="cohort_2", label="Not open", size=10, when="not_open", kinds=OPEN),
    ),
    indicators=(
        indicator("missing_30", "missing", 3, 12, 30, one_event_within_days=1),
        indicator("missing_365", "missing", 2, 12, 365, 90, one_event_within_days=1),
        indicator("factor", "factor", 3, 9, 365, 180, codes=("10A", "11A", "13A", "24A")),
        indicator("section47", "section47", 3, 6, 90),
        indicator("police_report", "police_report", 2, 8, 90, 14),
        indicator("victim", "victim", 2, 8, 180, 45),
        indicator("exclusion", "exclusion", 1.5, 4.5, 90, 45),
        indicator("attendance", "attendance", 2, 4, 90, 0, measure="value_below", threshold=50.0),
    ),
    feeds=tuple(Feed(code=code, label=code) for code in SOURCES),
)


def share(salt: str, *columns: str) -> str:
    """SQL of a number from 0 to 1 that depends on nothing but the columns."""
    return f"(hash(concat_ws('|', '{salt}', {', '.join(columns)})) % 1000003) / 1000003.0"


def events(folder: Path, children: int, count: int) -> None:
    """Writes `events.parquet`, sorted by day, and `links.parquet`."""
    kinds = [(source, kind) for source, kind, weight in WEIGHTS for _ in range(weight)]
    values = ", ".join(f"({n}, '{source}', '{kind}')" for n, (source, kind) in enumerate(kinds))
    first = datetime.combine(AS_OF - timedelta(days=DAYS), datetime.min.time())
    with duckdb.connect() as con:
        con.execute("SET memory_limit = '3GB'")
        con.execute(f"CREATE TABLE kinds AS SELECT * FROM (VALUES {values}) k(n, source, kind)")  # noqa: S608 (words of this file and the folder it was given)
        con.execute(
            "COPY (WITH rows AS (SELECT i, "  # noqa: S608 (words of this file and the folder it was given)
            f"CAST(floor(power({share('who', 'i')}, 1.5) * {children}) AS BIGINT) AS who, "
            f"CAST(floor({share('kind', 'i')} * {len(kinds)}) AS INT) AS n, "
            f"TIMESTAMP '{first}' + to_seconds(CAST({share('when', 'i')} * {DAYS * 86400} AS BIGINT)) AS began "
            f"FROM range({count}) r(i)) "
            "SELECT left(md5(i::VARCHAR), 32) AS key, k.source, left(k.source, 1) || who AS source_id, k.kind, began, "
            "CASE WHEN i % 12 = 0 THEN NULL ELSE began + INTERVAL 2 DAY END AS ended, "
            "CASE WHEN k.kind = 'factor' THEN (i % 25)::VARCHAR || 'A' END AS code, "
            "CASE WHEN k.kind = 'attendance' THEN CAST(i % 101 AS DOUBLE) END AS value, NULL::BOOLEAN AS offered, "
            "NULL::BOOLEAN AS accepted, NULL::VARCHAR AS reference, 'first' AS load, k.source || '.csv' AS file, "
            "i AS row "
            f"FROM rows JOIN kinds k USING (n) ORDER BY began) TO '{folder}/events.parquet' "
            "(FORMAT parquet, ROW_GROUP_SIZE 122880)"
        )
        con.execute(
            "COPY (SELECT s.source, left(s.source, 1) || c AS source_id, 'child' || lpad(c::VARCHAR, 8, '0') AS child "  # noqa: S608 (words of this file and the folder it was given)
            f"FROM range({children}) r(c), (VALUES ('csc'), ('education'), ('health'), ('police')) s(source) "
            f"WHERE {share('holds', 'c', 's.source')} < 0.7 ORDER BY source, source_id) "
            f"TO '{folder}/links.parquet' (FORMAT parquet)"
        )


def people(folder: Path, rows: int, more: float = 0.01) -> None:
    """Writes `people.parquet`, about so many rows of four agencies; `people-later.parquet`, that share of rows
    more, of the same children and of a few new ones; and `truth.csv` of all."""
    late = f"{share('late', 'child', 'source')} < {more / (1 + more)}"
    with duckdb.connect() as con:
        con.execute("SET memory_limit = '3GB'")
        con.execute(f"CREATE TABLE held AS {_held(int(rows / 2.5 * (1 + more)))}")
        for name, said in (("people", f"NOT {late}"), ("people-later", late)):
            query = f"SELECT {_written()} FROM held WHERE {said}"  # noqa: S608 (words of this file and the folder it was given)
            con.execute(f"COPY ({query}) TO '{folder}/{name}.parquet' (FORMAT parquet)")
        query = "SELECT source, left(source, 1) || child AS source_id, child FROM held"
        con.execute(f"COPY ({query}) TO '{folder}/truth.csv' (HEADER)")


SYLLABLES = ("ba", "de", "fi", "go", "lu", "ma", "ne", "ri", "so", "ta", "vi", "wen", "jo", "ka", "pe", "zu")


def _held(children: int) -> str:
    """SQL of who is held by which agency, with numbers that say which slips were made."""
    parts = [f"syllables[CAST(1 + hash(md5(child || '{{0}}{n}')) % {len(SYLLABLES)} AS INT)]" for n in range(4)]
    given, family = " || ".join(parts[:3]).format("given"), " || ".join(parts).format("family")
    slips = ", ".join(f"{share(one, 'child', 'source')} AS {one}" for one in "gfbp")
    listed = ", ".join(f"'{one}'" for one in SYLLABLES)
    return (
        f"WITH known AS (SELECT c AS child, [{listed}] AS syllables, "  # noqa: S608 (words of this file and the folder it was given)
        f"DATE '2008-11-16' + CAST({share('born', 'c')} * 6500 AS INT) AS born, "
        "'NV' || hash(c, 'p') % 90 || hash(c, 'q') % 10 || chr((65 + hash(c, 'r') % 24)::INT) || "
        f"chr((65 + hash(c, 's') % 24)::INT) AS postcode FROM range({children}) r(c)) "
        f"SELECT child, source, {given} AS given, {family} AS family, born, postcode, {slips} "
        "FROM known, (VALUES ('csc'), ('education'), ('health'), ('police')) s(source) "
        f"WHERE {share('holds', 'child', 'source')} < 0.625"
    )


def _written() -> str:
    """SQL of the columns of people, slips and all."""
    given = "WHEN g < 0.04 THEN left(given, 4) WHEN g < 0.1 THEN left(given, 2) || substr(given, 4)"
    family = "WHEN f < 0.05 THEN left(family, 3) || substr(family, 5) WHEN f < 0.09 THEN reverse(family)"
    turned = "make_date(year(born), day(born), month(born))"
    born = f"WHEN b < 0.03 THEN born + 31 WHEN b < 0.05 AND day(born) < 13 THEN {turned}"
    postcode = "WHEN p < 0.05 THEN NULL WHEN p < 0.2 THEN 'NV' || hash(child, source) % 90 || '1AA'"
    return (
        f"source, left(source, 1) || child AS source_id, CASE {given} ELSE given END AS given, "
        f"CASE {family} ELSE family END AS family, CASE {born} ELSE born END AS born, false AS born_estimated, "
        f"CASE WHEN child % 2 = 0 THEN 'M' ELSE 'F' END AS sex, CASE {postcode} ELSE postcode END AS postcode, "
        "CASE WHEN source = 'education' OR g > 0.9 THEN 'A' || lpad(child::VARCHAR, 12, '0') END AS upn, "
        "CASE WHEN source = 'health' THEN lpad(child::VARCHAR, 10, '0') END AS nhs, false AS restricted, "
        "NULL::DATE AS open_from, NULL::DATE AS open_until, 'first' AS load, source || '.csv' AS file, child AS row"
    )
