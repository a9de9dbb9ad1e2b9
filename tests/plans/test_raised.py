"""A level that has risen between panels: the chairs decide what it calls for, and the page offers that first."""

from datetime import date

import pytest

from riskpanel.children.models import Event
from riskpanel.plans import actions
from riskpanel.plans.models import Action, LevelHistory
from tests import making_plans as making
from tests.plans.helping import at, due_day, owes, refused

DECIDED = {"confirmed": "yes", "reason": "The police saw it too.", "next_step": "extraordinary_panel"}


@pytest.fixture
def raised(cast):
    """A plan in force, of a child for whom the school reported a higher level just now."""
    entry = making.approved_plan(cast)
    actions.raise_level(entry=entry, level="very_high", reason="Found far away.", by=cast.worker, at=cast.now)
    return entry


def _primary(client, url):
    """The words of the page's first button."""
    text = client.get(url).content.decode()
    head = text.split('class="rp-top__side"')[1].split("</div>")[0]
    return head.split('class="govuk-button')[1].split(">", 1)[1].split("<")[0].strip()


@pytest.mark.clause("HRP-4.3-HI.c", "HRP-4.4")
def test_approving_the_plan_again_does_not_answer_a_raised_level(cast, raised):
    actions.approve_plan(entry=raised, by=cast.council_chair, at=at(11, 10, 12))
    assert owes(raised, "answer_raised_level")


@pytest.mark.clause("HRP-4.3-HI.c")
def test_a_co_chair_confirms_the_rise_and_calls_the_panel(cast, raised):
    client = cast.client(cast.council_chair)
    url = f"/plans/{raised.pk}/raised-level/"
    text = client.get(url).content.decode()
    assert "Found far away." in text and "Very high" in text
    assert client.post(url, DECIDED).status_code == 302
    raised.refresh_from_db()
    assert (raised.level, raised.child.level_provisional) == ("very_high", False)
    assert not owes(raised, "answer_raised_level") and owes(raised, "hear_raised_level")
    told = Event.objects.get(kind="raised_level_answered")
    assert told.note.startswith("Confirmed.") and "The police saw it too." in told.note


@pytest.mark.clause("HRP-4.3-HI.c")
def test_a_rise_that_is_not_confirmed_leaves_the_level_with_the_reason_kept(cast, raised):
    said = {"confirmed": False, "reason": "A mix-up of names.", "next_step": "next_panel"}
    actions.answer_raised_level(entry=raised, by=cast.council_chair, at=at(11, 10, 12), **said)
    raised.child.refresh_from_db()
    assert (raised.level, raised.child.level, raised.child.level_provisional) == ("high", "high", False)
    assert LevelHistory.objects.filter(entry=raised).first().reason == "A mix-up of names."
    assert not owes(raised, "answer_raised_level") and not owes(raised, "hear_raised_level")
    with refused("No raised level"):
        actions.answer_raised_level(entry=raised, by=cast.council_chair, at=at(11, 10, 13), **said)


def test_an_action_is_asked_for_whole_and_set_at_once(cast, raised):
    client = cast.client(cast.council_chair)
    url = f"/plans/{raised.pk}/raised-level/"
    sent = DECIDED | {"next_step": "action"}
    text = client.post(url, sent).content.decode()
    assert "Say what is to be done" in text and "The police saw it too." in text and owes(raised, "answer_raised_level")
    owner = cast.member(cast.youth_worker)
    day = {"due_on_day": "12", "due_on_month": "11", "due_on_year": "2026"}
    assert client.post(url, sent | day | {"what": "Sit with Robin.", "owner": owner.pk}).status_code == 302
    made = Action.objects.get(what="Sit with Robin.")
    assert (made.owner, made.due_on) == (owner, date(2026, 11, 12)) and not owes(raised, "answer_raised_level")


def test_only_a_co_chair_decides_and_bad_input_is_told(cast, raised):
    url = f"/plans/{raised.pk}/raised-level/"
    assert cast.client(cast.worker).post(url, DECIDED).status_code == 403
    client = cast.client(cast.council_chair)
    for wrong in ({"reason": ""}, {"next_step": "later"}, {"confirmed": ""}, {"reason": "x" * 4001}):
        assert client.post(url, DECIDED | wrong).status_code == 200, wrong
    assert owes(raised, "answer_raised_level")


def test_the_first_button_of_a_plan_answers_what_is_owed_soonest(cast, raised):
    chair = cast.client(cast.council_chair)
    assert _primary(chair, raised.get_absolute_url()) == "Decide on the raised level"
    said = {"confirmed": True, "reason": "Yes.", "next_step": "next_panel"}
    actions.answer_raised_level(entry=raised, by=cast.council_chair, at=at(11, 10, 12), **said)
    assert _primary(chair, raised.get_absolute_url()) == "Record a review or a leaving"
    draft = making.log_entry(cast, child=cast.child(given_name="Kim"))
    assert _primary(chair, draft.get_absolute_url()) == "Approve"
    assert _primary(cast.client(cast.worker), raised.get_absolute_url()) == "Add an action"


@pytest.mark.clause("HRP-5.11")
def test_the_first_button_of_a_placed_child_answers_what_is_owed(cast):
    placed = actions.note_placed_child(
        panel=cast.panel, child=cast.child(), placing_authority="Eastbrook", setting="foster", risk="Gangs.",
        by=cast.coordinator, at=at(11, 4),
    )  # fmt: skip
    client = cast.client(cast.coordinator)
    assert _primary(client, placed.get_absolute_url()) == "Ask the placing authority"
    actions.ask_placing_authority(placed=placed, by=cast.coordinator, at=at(11, 5))
    assert due_day(placed, "chase_placing_authority") == date(2026, 11, 12)
    assert _primary(client, placed.get_absolute_url()) == "Chase the answer"
