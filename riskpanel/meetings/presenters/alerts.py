"""Warnings in words, with the child only for those who see the child."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from riskpanel.access.models import User
from riskpanel.children.models import Child
from riskpanel.meetings.models import Alert, AlertReading
from riskpanel.partnership.models import Appointment, holding
from riskpanel.partnership.standing import procedure_of

TONES = {Alert.PROPOSED: "wait", Alert.SENT: "info", Alert.REFUSED: "closed"}


@dataclass(frozen=True)
class AlertLine:
    """One warning to one reader; `child` is None for those who do not see whom it is about."""

    alert: Alert
    kind: str
    tone: str
    child: Child | None


@dataclass(frozen=True)
class Reader:
    """A seat that was told, who holds it, and when they said that they had read it."""

    seat: str
    name: str
    at: datetime | None


def seen_children(user: User, found: Iterable[Alert]) -> list[Child]:
    """The children of these warnings whom the user sees."""
    about = [one.child_id for one in found if one.child_id]
    return list(Child.objects.visible_to(user).filter(pk__in=about)) if about else []


def alert_line(alert: Alert, seen: Iterable[Child]) -> AlertLine:
    """One warning in the procedure's words."""
    alerts = procedure_of(alert.panel.procedure).alerts
    kinds = {one.code: one.label for one in alerts.kinds} if alerts else {}
    child = next((one for one in seen if one.pk == alert.child_id), None)
    return AlertLine(alert, kinds.get(alert.kind, alert.kind.capitalize()), TONES[alert.state], child)


def lines_of(found: Iterable[Alert], seen: Iterable[Child]) -> list[AlertLine]:
    """Several of them."""
    return [alert_line(one, seen) for one in found]


def readers_of(alert: Alert, readings: Iterable[AlertReading]) -> list[Reader]:
    """Every seat that was told, and whether somebody who sits there has read it."""
    read = {one.user_id: one for one in readings}
    lines: list[Reader] = []
    held: dict[int, list[Any]] = {}
    for appointment in _holders(alert):
        held.setdefault(appointment.seat_id, []).append(appointment.member.user)
    for seat in alert.seats.all():
        people = held.get(seat.pk, [])
        done = [read[user.pk] for user in people if user.pk in read]
        names = ", ".join(user.full_name for user in people) or "nobody holds the seat"
        lines.append(Reader(seat.title, names, done[0].at if done else None))
    return lines


def _holders(alert: Alert) -> Any:
    held = Appointment.objects.filter(holding(timezone.localdate()), sitting=None)
    found = held.filter(seat__in=alert.seats.all(), role__in=("seat", "deputy"))
    return found.select_related("member__user").order_by("-role", "pk")
