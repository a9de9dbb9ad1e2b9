"""From pairs to children: rows that hang together are one child, people's decisions before any likeness;
and every child keeps its id."""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from riskpanel.singleview.linking.decisions import Decision
from riskpanel.singleview.linking.model import quiet
from riskpanel.singleview.linking.rows import copy


def group(con: Any, above: float, decided: Sequence[Decision]) -> list[Decision]:
    """Makes `grouped` (id, component, cluster) from `pairs` and the decisions that stand, newest first; rows
    `beside` stay with their child. Gives the decisions that a newer one contradicts: these could not be kept."""
    _decided(con, decided)
    con.execute(
        "CREATE OR REPLACE TABLE edges AS SELECT l AS id_l, r AS id_r, likeness FROM pairs ANTI JOIN decided "
        "USING (l, r) WHERE likeness >= ? AND NOT ask UNION ALL SELECT l, r, 1.0 FROM decided WHERE same",
        [above],
    )
    _components(con)
    lost = _kept_apart(con, decided)
    con.execute(
        "INSERT INTO grouped SELECT id, NULL, min(id) OVER (PARTITION BY beside) FROM rows_to_link "
        "WHERE beside IS NOT NULL"
    )
    return lost


def identify(con: Any, since: str) -> None:
    """Makes `links` from `grouped`: of each row that was put together its number, source, id there, child,
    since when, component and hash. A child keeps the earlier id when rows join it; when a child is divided the
    part with the smallest old row keeps the id; a new child's id comes from its smallest row."""
    con.execute("""
        CREATE OR REPLACE TABLE clusters AS
          SELECT cluster, min(id) AS first FROM grouped WHERE component IS NOT NULL GROUP BY cluster;
        CREATE OR REPLACE TABLE owned AS
          SELECT child, since, arg_min(cluster, id) AS cluster, min(id) AS first
          FROM (SELECT w.child, w.since, r.id, g.cluster FROM named w JOIN rows_to_link r USING (source, source_id)
                JOIN grouped g ON g.id = r.id WHERE r.beside IS NULL) GROUP BY child, since;
        CREATE OR REPLACE TABLE keeping AS
          SELECT cluster, min(struct_pack(s := since, f := first, c := child)) AS kept FROM owned GROUP BY cluster;
        CREATE OR REPLACE TABLE ids AS
          SELECT c.cluster, n.kept.c AS child, n.kept.s AS since, c.first,
            CASE WHEN n.kept IS NULL THEN substr(sha256(r.source || '|' || r.source_id), 1, 16) END AS fresh
          FROM clusters c JOIN rows_to_link r ON r.id = c.first LEFT JOIN keeping n USING (cluster)
    """)
    _fresh(con, since)
    con.execute(LINKS)


LINKS = """
CREATE OR REPLACE TABLE links AS
SELECT r.number AS id, r.source, r.source_id, i.child, i.since, min(r.number) OVER (PARTITION BY component)
  AS component, r.print
FROM grouped g JOIN rows_to_link r ON r.id = g.id JOIN ids i ON i.cluster = g.cluster
"""


def keep(con: Any, folder: Path) -> None:
    """Writes the links of the rows that were put together, and of the others as they were."""
    copy(con, "FROM links UNION ALL BY NAME FROM stayed ORDER BY id", folder / "links.parquet")


def _fresh(con: Any, since: str) -> None:
    """Gives an id to clusters without one; an id that another child has is not given again."""
    con.execute(
        "CREATE OR REPLACE TABLE taken AS SELECT child FROM ids WHERE child IS NOT NULL "
        "UNION SELECT child FROM stayed WHERE child IN (SELECT fresh FROM ids)"
    )
    again = con.execute("SELECT cluster, fresh FROM ids WHERE child IS NULL AND fresh IN (FROM taken)").fetchall()
    con.execute(
        "UPDATE ids SET child = fresh, since = ? WHERE child IS NULL AND fresh NOT IN (FROM taken)",
        [since],
    )
    for cluster, fresh in sorted(again, key=lambda one: str(one[1])):
        child = fresh
        while con.execute(USED, [child, child]).fetchone():
            child = sha256(child.encode()).hexdigest()[:16]
        con.execute("UPDATE ids SET child = ?, since = ? WHERE cluster = ?", [child, since, cluster])


USED = "SELECT child FROM ids WHERE child = ? UNION ALL SELECT child FROM stayed WHERE child = ?"


def _decided(con: Any, decided: Sequence[Decision]) -> None:
    con.execute("CREATE OR REPLACE TABLE decided (l BIGINT, r BIGINT, same BOOLEAN, place BIGINT)")
    if decided:
        columns = "ls VARCHAR, li VARCHAR, rs VARCHAR, ri VARCHAR, same BOOLEAN, n BIGINT"
        con.execute(f"CREATE OR REPLACE TABLE said ({columns})")
        rows = [(*one.pair[0], *one.pair[1], one.same, number) for number, one in enumerate(decided)]
        con.executemany("INSERT INTO said VALUES (?, ?, ?, ?, ?, ?)", rows)
        con.execute(
            "INSERT INTO decided SELECT least(l.id, r.id), greatest(l.id, r.id), same, n FROM said "
            "JOIN rows_to_link l ON l.source = ls AND l.source_id = li "
            "JOIN rows_to_link r ON r.source = rs AND r.source_id = ri"
        )


def _components(con: Any) -> None:
    """Makes `grouped` from the rows that hang together; a row without any edge is a child by itself. Rows that
    are kept apart later stay of one component: who joins one of them can join the others."""
    con.execute("CREATE OR REPLACE TABLE nodes AS SELECT id_l AS id FROM edges UNION SELECT id_r FROM edges")
    found = "nodes"
    if con.execute("SELECT count(*) FROM nodes").fetchone()[0]:
        from splink import DuckDBAPI
        from splink.clustering import cluster_pairwise_predictions_at_threshold

        with quiet():
            api = DuckDBAPI(con)
            found = cluster_pairwise_predictions_at_threshold(
                api.register("nodes"), api.register("edges"), api, node_id_column_name="id"
            ).physical_name
    cluster = "f.id" if found == "nodes" else "f.cluster_id"
    con.execute(
        f"CREATE OR REPLACE TABLE grouped AS SELECT r.id, coalesce({cluster}, r.id) AS component, "  # noqa: S608 (names of tables and columns of this file)
        f"component AS cluster FROM rows_to_link r LEFT JOIN {found} f ON f.id = r.id WHERE r.beside IS NULL"
    )


TOGETHER = """
CREATE OR REPLACE TABLE asunder AS
WITH apart AS (
  SELECT d.l, d.r FROM decided d WHERE NOT d.same
  UNION ALL SELECT l, r FROM clashes
)
SELECT DISTINCT a.cluster FROM apart JOIN grouped a ON a.id = l JOIN grouped b ON b.id = r WHERE a.cluster = b.cluster
"""
CLASHES = """
CREATE OR REPLACE TABLE clashes AS
SELECT p.l, p.r FROM pairs p JOIN rows_to_link a ON a.id = p.l JOIN rows_to_link b ON b.id = p.r
ANTI JOIN decided d ON d.l = p.l AND d.r = p.r WHERE p.ask AND (p.clash OR a.source = b.source)
"""
"""Pairs that only a person may join: their numbers disagree, or one agency knows them as two."""


def _kept_apart(con: Any, decided: Sequence[Decision]) -> list[Decision]:
    """Divides the clusters in which two rows stand that are not one child."""
    con.execute(CLASHES)
    con.execute(TOGETHER)
    members = con.execute("SELECT id FROM grouped SEMI JOIN asunder USING (cluster) ORDER BY id").fetchall()
    if not members:
        return []
    con.execute("CREATE OR REPLACE TABLE loose AS SELECT id FROM grouped SEMI JOIN asunder USING (cluster)")
    parts = Parts([row for (row,) in members])
    said = _within(con, "l, r, same, place", "decided", "place")
    lost = [decided[place] for one, other, same, place in said if not parts.settle(one, other, same)]
    for one, other in _within(con, "l, r", "clashes", "l, r"):
        parts.part(one, other)
    for one, other in _within(con, "id_l AS l, id_r AS r", "edges", "likeness DESC, l, r"):
        parts.join(one, other)
    rows = [row for (row,) in members]
    con.execute(
        "CREATE OR REPLACE TABLE parted AS SELECT unnest(?) AS id, unnest(?) AS part", [rows, list(map(parts.of, rows))]
    )
    con.execute("UPDATE grouped SET cluster = part FROM parted WHERE parted.id = grouped.id")
    return lost


def _within(con: Any, columns: str, table: str, order: str) -> list[tuple[Any, ...]]:
    """The rows of a table of pairs of which both stand in a divided cluster."""
    ids = ("id_l", "id_r") if table == "edges" else ("l", "r")
    found: list[tuple[Any, ...]] = con.execute(
        f"SELECT {columns} FROM {table} SEMI JOIN loose a ON a.id = {ids[0]} SEMI JOIN loose b ON b.id = {ids[1]} "  # noqa: S608 (names of tables and columns of this file)
        f"ORDER BY {order}"
    ).fetchall()
    return found


class Parts:
    """Rows that are put together step by step, while some are kept apart. Each part is named by its
    smallest row."""

    def __init__(self, rows: Iterable[int]) -> None:
        self.parent = {row: row for row in rows}
        self.apart: dict[int, set[int]] = {row: set() for row in self.parent}

    def of(self, row: int) -> int:
        while self.parent[row] != row:
            self.parent[row] = self.parent[self.parent[row]]
            row = self.parent[row]
        return row

    def settle(self, left: int, right: int, same: bool) -> bool:
        """Puts two rows together or keeps them apart; False when what was settled before forbids it."""
        return self.join(left, right) if same else self.part(left, right)

    def join(self, left: int, right: int) -> bool:
        """Puts two rows together; False when something keeps them apart."""
        small, large = sorted([self.of(left), self.of(right)])
        if small == large:
            return True
        if large in self.apart[small]:
            return False
        self.parent[large] = small
        for other in self.apart.pop(large):
            self.apart[other].discard(large)
            self.apart[other].add(small)
            self.apart[small].add(other)
        return True

    def part(self, left: int, right: int) -> bool:
        """Keeps two rows apart from here on; False when they are together already."""
        one, other = self.of(left), self.of(right)
        if one == other:
            return False
        self.apart[one].add(other)
        self.apart[other].add(one)
        return True
