"""The readiness of a meeting: which agency told what of which child, what is missing, who was reminded."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from riskpanel.children.models import Duty
from riskpanel.cohorts.models import ChildPaper
from riskpanel.cohorts.presenters.papers import counted, paper_lines
from riskpanel.meetings.models import AgendaItem, InformationReturn, ReturnChase
from riskpanel.meetings.presenters.agenda import Line
from riskpanel.meetings.reach import Part
from riskpanel.meetings.returns import ANSWERED_IN
from riskpanel.meetings.threads import ReturnThread, thread_of
from riskpanel.partnership.models import Agency
from riskpanel.procedure import Procedure

NIL = ("unknown", "known", "withheld")
CELLS = {
    "returned": ("✓", "Information returned"),
    "nil": ("–", "Nothing to tell"),
    "missing": ("?", "No answer yet"),
    "late": ("!", "No answer, late"),
    "not_asked": ("", "Not asked"),
}


@dataclass(frozen=True)
class Cell:
    """How one agency stands with one child; `mark` is what is seen, `words` what is heard."""

    standing: str

    @property
    def mark(self) -> str:
        return CELLS[self.standing][0]

    @property
    def words(self) -> str:
        return CELLS[self.standing][1]


@dataclass
class Column:
    """One agency across all children: what it owes, by when, and how often it was reminded."""

    agency: Agency
    missing: int = 0
    due_at: datetime | None = None
    counted: str = ""
    late: bool = False
    chases: list[ReturnChase] = field(default_factory=list)


@dataclass
class Row:
    """One child, or with no item the agencies' own work; `lead` and `papers` say what else is ready."""

    item: AgendaItem | None
    reference: str
    cells: list[Cell]
    lead: str = ""
    lead_ready: bool = True
    papers: str = ""
    papers_ready: bool = True

    @property
    def ready(self) -> bool:
        """Whether nothing is missing for this child."""
        answered = all(cell.standing not in {"missing", "late"} for cell in self.cells)
        return answered and self.lead_ready and self.papers_ready


@dataclass
class Board:
    """The whole board; `chases` says whether anybody can still be reminded."""

    columns: list[Column]
    rows: list[Row]
    with_papers: bool
    chases: bool

    @property
    def children(self) -> list[Row]:
        """The rows that are about a child."""
        return [row for row in self.rows if row.item is not None]

    @property
    def ready(self) -> int:
        """For how many children nothing is missing."""
        return sum(row.ready for row in self.children)

    @property
    def missing(self) -> int:
        """How many answers are missing."""
        return sum(column.missing for column in self.columns)

    @property
    def owing(self) -> list[Column]:
        """The agencies that owe something, the late ones first."""
        return sorted((one for one in self.columns if one.missing), key=lambda one: (not one.late, one.agency.name))

    @property
    def late(self) -> int:
        """How many agencies are late."""
        return sum(column.late for column in self.columns)


def board_of(part: Part, lines: Iterable[Line], now: datetime, today: date) -> Board | None:
    """The board of a meeting whose agenda is out, for those who run it; None where nobody was asked."""
    if part.procedure.returns is None or not part.runs:
        return None
    asked = list(part.meeting.returns.standing().select_related("agency").order_by("agency__name"))
    if not asked:
        return None
    columns = _columns(part, asked, now)
    stands = {(one.agency_id, one.item_id): one for one in asked}
    shown = [line for line in lines if line.reference and any(one.item_id == line.item.pk for one in asked)]
    papers = _papers([line.item for line in shown], part.procedure, part, today)
    rows = [_row(line, columns, stands, papers) for line in shown]
    if any(one.item_id is None for one in asked) and part.procedure.returns.activities:
        rows.append(Row(None, part.procedure.returns.activities.label, _cells(None, columns, stands)))
    return Board(columns, rows, bool(part.procedure.required_documents), part.meeting.state in ANSWERED_IN)


def _columns(part: Part, asked: Sequence[InformationReturn], now: datetime) -> list[Column]:
    columns = {one.agency_id: Column(one.agency) for one in asked}
    for one in asked:
        columns[one.agency_id].missing += not one.means
    cases = {thread_of(part.meeting.pk, pk): pk for pk in columns}
    for duty in Duty.objects.filter(about=ReturnThread.THING, case__in=cases, met_at=None):
        column = columns[cases[duty.case]]
        column.due_at, column.counted = duty.due_at, duty.counted
        column.late = duty.due_at < now and column.missing > 0
    for chase in part.meeting.chases.select_related("by"):
        if chase.agency_id in columns:
            columns[chase.agency_id].chases.append(chase)
    return list(columns.values())


Standing = dict[tuple[int, UUID | None], InformationReturn]


def _cells(item: UUID | None, columns: Iterable[Column], stands: Standing) -> list[Cell]:
    return [Cell(_standing(stands.get((column.agency.pk, item)), column.late)) for column in columns]


def _standing(asked: InformationReturn | None, late: bool) -> str:
    if asked is None:
        return "not_asked"
    if not asked.means:
        return "late" if late else "missing"
    return "nil" if asked.means in NIL else "returned"


def _row(line: Line, columns: Iterable[Column], stands: Standing, papers: dict[UUID, int]) -> Row:
    lead = line.lead.member.user.full_name if line.lead else ""
    lacks = papers.get(line.item.child_id, 0)
    return Row(
        item=line.item,
        reference=line.reference,
        cells=_cells(line.item.pk, columns, stands),
        lead="update written" if line.updated else (line.lead_said if lead else "nobody named"),
        lead_ready=line.updated or bool(lead and line.lead_said in {"coming", "came"}),
        papers=f"{lacks} missing" if lacks else "there",
        papers_ready=not lacks,
    )


def _papers(items: list[AgendaItem], procedure: Procedure, part: Part, today: date) -> dict[UUID, int]:
    """How many required documents each child lacks; nothing where the procedure requires none."""
    if not procedure.required_documents or not items:
        return {}
    rows: dict[UUID, list[Any]] = defaultdict(list)
    found = ChildPaper.objects.visible_to(part.user).filter(child__in=[one.child_id for one in items])
    for paper in found.select_related("agency", "by").order_by("-at", "-pk"):
        rows[paper.child_id].append(paper)
    reader = part.user.standing.agency
    lacks = {}
    for item in items:
        told = getattr(item.child, "circumstances", None)
        lines = paper_lines(rows[item.child_id], told, procedure, today, reader)
        lacks[item.child_id] = counted(lines)["missing"]
    return lacks
