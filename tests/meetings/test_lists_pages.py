"""The pages of a meeting that hears listed children: what they cost, what is typed, what comes back."""

import re
import uuid
from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from riskpanel.cohorts.models import PutForward
from riskpanel.meetings import actions
from riskpanel.meetings.models import AgendaItem, Decision, Meeting
from riskpanel.plans.models import Action, ImmediateAction
from tests import making_lists as making
from tests import making_meetings
from tests.making_lists import BEFORE_AT, DURING, NEXT_AFTER_AT
from tests.meetings.test_pages import BAD, LIMIT
from tests.queries import housekeeping
from tests.repository.forms import MARKUP, NONSENSE, Forms

pytestmark = pytest.mark.clause("HARM-MTG-7")


@pytest.fixture(scope="module")
def made(eastmere):
    first = making.heard(eastmere)
    owner = eastmere.member(eastmere.youth)
    told = {"what": "Meet each week.", "owner": owner, "agency": owner.agency, "due_on": None}
    actions.give_action(item=first, by=eastmere.coordinator, at=DURING, **told)
    making.listing(eastmere, "cohort_2", child=making.listed_child(eastmere, given_name="Ash"))
    making.listing(eastmere, "cohort_2", child=making.listed_child(eastmere, given_name="Io"), route="highlight")
    meeting = making.opened(eastmere, making.published(eastmere, making.planned(eastmere, "before_mace")))
    people = ("coordinator", "chair", "police", "housing", "analyst")
    making_meetings.accepts(eastmere, meeting, *(eastmere.user(key) for key in people))
    return meeting


@pytest.fixture
def live(other, made, monkeypatch):
    """The meeting before the other body's, in session: an emerging child, an action of the last meeting."""
    meeting = making_meetings.fresh(made)
    monkeypatch.setattr("django.utils.timezone.now", lambda: BEFORE_AT)
    return making.item_of(meeting, section="cohort_2")


def at(item, name=""):
    return f"/meetings/{item.meeting_id}/items/{item.pk}/{name}"


def live_at(item):
    return f"/meetings/{item.meeting_id}/live/?item={item.pk}"


NOTED = {"says_update": "Missing twice.", "says_monitoring": "The school, daily.", "answer_targeted": "partly",
         "partly_targeted": "Nobody works on the place.", "lead_present": "yes"}  # fmt: skip
DECIDED = {
    "outcome": "actions",
    "rationale": "Three agencies see it.",
    "upward": "yes",
    "upward_reason": "Two boroughs.",
}


def test_every_page_keeps_to_its_queries(other, live):
    base = f"/meetings/{live.meeting_id}/"
    tray = live.meeting.items.get(section="mace")
    pages = ["/meetings/", base, live_at(live), live_at(tray), at(live), "/upward/", "/immediate/"]
    over = {}
    for user in (other.chair, other.coordinator, other.police, other.housing):
        browser = other.client(user)
        for address in pages:
            with CaptureQueriesContext(connection) as spent:
                answer = browser.get(address)
            assert answer.status_code == 200, address
            asked = [q["sql"] for q in spent if not housekeeping(q["sql"])]
            if len(asked) > LIMIT:
                over[address, user.email] = len(asked)
    assert over == {}, (tray.pk, live.pk)


@pytest.mark.clause("HARM-MTG-10", "HARM-MTG-13")
def test_the_agenda_shows_its_slots_with_their_times(other, live):
    words = other.client(other.chair).get(f"/meetings/{live.meeting_id}/").content.decode()
    slots = words[words.index('id="slots"') :][:700]
    assert [one for one in ("14:00–15:30", "15:30–16:00", "MACE agenda", "45 min each") if one not in slots] == []


@pytest.mark.clause("HARM-MTG-18")
def test_the_item_of_a_child_without_an_open_case_says_that_talk_is_no_referral(other, live):
    browser = other.client(other.police)
    assert "is not a referral" in browser.get(live_at(live)).content.decode()
    assert "is not a referral" in browser.get(at(live)).content.decode()


@pytest.mark.clause("HARM-CHAIR-5", "HARM-MTG-6", "HARM-MTG-8", "HARM-PUR-5")
def test_a_child_is_heard_from_the_screen(other, live):
    chair = other.client(other.chair)
    assert "Look at the last meeting’s actions first" in chair.get(live_at(live)).content.decode()
    chair.post(f"/meetings/{live.meeting_id}/actions-reviewed/")
    sent = chair.post(at(live, "note/"), {**NOTED, "note_version": live.note_version})
    assert sent.status_code == 302
    owner = other.member(other.youth)
    sent = chair.post(at(live, "action/"), {"what": "Meet each week.", "owner": owner.pk})
    assert sent.status_code == 302 and Action.objects.get(item=live.pk).due_on == NEXT_AFTER_AT.date()
    agency = {"lead_agency_actions": other.agency("youth_support").pk, "lead_team_actions": "East team"}
    sent = chair.post(at(live, "decide/"), {**DECIDED, **agency})
    assert sent.status_code == 302, sent.content.decode()[:3000]
    made = Decision.objects.get()
    assert (made.lead_team, made.asked["targeted"]["answer"]) == ("East team", "partly")
    live.listing.refresh_from_db()
    assert live.listing.state == "in_action"
    page = chair.get(live_at(live)).content.decode()
    assert "Nobody works on the place." in page and "East team" in page
    ids = re.findall(r' id="([^"]+)"', page)
    assert [one for one, times in Counter(ids).items() if times > 1] == []


def test_a_panel_without_referrals_and_with_one_chair_is_told_so(other, live):
    Meeting.objects.filter(pk=live.meeting_id).update(exception="Both were ill.")
    base, chair = f"/meetings/{live.meeting_id}/", other.client(other.chair)
    for page in ("", "minutes/"):
        assert "Opened without a chair" in chair.get(base + page).content.decode()
    text = chair.get(base + "cancel/").content.decode()
    assert "Children on this agenda go to the next one" in text and "eferral" not in text.split("<main")[1]


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_a_decision_that_lacks_something_comes_back_with_what_was_typed(other, live, bad):
    chair = other.client(other.chair)
    sent = chair.post(at(live, "decide/"), {**DECIDED, "upward_reason": "", "rationale": bad})
    words = sent.content.decode()
    assert sent.status_code == 200 and "There is a problem" in words
    assert "<script>alert" not in words and not Decision.objects.exists()


def test_what_is_wrong_with_an_action_that_cannot_wait_is_told_at_the_head_and_its_form_is_open(other, live):
    page = other.client(other.chair).post(at(live, "immediate/"), {"risk": ""}).content.decode()
    main = page.split('id="main-content">')[1]
    assert "<title>Error: " in page and 'href="#immediate_risk"' in main.split("<h1")[0]
    assert ' data-key-opens="i" open' in page and ' id="immediate_risk"' in page
    task = {"risk": "Men outside.", "what": "Fetch the child.", "owner": other.member(other.youth).pk}
    given = other.client(other.chair).post(at(live, "immediate/"), task, follow=True).content.decode()
    assert "Raised, and the task is given." in given


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_notes_take_anything_that_is_text(other, live, bad):
    sent = other.client(other.coordinator).post(
        at(live, "note/"), {**NOTED, "says_update": bad, "note_version": live.note_version}
    )
    assert sent.status_code in {200, 302}
    assert sent.status_code == 302 or "There is a problem" in sent.content.decode()


def test_a_note_of_somebody_else_is_shown_beside_mine(other, live):
    browser = other.client(other.coordinator)
    browser.post(at(live, "note/"), {**NOTED, "note_version": live.note_version})
    sent = browser.post(at(live, "note/"), {"says_update": "My own words.", "note_version": live.note_version})
    words = sent.content.decode()
    assert sent.status_code == 200 and "My own words." in words and "Missing twice." in words


@pytest.mark.parametrize("kind", NONSENSE)
def test_every_form_of_the_screen_bears_nonsense(other, live, kind):
    chair, tray = other.client(other.chair), live.meeting.items.get(section="mace")
    sent = 0
    for address in (live_at(live), live_at(tray), "/upward/new/", f"/children/{live.child_id}/immediate/"):
        for form in Forms(chair.get(address).content.decode()).found:
            if form.action.endswith(("/close/", "logout/")):
                continue
            answer = chair.post(form.action or address, form.filled(kind) | {"submission": uuid.uuid4()})
            assert answer.status_code in {200, 302}, (address, form.action)
            assert MARKUP not in answer.content.decode()
            sent += 1
    assert sent >= 7


@pytest.mark.clause("HARM-MTG-13")
def test_the_last_half_hour_confirms_what_goes_up_and_takes_a_theme_along(other, live):
    told = {"panel": other.panel, "kind": "resource", "horizon": "short", "what": "No flat for anybody over 16."}
    theme = actions.add_pattern(title="Flats", by=other.coordinator, at=other.now, **told)
    chair, base = other.client(other.chair), f"/meetings/{live.meeting_id}/upward/"
    assert chair.post(f"{base}themes/{theme.pk}/").status_code == 302
    item = PutForward.objects.get()
    assert (item.kind, item.state, item.title) == ("resource", "proposed", "Flats")
    tray = live.meeting.items.get(section="mace")
    assert "Flats" in chair.get(live_at(tray)).content.decode()
    chair.post(f"{base}{item.pk}/confirm/")
    item.refresh_from_db()
    assert item.state == "confirmed"
    assert other.client(other.police).post(f"{base}{item.pk}/confirm/").status_code in {403, 404}
    sent = chair.post(f"{base}{item.pk}/withdraw/", {"reason": "It is solved."})
    item.refresh_from_db()
    assert sent.status_code == 302 and item.state == "closed"


@pytest.mark.clause("HARM-CHAIR-10", "HARM-CHAIR-4")
def test_a_member_raises_what_cannot_wait_and_everybody_sees_it_on_top(other, live):
    police = other.client(other.police)
    sent = police.post(at(live, "immediate/"), {"risk": "A man waits outside.", "what": "Go there."})
    assert sent.status_code == 302
    made = ImmediateAction.objects.get()
    assert (made.state, made.item) == ("raised", live.pk)
    for user in (other.chair, other.housing):
        assert "Go there." in other.client(user).get(live_at(live)).content.decode()
    empty = police.post(at(live, "immediate/"), {"risk": " "})
    assert empty.status_code == 200 and "There is a problem" in empty.content.decode()
    owner = other.member(other.youth)
    told = {"risk": "Again.", "what": "Ring the mother.", "owner": owner.pk}
    other.client(other.chair).post(at(live, "immediate/"), told)
    assert ImmediateAction.objects.filter(state="tasked", owner=owner).count() == 1


@pytest.mark.clause("HARM-MTG-12")
def test_a_member_asks_from_the_item_that_a_child_be_reviewed_at_once(other, live):
    first = AgendaItem.objects.exclude(meeting=live.meeting).get(listing__isnull=False)
    police = other.client(other.police)
    making_meetings.accepts(other, first.meeting, other.police)
    page = f"/lists/children/{first.listing_id}/"
    assert page in police.get(at(first)).content.decode()
    assert police.post(f"{page}ask-review/", {"reason": "Seen with the men again."}).status_code == 302
    first.listing.refresh_from_db()
    assert first.listing.asks_review
    assert other.client(other.stranger).get(page).status_code == 404


@pytest.mark.clause("HARM-MEM-19")
def test_housing_opens_no_page_of_the_meeting_after_the_other_bodys(other, live):
    first = Meeting.objects.exclude(pk=live.meeting_id).get()
    item = AgendaItem.objects.filter(meeting=first).first()
    browser = other.client(other.housing)
    assert [browser.get(one).status_code for one in (f"/meetings/{first.pk}/", at(item), live_at(item))] == [404] * 3
