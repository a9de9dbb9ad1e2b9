"""What each section of the agenda is filled from."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from riskpanel.children.models import Duty
from riskpanel.meetings.actions import listed
from riskpanel.meetings.models import AgendaItem, Meeting
from riskpanel.partnership.calendar import next_sitting
from riskpanel.partnership.standing import procedure_of
from riskpanel.plans import facts
from riskpanel.plans.models import Action, Escalation, LogEntry, PlacedChild
from riskpanel.procedure import Calendar
from riskpanel.procedure.model import Section
from riskpanel.referrals.models import Referral

DECIDED = ("referrals", "called_in", "reviews", *listed.SOURCES)
STANDING = ("patterns", "put_forward")
"""Sources whose items the panel decides on, and sections that have one line of their own name."""


def found(meeting: Meeting, section: Section) -> list[dict[str, Any]]:
    """What the section's source holds that the agenda does not have, as fields of an item. A meeting
    outside the calendar is for its emergencies: the rest waits for the next one in it."""
    source = SOURCES.get(section.source)
    if section.source in listed.SOURCES:
        return listed.found(meeting, section)
    if source is None or (meeting.sitting.extraordinary and section.source != "referrals"):
        return []
    if section.source in STANDING:
        return [] if meeting.items.filter(section=section.code).exists() else [{"title": section.label}]
    return source(meeting)


def last_panel(meeting: Meeting) -> datetime | None:
    """When the panel met last before this meeting."""
    before = meeting.panel.sittings.filter(
        role="panel", cancelled=False, starts_at__lt=meeting.sitting.starts_at, meeting__opened_at__isnull=False
    )
    last = before.order_by("-starts_at").first()
    return last.starts_at if last else None


def _new(meeting: Meeting, records: QuerySet, name: str) -> list[dict[str, Any]]:
    listed = AgendaItem.objects.filter(meeting=meeting).exclude(**{name: None}).values(f"{name}_id")
    fresh = records.exclude(pk__in=listed).select_related("child")
    return [{name: record, "child": record.child} for record in fresh]


def _actions(meeting: Meeting) -> list[dict[str, Any]]:
    open_ones = Action.objects.filter(panel=meeting.panel, state__in=facts.OPEN_ACTION, item__isnull=False)
    return _new(meeting, open_ones.order_by("due_on"), "action")


def _escalations(meeting: Meeting) -> list[dict[str, Any]]:
    since = last_panel(meeting)
    wanted = Q(state="open")
    if since:
        wanted |= Q(created_at__gt=since)
    told = {t.code for t in procedure_of(meeting.panel.procedure).escalations if t.reported_to_panel}
    raised = Escalation.objects.filter(wanted, panel=meeting.panel, track__in=told).order_by("created_at")
    return _new(meeting, raised, "escalation")


def _waiting(meeting: Meeting) -> QuerySet:
    """Accepted referrals for this meeting, and those whose meeting was cancelled."""
    elsewhere = AgendaItem.objects.filter(referral__isnull=False, removed=False).exclude(meeting__state="cancelled")
    waiting = Q(state="accepted") | (Q(state="on_agenda") & ~Q(pk__in=elsewhere.values("referral_id")))
    ours = Q(aimed_at=None) | Q(aimed_at__starts_at__lte=meeting.sitting.starts_at) | Q(emergency="accepted")
    if meeting.sitting.extraordinary:
        ours = Q(emergency="accepted")
    return Referral.objects.filter(waiting & ours, panel=meeting.panel).order_by("submitted_at", "created_at")


def _called(waiting: QuerySet) -> list[Any]:
    return [one.pk for one in waiting.prefetch_related("decisions") if _last_outcome(one) == "called_in"]


def _last_outcome(referral: Referral) -> str:
    decisions = list(referral.decisions.all())
    return decisions[0].outcome if decisions else ""


def _referrals(meeting: Meeting) -> list[dict[str, Any]]:
    waiting = _waiting(meeting)
    return _new(meeting, waiting.exclude(pk__in=_called(waiting)), "referral")


def _called_in(meeting: Meeting) -> list[dict[str, Any]]:
    waiting = _waiting(meeting)
    return _new(meeting, waiting.filter(pk__in=_called(waiting)), "referral")


def _reviews(meeting: Meeting) -> list[dict[str, Any]]:
    """Plans whose review falls due by this meeting, or would be late at the one after it."""
    procedure = procedure_of(meeting.panel.procedure)
    codes = facts.duty_codes(procedure, LogEntry.THING, starts="plan_reviewed", met_by="plan_reviewed")
    calendar = Calendar(procedure.calendar)
    until = calendar.end_of_day(calendar.day_of(meeting.sitting.starts_at))
    falls = Q(due_at__lte=until)
    if after := next_sitting(meeting.panel, "panel", meeting.sitting.starts_at):
        falls |= Q(due_at__lt=after.starts_at)
    due = Duty.objects.filter(falls, about=LogEntry.THING, code__in=codes, met_at=None)
    entries = LogEntry.objects.filter(panel=meeting.panel, state__in=("logged", "active"), pk__in=due.values("case"))
    return _new(meeting, entries.order_by("entered_on"), "entry")


def _placed(meeting: Meeting) -> list[dict[str, Any]]:
    waiting = PlacedChild.objects.filter(panel=meeting.panel).exclude(state__in=("confirmed", "ended"))
    return _new(meeting, waiting.order_by("created_at"), "placed")


def _annex(meeting: Meeting) -> list[dict[str, Any]]:
    if not procedure_of(meeting.panel.procedure).setting("triage_annex"):
        return []
    declined = Referral.objects.filter(panel=meeting.panel, state="not_accepted")
    since = last_panel(meeting)
    if since:
        declined = declined.filter(decisions__outcome="declined", decisions__at__gt=since).distinct()
    return _new(meeting, declined.order_by("submitted_at"), "referral")


SOURCES: dict[str, Callable[[Meeting], list[dict[str, Any]]] | None] = {
    "actions": _actions,
    "escalations": _escalations,
    "referrals": _referrals,
    "called_in": _called_in,
    "reviews": _reviews,
    "placed": _placed,
    "patterns": lambda meeting: [],
    "put_forward": lambda meeting: [],
    "annex": _annex,
}
