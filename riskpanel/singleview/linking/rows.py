"""Rows of agencies as they are compared, and which of them are new since the last linking.

`links.parquet` keeps of every row its number, a hash of what is compared, and the child. Numbers never change and are
never given again: a row that is changed goes, and comes back as a new one. What is compared stands in
`compared/`, one file for each linking that found something new; none of it is written twice.
"""

from pathlib import Path
from typing import Any

TOLD = """
CREATE OR REPLACE TEMP VIEW told AS
SELECT source, source_id, restricted, given, family, born, born_estimated, sex, postcode, upn, nhs,
  hash(restricted, given, family, born, born_estimated, sex, postcode, upn, nhs) AS print
FROM people
"""
"""What agencies tell now. Another release of DuckDB may hash otherwise: all rows are then new, and compared again."""

FRESH = """
CREATE OR REPLACE TABLE fresh AS
WITH plain AS (
  SELECT source, source_id, coalesce(restricted, false) AS restricted, born,
    nullif(regexp_replace(lower(strip_accents(given)), '[^a-z]', '', 'g'), '') AS given,
    nullif(regexp_replace(lower(strip_accents(family)), '[^a-z]', '', 'g'), '') AS family,
    coalesce(born_estimated, false) AS estimated, nullif(upper(replace(postcode, ' ', '')), '') AS postcode,
    CASE WHEN sex IN ('M', 'F') THEN sex END AS sex, nullif(upper(trim(upn)), '') AS upn,
    nullif(replace(nhs, ' ', ''), '') AS nhs, print
  FROM {new}
)
SELECT {given_out} + row_number() OVER (ORDER BY source, source_id) AS id, *, CAST(born AS VARCHAR) AS born_text,
  year(born) AS born_year,
  year(born) * 10000 + least(month(born), day(born)) * 100 + greatest(month(born), day(born)) AS born_turned
FROM plain
"""
"""New rows as they are compared. `born_turned` is the same for a day and month that were exchanged."""

DIFFERING = """
CREATE OR REPLACE TABLE differing AS
SELECT t.*, w.id, w.component, w.child
FROM told t FULL JOIN was w ON t.print = w.print AND t.source_id = w.source_id AND t.source = w.source
WHERE t.source IS NULL OR w.source IS NULL;
INSERT INTO gone SELECT id, component, child FROM differing WHERE id IS NOT NULL
"""

NOTHING_BEFORE = """
CREATE OR REPLACE TABLE gone (id BIGINT, component BIGINT, child VARCHAR);
CREATE OR REPLACE TABLE touched (id BIGINT, component BIGINT, child VARCHAR);
CREATE OR REPLACE TABLE beside (id BIGINT, child VARCHAR);
"""

NOBODY = """
CREATE OR REPLACE TABLE nobody (id BIGINT, source VARCHAR, source_id VARCHAR, child VARCHAR, since VARCHAR,
  component BIGINT, print UBIGINT)
"""

MOST_FILES = 52
"""Linkings that add to what is compared before all of it is written anew: those of a year."""


def can_go_on(folder: Path) -> bool:
    """Whether the folder holds what a linking of new rows only needs, of not too many linkings."""
    needed = [folder / f"{name}.parquet" for name in ("links", "pairs", "waiting")]
    return all(file.is_file() for file in needed) and 0 < len(_compared(folder)) < MOST_FILES


def changes(con: Any, folder: Path) -> tuple[int, int]:
    """Makes `was` and `named`, the rows of the last linking; `gone`, those of them that the view `people` does not
    hold as they were; and `fresh`, those that are new. How many are new, and how many gone."""
    con.execute(NOTHING_BEFORE)
    con.execute(TOLD)
    for name in ("was", "named"):
        con.read_parquet(str(folder / "links.parquet")).create_view(name, replace=True)
    con.execute(DIFFERING)
    files = [str(file) for file in _compared(folder)]
    given_out = con.execute("SELECT max(id) FROM read_parquet(?)", [files]).fetchone()[0] or 0
    con.execute(FRESH.format(new="differing WHERE id IS NULL", given_out=int(given_out)))
    return _count(con, "fresh"), _count(con, "gone")


def everything(con: Any, folder: Path) -> None:
    """Makes `fresh` of all the rows of the view `people`, numbered anew; of the last linking only the children's
    ids are remembered, as `named`."""
    con.execute(NOTHING_BEFORE)
    con.execute(TOLD)
    con.execute(NOBODY)
    links, nobody = folder / "links.parquet", con.table("nobody")
    nobody.create_view("was", replace=True)
    (con.read_parquet(str(links)) if links.is_file() else nobody).create_view("named", replace=True)
    con.execute(FRESH.format(new="told", given_out=0))


def counted(con: Any) -> tuple[int, int]:
    """How many rows there are, of how many sources: those that were and are still, and the new ones."""
    rows, sources = con.execute(
        "SELECT count(*), count(DISTINCT source) FROM "
        "(SELECT source FROM was ANTI JOIN gone USING (id) UNION ALL SELECT source FROM fresh)"
    ).fetchone()
    return rows, sources


def keep(con: Any, folder: Path, whole: bool) -> None:
    """Writes what is compared of the new rows; of all rows, in place of what was kept before."""
    held = _compared(folder)
    if whole:
        for file in (*held, folder / "rows.parquet"):
            file.unlink(missing_ok=True)
    (folder / "compared").mkdir(exist_ok=True)
    number = 0 if whole or not held else int(held[-1].stem) + 1
    if whole or _count(con, "fresh"):
        copy(con, "FROM fresh ORDER BY id", folder / "compared" / f"{number:06}.parquet")


def compared(con: Any, folder: Path) -> None:
    """Makes the view `compared`: whatever was ever compared, also rows that have gone since."""
    con.read_parquet([str(file) for file in _compared(folder)]).create_view("compared", replace=True)


def copy(con: Any, query: str, file: Path) -> None:
    """Writes what a query gives as Parquet, whole or not at all."""
    part = file.with_suffix(".part")
    path = part.as_posix().replace("'", "''")
    con.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")
    part.replace(file)


def _compared(folder: Path) -> list[Path]:
    return sorted((folder / "compared").glob("*.parquet"))


def _count(con: Any, table: str) -> int:
    return int(con.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 (names of ours)
