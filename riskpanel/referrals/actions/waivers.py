"""Letting a referral past a gate: asked by the referrer, signed by the chairs."""

from datetime import datetime

from django.db import transaction

from riskpanel.access.models import User
from riskpanel.children.moves import Refused, apply, write
from riskpanel.partnership.models import Seat
from riskpanel.procedure.model import Gate
from riskpanel.referrals.actions.referrals import facts_of, gates_of, ours, sent, waived_gates
from riskpanel.referrals.actions.sending import aim, rules, sending_data, tell_chairs
from riskpanel.referrals.models import Referral, Waiver, WaiverSignature


def waivable(referral: Referral) -> list[Gate]:
    """The shut gates for which a waiver may be asked."""
    return [result.gate for result in gates_of(referral) if result.gate.waiver and not result.lets_past]


def open_waiver(referral: Referral) -> Waiver | None:
    """The waiver on which the chairs have not decided yet."""
    return referral.waivers.filter(closed_at=None).first()


@transaction.atomic
def ask_waiver(*, referral: Referral, gate: str, reason: str, by: User, at: datetime) -> Waiver:
    """Asks the chairs to let a referral past one gate; every other gate must be met. The referral
    counts as received now, and the chairs may read it."""
    ours(referral, by)
    if gate not in {one.code for one in waivable(referral)}:
        raise Refused("No waiver can be asked for this condition.")
    facts = {**facts_of(referral), "reason": reason}
    referral.received_at = referral.received_at or at
    referral.aimed_at = aim(referral, at)
    data = {"gate": gate, **sending_data(referral, at)}
    apply(referral, "ask_waiver", by=by, at=at, facts=facts, waived=waived_gates(referral), note=reason, data=data)
    referral.save(update_fields=["received_at", "aimed_at"])
    waiver = Waiver.objects.create(referral=referral, gate=gate, reason=reason, asked_by=by, asked_at=at)
    tell_chairs(referral, by=by, at=at)
    write(referral.concern, "waiver_asked", by=by, at=at)
    return waiver


def seat_to_sign(waiver: Waiver, user: User) -> Seat | None:
    """The chair's seat for which this person may sign now: their own first, then one that they stand
    in for as chair. None when there is none left or they have signed already."""
    signed = {line.seat_id for line in waiver.signatures.all()}
    if any(line.by_id == user.pk for line in waiver.signatures.all()):
        return None
    standing = user.standing
    own = [seat for seat in standing.seats if seat.chairs]
    for_others = [held.seat for held in standing.stands_in if held.may_chair and held.seat.chairs]
    here = [seat for seat in own + for_others if seat.panel_id == waiver.referral.panel_id and seat.pk not in signed]
    return here[0] if here else None


@transaction.atomic
def answer_waiver(*, waiver: Waiver, agrees: bool, reason: str = "", by: User, at: datetime) -> Waiver:
    """Signs for a chair's seat. Enough signatures of different people send the referral on; one
    refusal, with a reason, returns it. Refused for somebody with no seat left to sign for."""
    referral = waiver.referral
    seat = seat_to_sign(waiver, by)
    if waiver.closed_at is not None or seat is None:
        raise Refused(*_why_not(waiver, by))
    WaiverSignature.objects.create(waiver=waiver, seat=seat, by=by, at=at, agrees=agrees, reason=reason)
    if not agrees:
        _refuse(waiver, reason, by, at)
    else:
        apply(referral, "sign_waiver", by=by, at=at, note=reason, data={"gate": waiver.gate, "seat": seat.code})
        if enough(waiver):
            _grant(waiver, by, at)
    return waiver


def enough(waiver: Waiver) -> bool:
    """Whether as many people have agreed, each for another seat, as the procedure asks."""
    rule = rules(waiver.referral).gate(waiver.gate).waiver
    agreed = set(WaiverSignature.objects.filter(waiver=waiver, agrees=True).values_list("by", flat=True))
    return rule is not None and len(agreed) >= rule.approvals


def _why_not(waiver: Waiver, by: User) -> list[str]:
    if waiver.closed_at is not None:
        return ["This waiver has been decided already."]
    if any(line.by_id == by.pk for line in waiver.signatures.all()):
        return ["You have signed already. Somebody else signs for the other seat."]
    return ["A waiver is signed for a seat that chairs the panel, and no such seat is left for you."]


def _grant(waiver: Waiver, by: User, at: datetime) -> None:
    referral = waiver.referral
    shut = [one.gate for one in gates_of(referral) if not one.lets_past and one.gate.code != waiver.gate]
    if shut:
        raise Refused(*[gate.test.otherwise for gate in shut])
    waiver.outcome, waiver.closed_at = "agreed", at
    waiver.save(update_fields=["outcome", "closed_at"])
    referral.submitted_at, referral.aimed_at = at, aim(referral, at)
    data = sending_data(referral, at)
    apply(referral, "grant_waiver", by=by, at=at, data={"gate": waiver.gate, **data})
    referral.save(update_fields=["submitted_at", "aimed_at"])
    sent(referral, by=by, at=at, data=data)


def _refuse(waiver: Waiver, reason: str, by: User, at: datetime) -> None:
    referral = waiver.referral
    apply(referral, "refuse_waiver", by=by, at=at, facts={"reason": reason}, note=reason, data={"gate": waiver.gate})
    waiver.outcome, waiver.closed_at = "refused", at
    waiver.save(update_fields=["outcome", "closed_at"])
    referral.received_at = referral.aimed_at = None
    referral.save(update_fields=["received_at", "aimed_at"])
