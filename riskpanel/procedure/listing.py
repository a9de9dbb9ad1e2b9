"""What a procedure with lists says of one child on one day: in scope, on which list, going missing
repeatedly, with which papers. Nothing here reads a clock."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from riskpanel.procedure.lifecycles import rule
from riskpanel.procedure.meeting_parts import MeetingKind
from riskpanel.procedure.model import Cohort, Procedure, RequiredDocument, Slot

Standing = Literal["present", "old", "missing", "not_applicable"]


@dataclass(frozen=True, slots=True)
class Scope:
    """Whether a child is within the panel's ages, and why not; `ends_on` is the birthday on which the
    scope ends, None where the birthday is not known; `ending` is true within the days of warning."""

    inside: bool
    reasons: tuple[str, ...]
    ends_on: date | None
    ending: bool


@dataclass(frozen=True, slots=True)
class Paper:
    """How one required document stands for a child; `why` says it where it does not apply or is old."""

    document: RequiredDocument
    standing: Standing
    why: str = ""


def birthday(born_on: date, age: int) -> date:
    """The day on which somebody reaches an age; who was born on 29 February does on 1 March."""
    try:
        return born_on.replace(year=born_on.year + age)
    except ValueError:
        return date(born_on.year + age, 3, 1)


def scope(
    procedure: Procedure, born_on: date | None, today: date, categories: Collection[str] = (), send: str = ""
) -> Scope:
    """Whether a child is within the ages of the procedure. `categories` are the kinds of concern: the
    lowest age among theirs counts. `send` is the code of the proof of special educational needs, if
    there is one; proofs that the procedure does not name change nothing."""
    if born_on is None:
        return Scope(False, ("The date of birth is not known.",), None, False)
    rule_ = procedure.age
    above = rule_.below_with_send if rule_.below_with_send and send in rule_.send_evidence else rule_.below
    least = _least_age(procedure, categories)
    ends_on, reasons = birthday(born_on, above), []
    if today >= ends_on:
        reasons.append(f"The child is {above} or over.")
    if today < birthday(born_on, least):
        reasons.append(f"For this kind of concern the panel takes children from {least} on.")
    return Scope(not reasons, tuple(reasons), ends_on, 0 < (ends_on - today).days <= rule_.warn_days)


def _least_age(procedure: Procedure, categories: Collection[str]) -> int:
    ages = [one.least_age for one in procedure.categories if one.code in categories]
    floors = [procedure.age.least if age is None else age for age in ages]
    return min(floors, default=procedure.age.least)


def cohort_for(procedure: Procedure, case_status: str) -> Cohort | None:
    """The list on which a child with that case status stands, whatever the kind of concern; None where
    no list takes the child. NotDeclared for a status that the procedure does not have."""
    opened = procedure.case_status(case_status).open
    fits = {"all", "open" if opened else "not_open"}
    return next((one for one in procedure.listing.cohorts if one.takes in fits), None) if procedure.listing else None


def takes(procedure: Procedure, cohort: str, case_status: str) -> bool:
    """Whether a cohort takes children with that case status."""
    wanted = procedure.cohort(cohort).takes
    return wanted == "all" or (wanted == "open") is procedure.case_status(case_status).open


def drawn(procedure: Procedure, cohort: str, ranking: Sequence[str], carried: Collection[str] = ()) -> list[str]:
    """The children of a cohort's next list: as many of the ranking, best first, as the list is long, and
    after them those who are carried forward beyond that rank."""
    first = list(ranking[: procedure.cohort(cohort).size])
    keeps = procedure.listing is not None and procedure.listing.carry_forward
    behind = [one for one in ranking if one in carried] + [one for one in sorted(carried) if one not in ranking]
    return first + [one for one in behind if keeps and one not in first]


def over_cap(procedure: Procedure, highlights: int) -> bool:
    """Whether so many highlights for one meeting call for a warning. None is ever refused for it."""
    return procedure.listing is not None and highlights > procedure.listing.highlight.soft_cap


def goes_missing_repeatedly(procedure: Procedure, started: Collection[date], today: date) -> bool:
    """Whether missing episodes that started on these days make a repeat; false where the procedure does
    not say when they do."""
    rules = procedure.missing.repeats if procedure.missing else ()
    return any(missing_within(started, today, one.days) >= one.episodes for one in rules)


def missing_within(started: Collection[date], today: date, days: int) -> int:
    """How many missing episodes started within so many days up to and with today."""
    return sum(today - timedelta(days=days) < day <= today for day in started)


def outstanding(procedure: Procedure, ended_at: datetime | None, interviewed: bool) -> str:
    """What leaves a missing episode outstanding: `still_missing`, `interview_owed`, or nothing."""
    counts = procedure.missing.outstanding if procedure.missing else ()
    left = "still_missing" if ended_at is None else "" if interviewed else "interview_owed"
    return left if left in counts else ""


def papers(procedure: Procedure, facts: Mapping[str, Any], dated: Mapping[str, date], today: date) -> tuple[Paper, ...]:
    """How each required document stands for a child. `facts` say what is true of the child, `dated` the
    day of each document that there is, by its code."""
    return tuple(_paper(one, facts, dated.get(one.code), today) for one in procedure.required_documents)


def _paper(document: RequiredDocument, facts: Mapping[str, Any], day: date | None, today: date) -> Paper:
    reasons = [said for test in document.when if (said := rule(test, facts)) is not None]
    if reasons:
        return Paper(document, "not_applicable", " ".join(reasons))
    if day is None:
        return Paper(document, "missing", "There is none.")
    age = (today - day).days
    if document.stale_after_days and age > document.stale_after_days:
        return Paper(document, "old", f"It is {age} days old; after {document.stale_after_days} it counts as old.")
    return Paper(document, "present")


def timetable(kind: MeetingKind, starts_at: datetime) -> tuple[tuple[Slot, datetime, datetime], ...]:
    """The slots of a meeting that starts at a moment, each with its own start and end."""
    rows, at = [], starts_at
    for slot in kind.slots:
        until = at + timedelta(minutes=slot.minutes)
        rows.append((slot, at, until))
        at = until
    return tuple(rows)


def minutes_each(kind: MeetingKind, slot: str, children: int) -> float:
    """How many minutes each child gets in a slot; the whole slot when there is none. KeyError for a slot
    that the meeting does not have."""
    lengths = {one.code: one.minutes for one in kind.slots}
    return lengths[slot] / max(children, 1)
