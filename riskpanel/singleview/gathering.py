"""What is gathered from a set of tables before any of it is written: people, events, and each row refused."""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from riskpanel.singleview.formats.cells import BLANKS, Wrong
from riskpanel.singleview.kinds import KINDS
from riskpanel.singleview.sheets.sheet import Sheet

Progress = Callable[[str, int], None]
EVERY = 20_000
NEVER_BLANKED = ("given", "family", "born", "born_estimated", "postcode", "upn", "nhs")
MOST_RAW = 8_000
NEVER = 2_200


def event_key(source: str, kind: str, own: str) -> str:
    """The stable key of an event: the same row of a later extract has the same."""
    return sha256(f"{source}|{kind}|{own}".encode()).hexdigest()[:32]


class Gathering:
    """One load as it grows. `today` bounds what can have happened; `known` are the people of this source that
    the store holds already, by id in small letters. `tells` are the kinds of event that the tables can tell."""

    def __init__(self, source: str, today: date, known: Mapping[str, Mapping[str, Any]] | None = None) -> None:
        self.source = source
        self.today = today
        self.known = {} if known is None else known
        self.people: dict[str, dict[str, Any]] = {}
        self.events: dict[str, dict[str, Any]] = {}
        self.rejects: list[dict[str, Any]] = []
        self.refused: dict[str, str] = {}
        self.ignored: list[str] = []
        self.lacking: list[str] = []
        self.warnings: Counter[str] = Counter()
        self.tells: set[str] = set()

    def person(self, file: str, row: int, told: dict[str, Any]) -> None:
        """Takes a person. A second row of one id takes the place of the first, which is told as rejected. What
        an earlier load knew and this row does not say stays, a restriction above all."""
        told = dict(told)
        found = self.people.get(token := told["source_id"].casefold())
        if found:
            self.reject(
                found["file"], found["row"], f"The same person stands again on row {row}; that row was taken", found
            )
        held = self.known.get(token)
        if held and (not held.get("born") or not told.get("born") or held["born"] == told["born"]):
            kept = {name: held[name] for name in NEVER_BLANKED if told.get(name) is None and held.get(name) is not None}
            told = {**told, **kept}
        restricted = told.get("restricted")
        told["restricted"] = bool(held and held.get("restricted")) if restricted is None else restricted
        self.people[token] = {**told, "source": self.source, "file": file, "row": row}

    def refuse_person(self, source_id: str, why: str) -> None:
        """Remembers why a person was not taken, for the rows that speak of the same one."""
        self.refused[source_id.casefold()] = why
        self.people.pop(source_id.casefold(), None)

    def died(self, file: str, row: int, source_id: str, on: date) -> None:
        """Takes somebody out who stood in an earlier load, and has died since."""
        self.refuse_person(source_id, "the file gives a date of death")
        if held := self.known.get(source_id.casefold()):
            told = {"source_id": held["source_id"], "died": on, "restricted": True}
            self.people[source_id.casefold()] = {**told, "source": self.source, "file": file, "row": row}

    def whose(self, source_id: str) -> str:
        """The id of a person as it is written in the people; Wrong when nobody has it."""
        token = source_id.casefold()
        if why := self.refused.get(token):
            raise Wrong(f"The person {source_id} was not taken: {why}")
        if found := self.people.get(token) or self.known.get(token):
            return str(found["source_id"])
        raise Wrong(f"No person has the id {source_id}: the row belongs to nobody who was sent")

    def event(self, file: str, row: int, kind: str, own: str, told: dict[str, Any]) -> None:
        """Takes an event, told apart by `own` among its kind. Its end may not come before its start, nor its
        start after today; an end centuries ahead is none. Raises Wrong."""
        began, ended = told.get("began"), told.get("ended")
        if ended is not None and ended.year >= NEVER:
            ended, told = None, {**told, "ended": None}
        if kind not in KINDS:
            raise Wrong(f"{kind} is no kind of event")
        if began is None:
            raise Wrong("The start is missing")
        if began.date() > self.today:
            raise Wrong(f"The start {began:%d/%m/%Y} is in the future")
        if ended is not None and ended < began:
            if ended.date() != began.date() or ended.time() != datetime.min.time():
                raise Wrong(f"It ends on {ended:%d/%m/%Y}, before its start on {began:%d/%m/%Y}")
            told = {**told, "ended": began}
        key = event_key(self.source, kind, own.casefold())
        if found := self.events.get(key):
            self.reject(
                found["file"], found["row"], f"The same event stands again on row {row}; that row was taken", found
            )
        self.events[key] = {"kind": kind, **told, "key": key, "source": self.source, "file": file, "row": row}

    def event_or_reject(self, file: str, row: int, kind: str, own: str, told: dict[str, Any]) -> None:
        """Takes an event that was put together from several rows, or keeps it as rejected."""
        try:
            self.event(file, row, kind, own, told)
        except Wrong as wrong:
            self.reject(file, row, f"{kind}: {wrong}", told)

    def reject(self, file: str, row: int, reason: str, raw: Mapping[str, Any] | Sequence[str] | str) -> None:
        """Keeps a row that was not taken, with the reason."""
        told = json.dumps(raw, ensure_ascii=False, default=str)
        if len(told) > MOST_RAW:
            told = json.dumps({"cut": told[: MOST_RAW - 100]}, ensure_ascii=False)
        self.rejects.append({"source": self.source, "file": file, "row": row, "reason": reason, "raw": told})

    def read(
        self, sheet: Sheet, columns: Mapping[str, str], understood: Callable[[int, dict[str, str]], None],
        progress: Progress | None = None,
    ) -> None:  # fmt: skip
        """Hands each row of a sheet, under our own names for its columns, to `understood`; a row that it
        finds Wrong is kept as rejected. Columns that nobody reads are named."""
        self.ignored += [f"{sheet.file}: {name}" for name in sheet.heading if name and name.casefold() not in columns]
        self.lacking += [f"{sheet.file}: {name}" for name in columns if name not in sheet.columns]
        plan, nothing = _plan(sheet, columns), dict.fromkeys(columns.values(), "")
        for row, cells in sheet.rows():
            if progress and row % EVERY == 0:
                progress(sheet.file, row)
            try:
                understood(row, _named(cells, len(sheet.heading), plan, nothing))
            except Wrong as wrong:
                raw = cells if isinstance(cells, str) else _raw(sheet, cells)
                self.reject(sheet.file, row, str(wrong), raw)


def _plan(sheet: Sheet, columns: Mapping[str, str]) -> tuple[tuple[int, str], ...]:
    return tuple((at, columns[name]) for at, name in enumerate(sheet.columns) if name in columns)


def _named(
    cells: Sequence[str] | str, width: int, plan: Sequence[tuple[int, str]], nothing: Mapping[str, str]
) -> dict[str, str]:
    if isinstance(cells, str):
        raise Wrong(cells)
    if len(cells) > width and any(cell.strip() for cell in cells[width:]):
        raise Wrong(f"It has {len(cells)} cells where the heading has {width}")
    held, there = dict(nothing), len(cells)
    for at, ours in plan:
        cell = cells[at].strip() if at < there else ""
        if "\x00" in cell:
            raise Wrong("It contains a character that cannot be stored")
        if cell and cell.casefold() not in BLANKS:
            held[ours] = cell
    return held


def _raw(sheet: Sheet, cells: Sequence[str]) -> dict[str, str]:
    names = [name or f"column {n}" for n, name in enumerate(sheet.heading, 1)]
    names += [f"column {n}" for n in range(len(names) + 1, len(cells) + 1)]
    return dict(zip(names, cells, strict=False))
