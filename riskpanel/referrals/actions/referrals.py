"""From a draft to a sent referral, or a withdrawn one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, QuerySet

from riskpanel.access.models import User
from riskpanel.children.moves import Refused, apply, locked, may_move, write
from riskpanel.procedure import GateResult, gate_results, target
from riskpanel.procedure.lifecycles import move_of, starts_from
from riskpanel.referrals.actions.sending import (
    aim,
    default_copy,
    end_sight,
    rules,
    sending_data,
    tell_readers,
)
from riskpanel.referrals.facts import band_of
from riskpanel.referrals.models import Checklist, Concern, PoliceReference, Referral, StrategyMeeting

CARRIES = frozenset({"author", "lead_professional", "line_manager"})
COVER = (
    "categories",
    "directions",
    "child_protection_on",
    "child_protection_note",
    "doing_now",
    "why_multi_agency",
    "family_told",
    "copy_to",
)
"""The fields of the cover."""


@transaction.atomic
def start_referral(*, concern: Concern, by: User, at: datetime) -> Referral:
    """Drafts the referral of a concern from its locked checklist. Refused while the strategy meeting
    has not been held, the level is not the panel's or another referral is under way."""
    if live_referral(concern):
        raise Refused("A referral of this concern is already under way.")
    checklist = locked_checklist(concern)
    if checklist is None:
        meeting = rules_of(concern).words.strategy_meeting
        raise Refused(f"The checklist is locked when the {meeting} has been held.")
    _refer(concern, by=by, at=at)
    referral = Referral.objects.create(
        panel=concern.panel,
        state=rules_of(concern).lifecycle(Referral.THING).start,
        created_at=at,
        created_by=by,
        concern=concern,
        child=concern.child,
        checklist=checklist,
        categories=concern.categories,
        directions=concern.directions,
        copy_to=default_copy(concern.author),
    )
    write(referral, "referral_drafted", by=by, at=at)
    return referral


def _refer(concern: Concern, *, by: User, at: datetime) -> None:
    """Moves the concern on, or, where an earlier referral has done so, notes that another is begun."""
    facts = {"level_band": band_of(concern, concern.level)}
    ruling = may_move(concern, "refer_to_panel", by, facts)
    if ruling.allowed:
        apply(concern, "refer_to_panel", by=by, at=at, facts=facts)
        return
    move = move_of(rules_of(concern).lifecycle(Concern.THING), "refer_to_panel")
    if concern.state != target(move, concern.state) or not relations_of(concern, by):
        raise Refused(*ruling.reasons, ruling=ruling)
    write(concern, move.event, by=by, at=at)


def rules_of(concern: Concern):
    """The procedure that the concern's panel follows now."""
    return rules(concern)


def live_referral(concern: Concern) -> Referral | None:
    """The referral of a concern that has not come to an end."""
    ends = {state.code for state in rules_of(concern).lifecycle(Referral.THING).states if state.end}
    return concern.referrals.exclude(state__in=ends).first()


def locked_checklist(concern: Concern) -> Checklist | None:
    """The newest checklist of a concern that was locked and not replaced since."""
    wanted = move_of(rules_of(concern).lifecycle(Checklist.THING), "lock").to
    return concern.checklists.filter(state=wanted).order_by("-locked_at", "-created_at").first()


def relations_of(concern: Concern, user: User) -> set[str]:
    """How `user` carries a concern: as author, lead or line manager; empty for everybody else."""
    return concern.relations(user) & CARRIES


def carries(referral: Referral, user: User) -> bool:
    """Whether the referral is theirs to write and send: reading it is not enough."""
    return bool(relations_of(referral.concern, user))


def editable(referral: Referral) -> bool:
    """Whether the cover may still be written: until the referral is sent, and after it came back."""
    return starts_from(*_submission(referral), referral.state)


def _submission(referral: Referral):
    lifecycle = rules(referral).lifecycle(Referral.THING)
    return lifecycle, move_of(lifecycle, "submit")


def strategy_held(concern: Any) -> QuerySet[StrategyMeeting]:
    """The strategy meetings of a concern that were held, the last one first. `concern` is its key, or
    the name of the field that holds it where this is part of a larger question."""
    key = OuterRef(concern) if isinstance(concern, str) else concern
    return StrategyMeeting.objects.filter(concern=key, held_at__isnull=False).order_by("-held_at")


def facts_of(referral: Referral) -> dict[str, Any]:
    """What the gates ask about a referral."""
    if hasattr(referral, "strategy_held_at"):
        held = referral.strategy_held_at
    else:
        held = strategy_held(referral.concern_id).values_list("held_at", flat=True).first()
    return {
        "level_band": band_of(referral.concern, referral.concern.level),
        "child_protection_on": referral.child_protection_on,
        "strategy_held_on": held,
        "checklist_state": referral.checklist.state,
        "police_reference": ", ".join(one.number for one in referral.police_references.all() if one.number),
        "interim_actions": referral.doing_now,
        "why_multi_agency": referral.why_multi_agency,
        "categories": list(referral.categories),
    }


def waived_gates(referral: Referral) -> set[str]:
    """Gates that the chairs have waived for this referral."""
    return {waiver.gate for waiver in referral.waivers.all() if waiver.outcome == "agreed"}


def gates_of(referral: Referral, facts: Mapping[str, Any] | None = None) -> tuple[GateResult, ...]:
    """How every gate of the submission stands now, in the order of the procedure."""
    facts = facts_of(referral) if facts is None else facts
    return gate_results(rules(referral), _submission(referral)[1].gates, facts, waived_gates(referral))


@transaction.atomic
def save_cover(*, referral: Referral, version: int, by: User, at: datetime, **fields: Any) -> Referral:
    """Writes fields of the cover; those that are not given stay. Refused once it is sent; raises
    Changed when somebody saved it after `version`; TypeError for a field that the cover lacks."""
    if unknown := set(fields) - set(COVER):
        raise TypeError(f"The cover has no {', '.join(sorted(unknown))}")
    held = _held(referral, by, version)
    for name, value in fields.items():
        setattr(held, name, value)
    held.version += 1
    held.save(update_fields=[*fields, "version"])
    write(held, "cover_saved", by=by, at=at, data={"fields": sorted(fields)})
    return held


@transaction.atomic
def add_police_reference(
    *, referral: Referral, kind: str, number: str, by: User, at: datetime, child_is: str = ""
) -> PoliceReference:
    """Adds a police record to a referral that is not sent yet, with its kind and the child's part in it."""
    held = _held(referral, by)
    line = held.police_references.create(kind=kind, number=number, child_is=child_is, added_by=by, added_at=at)
    write(held, "police_reference_added", by=by, at=at, data={"kind": kind})
    return line


@transaction.atomic
def remove_police_reference(*, referral: Referral, reference: int, by: User, at: datetime) -> None:
    """Takes a police record off a referral that is not sent yet; one that is gone already stays gone."""
    held = _held(referral, by)
    held.police_references.filter(pk=reference).delete()
    write(held, "police_reference_removed", by=by, at=at)


def _held(referral: Referral, by: User, version: int | None = None) -> Referral:
    held = locked(referral, version)
    if not editable(held):
        raise Refused("This referral has been sent: its cover can no longer be changed.")
    if not carries(held, by):
        raise Refused("The cover is written by whoever carries the referral: its author, lead or line manager.")
    return held


def ours(referral: Referral, by: User) -> None:
    """Raises Refused for somebody who reads the referral and does not carry it."""
    if not carries(referral, by):
        raise Refused("This is for whoever carries the referral: its author, lead or line manager.")


@transaction.atomic
def submit(*, referral: Referral, by: User, at: datetime) -> Referral:
    """Sends the referral: the panel that it reaches is settled, and chairs, core group, coordinator,
    lead and the copied head may read it. Refused with every gate that is still shut."""
    ours(referral, by)
    referral.received_at = referral.received_at or at
    referral.submitted_at, referral.aimed_at = at, aim(referral, at)
    facts, data = facts_of(referral), sending_data(referral, at)
    apply(referral, "submit", by=by, at=at, facts=facts, waived=waived_gates(referral), data=data)
    referral.save(update_fields=["received_at", "submitted_at", "aimed_at"])
    sent(referral, by=by, at=at, data=data)
    return referral


def sent(referral: Referral, *, by: User, at: datetime, data: Mapping[str, Any]) -> None:
    """What follows from a referral on its way to the core group, however it got there."""
    tell_readers(referral, by=by, at=at)
    write(referral.concern, "referral_submitted", by=by, at=at, data=data)


@transaction.atomic
def withdraw(*, referral: Referral, reason: str, by: User, at: datetime) -> Referral:
    """Takes the referral back, with a reason. Those who were to decide lose sight of it in time."""
    if "co_chair" not in by.standing.roles_at(referral.panel_id):
        ours(referral, by)
    apply(referral, "withdraw", by=by, at=at, facts={"reason": reason}, note=reason)
    referral.waivers.filter(closed_at=None).update(closed_at=at)
    write(referral.concern, "withdrawn", by=by, at=at)
    end_sight(referral, by=by, at=at)
    return referral
