"""Files that a council's systems give: which of them a file is, and what it says of children.

Plain Python: no web framework, no database, no clock of its own.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from riskpanel.singleview.formats import ssd, ssda903
from riskpanel.singleview.formats.table import NotUnderstood, Reading, Reject, Row, Table, open_table

__all__ = ["NotUnderstood", "Reading", "Reject", "Row", "read"]

FORMATS: dict[str, Callable[[Table, date], Reading]] = {"ssda903": ssda903.read_header, "ssd": ssd.read_person}
WANTED = {"ssda903": ssda903.WANTED, "ssd": ssd.WANTED}


def read(path: Path, today: date) -> Reading:
    """What the file says of children; NotUnderstood, in words, when it is none of the formats."""
    table = open_table(path)
    name = _format_of(table)
    if not name:
        heading = ", ".join(table.heading[:8]) or "nothing"
        raise NotUnderstood(
            f"This is neither an SSDA903 header file nor an SSD ssd_person file: its heading is {heading}."
        )
    return FORMATS[name](table, today)


def _format_of(table: Table) -> str:
    found = set(table.heading)
    return next((name for name, wanted in WANTED.items() if wanted <= found), "")
