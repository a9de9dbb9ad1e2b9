"""Pairs of rows that may be one child: made from all rows the first time, from new and changed ones after."""

from pathlib import Path
from typing import Any

from riskpanel.singleview.linking.model import ASK_FIRST, CLASH, COMPARED, linker_of, quiet

KNOWN = """
CREATE OR REPLACE TABLE rows_to_link AS
WITH plain AS (
  SELECT source, source_id, coalesce(restricted, false) AS restricted, born,
    nullif(regexp_replace(lower(strip_accents(given)), '[^a-z]', '', 'g'), '') AS given,
    nullif(regexp_replace(lower(strip_accents(family)), '[^a-z]', '', 'g'), '') AS family,
    coalesce(born_estimated, false) AS estimated, nullif(upper(replace(postcode, ' ', '')), '') AS postcode,
    CASE WHEN sex IN ('M', 'F') THEN sex END AS sex, nullif(upper(trim(upn)), '') AS upn,
    nullif(replace(nhs, ' ', ''), '') AS nhs
  FROM people
)
SELECT row_number() OVER (ORDER BY source, source_id) AS id, *, CAST(born AS VARCHAR) AS born_text,
  year(born) AS born_year,
  year(born) * 10000 + least(month(born), day(born)) * 100 + greatest(month(born), day(born)) AS born_turned,
  md5(concat_ws('|', restricted, born, coalesce(given, ''), coalesce(family, ''), estimated, coalesce(postcode, ''),
    coalesce(sex, ''), coalesce(upn, ''), coalesce(nhs, ''))) AS print
FROM plain
"""
"""Rows as they are compared. `born_turned` is the same for a day and month that were exchanged; `print`
changes when anything that is compared does."""

KEPT = """
SELECT l, r, likeness, ask, clash,
  CASE WHEN l IN (FROM hidden) OR r IN (FROM hidden) THEN '' ELSE why END AS why
FROM pairs ORDER BY l, r
"""


def prepare(con: Any) -> tuple[int, int]:
    """Makes `rows_to_link` from the view `people`; the number of rows and of sources."""
    con.execute(KNOWN)
    rows, sources = con.execute("SELECT count(*), count(DISTINCT source) FROM rows_to_link").fetchone()
    return rows, sources


def changed(con: Any, folder: Path) -> int:
    """Makes `rows_changed`: the ids of rows that are new or not as they were; their number."""
    con.execute("CREATE OR REPLACE TABLE rows_changed AS SELECT id FROM rows_to_link WHERE false")
    con.read_parquet(str(folder / "rows.parquet")).create_view("rows_before", replace=True)
    con.execute(
        "INSERT INTO rows_changed SELECT id FROM rows_to_link ANTI JOIN rows_before USING (source, source_id, print)"
    )
    con.execute("DROP VIEW rows_before")
    return int(con.execute("SELECT count(*) FROM rows_changed").fetchone()[0])


def score_all(con: Any, model: dict[str, Any], least: float) -> None:
    """Makes `pairs` from every row: ids, likeness, whether to ask first, and why."""
    linker, _ = linker_of(con, "rows_to_link", model["prior"], model)
    with quiet():
        found = linker.inference.predict(threshold_match_probability=least)
        _keep(con, [found.physical_name])


def score_changed(con: Any, model: dict[str, Any], least: float, folder: Path) -> None:
    """Makes `pairs` from the pairs kept in the folder, with those of changed rows made anew."""
    con.execute("CREATE OR REPLACE TABLE rows_new AS SELECT r.* FROM rows_to_link r SEMI JOIN rows_changed USING (id)")
    con.execute("CREATE OR REPLACE TABLE rows_old AS SELECT r.* FROM rows_to_link r ANTI JOIN rows_changed USING (id)")
    linker, api = linker_of(con, "rows_to_link", model["prior"], model)
    with quiet():
        new, old = api.register("rows_new"), api.register("rows_old")
        within = linker.inference.predict_within(new, threshold_match_probability=least)
        between = linker.inference.predict_between(new, old, threshold_match_probability=least)
        _keep(con, [within.physical_name, between.physical_name])
    con.read_parquet(str(folder / "pairs.parquet")).create_view("kept", replace=True)
    con.read_parquet(str(folder / "rows.parquet")).create_view("rows_before", replace=True)
    con.execute(
        "CREATE OR REPLACE TABLE still AS SELECT w.id AS was, r.id FROM rows_before w "
        "JOIN rows_old r USING (source, source_id)"
    )
    con.execute(
        "INSERT INTO pairs SELECT least(a.id, b.id), greatest(a.id, b.id), k.likeness, k.ask, k.clash, k.why "
        "FROM kept k JOIN still a ON a.was = k.l JOIN still b ON b.was = k.r"
    )


def keep(con: Any, folder: Path) -> None:
    """Writes the pairs, and the state of the rows they were made from. Nothing of why is kept of a pair
    with a restricted person."""
    con.execute("CREATE OR REPLACE TEMP VIEW hidden AS SELECT id FROM rows_to_link WHERE restricted")
    copy(con, KEPT, folder / "pairs.parquet")
    copy(con, "SELECT id, source, source_id, print FROM rows_to_link ORDER BY id", folder / "rows.parquet")


def _keep(con: Any, tables: list[str]) -> None:
    union = " UNION ALL ".join(f"SELECT * FROM {table}" for table in tables)  # noqa: S608
    con.execute(
        f"CREATE OR REPLACE TABLE pairs AS SELECT least(id_l, id_r) AS l, greatest(id_l, id_r) AS r, "  # noqa: S608
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


def copy(con: Any, query: str, file: Path) -> None:
    """Writes what a query gives as Parquet, whole or not at all."""
    part = file.with_suffix(".part")
    con.execute(f"COPY ({query}) TO '{_path(part)}' (FORMAT parquet)")
    part.replace(file)


def _path(file: Path) -> str:
    return file.as_posix().replace("'", "''")
