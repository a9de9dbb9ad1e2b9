"""Pairs that a person is to decide about. A restricted person is in none of them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from riskpanel.singleview.linking.decisions import Key
from riskpanel.singleview.linking.rows import copy

ONE_OF_EACH = """
CREATE OR REPLACE TABLE waiting AS
WITH divided AS (
  SELECT p.*, least(a.cluster, b.cluster) AS one, greatest(a.cluster, b.cluster) AS other
  FROM pairs p JOIN grouped a ON a.id = p.l JOIN grouped b ON b.id = p.r
  WHERE a.cluster <> b.cluster AND p.likeness >= ?
), told_apart AS (
  SELECT least(a.cluster, b.cluster) AS one, greatest(a.cluster, b.cluster) AS other
  FROM decided d JOIN grouped a ON a.id = d.l JOIN grouped b ON b.id = d.r WHERE NOT d.same
), members AS (
  SELECT g.cluster, r.source, r.given, r.restricted FROM grouped g JOIN rows_to_link r USING (id)
  WHERE g.cluster IN (SELECT one FROM divided UNION SELECT other FROM divided)
), held_as_two AS (
  SELECT DISTINCT d.one, d.other FROM divided d JOIN members a ON a.cluster = d.one
  JOIN members b ON b.cluster = d.other AND b.source = a.source
  WHERE jaro_winkler_similarity(a.given, b.given) < 0.8 AND NOT starts_with(a.given, b.given)
    AND NOT starts_with(b.given, a.given)
), hidden AS (SELECT cluster FROM members WHERE restricted)
SELECT l, r, likeness, why, one IN (FROM hidden) OR other IN (FROM hidden) AS restricted
FROM divided ANTI JOIN told_apart USING (one, other) ANTI JOIN held_as_two USING (one, other)
QUALIFY row_number() OVER (PARTITION BY one, other ORDER BY likeness DESC, l, r) = 1
"""
"""One pair for each two children who may be one: not those whom somebody told apart, nor those whom one
agency knows as two children with different names."""

ADDED = """
INSERT INTO queued
SELECT l.number, r.number, l.source, l.source_id, r.source, r.source_id, round(likeness, 4),
  CASE WHEN w.restricted THEN '' ELSE why END, w.restricted
FROM waiting w JOIN rows_to_link l ON l.id = w.l JOIN rows_to_link r ON r.id = w.r
"""

KEPT = """
CREATE OR REPLACE TABLE queued (l BIGINT, r BIGINT, left_source VARCHAR, left_id VARCHAR, right_source VARCHAR,
  right_id VARCHAR, probability DOUBLE, why VARCHAR, restricted BOOLEAN)
"""

STILL = """
INSERT INTO queued WITH again AS (SELECT id FROM gone UNION ALL SELECT id FROM touched)
SELECT q.* FROM read_parquet(?) q ANTI JOIN again a ON a.id = q.l ANTI JOIN again b ON b.id = q.r
"""

ORDERED = "ORDER BY probability DESC, left_source, left_id, right_source, right_id"
SHOWN = f"SELECT * EXCLUDE (l, r, restricted) FROM queued WHERE NOT restricted {ORDERED}"  # noqa: S608 (words of ours)


@dataclass(frozen=True)
class Pair:
    """Two rows that may be one child, and in words which fields agree."""

    left: Key
    right: Key
    likeness: float
    why: str


@dataclass(frozen=True)
class Review:
    """What is waiting for a decision. `restricted` is how many more pairs there are with a restricted
    person, and None for whoever may not know that there are any."""

    pairs: tuple[Pair, ...]
    restricted: int | None


def queue(con: Any, folder: Path, least: float, whole: bool) -> tuple[int, int]:
    """Writes the queue; how many pairs are in it, and how many are held back from it. Unless `whole`, pairs of
    children who stayed as they were wait as before."""
    con.execute(ONE_OF_EACH, [least])
    con.execute(KEPT)
    if not whole:
        con.execute(STILL, [str(folder / "waiting.parquet")])
    con.execute(ADDED)
    copy(con, f"FROM queued {ORDERED}", folder / "waiting.parquet")
    copy(con, SHOWN, folder / "review.parquet")
    shown, hidden = con.execute(
        "SELECT count(*) FILTER (NOT restricted), count(*) FILTER (restricted) FROM queued"
    ).fetchone()
    return shown, hidden
