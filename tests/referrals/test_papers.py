"""The papers between a concern and triage: what is in each, for whom, and what is written down of it."""

import pytest

from riskpanel.referrals import actions
from riskpanel.referrals.actions.checklists import Said
from tests import making_referrals as making
from tests import making_referrals2 as later
from tests.reading_papers import taken, written_down

GATE = "police_reference"
CANARY = "Seen at the Copperfield arcade at two in the morning"


@pytest.fixture
def sheet(cast):
    """A checklist with one answer of the worker's."""
    made = making.concern(cast, level="high")
    found = making.checklist(cast, made)
    said = Said("missing_night", "", 0, response="present", evidence=CANARY, source="The night worker")
    actions.save_answers(checklist=found, said=[said], by=cast.worker, at=cast.now)
    return found


def refused(cast, user, address, record):
    """A stranger's answer, which is the answer for no such record."""
    theirs = cast.client(user).get(address)
    none = cast.client(user).get(address.replace(str(record.pk), "6f2c1a36-0000-4000-8000-000000000000"))
    return theirs.status_code in {403, 404} and theirs.content == none.content


@pytest.mark.clause("HRP-4.2")
def test_the_checklist_on_paper_has_each_answer_with_what_it_rests_on(cast, sheet):
    address = f"/checklists/{sheet.pk}/paper/pdf/"
    text = taken(cast.client(cast.worker), address)
    for words in (CANARY, "The night worker", "What we know so far.", "High", cast.worker.full_name, "HRP-4.2"):
        assert words in text
    assert written_down() == ("checklist_paper", cast.worker.pk, [str(sheet.child_id)])
    for user in (cast.outsider, cast.nurse, cast.user("member")):
        assert refused(cast, user, address, sheet)


@pytest.mark.clause("HRP-4.3-HI.j")
def test_the_strategy_meeting_on_paper_is_there_once_it_was_held(cast):
    made = making.booked(cast)
    address = f"/concerns/{made.pk}/strategy/paper/pdf/"
    assert cast.client(cast.worker).get(address).status_code == 404
    making.hold(cast, made, minutes="All agree that the girl moves.")
    text = taken(cast.client(cast.worker), address)
    for words in ("All agree that the girl moves.", cast.csc_manager.full_name, cast.nurse.full_name, "Civic Centre"):
        assert words in text
    assert "Meet the child at school." in text and "All agree." in text
    assert written_down()[2] == [str(made.child_id)]
    assert refused(cast, cast.outsider, address, made)


@pytest.mark.clause("HRP-5.3.a")
def test_the_referral_on_paper_has_cover_gates_and_checklist(cast):
    later.november_panel(cast)
    referral = later.submitted_referral(cast)
    address = f"/referrals/{referral.pk}/paper/pdf/"
    answer = cast.client(cast.council_chair).get(address)
    assert answer.headers["Content-Disposition"].startswith(
        f'attachment; filename="referral-{referral.child.reference}-'
    )
    text = taken(cast.client(cast.council_chair), address)
    for words in (later.COVER["doing_now"], later.COVER["why_multi_agency"], "Thu 19 Nov 2026", "Met"):
        assert words in text
    assert written_down() == ("referral_paper", cast.council_chair.pk, [str(referral.child_id)])
    assert refused(cast, cast.outsider, address, referral) and refused(cast, cast.user("member"), address, referral)


@pytest.mark.clause("HRP-2.3.d")
def test_the_waiver_on_paper_has_what_each_chair_said(cast):
    later.november_panel(cast)
    referral = later.written_referral(cast, categories=["CSE"])
    address = f"/referrals/{referral.pk}/waiver/paper/pdf/"
    assert cast.client(cast.worker).get(address).status_code == 404
    actions.ask_waiver(referral=referral, gate=GATE, reason="The number comes on Monday.", by=cast.worker, at=cast.now)
    waiver = referral.waivers.get()
    actions.answer_waiver(waiver=waiver, agrees=True, reason="It cannot wait.", by=cast.council_chair, at=cast.now)
    text = taken(cast.client(cast.council_chair), address)
    for words in ("The number comes on Monday.", "It cannot wait.", "Agrees", cast.council_chair.full_name):
        assert words in text
    assert referral.child.given_name not in text
    assert refused(cast, cast.outsider, address, referral)


@pytest.mark.clause("HRP-A2-5.1.b", "HRP-5.1-NOTE.c")
@pytest.mark.parametrize("form", ("pdf", "docx"))
def test_whoever_referred_has_a_letter_with_the_reasons_that_names_the_child_by_reference(cast, form):
    later.november_panel(cast)
    referral = later.declined_referral(cast, reasons="One agency can carry this plan.")
    address = f"/referrals/{referral.pk}/triage/letter/{form}/"
    text = taken(cast.client(cast.worker), address)
    for words in ("One agency can carry this plan.", "A mentor from the youth service.", cast.worker.full_name):
        assert words in text
    assert referral.child.reference in text and referral.child.family_name not in text
    assert written_down() == ("triage_letter", cast.worker.pk, [str(referral.child_id)])
    assert refused(cast, cast.outsider, address, referral)


@pytest.mark.clause("HRP-5.1-NOTE.b")
def test_the_decision_on_paper_says_who_took_part(cast):
    later.november_panel(cast)
    waiting = later.submitted_referral(cast)
    assert cast.client(cast.worker).get(f"/referrals/{waiting.pk}/triage/paper/pdf/").status_code == 404
    assert cast.client(cast.worker).get(f"/referrals/{waiting.pk}/triage/letter/pdf/").status_code == 404
    referral = later.accepted_referral(cast, referral=waiting)
    text = taken(cast.client(cast.council_chair), f"/referrals/{referral.pk}/triage/paper/pdf/")
    seats = [seat.title for seat in cast.procedure.seats if seat.core_group in later.QUORUM]
    assert "The level and the plan speak for it." in text and all(title in text for title in seats)


def test_the_page_of_a_referral_leads_to_its_papers(cast):
    later.november_panel(cast)
    referral = later.declined_referral(cast)
    text = cast.client(cast.worker).get(f"/referrals/{referral.pk}/").content.decode()
    for address in ("paper/pdf", "triage/paper/pdf", "triage/letter/docx"):
        assert f"/referrals/{referral.pk}/{address}/" in text
    assert f"/referrals/{referral.pk}/waiver/paper" not in text
