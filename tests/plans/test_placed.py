"""Children placed here by other authorities."""

from datetime import date

import pytest

from riskpanel.plans import actions
from riskpanel.plans.models import PlacedChild
from tests import making_plans as making
from tests.plans.helping import at, due_day, owes, refused


def _placed(cast, **fields):
    child = fields.pop("child", None) or cast.child(given_name="Sam", family_name="Elsewhere")
    told = {
        "placing_authority": "Eastbrook Council",
        "setting": "private_home",
        "risk": "Missing twice a week.",
        "by": cast.coordinator,
        "at": at(11, 4),
    }
    return actions.note_placed_child(panel=cast.panel, child=child, **(told | fields))


@pytest.mark.clause("HRP-5.11")
def test_a_placing_authority_is_asked_chased_and_answers(cast):
    placed = _placed(cast)
    assert due_day(placed, "ask_placing_authority") == date(2026, 11, 5)
    keeper = {"by": cast.coordinator}
    with refused("coordinator"):
        actions.ask_placing_authority(placed=placed, by=cast.worker, at=at(11, 5))
    actions.ask_placing_authority(placed=placed, at=at(11, 5), **keeper)
    assert due_day(placed, "chase_placing_authority") == date(2026, 11, 12)
    actions.chase_placing_authority(placed=placed, note="Called Ms Grey.", at=at(11, 12), **keeper)
    assert due_day(placed, "chase_placing_authority") == date(2026, 11, 19)
    with refused("who confirmed"):
        actions.confirm(placed=placed, evidence="", at=at(11, 13), **keeper)
    actions.confirm(placed=placed, evidence="Ms Grey, plan of 1 November.", at=at(11, 13), **keeper)
    assert placed.state == "confirmed" and placed.answered_on == date(2026, 11, 13)
    assert not owes(placed, "chase_placing_authority")


@pytest.mark.clause("HRP-5.11")
def test_a_change_of_placement_asks_anew_and_no_good_answer_goes_up(cast):
    placed = _placed(cast)
    keeper = {"by": cast.coordinator}
    actions.ask_placing_authority(placed=placed, at=at(11, 5), **keeper)
    actions.change_placement(placed=placed, setting="foster", placed_on=date(2026, 11, 9), at=at(11, 9), **keeper)
    assert due_day(placed, "ask_placing_authority") == date(2026, 11, 10)
    actions.ask_placing_authority(placed=placed, at=at(11, 10), **keeper)
    assert not owes(placed, "ask_placing_authority")
    actions.not_confirmed(placed=placed, note="There is none.", at=at(11, 11), **keeper)
    with refused("to whom"):
        actions.escalate(placed=placed, note="", at=at(11, 11), **keeper)
    actions.escalate(placed=placed, note="To their director.", at=at(11, 11), **keeper)
    assert placed.state == "escalated"
    actions.end_placement(placed=placed, at=at(11, 30), **keeper)
    with refused("has ended"):
        actions.change_placement(placed=placed, setting="foster", at=at(12, 1), **keeper)


@pytest.mark.clause("HRP-A2-2.4")
def test_the_register_filters_by_setting_and_authority_and_lists_the_unconfirmed(cast):
    first = _placed(cast)
    second = _placed(cast, child=cast.child(given_name="Lou"), placing_authority="Norhaven County", setting="foster")
    actions.ask_placing_authority(placed=second, by=cast.coordinator, at=at(11, 5))
    actions.confirm(placed=second, evidence="Yes.", by=cast.coordinator, at=at(11, 6))
    client = cast.client(cast.council_chair)

    def listed(query):
        text = client.get(f"/placed/?{query}").content.decode()
        return {one for one in (first, second) if one.child.reference in text}

    assert listed("") == {first, second}
    assert listed("setting=private_home") == {first}
    assert listed("authority=Norhaven+County") == {second}
    assert listed("state=unconfirmed") == {first}
    assert listed("setting=%00&state=x") == set()
    assert cast.client(cast.worker).get("/placed/").status_code == 403
    assert cast.client(cast.outsider).get(f"/placed/{first.pk}/").status_code == 404


def test_the_letter_says_what_is_asked_and_sending_it_is_recorded(cast):
    placed = _placed(cast)
    client = cast.client(cast.coordinator)
    text = client.get(f"/placed/{placed.pk}/request/").content.decode()
    for words in ("Eastbrook Council", "Missing twice a week.", "5 working days", placed.child.reference):
        assert words in text
    assert client.post(f"/placed/{placed.pk}/request/").status_code == 302
    placed.refresh_from_db()
    assert placed.state == "requested"


def test_a_child_is_noted_by_reference_or_by_name(cast):
    known = making.log_entry(cast).child
    client = cast.client(cast.coordinator)
    sent = {"placing_authority": "Eastbrook", "setting": "foster", "risk": "Gangs.", "reference": known.reference}
    assert client.post("/placed/new/", sent).status_code == 302
    text = client.post("/placed/new/", sent).content.decode()
    assert "in the register already" in text and "Gangs." in text
    text = client.post("/placed/new/", sent | {"reference": "C-XXXX"}).content.decode()
    assert "No child of that reference" in text
    unknown = cast.child(given_name="Hidden")
    text = client.post("/placed/new/", sent | {"reference": unknown.reference}).content.decode()
    assert "No child of that reference" in text
    text = client.post("/placed/new/", sent | {"reference": ""}).content.decode()
    assert "Enter given name" in text
    new = sent | {"reference": "", "given_name": "Nia", "family_name": "New"}
    assert client.post("/placed/new/", new).status_code == 302
    assert PlacedChild.objects.count() == 2


@pytest.mark.clause("HRP-5.11")
def test_a_child_without_a_strategy_always_has_a_next_clock(cast):
    placed, keeper = _placed(cast), {"by": cast.coordinator}
    making.sitting(cast, at(11, 24, 14))
    actions.ask_placing_authority(placed=placed, at=at(11, 5), **keeper)
    actions.not_confirmed(placed=placed, note="There is none.", at=at(11, 6), **keeper)
    assert due_day(placed, "escalate_placing_authority") == date(2026, 11, 13)
    actions.escalate(placed=placed, note="To their director.", at=at(11, 9), **keeper)
    assert not owes(placed, "escalate_placing_authority")
    assert due_day(placed, "review_escalated_placement") == date(2026, 11, 24)
    row = cast.client(cast.coordinator).get("/placed/").content.decode()
    assert "Review the child for whom no strategy is confirmed" in row
    with refused("came to"):
        actions.review_placed(placed=placed, note="", at=at(11, 24, 15), **keeper)
    actions.review_placed(placed=placed, note="Still none.", at=at(11, 24, 15), **keeper)
    assert date(2026, 11, 24) < due_day(placed, "review_escalated_placement") <= date(2026, 12, 28)
    actions.confirm(placed=placed, evidence="Ms Grey.", at=at(11, 25), **keeper)
    assert not owes(placed, "review_escalated_placement")


def test_the_form_of_a_review_asks_what_it_came_to(cast):
    placed, keeper = _placed(cast), {"by": cast.coordinator}
    actions.ask_placing_authority(placed=placed, at=at(11, 5), **keeper)
    actions.not_confirmed(placed=placed, note="There is none.", at=at(11, 6), **keeper)
    client, url = cast.client(cast.coordinator), f"/placed/{placed.pk}/review/"
    assert client.post(url, {"reason": ""}).status_code == 200
    assert client.post(url, {"reason": "Still none."}).status_code == 302
