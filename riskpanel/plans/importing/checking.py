"""Matches columns to fields, and says of each row whether it is new, known already, or why it cannot
be taken."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from riskpanel.children.models import Child
from riskpanel.partnership.models import Member, Panel
from riskpanel.partnership.reaching import at_work
from riskpanel.partnership.standing import procedure_of
from riskpanel.plans.models import LogEntry
from riskpanel.procedure import Procedure

FIELDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "name": ("Child’s name, in one column", ("name", "child", "child name", "young person", "yp", "full name")),
    "given_name": ("Given name", ("given name", "first name", "forename", "forenames")),
    "family_name": ("Family name", ("family name", "last name", "surname")),
    "born_on": ("Date of birth", ("date of birth", "dob", "d.o.b", "d.o.b.", "birth date", "born")),
    "source_id": ("Local id", ("local id", "id", "lcs id", "mosaic id", "case number", "system id", "reference")),
    "level": ("Level", ("level", "risk level", "risk", "rating", "rag")),
    "entered_on": (
        "On the log since",
        ("entered on", "date entered", "date added", "on log since", "date on", "added"),
    ),
    "category": ("Kind of concern", ("category", "categories", "concern", "concerns", "type", "kind of concern")),
    "lead": ("Lead professional", ("lead", "lead professional", "social worker", "allocated worker", "worker")),
    "agency": ("The lead’s agency", ("agency", "lead agency", "service", "team")),
    "review_on": ("Next review", ("review", "review date", "next review", "review due")),
    "notes": ("Notes", ("notes", "comments", "summary", "reason", "reasons", "rationale")),
}
"""What a column may be: the words for people, and the heads that are guessed."""

LIMITS = {"name": 250, "given_name": 100, "family_name": 150, "source_id": 60, "lead": 150, "agency": 150}
EXCEL_DAY_0 = date(1899, 12, 30)
EXCEL_DAYS = range(20_000, 80_000)


@dataclass(frozen=True)
class Line:
    """A row that can be taken."""

    row: int
    given_name: str
    family_name: str
    born_on: date | None
    source_id: str
    level: str
    entered_on: date
    categories: list[str]
    lead: Member | None
    lead_note: str
    review_on: date | None
    notes: str
    child: Child | None = None


@dataclass
class Checked:
    """What would come of a file."""

    new: list[Line] = field(default_factory=list)
    unchanged: list[int] = field(default_factory=list)
    rejected: list[dict[str, Any]] = field(default_factory=list)


class Wrong(Exception):
    """Why a row cannot be taken; without what stands in it."""


def guess(columns: Iterable[str]) -> dict[str, str]:
    """For each field the column that it most likely is; a column serves one field only."""
    found: dict[str, str] = {}
    heads = {_plain(name): name for name in reversed(list(columns))}
    for code, (_, likely) in FIELDS.items():
        head = next((one for one in likely if one in heads and heads[one] not in found.values()), None)
        if head is not None:
            found[code] = heads[head]
    return found


def _plain(name: str) -> str:
    return re.sub(r"[\s_]+", " ", name).strip().casefold()


def check(
    panel: Panel, columns: list[str], rows: list[list[str]], mapping: dict[str, str], today: date, first_row: int = 2
) -> Checked:
    """Goes through every row; nothing is written."""
    checker = _Checker(panel, columns, mapping, today)
    for at, row in enumerate(rows):
        if any(row):
            checker.take(first_row + at, row)
    return checker.found


def missing_fields(mapping: dict[str, str]) -> list[str]:
    """What the mapping lacks before a file can be checked, in words."""
    wrong = []
    if not (mapping.get("name") or (mapping.get("given_name") and mapping.get("family_name"))):
        wrong.append("Say which column holds the name, or which two hold given and family name.")
    if not (mapping.get("born_on") or mapping.get("source_id")):
        wrong.append(
            "Say which column holds the date of birth or the local id: names alone do not tell children apart."
        )
    wrong += [
        f"Say which column holds: {FIELDS[code][0]}." for code in ("level", "entered_on") if not mapping.get(code)
    ]
    chosen = [column for column in mapping.values() if column]
    if len(set(chosen)) != len(chosen):
        wrong.append("A column may be used once only.")
    return wrong


class _Checker:
    """Knows the partnership's children, the log and the procedure while a file is gone through."""

    def __init__(self, panel: Panel, columns: list[str], mapping: dict[str, str], today: date) -> None:
        self.panel, self.today = panel, today
        self.procedure: Procedure = procedure_of(panel.procedure)
        self.places = {code: columns.index(name) for code, name in mapping.items() if name in columns}
        self.levels = _levels(self.procedure)
        self.categories = _categories(self.procedure)
        self.members = _members(panel, today)
        self.source = source_of(panel)
        self.by_id, self.by_name = _children(panel, self.source)
        self.entries: dict[Any, list[LogEntry]] = {}
        for entry in LogEntry.objects.filter(panel=panel).only("child_id", "entered_on", "state"):
            self.entries.setdefault(entry.child_id, []).append(entry)
        self.seen: dict[Any, int] = {}
        self.found = Checked()

    def take(self, number: int, row: list[str]) -> None:
        try:
            line = self._line(number, row)
            key = line.source_id or (_plain(line.given_name), _plain(line.family_name), line.born_on)
            if key in self.seen:
                raise Wrong(f"The same child stands in row {self.seen[key]}.")
            self.seen[key] = number
            if self._known(line):
                self.found.unchanged.append(number)
            else:
                self.found.new.append(line)
        except Wrong as wrong:
            self.found.rejected.append({"row": number, "reason": str(wrong)})

    def _known(self, line: Line) -> bool:
        entries = self.entries.get(line.child.pk, []) if line.child else []
        if any(entry.entered_on == line.entered_on for entry in entries):
            return True
        if any(entry.state in ("logged", "active") for entry in entries):
            raise Wrong("The child is on the log already, since another day.")
        return False

    def _line(self, number: int, row: list[str]) -> Line:
        cell = {code: row[place] for code, place in self.places.items()}
        for code, most in LIMITS.items():
            if len(cell.get(code, "")) > most:
                raise Wrong(f"{FIELDS[code][0]} is longer than {most} characters.")
        given, family = _names(cell)
        born_on = _day(cell.get("born_on", ""), "The date of birth", self.today)
        source_id = cell.get("source_id", "")
        if born_on is None and not source_id:
            raise Wrong("There is neither a date of birth nor a local id.")
        entered_on = _day(cell.get("entered_on", ""), "The date on the log", self.today)
        if entered_on is None:
            raise Wrong("There is no date on the log.")
        lead, lead_note = self._lead(cell.get("lead", ""), cell.get("agency", ""))
        return Line(
            row=number,
            given_name=given,
            family_name=family,
            born_on=born_on,
            source_id=source_id,
            level=self._level(cell.get("level", "")),
            entered_on=entered_on,
            categories=self._categories(cell.get("category", "")),
            lead=lead,
            lead_note=lead_note,
            review_on=_day(cell.get("review_on", ""), "The next review", None),
            notes=cell.get("notes", ""),
            child=self._child(source_id, given, family, born_on),
        )

    def _level(self, text: str) -> str:
        level = self.levels.get(_plain(text))
        if level is None:
            raise Wrong("The level is missing." if not text else "The level is not one of the procedure’s.")
        if level.band != "panel":
            raise Wrong(f"The level {level.label} is not one of the log’s.")
        return level.code

    def _categories(self, text: str) -> list[str]:
        found = []
        for part in re.split(r"[;,|/\n]+", text):
            if not part.strip():
                continue
            code = self.categories.get(_plain(part))
            if code is None:
                raise Wrong("The kind of concern is not one of the procedure’s.")
            found.append(code)
        return list(dict.fromkeys(found))

    def _lead(self, text: str, agency: str) -> tuple[Member | None, str]:
        here = [m for m in self.members.get(_plain(text), []) if not agency or _plain(m.agency.name) == _plain(agency)]
        if text and len(here) == 1:
            return here[0], ""
        return None, ", ".join(part for part in (text, agency) if part)[
            :200
        ] or "Not named in the log that was brought in"

    def _child(self, source_id: str, given: str, family: str, born_on: date | None) -> Child | None:
        if source_id and (known := self.by_id.get(source_id)):
            return known
        same = self.by_name.get((_plain(given), _plain(family), born_on), []) if born_on else []
        same = [one for one in same if not (source_id and one.source == self.source and one.source_id)]
        if len(same) > 1:
            raise Wrong("More than one known child has this name and date of birth. Give a local id.")
        return same[0] if same else None


def source_of(panel: Panel) -> str:
    """What the local ids of a panel's log are ids of."""
    return f"log:{panel.slug}"


def _names(cell: dict[str, str]) -> tuple[str, str]:
    given, family = cell.get("given_name", ""), cell.get("family_name", "")
    if not (given and family) and cell.get("name"):
        whole = " ".join(cell["name"].split())
        if "," in whole:
            family, given = (part.strip() for part in whole.split(",", 1))
        else:
            given, _, family = whole.rpartition(" ")
    if not (given and family):
        raise Wrong("The name is missing, or is one word only.")
    if len(given) > LIMITS["given_name"] or len(family) > LIMITS["family_name"]:
        raise Wrong("The name is too long.")
    return given, family


def _day(text: str, what: str, latest: date | None) -> date | None:
    """A day as logs write it: 03/11/2026, 3.11.2026, 2026-11-03, or a number of Excel's."""
    if not text:
        return None
    day = _parsed(text)
    if day is None:
        raise Wrong(f"{what} is no date. Write it like 03/11/2026.")
    if latest is not None and day > latest:
        raise Wrong(f"{what} is in the future.")
    return day


def _parsed(text: str) -> date | None:
    try:
        if match := re.fullmatch(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})", text, re.ASCII):
            day, month, year = map(int, match.groups())
            found = date(year, month, day)
        elif re.match(r"\d{4}-\d{2}-\d{2}(?:[T ]|$)", text, re.ASCII):
            found = date.fromisoformat(text[:10])
        elif re.fullmatch(r"\d{5}", text, re.ASCII) and int(text) in EXCEL_DAYS:
            found = EXCEL_DAY_0 + timedelta(days=int(text))
        else:
            return None
    except ValueError:
        return None
    return found if found.year >= 1900 else None


def _levels(procedure: Procedure) -> dict[str, Any]:
    return {_plain(word): one for one in procedure.levels for word in (one.code, one.label, one.letter)}


def _categories(procedure: Procedure) -> dict[str, str]:
    return {_plain(word): one.code for one in procedure.categories for word in (one.code, one.label, *one.aliases)}


def _members(panel: Panel, today: date) -> dict[str, list[Member]]:
    found: dict[str, list[Member]] = {}
    for member in at_work(panel.partnership, today):
        for word in {_plain(member.user.full_name), _plain(member.user.email)}:
            found.setdefault(word, []).append(member)
    return found


def _children(panel: Panel, source: str) -> tuple[dict[str, Child], dict[Any, list[Child]]]:
    by_id, by_name = {}, {}
    for child in Child.objects.filter(partnership=panel.partnership_id).select_related("lead"):
        if child.source == source and child.source_id:
            by_id[child.source_id] = child
        by_name.setdefault((_plain(child.given_name), _plain(child.family_name), child.born_on), []).append(child)
    return by_id, by_name
