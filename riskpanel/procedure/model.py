"""A whole written procedure, and its parts by name.

Most parts stand in `parts.py`; they can be imported from here too.
"""

from datetime import date, time
from typing import Any, Literal, TypeVar

from pydantic import Field

from riskpanel.procedure.parts import (
    Age,
    AgencyKind,
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
    MeetingKind,
    Move,
    Outcome,
    Part,
    Quorum,
    Recurrence,
    Reference,
    Report,
    Screen,
    Seat,
    Section,
    Setting,
    Sight,
    Sourced,
    Stage,
    State,
    Test,
    Tone,
    Track,
    Until,
    Waiver,
    Words,
)
from riskpanel.procedure.single_view import SingleView

__all__ = [
    "Age",
    "AgencyKind",
    "Band",
    "Body",
    "CalendarRule",
    "Category",
    "ChairRule",
    "Choice",
    "ClauseSentence",
    "Clock",
    "Count",
    "Document",
    "Duty",
    "Gate",
    "Identity",
    "Label",
    "Level",
    "Lifecycle",
    "MeetingKind",
    "Move",
    "Outcome",
    "Part",
    "Procedure",
    "Quorum",
    "Recurrence",
    "Reference",
    "Report",
    "Screen",
    "Seat",
    "Section",
    "Setting",
    "Sight",
    "SingleView",
    "Sourced",
    "Stage",
    "State",
    "Test",
    "Tone",
    "Track",
    "Until",
    "Waiver",
    "Words",
]

Named = TypeVar("Named", bound=Part)


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
    levels: tuple[Level, ...] = Field(min_length=2)
    plan_kinds: tuple[Choice, ...] = ()
    open_to: tuple[Choice, ...] = ()
    routes: tuple[Choice, ...] = ()
    placement_settings: tuple[Choice, ...] = ()
    horizons: tuple[Choice, ...] = ()
    pattern_kinds: tuple[Choice, ...] = ()
    reference_kinds: tuple[Choice, ...] = ()
    age: Age
    checklists: tuple[str, ...] = Field(min_length=1)
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
    labels: tuple[Label, ...] = ()
    settings: tuple[Setting, ...] = ()
    reports: tuple[Report, ...] = ()
    screens: tuple[Screen, ...] = ()
    statements: tuple[Setting, ...] = ()
    single_view: SingleView | None = None
    clauses: dict[str, ClauseSentence] = {}

    def _one(self, parts: tuple[Named, ...], code: str, kind: str, key: str = "code") -> Named:
        for part in parts:
            if getattr(part, key) == code:
                return part
        raise KeyError(f"The procedure {self.identity.slug} has no {kind} called {code!r}")

    def level(self, code: str) -> Level:
        """The level of that code; KeyError when there is none."""
        return self._one(self.levels, code, "level")

    def seat(self, code: str) -> Seat:
        """The seat of that code; KeyError when there is none."""
        return self._one(self.seats, code, "seat")

    def category(self, code: str) -> Category:
        """The category of that code; KeyError when there is none."""
        return self._one(self.categories, code, "category")

    def lifecycle(self, thing: str) -> Lifecycle:
        """The lifecycle of that kind of thing; KeyError when there is none."""
        return self._one(self.lifecycles, thing, "lifecycle", key="thing")

    def gate(self, code: str) -> Gate:
        """The gate of that code; KeyError when there is none."""
        return self._one(self.gates, code, "gate")

    def meeting(self, code: str) -> MeetingKind:
        """The kind of meeting of that code; KeyError when there is none."""
        return self._one(self.meetings, code, "meeting")

    def meeting_of(self, role: Literal["panel", "triage"]) -> MeetingKind | None:
        """The first kind of meeting with that role, or None (a procedure without a pre-panel)."""
        return next((kind for kind in self.meetings if kind.role == role), None)

    def outcome(self, code: str) -> Outcome:
        """The decision of that code; KeyError when there is none."""
        return self._one(self.outcomes, code, "outcome")

    def track(self, code: str) -> Track:
        """The escalation route of that code; KeyError when there is none."""
        return self._one(self.escalations, code, "escalation")

    def sight(self, code: str) -> Sight:
        """The line of sight of that code; KeyError when there is none."""
        return self._one(self.sights, code, "sight")

    def label(self, code: str) -> Label:
        """The restriction of that code; KeyError when there is none."""
        return self._one(self.labels, code, "label")

    def setting(self, code: str) -> Any:
        """The value of a setting; KeyError when there is none."""
        return self._one(self.settings, code, "setting").value

    def screen(self, name: str) -> Screen | None:
        """The screen of that name, or None where the procedure says nothing of it."""
        return next((screen for screen in self.screens if screen.name == name), None)
