"""Spreadsheets, with what an archive may hide kept small: sizes and cells are counted before anything is built."""

import re
import warnings
from collections.abc import Generator, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from riskpanel.singleview.formats.table import NotUnderstood
from riskpanel.singleview.sheets.sheet import MOST_COLUMNS, Numbered, Sheet, capped, checked_heading, digest_of, written

MOST_CELLS = 5_000_000
MOST_MEMBERS = 2_000
MOST_UNPACKED = 600_000_000
MOST_SHARED = 150_000_000
SPILL = 3
MARKED_UP = (".xml", ".rels", ".vml")
AT_A_TIME = 200
CHUNK = 1 << 20
CELL_STARTS = (b"<c>", b"<c ", b"<c/", b":c>", b":c ", b":c/")
DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def open_workbook(path: Path, sheet: str = "", header_row: int = 0) -> Sheet:
    """A sheet of an XLSX file: that of the name, or the first. Refuses, in bounded memory, what would unpack
    into more than can be read."""
    inspect(path)
    rows = _rows(path, sheet, header_row)
    heading = next(rows, None)
    rows.close()
    if heading is None:
        raise NotUnderstood(f"{path.name} is empty.")
    names = checked_heading(heading[1], path.name)

    def body() -> Iterator[Numbered]:
        found = _rows(path, sheet, header_row, len(names) + SPILL)
        next(found, None)
        return capped(found, path.name)

    return Sheet(path.name, names, body, lambda: f"{sheet}:{header_row}:{digest_of(path)}")


def inspect(path: Path) -> None:
    """Refuses an archive that is damaged, or would unpack into too much: by what it declares, then by what is
    in it, unpacked piece by piece and thrown away."""
    try:
        with ZipFile(path) as archive:
            _declared(archive, path.name)
            _unpacked(archive, path.name)
    except (BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise NotUnderstood(f"{path.name} cannot be unpacked: {error}.") from None
    except Exception as error:
        if type(error).__module__ == "zlib":
            raise NotUnderstood(f"{path.name} cannot be unpacked: {error}.") from None
        raise


def _declared(archive: ZipFile, name: str) -> None:
    members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        raise NotUnderstood(f"{name} holds {len(members):,} parts: no spreadsheet needs so many.")
    if sum(member.file_size for member in members) > MOST_UNPACKED:
        raise NotUnderstood(f"{name} would unpack into more than {MOST_UNPACKED // 1_000_000} MB: send it as CSV.")
    if any(member.file_size > MOST_SHARED for member in members if member.filename.endswith("sharedStrings.xml")):
        raise NotUnderstood(f"{name} holds more than {MOST_SHARED // 1_000_000} MB of text: send it as CSV.")


def _unpacked(archive: ZipFile, name: str) -> None:
    total = 0
    for member in archive.infolist():
        cells, tail = 0, b""
        with archive.open(member) as part:
            while chunk := part.read(CHUNK):
                total += len(chunk)
                seam = tail + chunk
                cells += sum(seam.count(start) - tail.count(start) for start in CELL_STARTS)
                tail = chunk[-12:]
                _refuse(name, total, cells, seam if member.filename.endswith(MARKED_UP) else b"")


def _refuse(name: str, total: int, cells: int, text: bytes) -> None:
    if total > MOST_UNPACKED:
        raise NotUnderstood(f"{name} unpacks into more than {MOST_UNPACKED // 1_000_000} MB: send it as CSV.")
    if cells > MOST_CELLS:
        raise NotUnderstood(f"{name} has more than {MOST_CELLS:,} cells: send it as CSV, or in parts.")
    if DECLARATION.search(text):
        raise NotUnderstood(f"{name} declares a document type or entities, which no spreadsheet needs.")


def _rows(path: Path, sheet: str, header_row: int, wide: int = MOST_COLUMNS + 1) -> Generator[Numbered]:
    from openpyxl import load_workbook

    try:
        with _silence():
            book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except Exception as error:
        raise NotUnderstood(f"{path.name} is no spreadsheet that can be read: {_first_line(error)}.") from None
    try:
        yield from _cells(_named(book, sheet, path.name), path.name, header_row, wide)
    finally:
        book.close()


def _named(book: Any, sheet: str, file: str) -> Any:
    if not book.worksheets:
        raise NotUnderstood(f"{file} has no sheet of cells.")
    if not sheet:
        return book.worksheets[0]
    found = next((each for each in book.worksheets if each.title.casefold() == sheet.casefold()), None)
    if found is None:
        raise NotUnderstood(f"{file} has no sheet {sheet}; it has {', '.join(each.title for each in book.worksheets)}.")
    return found


def _cells(page: Any, file: str, header_row: int, wide: int) -> Iterator[Numbered]:
    page.reset_dimensions()
    seen = 0
    for number, row in enumerate(_quietly(page.iter_rows(values_only=True, max_col=wide), file), 1):
        seen += sum(cell is not None for cell in row) + 1
        if seen > MOST_CELLS:
            raise NotUnderstood(f"{file} has more than {MOST_CELLS:,} cells: send it as CSV, or in parts.")
        if number >= header_row and any(cell is not None and cell != "" for cell in row):
            yield number, _trimmed([written(cell) for cell in row])


def _quietly(rows: Iterator[Sequence[Any]], file: str) -> Iterator[Sequence[Any]]:
    """The rows, some at a time, without the warnings about styles and extensions that nobody reads."""
    number = 0
    while True:
        try:
            with _silence():
                some = list(islice(rows, AT_A_TIME))
        except Exception as error:
            raise NotUnderstood(f"{file} breaks off after row {number}: {_first_line(error)}.") from None
        if not some:
            return
        number += len(some)
        yield from some


def _silence() -> "warnings.catch_warnings[None]":
    return warnings.catch_warnings(action="ignore", category=UserWarning)


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")[:120]
