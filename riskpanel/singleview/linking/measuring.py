"""How right the links are, against a list of who is who."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Measured:
    """Pairs of rows: how many are truly one child, how many were linked, how many of both."""

    true: int
    linked: int
    both: int

    @property
    def precision(self) -> float:
        """Of the pairs that were linked, the share that is right."""
        return self.both / self.linked if self.linked else 1.0

    @property
    def recall(self) -> float:
        """Of the pairs that are one child, the share that was linked."""
        return self.both / self.true if self.true else 1.0


PAIRS = "SELECT coalesce(sum(n * (n - 1) // 2), 0) FROM (SELECT count(*) AS n FROM known GROUP BY {0})"


def measure(links: Path, truth: Path) -> Measured:
    """Compares links with a CSV of `source, source_id, child`, over the rows that both hold. ValueError
    when the CSV has not these columns, or no row in common with the links."""
    import duckdb

    with duckdb.connect() as con:
        told = con.read_csv(str(truth), header=True, all_varchar=True)
        lacking = {"source", "source_id", "child"} - set(told.columns)
        if lacking:
            raise ValueError(f"{truth.name} lacks the columns {', '.join(sorted(lacking))}")
        con.register("told", told)
        con.execute(
            "CREATE TABLE known AS SELECT l.child AS ours, t.child AS theirs FROM read_parquet(?) l "
            "JOIN told t USING (source, source_id)",
            [str(links)],
        )
        if not _one(con, "SELECT count(*) FROM known"):
            raise ValueError(f"{truth.name} has no row in common with what was linked")
        return Measured(*(_one(con, PAIRS.format(by)) for by in ("theirs", "ours", "ours, theirs")))


def _one(con: Any, query: str) -> int:
    return int(con.execute(query).fetchone()[0])
