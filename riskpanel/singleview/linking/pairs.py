"""Pairs of rows that may be one child: of all rows the first time, with new and changed ones after.

`pairs.parquet` keeps them by the numbers that rows keep. They are put together under numbers in the order of the
rows' keys, so that nothing depends on which row came first.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from riskpanel.singleview.linking.decisions import Decision
from riskpanel.singleview.linking.model import ASK_FIRST, CLASH, COMPARED, SHARED, linker_of, quiet
from riskpanel.singleview.linking.rows import compared, copy

TOUCHED = """
CREATE OR REPLACE TABLE ends AS
SELECT l AS id FROM scored WHERE likeness >= $above AND NOT ask UNION SELECT r FROM scored
WHERE likeness >= $above AND NOT ask;
INSERT INTO touched
WITH parts AS (
  SELECT component FROM gone UNION SELECT component FROM was SEMI JOIN ends USING (id)
  UNION SELECT component FROM was SEMI JOIN spoken_of USING (source, source_id)
)
SELECT id, component, child FROM was SEMI JOIN parts USING (component) ANTI JOIN gone USING (id)
"""
"""Rows that must be put together again: all that hang together with a row that came, went or was decided about."""

ALL_TOUCHED = "INSERT INTO touched SELECT id, component, child FROM was ANTI JOIN gone USING (id)"

BESIDE = """
CREATE OR REPLACE TABLE still AS
SELECT * FROM kept ANTI JOIN gone g ON g.id = kept.l ANTI JOIN gone h ON h.id = kept.r;
CREATE OR REPLACE TABLE near AS
SELECT * FROM still WHERE l IN (SELECT id FROM touched) OR r IN (SELECT id FROM touched) UNION ALL FROM scored;
INSERT INTO beside
WITH reached AS (SELECT l AS id FROM near UNION SELECT r FROM near), children AS (
  SELECT DISTINCT component, child FROM was SEMI JOIN reached USING (id) ANTI JOIN touched USING (id)
)
SELECT id, child FROM was SEMI JOIN children USING (component, child);
CREATE OR REPLACE TEMP VIEW stayed AS FROM was ANTI JOIN gone USING (id) ANTI JOIN touched USING (id)
"""
"""Children who stay as they are, of whom a row is like a row that is put together again."""

ROWS = """
CREATE OR REPLACE TABLE rows_to_link AS
WITH old AS (SELECT id, child, false AS beside FROM touched UNION ALL SELECT id, child, true FROM beside), held AS (
  SELECT id, source, source_id, given, restricted, print, NULL AS beside FROM fresh
  UNION ALL SELECT c.id, source, source_id, given, restricted, print, CASE WHEN beside THEN child END
  FROM compared c JOIN old USING (id)
)
SELECT row_number() OVER (ORDER BY source, source_id) AS id, id AS number, * EXCLUDE (id) FROM held;
CREATE OR REPLACE TABLE pairs AS
SELECT least(a.id, b.id) AS l, greatest(a.id, b.id) AS r, likeness, ask, clash, why
FROM near JOIN rows_to_link a ON a.number = near.l JOIN rows_to_link b ON b.number = near.r
"""
"""The rows at hand and their pairs. `beside` is the child of a row that stays with it."""

KEPT = """
WITH hidden AS (SELECT number FROM rows_to_link WHERE restricted)
SELECT l, r, likeness, ask, clash, CASE WHEN l IN (FROM hidden) OR r IN (FROM hidden) THEN '' ELSE why END AS why
FROM (FROM still UNION ALL FROM scored) ORDER BY l, r
"""
"""Nothing of why is kept of a pair with a restricted person. Whoever is restricted later is a new row."""

NO_PAIRS = "CREATE OR REPLACE TABLE {0} (l BIGINT, r BIGINT, likeness DOUBLE, ask BOOLEAN, clash BOOLEAN, why VARCHAR)"


def score_all(con: Any, model: dict[str, Any]) -> None:
    """Makes `scored` of all rows: pairs by number, likeness, whether to ask first, and why."""
    linker, _ = linker_of(con, "fresh", model["prior"], model)
    with quiet():
        _score(con, [linker.inference.predict(threshold_match_probability=model["least"]).physical_name])
    con.execute(NO_PAIRS.format("kept"))
    con.execute("CREATE OR REPLACE TEMP VIEW compared AS FROM fresh")


def score_fresh(con: Any, model: dict[str, Any], folder: Path) -> None:
    """Makes `scored` of the new rows: pairs among them, and with those of the old rows that share something."""
    compared(con, folder)
    con.execute(NO_PAIRS.format("scored"))
    con.read_parquet(str(folder / "pairs.parquet")).create_view("kept", replace=True)
    if not con.execute("SELECT 1 FROM fresh LIMIT 1").fetchone():
        return
    sharing = " UNION ".join(f"SELECT l.id FROM compared l SEMI JOIN fresh r ON {rule}" for rule in SHARED)  # noqa: S608 (rules of ours)
    con.execute(
        f"CREATE OR REPLACE TABLE old AS WITH sharing AS ({sharing}) SELECT c.* FROM compared c "  # noqa: S608 (rules of ours)
        "SEMI JOIN sharing USING (id) SEMI JOIN was USING (id) ANTI JOIN gone USING (id)"
    )
    linker, api = linker_of(con, "fresh", model["prior"], model)
    least = model["least"]
    with quiet():
        new, old = api.register("fresh"), api.register("old")
        within = linker.inference.predict_within(new, threshold_match_probability=least)
        between = linker.inference.predict_between(new, old, threshold_match_probability=least)
        _score(con, [within.physical_name, between.physical_name])


def at_hand(con: Any, above: float, decisions: Sequence[Decision], regroup: bool) -> None:
    """Makes `rows_to_link` and `pairs` of the rows to be put together again and those they are like; of all the
    rows when `regroup`. `decisions` are all that were ever taken, also those taken back."""
    con.execute("CREATE OR REPLACE TABLE spoken_of (source VARCHAR, source_id VARCHAR)")
    if keys := sorted({key for one in decisions for key in one.pair}):
        con.executemany("INSERT INTO spoken_of VALUES (?, ?)", keys)
    if regroup:
        con.execute(ALL_TOUCHED)
    else:
        for statement in TOUCHED.split(";"):
            con.execute(statement, {"above": above} if "$above" in statement else None)
    con.execute(BESIDE)
    con.execute(ROWS)


def keep(con: Any, folder: Path) -> None:
    """Writes the pairs that were kept and still are, and the new ones."""
    copy(con, KEPT, folder / "pairs.parquet")


def _score(con: Any, tables: list[str]) -> None:
    union = " UNION ALL ".join(f"SELECT * FROM {table}" for table in tables)  # noqa: S608 (tables of Splink's)
    con.execute(
        f"CREATE OR REPLACE TABLE scored AS SELECT least(id_l, id_r) AS l, greatest(id_l, id_r) AS r, "  # noqa: S608 (tables of Splink's)
        f"round(match_probability, 6) AS likeness, {ASK_FIRST} AS ask, {CLASH} AS clash, {_why()} AS why FROM ({union})"
    )
    for table in tables:
        con.execute(f"DROP TABLE IF EXISTS {table}")


def _why() -> str:
    """SQL of what agrees and what does not, in words."""
    parts = []
    for said in ("same", "like", "different"):
        fields = []
        for one in COMPARED:
            last = len(one.levels) - 1
            gammas = [str(last - number) for number, level in enumerate(one.levels) if level.said == said]
            if gammas:
                fields.append(f"CASE WHEN gamma_{one.field} IN ({', '.join(gammas)}) THEN '{one.words}' END")
        words = f"concat_ws(', ', {', '.join(fields)})"
        parts.append(f"CASE WHEN {words} <> '' THEN '{said}: ' || {words} END")
    return f"concat_ws('; ', {', '.join(parts)})"
