"""The procedure: kept as uploaded, put in force from a day, and the seats that follow from it."""

import hashlib
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from riskpanel.access import audit
from riskpanel.access.models import User
from riskpanel.partnership.models import Agency, InForce, Panel, Partnership, ProcedureVersion, Seat
from riskpanel.partnership.standing import procedure_of
from riskpanel.procedure import Procedure, load_text


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
def set_up_panel(
    *, partnership: Partnership, version: ProcedureVersion, from_day: date, by: User, at: datetime
) -> Panel:
    """Starts a panel that follows `version`, with the seats that it names."""
    procedure = procedure_of(version)
    panel = Panel.objects.create(
        partnership=partnership, name=procedure.words.panel, slug=version.slug, procedure=version
    )
    put_in_force(panel=panel, version=version, from_day=from_day, by=by, at=at)
    sync_seats(panel, procedure)
    return panel


@transaction.atomic
def put_in_force(*, panel: Panel, version: ProcedureVersion, from_day: date, by: User, at: datetime) -> InForce:
    """Puts a version in force from a day on; a later day waits until `bring_into_force` is run on it."""
    line = InForce.objects.create(panel=panel, procedure=version, from_day=from_day, put_by=by, put_at=at)
    _bring(panel, timezone.localdate(at))
    audit.record(action="change", by=by, thing=f"procedure:{version.pk}:in_force")
    return line


def bring_into_force(*, today: date) -> list[Panel]:
    """Makes each panel follow the version that its history says for `today`; the panels changed."""
    return [panel for panel in Panel.objects.select_related("procedure") if _bring(panel, today)]


@transaction.atomic
def _bring(panel: Panel, today: date) -> bool:
    line = panel.history.select_related("procedure").filter(from_day__lte=today).first()
    if line is None or line.procedure_id == panel.procedure_id:
        return False
    panel.procedure = line.procedure
    panel.name = procedure_of(line.procedure).words.panel
    panel.save(update_fields=["procedure", "name"])
    sync_seats(panel, procedure_of(line.procedure))
    return True


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
        seat, _ = Seat.objects.get_or_create(panel=panel, code=line.code, defaults={"title": line.title})
        seat.title, seat.order, seat.retired = line.title, order, False
        seat.chairs, seat.core_group, seat.gives = line.chair, line.core_group, line.gives
        seat.attends, seat.may_delegate = line.attends, line.may_delegate
        if seat.agency is None and len(fills) == 1:
            seat.agency = fills[0]
        seat.save()
    panel.seats.exclude(code__in=codes).update(retired=True)
