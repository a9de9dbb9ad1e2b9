"""A level, and the route that each takes."""

from datetime import date

import pytest

from riskpanel.children.models import Duty, Event
from riskpanel.children.moves import Refused
from riskpanel.procedure import moves_from
from riskpanel.referrals import actions
from riskpanel.referrals.models import Concern, LevelDecision
from tests import making_referrals as making
from tests.referrals.kit import at, day_of, met, owed, told


@pytest.mark.clause("HRP-4.3")
def test_a_level_needs_a_reason_and_must_be_one_of_the_scheme(cast):
    made = making.concern(cast)
    with pytest.raises(Refused, match="reason for the level"):
        actions.set_level(concern=made, level="high", reason=" ", by=cast.worker, at=cast.now)
    with pytest.raises(Refused, match="Choose a level"):
        actions.set_level(concern=made, level="extreme", reason="x", by=cast.worker, at=cast.now)
    assert not LevelDecision.objects.exists() and making.fresh(made).level == ""


@pytest.mark.clause("HRP-4.3")
def test_no_answer_changes_a_level_by_itself(cast):
    made = making.concern(cast, level="low")
    sheet = making.checklist(cast, made)
    for item in ("missing_often", "missing_night", "cce_debt", "cse_older"):
        actions.save_answer(
            checklist=sheet, item=item, window="", response="present", evidence="x", source="", happened_on="",
            version=0, by=cast.worker, at=cast.now,
        )  # fmt: skip
    assert making.fresh(made).level == "low" and LevelDecision.objects.count() == 1


def test_a_level_shows_on_the_child_as_not_confirmed_with_who_and_when(cast):
    made = making.concern(cast, level="high")
    child = making.fresh(made).child
    assert (child.level, child.level_provisional, child.level_set_at, child.level_set_by) == (
        "high", True, cast.now, cast.worker,
    )  # fmt: skip


def test_a_lower_level_of_one_concern_does_not_hide_a_higher_one_that_still_stands(cast):
    child = making.own_child(cast, cast.worker)
    making.concern(cast, child=child, level="very_high")
    second = making.concern(cast, child=child, level="low")
    child.refresh_from_db()
    assert (making.fresh(second).level, child.level) == ("low", "very_high")


@pytest.mark.clause("HRP-4.3-LOW.a")
def test_low_is_only_recorded_and_starts_no_duty_of_a_higher_level(cast):
    assert cast.procedure.level("low").band == "record"
    made = making.concern(cast, level="low")
    assert {duty.code for duty in Duty.objects.filter(case=made.pk, met_at=None)} == {"countersign_low"}


@pytest.mark.clause("HRP-4.3-LOW.b")
def test_a_low_level_is_countersigned_by_the_line_manager_within_our_default(cast):
    made = making.concern(cast, level="low", at=at(2))
    duty = owed(made, "countersign_low")
    assert (day_of(duty), duty.stated) == ("Mon 9 Nov 2026 17:00", False)
    assert [owner.user for owner in duty.owners.all()] == [cast.manager]
    with pytest.raises(Refused):
        actions.countersign(concern=made, by=cast.worker, at=at(3))
    actions.countersign(concern=making.fresh(made), note="Agreed.", by=cast.manager, at=at(3))
    assert making.fresh(made).state == "countersigned" and met(made, "countersign_low")
    assert making.fresh(made).level_confirmed


@pytest.mark.clause("HRP-4.3-LOW.b")
def test_a_manager_who_set_the_level_cannot_countersign_it(cast):
    own = making.concern(cast, by=cast.manager, level="low", child=making.own_child(cast, cast.manager))
    with pytest.raises(Refused, match="other than the author"):
        actions.countersign(concern=own, by=cast.manager, at=cast.now)
    made = making.concern(cast)
    actions.set_level(concern=made, level="low", reason="I set it.", by=cast.manager, at=cast.now)
    with pytest.raises(Refused, match="other than the author"):
        actions.countersign(concern=making.fresh(made), by=cast.manager, at=cast.now)


@pytest.mark.clause("HRP-4.3-LOW.c", "HRP-4.3-LOW.d")
def test_a_low_concern_closes_only_with_the_filing_recorded_and_owes_nothing_more(cast):
    made = making.concern(cast, level="low", at=at(2))
    with pytest.raises(Refused):
        actions.file_and_close(concern=made, file_reference="LCS 1", by=cast.worker, at=at(3))
    actions.countersign(concern=making.fresh(made), by=cast.manager, at=at(3))
    with pytest.raises(Refused, match="case file"):
        actions.file_and_close(concern=making.fresh(made), file_reference=" ", by=cast.worker, at=at(4))
    assert making.fresh(made).state == "countersigned"
    actions.file_and_close(concern=making.fresh(made), file_reference="LCS 1234", by=cast.worker, at=at(4))
    filed = told(made, "filed")
    assert (filed.by, filed.at, filed.data["file_reference"]) == (cast.worker, at(4), "LCS 1234")
    assert making.fresh(made).state == "closed"
    assert not Duty.objects.filter(case=made.pk, met_at=None).exists()


@pytest.mark.clause("HRP-4.3-LOW.d")
def test_the_history_of_a_closed_concern_is_readable_from_a_later_one(cast):
    child = making.own_child(cast, cast.worker)
    made = making.concern(cast, child=child, level="low")
    actions.countersign(concern=made, by=cast.manager, at=cast.now)
    actions.file_and_close(concern=making.fresh(made), file_reference="LCS 1", by=cast.worker, at=cast.now)
    later = making.concern(cast, child=child)
    page = cast.client(cast.worker).get(f"/concerns/{later.pk}/").content.decode()
    assert f"/concerns/{made.pk}/" in page
    assert Event.objects.filter(case=made.pk).count() == 5


@pytest.mark.clause("HRP-4.3-LOW.d")
def test_three_low_levels_in_ninety_days_give_a_notice(cast):
    child = making.own_child(cast, cast.worker)
    for day in (date(2026, 7, 1), date(2026, 10, 1), date(2026, 11, 2)):
        made = making.concern(cast, child=child, level="low", at=at(day.day, month=day.month))
    seen = Concern.objects.visible_to(cast.worker)
    assert actions.repeated(made, seen, at(2)) == 0
    last = making.concern(cast, child=child, level="low", at=at(3))
    assert actions.repeated(last, seen, at(3)) == 3


@pytest.mark.clause("HRP-4.3-MED.a", "HRP-4.3-MED.b")
def test_medium_starts_no_strategy_meeting_and_cannot_be_referred(cast):
    assert cast.procedure.level("medium").band == "plan"
    made = making.concern(cast, level="medium")
    assert {duty.code for duty in Duty.objects.filter(case=made.pk, met_at=None)} == {"discuss_medium"}
    with pytest.raises(Refused, match="high or very high"):
        actions.book_strategy(
            concern=made, starts_at=at(11), chair=cast.member(cast.manager), parties=[], by=cast.worker, at=cast.now
        )
    with pytest.raises(Refused):
        actions.start_referral(concern=made, by=cast.worker, at=cast.now)
    offered = moves_from(cast.procedure, "concern", "in_plan", {"practitioner", "lead_professional", "line_manager"})
    assert "refer_to_panel" not in {move.name for move in offered}


@pytest.mark.clause("HRP-4.3-MED.c")
@pytest.mark.parametrize(
    ("set_at", "due"),
    [(at(2, 16), "Mon 9 Nov 2026 17:00"), (at(2, 16, month=4), "Mon 13 Apr 2026 17:00")],
)
def test_a_medium_level_is_discussed_within_five_working_days(cast, set_at, due):
    made = making.concern(cast, level="medium", at=set_at)
    duty = owed(made, "discuss_medium")
    assert day_of(duty) == due and duty.stated
    assert {owner.user for owner in duty.owners.all()} == {cast.worker, cast.manager}
    with pytest.raises(Refused, match="what was agreed"):
        actions.discuss_with_manager(concern=made, note="", by=cast.manager, at=duty.due_at)
    late = duty.due_at.replace(hour=18)
    actions.discuss_with_manager(concern=making.fresh(made), note="Go on.", by=cast.manager, at=late)
    assert met(made, "discuss_medium").met_at == late > duty.due_at


@pytest.mark.clause("HRP-4.3-MED.b", "HRP-4.3-MED.d")
@pytest.mark.parametrize("kind", ["early_help", "youth_justice", "cin", "other"])
def test_a_medium_level_is_managed_in_a_named_plan_with_an_action(cast, kind):
    made = making.concern(cast, level="medium")
    actions.discuss_with_manager(concern=made, note="Plan it.", by=cast.manager, at=cast.now)
    assert owed(made, "put_in_plan")
    given = {"plan_reference": "LCS 7", "by": cast.worker, "at": cast.now}
    with pytest.raises(Refused, match="at least one action"):
        actions.put_in_plan(concern=making.fresh(made), plan_kind=kind, **given)
    making.action(cast, made, origin="plan")
    with pytest.raises(Refused, match="Choose the plan"):
        actions.put_in_plan(concern=making.fresh(made), plan_kind="", **given)
    with pytest.raises(Refused, match="case file"):
        actions.put_in_plan(concern=making.fresh(made), plan_kind=kind, **{**given, "plan_reference": ""})
    actions.put_in_plan(concern=making.fresh(made), plan_kind=kind, **given)
    now = making.fresh(made)
    assert (now.state, now.plan_kind, now.plan_reference, now.level_confirmed) == ("in_plan", kind, "LCS 7", True)
    assert told(made, "put_in_plan").data == {"plan_kind": kind, "plan_reference": "LCS 7"}
    assert met(made, "put_in_plan")


def test_only_the_line_manager_ends_a_plan(cast):
    made = making.concern(cast, level="medium")
    actions.discuss_with_manager(concern=made, note="Plan it.", by=cast.manager, at=cast.now)
    making.action(cast, made)
    actions.put_in_plan(concern=making.fresh(made), plan_kind="cin", plan_reference="1", by=cast.worker, at=cast.now)
    with pytest.raises(Refused, match="line manager"):
        actions.end_plan(concern=making.fresh(made), note="Safer.", by=cast.worker, at=cast.now)
    actions.end_plan(concern=making.fresh(made), note="Safer.", by=cast.manager, at=cast.now)
    assert making.fresh(made).state == "closed" and told(made, "closed")


@pytest.mark.clause("HRP-4.3-MED.e", "HRP-4.3-HI.m")
@pytest.mark.parametrize("level", ["medium", "high"])
@pytest.mark.parametrize(
    ("who", "role"),
    [
        ("charity", "Lead professional"), ("worker", "Social worker"), ("youth_worker", "Youth justice officer"),
        ("stranger", "Key worker"), ("manager", "Line manager"),
    ],
)  # fmt: skip
def test_exactly_one_person_of_any_listed_role_leads(cast, level, who, role):
    assert role in cast.procedure.setting("lead_roles")
    made = making.concern(cast, level=level)
    for by, person in ((cast.worker, "nurse"), (cast.nurse, who)):
        actions.lead_for(concern=making.fresh(made), lead=cast.member(cast.user(person)), role=role, by=by, at=cast.now)
    assert making.fresh(made).child.lead.user == cast.user(who)
    assert told(made, "lead_named").data == {"role": role}
    assert made in Concern.objects.visible_to(cast.user(who))


@pytest.mark.clause("HRP-4.3-HI.a", "HRP-4.3-HI.b")
def test_high_and_very_high_are_two_levels_and_only_the_higher_gives_the_alert(cast):
    high, very_high = cast.procedure.level("high"), cast.procedure.level("very_high")
    assert (high.band, very_high.band) == ("panel", "panel") and high.order < very_high.order
    assert high.threshold != very_high.threshold
    alert = very_high.threshold.encode()
    for level, alerts in ((high, False), (very_high, True)):
        made = making.concern(cast, level=level.code, child=making.own_child(cast, cast.worker))
        page = cast.client(cast.worker).get(f"/concerns/{made.pk}/").content
        assert (alert in page) is alerts


@pytest.mark.clause("HRP-4.3-HI.c")
def test_very_high_without_an_immediate_action_is_flagged_until_there_is_one(cast):
    made = making.concern(cast, level="very_high")
    client = cast.client(cast.worker)
    assert b"No immediate action is written down" in client.get(f"/concerns/{made.pk}/").content
    todo = making.action(cast, made, owner=cast.member(cast.worker))
    assert b"No immediate action is written down" not in client.get(f"/concerns/{made.pk}/").content
    assert (todo.what, todo.owner.user, todo.due_on) == ("Meet the child at school.", cast.worker, cast.now.date())
    assert owed(todo, "do_interim_action").owners.get().user == cast.worker


@pytest.mark.clause("HRP-4.3-HI.c")
@pytest.mark.parametrize("level", ["high", "very_high"])
def test_an_immediate_action_needs_what_who_and_when(cast, level):
    made = making.concern(cast, level=level)
    member = cast.member(cast.worker)
    given = {"concern": made, "origin": "immediate", "agency": member.agency, "by": cast.worker, "at": cast.now}
    with pytest.raises(Refused, match="what is to be done"):
        actions.add_interim_action(what="", owner=member, due_on=cast.now.date(), **given)
    with pytest.raises(Refused, match="date by which"):
        actions.add_interim_action(what="Visit.", owner=member, due_on=None, **given)
    with pytest.raises(Refused, match="does not work for that agency"):
        actions.add_interim_action(what="Visit.", owner=cast.member(cast.nurse), due_on=cast.now.date(), **given)


@pytest.mark.clause("HRP-4.3-HI.d")
@pytest.mark.parametrize("level", ["high", "very_high"])
@pytest.mark.parametrize(
    ("set_at", "due"),
    [(at(3, 15), "Tue 3 Nov 2026 23:59"), (at(7, 15), "Sat 7 Nov 2026 23:59")],
)
def test_a_high_level_is_discussed_the_same_day(cast, level, set_at, due):
    made = making.concern(cast, level=level, at=set_at)
    assert day_of(owed(made, "discuss_high")) == due


@pytest.mark.clause("HRP-4.3-HI.d")
def test_a_discussion_half_an_hour_past_midnight_is_late(cast):
    made = making.concern(cast, level="high", at=at(3, 15))
    actions.discuss_with_manager(concern=made, note="Talked.", by=cast.manager, at=at(4, 0, 30))
    duty = met(made, "discuss_high")
    assert duty.met_at > duty.due_at


@pytest.mark.clause("HRP-4.3-HI.e")
@pytest.mark.parametrize(("open_to", "asked"), [([], True), (["yjs"], True), (["csc"], False), (["csc", "yjs"], False)])
def test_a_child_not_open_to_social_care_is_referred_to_it_the_same_day(cast, open_to, asked):
    child = making.own_child(cast, cast.worker, open_to=open_to)
    made = making.concern(cast, level="high", at=at(3, 15), child=child)
    duty = owed(made, "refer_to_social_care")
    assert bool(duty) is asked
    if asked:
        assert day_of(duty) == "Tue 3 Nov 2026 23:59"
        actions.refer_to_social_care(concern=made, reference="F1", note="By phone.", by=cast.worker, at=at(3, 16))
        assert met(made, "refer_to_social_care") and making.fresh(made).state == "csc_referred"
    else:
        with pytest.raises(Refused, match="already open"):
            actions.refer_to_social_care(concern=made, reference="", note="x", by=cast.worker, at=at(3, 16))


@pytest.mark.clause("HRP-4.3-HI.e", "HRP-4.3-HI.f")
def test_those_who_convene_the_meeting_see_the_concern_once_the_level_is_high(cast):
    made = making.concern(cast)
    assert made not in Concern.objects.visible_to(cast.csc_manager)
    actions.set_level(concern=made, level="high", reason="x", by=cast.worker, at=cast.now)
    assert made in Concern.objects.visible_to(cast.csc_manager)
    assert made not in Concern.objects.visible_to(cast.csc_adviser)
    actions.refer_to_social_care(concern=making.fresh(made), reference="", note="x", by=cast.worker, at=cast.now)
    assert made in Concern.objects.visible_to(cast.csc_adviser)


@pytest.mark.clause("HRP-4.3-HI.d")
def test_a_discussion_can_still_be_recorded_where_the_meeting_was_booked_first(cast):
    made = making.booked(cast)
    page = cast.client(cast.worker).get(f"/concerns/{made.pk}/").content
    assert b"The level has not been discussed with the line manager" in page
    with pytest.raises(Refused, match="what was agreed"):
        actions.discuss_with_manager(concern=made, note="", by=cast.manager, at=cast.now)
    actions.discuss_with_manager(concern=made, note="Go ahead.", by=cast.manager, at=cast.now)
    assert making.fresh(made).state == "strategy_booked" and met(made, "discuss_high")
    with pytest.raises(Refused, match="cannot be done while"):
        actions.discuss_with_manager(concern=making.fresh(made), note="Again.", by=cast.manager, at=cast.now)
