"""The rows that were not taken, as a file for whoever mends them."""

import csv
import json
from collections.abc import Iterator
from typing import IO, Any

from riskpanel.singleview.store import Load, Store

FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
HEADING = ("file", "row", "reason")


def harmless(cell: str) -> str:
    """A cell that a spreadsheet would take for a formula, with an apostrophe before it; any other as it is."""
    return f"'{cell}" if cell.lstrip(" \u00a0").startswith(FORMULA) else cell


def rejected(store: Store, load: Load) -> Iterator[dict[str, Any]]:
    """The rejected rows of one load, by file and row; `raw` is what the row held."""
    import pyarrow.parquet as pq

    rows = pq.read_table(store.file("rejects", load.id)).to_pylist()
    for row in sorted(rows, key=lambda each: (each["file"], each["row"], each["reason"])):
        yield {**row, "raw": json.loads(row["raw"] or "{}")}


def write_rejects(store: Store, load: Load, file: IO[str]) -> int:
    """Writes the rejected rows of one load as CSV: file, row, reason, and what the row held, column by column.
    Gives their number. No cell of it is a formula to a spreadsheet."""
    rows = list(rejected(store, load))
    held = list(dict.fromkeys(name for row in rows if isinstance(row["raw"], dict) for name in row["raw"]))
    writer = csv.writer(file)
    writer.writerow([harmless(name) for name in (*HEADING, *held)])
    for row in rows:
        raw = row["raw"] if isinstance(row["raw"], dict) else {}
        cells = [row["file"], str(row["row"]), row["reason"], *(raw.get(name) for name in held)]
        writer.writerow([harmless("" if cell is None else str(cell)) for cell in cells])
    return len(rows)
