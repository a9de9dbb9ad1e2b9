"""Those who have a part in minutes and warnings are told, in fixed sentences, and nobody else."""

import pytest

from riskpanel.meetings import actions
from riskpanel.meetings.actions.alerts import answer_alert, raise_alert
from riskpanel.meetings.actions.circulating import circulate
from riskpanel.partnership.models import Notice
from riskpanel.plans.actions.chasing import chase_actions
from tests import making_meetings as making
from tests import making_plans

pytestmark = pytest.mark.django_db
WORDS = "Robin was seen at the bus station with two older men."


def told(kind) -> dict:
    return {one.user_id: one for one in Notice.objects.filter(kind=kind)}


@pytest.mark.clause("HRP-A2-4.8")
def test_everybody_who_had_the_draft_is_asked_to_correct_it(cast):
    referral = making.triaged(cast)
    meeting = making.opened(cast, seats=["head_of_protection", "police_inspector", "health"])
    making.decided(cast, making.item_of(meeting, referral=referral))
    meeting = making.closed(cast, meeting)
    sent = circulate(meeting=meeting, by=cast.coordinator, at=cast.now)
    heard = told("minutes_to_correct")
    assert set(heard) == {one.member.user_id for one in sent} - {cast.coordinator.pk}
    assert cast.nurse.pk in heard and cast.youth_manager.pk not in heard, "who did not come had no draft"
    assert heard[cast.nurse.pk].path == f"/meetings/{meeting.pk}/minutes/circulated/"
    assert "25 Nov 2026" in heard[cast.nurse.pk].says


def test_a_warning_is_told_to_its_seats_without_its_words(cast):
    told_to = [cast.seat("health"), cast.seat("youth_justice")]
    alert = raise_alert(
        panel=cast.panel, kind="risk", text=WORDS, seats=told_to, by=cast.council_chair, at=cast.now
    )  # fmt: skip
    heard = told("alert")
    assert set(heard) == {cast.nurse.pk, cast.youth_manager.pk}
    assert heard[cast.nurse.pk].path == f"/alerts/{alert.pk}/" and "Robin" not in heard[cast.nurse.pk].says


def test_a_chair_hears_of_a_warning_that_a_member_asks_to_send_and_the_member_of_the_answer(cast):
    alert = raise_alert(
        panel=cast.panel, kind="risk", text=WORDS, seats=[cast.seat("health")], by=cast.youth_manager, at=cast.now
    )
    assert set(told("alert_asked")) == {cast.council_chair.pk, cast.police_chair.pk} and not told("alert")
    answer_alert(alert=alert, send=True, by=cast.council_chair, at=cast.now)
    assert set(told("alert")) == {cast.nurse.pk} and set(told("alert_answered")) == {cast.youth_manager.pk}


def test_leave_to_share_is_asked_of_the_chairs_and_its_answer_told(cast):
    asked = actions.ask_to_share(
        panel=cast.panel, what="The plan", with_whom="A school", why="Robin moved there", by=cast.nurse, at=cast.now
    )
    assert set(told("leave_asked")) == {cast.council_chair.pk, cast.police_chair.pk}
    actions.answer_share(asked=asked, agreed=True, answer="", by=cast.council_chair, at=cast.now)
    assert set(told("leave_answered")) == {cast.nurse.pk}


def test_an_owner_is_reminded_of_an_action(cast):
    action = making_plans.action(cast)
    chase_actions(actions=[action], by=cast.coordinator, at=cast.now)
    assert set(told("action_chased")) == {cast.youth_worker.pk}
