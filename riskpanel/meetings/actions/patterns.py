"""Verbs of patterns: what the panel notices beyond one child, and who answers it."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from riskpanel.access import audit
from riskpanel.access.models import User
from riskpanel.children.models import Child
from riskpanel.children.moves import Changed, Refused
from riskpanel.meetings import reach
from riskpanel.meetings.models import Pattern
from riskpanel.partnership.models import Panel
from riskpanel.partnership.standing import procedure_of


def _check(panel: Panel, by: User, fields: dict[str, Any]) -> None:
    if panel.pk not in {one.pk for one in reach.panels_of(by)}:
        raise Refused("Patterns are kept by those who sit at the panel.")
    procedure = procedure_of(panel.procedure)
    wrong = []
    if fields["kind"] not in {one.code for one in procedure.pattern_kinds}:
        wrong.append("Choose a kind of pattern.")
    if fields["horizon"] not in {one.code for one in procedure.horizons}:
        wrong.append("Choose over what time.")
    if fields.get("tactical") and not fields.get("owner_agency"):
        wrong.append("A tactical response needs an agency that owns it.")
    if fields.get("people") and not fields.get("people_label"):
        wrong.append("Say who may read about people of concern.")
    if wrong:
        raise Refused(*wrong)


@transaction.atomic
def add_pattern(*, panel: Panel, by: User, at: datetime, children: Any = (), **fields: Any) -> Pattern:
    """Writes a pattern down. `children` are those whom it touches and whom the writer may see."""
    _check(panel, by, fields)
    pattern = Pattern.objects.create(panel=panel, added_by=by, added_at=at, **fields)
    pattern.children.set(_seen(by, children))
    audit.record(action="change", by=by, thing=f"pattern:{pattern.pk}:added", children=list(pattern.children.all()))
    return pattern


@transaction.atomic
def change_pattern(
    *, pattern: Pattern, version: int, by: User, at: datetime, children: Any = None, **fields: Any
) -> Pattern:
    """Changes a pattern; raises Changed when somebody else did since `version`. Children whom the writer
    may not see stay linked."""
    _check(pattern.panel, by, fields)
    held = Pattern.objects.select_for_update().get(pk=pattern.pk)
    if held.version != version:
        raise Changed(held)
    for name, value in fields.items():
        setattr(held, name, value)
    held.version += 1
    held.save()
    if children is not None:
        mine = set(Child.objects.visible_to(by, at).filter(patterns=held).values_list("pk", flat=True))
        kept = [child for child in held.children.all() if child.pk not in mine]
        held.children.set([*kept, *_seen(by, children)])
    audit.record(action="change", by=by, thing=f"pattern:{held.pk}:changed")
    return held


@transaction.atomic
def close_pattern(*, pattern: Pattern, on: date, by: User, at: datetime) -> Pattern:
    """Takes a pattern off the panel's standing section; it stays in the list of those closed."""
    if pattern.panel_id not in {one.pk for one in reach.panels_of(by)}:
        raise Refused("Patterns are kept by those who sit at the panel.")
    pattern.closed_on = on
    pattern.version += 1
    pattern.save(update_fields=["closed_on", "version"])
    audit.record(action="change", by=by, thing=f"pattern:{pattern.pk}:closed")
    return pattern


def _seen(by: User, children: Any) -> list[Child]:
    keys = [child.pk for child in children]
    return list(Child.objects.visible_to(by).filter(pk__in=keys))
