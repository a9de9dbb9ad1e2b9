"""Whom warnings between meetings reach, and who may send them."""

from datetime import datetime

from django.db.models import Q, QuerySet

from riskpanel.access.models import User
from riskpanel.children.sight import closed_to
from riskpanel.meetings.models import Alert, AlertReading
from riskpanel.meetings.reach import chairs, panels_of
from riskpanel.partnership.models import Panel
from riskpanel.partnership.standing import procedure_of


def sends_at_once(user: User, panel: Panel) -> bool:
    """Whether the procedure lets the user warn members without asking a chair."""
    return bool(_roles(user, panel) & set(_parts(panel)[0]))


def may_raise(user: User, panel: Panel) -> bool:
    """Whether the user may send a warning, or ask a chair to."""
    sends, proposes = _parts(panel)
    return bool(_roles(user, panel) & {*sends, *proposes})


def may_answer(user: User, panel: Panel) -> bool:
    """Whether the user decides on what a member asked to send."""
    return chairs(user, panel)


def addressed_to(user: User) -> QuerySet:
    """Warnings that were sent to a seat that the user holds or stands in for. A deputy for one meeting has
    that meeting and no warning between."""
    standing = user.standing
    if standing.sees_no_child:
        return Alert.objects.none()
    seats = {seat.pk for seat in standing.seats}
    seats |= {held.seat_id for held in standing.stands_in if held.sitting_id is None}
    found = Alert.objects.filter(state=Alert.SENT, pk__in=Alert.objects.filter(seats__in=seats).values("pk"))
    return _open(found, user)


def known_to(user: User) -> QuerySet:
    """Every warning that the user may read: those for them, their own, and, for those who run a panel, its."""
    if user.standing.sees_no_child:
        return Alert.objects.none()
    runs = [panel.pk for panel in panels_of(user, running=True)]
    own = Q(raised_by=user, panel__partnership=user.standing.partnership)
    found = _open(Alert.objects.filter(Q(pk__in=addressed_to(user).values("pk")) | own | Q(panel__in=runs)), user)
    return found.select_related("panel__procedure", "child", "raised_by", "answered_by").order_by("-raised_at", "-pk")


def unread(user: User, now: datetime) -> QuerySet:
    """Warnings for the user that they have not said they read, the newest first."""
    read = AlertReading.objects.filter(user=user).values("alert")
    found = addressed_to(user).filter(raised_at__lte=now).exclude(pk__in=read).exclude(raised_by=user)
    return found.select_related("panel__procedure", "child", "raised_by").order_by("-raised_at", "-pk")


def to_see_to(user: User, now: datetime, most: int) -> tuple[list[Alert], list[Alert]]:
    """What the user has not read, the newest first, and what members ask to send at panels that the user
    chairs, the oldest first; so many of each at most, in one read."""
    panels = [panel.pk for panel in panels_of(user, running=True) if chairs(user, panel)]
    asked = _open(Alert.objects.filter(panel__in=panels, state=Alert.PROPOSED), user)
    first = asked.order_by("raised_at", "pk").values("pk")[:most]
    both = Alert.objects.filter(Q(pk__in=unread(user, now).values("pk")[:most]) | Q(pk__in=first))
    both = both.select_related("panel__procedure", "child", "raised_by").defer("panel__procedure__source")
    found = list(both.order_by("-raised_at", "-pk"))
    sent = [one for one in found if one.state == Alert.SENT]
    return sent, [one for one in reversed(found) if one.state == Alert.PROPOSED]


def _open(found: QuerySet, user: User) -> QuerySet:
    """Warnings but those about a child of whose items somebody keeps out."""
    closed = closed_to(user).filter(child__isnull=False).values("child")
    return found.exclude(child__isnull=False, child__in=closed)


def _roles(user: User, panel: Panel) -> set[str]:
    standing = user.standing
    if standing.sees_no_child or not standing.partnership or standing.partnership.pk != panel.partnership_id:
        return set()
    return set(standing.roles_at(panel.pk))


def _parts(panel: Panel) -> tuple[tuple[str, ...], tuple[str, ...]]:
    alerts = procedure_of(panel.procedure).alerts
    return (alerts.sends, alerts.proposes) if alerts else ((), ())
