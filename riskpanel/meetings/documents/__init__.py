"""The papers of a meeting, each made for one reader: what they may see of it, and no more."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from riskpanel.documents import Paper
from riskpanel.meetings.documents.agenda import agenda
from riskpanel.meetings.documents.confidentiality import confidentiality
from riskpanel.meetings.documents.minutes import decisions, minutes
from riskpanel.meetings.documents.register import published_list, register
from riskpanel.meetings.reach import Part, statement_of
from riskpanel.procedure.vocabulary import PAPER_WORDS


@dataclass(frozen=True)
class Kind:
    """A paper of a meeting: how it is made, in which forms it comes, and for whom it is there."""

    code: str
    make: Callable[[Part, datetime], Paper]
    forms: tuple[str, ...]
    there: Callable[[Part], bool] = lambda part: True

    @property
    def says(self) -> str:
        """What it is, in a sentence."""
        return PAPER_WORDS[self.code]


def _listed(part: Part) -> bool:
    return part.meeting.state != "planned" and part.procedure.listing is not None


def _runs(part: Part) -> bool:
    return part.runs


def _has_minutes(part: Part) -> bool:
    return part.has_minutes


PAPERS: dict[str, Kind] = {
    one.code: one
    for one in (
        Kind("published_list", published_list, ("pdf", "docx", "xlsx"), _listed),
        Kind("agenda", agenda, ("pdf", "docx")),
        Kind("confidentiality", confidentiality, ("pdf",), lambda part: bool(statement_of(part.procedure)[0])),
        Kind("minutes", minutes, ("pdf", "docx"), _has_minutes),
        Kind("decision_record", decisions, ("pdf", "docx"), _has_minutes),
        Kind("attendance", register, ("pdf", "xlsx"), _runs),
    )
}
"""Every paper of a meeting, by its code in the procedure."""


def offered(part: Part) -> dict[str, Kind]:
    """The papers that the panel hands out and that are there for this reader now."""
    declared = {one.code for one in part.procedure.papers}
    return {code: kind for code, kind in PAPERS.items() if code in declared and kind.there(part)}
