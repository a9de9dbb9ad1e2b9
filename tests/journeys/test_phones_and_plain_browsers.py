"""Every page on a telephone; and the first steps of a case in a browser without scripts."""

import re

import pytest

from tests.journeys.case import in_days
from tests.journeys.person import Person

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PHONE = {"width": 360, "height": 780}
KEYS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)\d+(?=/)")
ELSEWHERE = ("/accounts/", "/demo/", "/gallery/", "/log/extract/")
FILES = ("/file/", ".ics", "/pdf/", "/docx/", "/xlsx/", "/paper/", "/papers/*/open/")


LOOKED_AT: set[str] = set()
"""Kinds of page at which axe has looked as somebody already; others look at their width alone."""


def kind_of(address: str) -> str:
    """Which kind of page an address is: its path without the keys of records."""
    return KEYS.sub("*", re.sub(r"^https?://[^/]+|[?#].*$", "", address))


def links(person: Person) -> list[str]:
    """The addresses of ours that the page leads to, the navigation's first."""
    found = person.page.locator("nav a[href], main a[href]").evaluate_all("all => all.map(one => one.href)")
    ours = [one for one in found if one.startswith(person.site + "/")]
    return [one for one in ours if not kind_of(one).startswith(ELSEWHERE) and not kind_of(one).endswith(FILES)]


def papers_of_meetings(person: Person) -> list[str]:
    """Where the pages of the person's meetings lead, of coming ones and past ones, once they have accepted
    what is asked before the papers open."""
    person.goes_to("/")
    if not person.page.locator('nav a[href="/meetings/"]').count():
        return []
    found = []
    for which in ("/meetings/", "/meetings/?past=1"):
        person.goes_to(which)
        for address in [one for one in links(person) if kind_of(one) == "/meetings/*/"][:2]:
            person.goes_to(f"{address}confidentiality/")
            if person.page.get_by_role("button", name="I accept this").count():
                person.presses("I accept this")
            person.goes_to(address)
            found += links(person)
    return found


@pytest.mark.parametrize(
    ("key", "at_least"),
    [("worker", 50), ("council_chair", 75), ("coordinator", 70), ("administrator", 15), ("auditor", 2)],
)
def test_one_page_of_every_kind_fits_a_telephone(people_of_the_borough, key, at_least):
    """Wherever links lead, once for each kind of page: nothing wider than 360 px, no finding of axe, and
    nothing wider than the window on a desk either."""
    person = people_of_the_borough(key, viewport=PHONE)
    known, wrong = looks_at_every_kind_of_page(person)
    assert not wrong, "\n".join(wrong)
    assert len(known) >= at_least, sorted(known)


def looks_at_every_kind_of_page(person: Person) -> tuple[set[str], list[str]]:
    """Which kinds of page there are for somebody, and what is wrong with them."""
    waiting, known, wrong = papers_of_meetings(person), {"/"}, []
    person.goes_to("/")
    waiting += links(person)
    while waiting:
        address = waiting.pop(0)
        if kind_of(address) in known:
            continue
        known.add(kind_of(address))
        try:
            person.page.set_viewport_size(PHONE)
            person.goes_to(address, closely=kind_of(address) not in LOOKED_AT)
            person.fits_the_window(1280)
            LOOKED_AT.add(kind_of(address))
        except AssertionError as error:
            person.problems.clear()
            wrong.append(str(error))
        waiting += links(person)
    return known, wrong


@pytest.mark.clause("HRP-3.1", "HRP-4.2")
def test_a_concern_and_a_checklist_need_no_scripts(people):
    school = people("school", java_script_enabled=False)
    school.goes_to("/concerns/new/")
    school.writes(given_name="Idris", family_name="Vanterpool")
    school.presses("Continue")
    school.writes(happening="Came to school with cuts on both hands, and will not say from what.")
    school.dates("noticed_on", in_days(0))
    school.chooses("harm_signs", "yes")
    school.chooses("universal_setting", "yes")
    school.presses("Record the concern")
    school.reads("The concern is recorded", "Idris Vanterpool")
    concern = school.address
    school.follows("Start the checklist")
    school.presses("Start")
    school.follows("Missing from home, care or school")
    school.chooses("missing_often--response", "possible")
    school.writes(**{"missing_often--evidence": "Absent on three Mondays."})
    school.presses("Save and go on")
    school.reads("Sexual exploitation")
    school.follows("Missing from home, care or school")
    assert school.field("missing_often--evidence").input_value() == "Absent on three Mondays."
    school.goes_to(concern)
    school.opens("Something else")
    school.follows("Add an action")
    school.picks("owner", "Cara Lindqvist")
    school.writes(what="Meet at the gate each morning.")
    school.dates("due_on", in_days(2))
    school.presses("Add")
    school.reads("Meet at the gate each morning.")
