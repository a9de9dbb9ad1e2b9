"""What cannot wait, on top of every page of those who answer for it, until they confirm that it was done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, DateTimeField, OuterRef, Subquery

from riskpanel.access.models import User
from riskpanel.children.models import Duty
from riskpanel.partnership.models import Panel
from riskpanel.partnership.standing import procedure_of
from riskpanel.plans.models import ImmediateAction
from riskpanel.procedure.model import State


@dataclass(frozen=True)
class Pinned:
    """An immediate action that no chair has confirmed; `late` says what of it is late, since `late_since`."""

    action: ImmediateAction
    state: State
    late: str
    late_since: datetime | None


def pinned_at(user: User, panel: Panel, now: datetime, children: Iterable[Any] | None = None) -> list[Pinned]:
    """Those of a panel that the person may see, of these children where some are named; the oldest first.
    None where the panel's procedure has no such actions."""
    procedure = procedure_of(panel.procedure)
    if not procedure.has(ImmediateAction.THING):
        return []
    states = {one.code: one for one in procedure.lifecycle(ImmediateAction.THING).states}
    late = Duty.objects.filter(about=ImmediateAction.THING, case=OuterRef("pk"), met_at=None, due_at__lt=now)
    late = late.order_by("due_at", "pk")
    found = ImmediateAction.objects.visible_to(user, now).open().filter(panel=panel)
    found = found if children is None else found.filter(child__in=set(children))
    rows = found.select_related("child", "owner__user").annotate(
        late_says=Subquery(late.values("says")[:1], output_field=CharField()),
        late_since=Subquery(late.values("due_at")[:1], output_field=DateTimeField()),
    )
    return [
        Pinned(one, states[one.state], one.late_says or "", one.late_since) for one in rows.order_by("created_at", "pk")
    ]
