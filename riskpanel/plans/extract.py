"""The log as a file: every cell is text that no spreadsheet takes for a formula."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from riskpanel.plans.importing.reading import FORMULA_STARTS
from riskpanel.plans.presenters import labels_of, level_of, state_of
from riskpanel.procedure import Procedure

HEADS = (
    "Reference", "Given name", "Family name", "Date of birth", "Level", "State", "Entered on", "Last review",
    "Next review", "Kind of concern", "Lead", "Agency", "Open actions", "Late actions", "Plan version", "Left on",
    "Kept until",
)  # fmt: skip


def rows_of(entries: Iterable[Any], procedure: Procedure) -> list[list[str]]:
    """A row of text for each entry of the log page."""
    return [_row(entry, procedure) for entry in entries]


def _row(entry: Any, procedure: Procedure) -> list[str]:
    child, holder = entry.child, entry.holder
    level = level_of(procedure, entry.level)
    cells = [
        child.reference, child.given_name, child.family_name, child.born_on, level.label if level else entry.level,
        state_of(procedure, "log_entry", entry.state).label, entry.entered_on, entry.reviewed_on,
        entry.review_due.date() if entry.review_due else None,
        "; ".join(labels_of(procedure.categories, entry.categories)),
        holder.user.full_name if holder else entry.lead_note, holder.agency.name if holder else "",
        entry.open_count, entry.late_count, entry.plan_version or "draft", entry.left_on, entry.keep_until,
    ]  # fmt: skip
    return [
        "" if cell is None else cell.strftime("%d/%m/%Y") if hasattr(cell, "strftime") else str(cell) for cell in cells
    ]


def guarded(text: str) -> str:
    """Text that starts like a formula gets an apostrophe before it, as spreadsheets understand."""
    return f"'{text}" if text.lstrip("\ufeff \x00").startswith(FORMULA_STARTS) else text


def as_csv(rows: list[list[str]]) -> bytes:
    """A CSV file with a byte-order mark, which Excel needs to read its letters."""
    held = io.StringIO()
    writer = csv.writer(held, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(HEADS)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return held.getvalue().encode("utf-8-sig")
