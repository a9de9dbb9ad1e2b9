"""Tables as files for a spreadsheet: every cell is text that none takes for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
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


def as_xlsx(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A workbook of one sheet in which every cell is text; `title` is cut to the 31 letters of Excel."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    for row in (heads, *rows):
        sheet.append([_text_cell(sheet, cell) for cell in row])
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def _text_cell(sheet: Any, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value="".join(letter for letter in text if letter >= " " or letter in "\n\t"))
    cell.data_type, cell.number_format, cell.quotePrefix = "s", "@", True
    return cell
