"""What a plan tells the procedure: the facts of its moves, and the dates that its duties read."""

from datetime import date, datetime
from typing import Any

from django.db.models import Q

from riskpanel.access.models import User
from riskpanel.children.models import Case, Duty, Event
from riskpanel.children.people import roles_on
from riskpanel.partnership.calendar import next_sitting
from riskpanel.partnership.models import Panel
from riskpanel.partnership.standing import procedure_of
from riskpanel.plans.models import Action, Disruption, LogEntry, PlanVersion, Service
from riskpanel.procedure import Calendar, Procedure, periods, rule

TO_DO = ("open", "accepted")
"""States of an action that its owner still has to do."""
OPEN_ACTION = (*TO_DO, "done", "refused")
WANTED = ("considered", "asked", "in_place")
"""States of disruption that somebody still works on."""


def procedure_for(record: Case) -> Procedure:
    """The procedure that the record's panel follows."""
    return procedure_of(record.panel.procedure)


def calendar_of(panel: Panel) -> Calendar:
    """The panel's calendar."""
    return Calendar(procedure_of(panel.procedure).calendar)


def band(panel: Panel, level: str) -> str:
    """The band of a level; empty for a code that the procedure does not have."""
    return next((one.band for one in procedure_of(panel.procedure).levels if one.code == level), "")


def next_panel(panel: Panel, after: datetime) -> datetime | None:
    """When the panel meets next after a moment, if a date is set."""
    coming = next_sitting(panel, "panel", after)
    return coming.starts_at if coming else None


def kept_until(panel: Panel, left_on: date) -> date:
    """Until when an entry is kept that left the log on a day."""
    return periods.kept_until(procedure_of(panel.procedure), left_on)


def open_actions(entry: LogEntry) -> int:
    """How many actions of the plan are neither verified nor cancelled."""
    return entry.actions.filter(state__in=OPEN_ACTION).count()


def services(entry: LogEntry) -> int:
    """How many services the plan names that have not ended."""
    return entry.services.exclude(status="ended").count()


def incomplete_lines(entry: LogEntry, on: date) -> list[str]:
    """What keeps the plan from being approved, a sentence a line."""
    orphans = Action.objects.filter(entry=entry, state__in=OPEN_ACTION).filter(
        Q(owner__ends_on__lt=on) | Q(agency__active=False)
    )
    undated = Disruption.objects.filter(entry=entry, status__in=WANTED, due_on=None).select_related("agency")
    found = [f"The action due {one.due_on:%d %b %Y} needs a person who still works there." for one in orphans]
    return found + [f"The disruption by {one.agency.name} needs a date." for one in undated]


def last_version(entry: LogEntry) -> PlanVersion | None:
    """The version in force, if one was approved."""
    return entry.versions.order_by("-number").first()


def filing_complete(entry: LogEntry) -> bool:
    """Whether every agency confirmed that it filed the last version; true where none was approved."""
    version = last_version(entry)
    return version is None or not version.copies.filter(filed_at=None).exists()


def disruption_answered(entry: LogEntry) -> bool:
    """Whether the plan names disruption, or says since the last review why none suits."""
    kept = Q(status__in=WANTED)
    said = Q(status="refused") & ~Q(reason="")
    if entry.reviewed_on:
        said &= Q(added_at__date__gte=entry.reviewed_on)
    return entry.disruption.filter(kept | said).exists()


def raise_to_answer(entry: LogEntry) -> Event | None:
    """The rise of the level that was reported last, if the chairs still owe a decision on it."""
    codes = duty_codes(procedure_for(entry), entry.THING, starts="level_raised", met_by="plan_reviewed")
    owed = Duty.objects.filter(about=entry.THING, case=entry.pk, code__in=codes, met_at=None)
    events = Event.objects.filter(about=entry.THING, case=entry.pk, kind="level_raised").order_by("-at", "-pk")
    return events.first() if owed.exists() else None


def late(action: Action, today: date) -> bool:
    """Whether the owner still has to do an action whose day is past."""
    return action.state in TO_DO and action.due_on < today


def accepts(procedure: Procedure) -> bool:
    """Whether actions are accepted by their owners under the procedure."""
    return any(move.name == "accept" for move in procedure.lifecycle(Action.THING).moves)


def time_of(action: Action) -> dict[str, Any]:
    """What the procedure asks before it lets an action have more time."""
    return {"times_extended": action.extended, "extension_asked": action.wanted_on is not None}


def more_time(action: Action) -> list[str]:
    """Why an action can have no more time, in the procedure's sentences; nothing where it can."""
    lifecycle = procedure_for(action).lifecycle(Action.THING)
    tests = [test for move in lifecycle.moves if move.name == "extend" for test in move.tests]
    told = time_of(action)
    return [said for test in tests if test.fact in told and (said := rule(test, told)) is not None]


def shut(action: Action) -> set[str]:
    """Moves about more time that the procedure rules out for this action, or that have nothing to answer."""
    spent = {"extend", "ask_extension"} if more_time(action) else set()
    return spent | ({"decline_extension"} if action.wanted_on is None else {"ask_extension"})


def named_agencies(entry: LogEntry) -> set[int]:
    """Keys of the agencies that have a part in the plan."""
    found = set(Service.objects.filter(entry=entry).exclude(status="ended").values_list("agency", flat=True))
    found |= set(entry.disruption.filter(status__in=WANTED).values_list("agency", flat=True))
    return found | set(entry.actions.filter(state__in=OPEN_ACTION).values_list("agency", flat=True))


def may_edit(entry: LogEntry, user: User) -> bool:
    """Whether the user may change every line of the plan."""
    return bool(roles_on(entry, user) & {"lead_professional", "coordinator", "co_chair"})


def may_send(entry: LogEntry, user: User) -> bool:
    """Whether the user sends the copies of the plan: a co-chair, and the coordinator where the chairs gave
    standing leave to share plans."""
    standing = "plan" in procedure_for(entry).setting("share_standing")
    senders = {"co_chair", "coordinator"} if standing else {"co_chair"}
    return bool(user.standing.roles_at(entry.panel_id) & senders)


def may_write_for(entry: LogEntry, user: User, agency_id: int) -> bool:
    """Whether the user may add a line for an agency: those who keep the plan for any, everybody who
    sees it for their own, at once and with nobody's leave."""
    own = user.standing.agency
    return may_edit(entry, user) or bool(own and own.pk == agency_id)


def duty_codes(procedure: Procedure, about: str, *, starts: str, met_by: str) -> list[str]:
    """Codes of the duties about a thing that one event starts and another meets."""
    return [d.code for d in procedure.duties if d.about == about and starts in d.starts and met_by in d.met_by]
