"""The parts of a written procedure, as frozen objects.

A procedure file is TOML; each table of it becomes one of these. Anything that the file says and
these classes do not know is refused, so a misspelt key never passes in silence. `clauses` names the
statements of the document that a part serves; `stated` is false where the document is silent and the
part is a recommended default.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Band = Literal["record", "plan", "panel"]
Tone = Literal["grey", "blue", "green", "amber", "red", "purple"]
Count = Annotated[int, Field(ge=1)]
"""A whole number of 1 or more."""


class Part(BaseModel):
    """Any part of a procedure file."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Sourced(Part):
    """A part that a clause of the document stands behind."""

    clauses: tuple[str, ...] = ()
    stated: bool = True


class Body(Sourced):
    """A body above the panel, or beside it; `sees` says what reaches it."""

    code: str
    title: str
    level: Count
    sees: Literal["aggregates", "dispute", "items", "panel", "nothing"]


class Reference(Sourced):
    """A document that the procedure leans on, with the edition that was checked."""

    title: str
    edition: str = ""
    checked_on: date | None = None
    link: str = ""
    supplied: bool = True


class Amendment(Sourced):
    """A part of the document that was changed later."""

    on: date
    part: str
    says: str


class Identity(Sourced):
    """Who wrote the procedure, which version it is and when it is to be reviewed. `signed` is false
    where the document has a place for a signature and none stands there."""

    slug: str = Field(pattern=r"^[a-z][a-z0-9-]{1,30}$")
    title: str
    short_title: str
    version: str
    dated: date
    review_on: date
    review_every_months: int = Field(gt=0)
    signed: bool = True
    amendments: tuple[Amendment, ...] = ()


class Words(Part):
    """The words that a partnership uses on screen. Those with a default are asked for only where the
    procedure has the thing that they name."""

    panel: str
    log: str = ""
    plan: str = ""
    checklist: str = ""
    child: str
    coordinator: str
    chair: str = "chair"
    core_group: str = ""
    strategy_meeting: str = ""
    lead_professional: str
    family_services: str
    early_help: str
    listing: str = ""
    upward: str = ""


class Category(Sourced):
    """A kind of concern; `police_reference` asks for a police record that matches it; `least_age` is the
    age in whole years from which it is in scope, where that differs from the procedure's own."""

    code: str
    label: str
    aliases: tuple[str, ...] = ()
    police_reference: bool = False
    least_age: int | None = Field(default=None, ge=0)
    prompt: str = ""


class Level(Sourced):
    """One level of vulnerability. `order` grows with risk; `band` says which route it takes:
    `record` (countersign and file), `plan` (managed in a plan) or `panel` (strategy meeting, referral)."""

    code: str
    letter: str = Field(min_length=1, max_length=2)
    label: str
    colour: Tone
    order: int
    band: Band
    threshold: str
    alert: bool = False


class Choice(Sourced):
    """A code and its words: directions of risk, kinds of plan, settings, shares."""

    code: str
    label: str


class Age(Sourced):
    """Ages in whole years; a child is in scope from `least` until the birthday `below`, or until
    `below_with_send` with special educational needs, of which `send_evidence` names the proofs.
    `outside` says what happens beyond: `warn` (a chair's reason is recorded) or `stop`."""

    least: int = Field(default=0, ge=0)
    below: Count = 18
    below_with_send: Count | None = None
    send_evidence: tuple[str, ...] = ()
    outside: Literal["warn", "stop"] = "warn"
    warn_days: int = Field(default=90, ge=0)


class AgencyKind(Part):
    """A kind of agency that a seat may belong to."""

    code: str
    label: str
    sector: Literal["council", "police", "health", "education", "justice", "housing", "voluntary"]


class Seat(Sourced):
    """A seat at the panel. `core_group` names the core-group agency that it speaks for, if any; `meetings`
    the kinds of meeting that it attends (empty: all); `gives` a further role that goes with it;
    `stand_in` who stands in for it as the document says."""

    code: str
    title: str
    agency: str
    seniority: str = ""
    may_delegate: bool = False
    attends: Literal["every", "on_request"] = "every"
    meetings: tuple[str, ...] = ()
    chair: bool = False
    core_group: str = ""
    gives: Literal["", "analyst"] = ""
    stand_in: str = ""


class ChairRule(Sourced):
    """Which seats chair. `needed` says whether all of them must be there or one; `absent` says what
    happens when that is not so: `warn` (open with a recorded reason, decisions to be ratified) or `stop`."""

    seats: tuple[str, ...] = Field(min_length=1)
    needed: Literal["all", "one"] = "all"
    absent: Literal["warn", "stop"]

    @property
    def asks_for(self) -> str:
        """Who must be there, in words: a chair, both chairs, all its chairs."""
        if self.needed == "one" or len(self.seats) == 1:
            return "a chair"
        return "both chairs" if len(self.seats) == 2 else "all its chairs"


class Test(Part):
    """A question about one fact. Exactly one of `is_`, `in_` and `given` is set."""

    fact: str
    is_: str | bool | int | None = Field(default=None, alias="is")
    in_: tuple[str, ...] | None = Field(default=None, alias="in")
    given: bool | None = None
    otherwise: str = Field(description="what the person reads when the test fails")


class Waiver(Sourced):
    """Who may let a record past a gate, and how many of them must agree."""

    by: str
    approvals: int = Field(gt=0)


class Gate(Sourced):
    """A condition shown as a checklist line. `only_for` limits it to categories with that property."""

    code: str
    label: str
    test: Test
    only_for: Literal["all", "police_reference"] = "all"
    waiver: Waiver | None = None


class State(Part):
    """A state of a thing. `end` marks a state that the thing may rest in for ever."""

    code: str
    label: str
    tone: Tone = "grey"
    end: bool = False


class Move(Sourced):
    """A legal move. `to` is a state, or `=` where the state stays and only the event is kept.
    `from_` of `*` is every state that is not an end. `says` is the rule, `said` what a history reads once
    it was done; without it the history repeats the rule."""

    name: str
    from_: tuple[str, ...] = Field(alias="from")
    to: str
    actor: tuple[str, ...] = Field(min_length=1)
    event: str
    gates: tuple[str, ...] = ()
    tests: tuple[Test, ...] = ()
    says: str
    said: str = ""

    @property
    def told(self) -> str:
        """The sentence of a history."""
        return self.said or self.says


class Lifecycle(Part):
    """The states of one kind of thing and the moves between them."""

    thing: str
    label: str
    start: str
    states: tuple[State, ...]
    moves: tuple[Move, ...]


class Clock(Part):
    """How long a duty has. Exactly one is set of `working_days`, `calendar_days`, `months`, `hours`,
    `same_day`, `at`, `before` and `next_meeting`.

    `at` and `before` read a date or moment from the data of the starting event, by key;
    `before_days` counts working days back from it; `next_meeting` is the date that the event's data
    carries as `next_meeting_at`. `at_most_days` is an outer limit in calendar days for a clock that
    reads a date: it holds where the date is later, and where there is none yet.
    """

    working_days: Count | None = None
    calendar_days: Count | None = None
    months: Count | None = None
    hours: Count | None = None
    same_day: bool | None = None
    at: str | None = None
    before: str | None = None
    before_days: Count | None = None
    next_meeting: bool | None = None
    at_most_days: Count | None = None


class Duty(Sourced):
    """Somebody must do something by some time, counted from an event.

    `about` is the thing whose events are read; `starts` the kinds of event that start the clock;
    `when` tests on the data of the starting event; `met_by` the evidence; `stops` the events after
    which nobody owes it any more (a newer starting event always replaces an older one, unless
    `each`). `who` is a role that the application turns into people.
    """

    code: str
    says: str
    about: str
    starts: tuple[str, ...] = Field(min_length=1)
    when: tuple[Test, ...] = ()
    clock: Clock
    who: tuple[str, ...] = Field(min_length=1)
    met_by: tuple[str, ...] = Field(min_length=1)
    stops: tuple[str, ...] = ()
    each: bool = False
    safety: bool = True
    remind_working_days: tuple[Count, ...] = ()
    screen: str = Field(default="", description="name of the screen where it is done")


class Document(Sourced):
    """A document that the procedure names, and whether the partnership supplied it."""

    code: str
    title: str
    supplied: bool
    instead: str = ""


class Until(Part):
    """When a sight ends: so many working days (or hours) after an event, and at most so many
    calendar days after it was given, so that every sight has an end from the start."""

    event: str = ""
    working_days: int = Field(default=0, ge=0)
    hours: Count | None = None
    at_most_days: Count = 365


class Sight(Sourced):
    """Who gains sight of what, why and until when."""

    code: str
    reason: str
    who: str
    scope: Literal["card", "concern", "checklist", "referral", "item", "plan", "action", "papers", "child"]
    until: Until


class Label(Sourced):
    """A restriction on a field or a contribution. Sectors in `sectors` may read it; the rest read
    that it exists and who holds it, unless `hidden`. What is not `minuted` may be said in a meeting and
    never stands in its minutes."""

    code: str
    label: str
    sectors: tuple[str, ...] = ()
    own_agency: bool = True
    hidden: bool = False
    minuted: bool = True


class Setting(Sourced):
    """A number or word that a partnership may change, in the unit that it names."""

    code: str
    value: bool | int | str | tuple[str, ...]
    unit: str = ""
    says: str


class PaperKind(Sourced):
    """A paper that the panel hands out: what it is called, and how it is handled where that differs from
    the setting `paper_handling`."""

    code: str
    title: str
    handling: str = ""


class PackRule(Sourced):
    """How papers are sent to those who come to a meeting: until when a copy opens, and from how many
    people or children on a co-chair looks first."""

    until: Until
    most_people: Count
    most_children: Count


class Screen(Sourced):
    """A screen, by the name of its address, and the clauses that it serves."""

    name: str


class Report(Sourced):
    """A report to a body above, and how often it is due."""

    code: str
    title: str
    to: str
    every: Literal["month", "quarter", "year"]
