"""What the panel reads first about a child: level and why, since when, what changed, what is open, what
the child says. Frozen as data when the agenda is published."""

from datetime import date, datetime
from typing import Any

from riskpanel.children.models import Event
from riskpanel.cohorts.models import ChildPaper, Circumstances, Listing
from riskpanel.meetings.models import AgendaItem
from riskpanel.partnership.standing import procedure_of
from riskpanel.plans.facts import OPEN_ACTION
from riskpanel.plans.models import Action, LogEntry
from riskpanel.plans.presenters import in_words
from riskpanel.procedure import Calendar, Procedure
from riskpanel.procedure.listing import papers
from riskpanel.procedure.vocabulary import CHILD_FACTS
from riskpanel.referrals.models import Referral

MOST_CHANGES = 8
MOST_REASONS = 5


def read_first(item: AgendaItem, since: datetime | None, at: datetime) -> dict[str, Any]:
    """The card of a child's item as JSON keeps it. Nothing with a restriction is copied into it: of a
    restricted action only who holds it."""
    procedure = procedure_of(item.meeting.panel.procedure)
    card: dict[str, Any] = {"at": at.isoformat(), "level": item.child.level}
    if item.referral:
        card |= _of_referral(item.referral)
    if item.entry:
        card |= _of_entry(item.entry)
    elif entered := _on_log(item):
        card |= {"on_log_since": entered.isoformat()}
    if item.listing:
        card |= _of_listing(item.listing, procedure, at)
    if item.escalation:
        card |= {"why_here": in_words(item.escalation)}
    if item.placed:
        card |= {"why_here": item.placed.risk, "placed_by": item.placed.placing_authority}
    card["changed"] = _changed(item, since, procedure)
    card["actions"] = [_action(action) for action in open_actions(item)]
    return card


def open_actions(item: AgendaItem) -> list[Action]:
    """The panel's actions for a child that are neither verified nor cancelled."""
    found = Action.objects.filter(child=item.child, panel=item.meeting.panel, state__in=OPEN_ACTION)
    return list(found.select_related("agency", "owner__user").order_by("due_on"))


def _on_log(item: AgendaItem) -> date | None:
    """Since when the child is on the panel's log, whatever the item is about."""
    live = LogEntry.objects.filter(child=item.child, panel=item.meeting.panel, state__in=["logged", "active"])
    return live.values_list("entered_on", flat=True).first()


def _of_referral(referral: Referral) -> dict[str, Any]:
    concern = referral.concern
    decided = concern.levels.first()
    return {
        "emergency": referral.emergency_reason if referral.emergency == "accepted" else "",
        "interim": [_interim(one) for one in concern.actions.filter(done_at=None).select_related("agency")],
        "level": concern.level,
        "level_why": decided.reason if decided else "",
        "level_since": decided.at.isoformat() if decided else "",
        "why_here": referral.why_multi_agency,
        "happening": concern.happening,
        "doing_now": referral.doing_now,
        "child_says": referral.checklist.child_says or concern.child_says,
        "family_says": referral.checklist.family_says or concern.family_says,
    }


def _interim(one: Any) -> dict[str, str]:
    """What is done meanwhile, before there is a plan."""
    return {"what": one.what, "agency": one.agency.name, "due_on": one.due_on.isoformat() if one.due_on else ""}


def _of_listing(listing: Listing, procedure: Procedure, at: datetime) -> dict[str, Any]:
    told = Circumstances.objects.filter(child=listing.child_id).first()
    heard = listing.items.filter(removed=False).exclude(decisions=None).order_by("-decisions__at")
    last = heard.values_list("decisions__outcome", flat=True).first()
    place = listing.place
    told_of = {
        "cohort": procedure.cohort(listing.cohort).label,
        "route": next((one.label for one in procedure.routes if one.code == listing.route), listing.route),
        "case_status": procedure.case_status(told.case_status).label if told else "",
        "rising": listing.rising,
        "rank": place.rank if place else 0,
        "was": (place.was or 0) if place else 0,
        "ranked_for": _ranked_for(place.reasons) if place else [],
        "lead_agency": listing.lead_agency.name if listing.lead_agency else "",
        "last_outcome": next((one.label for one in procedure.outcomes if one.code == last), ""),
        "papers": _papers(listing, told, procedure, at),
    }
    return {"why_here": listing.reason, "listing": told_of}


def _ranked_for(reasons: list[dict[str, Any]]) -> list[str]:
    return [one["text"] for one in reasons if one.get("about") in {"indicator", "change"}][:MOST_REASONS]


def _papers(listing: Listing, told: Circumstances | None, procedure: Procedure, at: datetime) -> list[dict[str, str]]:
    """How each required document stands: that there is one, and nothing of what it says."""
    newest = {one.code: one for one in ChildPaper.objects.filter(child=listing.child_id).order_by("at", "pk")}
    dated = {code: one.dated_on for code, one in newest.items() if one.dated_on}
    facts = {name: getattr(told, name) for name in CHILD_FACTS} if told else {}
    standing = papers(procedure, facts, dated, Calendar(procedure.calendar).day_of(at))
    waived = {code for code, one in newest.items() if one.not_applicable}
    return [
        {"title": one.document.title, "standing": one.standing, "why": one.why}
        for one in standing
        if one.standing != "not_applicable" and one.document.code not in waived
    ]


def _of_entry(entry: LogEntry) -> dict[str, Any]:
    decided = entry.levels.first()
    version = entry.versions.first()
    return {
        "level": entry.level,
        "level_why": decided.reason if decided else "",
        "level_since": decided.at.isoformat() if decided else "",
        "on_log_since": entry.entered_on.isoformat(),
        "reviewed_on": entry.reviewed_on.isoformat() if entry.reviewed_on else "",
        "plan_version": version.number if version else 0,
        "risks": [risk.words for risk in entry.risks.filter(ended_at=None)],
        "services": [
            {"what": one.what, "agency": one.agency.name, "status": one.get_status_display()}
            for one in entry.services.exclude(status="ended").select_related("agency")
        ],
        "child_says": version.child_says if version else "",
        "family_says": version.family_says if version else "",
    }


def _changed(item: AgendaItem, since: datetime | None, procedure: Procedure) -> list[dict[str, str]]:
    """What happened since the panel last met, in the procedure's own sentences, newest first."""
    says = {move.event: move.told for life in procedure.lifecycles for move in life.moves}
    events = Event.objects.filter(child=item.child, panel=item.meeting.panel, label="", kind__in=says)
    if since:
        events = events.filter(at__gt=since)
    newest = {(one.kind, one.at): one for one in events.order_by("-at", "-pk")[: 2 * MOST_CHANGES]}
    return [{"at": one.at.isoformat(), "says": says[one.kind]} for one in list(newest.values())[:MOST_CHANGES]]


def _action(action: Action) -> dict[str, Any]:
    told = {"agency": action.agency.name, "agency_id": action.agency_id, "due_on": action.due_on.isoformat()}
    if action.label:
        return told | {"label": action.label}
    return told | {"what": action.what, "owner": action.owner.user.full_name, "state": action.state}
