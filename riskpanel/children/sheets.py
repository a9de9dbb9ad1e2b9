"""Tables as CSV: every cell is text that no spreadsheet takes for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

CSV = "text/csv; charset=utf-8"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "|", "%", "＝", "＋", "－", "＠")


def guarded(text: str) -> str:
    """Text that starts like a formula, with an apostrophe before it as spreadsheets understand."""
    return f"'{text}" if text.lstrip("\ufeff\u00a0 \x00").startswith(FORMULA) else text


def as_csv(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV file with a byte-order mark, which Excel needs to read its letters."""
    held = io.StringIO()
    writer = csv.writer(held, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([guarded(cell) for cell in row] for row in (heads, *rows))
    return held.getvalue().encode("utf-8-sig")
