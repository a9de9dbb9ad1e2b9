"""The child-protection route: written down, never gated, holding nothing up."""

from datetime import datetime

from django.db import transaction

from riskpanel.access import audit
from riskpanel.access.models import User
from riskpanel.children.models import Child
from riskpanel.children.moves import write
from riskpanel.partnership.models import Panel
from riskpanel.partnership.standing import procedure_of
from riskpanel.referrals.models import Concern, ProtectionCall


@transaction.atomic
def record_protection_call(
    *,
    panel: Panel,
    child: Child | None,
    called: str,
    called_at: datetime,
    by: User,
    at: datetime,
    reference: str = "",
    note: str = "",
) -> ProtectionCall:
    """Writes down whom somebody called and when, and says so on every live concern about the child.

    No state, level or gate is asked, no state changes and no running duty ends. The event stands at
    the moment of the call.
    """
    call = ProtectionCall.objects.create(
        panel=panel,
        child=child,
        called=called,
        called_at=called_at,
        reference=reference,
        note=note,
        by=by,
        recorded_at=at,
    )
    for concern in _live(child):
        told = {"called": called, "reference": reference, "call": call.pk}
        write(concern, "protection_route_taken", by=by, at=called_at, note=note, data=told)
    audit.record(action="change", by=by, thing=f"protection_call:{call.pk}:recorded", children=[child] if child else [])
    return call


def _live(child: Child | None) -> list[Concern]:
    if child is None:
        return []
    concerns = Concern.objects.filter(child=child).select_related("panel__procedure", "child", "author__user")
    return [concern for concern in concerns if concern.state not in _ends(concern)]


def _ends(concern: Concern) -> set[str]:
    lifecycle = procedure_of(concern.panel.procedure).lifecycle(Concern.THING)
    return {state.code for state in lifecycle.states if state.end}
