"""Reads a file into text cells, and refuses what could harm: too large, packed to burst, with macros."""

import csv
import hashlib
import io
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath
from typing import Any

MOST_BYTES = 10_000_000
MOST_INFLATED = 60_000_000
MOST_RATIO = 30
RATIO_FROM = 10_000_000
MOST_PARTS = 2_000
MOST_ROWS = 20_000
MOST_COLUMNS = 60
MOST_CELL = 5_000
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "|", "%", "＝", "＋", "－", "＠")


class Unreadable(Exception):
    """The file cannot be taken; the words say why, for the person who chose it."""


@dataclass(frozen=True)
class Sheet:
    """A table of text: columns with names of their own, rows with the number they have in the file."""

    columns: list[str]
    rows: list[list[str]]
    digest: str
    first_row: int = 2


def read(name: str, content: bytes) -> Sheet:
    """The table in a CSV or XLSX file. Formulas stay text, dates become ISO text; raises Unreadable."""
    if not content:
        raise Unreadable("The file is empty.")
    if len(content) > MOST_BYTES:
        raise Unreadable(f"The file must be smaller than {MOST_BYTES // 1_000_000} MB.")
    ending = PurePath(name.lower()).suffix
    if ending == ".xlsx":
        rows = _spreadsheet(content)
    elif ending in {".csv", ".txt", ".tsv"}:
        rows = _separated(content)
    else:
        raise Unreadable("The file must be a CSV file or an XLSX workbook without macros.")
    return _table(rows, hashlib.sha256(content).hexdigest())


def _table(rows: list[list[str]], digest: str) -> Sheet:
    """The first row with words names the columns; rows without any words are left out at the end."""
    start = next((at for at, row in enumerate(rows) if any(row)), None)
    if start is None:
        raise Unreadable("The file has no rows.")
    width = min(max(_width(row) for row in rows[start:]), MOST_COLUMNS)
    columns = _named(rows[start], width)
    body = [(row + [""] * width)[:width] for row in rows[start + 1 :]]
    while body and not any(body[-1]):
        body.pop()
    if not body:
        raise Unreadable("The file has a row of names and nothing under it.")
    return Sheet(columns, body, digest, first_row=start + 2)


def _width(row: list[str]) -> int:
    """How many cells stand in a row up to the last that says something."""
    return max((at + 1 for at, cell in enumerate(row) if cell), default=0)


def _named(heads: list[str], width: int) -> list[str]:
    names: list[str] = []
    for at in range(width):
        name = (heads[at] if at < len(heads) else "")[:100] or f"Column {at + 1}"
        again = sum(one == name or one.startswith(f"{name} (") for one in names)
        names.append(f"{name} ({again + 1})" if again else name)
    return names


def _clean(value: Any) -> str:
    """A cell as text: dates in ISO, no NUL, no byte-order mark, and without the apostrophe that guards
    a formula in an export."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.date() if value.time().isoformat() == "00:00:00" else value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).replace("\x00", "").replace("\ufeff", "").strip()[:MOST_CELL]
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_STARTS) else text


def _separated(content: bytes) -> list[list[str]]:
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Unreadable("The file is a workbook with the wrong ending. Save it as XLSX.")
    text = _decoded(content)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",;\t", key=first.count)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text), delimiter=delimiter, strict=True):
            rows.append([_clean(cell) for cell in row])
            _not_too_many(rows)
    except csv.Error as error:
        raise Unreadable(f"The file breaks off in row {len(rows) + 1}: its quotation marks do not match.") from error
    return rows


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("The letters of this file cannot be read. Save it as CSV UTF-8.")


def _not_too_many(rows: list[list[str]]) -> None:
    if len(rows) > MOST_ROWS + 1:
        raise Unreadable(f"The file has more than {MOST_ROWS:,} rows.")


def _spreadsheet(content: bytes) -> list[list[str]]:
    _not_hostile(content)
    from openpyxl import DEFUSEDXML, load_workbook

    if not DEFUSEDXML:
        raise Unreadable("Workbooks cannot be read safely here. Save the file as CSV.")
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False, keep_vba=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        rows: list[list[str]] = []
        for row in sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS, values_only=True):
            rows.append([_clean(cell) for cell in row])
            _not_too_many(rows)
        return rows
    except Unreadable:
        raise
    except Exception as error:  # openpyxl raises whatever a broken part makes it trip over
        raise Unreadable("The workbook is damaged or is not a workbook.") from error


def _not_hostile(content: bytes) -> None:
    """Counts what the parts hold when unpacked, whatever they say of themselves, before any is read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            if len(parts) > MOST_PARTS:
                raise Unreadable("The workbook has too many parts.")
            if any("vbaproject" in part.filename.lower() for part in parts):
                raise Unreadable("The workbook has macros. Save it as XLSX without them.")
            _count(packed, parts, len(content))
    except Unreadable:
        raise
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        NotImplementedError,
        RuntimeError,
        OSError,
        EOFError,
        ValueError,
    ) as error:
        raise Unreadable("The workbook is damaged, locked with a password, or is not a workbook.") from error
    except Exception as error:  # zlib.error and its like
        raise Unreadable("The workbook is damaged.") from error


def _count(packed: zipfile.ZipFile, parts: list[zipfile.ZipInfo], size: int) -> None:
    if sum(part.file_size for part in parts) > MOST_INFLATED:
        raise Unreadable("The workbook is too large when unpacked.")
    total = 0
    for part in parts:
        head = True
        with packed.open(part) as stream:
            while piece := stream.read(65_536):
                total += len(piece)
                if head and (b"<!DOCTYPE" in piece or b"<!ENTITY" in piece):
                    raise Unreadable("The workbook holds something that a workbook does not need.")
                head = False
                if total > MOST_INFLATED or (total > RATIO_FROM and total > MOST_RATIO * size):
                    raise Unreadable("The workbook is too large when unpacked.")
