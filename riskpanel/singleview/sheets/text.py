"""Tables in text: CSV and its cousins, in whatever encoding, read line by line."""

import codecs
import csv
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from riskpanel.singleview.formats.table import SEPARATORS, NotUnderstood
from riskpanel.singleview.sheets.sheet import Numbered, Sheet, capped, checked_heading

MOST_BYTES = 2_000_000_000
CHUNK = 1 << 20
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
LONGEST_LINE = 8 * CHUNK


def open_text(path: Path, header_row: int = 0, separator: str = "") -> Sheet:
    """A sheet of a text file. `header_row` is the heading's line, from 1; 0 takes the first that is not blank."""
    if path.stat().st_size > MOST_BYTES:
        raise NotUnderstood(f"{path.name} is larger than {MOST_BYTES // 1_000_000:,} MB: send it in parts.")
    encoding, digest = _looked_through(path)
    parting = separator or _separator(path, encoding, header_row)
    heading = next(_records(path, encoding, parting, header_row), None)
    if heading is None or isinstance(heading[1], str):
        raise NotUnderstood(f"{path.name} is empty.")
    names = checked_heading(heading[1], path.name)

    def rows() -> Iterator[Numbered]:
        records = _records(path, encoding, parting, header_row)
        next(records, None)
        return capped(records, path.name)

    return Sheet(path.name, names, rows, lambda: digest)


def _looked_through(path: Path) -> tuple[str, str]:
    """The encoding and the digest of a file, read once in pieces."""
    digest = sha256()
    with path.open("rb") as file:
        start = file.read(4)
        file.seek(0)
        if start.startswith(b"PK\x03\x04"):
            raise NotUnderstood(f"{path.name} is a zip archive: unpack it, or save it as XLSX or CSV.")
        if start == OLD_OFFICE:
            raise NotUnderstood(f"{path.name} is of an old or locked Office program: save it as XLSX or CSV.")
        names = ["utf-16"] if start.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "cp1252"]
        readers = {name: codecs.getincrementaldecoder(name)() for name in names}
        unbroken = 0
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            unbroken = 0 if b"\n" in chunk or b"\r" in chunk else unbroken + len(chunk)
            if unbroken > LONGEST_LINE:
                raise NotUnderstood(f"{path.name} has a line of more than {LONGEST_LINE // CHUNK} MB: it is no table.")
            _decode(readers, chunk, final=False)
        _decode(readers, b"", final=True)
    if not readers:
        raise NotUnderstood(f"{path.name} is no text that a table could be: save it as CSV.")
    return next(iter(readers)), digest.hexdigest()


def _decode(readers: dict[str, codecs.IncrementalDecoder], chunk: bytes, *, final: bool) -> None:
    for name in list(readers):
        try:
            readers[name].decode(chunk, final)
        except UnicodeDecodeError:
            del readers[name]


def _separator(path: Path, encoding: str, header_row: int) -> str:
    with path.open(encoding=encoding, newline="") as file:
        for number, line in enumerate(iter(lambda: file.readline(CHUNK), ""), 1):
            if line.strip() and number >= header_row:
                return max(SEPARATORS, key=line.count)
    raise NotUnderstood(f"{path.name} is empty.")


def _records(path: Path, encoding: str, separator: str, header_row: int) -> Iterator[Numbered]:
    with path.open(encoding=encoding, newline="") as file:
        for _ in range(header_row - 1):
            file.readline(CHUNK)
        reader = csv.reader(file, delimiter=separator)
        skipped = max(header_row - 1, 0)
        while True:
            try:
                cells = next(reader, None)
            except csv.Error as error:
                yield reader.line_num + skipped, f"The row cannot be read: {error}"
                continue
            if cells is None:
                return
            if any(cells) and any(cell.strip() for cell in cells):
                yield reader.line_num + skipped, cells
