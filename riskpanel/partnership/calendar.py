"""A panel's dates: made from its procedure's recurrences, added to, called off."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from riskpanel.access import audit
from riskpanel.access.models import User
from riskpanel.partnership.models import Panel, Sitting
from riskpanel.partnership.standing import procedure_of
from riskpanel.procedure import Calendar, Procedure, dates
from riskpanel.procedure.model import MeetingKind

REACH = 28
"""Days within which a meeting may still follow the one that it leans on."""


@transaction.atomic
def make_sittings(*, panel: Panel, start: date, months: int, by: User, at: datetime) -> list[Sitting]:
    """Puts the meetings of so many months from `start` on into the panel's calendar: first those with
    days of their own, then those that fall before them. Made again it adds only what is not there; a
    date that was called off stays so. Returns the sittings that were added."""
    procedure = procedure_of(panel.procedure)
    calendar = Calendar(procedure.calendar)
    added: list[Sitting] = []
    for kind in _in_order(procedure):
        if _leans_on(kind) is None:
            added += [
                sitting
                for moment in dates(kind, start, months, calendar)
                if (sitting := _add(panel, kind, moment)) is not None
            ]
        else:
            added += _beside(panel, kind, start, calendar)
    audit.record(action="change", by=by, thing=f"panel:{panel.pk}:sittings")
    return added


@transaction.atomic
def add_extraordinary_sitting(
    *,
    panel: Panel,
    starts_at: datetime,
    by: User,
    at: datetime,
    kind: str = "",
    minutes: int | None = None,
    place: str = "",
    link: str = "",
) -> Sitting:
    """Adds one meeting out of turn; `kind` defaults to the first that is a panel. KeyError for a kind
    that the procedure does not have."""
    line = _kind(procedure_of(panel.procedure), kind)
    sitting = Sitting.objects.create(
        panel=panel,
        kind=line.code,
        role=line.role,
        starts_at=starts_at,
        minutes=minutes or line.minutes,
        place=place or next(iter(line.places), ""),
        link=link,
        extraordinary=True,
    )
    audit.record(action="change", by=by, thing=f"sitting:{sitting.pk}:added")
    return sitting


@transaction.atomic
def cancel_sitting(*, sitting: Sitting, by: User, at: datetime) -> None:
    """Calls a meeting off, and those that were to prepare it."""
    Sitting.objects.filter(pk=sitting.pk).update(cancelled=True)
    sitting.pre_panels.update(cancelled=True)
    sitting.cancelled = True
    audit.record(action="change", by=by, thing=f"sitting:{sitting.pk}:cancelled")


def next_sitting(panel: Panel, role: str, after: datetime) -> Sitting | None:
    """The first meeting of that role (`panel` or `triage`) after a moment, or None."""
    return panel.sittings.filter(role=role, cancelled=False, starts_at__gt=after).order_by("starts_at").first()


def sittings_between(panel: Panel, first: datetime, last: datetime, role: str = "") -> Sequence[Sitting]:
    """The meetings from one moment until another, in order; with `role` only those of it."""
    found = panel.sittings.filter(cancelled=False, starts_at__gte=first, starts_at__lte=last)
    return list(found.filter(role=role) if role else found)


def _in_order(procedure: Procedure) -> list[MeetingKind]:
    """Kinds with days of their own before those that lean on another kind."""
    return sorted(procedure.meetings, key=lambda kind: _leans_on(kind) is not None)


def _leans_on(kind: MeetingKind) -> str | None:
    """The kind of meeting whose days give this one its own, if there is one."""
    return kind.recurrence.before_kind or kind.recurrence.after_kind


def _kind(procedure: Procedure, code: str) -> MeetingKind:
    for kind in procedure.meetings:
        if kind.code == code or (not code and kind.role == "panel"):
            return kind
    raise KeyError(f"The procedure has no kind of meeting called {code!r}")


def _beside(panel: Panel, kind: MeetingKind, start: date, calendar: Calendar) -> list[Sitting]:
    """The meetings that prepare or follow each meeting ahead, or just past, which has none yet."""
    since = start - timedelta(days=REACH if kind.recurrence.after_kind else 0)
    near = panel.sittings.filter(kind=_leans_on(kind), cancelled=False, starts_at__date__gte=since)
    added = []
    for served in near.exclude(pre_panels__kind=kind.code):
        for moment in dates(kind, start, 1, calendar, [served.starts_at]):
            if sitting := _add(panel, kind, moment, serves=served):
                added.append(sitting)
    return added


def _add(panel: Panel, kind: MeetingKind, moment: datetime, serves: Sitting | None = None) -> Sitting | None:
    sitting, made = Sitting.objects.get_or_create(
        panel=panel,
        kind=kind.code,
        starts_at=moment,
        defaults={
            "role": kind.role,
            "minutes": kind.minutes,
            "place": next(iter(kind.places), ""),
            "serves": serves,
        },
    )
    return sitting if made else None
