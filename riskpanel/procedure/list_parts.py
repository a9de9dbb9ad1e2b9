"""The parts of a procedure that draws its children from ranked lists, as frozen objects.

They stand beside `parts.py`: cohorts and how a list is made, what a child's papers must hold, how
missing episodes count, and what goes up to another body's meeting.
"""

from typing import Literal

from pydantic import Field

from riskpanel.procedure.parts import Choice, Count, Sourced, Test


class CaseStatus(Sourced):
    """How a child stands with family services. `open` is an open case; `plan` is the code of the plan
    that such a case has, if any; `aliases` are other words for the same; `kinds` are the kinds of event of
    the Single View of which an open one says so, where a later status in the file outweighs an earlier."""

    code: str
    label: str
    aliases: tuple[str, ...] = ()
    open: bool
    plan: str = ""
    kinds: tuple[str, ...] = ()


class Cohort(Sourced):
    """A list that children are drawn from by rank. `takes` says which children may stand on it; `size`
    is how many the meeting hears; `also_stated` holds other sizes that the document gives, for the
    reader; `meeting` is the kind of meeting that hears it; `sources` says how the ranking may come."""

    code: str
    label: str
    takes: Literal["open", "not_open", "all"]
    size: Count
    also_stated: tuple[Count, ...] = ()
    meeting: str
    source_label: str
    sources: tuple[Literal["computed", "imported", "typed"], ...] = ("computed", "imported", "typed")


class Highlight(Sourced):
    """Children whom somebody adds beside the ranking. `soft_cap` is how many for one meeting bring a
    warning; `rising` names the cohorts where worry must be growing."""

    roles: tuple[str, ...] = Field(min_length=1)
    soft_cap: Count
    rising: tuple[str, ...] = ()


class Listing(Sourced):
    """How a list is made: ranked over so many days, frozen and published so many working days before
    its meeting. `carry_forward` keeps a child who was discussed and not stepped down, whatever the
    rank; `watch_days` is how long a child is watched after stepping down; `defer_times` how often a
    decision may be put off to the next meeting, as the move `defer` tests it."""

    snapshot: Literal["week", "meeting"]
    window_days: Count
    freeze_working_days: Count
    publish_working_days: Count
    carry_forward: bool
    watch_days: Count
    defer_times: int = Field(ge=0)
    cohorts: tuple[Cohort, ...] = Field(min_length=1)
    highlight: Highlight


class Repeat(Sourced):
    """So many missing episodes in so many calendar days make a child one who goes missing repeatedly."""

    episodes: Count
    days: Count


class Missing(Sourced):
    """How missing episodes count: any one of `repeats` makes a repeat; the return interview is owed so
    many hours after the return; `counts` are the windows, in days, over which episodes are shown;
    `outstanding` says what leaves an episode outstanding."""

    repeats: tuple[Repeat, ...] = Field(min_length=1)
    return_interview_hours: Count
    counts: tuple[Count, ...] = ()
    outstanding: tuple[Literal["still_missing", "interview_owed"], ...] = Field(min_length=1)


class RequiredDocument(Sourced):
    """A document that each child's papers hold where it applies: when every test of `when` passes on the
    facts of the child. `stale_after_days` is from which age it counts as old (0: never); `owner` is the
    role that brings it; `kept_by` the sector where the content stays, while the panel sees that it
    exists (empty: the panel sees it); `label` is the restriction on it."""

    code: str
    title: str
    owner: str
    when: tuple[Test, ...] = ()
    stale_after_days: int = Field(ge=0)
    kept_by: str = ""
    label: str = ""


class Prompt(Sourced):
    """What is asked about each child at a meeting. `kind` says how it is answered; `meetings` are the
    kinds of meeting that ask it (empty: all); `outcomes` are the decisions of a `decision` prompt."""

    code: str
    label: str
    says: str = ""
    kind: Literal["text", "yes_no", "scrutiny", "lead_agency", "decision", "put_forward"]
    required: bool
    meetings: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()


class Upward(Sourced):
    """What the panel puts forward to another body's meeting. `meeting` is that body's kind of meeting;
    `proposed_at` and `confirmed_at` the kinds of ours at which an item is proposed and confirmed;
    `pack_working_days` how long before the meeting the pack goes out."""

    meeting: str
    kinds: tuple[Choice, ...] = Field(min_length=1)
    proposed_at: tuple[str, ...]
    confirmed_at: tuple[str, ...] = Field(min_length=1)
    pack_working_days: Count
