"""A panel's dates: made from its procedure's recurrences, added to, called off."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from uuid import UUID

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
def enter_outside(*, panel: Panel, starts_at: datetime, by: User, at: datetime) -> list[Sitting]:
    """Enters a date of the other body's meeting, and adds our meetings before and after it where they are
    still ahead; everything that was added, the date itself first. The same date again adds nothing.
    KeyError where the procedure knows no other body's meeting."""
    line = outside_kind(panel)
    entered = _add(panel, line, starts_at)
    if entered is None:
        return []
    added = [entered, *_around(panel, at)]
    audit.record(action="change", by=by, thing=f"sitting:{entered.pk}:entered")
    return added


@transaction.atomic
def move_outside(
    *, sitting: Sitting, starts_at: datetime, held: Collection[UUID], by: User, at: datetime
) -> list[Sitting]:
    """Moves a date of the other body's meeting and our meetings around it: those in `held`, which are
    planned already, are only proposed to move (`move_to`); our meetings that could not be made before are
    added. Returns our meetings that moved or are proposed to. ValueError where another of its dates is at
    that moment."""
    same = Sitting.objects.filter(panel=sitting.panel_id, kind=sitting.kind, starts_at=starts_at)
    if same.exclude(pk=sitting.pk).exists():
        raise ValueError("There is a date at that moment already.")
    sitting.starts_at = starts_at
    sitting.save(update_fields=["starts_at"])
    changed = [ours for ours in sitting.pre_panels.filter(cancelled=False) if _lean_anew(ours, sitting, held, at)]
    _around(sitting.panel, at)
    audit.record(action="change", by=by, thing=f"sitting:{sitting.pk}:moved")
    return changed


@transaction.atomic
def take_move(*, sitting: Sitting, by: User) -> Sitting:
    """Moves one of our meetings to the moment that is proposed for it, and whoever stands in at it for as
    long. ValueError where none is, or where another meeting of the kind is there."""
    if sitting.move_to is None:
        raise ValueError("No other moment is proposed for this meeting.")
    same = Sitting.objects.filter(panel=sitting.panel_id, kind=sitting.kind, starts_at=sitting.move_to)
    if same.exclude(pk=sitting.pk).exists():
        raise ValueError("There is a meeting at that moment already.")
    sitting.starts_at, sitting.move_to = sitting.move_to, None
    sitting.save(update_fields=["starts_at", "move_to"])
    last = Calendar(procedure_of(sitting.panel.procedure).calendar).day_of(sitting.starts_at)
    sitting.deputies.filter(ends_on__lt=last).update(ends_on=last)
    audit.record(action="change", by=by, thing=f"sitting:{sitting.pk}:moved")
    return sitting


@transaction.atomic
def keep_date(*, sitting: Sitting, by: User) -> Sitting:
    """Keeps one of our meetings where it is, though the date that it leans on moved."""
    sitting.move_to = None
    sitting.save(update_fields=["move_to"])
    audit.record(action="change", by=by, thing=f"sitting:{sitting.pk}:kept")
    return sitting


def outside_kind(panel: Panel) -> MeetingKind:
    """The other body's kind of meeting; KeyError where the procedure knows none."""
    line = procedure_of(panel.procedure).meeting_of("outside")
    if line is None:
        raise KeyError("The procedure knows no meeting of another body.")
    return line


def _around(panel: Panel, at: datetime) -> list[Sitting]:
    """Adds our meetings that lean on dates of the other body and are not there yet."""
    procedure, outside = procedure_of(panel.procedure), outside_kind(panel)
    calendar = Calendar(procedure.calendar)
    leaning = [kind for kind in procedure.meetings if _leans_on(kind) == outside.code]
    return [one for kind in leaning for one in _beside(panel, kind, calendar.day_of(at), calendar)]


def _lean_anew(ours: Sitting, served: Sitting, held: Collection[UUID], at: datetime) -> bool:
    """Moves one of our meetings with the date that it leans on, or proposes to; whether anything changed.
    A meeting that began, and one whose new day would be past, stays."""
    procedure = procedure_of(ours.panel.procedure)
    calendar = Calendar(procedure.calendar)
    wanted = dates(_kind(procedure, ours.kind), calendar.day_of(at), 1, calendar, [served.starts_at])
    moment = wanted[0] if wanted else None
    if moment is None or ours.starts_at <= at:
        return False
    if ours.pk in held:
        proposed = None if moment == ours.starts_at else moment
        changed, ours.move_to = proposed != ours.move_to, proposed
    else:
        changed, ours.starts_at = moment != ours.starts_at, moment
    ours.save(update_fields=["starts_at", "move_to"])
    return changed


@transaction.atomic
def cancel_sitting(*, sitting: Sitting, by: User, at: datetime, held: Collection[UUID] = ()) -> None:
    """Calls a meeting off, and those that were to prepare or follow it, but for those in `held`."""
    Sitting.objects.filter(pk=sitting.pk).update(cancelled=True)
    sitting.pre_panels.exclude(pk__in=held).update(cancelled=True)
    sitting.cancelled = True
    audit.record(action="change", by=by, thing=f"sitting:{sitting.pk}:cancelled")


def next_sitting(panel: Panel, role: str, after: datetime) -> Sitting | None:
    """The first meeting of that role (`panel` or `triage`) after a moment, or None."""
    return panel.sittings.filter(role=role, cancelled=False, starts_at__gt=after).order_by("starts_at").first()


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
