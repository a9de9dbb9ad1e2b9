"""What a checklist instrument says, as frozen objects: sections, items, responses, score, limits.

An instrument is a TOML file of its own, so that a partnership can put its own form in place of ours.
The score is off unless the file turns it on; strengths and the child's own words never carry points.
"""

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from riskpanel.procedure.instrument_checks import findings
from riskpanel.procedure.loading import CHECKLISTS
from riskpanel.procedure.model import Count, Part
from riskpanel.procedure.problems import ProcedureError
from riskpanel.procedure.reading import Finding, source, validated


class Response(Part):
    """One answer that a scale offers. `positive` says that the indicator is there; `unknown` that
    nobody knows, which is never the same as no; `tier` is counted per tier."""

    code: str
    label: str
    points: int = Field(default=0, ge=0)
    positive: bool = False
    unknown: bool = False
    tier: str = ""


class Scale(Part):
    """How an item is answered: by a `choice` among responses, a whole `number` from `least` to
    `most` (its points, positive above `least`), or `text`."""

    code: str
    kind: Literal["choice", "number", "text"]
    responses: tuple[Response, ...] = ()
    least: int = Field(default=0, ge=0)
    most: int = Field(default=0, ge=0)

    def response(self, code: str | int) -> Response:
        """What an answer means; ValueError when the scale does not offer it."""
        if self.kind == "number":
            if isinstance(code, bool) or not isinstance(code, int) or not self.least <= code <= self.most:
                raise ValueError(f"{code!r} is no number from {self.least} to {self.most}")
            return Response(code=str(code), label=str(code), points=code, positive=code > self.least)
        if self.kind == "text":
            return Response(code="text", label=str(code))
        for response in self.responses:
            if response.code == code:
                return response
        raise ValueError(f"{code!r} is no response of {self.code}")

    @property
    def top(self) -> int:
        """The most points that an answer can have."""
        return self.most if self.kind == "number" else max((one.points for one in self.responses), default=0)


class Window(Part):
    """A column of time in which an item is answered on its own."""

    code: str
    label: str
    points: int = Field(default=1, ge=0, description="what a point in this window counts")


class Item(Part):
    """A question. Its points are those of the response, times `weight`, times those of the window;
    `tier` is counted when the answer is positive."""

    code: str
    label: str
    hint: str = ""
    scale: str = ""
    weight: Count = 1
    tier: str = ""
    text_when_positive: bool = False


class Section(Part):
    """A part of the form. `total` says how its items make one number; `cap` is the most it may be."""

    code: str
    label: str
    kind: Literal["about", "indicators", "strengths", "voice"] = "indicators"
    says: str = ""
    category: str = ""
    scale: str
    windows: tuple[str, ...] = ()
    windows_by: Literal["sum", "max"] = "sum"
    total: Literal["sum", "count", "max", "any", "none"] = "none"
    cap: Count | None = None
    items: tuple[Item, ...] = Field(min_length=1)


class AddOn(Part):
    """Points for an attribute of the child that is true."""

    attribute: str
    points: Count
    says: str


class Band(Part):
    """A level for every number from `least` to `most`, both included; without `most`, for all above.
    `of` is `total`, `section:CODE` or `tier:CODE`. Where several bands fit, the highest level counts."""

    level: str
    of: str = "total"
    least: int = Field(ge=0)
    most: int | None = None


class Limit(Part):
    """A level that the score may not fall below (`floor`) or rise above (`ceiling`) when everything
    that is said here holds: age below or from so many years, an attribute, some positive indicator,
    an item with one of these responses, any item of these sections at its most points, so many
    positive answers of a tier."""

    kind: Literal["floor", "ceiling"] = "floor"
    level: str
    says: str
    age_below: Count | None = None
    age_from: int | None = Field(default=None, ge=0)
    attribute: str = ""
    any_positive: bool = False
    item: str = ""
    responses: tuple[str, ...] = ()
    any_at_most_in: tuple[str, ...] = ()
    tier: str = ""
    tier_least: Count = 1


class Outlook(Part):
    """A level of the instrument, what it calls for, by when (working days), and when to look again
    (months)."""

    code: str
    label: str
    order: int
    action: str = ""
    due_working_days: Count | None = None
    review_months: Count | None = None


class Named(Part):
    """A code and its words."""

    code: str
    label: str


class Instrument(Part):
    """A whole checklist. `score` is off by default: then the level is judgement alone. With
    `needs_all`, an incomplete form has no level."""

    code: str = Field(pattern=r"^[a-z][a-z0-9-]{1,40}$")
    title: str
    version: str = Field(pattern=r"^[A-Za-z0-9.]+$")
    says: str = ""
    source: str = ""
    score: bool = False
    needs_all: bool = False
    total: Literal["sum", "max"] = "sum"
    scales: tuple[Scale, ...] = Field(min_length=1)
    windows: tuple[Window, ...] = ()
    tiers: tuple[Named, ...] = ()
    attributes: tuple[Named, ...] = ()
    sections: tuple[Section, ...] = Field(min_length=1)
    add_ons: tuple[AddOn, ...] = ()
    levels: tuple[Outlook, ...] = ()
    bands: tuple[Band, ...] = ()
    limits: tuple[Limit, ...] = ()

    def scale_of(self, section: Section, item: Item) -> Scale:
        """How an item is answered."""
        wanted = item.scale or section.scale
        return next(scale for scale in self.scales if scale.code == wanted)

    def place_of(self, item: str) -> tuple[Section, Item]:
        """The section and item of that code; ValueError when there is none."""
        for section in self.sections:
            for one in section.items:
                if one.code == item:
                    return section, one
        raise ValueError(f"{self.code} {self.version} has no item {item!r}")

    def level(self, code: str) -> Outlook:
        """The level of that code; KeyError when there is none."""
        for level in self.levels:
            if level.code == code:
                return level
        raise KeyError(f"{self.code} {self.version} has no level {code!r}")


def load_instrument(code: str, version: str = "", folder: Path = CHECKLISTS) -> Instrument:
    """The instrument of a code, from `CODE.toml`, or an earlier version of it, from
    `CODE@VERSION.toml`. KeyError when there is none, ProcedureError when the file is wrong."""
    current = folder / f"{code}.toml"
    kept = folder / f"{code}@{version}.toml"
    path = kept if version and kept.is_file() else current
    if not path.is_file():
        raise KeyError(f"There is no checklist {code!r} in {folder}")
    instrument = _read(path, path.stat().st_mtime_ns)
    if version and instrument.version != version:
        raise KeyError(f"There is no version {version!r} of the checklist {code!r}")
    return instrument


def read_instrument(text: str, name: str) -> Instrument:
    """The instrument that a text holds; `name` is the file named in problems. ProcedureError, with
    line, value and what was expected, when it is wrong."""
    read = source(text, name)
    instrument = validated(Instrument, read)
    read.refuse(findings(instrument))
    return instrument


@cache
def _read(path: Path, changed: int) -> Instrument:
    instrument = read_instrument(path.read_text(encoding="utf-8"), path.name)
    stem = path.name.removesuffix(".toml").split("@")[0]
    if instrument.code != stem:
        read = source(path.read_text(encoding="utf-8"), path.name)
        raise ProcedureError([read.problem(Finding(("code",), instrument.code, f'"{stem}", as the file is named'))])
    return instrument
