"""A whole written procedure, and its parts by name.

The parts stand in `parts.py`, `meeting_parts.py` and `list_parts.py`; they can be imported from here too.
"""

from datetime import date, time
from typing import Any, Literal, TypeVar

from pydantic import Field

from riskpanel.procedure.list_parts import (
    CaseStatus,
    Cohort,
    Highlight,
    Listing,
    Missing,
    Prompt,
    Repeat,
    RequiredDocument,
    Upward,
)
from riskpanel.procedure.meeting_parts import (
    MeetingKind,
    Outcome,
    Quorum,
    Recurrence,
    Section,
    Slot,
    Stage,
    Track,
)
from riskpanel.procedure.parts import (
    Age,
    AgencyKind,
    Amendment,
    Band,
    Body,
    Category,
    ChairRule,
    Choice,
    Clock,
    Count,
    Document,
    Duty,
    Gate,
    Identity,
    Label,
    Level,
    Lifecycle,
    Move,
    PackRule,
    PaperKind,
    Part,
    Reference,
    Report,
    Screen,
    Seat,
    Setting,
    Sight,
    Sourced,
    State,
    Test,
    Tone,
    Until,
    Waiver,
    Words,
)
from riskpanel.procedure.return_parts import Activities, Alerts, LegalBasis, ReturnAnswer, Returns
from riskpanel.procedure.single_view import SingleView
from riskpanel.procedure.tells import Tell

__all__ = [
    "Activities",
    "Age",
    "AgencyKind",
    "Alerts",
    "Amendment",
    "Band",
    "Body",
    "CalendarRule",
    "CaseStatus",
    "Category",
    "ChairRule",
    "Choice",
    "ClauseSentence",
    "Clock",
    "Cohort",
    "Count",
    "Document",
    "Duty",
    "Gate",
    "Highlight",
    "Identity",
    "Label",
    "LegalBasis",
    "Level",
    "Lifecycle",
    "Listing",
    "MeetingKind",
    "Missing",
    "Move",
    "NotDeclared",
    "Outcome",
    "Part",
    "Procedure",
    "Prompt",
    "Quorum",
    "Recurrence",
    "Reference",
    "Repeat",
    "Report",
    "RequiredDocument",
    "ReturnAnswer",
    "Returns",
    "Screen",
    "Seat",
    "Section",
    "Setting",
    "Sight",
    "Slot",
    "Sourced",
    "Stage",
    "State",
    "Tell",
    "Test",
    "Tone",
    "Track",
    "Until",
    "Upward",
    "Waiver",
    "Words",
]

Named = TypeVar("Named", bound=Part)
_ASKED = object()


class NotDeclared(KeyError):
    """The procedure has no part of that name: what it belongs to is not done under this procedure."""

    def __str__(self) -> str:
        return str(self.args[0])


class ClauseSentence(Part):
    """A clause in a sentence of our own, and where it stands in the software."""

    says: str
    stands: Literal["tested", "outside", "later"]
    why: str = ""
    brings: str = ""


class CalendarRule(Sourced):
    """How days are counted: whose bank holidays, which days the offices shut, until what time a
    day still counts, in which zone; `clear_days` leaves out both ends."""

    country: str = "UK"
    subdivision: str = "ENG"
    zone: str = "Europe/London"
    cut_off: time = time(17, 0)
    clear_days: bool = False
    closed: tuple[date, ...] = ()
    extra_holidays: tuple[date, ...] = ()


class Procedure(Part):
    """A whole written procedure."""

    identity: Identity
    words: Words
    calendar: CalendarRule
    bodies: tuple[Body, ...] = ()
    references: tuple[Reference, ...] = ()
    documents: tuple[Document, ...] = ()
    categories: tuple[Category, ...] = Field(min_length=1)
    directions: tuple[Choice, ...] = ()
    levels: tuple[Level, ...] = ()
    plan_kinds: tuple[Choice, ...] = ()
    open_to: tuple[Choice, ...] = ()
    routes: tuple[Choice, ...] = ()
    placement_settings: tuple[Choice, ...] = ()
    horizons: tuple[Choice, ...] = ()
    pattern_kinds: tuple[Choice, ...] = ()
    reference_kinds: tuple[Choice, ...] = ()
    effects: tuple[Choice, ...] = ()
    age: Age
    checklists: tuple[str, ...] = ()
    replaces: tuple[Choice, ...] = ()
    case_statuses: tuple[CaseStatus, ...] = ()
    listing: Listing | None = None
    missing: Missing | None = None
    required_documents: tuple[RequiredDocument, ...] = ()
    prompts: tuple[Prompt, ...] = ()
    upward: Upward | None = None
    returns: Returns | None = None
    alerts: Alerts | None = None
    agencies: tuple[AgencyKind, ...] = Field(min_length=1)
    seats: tuple[Seat, ...] = Field(min_length=1)
    chair_rule: ChairRule
    gates: tuple[Gate, ...] = ()
    lifecycles: tuple[Lifecycle, ...] = Field(min_length=1)
    duties: tuple[Duty, ...] = ()
    meetings: tuple[MeetingKind, ...] = Field(min_length=1)
    outcomes: tuple[Outcome, ...] = ()
    escalations: tuple[Track, ...] = ()
    sights: tuple[Sight, ...] = ()
    tells: tuple[Tell, ...] = ()
    labels: tuple[Label, ...] = ()
    settings: tuple[Setting, ...] = ()
    reports: tuple[Report, ...] = ()
    papers: tuple[PaperKind, ...] = ()
    packs: PackRule | None = None
    screens: tuple[Screen, ...] = ()
    statements: tuple[Setting, ...] = ()
    single_view: SingleView | None = None
    clauses: dict[str, ClauseSentence] = {}

    def _one(self, parts: tuple[Named, ...], code: str, kind: str, key: str = "code") -> Named:
        for part in parts:
            if getattr(part, key) == code:
                return part
        raise NotDeclared(f"The procedure {self.identity.slug} has no {kind} called {code!r}")

    def level(self, code: str) -> Level:
        """The level of that code; NotDeclared when there is none."""
        return self._one(self.levels, code, "level")

    def seat(self, code: str) -> Seat:
        """The seat of that code; NotDeclared when there is none."""
        return self._one(self.seats, code, "seat")

    def category(self, code: str) -> Category:
        """The category of that code; NotDeclared when there is none."""
        return self._one(self.categories, code, "category")

    def lifecycle(self, thing: str) -> Lifecycle:
        """The lifecycle of that kind of thing; NotDeclared when there is none."""
        return self._one(self.lifecycles, thing, "lifecycle", key="thing")

    def gate(self, code: str) -> Gate:
        """The gate of that code; NotDeclared when there is none."""
        return self._one(self.gates, code, "gate")

    def meeting(self, code: str) -> MeetingKind:
        """The kind of meeting of that code; NotDeclared when there is none."""
        return self._one(self.meetings, code, "meeting")

    def meeting_of(self, role: Literal["panel", "triage", "outside"]) -> MeetingKind | None:
        """The first kind of meeting with that role, or None (a procedure without a pre-panel)."""
        return next((kind for kind in self.meetings if kind.role == role), None)

    def outcome(self, code: str) -> Outcome:
        """The decision of that code; NotDeclared when there is none."""
        return self._one(self.outcomes, code, "outcome")

    def track(self, code: str) -> Track:
        """The escalation route of that code; NotDeclared when there is none."""
        return self._one(self.escalations, code, "escalation")

    def sight(self, code: str) -> Sight:
        """The line of sight of that code; NotDeclared when there is none."""
        return self._one(self.sights, code, "sight")

    def label(self, code: str) -> Label:
        """The restriction of that code; NotDeclared when there is none."""
        return self._one(self.labels, code, "label")

    def setting(self, code: str, default: Any = _ASKED) -> Any:
        """The value of a setting; where there is none `default`, or NotDeclared without a default."""
        if default is not _ASKED and not any(one.code == code for one in self.settings):
            return default
        return self._one(self.settings, code, "setting").value

    def has(self, thing: str) -> bool:
        """Whether the procedure has things of that kind: a lifecycle for them."""
        return any(one.thing == thing for one in self.lifecycles)

    def require(self, thing: str) -> None:
        """NotDeclared where the procedure has no things of that kind."""
        self.lifecycle(thing)

    def cohort(self, code: str) -> Cohort:
        """The cohort of that code; NotDeclared when there is none."""
        return self._one(self.listing.cohorts if self.listing else (), code, "cohort")

    def case_status(self, code: str) -> CaseStatus:
        """The status with family services of that code; NotDeclared when there is none."""
        return self._one(self.case_statuses, code, "case status")

    def required_document(self, code: str) -> RequiredDocument:
        """The required document of that code; NotDeclared when there is none."""
        return self._one(self.required_documents, code, "required document")

    def paper(self, code: str) -> PaperKind:
        """The paper of that code; NotDeclared when the panel hands out none."""
        return self._one(self.papers, code, "paper")

    def hands_out(self, code: str) -> bool:
        """Whether the panel hands out that paper."""
        return any(one.code == code for one in self.papers)

    def prompts_of(self, meeting: str) -> tuple[Prompt, ...]:
        """What is asked about each child at that kind of meeting, in order."""
        return tuple(one for one in self.prompts if not one.meetings or meeting in one.meetings)

    def tells_of(self, about: str, event: str) -> tuple[Tell, ...]:
        """Who is told of an event of that kind of thing."""
        return tuple(one for one in self.tells if one.about == about and one.event == event)

    def seats_of(self, meeting: str) -> tuple[Seat, ...]:
        """The seats that attend each meeting of that kind, in order."""
        return tuple(
            one for one in self.seats if one.attends == "every" and (not one.meetings or meeting in one.meetings)
        )

    def screen(self, name: str) -> Screen | None:
        """The screen of that name, or None where the procedure says nothing of it."""
        return next((screen for screen in self.screens if screen.name == name), None)
