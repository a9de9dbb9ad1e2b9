"""A mapping file: which column of an agency's extract is what, and how it writes its codes and dates."""

import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from riskpanel.singleview.formats import values
from riskpanel.singleview.formats.cells import SPREADSHEET_DAYS, Wrong, day, identity, moment, text
from riskpanel.singleview.formats.table import NotUnderstood
from riskpanel.singleview.gathering import Gathering, Progress
from riskpanel.singleview.kinds import KINDS
from riskpanel.singleview.sheets import open_sheet
from riskpanel.singleview.sheets.sheet import Sheet

PersonField = Literal[
    "source_id", "given", "family", "full_name", "born", "born_estimated", "sex", "postcode", "upn", "nhs",
    "restricted", "open_from", "open_until",
]  # fmt: skip
EventField = Literal["key", "kind", "began", "ended", "code", "value", "offered", "accepted", "reference"]
Field_ = Literal[PersonField, EventField]
PERSON_FIELDS: tuple[str, ...] = get_args(PersonField)
EVENT_FIELDS: tuple[str, ...] = get_args(EventField)
TELLS_WHO = frozenset({"given", "family", "full_name", "born"})
SYNONYMS: dict[str, tuple[str, ...]] = {
    "source_id": (
        "id", "person id", "nominal", "nominal id", "urn", "child id", "pupil id", "client id",
        "patient id", "person urn",
    ),
    "given": ("forename", "first name", "given name", "given names", "firstname", "forenames"),
    "family": ("surname", "last name", "family name", "lastname"),
    "full_name": ("name", "full name", "child name", "pupil name"),
    "born": ("dob", "date of birth", "birth date", "d o b"),
    "sex": ("sex", "gender"),
    "postcode": ("postcode", "post code", "home postcode"),
    "upn": ("upn", "unique pupil number"),
    "nhs": ("nhs", "nhs number", "nhs no"),
    "restricted": ("restricted", "sensitive"),
    "key": ("event id", "reference id", "record id", "row id", "incident id"),
    "kind": ("kind", "event type", "record type"),
    "began": (
        "start", "start date", "date", "event date", "date missing", "arrest date", "date from", "date of event",
    ),
    "ended": ("end", "end date", "date returned", "date to", "ended", "date found"),
    "code": ("code", "offence", "reason", "category", "type", "outcome"),
    "value": ("value", "attendance", "attendance %", "per cent", "percentage"),
    "offered": ("offered", "rhi offered", "interview offered"),
    "accepted": ("accepted", "rhi accepted", "interview accepted"),
    "reference": ("reference", "police reference", "crime reference", "missing reference", "incident number"),
}  # fmt: skip


class MappingError(Exception):
    """A mapping that is not right; the words say where and why."""


class Mapping(BaseModel):
    """What an extract's columns are. `columns` maps our names to the extract's: one, or several that are put
    together with a space between (a date and its time). `codes` translates cells, by our name of the column;
    a cell that no code translates stays as it is, except for `kind`. `defaults` fills what no column says.
    `whole` says that each extract holds all that the source knows of its kinds: what is not in it has gone."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1, max_length=120)
    source: str = Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")
    kind: str = ""
    sheet: str = ""
    header_row: int = Field(default=0, ge=0, le=200)
    separator: str = Field(default="", max_length=1)
    dates: tuple[str, ...] = ()
    whole: bool = False
    columns: dict[Field_, str | tuple[str, ...]]
    codes: dict[Field_, dict[str, str]] = Field(default_factory=dict)
    defaults: dict[Field_, str] = Field(default_factory=dict)

    @field_validator("columns")
    @classmethod
    def _named(cls, columns: dict[str, str | tuple[str, ...]]) -> dict[str, str | tuple[str, ...]]:
        for field, told in columns.items():
            if not _parts(told) or not all(name.strip() for name in _parts(told)):
                raise ValueError(f"{field} names no column")
        return columns

    @field_validator("dates")
    @classmethod
    def _formats(cls, dates: tuple[str, ...]) -> tuple[str, ...]:
        for form in dates:
            if form != SPREADSHEET_DAYS and not {"%d", "%m"} <= set(re.findall(r"%[a-zA-Z]", form.replace("%b", "%m"))):
                raise ValueError(f'{form} is no format of dates: write %d/%m/%Y, %Y-%m-%d %H:%M … or "excel"')
        return dates

    @model_validator(mode="after")
    def _whole(self) -> Self:
        told = {*self.columns, *self.defaults}
        if "source_id" not in self.columns:
            raise ValueError("columns must say which column is source_id, the person's id at the agency")
        if not self.tells_events and not TELLS_WHO & told:
            raise ValueError("columns tell neither who somebody is (given, family, born) nor what happened (began)")
        if self.tells_events and not (self.kind or "kind" in told):
            raise ValueError("began is given, and neither kind nor a column kind says what kind of event it is")
        for kind in self.kinds():
            if kind not in KINDS:
                raise ValueError(f"{kind} is no kind of event; they are {', '.join(KINDS)}")
        return self

    @property
    def tells_events(self) -> bool:
        """Whether a row says that something happened."""
        return "began" in self.columns

    def kinds(self) -> set[str]:
        """The kinds of event that rows can be."""
        return {*filter(None, (self.kind, self.defaults.get("kind", ""))), *self.codes.get("kind", {}).values()}

    @property
    def tells_people(self) -> bool:
        """Whether a row says who somebody is."""
        return bool(TELLS_WHO & {*self.columns})

    def wanted(self) -> dict[str, str]:
        """The extract's columns in small letters, each by itself."""
        return {
            name.strip().casefold(): name.strip().casefold()
            for parts in self.columns.values()
            for name in _parts(parts)
        }

    def toml(self) -> str:
        """The mapping as the file that would be read back as the same."""
        plain = {
            n: v for n, v in self.model_dump(mode="json", exclude_defaults=True).items() if not isinstance(v, dict)
        }
        lines = [f"{name} = {_toml(value)}" for name, value in plain.items()]
        tables: tuple[tuple[str, dict[Any, Any]], ...] = (("columns", self.columns), ("defaults", self.defaults))
        for name, table in tables:
            lines += [f"\n[{name}]", *(f"{key} = {_toml(value)}" for key, value in table.items())] if table else []
        for field, codes in self.codes.items():
            lines += [f"\n[codes.{field}]", *(f"{_toml(key)} = {_toml(value)}" for key, value in codes.items())]
        return "\n".join(lines) + "\n"


def load_mapping(path: Path) -> Mapping:
    """The mapping of a TOML file. Raises MappingError with each thing that is wrong, in words."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MappingError(f"{path.name}: this is no TOML: {error}") from None
    return mapping_of(told, path.name)


def mapping_of(told: dict[str, Any], name: str = "The mapping") -> Mapping:
    """A mapping from what a form or a file says. Raises MappingError."""
    try:
        return Mapping.model_validate(told)
    except ValidationError as wrong:
        raise MappingError("\n".join(f"{name}: {_in_words(each)}" for each in wrong.errors())) from None


def _in_words(error: Any) -> str:
    where = ".".join(
        str(part) for part in error["loc"] if part != "[key]" and not str(part).startswith(("str", "tuple"))
    )
    says = {"extra_forbidden": "nothing of this name is known", "missing": "it is missing"}
    if error["type"] == "literal_error":
        return f"{where}: no column of ours has this name; they are {', '.join([*PERSON_FIELDS, *EVENT_FIELDS])}"
    if error["type"] == "string_pattern_mismatch":
        return f"{where}: a source is small letters, figures and _, such as police or youth_justice"
    said = says.get(error["type"], error["msg"].removeprefix("Value error, "))
    return f"{where}: {said}" if where else said


def suggest(header: Sequence[str]) -> dict[str, str]:
    """For each column of ours, the column of a heading that seems to be it. A guess, for a person to correct."""
    plain = {re.sub(r"[\W_]+", " ", name).strip().casefold(): name for name in header if name.strip()}
    found: dict[str, str] = {}
    for field, synonyms in SYNONYMS.items():
        for synonym in (field.replace("_", " "), *synonyms):
            told = plain.get(re.sub(r"[\W_]+", " ", synonym).strip())
            if told and told not in found.values():
                found[field] = told
                break
    if {"given", "family"} & found.keys():
        found.pop("full_name", None)
    return found


@dataclass(frozen=True)
class Preview:
    """What the first rows of a file would become."""

    heading: tuple[str, ...]
    people: tuple[dict[str, Any], ...]
    events: tuple[dict[str, Any], ...]
    rejects: tuple[dict[str, Any], ...]
    unknown: tuple[str, ...]
    lacking: tuple[str, ...]


def preview(path: Path, mapping: Mapping, today: date, rows: int = 20) -> Preview:
    """The first rows of a file as the mapping understands them. Raises NotUnderstood."""
    whole = open_sheet(path, mapping.sheet, mapping.header_row, mapping.separator)
    first = Sheet(
        whole.file,
        whole.heading,
        lambda: (row for row, _ in zip(whole.rows(), range(rows), strict=False)),
        whole.digest,
    )
    gathering = Gathering(mapping.source, today, _anybody() if not mapping.tells_people else None)
    gather_mapped(first, mapping, gathering)
    return Preview(
        whole.heading, tuple(gathering.people.values()), tuple(gathering.events.values()), tuple(gathering.rejects),
        tuple(gathering.ignored), tuple(gathering.lacking),
    )  # fmt: skip


class _Anybody(dict[str, Any]):
    def get(self, token: str, default: Any = None) -> Any:
        return {"source_id": token}


def _anybody() -> dict[str, Any]:
    """People of whom everybody is one: a preview of events cannot know who was loaded before."""
    return _Anybody()


def gather_mapped(sheet: Sheet, mapping: Mapping, gathering: Gathering, progress: Progress | None = None) -> None:
    """Gathers the rows of a sheet as the mapping tells. A column that the mapping names and the sheet has not
    is told; without the column of the id no row can be taken."""
    needed = {field: told for field, told in mapping.columns.items() if field in {"source_id", "began"}}
    for field, told in needed.items():
        if absent := [name for name in _parts(told) if name.strip().casefold() not in sheet.columns]:
            raise NotUnderstood(f"{sheet.file} has no column {', '.join(absent)}, which the mapping takes for {field}.")
    gathering.tells |= mapping.kinds() if mapping.tells_events else set()
    understood = _reader(sheet.file, mapping, gathering)
    gathering.read(sheet, mapping.wanted(), understood, progress)
    if not mapping.tells_events:
        gathering.lacking.append(f"{sheet.file}: no events, only people")


def _reader(file: str, mapping: Mapping, to: Gathering) -> Callable[[int, dict[str, str]], None]:
    parts = {ours: tuple(name.strip().casefold() for name in _parts(told)) for ours, told in mapping.columns.items()}
    codes = {
        ours: {key.strip().casefold(): value for key, value in table.items()} for ours, table in mapping.codes.items()
    }
    defaults: dict[Any, str] = dict(mapping.defaults)
    if mapping.kind:
        defaults.setdefault("kind", mapping.kind)

    def understood(row: int, cells: dict[str, str]) -> None:
        told: dict[str, str] = dict(defaults)
        for ours, names in parts.items():
            cell = cells[names[0]] if len(names) == 1 else " ".join(filter(None, (cells[name] for name in names)))
            if ours in codes:
                cell = codes[ours].get(cell.casefold(), cell)
            if cell:
                told[ours] = cell
        _take(file, row, told, mapping, to)

    return understood


def _take(file: str, row: int, told: dict[str, str], mapping: Mapping, to: Gathering) -> None:
    source_id = identity(told.get("source_id", ""), "The id")
    event = _event(told, mapping) if mapping.tells_events else None
    if mapping.tells_people:
        person = _person(source_id, told, mapping, to)
        _take_person(file, row, person, to) if event else to.person(file, row, person)
    if event:
        own = told.get("key") or f"{source_id}|{event['began']}|{event['code']}"
        to.event(file, row, told.get("kind", ""), own, {"source_id": to.whose(source_id), **event})


def _take_person(file: str, row: int, person: dict[str, Any], to: Gathering) -> None:
    """One person stands on many rows of a file of events: only a row that says something else is a second."""
    held = to.people.get(person["source_id"].casefold())
    if held and held.get("restricted"):
        person = {**person, "restricted": True}
    if held is None or any(held.get(name) != value for name, value in person.items() if value is not None):
        merged = {**{name: value for name, value in (held or {}).items() if person.get(name) is None}, **{
            name: value for name, value in person.items() if value is not None}}  # fmt: skip
        if held:
            to.people.pop(person["source_id"].casefold())
        to.person(file, row, {**person, **merged})


def _person(source_id: str, told: dict[str, str], mapping: Mapping, to: Gathering) -> dict[str, Any]:
    given, family = _names(told)
    return {
        "source_id": source_id,
        "given": given,
        "family": family,
        "born": _born(told, mapping, to.today),
        "born_estimated": values.yes_or_no(told.get("born_estimated", "")) or False,
        "sex": values.sex(told.get("sex", "")),
        "postcode": values.postcode(told.get("postcode", "")),
        "upn": values.upn(told.get("upn", "")),
        "nhs": values.nhs(told.get("nhs", "")),
        "restricted": values.yes_or_no(told.get("restricted", "")),
        "open_from": _day(told, "open_from", mapping),
        "open_until": _day(told, "open_until", mapping),
    }


def _names(told: dict[str, str]) -> tuple[str | None, str | None]:
    """Given and family name; of a full name, what stands before the comma is the family name, else the last word."""
    whole = told.get("full_name", "")
    first, comma, last = whole.partition(",")
    family, given = (first, last) if comma else reversed(whole.rpartition(" ")[::2])
    given, family = told.get("given") or given.strip(), told.get("family") or family.strip()
    return text(given, "The given name", 100) or None, text(family, "The family name", 150) or None


def _born(told: dict[str, str], mapping: Mapping, today: date) -> date | None:
    born = _day(told, "born", mapping)
    if born and (born > today or born.year < today.year - 120):
        raise Wrong(f"The date of birth {born:%d/%m/%Y} cannot be that of a child")
    return born


def _day(told: dict[str, str], name: str, mapping: Mapping) -> date | None:
    what = f"The date of {name.replace('_', ' ')}"
    if mapping.dates:
        found = moment(told.get(name, ""), what, mapping.dates)
        return found.date() if found else None
    return day(told.get(name, ""), what)


def _event(told: dict[str, str], mapping: Mapping) -> dict[str, Any]:
    if told.get("kind", "") not in KINDS:
        raise Wrong(f"{told.get('kind') or 'Nothing'} is no kind of event that the mapping translates")
    found = values.number(told.get("value", ""))
    if told.get("value") and found is None:
        raise Wrong(f"{told['value'][:30]} is not a number")
    began: datetime | None = moment(told.get("began", ""), "The start", mapping.dates)
    return {
        "began": began, "ended": moment(told.get("ended", ""), "The end", mapping.dates),
        "code": text(told.get("code", ""), "The code", 200) or None, "value": found,
        "offered": values.yes_or_no(told.get("offered", "")), "accepted": values.yes_or_no(told.get("accepted", "")),
        "reference": text(told.get("reference", ""), "The reference", 100) or None,
    }  # fmt: skip


def _parts(told: str | Sequence[str]) -> tuple[str, ...]:
    return (told,) if isinstance(told, str) else tuple(told)


def _toml(value: Any) -> str:
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
        return f'"{escaped}"'
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_toml(each) for each in value) + "]"
    return str(value).lower() if isinstance(value, bool) else str(value)
