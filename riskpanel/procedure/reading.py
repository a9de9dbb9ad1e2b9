"""From TOML text to a frozen object of any schema, with every fault on its line."""

import json
import tomllib
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from difflib import get_close_matches
from re import search
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from riskpanel.procedure.lines import Place, line_of, lines_of
from riskpanel.procedure.problems import Problem, ProcedureError

Schema = TypeVar("Schema", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault that a check found: where, what stands there, and what was expected."""

    place: Place
    value: Any
    expected: str


@dataclass(frozen=True)
class Source:
    """A file that was read: its name, its data and the line of each place in it."""

    name: str
    data: dict[str, Any]
    lines: dict[Place, int]

    def problem(self, finding: Finding) -> Problem:
        """A finding with its file and line."""
        line = line_of(self.lines, finding.place)
        return Problem(self.name, line, words_of(finding.place), shown(finding.value), finding.expected)

    def refuse(self, findings: Iterable[Finding]) -> None:
        """Raise ProcedureError when there is any finding."""
        problems = [self.problem(finding) for finding in findings]
        if problems:
            raise ProcedureError(problems)


def source(text: str, name: str) -> Source:
    """The data and lines of a TOML text; ProcedureError when it is no TOML."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise ProcedureError([_syntax(fault, text, name)]) from fault
    return Source(name, data, lines_of(text))


def validated(schema: type[Schema], read: Source) -> Schema:
    """The data as a frozen object; ProcedureError with every fault of form. Types are strict: a
    number in quotation marks is no number."""
    try:
        return schema.model_validate_json(json.dumps(read.data, default=str), strict=True)
    except ValidationError as fault:
        findings = [_finding(schema, read.data, error) for error in fault.errors()]
        raise ProcedureError(read.problem(finding) for finding in _merged(findings)) from fault


def still_valid(schema: type[Schema], read: Source) -> Schema:
    """The data of a text that was right when it was taken in: keys that nobody knows any more are left aside.
    ProcedureError with every other fault of form."""
    try:
        return schema.model_validate_json(json.dumps(read.data, default=str), strict=True)
    except ValidationError as fault:
        unknown = [error["loc"] for error in fault.errors() if error["type"] == "extra_forbidden"]
    data = deepcopy(read.data)
    for place in unknown:
        _drop(data, place)
    return validated(schema, Source(read.name, data, read.lines))


def _drop(data: Any, place: Place) -> None:
    """Takes out what stands at a place; steps that only name a kind of value are passed over."""
    for step in place[:-1]:
        inside = isinstance(data, list) or (isinstance(data, dict) and step in data)
        data = data[step] if inside else data
    if isinstance(data, dict):
        data.pop(place[-1], None)


def words_of(place: Place) -> str:
    """A place in words: `duties[3].clock.working_days`."""
    words = ""
    for part in place:
        if isinstance(part, int):
            words += f"[{part}]"
        else:
            name = part if part.replace("_", "").replace("-", "").isalnum() else f'"{part}"'
            words += f".{name}" if words else name
    return words or "the file"


def shown(value: Any) -> str:
    """A value as its author wrote it, cut after 80 characters."""
    words = value if isinstance(value, Missing) else json.dumps(value, default=str, ensure_ascii=False)
    return str(words) if len(str(words)) <= 80 else f"{str(words)[:77]}..."


class Missing(str):
    """Stands for a value that is not there; shown without quotation marks."""


MISSING = Missing("missing")


def _syntax(fault: tomllib.TOMLDecodeError, text: str, name: str) -> Problem:
    words = str(fault)
    at = search(r"\s*\(at (?:line (\d+), column \d+|end of document)\)", words)
    line = int(at[1]) if at and at[1] else text.rstrip("\n").count("\n") + 1
    reason = words[: at.start()] if at else words
    rows = text.splitlines()
    row = rows[line - 1].strip() if 0 < line <= len(rows) else ""
    return Problem(name, line, "the file", shown(row), f"TOML that can be read ({reason})")


def _finding(schema: type[BaseModel], data: Any, error: ErrorDetails) -> Finding:
    place = _real(data, error["loc"])
    kind = error["type"]
    if kind == "missing":
        return Finding((*place, error["loc"][-1]), MISSING, "this key to be given")
    if kind == "extra_forbidden":
        return Finding(place, error["loc"][-1], _known(schema, place))
    return Finding(place, _at(data, place), _expected(error))


def _real(data: Any, loc: Place) -> Place:
    """The part of a place that stands in the data: names of branches that the schema adds are cut."""
    place: Place = ()
    for part in loc:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            break
        place += (part,)
    return place


def _at(data: Any, place: Place) -> Any:
    for part in place:
        data = data[part]
    return data


def _merged(findings: list[Finding]) -> list[Finding]:
    """One finding a place: a value that fits none of several kinds is told once."""
    kept: dict[Place, Finding] = {}
    for finding in findings:
        first = kept.get(finding.place)
        expected = f"{first.expected}, or {finding.expected}" if first else finding.expected
        kept[finding.place] = Finding(finding.place, finding.value, expected)
    return list(kept.values())


def _known(schema: type[BaseModel], place: Place) -> str:
    names = _names(_model_at(schema, place[:-1]))
    close = get_close_matches(str(place[-1]), names, n=1)
    if close:
        return f"a key that is known here: did you mean {close[0]}?"
    return f"a key that is known here: {', '.join(names)}"


def _names(schema: type[BaseModel] | None) -> list[str]:
    fields = schema.model_fields if schema else {}
    return [field.alias or name for name, field in fields.items()]


def _model_at(schema: type[BaseModel], place: Place) -> type[BaseModel] | None:
    found: type[BaseModel] | None = schema
    for part in place:
        if isinstance(part, int) or found is None:
            continue
        fields = {field.alias or name: field for name, field in found.model_fields.items()}
        found = _model_in(fields[part].annotation) if part in fields else found
    return found


def _model_in(kind: Any) -> type[BaseModel] | None:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return kind
    return next((model for part in get_args(kind) if (model := _model_in(part))), None)


_WORDS = {
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "string_type": "words in quotation marks",
    "tuple_type": "a list",
    "dict_type": "a table",
    "model_type": "a table",
    "model_attributes_type": "a table",
    "date_type": "a date such as 2026-11-25",
    "date_parsing": "a date such as 2026-11-25",
    "date_from_datetime_parsing": "a date such as 2026-11-25",
    "time_type": "a time such as 14:00:00",
    "time_parsing": "a time such as 14:00:00",
}


def _expected(error: ErrorDetails) -> str:
    kind, limits = error["type"], error.get("ctx", {})
    if kind in _WORDS:
        return _WORDS[kind]
    if kind == "greater_than":
        return f"a whole number of {limits['gt'] + 1} or more"
    if kind == "greater_than_equal":
        return f"a whole number of {limits['ge']} or more"
    if kind == "less_than_equal":
        return f"a whole number of {limits['le']} or less"
    if kind == "literal_error":
        return f"one of {limits['expected']}"
    if kind in ("too_short", "string_too_short"):
        return f"at least {limits['min_length']}"
    if kind == "string_pattern_mismatch":
        return f"words of the form {limits['pattern']}"
    return error["msg"]
