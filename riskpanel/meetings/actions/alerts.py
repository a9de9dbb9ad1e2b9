"""Verbs of warnings between meetings: sent to seats of the panel, or asked of a chair first; read."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from riskpanel.access import audit
from riskpanel.access.models import User
from riskpanel.children.models import Child
from riskpanel.children.moves import Refused
from riskpanel.children.panel_events import record_panel_event
from riskpanel.children.people import panel_owners
from riskpanel.meetings import minuted
from riskpanel.meetings.alerts import addressed_to, may_answer, may_raise, sends_at_once
from riskpanel.meetings.models import Alert, AlertReading
from riskpanel.partnership.models import Panel, Seat
from riskpanel.partnership.notices import tell
from riskpanel.partnership.reaching import members_of, who_see_children
from riskpanel.partnership.standing import procedure_of


@transaction.atomic
def raise_alert(
    *, panel: Panel, kind: str, text: str, seats: Iterable[Seat], by: User, at: datetime, child: Child | None = None
) -> Alert:
    """Tells seats of the panel of a risk or an issue. Those whom the procedure names tell them at once; a
    member's warning waits for a chair. Raises Refused for anybody else, and without words or readers."""
    procedure = procedure_of(panel.procedure)
    if procedure.alerts is None or not may_raise(by, panel):
        raise Refused("Warnings are sent by those who sit at the panel.")
    chosen = [seat for seat in seats if seat.panel_id == panel.pk and not seat.retired]
    if kind not in {one.code for one in procedure.alerts.kinds}:
        raise Refused("Choose what kind of warning it is.")
    if not text.strip() or not chosen:
        raise Refused("Say what it is and who is to know.")
    if len(text) > procedure.alerts.longest:
        raise Refused(f"Keep it to {procedure.alerts.longest} characters.")
    if child is not None and not Child.objects.visible_to(by, at).filter(pk=child.pk).exists():
        raise Refused("Choose a child whom you see.")
    if child is not None and minuted.names(text, child):
        raise Refused("Leave the child’s name and reference out of the words: not everybody who reads them may know.")
    state = Alert.SENT if sends_at_once(by, panel) else Alert.PROPOSED
    alert = Alert.objects.create(
        panel=panel, kind=kind, text=text.strip(), child=child, state=state, raised_by=by, raised_at=at
    )
    alert.seats.set(chosen)
    _written(alert, "sent" if state == Alert.SENT else "asked", by=by, at=at)
    return alert


@transaction.atomic
def answer_alert(*, alert: Alert, send: bool, by: User, at: datetime, answer: str = "") -> Alert:
    """A chair sends what a member asked to send, or says why not; the answer stands."""
    held = Alert.objects.select_for_update(of=("self",)).select_related("panel__procedure", "child").get(pk=alert.pk)
    if not may_answer(by, held.panel):
        raise Refused("Only a co-chair answers this.")
    if held.state != Alert.PROPOSED:
        raise Refused("This has been answered already.")
    if not send and not answer.strip():
        raise Refused("Say why not.")
    held.state = Alert.SENT if send else Alert.REFUSED
    held.answered_by, held.answered_at, held.answer = by, at, answer.strip()
    held.save(update_fields=["state", "answered_by", "answered_at", "answer"])
    _written(held, "sent" if send else "refused", by=by, at=at)
    return held


@transaction.atomic
def read_alert(*, alert: Alert, by: User, at: datetime) -> AlertReading:
    """Somebody whom it is for says that they have read it; once."""
    if not addressed_to(by).filter(pk=alert.pk).exists():
        raise Refused("This is not for you.")
    reading, made = AlertReading.objects.get_or_create(alert=alert, user=by, defaults={"at": at})
    if made:
        audit.record(action="change", by=by, thing=f"alert:{alert.pk}:read", children=_of(alert))
    return reading


def _written(alert: Alert, what: str, *, by: User, at: datetime) -> None:
    audit.record(action="change", by=by, thing=f"alert:{alert.pk}:{what}", children=_of(alert))
    _tell(alert, what, by=by, at=at)
    if what == "sent":
        record_panel_event(alert.panel, "alert_sent", by=by, at=at, data={"alert": alert.pk})


def _tell(alert: Alert, what: str, *, by: User, at: datetime) -> None:
    """Those whom it is for hear of a warning that was sent, chairs of one that a member asks to send, and
    that member of the answer. The words of the warning stay in it."""
    child, panel = alert.child, alert.panel
    told = {"panel": panel, "path": reverse("alert", args=[alert.pk]), "at": at, "by": by}
    told |= {"reference": child.reference, "child": child.pk} if child else {}
    owners = [{"role": "panel_member", "seat": seat} for seat in alert.seats.all()]
    owners = panel_owners(panel, "co_chair") if what == "asked" else owners
    if what != "refused":
        people = who_see_children(members_of(panel, owners, at), at)
        kind = "alert" if what == "sent" else "alert_asked"
        tell(to=[one.user for one in people if one.user_id != alert.raised_by_id], kind=kind, **told)
    if alert.answered_by_id:
        tell(to=[alert.raised_by], kind="alert_answered", **told)


def _of(alert: Alert) -> list[Child]:
    return [alert.child] if alert.child else []
