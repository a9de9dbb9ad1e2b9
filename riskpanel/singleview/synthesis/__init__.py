"""An invented borough: extracts of children who do not exist, the same for the same seed.

Real boroughs set traps, and so does this one: `ssd.py` says which.
"""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

from riskpanel.singleview.synthesis import ssd
from riskpanel.singleview.synthesis.extracts import EXTRACTS, heading, rows, second_id, seen_by, source_id, twice
from riskpanel.singleview.synthesis.people import Child, children
from riskpanel.singleview.synthesis.stories import HORIZON, live

TRUTH = ("source", "source_id", "child", "story")
MOST_WEEKS = HORIZON // 7
CODEPAGES = {"ssd_person": "cp1252", "ssd_cin_episodes": "utf-8-sig"}


def borough(count: int, seed: int, base: date) -> tuple[list[Child], dict[int, str]]:
    """So many children with their histories, and the name of the story of each who has one."""
    made = list(children(count, seed, base))
    stories = {child.number: live(child, base) for child in made}
    return made, {number: story for number, story in stories.items() if story}


def synthesise(out: Path, *, children: int, seed: int, as_of: date, weeks_later: int = 0) -> dict[str, int]:
    """Writes the extracts of an invented borough into an empty folder, as they are drawn on `as_of`, or so many
    weeks after it. Gives the rows of each file. Raises FileExistsError for a folder that holds something,
    ValueError for weeks that the histories do not reach."""
    if not 0 <= weeks_later <= MOST_WEEKS:
        raise ValueError(f"Weeks later are 0 to {MOST_WEEKS}; {weeks_later} is not among them.")
    if out.exists() and any(out.iterdir()):
        raise FileExistsError(f"{out} holds something already: name an empty folder.")
    out.mkdir(parents=True, exist_ok=True)
    made, stories = borough(children, seed, as_of)
    until = datetime.combine(as_of + timedelta(weeks=weeks_later), time(23, 59))
    told = {
        f"{name}.csv": _write(out / f"{name}.csv", table, list(table[0]))
        for name, table in ssd.tables(made, until).items()
        if table
    }
    for extract in EXTRACTS:
        path = out / f"{extract.file}.csv"
        told[path.name] = _write(path, rows(extract, made, until), heading(extract))
        path.with_suffix(".toml").write_text(extract.mapping, encoding="utf-8")
    told["truth.csv"] = _write(out / "truth.csv", _truth(made, stories, until), TRUTH)
    return told


def _truth(made: Iterable[Child], stories: dict[int, str], until: datetime) -> list[dict[str, str]]:
    told = []
    for child in made:
        ids = [(agency, source_id(child, agency)) for agency in sorted(child.known) if _held(child, agency, until)]
        ids += [("csc", second_id(child))] if twice(child) else []
        named = {"child": f"C{child.number:06d}", "story": stories.get(child.number, "")}
        told += [{"source": agency, "source_id": held, **named} for agency, held in ids]
    return told


def _held(child: Child, agency: str, until: datetime) -> bool:
    return agency == "csc" or any(seen_by(child, agency, extract.kinds, until) for extract in EXTRACTS)


def _write(path: Path, table: list[dict[str, str]], columns: Sequence[str]) -> int:
    encoding = CODEPAGES.get(path.stem, "utf-8")
    with path.open("w", encoding=encoding, newline="", errors="replace") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(table)
    return len(table)
