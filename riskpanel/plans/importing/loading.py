"""Keeps an upload until it is decided on, and loads it whole or not at all."""

from datetime import datetime
from typing import Any

from django.db import transaction

from riskpanel.access import audit
from riskpanel.access.models import User
from riskpanel.children import actions as children
from riskpanel.children.models import Child
from riskpanel.children.moves import Refused
from riskpanel.partnership.models import Panel
from riskpanel.plans import facts
from riskpanel.plans.actions import enter_log
from riskpanel.plans.importing.checking import Line, check, guess, missing_fields, source_of
from riskpanel.plans.importing.reading import Sheet
from riskpanel.plans.models import LogImport

ORIGIN = "imported"
UNSAID = "Brought in from the log that was kept before."


@transaction.atomic
def keep_upload(*, panel: Panel, sheet: Sheet, by: User, at: datetime) -> LogImport:
    """Keeps what a file says, with a guess at its columns. What the person left undecided before goes."""
    LogImport.objects.filter(panel=panel, uploaded_by=by, loaded_at=None).delete()
    kept = LogImport.objects.create(
        panel=panel,
        columns=sheet.columns,
        rows=[[str(sheet.first_row + at), *row] for at, row in enumerate(sheet.rows)],
        mapping=guess(sheet.columns),
        digest=sheet.digest,
        uploaded_by=by,
        uploaded_at=at,
    )
    audit.record(action="import", by=by, thing=f"log_import:{kept.pk}:uploaded")
    return kept


@transaction.atomic
def map_columns(*, kept: LogImport, mapping: dict[str, str], by: User) -> LogImport:
    """Says which column of an upload holds what; raises Refused once it was loaded."""
    held = LogImport.objects.select_for_update().get(pk=kept.pk)
    if held.loaded_at:
        raise Refused("This log has been loaded.")
    held.mapping = {code: column for code, column in mapping.items() if column}
    held.save(update_fields=["mapping"])
    audit.record(action="import", by=by, thing=f"log_import:{held.pk}:mapped")
    return held


def checked(kept: LogImport, at: datetime) -> Any:
    """What would come of an upload now."""
    today = facts.calendar_of(kept.panel).day_of(at)
    first = int(kept.rows[0][0]) if kept.rows else 2
    return check(kept.panel, kept.columns, [row[1:] for row in kept.rows], kept.mapping, today, first)


@transaction.atomic
def load(*, kept: LogImport, by: User, at: datetime) -> LogImport:
    """Puts every row that can be taken on the log: all of them or, when one is refused, none. The rows
    themselves are not kept afterwards. Raises Refused; loading twice changes nothing."""
    held = LogImport.objects.select_for_update().get(pk=kept.pk)
    if held.loaded_at:
        return held
    if wrong := missing_fields(held.mapping):
        raise Refused(*wrong)
    found = checked(held, at)
    touched = [_enter(held.panel, line, by, at) for line in found.new]
    held.loaded, held.unchanged = len(found.new), len(found.unchanged)
    held.rejected, held.loaded_at, held.rows = found.rejected, at, []
    held.save()
    audit.record(action="import", by=by, thing=f"log_import:{held.pk}:loaded", children=touched)
    return held


def _enter(panel: Panel, line: Line, by: User, at: datetime) -> Child:
    try:
        child = line.child or _register(panel, line, by, at)
        if line.source_id and not child.source_id:
            child.source, child.source_id = source_of(panel), line.source_id
            child.save(update_fields=["source", "source_id"])
        enter_log(
            child=child,
            panel=panel,
            level=line.level,
            rationale=line.notes or UNSAID,
            categories=line.categories,
            lead=line.lead,
            lead_note=line.lead_note,
            next_meeting_at=line.review_on,
            origin=ORIGIN,
            entered_on=line.entered_on,
            by=by,
            at=at,
        )
    except Refused as refused:
        raise Refused(*(f"Row {line.row}: {reason}" for reason in refused.reasons)) from None
    return child


def _register(panel: Panel, line: Line, by: User, at: datetime) -> Child:
    named = {"source": source_of(panel), "source_id": line.source_id} if line.source_id else {}
    return children.register(
        panel=panel,
        given_name=line.given_name,
        family_name=line.family_name,
        born_on=line.born_on,
        categories=line.categories,
        by=by,
        at=at,
        **named,
    )
