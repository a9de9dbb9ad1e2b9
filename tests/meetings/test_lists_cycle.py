"""One child through two months of meetings: after the other body's, before it, after it again."""

from datetime import timedelta

import pytest

from riskpanel.children.models import Child
from riskpanel.cohorts.actions import upward
from riskpanel.cohorts.models import PutForward
from riskpanel.meetings import actions
from riskpanel.meetings.models import MinutesCopy
from riskpanel.plans import actions as plans
from riskpanel.plans.models import Action
from tests import making_lists as making
from tests import making_meetings
from tests.making_lists import AFTER_AT, BEFORE_AT, MACE_AT, NEXT_AFTER_AT
from tests.meetings.test_lists_hearing import ANSWERS

pytestmark = pytest.mark.clause("HARM-CHAIR-2", "HARM-CHAIR-5", "HARM-CHAIR-11", "HARM-ROLE-10")


def hear(other, meeting, item, outcome="actions", **more):
    at = meeting.sitting.starts_at + timedelta(minutes=20)
    fresh = making.item_of(making_meetings.fresh(meeting), pk=item.pk)
    actions.note_listed(
        item=fresh, answers=ANSWERS, lead_present=True, version=fresh.note_version, by=other.coordinator, at=at
    )
    owner = other.member(other.youth)
    fresh = making.item_of(making_meetings.fresh(meeting), pk=item.pk)
    if outcome == "actions":
        told = {"what": "Meet each week.", "owner": owner, "agency": owner.agency, "due_on": None}
        actions.give_action(item=fresh, by=other.coordinator, at=at, **told)
        more |= {"lead_agency": owner.agency}
    return actions.decide_listed(item=fresh, outcome=outcome, rationale="As agreed.", by=other.chair, at=at, **more)


def finish(other, meeting):
    """Closed, signed and handed out, two hours on and the day after."""
    end = meeting.sitting.starts_at + timedelta(hours=2)
    actions.close_meeting(meeting=making_meetings.fresh(meeting), by=other.chair, at=end)
    actions.sign_minutes(meeting=making_meetings.fresh(meeting), by=other.chair, at=end, exception="Agreed there.")
    actions.distribute(meeting=making_meetings.fresh(meeting), by=other.coordinator, at=end + timedelta(days=1))


def test_a_child_is_heard_put_forward_confirmed_carried_and_stepped_down(other, monkeypatch):
    dates = making.calendar(other)
    listing = making.listing(other)

    first = making.opened(other, making.published(other, making.planned(other)))
    hear(other, first, first.items.get(listing=listing), upward="yes", upward_reason="Men from two boroughs.")
    finish(other, first)
    assert MinutesCopy.objects.filter(meeting=first, member=other.member(other.police)).exists()

    now = AFTER_AT + timedelta(days=2)
    action = Action.objects.get()
    plans.report_done(
        action=action, report="Met twice.", effect="partly", impact="Robin talks.", by=other.youth, at=now
    )

    other.now = now
    second = making.opened(other, making.published(other, making.planned(other, "before_mace")))
    assert second.items.get(section="actions").action_id == action.pk
    actions.review_actions(meeting=second, by=other.coordinator, at=BEFORE_AT)
    put = PutForward.objects.get()
    actions.confirm_upward(meeting=making_meetings.fresh(second), item=put, by=other.chair, at=BEFORE_AT)
    finish(other, second)
    assert upward.send_pack(panel=other.panel, sitting=dates["mace"], by=other.coordinator, at=BEFORE_AT) == 1

    other.now = MACE_AT
    put = PutForward.objects.get()
    upward.answer(item=put, note="A joint operation.", by=other.coordinator, at=MACE_AT)
    third = making.planned(other, at=NEXT_AFTER_AT)
    assert actions.freeze_list(meeting=third, by=other.analyst, at=MACE_AT) == 1
    third = making.opened(other, making.published(other, third))
    item = third.items.get(listing=listing)
    assert item.listing.route == "carried"
    assert item.read_first["listing"]["last_outcome"] and "As agreed." not in str(item.read_first)
    assert item.read_first["listing"]["lead_agency"] == other.agency("youth_support").name
    actions.review_actions(meeting=third, by=other.coordinator, at=NEXT_AFTER_AT)
    told = {"receiving_service": "Youth support", "reentry_trigger": "Missing again.", "upward": "no"}
    hear(other, third, item, "step_down", **told)
    finish(other, third)
    listing.refresh_from_db()
    assert listing.state == "stepped_down"

    after = NEXT_AFTER_AT + timedelta(days=2)
    monkeypatch.setattr("django.utils.timezone.now", lambda: after)
    making_meetings.accepts(other, third, other.chair, other.police)
    page = other.client(other.police).get(f"/meetings/{third.pk}/minutes/")
    assert page.status_code == 200 and "Missing twice since the last meeting." in page.content.decode()
    late = after + timedelta(days=120)
    assert not Child.objects.visible_to(other.police, late).filter(pk=listing.child_id).exists()
