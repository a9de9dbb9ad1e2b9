"""Verbs that set up a partnership: agencies, people, panels, seats, appointments, the procedure in force."""

import hashlib
from datetime import date, datetime

from django.db import transaction

from riskpanel.access import audit
from riskpanel.access.models import User
from riskpanel.partnership.models import (
    Agency,
    Appointment,
    InForce,
    Member,
    Panel,
    Partnership,
    ProcedureVersion,
    Seat,
    Sitting,
)
from riskpanel.partnership.standing import procedure_of
from riskpanel.procedure import Procedure, load_text


@transaction.atomic
def found_partnership(
    *, name: str, by: User, area: str = "", phones: list[dict] | None = None, links: list[dict] | None = None
) -> Partnership:
    """Starts a partnership. `phones` are its child-protection numbers, each {label, number, when}."""
    partnership = Partnership.objects.create(name=name, area=area, phones=phones or [], links=links or [])
    audit.record(action="change", by=by, thing="partnership:founded")
    return partnership


@transaction.atomic
def add_agency(*, partnership: Partnership, name: str, kind: str, sector: str, by: User, **more) -> Agency:
    """Adds an agency; `kind` and `sector` are those of the procedure's agencies."""
    agency = Agency.objects.create(partnership=partnership, name=name, kind=kind, sector=sector, **more)
    audit.record(action="change", by=by, thing=f"agency:{agency.pk}:added")
    return agency


@transaction.atomic
def place(*, user: User, agency: Agency, job_title: str, from_day: date, by: User, **more) -> Member:
    """Gives a person their place at an agency, ending any place that they had the day before."""
    for old in Member.objects.filter(user=user, ends_on=None):
        leave(member=old, on=from_day, by=by)
    member = Member.objects.create(user=user, agency=agency, job_title=job_title, starts_on=from_day, **more)
    audit.record(action="change", by=by, thing=f"member:{member.pk}:placed")
    return member


@transaction.atomic
def leave(*, member: Member, on: date, by: User) -> None:
    """Ends a person's place and everything held by it; `on` is the first day on which they have none."""
    from datetime import timedelta

    last = on - timedelta(days=1)
    member.ends_on = max(last, member.starts_on)
    member.save(update_fields=["ends_on"])
    for held in member.appointments.filter(ends_on=None) | member.appointments.filter(ends_on__gt=last):
        held.ends_on = last
        held.save(update_fields=["ends_on"])
    audit.record(action="change", by=by, thing=f"member:{member.pk}:left")


@transaction.atomic
def appoint(
    *,
    member: Member,
    role: str,
    from_day: date,
    by: User,
    at: datetime,
    seat: Seat | None = None,
    panel: Panel | None = None,
    until: date | None = None,
    sitting: Sitting | None = None,
    may_chair: bool = False,
    reason: str = "",
) -> Appointment:
    """Gives a seat (`seat`), a deputy's part (`deputy`, with an end) or a role at a panel."""
    held = Appointment.objects.create(
        member=member,
        role=role,
        seat=seat,
        panel=panel if seat is None else None,
        sitting=sitting,
        may_chair=may_chair,
        reason=reason,
        starts_on=from_day,
        ends_on=until,
        given_by=by,
        given_at=at,
    )
    audit.record(action="change", by=by, thing=f"appointment:{held.pk}:{role}")
    return held


@transaction.atomic
def end_appointment(*, appointment: Appointment, last_day: date, by: User) -> None:
    """Ends an appointment after `last_day`; the next request of the person no longer has it."""
    appointment.ends_on = last_day
    appointment.save(update_fields=["ends_on"])
    audit.record(action="change", by=by, thing=f"appointment:{appointment.pk}:ended")


@transaction.atomic
def upload_procedure(
    *, partnership: Partnership, source: str, by: User, at: datetime, asked_by: str = ""
) -> ProcedureVersion:
    """Keeps a procedure file; raises ProcedureError when it is wrong. The same file twice is one version."""
    procedure = load_text(source, "the file")
    digest = hashlib.sha256(source.encode()).hexdigest()
    version, made = ProcedureVersion.objects.get_or_create(
        partnership=partnership,
        digest=digest,
        defaults={
            "slug": procedure.identity.slug,
            "version": procedure.identity.version,
            "source": source,
            "uploaded_by": by,
            "uploaded_at": at,
            "change_asked_by": asked_by,
        },
    )
    if made:
        audit.record(action="change", by=by, thing=f"procedure:{version.pk}:uploaded")
    return version


@transaction.atomic
def set_up_panel(*, partnership: Partnership, version: ProcedureVersion, from_day: date, by: User, at: datetime) -> Panel:
    """Starts a panel that follows `version`, with the seats that it names."""
    procedure = procedure_of(version)
    panel = Panel.objects.create(
        partnership=partnership, name=procedure.words.panel, slug=version.slug, procedure=version
    )
    _put(panel, version, from_day=from_day, by=by, at=at)
    return panel


@transaction.atomic
def put_in_force(*, panel: Panel, version: ProcedureVersion, from_day: date, by: User, at: datetime) -> InForce:
    """Puts a version in force from a day on; a later day waits until `bring_into_force` is run on it."""
    return _put(panel, version, from_day=from_day, by=by, at=at)


def bring_into_force(*, today: date) -> list[Panel]:
    """Makes each panel follow the version that its history says for `today`; the panels changed."""
    changed = []
    for panel in Panel.objects.select_related("procedure"):
        line = panel.history.filter(from_day__lte=today).first()
        if line and line.procedure_id != panel.procedure_id:
            _follow(panel, line.procedure)
            changed.append(panel)
    return changed


def _put(panel: Panel, version: ProcedureVersion, *, from_day: date, by: User, at: datetime) -> InForce:
    line = InForce.objects.create(panel=panel, procedure=version, from_day=from_day, put_by=by, put_at=at)
    if from_day <= at.date():
        _follow(panel, version)
    audit.record(action="change", by=by, thing=f"procedure:{version.pk}:in_force")
    return line


def _follow(panel: Panel, version: ProcedureVersion) -> None:
    panel.procedure = version
    panel.name = procedure_of(version).words.panel
    panel.save(update_fields=["procedure", "name"])
    sync_seats(panel, procedure_of(version))


def sync_seats(panel: Panel, procedure: Procedure) -> None:
    """Makes the panel's seats those of the procedure: new ones are added, gone ones retired; a seat
    whose kind of agency the partnership has only once is given to it."""
    agencies: dict[str, list[Agency]] = {}
    for agency in panel.partnership.agencies.filter(active=True):
        agencies.setdefault(agency.kind, []).append(agency)
    codes = []
    for order, line in enumerate(procedure.seats):
        codes.append(line.code)
        fills = agencies.get(line.agency, [])
        seat, made = Seat.objects.get_or_create(panel=panel, code=line.code, defaults={"title": line.title})
        seat.title, seat.order, seat.retired = line.title, order, False
        seat.chairs, seat.core_group = line.chair, line.core_group
        seat.attends, seat.may_delegate = line.attends, line.may_delegate
        if seat.agency is None and len(fills) == 1:
            seat.agency = fills[0]
        seat.save()
    panel.seats.exclude(code__in=codes).update(retired=True)
