"""The readiness of a meeting: which agency told what of which child, what is missing, who was reminded."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Q, Subquery

from riskpanel.children.models import Duty
from riskpanel.cohorts.models import ChildPaper
from riskpanel.cohorts.presenters.papers import counted, paper_lines
from riskpanel.meetings.models import AgendaItem, Invitation, ReturnChase
from riskpanel.meetings.presenters.agenda import Line
from riskpanel.meetings.reach import Part
from riskpanel.meetings.returns import ANSWERED_IN
from riskpanel.meetings.threads import ReturnThread, agency_of, thread_of
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
    """One agency across all children: by when it owes what it owes, how much that is, and how often it was
    reminded; `missing` is None where only the first is known."""

    agency_id: int
    name: str
    due_at: datetime | None
    counted: str
    late: bool
    missing: int | None = None
    chased: int = 0
    chased_at: datetime | None = None
    chased_by: str = ""


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
class Owing:
    """What agencies owe a meeting: how many answers are missing; `chases` says whether anybody can still be
    reminded."""

    columns: list[Column]
    missing: int
    chases: bool

    @property
    def owing(self) -> list[Column]:
        """The agencies that owe something, the late ones first."""
        owes = (one for one in self.columns if one.missing is None or one.missing)
        return sorted(owes, key=lambda one: (not one.late, one.name))

    @property
    def late(self) -> int:
        """How many agencies are late."""
        return sum(column.late for column in self.columns)


@dataclass
class Board:
    """Children down, agencies across; the last row may be the agencies' own work."""

    columns: list[Column]
    rows: list[Row]
    with_papers: bool

    @property
    def children(self) -> list[Row]:
        """The rows that are about a child."""
        return [row for row in self.rows if row.item is not None]

    @property
    def ready(self) -> int:
        """For how many children nothing is missing."""
        return sum(row.ready for row in self.children)


def owing_of(part: Part, now: datetime) -> Owing | None:
    """What each agency owes a meeting whose agenda is out, for those who run it, in one query; None where
    nobody was asked."""
    if part.procedure.returns is None or not part.runs:
        return None
    chases = ReturnChase.objects.filter(meeting=part.meeting, agency=OuterRef("agency")).order_by("-at", "-pk")
    counts = chases.order_by().values("agency").annotate(n=Count("pk")).values("n")
    owed = Duty.objects.filter(about=ReturnThread.THING, case=OuterRef("thread"), met_at=None).order_by("due_at")
    rows = part.meeting.returns.standing().order_by("agency__name").values("agency", "agency__name", "thread")
    rows = rows.annotate(
        missing=Count("pk", filter=Q(answer="")),
        due_at=Subquery(owed.values("due_at")[:1]),
        counted=Subquery(owed.values("counted")[:1]),
        chased=Subquery(counts[:1]),
        chased_at=Subquery(chases.values("at")[:1]),
        chased_by=Subquery(chases.values("by__full_name")[:1]),
    )
    columns = [_column(row, now) for row in rows]
    missing = sum(one.missing or 0 for one in columns)
    return Owing(columns, missing, part.meeting.state in ANSWERED_IN) if columns else None


def owing_in_short(
    part: Part, invitations: Iterable[Invitation], duties: Iterable[Duty], missing: int, now: datetime
) -> Owing | None:
    """The same from what the page of a meeting has at hand: its invitations and what is owed for it."""
    if part.procedure.returns is None or not part.runs:
        return None
    agencies = {thread_of(part.meeting.pk, one.pk): one for one in map(agency_of, invitations) if one}
    columns = [
        Column(agencies[duty.case].pk, agencies[duty.case].name, duty.due_at, duty.counted, duty.due_at < now)
        for duty in duties
        if duty.about == ReturnThread.THING and duty.case in agencies
    ]
    return Owing(columns, missing, part.meeting.state in ANSWERED_IN)


def threads_of(part: Part, invitations: Iterable[Invitation]) -> set[UUID]:
    """The cases under which agencies with an invited seat owe their answers."""
    return {thread_of(part.meeting.pk, one.pk) for one in map(agency_of, invitations) if one}


def _column(row: dict[str, Any], now: datetime) -> Column:
    late = bool(row["missing"] and row["due_at"] and row["due_at"] < now)
    return Column(
        agency_id=row["agency"],
        name=row["agency__name"],
        due_at=row["due_at"],
        counted=row["counted"] or "",
        late=late,
        missing=row["missing"],
        chased=row["chased"] or 0,
        chased_at=row["chased_at"],
        chased_by=row["chased_by"] or "",
    )


def board_of(part: Part, owing: Owing, lines: Iterable[Line], today: date) -> Board:
    """The board of a meeting of which `lines` are the children's."""
    asked = part.meeting.returns.standing().values_list("agency", "item", "means")
    stands = {(agency, item): means for agency, item, means in asked}
    items = {item for _, item in stands if item}
    shown = [line for line in lines if line.item.pk in items]
    papers = _papers([line.item for line in shown], part.procedure, part, today)
    rows = [_row(line, owing.columns, stands, papers) for line in shown]
    activities = part.procedure.returns.activities if part.procedure.returns else None
    if activities and any(item is None for _, item in stands):
        rows.append(Row(None, "What agencies did", _cells(None, owing.columns, stands)))
    return Board(owing.columns, rows, bool(part.procedure.required_documents))


Standing = dict[tuple[int, UUID | None], str]


def _cells(item: UUID | None, columns: Iterable[Column], stands: Standing) -> list[Cell]:
    return [Cell(_standing(stands.get((column.agency_id, item)), column.late)) for column in columns]


def _standing(means: str | None, late: bool) -> str:
    if means is None:
        return "not_asked"
    if not means:
        return "late" if late else "missing"
    return "nil" if means in NIL else "returned"


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
