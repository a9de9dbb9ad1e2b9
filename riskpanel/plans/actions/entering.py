"""On the log, kept there, and off it again."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from riskpanel.access.models import User
from riskpanel.children import actions as children
from riskpanel.children import grants
from riskpanel.children.models import Child
from riskpanel.children.moves import Refused, apply, write
from riskpanel.partnership.models import Agency, Member, Panel
from riskpanel.partnership.standing import procedure_of
from riskpanel.plans import facts, threads
from riskpanel.plans.models import Action, LevelHistory, LogEntry
from riskpanel.referrals.models import Referral

LOGGED = ("logged", "active")


@transaction.atomic
def enter_log(
    *,
    child: Child,
    panel: Panel,
    level: str,
    rationale: str,
    by: User,
    at: datetime,
    referral: Referral | None = None,
    referrer_level: str = "",
    categories: Any = (),
    lead: Member | None = None,
    next_meeting_at: datetime | None = None,
    origin: str = "",
    entered_on: date | None = None,
    lead_note: str = "",
) -> LogEntry:
    """Puts a child on the log; the entry is the root of its plan, so a draft plan stands at once.

    Raises Refused without agreement that the level is the panel's, without a lead professional, for
    a child who is on the log already, and for anybody but its owners and those who enter for them.
    `origin` says how an entry came that no referral stands behind; `entered_on` on which day.
    """
    referrer_level = referrer_level or (referral.concern.level if referral else "")
    lead = lead or child.lead or (referral.concern.author if referral else None)
    _may_enter(child, panel, level, referrer_level, rationale, lead or lead_note, by)
    previous = LogEntry.objects.filter(child=child, panel=panel).order_by("-created_at").first()
    entry = LogEntry(child=child, panel=panel, referral=referral, previous=previous, origin=origin, level=level)
    entry.state = procedure_of(panel.procedure).lifecycle(LogEntry.THING).start
    entry.created_at, entry.created_by = at, by
    entry.entered_on = entered_on or facts.calendar_of(panel).day_of(at)
    entry.referrer_level, entry.lead, entry.lead_note = referrer_level, lead, lead_note
    entry.categories = list(categories or (referral.categories if referral else child.categories))
    entry.save(force_insert=True)
    _hold(entry, lead, by, at)
    set_panel_level(entry, level, rationale, by, at)
    show_to_keepers(entry, by, at)
    write(entry, "logged", by=by, at=at, note=rationale, data=_dates(entry, level, next_meeting_at, at))
    if previous and previous.state == "stepped_down":
        _take_over(previous, entry, by, at)
    return entry


def _may_enter(
    child: Child, panel: Panel, level: str, referrer_level: str, rationale: str, lead: Any, by: User
) -> None:
    procedure = procedure_of(panel.procedure)
    log = procedure.words.log
    wrong = []
    if not by.standing.roles_at(panel.pk) & {procedure.setting("log_owner"), procedure.setting("log_editor")}:
        wrong.append(f"The {log} is entered by its owners, or by those who enter for them.")
    if facts.band(panel, level) != "panel":
        wrong.append(f"The {log} takes children whose level the panel agrees is in its own range.")
    elif referrer_level and not _concurs(panel, level, referrer_level):
        wrong.append("The panel’s level and the referrer’s do not agree, so there is no entry.")
    if not rationale.strip():
        wrong.append("Give the reasons.")
    if not lead:
        wrong.append(f"Name a {procedure.words.lead_professional}: the panel holds no case.")
    if LogEntry.objects.filter(child=child, panel=panel, state__in=LOGGED).exists():
        wrong.append(f"{child.reference} is on the {log} already.")
    if wrong:
        raise Refused(*wrong)


def _concurs(panel: Panel, level: str, referrer_level: str) -> bool:
    if procedure_of(panel.procedure).setting("log_concur") == "level":
        return level == referrer_level
    return facts.band(panel, referrer_level) == "panel"


def _hold(entry: LogEntry, lead: Member | None, by: User, at: datetime) -> None:
    if lead is not None:
        children.name_lead(child=entry.child, lead=lead, panel=entry.panel, by=by, at=at)


def show_to_keepers(entry: LogEntry, by: User, at: datetime) -> None:
    """Gives those who keep the log sight of an entry, or prolongs it."""
    about = {"child": entry.child, "sight": "log_keeper", "panel": entry.panel, "about": entry.pk, "by": by, "at": at}
    grants.give_seats(seats=entry.panel.seats.filter(chairs=True, retired=False), **about)
    grants.give(panel_role="coordinator", **about)


def set_panel_level(entry: LogEntry, level: str, reason: str, by: User, at: datetime) -> None:
    """The panel's level of an entry, with its history and the child's card."""
    LevelHistory.objects.create(entry=entry, level=level, reason=reason, by=by, at=at)
    entry.level = level
    entry.save(update_fields=["level"])
    mark_child(entry.child, level, provisional=False, by=by, at=at)


def mark_child(child: Child, level: str, *, provisional: bool, by: User, at: datetime) -> None:
    """Writes on the child's card which level stands, and whether somebody has yet to confirm it."""
    child.level, child.level_provisional, child.level_set_at, child.level_set_by = level, provisional, at, by
    child.save(update_fields=["level", "level_provisional", "level_set_at", "level_set_by"])


def _dates(entry: LogEntry, level: str, next_meeting_at: datetime | None, at: datetime) -> dict[str, Any]:
    return {
        "level": level,
        "band": facts.band(entry.panel, level),
        "next_meeting_at": next_meeting_at or facts.next_panel(entry.panel, at),
    }


def _take_over(previous: LogEntry, entry: LogEntry, by: User, at: datetime) -> None:
    """The open actions of a stepped-down plan go on in the new one; a co-chair ends the old entry."""
    Action.objects.filter(entry=previous, state__in=facts.OPEN_ACTION).update(entry=entry)
    if "co_chair" in by.standing.roles_at(entry.panel_id):
        end_entry(entry=previous, rationale="The child came back: a new entry takes its place.", by=by, at=at)


@transaction.atomic
def record_review(
    *,
    entry: LogEntry,
    level: str,
    rationale: str,
    by: User,
    at: datetime,
    next_meeting_at: datetime | None = None,
    version: int | None = None,
) -> LogEntry:
    """The panel looked at the plan and the child stays; a new review falls due. Raises Refused for a
    level at which the child should step down."""
    band = facts.band(entry.panel, level)
    if level and band != "panel":
        raise Refused("At this level the child steps down: name the service that takes over.")
    _at_version(entry, version)
    data = _dates(entry, level, next_meeting_at, at)
    apply(entry, "review", by=by, at=at, facts={"level": level, "rationale": rationale}, note=rationale, data=data)
    entry.reviewed_on = facts.calendar_of(entry.panel).day_of(at)
    entry.save(update_fields=["reviewed_on"])
    set_panel_level(entry, level, rationale, by, at)
    show_to_keepers(entry, by, at)
    return entry


@transaction.atomic
def step_down(
    *,
    entry: LogEntry,
    level: str,
    rationale: str,
    receiving_service: str,
    reentry_trigger: str,
    by: User,
    at: datetime,
    receiving_agency: Agency | None = None,
    version: int | None = None,
) -> LogEntry:
    """The panel hands the child to a named service; filing and open actions are settled before closing."""
    band = facts.band(entry.panel, level)
    told = {
        "level_band": band,
        "rationale": rationale,
        "receiving_service": receiving_service,
        "reentry_trigger": reentry_trigger,
    }
    _at_version(entry, version)
    apply(entry, "step_down", by=by, at=at, facts=told, note=rationale, data={"level": level, "band": band})
    entry.receiving_service, entry.receiving_agency = receiving_service, receiving_agency
    entry.reentry_trigger, entry.leaving_reason = reentry_trigger, rationale
    entry.reviewed_on = entry.left_on = facts.calendar_of(entry.panel).day_of(at)
    _keep(entry)
    set_panel_level(entry, level, rationale, by, at)
    return entry


def _keep(entry: LogEntry) -> None:
    """The keeping time runs from the day on which the child left the log."""
    if entry.left_on:
        entry.keep_until = facts.kept_until(entry.panel, entry.left_on)
    entry.save()


def _at_version(entry: LogEntry, version: int | None) -> None:
    """Takes the caller's word for the version they saw, so that `apply` finds a change since."""
    if version is not None:
        entry.version = version


@transaction.atomic
def transfer(
    *, entry: LogEntry, receiving_service: str, rationale: str, by: User, at: datetime, version: int | None = None
) -> LogEntry:
    """The child moves to another area or panel and is handed over."""
    told = {"receiving_service": receiving_service, "rationale": rationale}
    _at_version(entry, version)
    apply(entry, "transfer", by=by, at=at, facts=told, note=rationale)
    entry.receiving_service = receiving_service
    return _leave(entry, rationale, by, at)


@transaction.atomic
def end_entry(*, entry: LogEntry, rationale: str, by: User, at: datetime, version: int | None = None) -> LogEntry:
    """The entry ends for another reason."""
    _at_version(entry, version)
    apply(entry, "end", by=by, at=at, facts={"rationale": rationale}, note=rationale)
    return _leave(entry, rationale, by, at)


def _leave(entry: LogEntry, rationale: str, by: User, at: datetime) -> LogEntry:
    threads.close_all(entry, by=by, at=at)
    entry.leaving_reason = rationale
    entry.left_on = entry.left_on or facts.calendar_of(entry.panel).day_of(at)
    _keep(entry)
    grants.end(about=entry.pk, event="log_closed", panel=entry.panel, at=at, by=by)
    return entry


@transaction.atomic
def close_entry(*, entry: LogEntry, by: User, at: datetime) -> LogEntry:
    """Closes a stepped-down entry once every agency filed the last plan and no action is open."""
    told = {"filing_complete": facts.filing_complete(entry), "open_actions": facts.open_actions(entry)}
    apply(entry, "close", by=by, at=at, facts=told)
    threads.close_all(entry, by=by, at=at)
    _keep(entry)
    return entry


@transaction.atomic
def name_case_holder(*, entry: LogEntry, lead: Member | None, by: User, at: datetime) -> LogEntry:
    """Names who holds the case. Raises Refused without a person of an agency of the partnership."""
    words = facts.procedure_for(entry).words
    if lead is None or lead.agency.partnership_id != entry.panel.partnership_id:
        raise Refused(f"Name a {words.lead_professional} of an agency: the panel holds no case.")
    if lead.ends_on and lead.ends_on < facts.calendar_of(entry.panel).day_of(at) + timedelta(days=1):
        raise Refused("Name somebody who still works there.")
    entry.lead, entry.lead_note = lead, ""
    entry.save(update_fields=["lead", "lead_note"])
    _hold(entry, lead, by, at)
    return entry
