"""Reminding owners of what they promised, and counting how often a meeting found it undone."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from riskpanel.access.models import User
from riskpanel.children.models import Event
from riskpanel.children.moves import Refused, write
from riskpanel.partnership.models import Panel
from riskpanel.partnership.standing import procedure_of
from riskpanel.plans import facts
from riskpanel.plans.models import Action
from riskpanel.procedure import Happening, duties
from riskpanel.procedure.rolling import codes_by_day, rolled_over

CHASED = "action_chased"


@transaction.atomic
def chase_actions(*, actions: Iterable[Action], by: User, at: datetime) -> list[Action]:
    """Reminds the owners of actions, each at most once a day; the actions that were chased.

    For those who chair or coordinate the panel, and for the contacts of the agency whose action it is.
    Raises Refused for anybody else, for an action that is not to be done any more, and where each was
    chased today already.
    """
    wanted = [one.pk for one in actions]
    held = Action.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk")
    found = list(held.select_related("panel__procedure", "child", "owner"))
    if not found:
        raise Refused("Nothing here is to be chased.")
    for action in found:
        if not may_chase(action, by):
            raise Refused("An action is chased by those who run the panel, or by a contact of its own agency.")
        if action.state not in facts.TO_DO:
            raise Refused("This action is not to be done any more.")
    already = _chased_today(found, at)
    fresh = [one for one in found if one.pk not in already]
    if not fresh:
        raise Refused("This was chased today already.")
    for action in fresh:
        write(action, CHASED, by=by, at=at, label=action.label)
    return fresh


def may_chase(action: Action, by: User) -> bool:
    """Whether somebody may remind the owner of an action."""
    standing = by.standing
    if standing.roles_at(action.panel_id) & {"co_chair", "coordinator"}:
        return True
    own = standing.agency is not None and standing.agency.pk == action.agency_id
    return own and "agency_contact" in standing.roles


def _chased_today(actions: list[Action], at: datetime) -> set[UUID]:
    calendar = facts.calendar_of(actions[0].panel)
    events = Event.objects.filter(about=Action.THING, kind=CHASED, case__in=[one.pk for one in actions])
    return {case for case, when in events.values_list("case", "at") if calendar.day_of(when) == calendar.day_of(at)}


@transaction.atomic
def roll_over(*, panel: Panel, at: datetime) -> int:
    """Counts anew how many meetings of the panel found each late action undone, once a meeting has opened;
    how many actions rolled over."""
    today = facts.calendar_of(panel).day_of(at)
    late = list(Action.objects.filter(panel=panel, state__in=facts.TO_DO, due_on__lt=today))
    meetings, changed = _meetings(panel, at), []
    threads = _happenings(late)
    procedure, calendar = procedure_of(panel.procedure), facts.calendar_of(panel)
    codes = codes_by_day(procedure, Action.THING)
    for action in late:
        owed = [one for one in duties(procedure, Action.THING, threads[action.pk], calendar) if one.code in codes]
        count = rolled_over(owed, meetings)
        if count > action.rolled_over:
            action.rolled_over = count
            changed.append(action)
    Action.objects.bulk_update(changed, ["rolled_over"])
    return len(changed)


def _meetings(panel: Panel, at: datetime) -> list[datetime]:
    """When the panel's meetings were opened; other kinds of meeting, such as one before it, do not count."""
    procedure = procedure_of(panel.procedure)
    kinds = {one.code for one in procedure.meetings if one.role == "panel"}
    opened = {move.event for move in procedure.lifecycle("meeting").moves if move.name == "open"}
    events = Event.objects.filter(about="meeting", panel=panel, kind__in=opened, at__lte=at)
    return [when for when, data in events.values_list("at", "data") if data.get("kind") in kinds]


def _happenings(actions: Iterable[Action]) -> dict[UUID, list[Happening]]:
    found: dict[UUID, list[Happening]] = defaultdict(list)
    events = Event.objects.filter(about=Action.THING, case__in=[one.pk for one in actions]).order_by("at", "pk")
    for case, kind, at, data in events.values_list("case", "kind", "at", "data"):
        found[case].append(Happening(kind=kind, at=at, data=data))
    return found
