"""A person at a browser, in the words of what they do."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Person:
    """Somebody of the story, signed in at a browser of their own."""

    def __init__(self, context: BrowserContext, site: str, key: str) -> None:
        self.context, self.site, self.key = context, site, key
        self.page: Page = context.new_page()
        self.problems: list[str] = []
        self.page.on("console", lambda message: self._heard(message.type, message.text))
        self.page.on("pageerror", lambda error: self._heard("error", str(error)))
        self.page.goto(f"{site}/demo/")
        self.page.locator(f'button[name="person"][value="{key}"]').click()
        self.page.wait_for_selector("main")

    def _heard(self, kind: str, text: str) -> None:
        if kind == "error":
            self.problems.append(text)

    def goes_to(self, path: str) -> None:
        self.page.goto(path if path.startswith("http") else self.site + path)
        self.finds_the_page_accessible()

    def follows(self, words: str, exact: bool = False) -> None:
        """Follows the first link of these words."""
        self.page.get_by_role("link", name=words, exact=exact).first.click()
        self.page.wait_for_load_state()
        self.finds_the_page_accessible()

    def presses(self, words: str, exact: bool = False) -> None:
        """Presses the first button of these words."""
        self.page.get_by_role("button", name=words, exact=exact).first.click()
        self.page.wait_for_load_state()
        self.finds_the_page_accessible()

    def writes(self, name: str, words: str) -> None:
        """Fills the field of this name."""
        self.page.locator(f'[name="{name}"]').first.fill(words)

    def dates(self, name: str, day) -> None:
        for part, value in (("day", day.day), ("month", day.month), ("year", day.year)):
            self.page.locator(f'[name="{name}_{part}"]').fill(str(value))

    def chooses(self, name: str, value: str) -> None:
        """Ticks the radio or checkbox of this name and value, or picks it from a list."""
        field = self.page.locator(f'[name="{name}"]').first
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(value)
        else:
            self.page.locator(f'[name="{name}"][value="{value}"]').check()

    def picks(self, name: str, label: str) -> None:
        """Picks the first option of a list whose words contain `label`."""
        options = self.page.locator(f'select[name="{name}"] option')
        for index in range(options.count()):
            if label in (options.nth(index).text_content() or ""):
                self.page.locator(f'select[name="{name}"]').select_option(index=index)
                return
        raise AssertionError(f"{label!r} is not among {options.all_text_contents()}")

    def reads(self, words: str) -> None:
        """Sees these words on the page."""
        text = self.page.locator("main").inner_text()
        assert words in text, f"{self.key} does not read {words!r} at {self.page.url}:\n{text[:3000]}"

    def does_not_read(self, words: str) -> None:
        assert words not in self.page.content(), f"{self.key} reads {words!r} at {self.page.url}"

    def finds_the_page_accessible(self) -> None:
        """No finding of axe, no error of the page, nothing wider than the window."""
        if not self.page.url.startswith(self.site):
            return
        found = Axe().run(self.page, options={"runOnly": {"type": "tag", "values": RULES}}).response["violations"]
        serious = [
            f"{one['id']}: {node['html'][:160]}"
            for one in found
            for node in one["nodes"]
            if not (one["id"] == "aria-allowed-attr" and "govuk-radios__input" in node["html"])
            and not (one["id"] == "aria-allowed-attr" and "govuk-checkboxes__input" in node["html"])
        ]
        assert not serious, f"{self.page.url}:\n" + "\n".join(serious)
        assert not self.problems, self.problems
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{self.page.url} is {wide} px wider than the window"

    def close(self) -> None:
        self.context.close()
