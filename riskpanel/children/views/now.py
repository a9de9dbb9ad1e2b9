"""What stands on the first tab of a child, put together from what happened and what is owed."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from riskpanel.children import presenters
from riskpanel.children.mine import Mine, with_owners
from riskpanel.children.models import Event
from riskpanel.children.presenters import DutyLine
from riskpanel.children.presenters.cards import ON_LOG
from riskpanel.children.restrictions import reading_of
from riskpanel.procedure import Calendar, Procedure

TELLING = (
    "concern_recorded", "information_received", "level_set", "level_kept", "level_raised", "strategy_held",
    "plan_reviewed", "logged", "stepped_down",
)  # fmt: skip
"""Events whose note says how the risk stands."""
SET = ("action_set", "interim_action_set")
ACTIONS = ("action", "interim_action")
MOST = 4


@dataclass
class Words:
    """Something the child said, as it was written down."""

    text: str
    at: datetime


@dataclass
class Now:
    """The child now, as far as the viewer may know."""

    risk: list[Any] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)
    actions: list[DutyLine] = field(default_factory=list)
    plan: list[DutyLine] = field(default_factory=list)
    owed: list[DutyLine] = field(default_factory=list)
    missing: list[tuple[str, str, str]] = field(default_factory=list)
    plan_url: str = ""


def now_of(mine: Mine, procedure: Procedure) -> Now:
    """Two reads: the events that tell, and the duties that are open."""
    agency = mine.user.standing.agency
    kinds = [*TELLING, *SET, "plan_approved", "checklist_completed"]
    events = list(mine.events(procedure).filter(kind__in=kinds).select_related("by", "agency").order_by("at", "pk"))
    open_to_me = [e for e in events if reading_of(procedure, e.label, e.agency_id, agency) == "open"]
    told = Now()
    told.risk = [
        presenters.story_line(e, procedure, agency) for e in reversed(open_to_me) if e.kind in TELLING and e.note
    ]
    told.risk = told.risk[:MOST]
    told.words = _words(open_to_me)
    _sort_duties(told, mine, procedure, {e.case: e.note for e in open_to_me if e.kind in SET})
    told.plan_url = next((presenters.url_of("log_entry", e.case) for e in reversed(events) if e.kind == ON_LOG), "")
    told.missing = _missing(mine, procedure)
    return told


def _words(events: list[Event]) -> list[Words]:
    found = [
        Words(str(event.data["child_says"]), event.at)
        for event in reversed(events)
        if str(event.data.get("child_says") or "").strip()
    ]
    return found[:1]


def _sort_duties(told: Now, mine: Mine, procedure: Procedure, texts: dict[UUID, str]) -> None:
    calendar = Calendar(procedure.calendar)
    for duty in with_owners(mine.duties()):
        line = presenters.duty_line(duty, procedure, mine.now, who=presenters.who_owes(duty), calendar=calendar)
        if duty.about in ACTIONS:
            told.actions.append(_told(line, texts.get(duty.case, "")))
        else:
            (told.plan if duty.about == "log_entry" else told.owed).append(line)


def _told(line: DutyLine, text: str) -> DutyLine:
    return replace(line, says=text) if text else line


def _missing(mine: Mine, procedure: Procedure) -> list[tuple[str, str, str]]:
    """What nobody has said yet: (what, why it matters, where to say it)."""
    child = mine.child
    called = procedure.words.lead_professional
    lead = reverse("child_lead", args=[child.pk]) if mine.may_correct else ""
    details = reverse("child_details", args=[child.pk]) if mine.may_correct else ""
    no_level = bool(procedure.levels) and not child.level
    not_open = not procedure.case_statuses and not child.responsible_authority and not child.open_to
    wanted = [
        (child.lead is None, f"No {called} is named", "Nobody holds the case together.", lead),
        (child.born_on is None, "No date of birth is known", "The age decides which panel and plan fit.", details),
        (no_level, "No level is set", "A level is set on the concern, after the checklist.", ""),
        (not_open, "It is not known who the child is open to",
         "Some steps are asked only of children who are not open to a service.", details),
    ]  # fmt: skip
    return [(what, why, url) for lacks, what, why, url in wanted if lacks]
