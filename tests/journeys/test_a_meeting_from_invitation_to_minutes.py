"""A whole meeting with five browsers open: the chair, who runs it from one screen; the minute-taker; a
member; a deputy; a guest of one item. From the invitation to minutes that are signed and handed out."""

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from pypdf import PdfReader

from tests.journeys.conftest import ROOT, _served
from tests.journeys.person import Person

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TAMSIN, DEVRAN = "Orrell", "Akkaya"
SAID = "Her aunt saw her get into the grey car again on Tuesday."


@dataclass
class Meeting:
    """The meeting as far as it has come, and who is at which browser."""

    chair: Person
    clerk: Person
    member: Person
    deputy: Person
    guest: Person
    first: str
    second: str
    address: str = ""
    items: dict[str, str] = field(default_factory=dict)

    def item(self, reference: str) -> str:
        """The address of a child's item."""
        return self.items[reference]


@pytest.fixture
def meeting(tmp_path_factory, browser) -> Iterator[Meeting]:
    folder = tmp_path_factory.mktemp("meeting")
    told = {"RISKPANEL_DEMO_FOLDER": str(folder), "DJANGO_SETTINGS_MODULE": "riskpanel.settings.demo"}
    made = [sys.executable, "-m", "tests.journeys.coming"]
    environment = {**os.environ, **told, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(made, check=True, cwd=ROOT, env=environment, timeout=300, capture_output=True, text=True)
    for address in _served(folder, "--people-only"):
        people = {"chair": "council_chair", "clerk": "coordinator", "member": "nurse"}
        people |= {"deputy": "deputy", "guest": "school"}
        sat = {}
        for part, key in people.items():
            context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
            sat[part] = Person(context, address, key)
        yield Meeting(*sat.values(), *done.stdout.split())
        for person in sat.values():
            person.close()


def accepts(person: Person, address: str = "") -> None:
    if address:
        person.goes_to(address)
        person.follows("Read and accept the statement")
    person.presses("I accept this")
    person.reads("Accepted")


def invitations_go_out(here: Meeting) -> None:
    clerk, chair, member = here.clerk, here.chair, here.member
    clerk.goes_to("/meetings/")
    clerk.presses("Plan this meeting")
    here.address = clerk.address
    accepts(clerk, here.address)
    clerk.presses("Fill the agenda")
    clerk.reads("3 items were added", here.first, here.second)
    clerk.presses("Publish the agenda")
    clerk.reads("The agenda is published to every invited seat")
    for reference in (here.first, here.second):
        link = clerk.page.get_by_role("link", name=reference, exact=True).first
        here.items[reference] = clerk.site + (link.get_attribute("href") or "")
    for person in (chair, member):
        accepts(person, here.address)
        person.follows("Answer the invitation", within=".rp-columns")
        person.chooses("answer", "coming")
        person.presses("Send the answer")


def a_seat_sends_its_deputy(here: Meeting) -> None:
    clerk = here.clerk
    clerk.goes_to(here.address)
    seat = clerk.page.locator("#seats li", has_text="Farida Hossain")
    clerk._leads_on(seat.get_by_role("link", name="Answer for them").click)
    clerk.chooses("answer", "deputy")
    clerk.picks("deputy", "Ellie Vasquez")
    clerk.presses("Send the answer")
    clerk.reads("Ellie Vasquez (deputy)")
    accepts(here.deputy, here.address)
    here.deputy.reads(here.first, here.second)


def a_guest_comes_for_one_item(here: Meeting) -> None:
    chair, guest = here.chair, here.guest
    guest.may_not_open(here.address)
    chair.goes_to(f"{here.item(here.first)}guest/")
    chair.picks("member", "Cara Lindqvist")
    chair.writes(reason="The school sees her every day.")
    chair.presses("Invite")
    chair.reads("The guest is invited.")
    guest.goes_to("/")
    guest.reads("You are invited for", here.first)
    guest.does_not_read(here.second, DEVRAN)
    guest.follows(here.first, within="section:has-text('You are invited for')")
    accepts(guest)
    guest.finds_nothing_at(here.item(here.second))


def an_agency_answers_before_the_meeting(here: Meeting) -> None:
    member = here.member
    member.goes_to(here.address)
    member.follows("Answer for your agency")
    member.reads(here.first, here.second)
    member._leads_on(member.page.get_by_role("link", name=here.first).first.click)
    member.picks("answer", "nformation")
    member.writes(text_0=SAID, source_0="School nurse")
    for name in ("kind_0", "basis_0"):
        member.field(name).select_option(index=1)
    member.presses("Send")
    member.goes_to(f"{here.address}returns/")
    member.reads(SAID)
    here.clerk.goes_to(f"{here.address}returns/board/")
    here.clerk.reads(here.first, "Westmark NHS Trust")


def papers_reach_each_and_nobody_else(here: Meeting) -> None:
    clerk, member, guest = here.clerk, here.member, here.guest
    clerk.goes_to(f"{here.address}packs/")
    clerk.presses("Send to")
    clerk.reads("still to send to")
    pages = opens_their_papers(member, here)
    assert SAID in pages and here.second in pages and "Siobhan Keaveney" in pages
    pages = opens_their_papers(guest, here)
    assert here.first in pages and "Cara Lindqvist" in pages
    assert here.second not in pages and DEVRAN not in pages and SAID not in pages
    clerk.goes_to(f"{here.address}packs/")
    clerk.reads("2 opened")


def opens_their_papers(person: Person, here: Meeting) -> str:
    """The text of the person's own copy."""
    person.goes_to("/notices/")
    person.does_not_read(TAMSIN, DEVRAN)
    person.presses("Your papers for a meeting")
    if person.page.get_by_role("link", name="Papers of this meeting").count():
        person.follows("Papers of this meeting")
    person.follows("Your papers")
    person.reads("In it now")
    with person.page.expect_download() as waiting:
        person.page.locator("main a", has_text="Open as PDF").click()
    content = waiting.value.path().read_bytes()
    assert TAMSIN not in waiting.value.suggested_filename
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def the_chair_opens_and_everybody_follows(here: Meeting) -> None:
    chair = here.chair
    chair.goes_to(here.address)
    chair.follows("Open the meeting")
    chair.page.get_by_label("Head of Service, Children in Need of Help and Protection").check()
    chair.page.get_by_label("Community safety").check()
    chair.page.locator("main label", has_text="Siobhan Keaveney").or_(
        chair.page.get_by_label("safeguarding children", exact=False)
    ).first.click()
    chair.writes(exception="The detective inspector is at a major incident.")
    chair.presses("Open the meeting")
    chair._leads_on(chair.page.get_by_role("link", name=here.first).first.click)
    chair.presses("Take this item")
    chair.reads("min left")
    for person in (here.member, here.deputy):
        person.goes_to(f"{here.address}follow/")
        person.reads("Under discussion now", here.first)
    here.guest.goes_to(f"{here.address}follow/")
    here.guest.reads("Your item is under discussion now")


def what_is_said_is_written_and_decided(here: Meeting) -> None:
    chair, clerk = here.chair, here.clerk
    clerk.goes_to(f"{here.address}minute/")
    clerk.reads(here.first)
    clerk.writes(text="Police and housing agreed who goes to the flat, and when.")
    clerk.is_told_that_it_is_saved()
    decides(chair, "log", "The harm goes on, and only a joint plan reaches those behind it.")
    chair.opens("Give an action")
    chair.writes(what="Go to the flat together on Friday.")
    chair.picks("owner", "Stuart Penhale")
    chair.page.locator('main [name="due_on_day"]').first.fill("1")
    chair.page.locator('main [name="due_on_month"]').first.fill("2")
    chair.page.locator('main [name="due_on_year"]').first.fill("2030")
    chair.presses("Give the action")
    chair.reads("The action is given, and its owner owes it.")
    here.member.page.locator("#follow", has_text="Go to the flat together").wait_for(timeout=15_000)
    here.member._looks()


def decides(chair: Person, outcome: str, why: str) -> None:
    chair.chooses("protective_action", "yes")
    chair.chooses("lead_present", "no")
    chair.writes(update="A second child was seen with the same men.")
    chair.presses("Save")
    chair.chooses("outcome", outcome)
    chair.chooses("level", "high")
    chair.writes(rationale=why)
    chair.presses("Record the decision")
    chair.reads("The decision is recorded")


def the_next_item_is_not_the_guests(here: Meeting) -> None:
    here.chair.presses(f"Next: {here.second}")
    here.guest.page.locator("#follow", has_text="has been heard").wait_for(timeout=15_000)
    here.guest.does_not_read(here.second, DEVRAN)
    here.deputy.page.locator("#follow", has_text=here.second).wait_for(timeout=15_000)
    here.clerk.page.locator("[data-moved]:visible").wait_for(timeout=15_000)
    here.clerk.goes_to(f"{here.address}minute/")
    here.clerk.reads(here.second)
    here.clerk.writes(text="School keeps his place; the nurse sees him on Monday.")
    here.clerk.is_told_that_it_is_saved()
    decides(here.chair, "log", "High: the debt is real and he is alone with it.")


def the_draft_goes_round(here: Meeting) -> None:
    clerk, member, deputy = here.clerk, here.member, here.deputy
    here.chair.goes_to(f"{here.address}live/")
    here.chair.presses("Close the meeting")
    here.chair.reads("The meeting is closed.")
    clerk.goes_to(f"{here.address}minutes/")
    clerk.presses("The draft is complete")
    clerk.presses("Circulate for correction")
    member.goes_to(f"{here.address}minutes/circulated/")
    member.reads("Police and housing agreed who goes to the flat, and when.", here.second)
    member.presses("I agree to these minutes")
    member.reads("You agreed")
    deputy.goes_to(f"{here.address}minutes/circulated/")
    deputy._leads_on(
        deputy.page.get_by_role("link", name=f"Propose a correction to the part about {here.second}").click
    )
    deputy.writes(wrong="It is the school nurse.", should_say="The school nurse sees him on Monday.")
    deputy.page.locator("main form button[type=submit]").last.click()
    deputy.page.wait_for_load_state()
    deputy._looks()
    clerk.goes_to(f"{here.address}minutes/round/")
    clerk.reads("1 to answer", "It is the school nurse.")
    clerk.page.locator("main a[href*='/corrections/']").first.click()
    clerk.page.wait_for_load_state()
    clerk.chooses("answer", "accepted")
    clerk.writes(text="School keeps his place; the school nurse sees him on Monday.")
    clerk.page.locator("main form button[type=submit]").last.click()
    clerk.page.wait_for_load_state()
    clerk._looks()


def the_minutes_are_signed_and_handed_out(here: Meeting) -> None:
    chair, clerk, member, guest = here.chair, here.clerk, here.member, here.guest
    chair.goes_to(f"{here.address}minutes/")
    chair.presses("Sign the minutes")
    chair.writes(exception="The days are short: both plans start tonight.")
    chair.presses("Sign the minutes")
    chair.reads("The minutes are signed.")
    clerk.goes_to(f"{here.address}minutes/")
    clerk.presses("Distribute the minutes")
    clerk.reads("Each part of the minutes is with those entitled to it.")
    for person in (member, here.deputy):
        person.goes_to(f"{here.address}minutes/")
        person.reads("the school nurse sees him on Monday", "who goes to the flat")
    guest.goes_to(here.item(here.first))
    guest.reads("who goes to the flat, and when")
    guest.does_not_read("school nurse", here.second)
    guest.finds_nothing_at(f"{here.address}minutes/")
    clerk.takes_out_a_telephone()


@pytest.mark.clause("HRP-A2-4.3.b", "HRP-A2-4.6", "HRP-A2-4.7.b", "HRP-A2-4.8", "HRP-A2-4.9.a", "HRP-A2-4.9.b")
def test_a_meeting_goes_from_the_invitation_to_minutes_that_are_handed_out(meeting):
    for stage in (
        invitations_go_out,
        a_seat_sends_its_deputy,
        a_guest_comes_for_one_item,
        an_agency_answers_before_the_meeting,
        papers_reach_each_and_nobody_else,
        the_chair_opens_and_everybody_follows,
        what_is_said_is_written_and_decided,
        the_next_item_is_not_the_guests,
        the_draft_goes_round,
        the_minutes_are_signed_and_handed_out,
    ):
        stage(meeting)
