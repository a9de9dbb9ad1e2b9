"""The minutes of the panel that hears listed children: sent in time, and looked at first by the next meeting."""

from datetime import date, timedelta

import pytest

from riskpanel.children.models import Duty
from riskpanel.meetings import actions
from riskpanel.meetings.presenters.lastmeeting import earlier
from tests import making_lists as making
from tests import making_meetings
from tests.making_lists import AFTER_AT, BEFORE_AT, NEXT_AFTER_AT
from tests.meetings.test_lists_cycle import hear


def closed(other, meeting):
    end = meeting.sitting.starts_at + timedelta(hours=2)
    actions.close_meeting(meeting=making_meetings.fresh(meeting), by=other.chair, at=end)
    return making_meetings.fresh(meeting)


def sent(other, meeting):
    """Round to everybody, signed and sent, the next day."""
    at = meeting.sitting.starts_at + timedelta(days=1)
    fresh = making_meetings.fresh
    actions.circulate(meeting=fresh(meeting), by=other.coordinator, at=at)
    for member in fresh(meeting).unanswered():
        actions.agree_minutes(meeting=fresh(meeting), by=member.user, at=at)
    actions.sign_minutes(meeting=fresh(meeting), by=other.chair, at=at)
    actions.distribute(meeting=fresh(meeting), by=other.coordinator, at=at)
    return fresh(meeting)


@pytest.fixture
def first(other):
    """The meeting after the other body's, at which one child was heard, closed."""
    item = making.heard(other)
    hear(other, item.meeting, item, upward="no")
    return closed(other, item.meeting)


@pytest.mark.clause("HARM-CHAIR-2", "HARM-CHAIR-11")
def test_the_minutes_go_round_and_are_with_the_professionals_concerned_within_five_working_days(other, first):
    due = {one.code: one.due_at.date() for one in Duty.objects.filter(about="meeting", case=first.pk, met_at=None)}
    assert due["draft_minutes"] == due["circulate_minutes"] == date(2026, 11, 18)
    assert due["sign_minutes"] == due["distribute_minutes"] == date(2026, 11, 24)
    meeting = sent(other, first)
    assert meeting.state == "distributed" and meeting.copies.filter(member=other.member(other.police)).exists()
    owed = Duty.objects.filter(about="meeting", case=first.pk, met_at=None).values_list("code", flat=True)
    assert list(owed) == ["lock_minutes"]


def held(other, meeting):
    """Opened, with nobody left to hear."""
    meeting = making.opened(other, making.published(other, meeting))
    if actions.actions_waiting(meeting):
        actions.review_actions(meeting=meeting, by=other.coordinator, at=meeting.sitting.starts_at)
    return making_meetings.fresh(meeting)


@pytest.mark.clause("HARM-CHAIR-5")
def test_each_meeting_opens_with_the_last_minutes_and_those_of_its_own_kind(other, first, monkeypatch):
    sent(other, first)
    other.now = AFTER_AT + timedelta(days=2)
    second = held(other, making.planned(other, "before_mace"))
    assert [one.pk for one in earlier(second)] == [first.pk]
    actions.agree_record(meeting=second, previous=making_meetings.fresh(first), by=other.chair, at=BEFORE_AT)
    assert making_meetings.fresh(first).state == "locked"
    second = sent(other, closed(other, second))

    other.now = BEFORE_AT + timedelta(days=2)
    third = making.planned(other, at=NEXT_AFTER_AT)
    actions.freeze_list(meeting=third, by=other.analyst, at=other.now)
    third = held(other, third)
    assert [one.pk for one in earlier(third)] == [second.pk, first.pk]
    monkeypatch.setattr("django.utils.timezone.now", lambda: NEXT_AFTER_AT + timedelta(minutes=5))
    making_meetings.accepts(other, third, other.chair)
    browser = other.client(other.chair)
    live = browser.get(f"/meetings/{third.pk}/live/").content.decode()
    assert "Minutes and actions of the last meeting" in live
    text = browser.get(f"/meetings/{third.pk}/last/").content.decode()
    assert "Meet each week." in text and text.count("Agreed as a true record") >= 2
    assert text.index("1 Dec 2026") < text.index("17 Nov 2026")
