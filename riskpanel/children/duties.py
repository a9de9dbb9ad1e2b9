"""Keeps the duties of a case in step with its events. The counting is the procedure's."""

from uuid import UUID

from riskpanel.children.models import Case, Duty, DutyOwner, Event
from riskpanel.children.people import owners_of
from riskpanel.partnership.standing import procedure_of
from riskpanel.procedure import Calendar, Happening, Owed, duties


def owed_by(record: Case, about: str, case: UUID) -> tuple[Owed, ...]:
    """What the procedure in force makes of the events of one case."""
    procedure = procedure_of(record.panel.procedure)
    happenings = [
        Happening(kind=kind, at=at, data=data)
        for kind, at, data in Event.objects.filter(about=about, case=case).values_list("kind", "at", "data")
    ]
    return duties(procedure, about, happenings, Calendar(procedure.calendar))


def refresh(record: Case, *, about: str = "", case: UUID | None = None) -> list[Duty]:
    """Writes the duties of a case anew, with who owes each; the open and met ones, in order."""
    about, case = about or record.THING, case or record.thread
    before = Duty.objects.filter(about=about, case=case)
    urls = dict(before.values_list("code", "url")) if about != record.THING else {}
    before.delete()
    child = getattr(record, "child", None)
    url_of = getattr(record, "url_of", lambda screen: record.get_absolute_url())
    running = [owed for owed in owed_by(record, about, case) if not owed.stopped]
    rows = [
        Duty(
            partnership_id=record.panel.partnership_id,
            panel=record.panel,
            child=child,
            about=about,
            case=case,
            code=owed.code,
            says=owed.says,
            started_at=owed.started_at,
            due_at=owed.due_at,
            counted=owed.counted,
            clauses=list(owed.clauses),
            stated=owed.stated,
            safety=owed.safety,
            url=urls.get(owed.code) or url_of(owed.screen),
            met_at=owed.met_at,
        )
        for owed in running
    ]
    Duty.objects.bulk_create(rows)
    DutyOwner.objects.bulk_create(
        DutyOwner(duty=duty, **who)
        for duty, owed in zip(rows, running, strict=True)
        if owed.met_at is None
        for role in owed.who
        for who in owners_of(record, role)
    )
    return rows
