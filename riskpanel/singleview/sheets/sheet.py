"""A table as somebody sends it: a heading, and rows of text that are read one after another."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from hashlib import file_digest
from math import isfinite
from pathlib import Path
from typing import Any

from riskpanel.singleview.formats.table import NotUnderstood

MOST_ROWS = 2_000_000
MOST_COLUMNS = 400
WHOLE_BELOW = 1e15

Cells = Sequence[str]
Numbered = tuple[int, Cells | str]
"""The row's number in its file and its cells; or, for a row that cannot be read, why not."""


@dataclass(frozen=True)
class Sheet:
    """One table. `file` is the name people know it by, `heading` the columns as they are written;
    `rows` reads the body afresh at each call; `digest`, after the rows were read, tells its content apart;
    `close` lets go of what it is read from."""

    file: str
    heading: tuple[str, ...]
    rows: Callable[[], Iterator[Numbered]] = field(repr=False)
    digest: Callable[[], str] = field(repr=False)
    close: Callable[[], object] = field(default=lambda: None, repr=False)

    @property
    def columns(self) -> tuple[str, ...]:
        """The heading in small letters, as it is compared."""
        return tuple(name.strip().casefold() for name in self.heading)


def checked_heading(cells: Sequence[str], file: str) -> tuple[str, ...]:
    """A heading that can be read: not empty, not too wide, no name twice."""
    told = tuple(cell.strip() for cell in cells)
    while told and not told[-1]:
        told = told[:-1]
    if not told:
        raise NotUnderstood(f"{file} is empty.")
    if len(told) > MOST_COLUMNS:
        raise NotUnderstood(f"{file} has {len(told)} columns; at most {MOST_COLUMNS} are read.")
    twice = [name for name, count in Counter(name.casefold() for name in told if name).items() if count > 1]
    if twice:
        raise NotUnderstood(f"{file}: two columns are called {', '.join(twice)}.")
    return told


def written(value: Any) -> str:
    """A typed value as the text in which a CSV would hold it."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "Y" if value else "N"
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float | Decimal):
        whole = isfinite(value) and value == int(value) and abs(float(value)) < WHOLE_BELOW
        return str(int(value)) if whole else str(value)
    return str(value)


def digest_of(path: Path) -> str:
    """The sha256 of a file's bytes, read in pieces."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def capped(rows: Iterator[Numbered], file: str, most: int | None = None) -> Iterator[Numbered]:
    """The rows, refused once there are more than can be held."""
    limit = most or MOST_ROWS
    for n, row in enumerate(rows):
        if n >= limit:
            raise NotUnderstood(f"{file} has more than {limit:,} rows: send it in parts.")
        yield row
