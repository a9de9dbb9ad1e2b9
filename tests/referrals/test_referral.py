"""A referral is the locked checklist with a cover; it is sent when everything that is asked of it is met."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from riskpanel.children.models import Duty, Event, Grant
from riskpanel.children.moves import Changed, Refused
from riskpanel.partnership import actions as partnership
from riskpanel.referrals import actions
from riskpanel.referrals.actions.referrals import gates_of
from riskpanel.referrals.actions.sending import default_copy
from riskpanel.referrals.models import Checklist, Referral
from tests.making_referrals import concern, concern_with_strategy_held
from tests.making_referrals2 import (
    COVER,
    at_london,
    drafted_referral,
    fresh,
    november_panel,
    submitted_referral,
    written_referral,
)


def send(cast, referral, at=None):
    return actions.submit(referral=referral, by=referral.concern.author.user, at=at or cast.now)


def refusal(cast, referral) -> str:
    with pytest.raises(Refused) as refused:
        send(cast, referral)
    assert fresh(referral).state == referral.state
    return " ".join(refused.value.reasons)


@pytest.mark.clause("HRP-4.3-HI.l", "HRP-5.3.a")
def test_the_referral_is_the_very_checklist_that_was_locked(cast):
    made = concern_with_strategy_held(cast)
    locked = Checklist.objects.get(concern=made)
    referral = drafted_referral(cast, made=made)
    assert (locked.state, referral.checklist_id) == ("locked", locked.pk)
    assert fresh(made).state == "referred"
    assert referral.categories == made.categories


@pytest.mark.clause("HRP-4.3-HI.l", "HRP-A2-5.1.a")
@pytest.mark.parametrize("state", ["draft", "shared", "completed"])
def test_a_checklist_that_is_not_locked_cannot_be_referred(cast, state):
    made = concern_with_strategy_held(cast)
    Checklist.objects.filter(concern=made).update(state=state)
    with pytest.raises(Refused, match="locked"):
        actions.start_referral(concern=made, by=cast.worker, at=cast.now)


@pytest.mark.clause("HRP-5.1", "HRP-A2-5.1.a", "HRP-4.3-MED.b")
@pytest.mark.parametrize("level", ["low", "medium"])
def test_low_and_medium_cannot_be_referred_and_the_reason_is_said(cast, level):
    referral = written_referral(cast)
    type(referral.concern).objects.filter(pk=referral.concern_id).update(level=level)
    assert "high or very high" in refusal(cast, fresh(referral))


@pytest.mark.clause("HRP-5.1", "HRP-A2-5.1.a")
@pytest.mark.parametrize("level", ["high", "very_high"])
def test_high_and_very_high_can_be_referred(cast, level):
    november_panel(cast)
    assert submitted_referral(cast, level=level).state == "submitted"


@pytest.mark.clause("HRP-5.1")
def test_a_kind_of_concern_is_added_in_the_procedure_file_without_code(cast):
    november_panel(cast)
    added = '\n[[categories]]\ncode = "CUCK"\nlabel = "Cuckooing"\nclauses = ["HRP-5.1"]\n'
    told = {"by": cast.administrator, "at": cast.now}
    source = cast.panel.procedure.source + added
    version = partnership.upload_procedure(partnership=cast.partnership, source=source, **told)
    partnership.put_in_force(panel=cast.panel, version=version, from_day=cast.now.date(), **told)
    assert submitted_referral(cast, categories=["CUCK"]).state == "submitted"


def test_a_concern_without_a_strategy_meeting_starts_no_referral(cast):
    made = concern(cast, level="high")
    with pytest.raises(Refused):
        actions.start_referral(concern=made, by=cast.worker, at=cast.now)
    assert not Referral.objects.filter(concern=made).exists()


def test_one_concern_has_one_live_referral(cast):
    referral = drafted_referral(cast)
    with pytest.raises(Refused, match="already"):
        actions.start_referral(concern=referral.concern, by=cast.worker, at=cast.now)


def test_after_one_was_withdrawn_another_may_be_started(cast):
    referral = drafted_referral(cast)
    actions.withdraw(referral=referral, reason="Wrong child.", by=cast.worker, at=cast.now)
    again = actions.start_referral(concern=referral.concern, by=cast.worker, at=cast.now)
    assert again.pk != referral.pk and again.state == "draft"


@pytest.mark.clause("HRP-2.3.a")
def test_without_the_day_of_child_protection_steps_it_is_refused(cast):
    referral = written_referral(cast, child_protection_on=None)
    assert refusal(cast, referral) == "Say on which day child protection procedures were followed."
    done = written_referral(cast, made=concern_with_strategy_held(cast))
    assert all(gate.passed for gate in gates_of(done) if gate.gate.code == "child_protection_followed")


@pytest.mark.clause("HRP-2.3.b")
def test_without_a_held_strategy_meeting_it_is_refused(cast):
    referral = written_referral(cast)
    referral.concern.strategy_meetings.update(held_at=None)
    assert "strategy meeting" in refusal(cast, fresh(referral))


@pytest.mark.clause("HRP-2.3.c", "HRP-5.1.b", "HRP-5.1.e")
@pytest.mark.parametrize("category", ["CSE", "CCE"])
def test_exploitation_asks_for_a_police_reference(cast, category):
    november_panel(cast)
    referral = written_referral(cast, categories=[category])
    assert "police reference" in refusal(cast, referral)
    told = {"kind": "crime", "number": "1234567/26", "child_is": "Harmed or at risk", "by": cast.worker, "at": cast.now}
    actions.add_police_reference(referral=referral, **told)
    assert send(cast, fresh(referral)).state == "submitted"


@pytest.mark.clause("HRP-2.3.c", "HRP-5.1.a", "HRP-5.1.c", "HRP-5.1.d", "HRP-5.1.f", "HRP-5.1.g")
@pytest.mark.parametrize("category", ["MISS", "RAD", "SYV", "HSB", "TRAF"])
def test_other_kinds_of_concern_are_sent_without_a_police_reference(cast, category):
    november_panel(cast)
    assert submitted_referral(cast, categories=[category]).state == "submitted"


@pytest.mark.clause("HRP-2.3.c")
def test_several_police_references_each_keep_their_kind(cast):
    referral = written_referral(cast)
    for kind, number in (("crime", "1/26"), ("missing", "2/26"), ("non_crime", "3/26")):
        actions.add_police_reference(referral=referral, kind=kind, number=number, by=cast.worker, at=cast.now)
    kept = referral.police_references.values_list("kind", "number")
    assert list(kept) == [("crime", "1/26"), ("missing", "2/26"), ("non_crime", "3/26")]


@pytest.mark.clause("HRP-2.4.a")
def test_without_what_is_done_now_it_is_refused(cast):
    assert (
        refusal(cast, written_referral(cast, doing_now="  "))
        == "Say what is being done now: nobody waits for the panel."
    )


@pytest.mark.clause("HRP-2.4.a")
def test_while_it_waits_actions_go_on(cast):
    november_panel(cast)
    referral = submitted_referral(cast)
    before = referral.concern.actions.count()
    owner = cast.member(cast.worker)
    actions.add_interim_action(
        concern=referral.concern, origin="immediate", what="See the child today.", agency=owner.agency, owner=owner,
        due_on=cast.now.date(), by=cast.worker, at=cast.now,
    )  # fmt: skip
    assert referral.concern.actions.count() == before + 1


@pytest.mark.clause("HRP-A2-2.1")
def test_without_the_need_for_a_joint_plan_it_is_refused(cast):
    assert refusal(cast, written_referral(cast, why_multi_agency="")) == "Say why a multi-agency plan is needed."


@pytest.mark.clause("HRP-5.1")
def test_without_a_kind_of_concern_it_is_refused(cast):
    assert refusal(cast, written_referral(cast, categories=[])) == "Choose at least one kind of concern."


@pytest.mark.clause("HRP-5.3.a")
def test_sending_lets_the_chairs_read_it_and_keeps_the_time(cast):
    november_panel(cast)
    referral = written_referral(cast)
    for chair in (cast.council_chair, cast.police_chair):
        assert not Referral.objects.visible_to(chair).exists()
    send(cast, referral)
    for chair in (cast.council_chair, cast.police_chair):
        assert Referral.objects.visible_to(chair).get() == referral
        assert Checklist.objects.visible_to(chair).get() == referral.checklist
    assert fresh(referral).submitted_at == fresh(referral).received_at == cast.now


@pytest.mark.clause("HRP-5.1-NOTE.d")
def test_the_six_agencies_of_the_core_group_read_it_and_no_other_member(cast):
    november_panel(cast)
    referral = submitted_referral(cast)
    seats = cast.panel.seats.exclude(core_group="")
    assert {seat.core_group for seat in seats} == {
        "csc",
        "police_exploitation",
        "rescue_response",
        "yjs",
        "axis",
        "health",
    }
    given_to = set(Grant.objects.filter(sight="core_group", about=referral.concern_id).values_list("seat", flat=True))
    assert given_to == {seat.pk for seat in seats}
    for user in (cast.detective, cast.nurse, cast.youth_manager, cast.axis_lead, cast.rescue_lead, cast.head):
        assert Referral.objects.visible_to(user).exists()
    for user in (cast.user("member"), cast.missing_unit, cast.stranger):
        assert not Referral.objects.visible_to(user).exists()


@pytest.mark.clause("HRP-5.3.b")
def test_the_head_of_the_referrers_line_gets_a_copy_of_that_referral_only(cast):
    november_panel(cast)
    referral = written_referral(cast)
    assert referral.copy_to.user == cast.head
    referral.copy_to = cast.member(cast.school_head)
    referral.save()
    send(cast, referral)
    submitted_referral(cast, made=concern_with_strategy_held(cast))
    assert list(Referral.objects.visible_to(cast.school_head)) == [referral]


@pytest.mark.clause("HRP-5.3.b")
def test_an_outside_agency_has_the_copy_sent_to_its_senior_contact(cast):
    assert default_copy(cast.member(cast.school)).user == cast.school_head
    assert default_copy(cast.member(cast.nurse)).user == cast.nurse_manager


@pytest.mark.clause("HRP-4.3-HI.k")
def test_sending_meets_the_duty_to_submit(cast):
    november_panel(cast)
    referral = written_referral(cast)
    duty = Duty.objects.get(code="submit_referral", case=referral.concern_id)
    assert (duty.due_at, duty.met_at) == (at_london(cast, 2026, 11, 9, 17), None)
    send(cast, referral)
    assert Duty.objects.get(code="submit_referral", case=referral.concern_id).met_at == cast.now


@pytest.mark.clause("HRP-5.1-NOTE.b")
def test_sending_makes_the_core_group_owe_a_decision_by_the_pre_panel(cast):
    november_panel(cast)
    referral = submitted_referral(cast)
    duty = Duty.objects.get(code="triage_referral", case=referral.pk)
    assert duty.due_at == at_london(cast, 2026, 11, 13, 10)
    assert {owner.seat.core_group for owner in duty.owners.all()} >= {"csc", "health"}


def test_reading_a_referral_does_not_let_anybody_send_or_write_it(cast):
    november_panel(cast)
    referral = submitted_referral(cast)
    with pytest.raises(Refused, match="sent"):
        actions.save_cover(referral=referral, version=referral.version, by=cast.worker, at=cast.now, doing_now="x")
    draft = written_referral(cast, made=concern_with_strategy_held(cast))
    for user in (cast.detective, cast.stranger):
        with pytest.raises(Refused):
            actions.submit(referral=draft, by=user, at=cast.now)
        with pytest.raises(Refused):
            actions.save_cover(referral=draft, version=draft.version, by=user, at=cast.now, doing_now="x")
        with pytest.raises(Refused):
            actions.withdraw(referral=draft, reason="x", by=user, at=cast.now)


def test_sending_twice_is_refused_the_second_time(cast):
    november_panel(cast)
    referral = written_referral(cast)
    other = fresh(referral)
    send(cast, referral)
    with pytest.raises((Refused, Changed)):
        send(cast, other)
    assert Event.objects.filter(case=referral.pk, kind="referral_submitted").count() == 1


def test_of_two_who_write_the_cover_the_second_is_told(cast):
    referral = drafted_referral(cast)
    first = {"referral": referral, "version": referral.version, "at": cast.now}
    actions.save_cover(**first, by=cast.worker, doing_now="What the worker wrote.")
    with pytest.raises(Changed) as changed:
        actions.save_cover(**first, by=cast.manager, doing_now="What the manager wrote.")
    assert changed.value.record.doing_now == "What the worker wrote."


@pytest.mark.clause("HRP-5.5.a")
def test_withdrawing_needs_a_reason_and_ends_the_sight_of_those_who_were_to_decide(cast):
    november_panel(cast)
    referral = submitted_referral(cast)
    with pytest.raises(Refused, match="reason"):
        actions.withdraw(referral=referral, reason=" ", by=cast.worker, at=cast.now)
    actions.withdraw(referral=fresh(referral), reason="The family moved away.", by=cast.worker, at=cast.now)
    assert fresh(referral).state == "withdrawn"
    later = cast.now + timedelta(days=8)
    assert Referral.objects.visible_to(cast.detective).exists()
    assert not Referral.objects.visible_to(cast.detective, later).exists()
    assert not Referral.objects.visible_to(cast.council_chair, later).exists()
    assert Referral.objects.visible_to(cast.worker, later).exists()


EMPTY_COVER = {
    "categories": [],
    "doing_now": "",
    "why_multi_agency": "",
    "child_protection_on": None,
}


@pytest.mark.clause("HRP-2.3.a", "HRP-2.4.a", "HRP-A2-2.1", "HRP-5.1")
@settings(max_examples=24, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(left=some.sets(some.sampled_from(sorted(EMPTY_COVER))), category=some.sampled_from(["MISS", "CSE", "RAD"]))
def test_every_gate_is_always_answered_and_sending_obeys_all_of_them(cast, left, category):
    referral = Referral.objects.first() or written_referral(cast)
    told = {**COVER, "categories": [category], "child_protection_on": cast.now.date()}
    told |= {name: EMPTY_COVER[name] for name in left}
    for name, value in told.items():
        setattr(referral, name, value)
    gates = gates_of(referral)
    move = next(m for m in cast.procedure.lifecycle("referral").moves if m.name == "submit")
    assert [gate.gate.code for gate in gates] == list(move.gates)
    shut = [gate.gate.test.otherwise for gate in gates if not gate.lets_past]
    asks_police = category == "CSE" and "categories" not in left
    assert bool(shut) == bool(left or asks_police)
    if shut:
        with pytest.raises(Refused) as refused:
            send(cast, referral)
        assert list(refused.value.reasons) == shut
