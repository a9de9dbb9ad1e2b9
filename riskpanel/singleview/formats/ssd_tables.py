"""The Standard Safeguarding Dataset as a set of tables: people, and what happened to them.

Columns are found by name, whatever their case and order; those that lack are blank. Ethnicity, nationality
and what is said of parents' means are not read at all.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from riskpanel.singleview.formats import ssd_care, values
from riskpanel.singleview.formats.cells import Wrong, birth, day, identity, moment
from riskpanel.singleview.gathering import Gathering, Progress
from riskpanel.singleview.sheets import Sheet

ADULT_AT = 26
PERSON = {
    f"pers_{name}": name
    for name in ("person_id", "upn", "forename", "surname", "sex", "gender", "dob", "single_unique_id",
                 "expected_dob", "death_date", "is_mother")
}  # fmt: skip
ADDRESS = {
    "addr_person_id": "person", "addr_address_start_date": "began", "addr_address_end_date": "ended",
    "addr_address_postcode": "postcode",
}  # fmt: skip
IDENTIFIER = {"link_person_id": "person", "link_identifier_type": "type", "link_identifier_value": "value"}
FACTORS = {"cinf_table_id": "key", "cinf_assessment_id": "assessment", "cinf_assessment_factors_json": "factors"}
MISSING = {
    "miss_table_id": "key", "miss_person_id": "person", "miss_missing_episode_start_date": "began",
    "miss_missing_episode_type": "code", "miss_missing_episode_end_date": "ended",
    "miss_missing_rhi_offered": "offered", "miss_missing_rhi_accepted": "accepted",
}  # fmt: skip
LACKING = (
    "this set has no police reference of a missing episode",
    "this set has no return interview, only whether one was offered and accepted: 72 hours cannot be reckoned",
    "this set has no police, youth justice, school or health rows",
)


@dataclass(frozen=True)
class Plain:
    """A table each of whose rows is one event."""

    kind: str
    columns: Mapping[str, str]


def _plain(kind: str, prefix: str, **columns: str) -> Plain:
    return Plain(kind, {f"{prefix}_{name}": ours for ours, name in columns.items()})


PLAIN = {
    "ssd_cin_episodes": _plain(
        "referral", "cine", key="referral_id", person="person_id", began="referral_date", ended="close_date",
        code="cin_primary_need_code", nfa="referral_nfa"),
    "ssd_cin_assessments": _plain(
        "assessment", "cina", key="assessment_id", person="person_id", began="assessment_start_date",
        ended="assessment_auth_date"),
    "ssd_cin_plans": _plain(
        "plan_cin", "cinp", key="cin_plan_id", person="person_id", began="cin_plan_start_date",
        ended="cin_plan_end_date"),
    "ssd_cp_plans": _plain(
        "plan_cp", "cppl", key="cp_plan_id", person="person_id", began="cp_plan_start_date",
        ended="cp_plan_end_date", code="cp_plan_latest_category"),
    "ssd_s47_enquiry": _plain(
        "section47", "s47e", key="s47_enquiry_id", person="person_id", began="s47_start_date",
        ended="s47_end_date", nfa="s47_nfa"),
    "ssd_cla_convictions": _plain(
        "youth_justice", "clac", key="cla_conviction_id", person="person_id", began="cla_conviction_date",
        code="cla_conviction_offence"),
}  # fmt: skip
TELLS = {name: {plain.kind} for name, plain in PLAIN.items()} | {
    "ssd_assessment_factors": {"factor"}, "ssd_missing": {"missing", "away", "return_interview"},
    "ssd_cla_episodes": {"care"}, "ssd_cla_placement": {"placement"},
}  # fmt: skip
PREFIXES = {
    "pers": "ssd_person", "addr": "ssd_address", "link": "ssd_linked_identifiers", "cine": "ssd_cin_episodes",
    "cina": "ssd_cin_assessments", "cinf": "ssd_assessment_factors", "cinp": "ssd_cin_plans", "cppl": "ssd_cp_plans",
    "s47e": "ssd_s47_enquiry", "clac": "ssd_cla_convictions", "miss": "ssd_missing", "clae": "ssd_cla_episodes",
    "clap": "ssd_cla_placement",
}  # fmt: skip
OTHERS = {
    "cont", "earl", "cinv", "icpc", "cppr", "cppv", "lega", "clar", "clav", "clah", "clas", "csdq", "clea", "immi",
    "disa", "send", "ehcr", "ehca", "ehcn", "ehcp", "senn", "fami", "moth", "prof", "invo", "dept", "perm",
}  # fmt: skip


def table_of(sheet: Sheet) -> str:
    """Which table of the set a sheet is, by its columns; nothing for none, `ssd_other` for one that is not used."""
    starts = [name.partition("_")[0] for name in sheet.columns if "_" in name]
    most = max(set(starts), key=starts.count, default="")
    if starts.count(most) * 2 < len(sheet.columns):
        return ""
    return PREFIXES.get(most) or ("ssd_other" if most in OTHERS or "ssd_" in sheet.file.casefold() else "")


def gather(sheets: list[Sheet], gathering: Gathering, progress: Progress | None = None) -> None:
    """Gathers the set: people first, so that each event can be said to be somebody's."""
    tables = _by_table(sheets, gathering)
    reader = _Reader(gathering, progress)
    for name, columns, understood in reader.steps():
        if name in tables:
            gathering.tells |= TELLS.get(name, set())
            for sheet in tables[name]:
                reader.file = reader.care.file = sheet.file
                gathering.read(sheet, columns, understood, progress)
    reader.finish()
    gathering.lacking += [f"{name} is not in this set" for name in PREFIXES.values() if name not in tables]
    gathering.lacking += LACKING


def _by_table(sheets: list[Sheet], gathering: Gathering) -> dict[str, list[Sheet]]:
    tables: dict[str, list[Sheet]] = {}
    for sheet in sheets:
        name = table_of(sheet)
        if name == "ssd_other":
            gathering.ignored.append(f"{sheet.file}: the whole table")
        else:
            tables.setdefault(name, []).append(sheet)
    return tables


class _Reader:
    """Reads the tables of one set in turn, and holds what later ones need of earlier ones."""

    def __init__(self, gathering: Gathering, progress: Progress | None) -> None:
        self.to, self.progress, self.file = gathering, progress, ""
        self.postcodes: dict[str, tuple[bool, date, str]] = {}
        self.numbers: dict[str, dict[str, str]] = {}
        self.assessments: dict[str, tuple[str, datetime]] = {}
        self.open: dict[str, tuple[datetime, datetime | None]] = {}
        self.care = ssd_care.Care(gathering)

    def steps(self) -> list[tuple[str, Mapping[str, str], Callable[[int, dict[str, str]], None]]]:
        events = [(name, plain.columns, self._event(plain)) for name, plain in PLAIN.items()]
        return [
            ("ssd_address", ADDRESS, self._address),
            ("ssd_linked_identifiers", IDENTIFIER, self._identifier),
            ("ssd_person", PERSON, self._person),
            *events,
            *self.care.steps(),
            ("ssd_assessment_factors", FACTORS, self._factors),
            ("ssd_missing", {**MISSING, "miss_cla_episode_id": "episode"}, self._missing),
        ]

    def _address(self, row: int, told: dict[str, str]) -> None:
        if (code := values.postcode(told["postcode"])) is None:
            self.to.warnings["postcodes that are none, left out"] += bool(told["postcode"])
            return
        began = day(told["began"], "The start") or date.min
        standing = (day(told["ended"], "The end") is None, began, code)
        person = identity(told["person"], "The id of the person").casefold()
        self.postcodes[person] = max(standing, self.postcodes.get(person, standing))

    def _identifier(self, row: int, told: dict[str, str]) -> None:
        kind = told["type"].casefold()
        name = "nhs" if "nhs" in kind else "upn" if kind in {"upn", "unique pupil number"} else ""
        if name and told["value"]:
            self.numbers.setdefault(told["person"].casefold(), {})[name] = told["value"]

    def _person(self, row: int, told: dict[str, str]) -> None:
        source_id = identity(told["person_id"], "The id")
        if died := day(told["death_date"], "The date of death"):
            self.to.died(self.file, row, source_id, died)
            raise Wrong("The file gives a date of death: nothing is loaded of this child")
        born, estimated = self._born(told)
        if values.yes_or_no(told["is_mother"]) and born and born.year <= self.to.today.year - ADULT_AT:
            self.to.refuse_person(source_id, "an adult who is here as a mother")
            raise Wrong("An adult who is here as a mother, and no child")
        self.to.person(self.file, row, {
            "source_id": source_id, "given": told["forename"] or None, "family": told["surname"] or None,
            "born": born, "born_estimated": estimated, "sex": values.sex(told["sex"] or told["gender"]),
            **self._numbers(source_id.casefold(), told),
        })  # fmt: skip

    def _born(self, told: dict[str, str]) -> tuple[date | None, bool]:
        born = birth(told["dob"], "The date of birth", self.to.today)
        if born or not told["expected_dob"]:
            return born, False
        expected = day(told["expected_dob"], "The expected date of birth")
        return (expected, True) if expected and expected <= self.to.today else (None, False)

    def _numbers(self, person: str, told: dict[str, str]) -> dict[str, Any]:
        linked = self.numbers.get(person, {})
        for name, cell in (("UPNs", told["upn"]), ("NHS numbers", told["single_unique_id"])):
            right = values.upn(cell) if name == "UPNs" else values.nhs(cell)
            if cell and not right and not cell.casefold().startswith("un"):
                self.to.warnings[f"{name} that are none, left out"] += 1
        return {
            "postcode": self.postcodes[person][2] if person in self.postcodes else None,
            "upn": values.upn(told["upn"]) or values.upn(linked.get("upn", "")),
            "nhs": values.nhs(told["single_unique_id"]) or values.nhs(linked.get("nhs", "")),
        }

    def _event(self, plain: Plain) -> Callable[[int, dict[str, str]], None]:
        def understood(row: int, told: dict[str, str]) -> None:
            key = identity(told["key"], "The id")
            person = self.to.whose(identity(told["person"], "The id of the person"))
            began, ended = moment(told["began"], "The start"), moment(told.get("ended", ""), "The end")
            closed = values.yes_or_no(told.get("nfa", ""))
            if closed and ended is None:
                ended = began
            code = told.get("code") or ("NFA" if closed else None)
            self.to.event(self.file, row, plain.kind, key, {
                "source_id": person, "began": began, "ended": ended, "code": code,
            })  # fmt: skip
            if plain.kind == "assessment" and began:
                found_on = ended if ended and ended.date() <= self.to.today else began
                self.assessments[key.casefold()] = (person, found_on)
            if plain.kind == "referral" and began:
                self._opened(person, began, ended)

        return understood

    def _opened(self, person: str, began: datetime, ended: datetime | None) -> None:
        token = person.casefold()
        found = self.open.get(token)
        if found is None or (ended is None, began) >= (found[1] is None, found[0]):
            self.open[token] = (began, ended)

    def _factors(self, row: int, told: dict[str, str]) -> None:
        assessment = identity(told["assessment"], "The id of the assessment")
        if assessment.casefold() not in self.assessments:
            raise Wrong(f"No assessment has the id {assessment}")
        person, on = self.assessments[assessment.casefold()]
        codes, whole = values.factors(told["factors"])
        self.to.warnings["broken cells of factors, read as far as they can be made out"] += not whole
        if not codes and not whole:
            raise Wrong("No factor can be made out")
        for code in codes:
            self.to.event(self.file, row, "factor", f"{assessment}|{code}", {
                "source_id": person, "began": on, "code": code,
            })  # fmt: skip

    def _missing(self, row: int, told: dict[str, str]) -> None:
        person = self.care.person_of(told["person"], told["episode"])
        began, ended = moment(told["began"], "The start"), moment(told["ended"], "The end")
        own = told["key"] or f"{person}|{began}"
        said = {"offered": values.yes_or_no(told["offered"]), "accepted": values.yes_or_no(told["accepted"])}
        kind, code = self._kind_of_absence(told["code"]), told["code"] or None
        absence = {"source_id": person, "began": began, "ended": ended, "code": code, "kind": kind}
        self.to.event(self.file, row, "missing", own, {**absence, **said})
        if ended is not None and said["offered"] is not None and ended.date() <= self.to.today:
            interview = {"source_id": person, "began": max(began or ended, ended), "code": kind, **said}
            self.to.event(self.file, row, "return_interview", own, interview)

    def _kind_of_absence(self, cell: str) -> str:
        kind, known = ssd_care.kind_of_absence(cell)
        self.to.warnings["absences of no known type, taken as missing"] += not known
        return kind

    def finish(self) -> None:
        """Writes what only the whole set can tell."""
        for token, (began, ended) in self.open.items():
            if person := self.to.people.get(token):
                person["open_from"], person["open_until"] = began.date(), ended.date() if ended else None
        self.care.finish()
