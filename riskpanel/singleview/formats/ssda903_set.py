"""The SSDA903 return as a set of tables: children looked after, their episodes of care and of going missing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from riskpanel.singleview.formats import values
from riskpanel.singleview.formats.cells import Wrong, birth, identity, moment
from riskpanel.singleview.gathering import Gathering, Progress
from riskpanel.singleview.sheets import Sheet

HEADER = {"child": "child", "sex": "sex", "dob": "dob", "upn": "upn"}
EPISODES = {
    "child": "child", "decom": "began", "rne": "start_reason", "place": "place", "dec": "ended", "rec": "end_reason",
    "home_post": "home",
}  # fmt: skip
MISSING = {"child": "child", "missing": "code", "mis_start": "began", "mis_end": "ended"}
MARKS = {
    "header": {"child", "sex", "dob", "ethnic"},
    "episodes": {"child", "decom", "rne"},
    "missing": {"child", "mis_start"},
}
TELLS = {"episodes": {"care", "placement"}, "missing": {"missing", "away"}}
OTHERS = ({"child", "sdq_score"}, {"child", "duc"}, {"child", "review"}, {"child", "in_touch"}, {"child", "sw_id"},
          {"child", "date_placed"}, {"child", "prev_perm"}, {"child", "dolo_start"}, {"child", "date_int"})  # fmt: skip
SAME_PLACEMENT = frozenset({"l"})
CONTINUES = "x1"
LACKING = (
    "this set has no names",
    "this set has no police reference of a missing episode, and no return interview",
    "this set has no referrals, plans or assessment factors",
    "this set has no police, youth justice, school or health rows",
)


def table_of(sheet: Sheet) -> str:
    """Which table of the return a sheet is, by its columns; `other` for one that is not used, nothing for none."""
    columns = set(sheet.columns)
    if found := next((name for name, wanted in MARKS.items() if wanted <= columns), ""):
        return found
    return "other" if any(wanted <= columns for wanted in OTHERS) else ""


def gather(sheets: list[Sheet], gathering: Gathering, progress: Progress | None = None) -> None:
    """Gathers the set: the header first, so that each episode can be said to be somebody's."""
    reader = _Reader(gathering)
    steps: dict[str, tuple[Mapping[str, str], Callable[[int, dict[str, str]], None]]] = {
        "header": (HEADER, reader.header),
        "episodes": (EPISODES, reader.episode),
        "missing": (MISSING, reader.missing),
    }
    tables = {table_of(sheet): sheet for sheet in sheets}
    gathering.ignored += [f"{sheet.file}: the whole table" for sheet in sheets if table_of(sheet) == "other"]
    for name, (columns, understood) in steps.items():
        if sheet := tables.get(name):
            reader.file = sheet.file
            gathering.tells |= TELLS.get(name, set())
            gathering.read(sheet, columns, understood, progress)
        else:
            gathering.lacking.append(f"{name} is not in this set")
    reader.finish()
    gathering.lacking += LACKING


@dataclass
class _Episode:
    began: datetime
    ended: datetime | None
    told: dict[str, str]
    file: str
    row: int


class _Reader:
    def __init__(self, gathering: Gathering) -> None:
        self.to, self.file = gathering, ""
        self.episodes: dict[str, list[_Episode]] = {}

    def header(self, row: int, told: dict[str, str]) -> None:
        born = birth(told["dob"], "The date of birth", self.to.today)
        self.to.person(self.file, row, {
            "source_id": identity(told["child"], "The id"), "born": born, "born_estimated": False,
            "sex": values.sex(told["sex"]), "upn": values.upn(told["upn"]),
        })  # fmt: skip

    def missing(self, row: int, told: dict[str, str]) -> None:
        child = self.to.whose(identity(told["child"], "The id"))
        began, ended = moment(told["began"], "The start"), moment(told["ended"], "The end")
        kind = "away" if told["code"].casefold() == "a" else "missing"
        absence = {"source_id": child, "began": began, "ended": ended, "code": told["code"] or None, "kind": kind}
        self.to.event(self.file, row, "missing", f"{child}|{began}", absence)

    def episode(self, row: int, told: dict[str, str]) -> None:
        child = self.to.whose(identity(told["child"], "The id"))
        began, ended = moment(told["began"], "The start"), moment(told["ended"], "The end")
        if began is None or began.date() > self.to.today:
            raise Wrong("The start is missing" if began is None else f"The start {began:%d/%m/%Y} is in the future")
        if ended is not None and ended < began:
            raise Wrong(f"It ends on {ended:%d/%m/%Y}, before its start on {began:%d/%m/%Y}")
        self.episodes.setdefault(child, []).append(_Episode(began, ended, told, self.file, row))

    def finish(self) -> None:
        """Writes the periods of care and the placements that each child's episodes make."""
        for child, episodes in self.episodes.items():
            episodes.sort(key=lambda each: (each.began, each.ended or datetime.max))
            for kind, runs in (("care", _runs(episodes, _goes_on)), ("placement", _runs(episodes, _same_place))):
                for run in runs:
                    self._write(child, kind, run)
            if (person := self.to.people.get(child.casefold())) and not person.get("postcode"):
                person["postcode"] = values.postcode(episodes[-1].told["home"])

    def _write(self, child: str, kind: str, run: list[_Episode]) -> None:
        first, last = run[0], run[-1]
        code = last.told["place"] if kind == "placement" else last.told["end_reason"] or first.told["start_reason"]
        told = {"source_id": child, "began": first.began, "ended": last.ended, "code": code or None}
        self.to.event_or_reject(last.file, last.row, kind, f"{child}|{first.began}", told)


def _runs(episodes: list[_Episode], goes_on: Callable[[_Episode, _Episode], bool]) -> list[list[_Episode]]:
    runs: list[list[_Episode]] = []
    for each in episodes:
        if runs and goes_on(runs[-1][-1], each):
            runs[-1].append(each)
        else:
            runs.append([each])
    return runs


def _goes_on(last: _Episode, new: _Episode) -> bool:
    return last.told["end_reason"].casefold() == CONTINUES and new.told["start_reason"].casefold() != "s"


def _same_place(last: _Episode, new: _Episode) -> bool:
    return _goes_on(last, new) and new.told["start_reason"].casefold() in SAME_PLACEMENT
