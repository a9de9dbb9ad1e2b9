"""A person at a browser, in the words of what they do."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, Page

LONDON = ZoneInfo("Europe/London")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OF_GOVUK = ("govuk-radios__input", "govuk-checkboxes__input")
"""GOV.UK's own scripts put aria-expanded on these; axe does not like it, those who test with people do."""


def now() -> datetime:
    return datetime.now(LONDON)


class Person:
    """Somebody of the story, signed in at a browser of their own."""

    def __init__(self, context: BrowserContext, site: str, key: str, scripts: bool = True) -> None:
        self.context, self.site, self.key, self.scripts = context, site, key, scripts
        self.page: Page = context.new_page()
        self.page.set_default_timeout(20_000)
        self.problems: list[str] = []
        self.seen = 0
        self.page.on("console", lambda message: self._heard(message.type, message.text))
        self.page.on("pageerror", lambda error: self._heard("error", str(error)))
        self.page.goto(f"{site}/demo/")
        self._leads_on(self.page.locator(f'form[action="/demo/{key}/"] button').click)

    def _heard(self, kind: str, text: str) -> None:
        if kind == "error":
            self.problems.append(text)

    # --- where they go -----------------------------------------------------------

    def goes_to(self, address: str, *, closely: bool = True) -> None:
        """Opens an address that somebody gave them, or one of the main navigation; `closely` has axe look."""
        answer = self.page.goto(address if address.startswith("http") else self.site + address)
        assert answer and answer.ok, f"{self.key} at {address}: HTTP {answer.status if answer else '?'}"
        self._looks(closely)

    def finds_nothing_at(self, address: str) -> None:
        """The address answers as one at which there is nothing."""
        self._is_refused(address, 404)

    def may_not_open(self, address: str) -> None:
        """The address is of a kind of page that is not for this person at all."""
        self._is_refused(address, 403)

    def _is_refused(self, address: str, status: int) -> None:
        answer = self.page.goto(address if address.startswith("http") else self.site + address)
        assert answer and answer.status == status, f"{self.key} at {address}: HTTP {answer.status if answer else '?'}"
        self.problems.clear()
        self._looks()

    def follows(self, words: str, within: str = "main") -> None:
        """Follows the first link, or presses the first link drawn as a button, of these words."""
        link = (
            self.page.locator(within)
            .get_by_role("link", name=words)
            .or_(self.page.locator(within).get_by_role("button", name=words))
        )
        self._leads_on(link.first.click)

    def presses(self, words: str, within: str = "main") -> None:
        """Presses the first button of these words, and is led on."""
        self._leads_on(self.page.locator(within).get_by_role("button", name=words).first.click)

    def does(self, duty: str) -> None:
        """Opens a duty from the desk, by what it says."""
        self.goes_to("/")
        self._leads_on(self.page.locator(".rp-duty", has_text=duty).first.locator(".rp-duty__do a").click)

    def _leads_on(self, act: Callable[[], None]) -> None:
        with self.page.expect_navigation(wait_until="load"):
            act()
        self._looks()

    def opens(self, words: str) -> None:
        """Opens what is folded away under these words."""
        summary = self.page.locator("summary").filter(has_text=words).first
        if summary.evaluate("e => !e.parentElement.open"):
            summary.click()

    def shuts(self) -> None:
        """Shuts the menu that is open."""
        self.page.keyboard.press("Escape")

    # --- what they type ----------------------------------------------------------

    def field(self, name: str) -> Locator:
        return self.page.locator(f'main [name="{name}"]').first

    def writes(self, **words: str) -> None:
        """Fills fields by their names."""
        for name, text in words.items():
            self.field(name).fill(text)

    def dates(self, name: str, day: date) -> None:
        for part, value in (("day", day.day), ("month", day.month), ("year", day.year)):
            self.field(f"{name}_{part}").fill(str(value))

    def times(self, name: str, moment: datetime) -> None:
        """A day and a time of day."""
        self.dates(name, moment.date())
        self.field(f"{name}_time").fill(f"{moment:%H:%M}")

    def chooses(self, name: str, *values: str) -> None:
        """Ticks radios or checkboxes of this name."""
        for value in values:
            self.page.locator(f'main [name="{name}"][value="{value}"]').check()

    def picks(self, name: str, words: str) -> None:
        """Picks the first line of a list that says these words."""
        options = self.page.locator(f'main select[name="{name}"] option').all_text_contents()
        place = next((index for index, text in enumerate(options) if words in text), None)
        assert place is not None, f"{self.key} does not find {words!r} among {options}"
        self.field(name).select_option(index=place)

    def is_told_that_it_is_saved(self) -> None:
        """Waits for what the page says once it has saved what was typed."""
        self.page.locator('[data-autosave-status][data-state="saved"]').first.wait_for()
        assert re.fullmatch(r"saved \d\d:\d\d", self.page.locator("[data-autosave-status]").first.inner_text())

    # --- what they read ----------------------------------------------------------

    @property
    def address(self) -> str:
        return self.page.url

    def text(self, within: str = "main") -> str:
        return self.page.locator(within).first.inner_text()

    def reads(self, *words: str, within: str = "main") -> None:
        """Sees these words on the page."""
        text = " ".join(self.text(within).split())
        for one in words:
            assert one in text, f"{self.key} does not read {one!r} at {self.address}:\n{text[:4000]}"

    def does_not_read(self, *words: str) -> None:
        """The page holds these words nowhere, not even hidden."""
        for one in words:
            assert one not in self.page.content(), f"{self.key} reads {one!r} at {self.address}"

    def _looks(self, closely: bool = True) -> None:
        """No finding of axe, no error of the page, nothing wider than the window."""
        self.seen += 1
        assert not self.problems, f"{self.key} at {self.address}: {self.problems}"
        self.fits_the_window()
        if self.scripts and closely:
            found = axe_findings(self.page)
            assert not found, f"{self.key} at {self.address}:\n" + "\n".join(found)

    def fits_the_window(self, width: int = 0) -> None:
        """Nothing is wider than the window, at this width where one is given."""
        if width:
            self.page.set_viewport_size({"width": width, "height": 900})
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{self.address} is {wide} px wider than the window: {self._widest()}"

    def takes_out_a_telephone(self) -> None:
        """The same page at the width of a telephone, and back."""
        self.page.set_viewport_size({"width": 360, "height": 780})
        self._looks()
        self.page.set_viewport_size({"width": 1280, "height": 900})

    def _widest(self) -> list[str]:
        return self.page.evaluate(
            "[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right >"
            " document.documentElement.clientWidth + 1).slice(0, 8).map(e => e.outerHTML.slice(0, 120))"
        )

    def close(self) -> None:
        self.context.close()


def axe_findings(page: Page) -> list[str]:
    """What axe holds against the page as it stands."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}}).response["violations"]
    return [
        f"{one['id']}: {node['html'][:200]}"
        for one in found
        for node in one["nodes"]
        if not (one["id"] == "aria-allowed-attr" and any(name in node["html"] for name in OF_GOVUK))
    ]
