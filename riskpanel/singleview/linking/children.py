"""From pairs to children: rows that hang together are one child, people's decisions before any likeness;
and every child keeps its id."""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from riskpanel.singleview.linking.decisions import Decision
from riskpanel.singleview.linking.model import quiet

Edge = tuple[int, int]


def group(con: Any, above: float, decided: Sequence[Decision]) -> list[Decision]:
    """Makes `grouped` (id, cluster) from `pairs` and the decisions that stand, newest first. Gives the
    decisions that a newer one contradicts: these could not be kept."""
    _decided(con, decided)
    con.execute(
        "CREATE OR REPLACE TABLE edges AS SELECT l AS id_l, r AS id_r, likeness FROM pairs ANTI JOIN decided "
        "USING (l, r) WHERE likeness >= ? AND NOT ask UNION ALL SELECT l, r, 1.0 FROM decided WHERE same",
        [above],
    )
    _components(con)
    return _kept_apart(con, decided)


def identify(con: Any, links: Path, since: str) -> None:
    """Makes `links` (id, source, source_id, child, since) from `grouped`. A child keeps the earlier id when
    rows join it; when a child is divided the part with the smallest old row keeps the id; a new child's
    id comes from its smallest row."""
    _was(con, links)
    con.execute("""
        CREATE OR REPLACE TABLE clusters AS SELECT cluster, min(id) AS first FROM grouped GROUP BY cluster;
        CREATE OR REPLACE TABLE owned AS
          SELECT child, since, arg_min(cluster, id) AS cluster, min(id) AS first
          FROM (SELECT w.child, w.since, r.id, g.cluster FROM was w JOIN rows_to_link r USING (source, source_id)
                JOIN grouped g ON g.id = r.id) GROUP BY child, since;
        CREATE OR REPLACE TABLE named AS
          SELECT cluster, min(struct_pack(s := since, f := first, c := child)) AS kept FROM owned GROUP BY cluster;
        CREATE OR REPLACE TABLE ids AS
          SELECT c.cluster, n.kept.c AS child, n.kept.s AS since, c.first,
            CASE WHEN n.kept IS NULL THEN substr(sha256(r.source || '|' || r.source_id), 1, 16) END AS fresh
          FROM clusters c JOIN rows_to_link r ON r.id = c.first LEFT JOIN named n USING (cluster)
    """)
    _fresh(con, since)
    con.execute(
        "CREATE OR REPLACE TABLE links AS SELECT r.id, r.source, r.source_id, i.child, i.since FROM grouped g "
        "JOIN rows_to_link r ON r.id = g.id JOIN ids i ON i.cluster = g.cluster"
    )


def _was(con: Any, links: Path) -> None:
    if links.is_file():
        file = links.as_posix().replace("'", "''")
        con.execute(f"CREATE OR REPLACE TABLE was AS SELECT * FROM read_parquet('{file}')")  # noqa: S608
    else:
        con.execute("CREATE OR REPLACE TABLE was (source VARCHAR, source_id VARCHAR, child VARCHAR, since VARCHAR)")


def _fresh(con: Any, since: str) -> None:
    """Gives an id to clusters without one; an id that another child has is not given again."""
    taken = con.execute(
        "SELECT i.cluster, i.fresh FROM ids i WHERE i.child IS NULL AND i.fresh IN (SELECT child FROM ids)"
    ).fetchall()
    con.execute(
        "UPDATE ids SET child = fresh, since = ? WHERE child IS NULL AND fresh NOT IN "
        "(SELECT child FROM ids WHERE child IS NOT NULL)",
        [since],
    )
    used = {row[0] for row in con.execute("SELECT child FROM ids").fetchall()} if taken else set()
    for cluster, fresh in sorted(taken, key=lambda one: str(one[1])):
        child = fresh
        while child in used:
            child = sha256(child.encode()).hexdigest()[:16]
        used.add(child)
        con.execute("UPDATE ids SET child = ?, since = ? WHERE cluster = ?", [child, since, cluster])


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
    """Makes `grouped` from the rows that hang together; a row without any edge is a child by itself."""
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
        f"CREATE OR REPLACE TABLE grouped AS SELECT r.id, coalesce({cluster}, r.id) AS cluster "  # noqa: S608
        f"FROM rows_to_link r LEFT JOIN {found} f ON f.id = r.id"
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
        f"SELECT {columns} FROM {table} SEMI JOIN loose a ON a.id = {ids[0]} SEMI JOIN loose b ON b.id = {ids[1]} "  # noqa: S608
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
