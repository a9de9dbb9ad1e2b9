"""The child-protection route: written down, never gated, holding nothing up."""

from datetime import datetime

from django.db import transaction

from riskpanel.access import audit
from riskpanel.access.models import User
from riskpanel.children.models import Child
from riskpanel.children.moves import Refused, write
from riskpanel.partnership.models import Panel
from riskpanel.partnership.standing import procedure_of
from riskpanel.procedure import Calendar
from riskpanel.referrals.facts import ours
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
        if called_at < concern.created_at:
            write(concern, "protection_call_known", by=by, at=at)
    audit.record(action="change", by=by, thing=f"protection_call:{call.pk}:recorded", children=[child] if child else [])
    return call


def count_earlier_call(concern: Concern, *, by: User, at: datetime) -> None:
    """Counts a call of the same day about the child for a concern that is recorded after it."""
    calendar = Calendar(procedure_of(concern.panel.procedure).calendar)
    calls = ProtectionCall.objects.filter(child=concern.child_id, called_at__lte=at).values_list("called_at", flat=True)
    last = calls.first()
    if last is not None and calendar.day_of(last) == calendar.day_of(at):
        write(concern, "protection_call_known", by=by, at=at)


@transaction.atomic
def say_why_no_call(*, concern: Concern, reason: str, by: User, at: datetime) -> None:
    """Says why nobody called though there are signs of serious harm; it stands in the concern's story.
    Raises Refused without words, and for those who do not carry the concern."""
    ours(concern, by)
    if not reason.strip():
        raise Refused("Say why nobody called.")
    write(concern, "protection_not_called", by=by, at=at, note=reason)


def _live(child: Child | None) -> list[Concern]:
    if child is None:
        return []
    concerns = Concern.objects.filter(child=child).select_related("panel__procedure", "child", "author__user")
    return [concern for concern in concerns if concern.state not in _ends(concern)]


def _ends(concern: Concern) -> set[str]:
    lifecycle = procedure_of(concern.panel.procedure).lifecycle(Concern.THING)
    return {state.code for state in lifecycle.states if state.end}
