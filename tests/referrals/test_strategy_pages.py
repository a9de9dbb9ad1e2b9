"""The forms of the strategy meeting."""

import html
import uuid

import pytest

from riskpanel.referrals import actions
from riskpanel.referrals.models import StrategyMeeting
from tests import making_referrals as making
from tests.referrals.kit import post


def words(response) -> str:
    return html.unescape(response.content.decode())


HELD = {
    "held_at": ("10", "11", "2026", "09:30"), "minutes": "All were there.", "level": "high", "reason": "All agree.",
    "unanswered": "It was talked through.",
}  # fmt: skip


@pytest.mark.clause("HRP-4.3-HI.i")
def test_a_meeting_is_booked_by_its_form_and_a_chair_who_is_no_manager_comes_back(cast):
    made = making.concern(cast, level="high")
    client, url = cast.client(cast.worker), f"/concerns/{made.pk}/strategy/"
    page = words(client.get(url))
    assert "It must be held by" in page and "Tue 17 Nov 2026" in page
    given = {"starts_at": ("12", "11", "2026", "14:00"), "place": "Room 4", "party_1": cast.member(cast.nurse).pk}
    refused = words(post(client, url, chair=cast.member(cast.school).pk, **given))
    assert "must be chaired by a manager" in refused and 'value="Room 4"' in refused
    post(client, url, chair=cast.member(cast.manager).pk, party_2=cast.member(cast.manager).pk, **given)
    meeting = StrategyMeeting.objects.get()
    assert [one.user for one in meeting.parties.all()] == [cast.nurse]
    assert "Room 4" in words(client.get(url))


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"starts_at": ("31", "2", "2026", "14:00")}, "must be a real date"),
        ({"starts_at": ("12", "11", "2026", "half past")}, "time of day"),
        ({"chair": ""}, "Enter the chair"),
        ({"place": "x" * 201}, "200 characters or fewer"),
        ({"chair": "999999"}, "Select one of the answers shown"),
    ],
)
def test_what_is_wrong_with_a_booking_is_said(cast, typed, says):
    made = making.concern(cast, level="high")
    given = {"starts_at": ("12", "11", "2026", "14:00"), "place": "Room", "chair": cast.member(cast.manager).pk}
    response = post(cast.client(cast.worker), f"/concerns/{made.pk}/strategy/", **{**given, **typed})
    page = words(response)
    assert response.status_code == 200 and (says in page or "Select the chair" in page)
    assert not StrategyMeeting.objects.exists()


@pytest.mark.clause("HRP-4.3-HI.h", "HRP-4.3-HI.j")
def test_the_record_shows_what_is_missing_and_is_all_or_nothing(cast):
    made = making.booked(cast)
    url, chair = f"/concerns/{made.pk}/strategy/hold/", cast.client(cast.csc_manager)
    assert cast.client(cast.worker).get(url).status_code == 403
    part = made.checklists.get().contributors.get(member__user=cast.nurse)
    part.signed_at = None
    part.save()
    page = words(post(chair, url, **HELD))
    assert "Every agency must complete its part" in page and "All were there." in page and "not complete" in page
    part.signed_at = cast.now
    part.save()
    sent = post(chair, url, **HELD)
    assert sent.url == f"/concerns/{made.pk}/"
    now = making.fresh(made)
    assert now.state == "strategy_held" and now.checklists.get().state == "locked"
    page = words(cast.client(cast.worker).get(f"/concerns/{made.pk}/"))
    assert "Start the referral" in page and "All were there." in page


def test_the_record_sent_twice_holds_one_meeting(cast):
    made, token = making.booked(cast), str(uuid.uuid4())
    chair = cast.client(cast.csc_manager)
    sent = [post(chair, f"/concerns/{made.pk}/strategy/hold/", submission=token, **HELD) for _ in range(2)]
    assert [one.status_code for one in sent] == [302, 302] and made.levels.count() == 2


def test_minutes_are_saved_as_they_are_typed_and_shown_again(cast):
    made = making.booked(cast)
    url, chair = f"/concerns/{made.pk}/strategy/hold/", cast.client(cast.csc_manager)
    sent = chair.post(url, {"minutes": "Half a line 😟"}, headers={"X-Autosave": "1"})
    assert sent.status_code == 200 and sent.json() == {}
    assert "Half a line 😟" in words(chair.get(url))
    assert "Half a line" not in words(cast.client(cast.worker).get(f"/concerns/{made.pk}/"))
    assert chair.post(url, {"minutes": ""}, headers={"X-Autosave": "1"}).status_code == 422


def test_the_level_of_the_meeting_is_not_chosen_beforehand(cast):
    made = making.booked(cast)
    page = words(cast.client(cast.csc_manager).get(f"/concerns/{made.pk}/strategy/hold/"))
    assert "checked" not in page
    given = {name: value for name, value in HELD.items() if name != "level"}
    assert "Select a level" in words(
        post(cast.client(cast.csc_manager), f"/concerns/{made.pk}/strategy/hold/", **given)
    )


@pytest.mark.clause("HRP-4.3-HI.l")
def test_an_empty_checklist_is_locked_only_with_the_reason_in_words_and_the_gate_says_how_much_is_answered(cast):
    made = making.booked(cast)
    url, chair = f"/concerns/{made.pk}/strategy/hold/", cast.client(cast.csc_manager)
    page = words(chair.get(url))
    assert "0 of " in page and "lock the checklist all the same?" in page
    refused = words(post(chair, url, **(HELD | {"unanswered": " "})))
    assert "Enter why an empty checklist is locked" in refused and "All were there." in refused
    assert made.checklists.get().state == "draft"
    assert post(chair, url, **HELD).status_code == 302
    assert "It was talked through." in words(cast.client(cast.worker).get(f"/concerns/{made.pk}/"))
    draft = actions.start_referral(concern=making.fresh(made), by=cast.worker, at=cast.now)
    page = words(cast.client(cast.worker).get(f"/referrals/{draft.pk}/"))
    assert "Locked, 0 of " in page and " answered</span>" in page
