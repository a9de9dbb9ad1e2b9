"""The co-chairs may let a referral past a condition, in an exceptional case."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from riskpanel.children.models import Duty
from riskpanel.children.moves import Refused
from riskpanel.partnership.actions import appoint
from riskpanel.referrals import actions
from riskpanel.referrals.models import Referral, WaiverSignature
from riskpanel.referrals.views.waivers import _answered as answered
from tests.making_referrals2 import at_london, december_panel, fresh, november_panel, written_referral

GATE = "police_reference"


def asked(cast, at=None, **cover):
    referral = written_referral(cast, categories=["CSE"], **cover)
    told = {"reason": "The report is being written.", "by": cast.worker, "at": at or cast.now}
    return actions.ask_waiver(referral=referral, gate=GATE, **told)


def answer(cast, waiver, user, agrees=True, reason="", at=None):
    return actions.answer_waiver(waiver=fresh(waiver), agrees=agrees, reason=reason, by=user, at=at or cast.now)


@pytest.mark.clause("HRP-2.3.d")
def test_one_co_chair_is_not_enough_and_the_second_grants_it(cast):
    this = november_panel(cast)
    waiver = asked(cast)
    answer(cast, waiver, cast.council_chair)
    assert fresh(waiver).outcome == "" and fresh(waiver.referral).state == "waiver_pending"
    later = cast.now + timedelta(hours=5)
    answer(cast, waiver, cast.police_chair, at=later)
    referral = fresh(waiver.referral)
    assert (fresh(waiver).outcome, referral.state, referral.aimed_at) == ("agreed", "submitted", this)
    signed = [(line.by, line.at) for line in waiver.signatures.all()]
    assert signed == [(cast.council_chair, cast.now), (cast.police_chair, later)]
    assert Referral.objects.visible_to(cast.detective, later).exists()


@pytest.mark.clause("HRP-2.3.d")
def test_one_co_chair_cannot_sign_twice(cast):
    waiver = asked(cast)
    answer(cast, waiver, cast.council_chair)
    with pytest.raises(Refused, match="already"):
        answer(cast, waiver, cast.council_chair)
    assert WaiverSignature.objects.count() == 1


@pytest.mark.clause("HRP-2.3.d")
def test_somebody_who_holds_one_seat_and_stands_in_for_the_other_signs_once(cast):
    waiver = asked(cast)
    appoint(
        member=cast.member(cast.council_chair), role="deputy", seat=cast.seat("police_inspector"), may_chair=True,
        from_day=cast.now.date(), until=cast.now.date() + timedelta(days=7), by=cast.administrator, at=cast.now,
    )  # fmt: skip
    answer(cast, waiver, cast.council_chair)
    with pytest.raises(Refused, match="Somebody else"):
        answer(cast, waiver, cast.council_chair)


@pytest.mark.clause("HRP-2.3.d")
@pytest.mark.parametrize("may_chair", [True, False])
def test_a_deputy_signs_for_the_seat_only_where_they_may_chair(cast, may_chair):
    waiver = asked(cast)
    appoint(
        member=cast.member(cast.missing_unit), role="deputy", seat=cast.seat("police_inspector"), may_chair=may_chair,
        from_day=cast.now.date(), until=cast.now.date() + timedelta(days=7), by=cast.administrator, at=cast.now,
    )  # fmt: skip
    if not may_chair:
        with pytest.raises(Refused):
            answer(cast, waiver, cast.missing_unit)
        return
    answer(cast, waiver, cast.missing_unit)
    assert waiver.signatures.get().seat.code == "police_inspector"


@pytest.mark.clause("HRP-2.3.d")
def test_a_refusal_with_a_reason_returns_the_referral(cast):
    november_panel(cast)
    waiver = asked(cast)
    answer(cast, waiver, cast.council_chair)
    answer(cast, waiver, cast.police_chair, agrees=False, reason="The report can be had today.")
    referral = fresh(waiver.referral)
    assert (fresh(waiver).outcome, referral.state, referral.received_at) == ("refused", "returned", None)
    assert Duty.objects.filter(code="complete_returned", case=referral.pk, met_at=None).exists()
    assert not Referral.objects.visible_to(cast.detective).exists()


@pytest.mark.clause("HRP-2.3.d")
def test_a_refusal_without_a_reason_is_refused(cast):
    waiver = asked(cast)
    with pytest.raises(Refused, match="reason"):
        answer(cast, waiver, cast.police_chair, agrees=False, reason=" ")
    assert fresh(waiver.referral).state == "waiver_pending" and not waiver.signatures.exists()


@pytest.mark.clause("HRP-2.3.d")
def test_without_a_reason_it_cannot_be_asked(cast):
    referral = written_referral(cast, categories=["CSE"])
    with pytest.raises(Refused, match="exceptional"):
        actions.ask_waiver(referral=referral, gate=GATE, reason=" ", by=cast.worker, at=cast.now)


@pytest.mark.clause("HRP-2.3.b")
def test_a_waiver_of_the_police_reference_opens_no_other_gate(cast):
    referral = written_referral(cast, categories=["CSE"])
    referral.concern.strategy_meetings.update(held_at=None)
    with pytest.raises(Refused, match="strategy meeting"):
        actions.ask_waiver(referral=referral, gate=GATE, reason="Urgent.", by=cast.worker, at=cast.now)


@pytest.mark.clause("HRP-2.3.b")
@pytest.mark.parametrize("gate", ["strategy_held", "checklist_locked", "level_for_panel", "no_such_gate"])
def test_other_gates_cannot_be_waived(cast, gate):
    referral = written_referral(cast, categories=["CSE"])
    with pytest.raises(Refused, match="No waiver"):
        actions.ask_waiver(referral=referral, gate=gate, reason="Urgent.", by=cast.worker, at=cast.now)


@pytest.mark.clause("HRP-2.3.d", "HRP-4.3-HI.k")
def test_a_referral_counts_as_received_when_the_waiver_is_asked(cast):
    this, _ = november_panel(cast), december_panel(cast)
    waiver = asked(cast)
    assert Duty.objects.get(code="submit_referral", case=waiver.referral.concern_id).met_at == cast.now
    after = at_london(cast, 2026, 11, 12, 9)
    answer(cast, waiver, cast.council_chair, at=after)
    answer(cast, waiver, cast.police_chair, at=after)
    referral = fresh(waiver.referral)
    assert (referral.received_at, referral.submitted_at, referral.aimed_at) == (cast.now, after, this)


@pytest.mark.clause("HRP-2.3.d")
def test_the_co_chairs_owe_an_answer_within_two_working_days(cast):
    waiver = asked(cast)
    duty = Duty.objects.get(code="answer_waiver", case=waiver.referral_id)
    assert duty.due_at == at_london(cast, 2026, 11, 12, 17)
    assert {owner.seat.code for owner in duty.owners.all()} == {"head_of_protection", "police_inspector"}
    for chair in (cast.council_chair, cast.police_chair):
        assert Referral.objects.visible_to(chair).exists()


def test_nobody_else_signs(cast):
    waiver = asked(cast)
    for user in (cast.worker, cast.detective, cast.coordinator, cast.stranger):
        with pytest.raises(Refused):
            answer(cast, waiver, user)


def test_what_changed_meanwhile_is_looked_at_again_before_it_is_granted(cast):
    waiver = asked(cast)
    type(waiver.referral.concern).objects.filter(pk=waiver.referral.concern_id).update(level="medium")
    answer(cast, waiver, cast.council_chair)
    with pytest.raises(Refused, match="high or very high"):
        answer(cast, waiver, cast.police_chair)
    assert fresh(waiver.referral).state == "waiver_pending"


def test_where_a_granted_waiver_sends_the_referral_is_said_in_the_procedures_words():
    agreed = SimpleNamespace(outcome="agreed")
    assert answered(agreed, SimpleNamespace(core_group="inner ring", panel="Round")).endswith("to the inner ring.")
    assert answered(agreed, SimpleNamespace(core_group="", panel="Round")).endswith("to the Round.")
