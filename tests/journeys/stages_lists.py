"""An analyst's morning: from agencies' files to lists that a person chose."""

import time
from datetime import date, timedelta
from pathlib import Path

from tests.journeys.person import Person

PATIENCE = 120
"""Seconds until the lists of a small borough are worked out."""


def this_monday() -> date:
    """The Monday of this week."""
    today = date.today()
    return today - timedelta(days=today.weekday())


def gives_in_extracts(analyst: Person, folder: Path) -> None:
    """All the agencies' files at once, each with the mapping beside it."""
    analyst.goes_to("/lists/")
    analyst.reads("Children stand here once the agencies’ extracts were loaded")
    analyst.goes_to("/lists/extracts/")
    analyst.follows("Give in an extract")
    files = [str(path) for path in sorted(folder.iterdir()) if path.name != "truth.csv"]
    analyst.page.locator('main [name="files"]').set_input_files(files)
    analyst.presses("Load")
    analyst.reads("Loaded", "Police")


def works_out_the_lists(analyst: Person) -> None:
    """Asks for this week's lists and waits as a person does, looking again."""
    analyst.goes_to("/lists/")
    analyst.follows("Work out this week’s lists")
    analyst.dates("as_of", this_monday())
    analyst.presses("Work out")
    ends = time.monotonic() + PATIENCE
    while "being worked out" in analyst.text() and time.monotonic() < ends:
        time.sleep(1)
        analyst.page.goto(f"{analyst.site}/lists/")
    analyst.goes_to("/lists/")
    analyst.reads("told up to", "Put forward")


def reads_why_and_chooses(analyst: Person) -> str:
    """Reads why the first is first, takes the first ten, highlights one beyond them; where the highlighted
    child's page is."""
    analyst.page.locator('#ranked a[aria-label$="why?"]').first.click()
    analyst.reads("First on the list", "behind it")
    analyst.goes_to("/lists/")
    analyst.presses("Take the first 10")
    analyst.reads("taken on the list")
    analyst.page.locator("#ranked a", has_text="Not named yet").first.click()
    analyst.follows("Highlight this child")
    analyst.writes(
        reason="Seen twice with a man whom two other children name.", rising="Both sightings are of this week.",
        beyond="Known to the youth centre.",
    )  # fmt: skip
    analyst.presses("Highlight")
    analyst.reads("Highlighted by a data analyst", "On the list")
    return analyst.address
