"""What people decided about pairs of rows: the same child, or not; remembered, and reversible.

The newest decision about a pair counts. `not the same` keeps two rows apart whatever else joins them;
`the same` joins them however unlike they are.
"""

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

Key = tuple[str, str]
"""A row of an agency: source and id there."""

COLUMNS = ("left_source", "left_id", "right_source", "right_id", "same", "by", "at")


@dataclass(frozen=True)
class Decision:
    """One decision. `same` is None where a decision is taken back and the likeness counts again; `at`
    is ISO text."""

    left_source: str
    left_id: str
    right_source: str
    right_id: str
    same: bool | None
    by: str
    at: str

    @property
    def pair(self) -> tuple[Key, Key]:
        """The two rows, the smaller first."""
        left, right = sorted([(self.left_source, self.left_id), (self.right_source, self.right_id)])
        return left, right


def decide(folder: Path, left: Key, right: Key, same: bool | None, *, by: str, at: datetime) -> Decision:
    """Remembers what somebody decided about two rows; `folder` is that of the links. ValueError when both
    are one row, or nobody decided."""
    if left == right:
        raise ValueError("a decision is about two different rows")
    if not by.strip():
        raise ValueError("a decision names who took it")
    first, second = sorted([left, right])
    decision = Decision(*first, *second, same, by, at.isoformat())
    _write(folder / "decisions.parquet", [*all_decisions(folder), decision])
    return decision


def all_decisions(folder: Path) -> list[Decision]:
    """Every decision that was ever taken, in the order in which it was written down."""
    import pyarrow.parquet as pq

    file = folder / "decisions.parquet"
    if not file.is_file():
        return []
    return [Decision(**{name: row[name] for name in COLUMNS}) for row in pq.read_table(file).to_pylist()]


def standing(decisions: Iterable[Decision]) -> list[Decision]:
    """The decisions that count: of each pair the newest that was not taken back; the newest first."""
    newest: dict[tuple[Key, Key], tuple[str, int, Decision]] = {}
    for number, one in enumerate(decisions):
        told = (one.at, number, one)
        newest[one.pair] = max(newest.get(one.pair, told), told, key=lambda each: each[:2])
    found = sorted(newest.values(), key=lambda each: each[:2], reverse=True)
    return [one for _, _, one in found if one.same is not None]


def _write(file: Path, decisions: list[Decision]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    types: dict[str, Any] = {"same": pa.bool_()}
    schema = pa.schema([(name, types.get(name, pa.string())) for name in COLUMNS])
    rows = zip(*[astuple(one) for one in decisions], strict=True)
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(".part")
    pq.write_table(pa.table(dict(zip(COLUMNS, map(list, rows), strict=True)), schema=schema), part)
    part.replace(file)
