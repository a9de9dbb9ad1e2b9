"""Verbs about a level, and the route that each band takes: countersigned and filed, managed in a
plan, or on to a strategy meeting."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from riskpanel.access.models import User
from riskpanel.children.mine import OFF_LOG, ON_LOG
from riskpanel.children.models import Child, Duty, Event
from riskpanel.children.moves import Refused, apply, write
from riskpanel.procedure import rule
from riskpanel.procedure.lifecycles import move_of, starts_from
from riskpanel.referrals.actions.concerns import close, give_sight
from riskpanel.referrals.facts import (
    consultation_open,
    facts_of,
    level_data,
    level_of,
    ours,
    procedure_for,
)
from riskpanel.referrals.instruments import working_of
from riskpanel.referrals.models import Concern, LevelDecision


@transaction.atomic
def set_level(
    *, concern: Concern, level: str, reason: str, by: User, at: datetime, confirmed: bool = False
) -> LevelDecision:
    """Sets the level on a person's judgement, with a reason; nothing is set by a score.

    It is provisional unless `confirmed` at a strategy meeting. Where the panel's route begins, those
    who convene strategy meetings gain sight of the concern.
    """
    ours(concern, by)
    known = level if level_of(concern, level) else ""
    facts = facts_of(concern, by, level=known, reason=reason)
    data = level_data(concern, known, confirmed=confirmed)
    apply(concern, "set_level", by=by, at=at, note=reason, facts=facts, data=data)
    if data["band"] == "panel":
        give_sight(concern, "csc_adviser", by=by, at=at, panel_role="csc_manager")
    return decide(concern, known, reason, provisional=not confirmed, by=by, at=at)


def decide(concern: Concern, level: str, reason: str, *, provisional: bool, by: User, at: datetime) -> LevelDecision:
    """Keeps a level with what the checklist made of the answers, and shows it on concern and child."""
    decision = LevelDecision.objects.create(
        concern=concern, level=level, reason=reason, provisional=provisional, scored=working_of(concern), by=by, at=at
    )
    concern.level, concern.level_confirmed = level, not provisional
    concern.save(update_fields=["level", "level_confirmed"])
    _show_on_child(concern, provisional=provisional, by=by, at=at)
    return decision


def _show_on_child(concern: Concern, *, provisional: bool, by: User, at: datetime) -> None:
    """The child's level follows, unless it would fall below one that still stands elsewhere."""
    child = concern.child
    if _held_higher(concern, child):
        return
    told: dict[str, Any] = {
        "level": concern.level,
        "level_provisional": provisional,
        "level_set_at": at,
        "level_set_by": by,
    }
    for name, value in told.items():
        setattr(child, name, value)
    child.save(update_fields=list(told))


def _held_higher(concern: Concern, child: Child) -> bool:
    """Whether another live concern, or the log, holds the child at a higher level than this one."""
    orders = {one.code: one.order for one in procedure_for(concern).levels}
    mine = orders.get(concern.level, 0)
    ends = [one.code for one in procedure_for(concern).lifecycle(Concern.THING).states if one.end]
    others = Concern.objects.filter(child=child).exclude(pk=concern.pk).exclude(state__in=ends)
    if any(orders.get(code, 0) > mine for code in others.values_list("level", flat=True)):
        return True
    return orders.get(child.level, 0) > mine and _on_log(child)


def _on_log(child: Child) -> bool:
    marks = Event.objects.filter(child=child, kind__in=[ON_LOG, *OFF_LOG]).order_by("-at", "-pk")
    last = marks.first()
    return last is not None and last.kind == ON_LOG


def confirm(concern: Concern) -> None:
    """The level counts as confirmed, unless social care still owes its advice."""
    if consultation_open(concern):
        return
    concern.level_confirmed = True
    concern.save(update_fields=["level_confirmed"])
    if concern.child.level == concern.level:
        concern.child.level_provisional = False
        concern.child.save(update_fields=["level_provisional"])


@transaction.atomic
def keep_level(*, concern: Concern, reason: str, by: User, at: datetime) -> Event:
    """Somebody looked at what is new and keeps the level, with a reason."""
    ours(concern, by)
    facts = facts_of(concern, by, reason=reason)
    return apply(concern, "keep_level", by=by, at=at, note=reason, facts=facts, data={"level": concern.level})


@transaction.atomic
def countersign(*, concern: Concern, by: User, at: datetime, note: str = "") -> Event:
    """A line manager agrees with a level that is only recorded. Raises Refused for its author."""
    ours(concern, by)
    event = apply(concern, "countersign", by=by, at=at, note=note, facts=facts_of(concern, by))
    confirm(concern)
    return event


@transaction.atomic
def file_and_close(*, concern: Concern, file_reference: str, by: User, at: datetime) -> Event:
    """Says where the checklist was filed; the concern closes. Raises Refused without the place."""
    ours(concern, by)
    if not file_reference.strip():
        raise Refused("Give the reference of the case file.")
    data = {"file_reference": file_reference}
    event = apply(concern, "file_and_close", by=by, at=at, note=file_reference, facts=facts_of(concern, by), data=data)
    close(concern, by=by, at=at)
    return event


@transaction.atomic
def discuss_with_manager(*, concern: Concern, note: str, by: User, at: datetime) -> Event:
    """Writes down what author and line manager agreed, at the moment `at` when they talked. Where a
    meeting was booked or held before they talked, the concern stays where it is."""
    ours(concern, by)
    facts = facts_of(concern, by, note=note)
    data = {"level": concern.level, "band": facts["level_band"]}
    lifecycle = procedure_for(concern).lifecycle(Concern.THING)
    move = move_of(lifecycle, "discuss_with_manager")
    if starts_from(lifecycle, move, concern.state) or not _went_on(concern):
        event = apply(concern, move.name, by=by, at=at, note=note, facts=facts, data=data)
    else:
        reasons = [reason for test in move.tests if (reason := rule(test, facts))]
        if reasons:
            raise Refused(*reasons)
        event = write(concern, move.event, by=by, at=at, note=note, data=data)
    if data["band"] == "plan":
        confirm(concern)
    return event


def _went_on(concern: Concern) -> bool:
    """Whether the concern went on without the talk that its level asks for."""
    owed = Duty.objects.filter(about=Concern.THING, case=concern.pk, met_at=None)
    asked = [duty.code for duty in procedure_for(concern).duties if "manager_discussed" in duty.met_by]
    return owed.filter(code__in=asked).exists()


@transaction.atomic
def put_in_plan(*, concern: Concern, plan_kind: str, plan_reference: str, by: User, at: datetime) -> Event:
    """Says in which plan the actions stand and where it is filed. Raises Refused without a kind of
    plan, an action or a file reference."""
    ours(concern, by)
    known = plan_kind if plan_kind in {kind.code for kind in procedure_for(concern).plan_kinds} else ""
    if not plan_reference.strip():
        raise Refused("Give the reference of the case file on which the actions are placed.")
    data = {"plan_kind": known, "plan_reference": plan_reference}
    event = apply(
        concern, "put_in_plan", by=by, at=at, note=plan_reference,
        facts=facts_of(concern, by, plan_kind=known), data=data,
    )  # fmt: skip
    concern.plan_kind, concern.plan_reference = known, plan_reference
    concern.save(update_fields=["plan_kind", "plan_reference"])
    return event


@transaction.atomic
def end_plan(*, concern: Concern, note: str, by: User, at: datetime) -> Event:
    """The line manager agrees that the plan has done its work; the concern closes."""
    ours(concern, by)
    if not note.strip():
        raise Refused("Say what the plan has changed.")
    event = apply(concern, "end_plan", by=by, at=at, note=note, facts=facts_of(concern, by))
    close(concern, by=by, at=at)
    return event


@transaction.atomic
def refer_to_social_care(*, concern: Concern, reference: str, note: str, by: User, at: datetime) -> Event:
    """Refers a child not open to social care; its advisers and managers gain sight of the concern."""
    ours(concern, by)
    event = apply(
        concern, "refer_to_social_care", by=by, at=at, note=note, facts=facts_of(concern, by),
        data={"reference": reference},
    )  # fmt: skip
    for role in ("csc_adviser", "csc_manager"):
        give_sight(concern, "csc_adviser", by=by, at=at, panel_role=role)
    return event


def repeated(concern: Concern, concerns: QuerySet, until: datetime) -> int:
    """How many of `concerns` (those that the reader may see) about this child were set at a level
    that is only recorded, within the procedure's days up to `until`; 0 where they are too few for a
    notice."""
    procedure = procedure_for(concern)
    days = procedure.setting("low_repeat_days", 0)
    found = LevelDecision.objects.filter(
        concern__in=concerns.filter(child=concern.child_id).values("pk"),
        level__in=[one.code for one in procedure.levels if one.band == "record"],
        at__gt=until - timedelta(days=days),
        at__lte=until,
    )
    count = found.values("concern").distinct().count()
    return count if count >= procedure.setting("low_repeat_count", count + 1) else 0
