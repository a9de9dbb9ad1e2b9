"""A listed child is heard: actions first, questions, a decision, and what follows from it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from riskpanel.children.models import Duty
from riskpanel.children.moves import Changed, Refused
from riskpanel.cohorts.models import PutForward
from riskpanel.meetings import actions
from riskpanel.plans.actions import immediate
from tests import making_lists as making
from tests import making_meetings
from tests.making_lists import BEFORE_AT, DURING

pytestmark = pytest.mark.clause("HARM-MTG-7")


@pytest.fixture(scope="module")
def made(eastmere):
    return making.heard(eastmere)


@pytest.fixture
def item(other, made):
    """A listed child's item at a meeting in session."""
    return making.item_of(making_meetings.fresh(made.meeting), pk=made.pk)


ANSWERS = {
    "update": {"says": "Missing twice since the last meeting."},
    "monitoring": {"says": "The lead worker, each weekday."},
}


def note(other, item, answers=None, **more):
    told = {"lead_present": True, "version": item.note_version, "by": other.coordinator, "at": DURING}
    actions.note_listed(item=item, answers=ANSWERS if answers is None else answers, **told | more)
    return making.item_of(item.meeting, pk=item.pk)


def act(other, item, **more):
    owner = other.member(other.youth)
    told = {"what": "Meet each week.", "owner": owner, "agency": owner.agency, "due_on": None}
    return actions.give_action(item=item, by=other.coordinator, at=DURING, **told | more)


def decide(other, item, outcome="actions", **more):
    told = {"rationale": "Three agencies see the same men.", "upward": "no", "by": other.chair, "at": DURING}
    needs = {
        "actions": {"lead_agency": other.agency("youth_support")},
        "step_down": {"receiving_service": "Youth support", "reentry_trigger": "Missing again."},
        "deferred": {"interim": "Daily calls by the school."},
    }[outcome]
    fresh = making.item_of(item.meeting, pk=item.pk)
    return actions.decide_listed(item=fresh, outcome=outcome, **told | needs | more)


def stands(item):
    item.listing.refresh_from_db()
    return item.listing


def test_new_actions_and_the_agency_that_leads(other, item):
    item = note(other, item)
    act(other, item)
    made = decide(other, item)
    listing = stands(item)
    assert (listing.state, listing.lead_agency, listing.discussed_at) == ("in_action", made.lead_agency, DURING)
    assert made.asked["update"]["says"].startswith("Missing twice") and made.chairs[0]["name"] == "Harriet Solanke"
    assert actions.undecided(item.meeting) == []


@pytest.mark.clause("HARM-PUR-5", "HARM-PUR-6", "HARM-CHAIR-7")
def test_no_child_goes_on_without_a_timed_action_and_a_lead_agency(other, item):
    item = note(other, item)
    with pytest.raises(Refused) as refused:
        decide(other, item, lead_agency=None)
    assert any("leads for the child" in reason or "lead for the child" in reason for reason in refused.value.reasons)
    with pytest.raises(Refused, match="at least one action"):
        decide(other, item)
    assert stands(item).state == "published"


@pytest.mark.clause("HARM-CHAIR-7", "HARM-MEMB-3")
def test_an_action_is_owed_by_the_next_meeting_unless_another_day_is_said(other, item):
    assert act(other, item).due_on == timezone.localdate(BEFORE_AT)
    sooner = timezone.localdate(DURING) + timedelta(days=2)
    assert act(other, item, due_on=sooner).due_on == sooner


@pytest.mark.clause("HARM-CHAIR-6")
def test_a_decision_is_put_off_to_the_next_meeting_once_only(other, item):
    made = decide(other, item, "deferred")
    listing = stands(item)
    assert (listing.state, listing.times_deferred) == ("listed", 1)
    assert made.return_on == timezone.localdate(BEFORE_AT) and listing.sitting.starts_at == BEFORE_AT
    again = making.opened(other, making.published(other, making.planned(other, "before_mace")))
    back = making.item_of(again, listing=listing)
    assert back.section == "immediate"
    with pytest.raises(Refused, match="once only"):
        decide(other, back, "deferred")


@pytest.mark.clause("HARM-CHAIR-6", "HARM-CHAIR-7", "HARM-CHAIR-10")
def test_a_child_at_risk_of_significant_harm_now_is_not_put_off(other, item):
    with pytest.raises(Refused, match="significant harm now"):
        decide(other, item, "deferred", immediate_risk=True)
    immediate.raise_immediate(
        panel=other.panel, child=item.child, risk="A man waits outside.", by=other.police, at=DURING, item=item.pk
    )
    with pytest.raises(Refused, match="significant harm now"):
        decide(other, item, "deferred")


def test_what_was_put_off_is_decided_in_the_same_meeting_after_all(other, item):
    decide(other, item, "deferred")
    item = note(other, making.item_of(item.meeting, pk=item.pk))
    act(other, item)
    decide(other, item)
    listing = stands(item)
    assert (listing.state, listing.times_deferred, listing.sitting_id) == ("in_action", 0, item.meeting.sitting_id)


def test_a_step_down_names_the_service_and_what_brings_the_child_back(other, item):
    item = note(other, item)
    with pytest.raises(Refused) as refused:
        decide(other, item, "step_down", receiving_service="", reentry_trigger=" ")
    assert len(refused.value.reasons) == 2
    decide(other, item, "step_down")
    listing = stands(item)
    assert (listing.state, listing.receiving_service) == ("stepped_down", "Youth support")
    assert Duty.objects.filter(code="watch", case=listing.pk, met_at=None).exists()


@pytest.mark.clause("HARM-MTG-6", "HARM-PUR-8")
def test_what_must_be_asked_is_asked_before_the_decision(other, item):
    act(other, item)
    with pytest.raises(Refused) as refused:
        decide(other, item, upward="")
    missing = " ".join(refused.value.reasons)
    assert all(words in missing for words in ("What are the risks now", "Who watches over", "Should MACE hear"))
    assert "in proportion" not in missing


@pytest.mark.clause("HARM-PUR-3")
def test_every_meeting_asks_whether_the_response_is_in_proportion_aimed_and_working(other, item):
    asked = [one.label for one in actions.prompts_of(item.meeting) if one.kind == "scrutiny"]
    assert len(asked) == 3
    item = note(other, item, {"targeted": {"answer": "partly", "says": "No one works on the place."}})
    assert item.asked["targeted"]["answer"] == "partly"
    with pytest.raises(Refused):
        note(other, item, {"targeted": {"answer": "perhaps"}})


def test_a_note_meets_a_newer_one_and_neither_is_lost(other, item):
    noted = note(other, item)
    with pytest.raises(Changed):
        note(other, noted, {"update": {"says": "Another text."}}, version=1)
    same = note(other, noted, version=1)
    assert same.asked == noted.asked


@pytest.mark.clause("HARM-CHAIR-5")
def test_the_last_meetings_actions_are_looked_at_before_any_child(other, item):
    act(other, item)
    other_child = making.listed_child(other, given_name="Ash")
    making.listing(other, "cohort_2", child=other_child)
    meeting = making.opened(other, making.published(other, making.planned(other, "before_mace")))
    item = note(other, making.item_of(meeting, listing__child=other_child), at=BEFORE_AT)
    act(other, item, due_on=timezone.localdate(BEFORE_AT))
    assert actions.actions_waiting(meeting)
    with pytest.raises(Refused, match="last meeting's actions first"):
        decide(other, item, at=BEFORE_AT)
    actions.review_actions(meeting=meeting, by=other.coordinator, at=BEFORE_AT)
    decide(other, making.item_of(meeting, pk=item.pk), at=BEFORE_AT)
    assert stands(item).state == "in_action"


@pytest.mark.clause("HARM-MTG-8")
@pytest.mark.parametrize("answer", ["yes", "no"])
def test_the_meeting_agrees_for_each_child_whether_the_other_body_hears_of_them(other, item, answer):
    item = note(other, item)
    act(other, item)
    decide(other, item, upward=answer, upward_reason="Men from two boroughs.")
    found = list(PutForward.objects.all())
    assert len(found) == (1 if answer == "yes" else 0)
    if found:
        assert (found[0].state, found[0].sitting.starts_at) == ("proposed", making.MACE_AT)


def test_a_member_decides_nothing_and_a_meeting_with_an_undecided_child_stays_open(other, item):
    item = note(other, item)
    act(other, item)
    with pytest.raises(Refused, match="co-chair"):
        decide(other, item, by=other.police)
    with pytest.raises(Refused, match="no decision yet"):
        actions.close_meeting(meeting=item.meeting, by=other.chair, at=DURING)
    decide(other, item)
    actions.close_meeting(meeting=item.meeting, by=other.chair, at=DURING)


def test_a_decision_is_corrected_in_its_words_and_not_turned_into_another(other, item):
    item = note(other, item)
    act(other, item)
    first = decide(other, item)
    item = making.item_of(item.meeting, pk=item.pk)
    with pytest.raises(Refused, match="stands"):
        decide(other, item, "step_down")
    again = decide(other, item, rationale="Four agencies see the same men.")
    assert again.corrects == first and stands(item).state == "in_action"
