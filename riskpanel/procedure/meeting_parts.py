"""The parts of a procedure about meetings: when they fall, what is on them, how they decide, and where
a disagreement goes."""

from datetime import time
from typing import Literal

from pydantic import Field

from riskpanel.procedure.parts import Count, Part, Sourced


class Recurrence(Part):
    """When meetings of a kind fall: the `nth` `weekday` of each `every` months, or before or after those of
    another kind by so many working days; with a `weekday`, on the nearest such day beyond that gap."""

    every: Literal["month", "week", "event"] = "month"
    interval: Count = 1
    weekday: Literal["monday", "tuesday", "wednesday", "thursday", "friday"] | None = None
    nth: int | None = None
    before_kind: str | None = None
    before_working_days: Count | None = None
    after_kind: str | None = None
    after_working_days: Count | None = None
    starts: time = time(10, 0)


class Slot(Sourced):
    """A stretch of a meeting, in minutes; slots follow one another from the start."""

    code: str
    label: str
    minutes: Count


class Section(Sourced):
    """A part of the agenda; `source` says where its items come from, `cohorts` which lists it draws on,
    `slot` in which stretch of the meeting it is taken."""

    code: str
    label: str
    source: Literal[
        "actions", "referrals", "reviews", "escalations", "called_in", "annex", "patterns", "placed", "free",
        "listed", "highlighted", "immediate", "put_forward",
    ]  # fmt: skip
    cohorts: tuple[str, ...] = ()
    slot: str = ""


class Quorum(Sourced):
    """Seats or core-group agencies that must be there, and how many others."""

    needs: tuple[str, ...] = ()
    others: int = Field(default=0, ge=0)


class MeetingKind(Sourced):
    """A kind of meeting: of the `panel`, of its `triage`, or `outside`, another body's meeting whose dates
    are kept because ours lean on them."""

    code: str
    label: str
    role: Literal["panel", "triage", "outside"]
    recurrence: Recurrence
    minutes: int = Field(gt=0)
    slots: tuple[Slot, ...] = ()
    sections: tuple[Section, ...] = ()
    quorum: Quorum = Quorum()
    places: tuple[str, ...] = ()


class Outcome(Sourced):
    """A decision that an agenda item may end in; `concurs` limits it to levels whose band is panel
    (true) or is not (false)."""

    code: str
    label: str
    source: Literal["referrals", "reviews", "both", "listed"]
    concurs: bool | None = None
    referral_move: str = ""
    log_move: str = ""
    listing_move: str = ""
    opens_log: bool = False
    needs: tuple[
        Literal["receiving_service", "reentry_trigger", "reason", "return_on", "actions", "lead_agency"], ...
    ] = ()
    tells_referrer: bool = False


class Stage(Sourced):
    """A stage of escalation and the people it goes to."""

    code: str
    label: str
    to: tuple[str, ...] = Field(min_length=1)
    working_days: Count


class Track(Sourced):
    """An escalation route: `case` between agencies, `dispute` about an action that the panel set."""

    code: str
    label: str
    stages: tuple[Stage, ...] = Field(min_length=1)
    reported_to_panel: bool = True
