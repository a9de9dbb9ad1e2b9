"""What the minute-taker types is saved, once, whatever happens to the network, the sign-in or the reply.
Each fault is tried a second time with the mechanism taken away: then it must do harm, or the test would
prove nothing."""

import os
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Page, Route

from tests.journeys.conftest import ROOT, _served
from tests.journeys.person import Person

pytestmark = [pytest.mark.browser, pytest.mark.slow]
STATUS = "[data-autosave-status]"
NOT_SAVED = "not saved: keep this tab open"
WORDS = 1000
CUTS = 50


class Room:
    """A meeting in session at a server of its own, and what its database holds."""

    def __init__(self, address: str, database: Path) -> None:
        self.address, self.database, self.taken = address, database, 0

    def rows(self, query: str, *values: str) -> list[tuple]:
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True) as held:
            return held.execute(query, values).fetchall()

    @property
    def meeting(self) -> UUID:
        return UUID(self.rows("select id from meetings_meeting where state = 'open'")[0][0])

    def another(self) -> str:
        """The title of a piece of business that nobody has touched."""
        self.taken += 1
        return f"Business {self.taken}"

    def item(self, title: str) -> UUID:
        return UUID(self.rows("select id from meetings_agendaitem where title = ?", title)[0][0])

    def minutes(self, title: str) -> str:
        return self.rows("select minutes from meetings_agendaitem where title = ?", title)[0][0]

    def revisions(self, title: str, *, aside: bool = False) -> list[str]:
        query = "select text from meetings_minuterevision where item_id = ? and aside = ? order by id"
        return [text for (text,) in self.rows(query, self.item(title).hex, str(int(aside)))]


@pytest.fixture(scope="module")
def room(tmp_path_factory) -> Iterator[Room]:
    folder = tmp_path_factory.mktemp("room")
    told = {"RISKPANEL_DEMO_FOLDER": str(folder), "DJANGO_SETTINGS_MODULE": "riskpanel.settings.demo"}
    made = [sys.executable, "-m", "tests.journeys.room"]
    subprocess.run(made, check=True, cwd=ROOT, env={**os.environ, **told, "PYTHONPATH": str(ROOT)}, timeout=300)
    for address in _served(folder, "--people-only"):
        yield Room(address, folder / "demo.sqlite3")


@pytest.fixture
def sits_down(room, browser) -> Iterator[Callable[..., Person]]:
    """Opens the editor of an item for somebody. `without` takes a mechanism out of the page's script: each
    pair is a piece of it and what stands there instead."""
    opened = []

    def sit(title: str, key: str = "coordinator", without: dict[str, str] | None = None) -> Person:
        context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
        person = Person(context, room.address, key)
        opened.append(person)
        if without:
            person.page.route("**/minute.js", lambda route: _maimed(route, without))
        person.goes_to(f"/meetings/{room.meeting}/items/{room.item(title)}/minutes/", closely=False)
        return person

    yield sit
    for person in opened:
        person.close()


def _maimed(route: Route, without: dict[str, str]) -> None:
    answer = route.fetch()
    script = answer.text()
    for piece, instead in without.items():
        assert piece in script, f"the script no longer says {piece!r}"
        script = script.replace(piece, instead)
    route.fulfill(response=answer, body=script)


def is_saved(page: Page, patience: int = 15_000) -> None:
    page.locator(f'{STATUS}[data-state="saved"]').wait_for(timeout=patience)


def box(page: Page):
    return page.locator('textarea[name="text"]')


def types_numbers(person: Person, first: int, last: int) -> None:
    """Types the words w<first> to w<last> at the end of the box, as the browser takes what is typed."""
    person.page.keyboard.insert_text("".join(f"w{n} " for n in range(first, last + 1)))


def cut_and_mended(person: Person) -> float:
    """Types all words while the network is cut again and again; the longest time, in seconds, from a cut
    until the page said so."""
    slowest, each = 0.0, WORDS // CUTS
    box(person.page).focus()
    for cut in range(CUTS):
        first = cut * each + 1
        types_numbers(person, first, first + each // 2 - 1)
        person.page.wait_for_timeout(100)
        began = time.monotonic()
        person.context.set_offline(True)
        types_numbers(person, first + each // 2, first + each - 1)
        person.page.locator(f'{STATUS}[data-state="unsaved"]').wait_for(timeout=5000)
        slowest = max(slowest, time.monotonic() - began)
        if cut % 5 == 4:  # long enough for a saving to fail; the last cut is one of these
            person.page.wait_for_timeout(1000)
        person.context.set_offline(False)
        person.page.wait_for_timeout(100)
    return slowest


def numbers(text: str) -> list[int]:
    return [int(n) for n in re.findall(r"w(\d+)", text)]


def test_a_thousand_words_through_fifty_cuts_are_saved_once_each(room, sits_down):
    title = room.another()
    person = sits_down(title)
    slowest = cut_and_mended(person)
    is_saved(person.page)
    assert numbers(room.minutes(title)) == list(range(1, WORDS + 1))
    assert slowest < 2, "a cut was told too late"
    assert len(room.revisions(title)) > 5
    # Never a text that is not the beginning of the whole: nothing was saved out of order.
    whole = room.minutes(title)
    assert all(whole.startswith(text) for text in room.revisions(title))


def test_control_without_a_second_try_the_last_words_are_lost(room, sits_down):
    """The same words; the page that does not try again has lost some when the network is back."""
    title = room.another()
    person = sits_down(
        title,
        without={
            "this.later(RETRY[Math.min(this.failures++, RETRY.length - 1)]);": "",
            "if (this.unsaved) this.later(0);": "",
            'if (this.state === "calm" && this.unsaved) this.later(QUIET);': "",
        },
    )
    cut_and_mended(person)
    person.page.wait_for_timeout(3000)
    assert numbers(room.minutes(title)) != list(range(1, WORDS + 1))


def test_a_sign_in_that_ends_in_the_middle_of_a_sentence_loses_nothing(room, sits_down):
    title = room.another()
    person = sits_down(title)
    page = person.page
    box(page).focus()
    page.keyboard.type("The coast force will ")
    is_saved(page)
    held = {one["name"]: one for one in person.context.cookies()}
    person.context.clear_cookies(name="sessionid")
    page.keyboard.type("send the tenancy of the flat.")
    page.get_by_role("link", name="Sign in again in a new tab").wait_for(timeout=5000)
    assert NOT_SAVED in page.locator(STATUS).inner_text()
    assert "tenancy" not in room.minutes(title)
    with person.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in again in a new tab").click()
    beside = opened.value
    beside.wait_for_load_state()
    assert "/accounts/login/" in beside.url and "minute/back" in beside.url
    beside.goto(f"{room.address}/demo/")
    with beside.expect_navigation():
        beside.locator('form[action="/demo/coordinator/"] button').click()
    is_saved(page)
    assert {one["name"]: one["value"] for one in person.context.cookies()}["csrftoken"] != held["csrftoken"]["value"]
    assert room.minutes(title) == "The coast force will send the tenancy of the flat."
    box(page).focus()
    page.keyboard.type(" By Friday.")
    page.wait_for_timeout(1500)
    is_saved(page)
    assert room.minutes(title).endswith("of the flat. By Friday.")


def test_control_with_the_old_token_the_sentence_would_not_be_saved(room, sits_down):
    title = room.another()
    person = sits_down(title, without={'this.form.elements.namedItem("csrfmiddlewaretoken").value = told.token;': ""})
    page = person.page
    box(page).focus()
    person.context.clear_cookies(name="sessionid")
    page.keyboard.press("End")
    page.keyboard.type(" Lost without a token.")
    page.get_by_role("link", name="Sign in again in a new tab").wait_for(timeout=5000)
    beside = person.context.new_page()
    beside.goto(f"{room.address}/demo/")
    with beside.expect_navigation():
        beside.locator('form[action="/demo/coordinator/"] button').click()
    page.wait_for_timeout(4000)
    assert "Lost without a token" not in room.minutes(title)


def test_somebody_else_who_signs_in_beside_it_does_not_save_in_their_name(room, sits_down):
    title = room.another()
    person = sits_down(title)
    page = person.page
    person.context.clear_cookies(name="sessionid")
    box(page).focus()
    page.keyboard.type("Whose words? ")
    page.get_by_role("link", name="Sign in again in a new tab").wait_for(timeout=5000)
    beside = person.context.new_page()
    beside.goto(f"{room.address}/demo/")
    with beside.expect_navigation():
        beside.locator('form[action="/demo/council_chair/"] button').click()
    page.locator(STATUS).get_by_text("somebody else is signed in here now").wait_for(timeout=8000)
    assert "Whose words?" not in room.minutes(title)


def loses_the_first_reply(page: Page) -> list[int]:
    """Lets the next saving through to the server and throws its reply away; how many were sent since."""
    sent = []

    def lose(route: Route) -> None:
        if route.request.method != "POST":
            return route.fallback()
        sent.append(1)
        if len(sent) == 1:
            route.fetch()
            return route.abort("connectionreset")
        return route.fallback()

    page.route("**/minutes/", lose)
    return sent


def test_a_reply_lost_after_the_saving_makes_one_record_and_no_quarrel_with_oneself(room, sits_down):
    title = room.another()
    person = sits_down(title)
    before, page = len(room.revisions(title)), person.page
    sent = loses_the_first_reply(page)
    box(page).focus()
    page.keyboard.type("First sentence.")
    page.locator(f'{STATUS}[data-state="unsaved"]').wait_for(timeout=5000)
    page.keyboard.type(" Second sentence.")
    page.wait_for_timeout(2500)
    is_saved(page)
    made = room.revisions(title)[before:]
    assert len(sent) >= 3 and made[-1] == "First sentence. Second sentence."
    assert len(made) == len(set(made)), "a saving was recorded twice"
    assert not page.locator("[data-conflict]").is_visible()
    assert not room.revisions(title, aside=True)


def test_control_without_the_token_the_page_quarrels_with_itself(room, sits_down):
    """The newest text each time, under no token: the server takes it for another person's."""
    title = room.another()
    person = sits_down(
        title,
        without={
            "this.pending = this.pending || {": "this.pending = {",
            'data.set("saving", saving.token);': "",
        },
    )
    page = person.page
    loses_the_first_reply(page)
    box(page).focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Third sentence.")
    page.locator(f'{STATUS}[data-state="unsaved"]').wait_for(timeout=5000)
    page.keyboard.type(" Fourth sentence.")
    page.locator("[data-conflict]").wait_for(timeout=8000)


def test_two_minute_takers_see_both_texts_and_one_of_them_makes_one_of_two(room, sits_down):
    title = room.another()
    one, two = sits_down(title), sits_down(title, key="council_chair")
    box(one.page).fill("Said by the coordinator.")
    is_saved(one.page)
    box(two.page).fill("Said by the chair.")
    conflict = two.page.locator("[data-conflict]")
    conflict.wait_for(timeout=8000)
    assert "Said by the coordinator." in conflict.inner_text() and "Said by the chair." in conflict.inner_text()
    two.fits_the_window()
    conflict.get_by_role("button", name="Put the other text above mine").click()
    conflict.get_by_role("button", name="Save the box as the minutes").click()
    is_saved(two.page)
    assert room.minutes(title) == "Said by the coordinator.\n\nSaid by the chair."
    assert "Said by the chair." in room.revisions(title, aside=True)


# What the browser holds for the site, but for the address of the page, which a library notes.
KEPT = """async () => {
  const session = { ...sessionStorage };
  if (session["htmx-current-path-for-history"] === location.pathname) delete session["htmx-current-path-for-history"];
  const shown = [JSON.stringify(localStorage), JSON.stringify(session), JSON.stringify(history.state)];
  shown.push(JSON.stringify((await indexedDB.databases()).map((one) => one.name)));
  shown.push(JSON.stringify(await caches.keys()), document.cookie);
  return shown;
}"""


def test_the_browser_keeps_nothing_of_what_was_typed(room, sits_down):
    title = room.another()
    person = sits_down(title)
    page = person.page
    box(page).focus()
    page.keyboard.press("Control+End")
    person.context.set_offline(True)
    page.keyboard.type(" canary-of-the-minutes")
    page.locator(f'{STATUS}[data-state="unsaved"]').wait_for(timeout=5000)
    assert page.evaluate(KEPT) == ["{}", "{}", "null", "[]", "[]", ""]
    person.context.set_offline(False)
    is_saved(page)
    assert page.evaluate(KEPT) == ["{}", "{}", "null", "[]", "[]", ""]
    # The control: the same question finds a word that is kept.
    page.evaluate("sessionStorage.setItem('draft', 'canary-of-the-minutes')")
    assert "canary-of-the-minutes" in page.evaluate(KEPT)[1]
    page.evaluate("sessionStorage.clear()")


def test_somebody_who_types_on_and_on_is_saved_within_five_seconds(room, sits_down):
    title = room.another()
    person = sits_down(title)
    page, began = person.page, time.monotonic()
    box(page).focus()
    page.keyboard.press("Control+End")
    while time.monotonic() - began < 5:
        page.keyboard.type("on and on ", delay=20)
    assert "on and on" in room.minutes(title)
