"""Papers as spreadsheets: every cell is text as it was written, and none is a formula.

A workbook is made from nothing, so it holds no hidden sheet, no name, no comment and nobody's name in
its properties.
"""

import io
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.packaging.core import DocumentProperties
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.xml.functions import tostring

from riskpanel.documents.boxes import settled
from riskpanel.documents.letters import plain
from riskpanel.documents.marking import Marking

LONGEST_CELL = 32_767
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
ABOUT = "About this paper"
_WIDEST, _NARROWEST, _A4 = 60, 10, 9
_BOLD, _PLAIN, _WRAPPED = Font(bold=True), Font(), Alignment(wrap_text=True, vertical="top")
_UNFIT_TITLE = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


@dataclass(frozen=True)
class Sheet:
    """One sheet: its title (31 signs are shown), the heads of its columns, its rows of texts."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class TooLong(Exception):
    """A text that no cell of a spreadsheet can hold whole."""


def draw(marking: Marking, sheets: tuple[Sheet, ...]) -> bytes:
    """The sheets as a workbook, with a last one that says what the paper is and how to handle it. Raises
    TooLong for a text that would be cut."""
    _fits(sheets)
    book = Workbook(write_only=True)
    for sheet in (*sheets, _about(marking)):
        _add(book, sheet, marking)
    held = io.BytesIO()
    book.save(held)
    return settled(held.getvalue(), {"docProps/core.xml": _properties(marking)})


def _properties(marking: Marking) -> bytes:
    """The title and the hour; written after saving, which would put another hour in."""
    at = marking.made_at.replace(tzinfo=None, microsecond=0)
    told = DocumentProperties(title=plain(marking.title), creator="", created=at, modified=at)
    return bytes(tostring(told.to_tree()))


def _fits(sheets: tuple[Sheet, ...]) -> None:
    longest = max((len(text) for sheet in sheets for row in sheet.rows for text in row), default=0)
    if longest > LONGEST_CELL:
        raise TooLong(
            f"A text of {longest:,} characters fits in no cell of a spreadsheet, which holds {LONGEST_CELL:,}. "
            "Take the paper as PDF, or shorten the text."
        )


def _about(marking: Marking) -> Sheet:
    told = marking.lines()
    kept = {
        "Marking": told["marking"],
        "Handling": told["handling"],
        "Paper": told["title"],
        "Of": told["owner"],
        "Version": told["version"],
        "Made for": told["made_for"],
        "Made": told["made_at"],
        "Copy": told["copy"],
        "Clauses": told["clauses"],
    }
    return Sheet(ABOUT, ("What", "Says"), tuple((key, says) for key, says in kept.items() if says))


def _add(book: Workbook, told: Sheet, marking: Marking) -> None:
    sheet = book.create_sheet(plain(told.title).translate(_UNFIT_TITLE).strip()[:31] or "Sheet")
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    lines = marking.lines()
    sheet.oddHeader.left.text = _running(f"{lines['marking']}  {lines['title']}")
    sheet.oddFooter.left.text = _running(f"Made for {lines['made_for']}, {lines['made_at']}")
    sheet.oddFooter.right.text = "Page &P of &N"
    for column, width in enumerate(_widths(told), start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.append([cell(sheet, head, bold=True) for head in told.heads])
    for row in told.rows:
        sheet.append([cell(sheet, text) for text in row])


def _running(text: str) -> str:
    """A line at the head or the foot: an ampersand there begins an instruction."""
    return plain(text).replace("\n", " ").replace("&", "&&")[:200]


def _widths(told: Sheet) -> list[int]:
    longest = [max((len(line) for line in head.splitlines()), default=0) for head in told.heads]
    for row in told.rows[:500]:
        for column, text in enumerate(row[: len(longest)]):
            longest[column] = max(longest[column], *(len(line) for line in text[:400].splitlines() or [""]))
    return [min(max(width + 2, _NARROWEST), _WIDEST) for width in longest]


def cell(sheet: Any, text: str, *, bold: bool = False) -> WriteOnlyCell:
    """A cell that holds `text` and is never worked out; one that begins like a formula is marked as text
    so that it stays so when somebody edits it."""
    kept = plain(text)
    made = WriteOnlyCell(sheet, value=kept)
    made.data_type = "s"
    made.number_format = "@"
    made.quotePrefix = kept.lstrip("\u200b\u00a0 \n").startswith(FORMULA_STARTS)
    made.font = _BOLD if bold else _PLAIN
    made.alignment = _WRAPPED
    return made
