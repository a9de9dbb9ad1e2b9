"""The strategy meeting: called in five working days, chaired by a manager, recorded all or nothing."""

from datetime import date

import pytest

from riskpanel.children.models import Duty, Grant
from riskpanel.children.moves import Refused
from riskpanel.referrals import actions
from riskpanel.referrals.models import Checklist, Concern
from tests import making_referrals as making
from tests.referrals.kit import at, day_of, met, owed, told


@pytest.mark.clause("HRP-4.3-HI.f")
@pytest.mark.parametrize(
    ("set_at", "due"), [(at(3), "Tue 10 Nov 2026 17:00"), (at(22, month=12), "Thu 31 Dec 2026 17:00")]
)
def test_the_meeting_is_held_within_five_working_days_and_booking_alone_does_not_meet_it(cast, set_at, due):
    made = making.booked(cast, made=making.concern(cast, level="high", at=set_at), at=set_at)
    duty = owed(made, "hold_strategy")
    assert day_of(duty) == due and duty.started_at == set_at
    assert [owner.role for owner in duty.owners.all()] == ["csc_manager"]
    making.hold(cast, made, held_at=set_at.replace(hour=14))
    assert met(made, "hold_strategy").met_at == set_at.replace(hour=14)


@pytest.mark.clause("HRP-4.3-HI.g")
def test_the_checklist_can_be_begun_at_once_and_until_then_the_case_says_so(cast):
    made = making.concern(cast, level="high")
    client = cast.client(cast.worker)
    assert b"The checklist has not been begun" in client.get(f"/concerns/{made.pk}/").content
    sheet = making.checklist(cast, made)
    assert b"The checklist has not been begun" not in client.get(f"/concerns/{made.pk}/").content
    assert (sheet.state, making.fresh(made).state) == ("draft", "level_set")
    assert owed(made, "discuss_high") and owed(made, "hold_strategy")


@pytest.mark.clause("HRP-4.3-HI.i")
def test_a_chair_who_is_no_manager_is_refused(cast):
    made = making.concern(cast, level="high")
    given = {"concern": made, "starts_at": at(11), "parties": [], "by": cast.worker, "at": cast.now}
    with pytest.raises(Refused, match="chaired by a manager"):
        actions.book_strategy(chair=cast.member(cast.school), **given)
    assert making.fresh(made).state == "level_set"
    actions.book_strategy(chair=cast.member(cast.manager), **given)
    assert making.fresh(made).state == "strategy_booked"
    assert told(made, "strategy_booked").data["meeting_at"].startswith("2026-11-11")


def test_booking_anew_replaces_the_meeting_and_chair_and_parties_see_the_concern(cast):
    made = making.booked(cast)
    actions.book_strategy(
        concern=made, starts_at=at(12), chair=cast.member(cast.manager), parties=[cast.member(cast.charity)],
        by=cast.worker, at=cast.now,
    )  # fmt: skip
    assert [one.replaced for one in made.strategy_meetings.order_by("pk")] == [True, False]
    for seer in (cast.charity, cast.nurse, cast.csc_manager):
        assert made in Concern.objects.visible_to(seer)
    asked = made.checklists.get().contributors.values_list("agency__name", flat=True)
    assert cast.member(cast.charity).agency.name in asked


@pytest.mark.clause("HRP-4.3-HI.h")
def test_the_meeting_cannot_be_held_until_every_agency_signed_or_is_marked_and_then_the_checklist_locks(cast):
    made = making.booked(cast)
    sheet = made.checklists.get()
    part = actions.invite_contributor(
        checklist=making.fresh_checklist(sheet), agency=cast.member(cast.school).agency,
        member=cast.member(cast.school), by=cast.worker, at=cast.now,
    )  # fmt: skip
    with pytest.raises(Refused, match="Every agency must complete"):
        making.hold(cast, making.fresh(made))
    assert making.fresh(made).state == "strategy_booked" and made.strategy_meetings.get().held_at is None
    actions.mark_no_input(
        checklist=making.fresh_checklist(sheet), agency=part.agency, reason="On strike.", by=cast.csc_manager,
        at=cast.now,
    )  # fmt: skip
    held = making.hold(cast, making.fresh(made))
    assert (held.state, held.level_confirmed, held.child.level_provisional) == ("strategy_held", True, False)
    sheet = making.fresh_checklist(sheet)
    assert sheet.state == "locked" and sheet.locked_at
    with pytest.raises(Refused, match="closed to changes"):
        actions.save_answer(
            checklist=sheet, item="cce_debt", window="", response="present", evidence="", source="",
            happened_on="", version=0, by=cast.worker, at=cast.now,
        )  # fmt: skip
    with pytest.raises(Refused, match="closed to changes"):
        actions.save_voice(checklist=sheet, strengths="New", by=cast.worker, at=cast.now)


@pytest.mark.clause("HRP-4.3-HI.h")
def test_a_meeting_without_a_checklist_cannot_be_held(cast):
    made = making.concern(cast, level="high")
    actions.book_strategy(
        concern=made, starts_at=cast.now, chair=cast.member(cast.csc_manager), parties=[], by=cast.worker, at=cast.now
    )
    making.action(cast, made, origin="strategy")
    with pytest.raises(Refused, match="Every agency must complete"):
        making.hold(cast, making.fresh(made))


@pytest.mark.clause("HRP-4.3-HI.j")
def test_minutes_and_actions_with_owner_and_date_are_needed(cast):
    made = making.booked(cast)
    with pytest.raises(Refused, match="Write the minutes"):
        making.hold(cast, made, minutes=" ")
    with pytest.raises(Refused, match="reason for the level"):
        making.hold(cast, making.fresh(made), reason="")
    made.actions.all().delete()
    with pytest.raises(Refused, match="at least one action"):
        making.hold(cast, making.fresh(made))
    actions.add_interim_action(
        concern=making.fresh(made), origin="strategy", what="Find a worker.", owner=None, due_on=date(2026, 11, 13),
        agency=cast.member(cast.nurse).agency, by=cast.csc_manager, at=cast.now,
    )  # fmt: skip
    with pytest.raises(Refused, match="Name a person for every action"):
        making.hold(cast, making.fresh(made))
    assert making.fresh(made).state == "strategy_booked"


@pytest.mark.clause("HRP-4.3-HI.j")
def test_each_action_of_the_meeting_is_owed_on_its_day(cast):
    made = making.booked(cast)
    todo = making.action(
        cast, made, origin="strategy", owner=cast.member(cast.nurse), due_on=date(2026, 11, 13), by=cast.csc_manager
    )
    making.hold(cast, making.fresh(made))
    duty = owed(todo, "do_interim_action")
    assert day_of(duty) == "Fri 13 Nov 2026 17:00" and duty.owners.get().user == cast.nurse


@pytest.mark.clause("HRP-4.3-HI.j")
def test_a_meeting_of_tomorrow_cannot_be_recorded_today(cast):
    made = making.booked(cast)
    with pytest.raises(Refused, match="in the future"):
        actions.hold_strategy(
            concern=made, minutes="x", level="high", reason="x", held_at=at(11), by=cast.csc_manager, at=cast.now
        )


@pytest.mark.clause("HRP-4.3-HI.k")
def test_a_high_level_confirmed_on_friday_is_referred_by_monday(cast):
    made = making.concern_with_strategy_held(cast, at=at(5), held_at=at(6))
    duty = owed(made, "submit_referral")
    assert day_of(duty) == "Mon 9 Nov 2026 17:00"
    assert [owner.user for owner in duty.owners.all()] == [cast.worker]
    draft = actions.start_referral(concern=made, by=cast.worker, at=at(6, 15))
    assert draft.state == "draft" and owed(made, "submit_referral")


@pytest.mark.clause("HRP-4.3-HI.k")
def test_a_medium_level_confirmed_owes_no_referral_and_goes_the_way_of_its_band(cast):
    made = making.hold(cast, making.booked(cast), level="medium")
    assert owed(made, "submit_referral") is None and owed(made, "hold_strategy") is None
    assert (made.state, made.level, made.level_confirmed) == ("level_set", "medium", True)
    assert owed(made, "discuss_medium")


@pytest.mark.clause("HRP-4.3-HI.l")
def test_the_referral_is_the_locked_checklist_and_a_draft_one_cannot_be_referred(cast):
    made = making.booked(cast)
    with pytest.raises(Refused):
        actions.start_referral(concern=made, by=cast.worker, at=cast.now)
    actions.complete_checklist(checklist=made.checklists.get(), by=cast.worker, at=cast.now)
    with pytest.raises(Refused):
        actions.start_referral(concern=making.fresh(made), by=cast.worker, at=cast.now)
    held = making.hold(cast, making.fresh(made))
    draft = actions.start_referral(concern=held, by=cast.worker, at=cast.now)
    assert draft.checklist == made.checklists.get() and draft.checklist.state == "locked"
    assert Checklist.objects.count() == 1


def test_a_party_sees_the_concern_until_twenty_working_days_after_the_meeting(cast):
    making.concern_with_strategy_held(cast)
    ends = Grant.objects.get(user=cast.nurse, sight="strategy_party").ends_at
    assert ends.date() == date(2026, 12, 8)


def test_nothing_is_kept_of_a_meeting_that_was_refused(cast):
    made = making.booked(cast)
    before = Duty.objects.filter(case=made.pk).count()
    with pytest.raises(Refused):
        making.hold(cast, made, level="")
    assert making.fresh(made).levels.count() == 1 and Duty.objects.filter(case=made.pk).count() == before
    assert made.checklists.get().state == "draft"


def test_minutes_are_kept_while_they_are_written(cast):
    made = making.booked(cast)
    actions.keep_minutes(concern=made, minutes="Present: all.", by=cast.csc_manager, at=cast.now)
    meeting = made.strategy_meetings.get()
    assert (meeting.minutes, meeting.held_at) == ("Present: all.", None)
    with pytest.raises(Refused):
        actions.keep_minutes(concern=made, minutes="x", by=cast.nurse, at=cast.now)


@pytest.mark.clause("HRP-4.3-HI.j")
def test_a_meeting_held_before_the_level_was_written_down_still_ends_what_was_owed(cast):
    made = making.booked(cast)
    making.hold(cast, made, level="very_high", held_at=at(10, 8))
    assert met(made, "hold_strategy") and owed(made, "submit_referral")
    assert making.fresh(made).levels.first().level == "very_high"
    assert made.strategy_meetings.get().held_at == at(10, 8)
