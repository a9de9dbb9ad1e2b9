"""The copies of an approved plan: one for each agency that it names, sent, filed, replaced."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from riskpanel.access import audit
from riskpanel.access.models import User
from riskpanel.children import grants
from riskpanel.children.models import Grant
from riskpanel.children.moves import Refused, write
from riskpanel.children.people import roles_on
from riskpanel.partnership.models import Agency, Appointment, holding
from riskpanel.plans import facts, threads
from riskpanel.plans.models import LogEntry, PlanCopy, PlanVersion
from riskpanel.procedure import ends_of

TO_SEND, SENT, FILED, REPLACED = "to_send", "sent", "filed", "replaced"


def make_copies(version: PlanVersion, *, by: User, at: datetime) -> list[PlanCopy]:
    """One copy for each agency that the version names; the copies of older versions are replaced."""
    entry = version.entry
    named = facts.named_agencies(entry)
    older = PlanCopy.objects.filter(version_sent__entry=entry).exclude(version_sent=version).exclude(state=REPLACED)
    for copy in older.select_related("panel", "child", "agency", "version_sent"):
        copy.state = REPLACED
        copy.save(update_fields=["state"])
        write(copy, "plan_copy_replaced", by=by, at=at)
    return [
        PlanCopy.objects.create(
            panel=entry.panel,
            child=entry.child,
            version_sent=version,
            agency_id=agency,
            state=TO_SEND,
            created_at=at,
            created_by=by,
        )
        for agency in sorted(named)
    ]


@transaction.atomic
def send_copies(*, version: PlanVersion, by: User, at: datetime) -> list[PlanCopy]:
    """Sends the copies of a version that are not sent yet: the contacts of each agency gain sight of
    the plan and owe its filing; agencies that it no longer names lose theirs. Raises Refused for
    anybody but the coordinator and the co-chairs, and when a newer version is in force."""
    entry = version.entry
    procedure = facts.procedure_for(entry)
    if not facts.may_send(entry, by):
        raise Refused(f"Copies are sent by: {procedure.words.coordinator}, or a co-chair.")
    if facts.last_version(entry) != version:
        raise Refused("A newer version is in force: send that one.")
    copies = list(version.copies.filter(state=TO_SEND).select_related("agency", "child", "panel__procedure"))
    for copy in copies:
        copy.state, copy.sent_at, copy.sent_by = SENT, at, by
        copy.save(update_fields=["state", "sent_at", "sent_by"])
        show_to_agency(entry, copy.agency, by=by, at=at)
        write(copy, "plan_copy_sent", by=by, at=at, data={"version": version.number})
    _take_away(entry, {copy.agency_id for copy in version.copies.all()}, by, at)
    threads.tell_agencies(entry, by=by, at=at)
    write(entry, "plan_copied", by=by, at=at, data={"version": version.number})
    return copies


def show_to_agency(entry: LogEntry, agency: Agency, *, by: User, at: datetime) -> None:
    """Gives the contacts of an agency sight of the plan."""
    grants.give(child=entry.child, sight="plan_agency", panel=entry.panel, agency=agency, about=entry.pk, by=by, at=at)


def _take_away(entry: LogEntry, named: set[int], by: User, at: datetime) -> None:
    """Agencies that the plan no longer names keep sight as long as after its close, and no longer."""
    line = facts.procedure_for(entry).sight("plan_agency")
    ends_at = ends_of(line, {line.until.event: at}, at, facts.calendar_of(entry.panel))
    lost = Grant.objects.filter(about=entry.pk, sight=line.code, ends_at__gt=ends_at).exclude(agency__in=named)
    if lost.update(ends_at=ends_at, ended_by=by):
        audit.record(action="grant_end", by=by, thing=f"{line.code}:{line.scope}", children=[entry.child_id])


@transaction.atomic
def confirm_filed(*, copy: PlanCopy, file_reference: str, by: User, at: datetime) -> PlanCopy:
    """An agency's contact says that the copy is on its case file. Where an agency has no contact, the
    coordinator writes down what it said. Raises Refused for others and for a copy not sent."""
    if copy.state == TO_SEND:
        raise Refused("This copy has not been sent yet.")
    if copy.state == REPLACED:
        raise Refused("A newer copy has taken the place of this one.")
    if not may_file(copy, by, at):
        raise Refused(f"The contact of {copy.agency.name} confirms this.")
    if copy.filed_at is None:
        copy.state, copy.filed_at, copy.filed_by, copy.file_reference = FILED, at, by, file_reference.strip()
        copy.save(update_fields=["state", "filed_at", "filed_by", "file_reference"])
        write(copy, "plan_copy_filed", by=by, at=at)
    return copy


def may_file(copy: PlanCopy, user: User, at: datetime) -> bool:
    """Whether the user says that an agency has filed its copy: its contact, or the coordinator where it has none."""
    if "agency_contact" in copy.relations(user):
        return True
    return "coordinator" in roles_on(copy, user) and not has_contact(copy.agency, at)


def has_contact(agency: Agency, at: datetime) -> bool:
    """Whether somebody is there to receive plans for an agency."""
    held = Appointment.objects.filter(holding(timezone.localdate(at)), role="agency_contact", member__agency=agency)
    return held.exists()
