"""A child's required documents in words: there, old, missing, not applicable, or not known."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from riskpanel.children.restrictions import reading_of
from riskpanel.cohorts.models import ChildPaper, Circumstances
from riskpanel.partnership.models import Agency
from riskpanel.procedure import Procedure
from riskpanel.procedure.listing import Paper, papers
from riskpanel.procedure.model import RequiredDocument

FACTS = ("case_status", "has_health_plan", "has_youth_justice", "has_ehcp")
TAGS = {
    "present": ("There", "good"),
    "old": ("Old", "wait"),
    "missing": ("Missing", "late"),
    "not_applicable": ("Does not apply", "closed"),
    "unknown": ("Not known", "warn"),
}
UNTOLD = "Nobody has written down how the child stands, so it is not known whether it applies."
SEND = {"ehcp": "Education, health and care plan", "sen_support": "Special educational needs support"}


@dataclass(frozen=True)
class PaperLine:
    """One required document of one child as somebody may read it. `held_by` is set where they may know of
    it and of its holder, and not of its day or place."""

    document: RequiredDocument
    standing: str
    why: str = ""
    dated_on: date | None = None
    kept_where: str = ""
    held_by: str = ""
    by: str = ""
    at: datetime | None = None

    @property
    def tag(self) -> tuple[str, str]:
        """(words, tone) of how it stands."""
        return TAGS[self.standing]


def paper_lines(
    rows: Iterable[ChildPaper], told: Circumstances | None, procedure: Procedure, today: date, reader: Agency | None
) -> list[PaperLine]:
    """Every required document of one child, in the procedure's order; `rows` are the child's papers, the
    newest first, with `agency` and `by` at hand; `told` is None where nobody wrote down how they stand."""
    newest: dict[str, ChildPaper] = {}
    for row in rows:
        newest.setdefault(row.code, row)
    dated = {code: row.dated_on for code, row in newest.items() if row.dated_on and not row.not_applicable}
    facts: dict[str, Any] = {name: getattr(told, name) for name in FACTS} if told else {}
    return [
        _line(one, newest.get(one.document.code), told is not None, procedure, reader)
        for one in papers(procedure, facts, dated, today)
    ]


def _line(paper: Paper, row: ChildPaper | None, told: bool, procedure: Procedure, reader: Agency | None) -> PaperLine:
    document, standing, why = paper.document, paper.standing, paper.why
    if row and row.not_applicable:
        return PaperLine(document, "not_applicable", f"A chair: {row.reason}", by=row.by.full_name, at=row.at)
    if document.when and not told:
        standing, why = ("present", "") if row else ("unknown", UNTOLD)
    if reading_of(procedure, document.label, row.agency_id if row else None, reader) != "open":
        kept = row.agency.name if row else f"the {document.kept_by} agencies" if document.kept_by else "its owner"
        hidden = "" if standing == "old" else why
        return PaperLine(document, standing, hidden, held_by=kept)
    if row is None:
        return PaperLine(document, standing, why)
    return PaperLine(document, standing, why, row.dated_on, row.kept_where, by=row.by.full_name, at=row.at)


def counted(lines: Sequence[PaperLine]) -> dict[str, int]:
    """How many documents are missing, old, not known."""
    return {code: sum(line.standing == code for line in lines) for code in ("missing", "old", "unknown")}


def send_label(code: str) -> str:
    """A proof of special educational needs in words."""
    return SEND.get(code) or code.replace("_", " ").capitalize()
