"""Whoever comes to a meeting for one child finds the way to that item on their desk."""

from datetime import timedelta

import pytest

from riskpanel.meetings import actions
from tests import making_meetings as making

pytestmark = pytest.mark.django_db
ASKED = "You are invited for"


def desk(cast, user) -> str:
    return cast.client(user).get("/").content.decode()


@pytest.mark.clause("HRP-5.4", "HRP-A2-4.5")
def test_a_lead_professional_finds_their_own_item_once_the_agenda_is_out(cast):
    making.triaged(cast)
    meeting = making.filled(cast)
    assert ASKED not in desk(cast, cast.worker)
    item = making.item_of(making.published(cast, meeting))
    page = desk(cast, cast.worker)
    assert ASKED in page and item.get_absolute_url() in page and "No answer yet" in page
    actions.reply_as_guest(guest=item.guests.get(), answer="coming", by=cast.worker, at=cast.now)
    assert "No answer yet" not in desk(cast, cast.worker)


@pytest.mark.clause("HRP-A2-4.6")
def test_a_guest_finds_it_once_a_chair_approves(cast):
    making.triaged(cast)
    item = making.item_of(making.published(cast))
    told = {"item": item, "member": cast.member(cast.charity), "reason": "Works with the child"}
    guest = actions.invite_guest(by=cast.coordinator, at=cast.now, **told)
    assert ASKED not in desk(cast, cast.charity)
    actions.approve_guest(guest=guest, by=cast.council_chair, at=cast.now)
    assert item.get_absolute_url() in desk(cast, cast.charity)


def test_whoever_no_longer_sees_the_child_does_not_read_of_them(cast):
    making.triaged(cast)
    item = making.item_of(making.published(cast))
    told = {"item": item, "member": cast.member(cast.charity), "reason": "Works with the child"}
    guest = actions.invite_guest(by=cast.council_chair, at=cast.now, **told)
    assert item.child.reference in desk(cast, cast.charity)
    long_ago = cast.now - timedelta(days=2)
    guest.member.user.grants.update(starts_at=long_ago, ends_at=long_ago + timedelta(days=1))
    assert item.child.reference not in desk(cast, cast.charity)


def test_a_panel_that_is_past_is_no_invitation_any_more(cast):
    making.triaged(cast)
    item = making.item_of(making.published(cast))
    sitting = item.meeting.sitting
    assert item.get_absolute_url() in desk(cast, cast.worker)
    sitting.starts_at = cast.now - timedelta(days=1)
    sitting.save()
    assert ASKED not in desk(cast, cast.worker)


def test_the_next_meeting_leads_to_that_meeting(cast):
    making.triaged(cast)
    meeting = making.published(cast)
    assert f'href="{meeting.get_absolute_url()}"><b>' in desk(cast, cast.council_chair)
