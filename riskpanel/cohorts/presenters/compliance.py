"""Listed children against the documents that each must have: what is missing, what is old."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from riskpanel.access.models import User
from riskpanel.cohorts.models import ChildPaper, Circumstances, Listing
from riskpanel.cohorts.models.listings import LIVE
from riskpanel.cohorts.presenters.on_child import status_label
from riskpanel.cohorts.presenters.papers import PaperLine, counted, paper_lines
from riskpanel.partnership.models import Panel
from riskpanel.procedure import Procedure
from riskpanel.ui.words import day

ONLY = (("missing", "Something missing"), ("old", "Something old"), ("unknown", "Something not known"))


@dataclass(frozen=True)
class Sheet:
    """A row of the sheet: a listed child, how they stand, and each document."""

    listing: Listing
    cohort: str
    status: str
    lines: list[PaperLine]
    counts: dict[str, int]


def sheets_of(panel: Panel, procedure: Procedure, user: User, today: date, cohort: str = "") -> list[Sheet]:
    """Every listed child whom the person sees, in three reads; `cohort` narrows it to one list."""
    found = Listing.objects.visible_to(user).filter(panel=panel, state__in=LIVE).exclude(state="proposed")
    found = found.filter(cohort=cohort) if cohort else found
    listings = list(found.select_related("child__lead__user").order_by("cohort", "child__reference"))
    children = [one.child_id for one in listings]
    rows: dict[Any, list[ChildPaper]] = defaultdict(list)
    for row in ChildPaper.objects.visible_to(user).filter(child__in=children).select_related("agency", "by"):
        rows[row.child_id].append(row)
    told = {one.child_id: one for one in Circumstances.objects.visible_to(user).filter(child__in=children)}
    labels = {one.code: one.label for one in procedure.listing.cohorts}
    sheets = []
    for listing in listings:
        known = told.get(listing.child_id)
        lines = paper_lines(rows[listing.child_id], known, procedure, today, user.standing.agency)
        cohort_label = labels.get(listing.cohort, listing.cohort)
        sheets.append(Sheet(listing, cohort_label, status_label(procedure, known), lines, counted(lines)))
    return sheets


def narrowed(sheets: Iterable[Sheet], only: str) -> list[Sheet]:
    """Those with something missing, old or not known; all of them where `only` is none of these."""
    return [one for one in sheets if only not in dict(ONLY) or one.counts[only]]


def totals(sheets: Sequence[Sheet]) -> dict[str, int]:
    """How many children have something missing, old, not known, and how many have all."""
    found = {code: sum(bool(one.counts[code]) for one in sheets) for code, _ in ONLY}
    return found | {"whole": sum(not any(one.counts.values()) for one in sheets), "all": len(sheets)}


def by_document(sheets: Sequence[Sheet], procedure: Procedure) -> list[tuple[str, int, int]]:
    """(title, how many are missing, how many are old) of each document."""
    found = []
    for index, document in enumerate(procedure.required_documents):
        standings = [one.lines[index].standing for one in sheets]
        found.append((document.title, standings.count("missing"), standings.count("old")))
    return found


def heads_of(procedure: Procedure) -> list[str]:
    """The heads of the file."""
    return [
        "Reference",
        "List",
        "Case status",
        "Lead",
        *(one.title for one in procedure.required_documents),
        "Missing",
        "Old",
    ]


def as_rows(sheets: Iterable[Sheet]) -> list[list[str]]:
    """The sheet as rows of text: no child's name, and no day that the reader may not read."""
    return [
        [
            one.listing.child.reference, one.cohort, one.status or "Not known",
            one.listing.child.lead.user.full_name if one.listing.child.lead else "",
            *(in_words(line) for line in one.lines), str(one.counts["missing"]), str(one.counts["old"]),
        ]
        for one in sheets
    ]  # fmt: skip


def in_words(line: PaperLine) -> str:
    """A document in a cell: how it stands, its day, who holds it."""
    said = [line.tag[0]]
    if line.dated_on:
        said.append(day(line.dated_on))
    if line.held_by:
        said.append(f"held by {line.held_by}")
    if line.standing == "not_applicable":
        said.append(line.why)
    return ", ".join(said)
