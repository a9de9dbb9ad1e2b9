"""A chair through the two meetings around the other body's: children of the lists heard, one put forward,
an action given, and the next meeting opening with it."""

import re

import pytest

pytestmark = pytest.mark.browser


def opens(chair, heading: str) -> str:
    """The meeting of that name, its papers open and the meeting in session; its address."""
    chair.goes_to("/meetings/")
    chair.page.locator("main table a", has_text=heading).first.click()
    chair.page.wait_for_load_state()
    address = chair.address
    chair.goes_to(f"{address}confidentiality/")
    if chair.page.get_by_role("button", name="I accept this").count():
        chair.presses("I accept this")
    chair.goes_to(f"{address}open/")
    for box in chair.page.locator('main input[name="present"]').all():
        box.check()
    chair.presses("Open the meeting")
    chair.goes_to(f"{address}live/")
    chair.presses("The last actions are looked at")
    return address


def goes_to_the_first_of(chair, section: str) -> str:
    """The first child of a section of the agenda; the child's reference."""
    heading = chair.page.locator("h2", has_text=section).first
    line = heading.locator("xpath=following-sibling::ol[1]//a").first
    reference = line.inner_text().strip()
    line.click()
    chair.page.wait_for_load_state()
    chair.reads("Why the child is here", "Should MACE hear of this child?")
    return reference


def hears(chair, *, upward: bool) -> None:
    """Notes the questions, gives an action, decides."""
    chair.writes(says_update="Seen twice with older boys at the station.", says_monitoring="The school, each morning.")
    chair.chooses("lead_present", "yes")
    chair.chooses("answer_targeted", "yes")
    chair.presses("Save")
    chair.opens("Give an action")
    chair.writes(what="Meet at the station with the youth worker.")
    chair.picks("owner", "Kwame Osei")
    chair.page.locator('form[action$="/action/"] button').last.click()
    chair.page.wait_for_load_state()
    chair.opens("Decide")
    chair.chooses("outcome", "actions")
    chair.picks("lead_agency_actions", "Eastmere Youth Support")
    chair.writes(rationale="Two agencies name the same boys.")
    chair.chooses("upward", "yes" if upward else "no")
    if upward:
        chair.writes(upward_reason="The boys come from the next borough.")
    chair.presses("Record the decision")
    chair.reads("The decision is recorded")


@pytest.mark.clause("HARM-MTG-3", "HARM-MTG-6", "HARM-MTG-7", "HARM-MTG-9", "HARM-MTG-13")
def test_a_chair_goes_through_both_meetings_around_the_other_bodys(people_of_the_borough):
    chair = people_of_the_borough("eastmere-chair")
    before = opens(chair, "HARM Panel before MACE")
    reference = goes_to_the_first_of(chair, "Cohort 2")
    chair.reads("not a referral to children's social care")
    hears(chair, upward=True)
    chair.page.locator("a", has_text="MACE agenda").last.click()
    chair.page.wait_for_load_state()
    chair.reads(reference)
    coordinator = people_of_the_borough("eastmere-coordinator")
    coordinator.goes_to("/meetings/")
    plan = coordinator.page.locator("li", has_text=re.compile("HARM Panel after MACE")).first
    plan.get_by_role("button", name="Plan this meeting").click()
    coordinator.page.wait_for_load_state()
    coordinator.goes_to(f"{coordinator.address}confidentiality/")
    coordinator.presses("I accept this")
    coordinator.presses("Fill the agenda")
    coordinator.reads("Cohort 1")
    coordinator.presses("Publish the agenda")
    opens(chair, "HARM Panel after MACE")
    goes_to_the_first_of(chair, "Cohort 1")
    hears(chair, upward=False)
    assert before != chair.address
