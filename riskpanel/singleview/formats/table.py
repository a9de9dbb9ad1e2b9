"""A file of rows as councils send it: whatever its encoding, whatever stands between its cells."""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from riskpanel.singleview.formats.cells import Wrong, blank

MOST_BYTES = 100_000_000
SEPARATORS = ",;\t|"


class NotUnderstood(Exception):
    """The file as a whole cannot be read; the words are for the person who sent it."""


@dataclass(frozen=True)
class Row:
    """A row that was understood: its line in the file, and what it says under our own names."""

    line: int
    values: Mapping[str, object]


@dataclass(frozen=True)
class Reject:
    """A row that was not: its line, why not, and what it held."""

    line: int
    reason: str
    raw: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """What a file holds. `source` names where its ids come from; `unknown` are columns nobody reads,
    `lacking` columns of the format that are not there."""

    source: str
    lines: tuple[Row | Reject, ...]
    unknown: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(line for line in self.lines if isinstance(line, Row))

    @property
    def rejects(self) -> tuple[Reject, ...]:
        return tuple(line for line in self.lines if isinstance(line, Reject))


@dataclass(frozen=True)
class Table:
    """A heading in small letters, and the rows beneath it with their lines in the file."""

    heading: tuple[str, ...]
    written: tuple[str, ...]
    body: tuple[tuple[int, tuple[str, ...]], ...] = field(repr=False)


def open_table(path: Path) -> Table:
    """The rows of a file. Raises NotUnderstood for a file that is empty, no text, or too large."""
    if path.stat().st_size > MOST_BYTES:
        raise NotUnderstood("The file is larger than 100 MB.")
    text = decoded(path.read_bytes())
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows: list[tuple[int, tuple[str, ...]]] = []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((reader.line_num, tuple(cells)))
    except csv.Error as error:
        raise NotUnderstood(f"Line {reader.line_num} cannot be read: {error}.") from None
    if not rows:
        raise NotUnderstood("The file is empty.")
    return _headed(rows)


def _headed(rows: list[tuple[int, tuple[str, ...]]]) -> Table:
    written = tuple(name.strip() for name in rows[0][1])
    heading = tuple(name.lower() for name in written)
    doubled = [name for name, count in Counter(name for name in heading if name).items() if count > 1]
    if doubled:
        raise NotUnderstood(f"Two columns are called {', '.join(doubled)}.")
    return Table(heading, written, tuple(rows[1:]))


def decoded(raw: bytes) -> str:
    """The text of a file in UTF-8, with or without its mark, in UTF-16 with it, or in Windows-1252."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        names: tuple[str, ...] = ("utf-16",)
    else:
        names = ("utf-8-sig", "cp1252")
    for name in names:
        try:
            return raw.decode(name)
        except UnicodeDecodeError:
            continue
    raise NotUnderstood("The file is no text that a table could be: save it as CSV.")


def read_rows(
    table: Table, source: str, columns: Mapping[str, str], understood: Callable[[dict[str, str]], dict[str, object]]
) -> Reading:
    """Every row, understood or rejected with a reason. `columns` maps a column to the name under which
    `understood` is given its cell; a second row of one id is rejected, whatever it says."""
    first: dict[str, int] = {}
    lines = [_line(table, line, cells, columns, understood, first) for line, cells in table.body]
    unknown = tuple(w for name, w in zip(table.heading, table.written, strict=True) if name and name not in columns)
    return Reading(source, tuple(lines), unknown, tuple(name for name in columns if name not in table.heading))


def _line(table, line, cells, columns, understood, first) -> Row | Reject:
    try:
        named = dict(_named(table, cells, columns))
        values = understood(named)
    except Wrong as wrong:
        return Reject(line, str(wrong), cells)
    key = str(values["source_id"]).casefold()
    if key in first:
        return Reject(line, f"The same child stands on line {first[key]}; that row was taken", cells)
    first[key] = line
    return Row(line, values)


def _named(table: Table, cells: tuple[str, ...], columns: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    if len(cells) > len(table.heading) and any(cell.strip() for cell in cells[len(table.heading) :]):
        raise Wrong(f"It has {len(cells)} cells where the heading has {len(table.heading)}")
    if any("\x00" in cell for cell in cells):
        raise Wrong("It contains a character that cannot be stored")
    padded = cells + ("",) * (len(table.heading) - len(cells))
    for name, cell in zip(table.heading, padded, strict=False):
        if name in columns:
            yield columns[name], "" if blank(cell) else cell.strip()
    for name, ours in columns.items():
        if name not in table.heading:
            yield ours, ""
