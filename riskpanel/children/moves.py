"""The one way in which a record moves, and the one way in which an event is written."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from riskpanel.access import audit
from riskpanel.access.models import User
from riskpanel.children import grants
from riskpanel.children.duties import refresh
from riskpanel.children.models import Case, Child, Event
from riskpanel.children.people import roles_on
from riskpanel.children.telling import tell_of
from riskpanel.partnership.models import Agency
from riskpanel.partnership.standing import procedure_of
from riskpanel.procedure import Ruling, judge, target


class Refused(Exception):
    """The procedure does not allow the move. `reasons` are sentences for the person who asked."""

    def __init__(self, *reasons: str, ruling: Ruling | None = None) -> None:
        super().__init__(" ".join(reasons))
        self.reasons, self.ruling = reasons, ruling


class Changed(Exception):
    """Somebody else changed the record meanwhile; `record` is how it stands now."""

    def __init__(self, record: Any) -> None:
        super().__init__("Somebody else changed this meanwhile.")
        self.record = record


def locked(record: Case, version: int | None = None) -> Case:
    """The record as it stands, held until the transaction ends; raises Changed when it is no longer
    at `version`."""
    records = type(record)._default_manager.select_for_update(of=("self",))
    held = records.select_related(*(record.HELD_WITH or (None,))).get(pk=record.pk)
    if version is not None and held.version != version:
        raise Changed(held)
    if held.panel_id == record.panel_id:
        held.panel = record.panel
    return held


def may_move(record: Case, name: str, by: User, facts: Mapping[str, Any], waived: Collection[str] = ()) -> Ruling:
    """Whether `by` may make the move now, with the reasons if not. Asks, changes nothing."""
    procedure = procedure_of(record.panel.procedure)
    return judge(procedure, record.THING, record.state, name, roles_on(record, by), facts, waived)


@transaction.atomic
def apply(
    record: Case,
    name: str,
    *,
    by: User,
    at: datetime,
    facts: Mapping[str, Any] | None = None,
    note: str = "",
    data: Mapping[str, Any] | None = None,
    waived: Collection[str] = (),
    label: str = "",
) -> Event:
    """Makes the move `name` of the record's lifecycle: state, event, duties, ends of grants, audit.

    `at` is when it happened; `data` what duties read (dates as ISO text). Raises Refused with the
    reasons when the procedure does not allow it, Changed when the record moved on meanwhile.
    """
    held = locked(record, record.version)
    ruling = may_move(held, name, by, facts or {}, waived)
    if not ruling.allowed:
        raise Refused(*ruling.reasons, ruling=ruling)
    move = next(m for m in procedure_of(held.panel.procedure).lifecycle(held.THING).moves if m.name == name)
    held.state, held.version = target(move, held.state), held.version + 1
    held.save(update_fields=["state", "version"])
    event = write(held, move.event, by=by, at=at, note=note, data=data, label=label)
    record.state, record.version = held.state, held.version
    return event


@transaction.atomic
def write(
    record: Case,
    kind: str,
    *,
    by: User,
    at: datetime,
    note: str = "",
    data: Mapping[str, Any] | None = None,
    label: str = "",
    about: str = "",
    case: UUID | None = None,
) -> Event:
    """Writes an event on the record's thread, refreshes what is owed, tells whom the procedure
    tells and ends what it ends."""
    child: Child | None = getattr(record, "child", None)
    agency: Agency | None = by.standing.agency
    event = Event.objects.create(
        partnership_id=record.panel.partnership_id,
        panel=record.panel,
        child=child,
        about=about or record.THING,
        case=case or record.thread,
        kind=kind,
        at=at,
        recorded_at=timezone.now(),
        by=by,
        agency=agency,
        procedure=record.panel.procedure,
        note=note,
        data=plain(data or {}),
        label=label,
    )
    refresh(record, about=event.about, case=event.case)
    tell_of(record, event)
    grants.end(about=event.case, event=kind, panel=record.panel, at=at, by=by)
    audit.record(action="change", by=by, thing=f"{event.about}:{kind}", children=[child] if child else [], reason=label)
    return event


def plain(data: Mapping[str, Any]) -> dict[str, Any]:
    """Data as JSON holds it: dates and times as ISO text, keys of records as text."""
    return {
        key: value.isoformat()
        if isinstance(value, date | datetime)
        else str(value)
        if isinstance(value, UUID)
        else value
        for key, value in data.items()
    }
