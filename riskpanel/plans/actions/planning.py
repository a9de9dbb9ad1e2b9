"""The lines of a plan, and its approval."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from riskpanel.access import audit
from riskpanel.access.models import User
from riskpanel.children.moves import Refused, apply, locked
from riskpanel.partnership.models import Agency, Member
from riskpanel.plans import facts, threads
from riskpanel.plans.actions import copying
from riskpanel.plans.models import Disruption, LogEntry, PlanVersion, Risk, Service
from riskpanel.plans.snapshot import snapshot


@transaction.atomic
def add_risk(*, entry: LogEntry, words: str, by: User, at: datetime) -> Risk:
    """Writes a risk in words; those who keep the plan do."""
    _keeps(entry, by)
    _said(words, "Say what the risk is.")
    risk = Risk.objects.create(entry=entry, words=words.strip(), order=entry.risks.count())
    _changed(entry, "risk_added", by)
    return risk


@transaction.atomic
def change_risk(*, risk: Risk, words: str, version: int, by: User, at: datetime, ended: bool = False) -> Risk:
    """Writes a risk anew, or says that it has ended. Raises Changed when the plan moved on since
    `version`."""
    _keeps(risk.entry, by)
    _said(words, "Say what the risk is.")
    _held(risk.entry, version)
    risk.words, risk.ended_at = words.strip(), at if ended else None
    risk.save(update_fields=["words", "ended_at"])
    _changed(risk.entry, "risk_changed", by)
    return risk


@transaction.atomic
def add_service(
    *,
    entry: LogEntry,
    what: str,
    agency: Agency,
    by: User,
    at: datetime,
    risk: Risk | None = None,
    person: Member | None = None,
    status: str = "planned",
    starts_on: date | None = None,
) -> Service:
    """Adds a service given, or to be given, against a risk. Everybody may add one of their own agency."""
    _writes_for(entry, by, agency)
    _said(what, "Say what the service is.")
    _fits(entry, agency, person, risk)
    service = Service.objects.create(
        entry=entry, risk=risk, what=what.strip(), agency=agency, person=person, status=status, starts_on=starts_on,
        added_by=by, added_at=at,
    )  # fmt: skip
    _changed(entry, "service_added", by)
    return service


@transaction.atomic
def change_service(*, service: Service, version: int, by: User, at: datetime, **fields) -> Service:
    """Changes a service. Raises Changed when the plan moved on since `version`."""
    _writes_for(service.entry, by, service.agency)
    _held(service.entry, version)
    for name in ("risk", "what", "agency", "person", "status", "starts_on"):
        setattr(service, name, fields.get(name, getattr(service, name)))
    _said(service.what, "Say what the service is.")
    _fits(service.entry, service.agency, service.person, service.risk)
    service.save()
    _changed(service.entry, "service_changed", by)
    return service


@transaction.atomic
def add_disruption(
    *,
    entry: LogEntry,
    what: str,
    agency: Agency,
    by: User,
    at: datetime,
    risk: Risk | None = None,
    status: str = "considered",
    due_on: date | None = None,
    reason: str = "",
    label: str = "",
) -> Disruption:
    """Adds something that disrupts those who harm the child. `label` restricts who reads it."""
    _writes_for(entry, by, agency)
    _said(what, "Say what is to be done.")
    _fits(entry, agency, None, risk)
    _labelled(entry, label)
    line = Disruption.objects.create(
        entry=entry, risk=risk, what=what.strip(), agency=agency, status=status, due_on=due_on, reason=reason,
        label=label, added_by=by, added_at=at,
    )  # fmt: skip
    _changed(entry, "disruption_added", by)
    threads.tell(line, by=by, at=at)
    return line


@transaction.atomic
def change_disruption(*, disruption: Disruption, version: int, by: User, at: datetime, **fields) -> Disruption:
    """Changes a line of disruption. Raises Changed when the plan moved on since `version`."""
    _writes_for(disruption.entry, by, disruption.agency)
    _held(disruption.entry, version)
    for name in ("risk", "what", "agency", "status", "due_on", "reason", "label"):
        setattr(disruption, name, fields.get(name, getattr(disruption, name)))
    _said(disruption.what, "Say what is to be done.")
    _fits(disruption.entry, disruption.agency, None, disruption.risk)
    _labelled(disruption.entry, disruption.label)
    disruption.save()
    _changed(disruption.entry, "disruption_changed", by)
    threads.tell(disruption, by=by, at=at)
    return disruption


@transaction.atomic
def no_disruption(*, entry: LogEntry, reason: str, by: User, at: datetime) -> Disruption:
    """Says why no disruption suits; it is asked again at the next review."""
    _said(reason, "Say why none suits.")
    return add_disruption(
        entry=entry,
        what="No disruption suits now.",
        agency=by.standing.agency,
        status="refused",
        reason=reason.strip(),
        by=by,
        at=at,
    )


@transaction.atomic
def approve_plan(
    *, entry: LogEntry, by: User, at: datetime, child_says: str = "", family_says: str = "", version: int | None = None
) -> PlanVersion:
    """A co-chair approves the plan as it stands: the whole of it is kept as a version, with a copy to
    send to each agency that it names and to no other; older copies are replaced.

    Raises Refused while a line lacks something, Changed when the plan moved on since `version`.
    """
    if version is not None:
        entry.version = version
    missing = facts.incomplete_lines(entry, facts.calendar_of(entry.panel).day_of(at))
    last = facts.last_version(entry)
    number = last.number + 1 if last else 1
    told = {"services": facts.services(entry), "lines_complete": not missing}
    try:
        apply(entry, "approve_plan", by=by, at=at, facts=told, data={"version": number, "child_says": child_says})
    except Refused as refused:
        raise Refused(*refused.reasons, *missing, ruling=refused.ruling) from None
    approved = PlanVersion.objects.create(
        entry=entry,
        number=number,
        content=snapshot(entry),
        child_says=child_says,
        family_says=family_says,
        approved_by=by,
        approved_at=at,
    )
    copying.make_copies(approved, by=by, at=at)
    return approved


def _keeps(entry: LogEntry, by: User) -> None:
    if not facts.may_edit(entry, by):
        raise Refused("The plan is kept by its lead professional, the coordinator and the co-chairs.")
    _live(entry)


def _writes_for(entry: LogEntry, by: User, agency: Agency) -> None:
    if not facts.may_write_for(entry, by, agency.pk):
        raise Refused("You may write lines for your own agency; those who keep the plan write the others.")
    _live(entry)


def _live(entry: LogEntry) -> None:
    if not entry.live:
        raise Refused("This plan has ended.")


def _said(words: str, otherwise: str) -> None:
    if not words.strip():
        raise Refused(otherwise)


def _fits(entry: LogEntry, agency: Agency, person: Member | None, risk: Risk | None) -> None:
    if agency.partnership_id != entry.panel.partnership_id:
        raise Refused("Name an agency of the partnership.")
    if person and person.agency_id != agency.pk:
        raise Refused("Name a person of that agency.")
    if risk and risk.entry_id != entry.pk:
        raise Refused("Choose a risk of this plan.")


def _labelled(entry: LogEntry, label: str) -> None:
    if label and label not in {one.code for one in facts.procedure_for(entry).labels}:
        raise Refused("Choose who may read it.")


def _held(entry: LogEntry, version: int) -> None:
    """Holds the plan at the version that the person saw; raises Changed when it moved on."""
    locked(entry, version)


def _changed(entry: LogEntry, what: str, by: User) -> None:
    LogEntry.objects.filter(pk=entry.pk).update(version=F("version") + 1)
    entry.version += 1
    audit.record(action="change", by=by, thing=f"log_entry:{what}", children=[entry.child_id])
