"""The minutes in parts: one for each item, with its decisions and actions."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from riskpanel.access.models import User
from riskpanel.children.restrictions import may_be_minuted, reading_of
from riskpanel.meetings.models import AgendaItem, Decision
from riskpanel.meetings.presenters.agenda import about, decided_words, with_guests
from riskpanel.meetings.reach import Part
from riskpanel.partnership.standing import procedure_of
from riskpanel.plans.models import Action
from riskpanel.procedure import Procedure

SAID = {"yes": "Yes", "partly": "In part", "no": "No"}


def minutes_parts(part: Part, items: Iterable[AgendaItem]) -> list[dict[str, Any]]:
    """Each item of the minutes as far as this person may read it."""
    items = list(items)
    given = _actions(items)
    return [one_part(item, given[item.pk], part.procedure, part.user) for item in items]


def one_part(
    item: AgendaItem, actions: Iterable[Action], procedure: Procedure, user: User, *, undecided: bool = False
) -> dict[str, Any]:
    """One item: what was said, decided and agreed; `undecided` where it is known that nothing was decided yet."""
    levels = {level.code: level for level in procedure.levels}
    decisions = [
        {
            "decision": one,
            "label": decided_words(procedure, one.outcome),
            "level": levels.get(one.level),
            "referrer_level": levels.get(one.referrer_level),
            "chairs": "; ".join(chair["name"] for chair in one.chairs if chair["name"]),
            "waits": one.to_ratify and one.ratified_by_id is None,
            "answers": answers_of(one.asked, procedure),
        }
        for one in (() if undecided else item.decisions.all())
    ]
    return {
        "item": item,
        "about": about(item, procedure),
        "decisions": decisions,
        "actions": [line for action in actions if (line := _line(action, procedure, user))],
        "lead": next((guest for guest in item.guests.all() if guest.as_lead), None),
    }


def answers_of(asked: dict[str, dict[str, str]], procedure: Procedure) -> list[tuple[str, str]]:
    """What was answered to the procedure's questions, each with the question."""
    lines = []
    for prompt in procedure.prompts:
        told = asked.get(prompt.code, {})
        words = ". ".join(part for part in (SAID.get(told.get("answer", ""), ""), told.get("says", "")) if part)
        if words:
            lines.append((prompt.label, words))
    return lines


def actions_of(items: Iterable[AgendaItem]) -> dict[Any, list[Action]]:
    """The actions that were given at each item."""
    return _actions(list(items))


def given_at(item: AgendaItem) -> list[tuple[UUID, str]]:
    """The actions that were given at an item: key and state, and no word."""
    return list(Action.objects.filter(item=item.pk).order_by("pk").values_list("pk", "state"))


def _actions(items: list[AgendaItem]) -> dict[Any, list[Action]]:
    """What was labelled as not to be minuted is left out: its owner has it, and no minutes do."""
    found: dict[Any, list[Action]] = defaultdict(list)
    procedure = procedure_of(items[0].meeting.panel.procedure) if items else None
    given = Action.objects.filter(item__in=[item.pk for item in items]).select_related("agency", "owner__user")
    for action in given.order_by("due_on", "created_at"):
        if may_be_minuted(procedure, action.label):
            found[action.item].append(action)
    return found


def _line(action: Action, procedure: Procedure, user: User) -> dict[str, Any] | None:
    reading = reading_of(procedure, action.label, action.agency_id, user.standing.agency)
    if reading == "hidden":
        return None
    told = {"agency": action.agency.name, "due_on": action.due_on}
    return told | ({"what": action.what, "owner": action.owner.user.full_name} if reading == "open" else {})


def heard(part: Part, found: QuerySet | None = None) -> list[AgendaItem]:
    """The items of the minutes that the reader may see (or those `found`), with everything that a part of
    the minutes shows, in few queries."""
    found = part.items().exclude(section__in=part.annex_sections()) if found is None else found
    found = found.select_related(
        "child", "referral__concern__agency", "entry", "listing__place", "action__agency",
        "escalation__raised_by_agency", "placed",
    )  # fmt: skip
    decided = Prefetch("decisions", Decision.objects.select_related("by", "ratified_by", "lead_agency"))
    items = list(found.prefetch_related(decided, with_guests()).order_by("order", "pk"))
    for item in items:
        item.meeting = part.meeting
    return items
