"""Scoring a checklist, showing the working, and keeping judgement apart from score.

The order is always the same: points, section totals, add-ons, total, band, ceilings, floors; then a
person judges, with a reason, up or down, and both values stay. Nothing that was not answered counts as no.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from riskpanel.procedure.instruments import (
    Band,
    Instrument,
    Item,
    Limit,
    Response,
    Section,
    load_instrument,
    read_instrument,
)

__all__ = [
    "Answer",
    "Comparison",
    "Instrument",
    "Scored",
    "compare",
    "load_instrument",
    "read_instrument",
    "score",
    "without_evidence",
]


@dataclass(frozen=True, slots=True)
class Answer:
    """The response to one item, in one window where the section has windows: a code, a number, or
    free text. `evidence` is what it rests on."""

    item: str
    window: str | None
    response: str | int
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Scored:
    """What an instrument makes of the answers.

    `level_code` is None where the score is off, no band fits, nothing is known yet, or the form must
    be complete and is not: there is no default level. `answered` counts cells of indicators with any
    response, `unknown` those of them that say not known, `out_of` all cells. `floors` are the limits
    that changed the level."""

    instrument: str
    version: str
    level_code: str | None
    band_level: str | None
    total: int | None
    subtotals: Mapping[str, int]
    tiers: Mapping[str, int]
    working: tuple[str, ...]
    answered: int
    unknown: int
    out_of: int
    floors: tuple[str, ...] = ()
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two results of one version: total after less total before, the levels, and the responses that
    changed, by item and window."""

    difference: int | None
    levels: tuple[str | None, str | None]
    changed: Mapping[tuple[str, str | None], tuple[str | int | None, str | int | None]]


@dataclass
class _Cell:
    section: Section
    item: Item
    window: str | None
    response: Response
    points: int


@dataclass
class _Sheet:
    """Answers read against an instrument."""

    instrument: Instrument
    cells: list[_Cell] = field(default_factory=list)
    working: list[str] = field(default_factory=list)
    tiers: Counter[str] = field(default_factory=Counter)

    @property
    def indicators(self) -> list[_Cell]:
        return [cell for cell in self.cells if cell.section.kind == "indicators"]


def score(
    instrument: Instrument,
    answers: Sequence[Answer],
    attributes: Mapping[str, bool | None] | None = None,
    age: int | None = None,
) -> Scored:
    """The score with its working, line by line. `attributes` of the child are true, false or None
    for not known; `age` is in whole years on the day of the assessment. ValueError when an answer
    does not fit the instrument or a cell is answered twice."""
    sheet = _sheet(instrument, answers)
    known = [cell for cell in sheet.indicators if not cell.response.unknown]
    out_of = _out_of(instrument)
    answered = len(sheet.indicators)
    unknown = answered - len(known)
    sheet.working.append(f"{answered} of {out_of} answered, {unknown} of them not known")
    subtotals, total = _totals(sheet, attributes or {})
    ready = instrument.score and bool(known) and not (instrument.needs_all and answered < out_of)
    band = _band(sheet, subtotals, total) if ready else None
    level, floors = _limited(sheet, band, attributes or {}, age) if ready else (None, ())
    if instrument.score and not ready:
        sheet.working.append("No level: too little is answered")
    elif not instrument.score:
        sheet.working.append("No score: the level is a matter of judgement")
    return Scored(
        instrument.code, instrument.version, level, band, total, subtotals, dict(sheet.tiers),
        tuple(sheet.working), answered, unknown, out_of, floors, tuple(answers),
    )  # fmt: skip


def compare(before: Scored, after: Scored) -> Comparison:
    """What changed between two results. ValueError unless instrument and version are the same."""
    if (before.instrument, before.version) != (after.instrument, after.version):
        raise ValueError(
            f"{before.instrument} {before.version} and {after.instrument} {after.version} cannot be compared"
        )
    old = {(one.item, one.window): one.response for one in before.answers}
    new = {(one.item, one.window): one.response for one in after.answers}
    cells = [*old, *(cell for cell in new if cell not in old)]
    changed = {cell: (old.get(cell), new.get(cell)) for cell in cells if old.get(cell) != new.get(cell)}
    difference = None if before.total is None or after.total is None else after.total - before.total
    return Comparison(difference, (before.level_code, after.level_code), changed)


def without_evidence(instrument: Instrument, answers: Sequence[Answer]) -> tuple[str, ...]:
    """The items whose answer is positive and must say what it rests on, and does not."""
    bare = [
        cell.item.code
        for cell, answer in zip(_sheet(instrument, answers).cells, answers, strict=True)
        if cell.item.text_when_positive and cell.response.positive and not answer.evidence.strip()
    ]
    return tuple(dict.fromkeys(bare))


def _sheet(instrument: Instrument, answers: Sequence[Answer]) -> _Sheet:
    sheet, seen = _Sheet(instrument), set()
    for answer in answers:
        if (answer.item, answer.window) in seen:
            raise ValueError(f"{answer.item} is answered twice")
        seen.add((answer.item, answer.window))
        cell = _cell(instrument, answer)
        sheet.cells.append(cell)
        if cell.section.kind == "indicators":
            _tally(sheet, cell)
    return sheet


def _cell(instrument: Instrument, answer: Answer) -> _Cell:
    section, item = instrument.place_of(answer.item)
    if answer.window not in (section.windows or (None,)):
        raise ValueError(f"{answer.item} has no window {answer.window!r}")
    response = instrument.scale_of(section, item).response(answer.response)
    window = next((one.points for one in instrument.windows if one.code == answer.window), 1)
    return _Cell(section, item, answer.window, response, response.points * item.weight * window)


def _tally(sheet: _Sheet, cell: _Cell) -> None:
    """Count a tier that the response names, or that of the item when the answer is positive."""
    tier = cell.response.tier or (cell.item.tier if cell.response.positive else "")
    already = any(one is not cell and one.item is cell.item and one.response.positive for one in sheet.cells)
    if tier and not already:
        sheet.tiers[tier] += 1


def _out_of(instrument: Instrument) -> int:
    return sum(
        len(section.items) * max(len(section.windows), 1)
        for section in instrument.sections
        if section.kind == "indicators"
    )


def _totals(sheet: _Sheet, attributes: Mapping[str, bool | None]) -> tuple[dict[str, int], int | None]:
    instrument = sheet.instrument
    counted = [section for section in instrument.sections if section.total != "none"]
    subtotals = {section.code: _subtotal(sheet, section) for section in counted}
    if not instrument.score or not counted:
        return subtotals, None
    total = sum(subtotals.values()) if instrument.total == "sum" else max(subtotals.values())
    for add_on in instrument.add_ons:
        held = attributes.get(add_on.attribute)
        if held:
            total += add_on.points
            sheet.working.append(f"{add_on.says}: +{add_on.points}")
        elif held is None:
            sheet.working.append(f"{add_on.says}: not known, nothing added")
    sheet.working.append(f"Total: {total}")
    return subtotals, total


def _subtotal(sheet: _Sheet, section: Section) -> int:
    cells = [cell for cell in sheet.cells if cell.section is section]
    points = _points(sheet, section, cells)
    positive = {cell.item.code for cell in cells if cell.response.positive}
    value = {
        "sum": sum(points.values()),
        "count": len(positive),
        "max": max(points.values(), default=0),
        "any": int(bool(positive)),
    }[section.total]
    capped = value if section.cap is None else min(value, section.cap)
    cut = f", capped at {capped}" if capped != value else ""
    sheet.working.append(f"{section.label}: {value}{cut}")
    return capped


def _points(sheet: _Sheet, section: Section, cells: list[_Cell]) -> dict[str, int]:
    points: dict[str, int] = {}
    for item in section.items:
        mine = [cell.points for cell in cells if cell.item is item]
        points[item.code] = max(mine, default=0) if section.windows_by == "max" else sum(mine)
        if points[item.code]:
            sheet.working.append(f"{item.label}: {_reckoned(mine, points[item.code])}")
    return points


def _reckoned(parts: list[int], total: int) -> str:
    some = [part for part in parts if part]
    if len(some) > 1 and sum(some) == total:
        return f"{' + '.join(map(str, some))} = {total}"
    return str(total)


def _band(sheet: _Sheet, subtotals: Mapping[str, int], total: int | None) -> str | None:
    """The highest level whose band fits; None when none does."""
    instrument = sheet.instrument
    fitting = [band for band in instrument.bands if _fits(sheet, band, subtotals, total)]
    if not fitting:
        sheet.working.append("No band fits")
        return None
    band = max(fitting, key=lambda one: instrument.level(one.level).order)
    top = "or more" if band.most is None else f"to {band.most}"
    sheet.working.append(f"{band.of.capitalize()} {band.least} {top}: {instrument.level(band.level).label}")
    return band.level


def _fits(sheet: _Sheet, band: Band, subtotals: Mapping[str, int], total: int | None) -> bool:
    kind, _, code = band.of.partition(":")
    value = total if kind == "total" else subtotals.get(code, 0) if kind == "section" else sheet.tiers[code]
    return value is not None and band.least <= value and (band.most is None or value <= band.most)


def _limited(
    sheet: _Sheet, level: str | None, attributes: Mapping[str, bool | None], age: int | None
) -> tuple[str | None, tuple[str, ...]]:
    """Ceilings first, floors after: where they disagree the higher level stands."""
    applied: list[str] = []
    for limit in sorted(sheet.instrument.limits, key=lambda one: one.kind != "ceiling"):
        holds = _holds(sheet, limit, attributes, age)
        if holds is None:
            sheet.working.append(f"{limit.says}: cannot be told, as age or attribute is not known")
        if holds and _moves(sheet.instrument, limit, level):
            sheet.working.append(f"{limit.says}: {limit.kind} {sheet.instrument.level(limit.level).label}")
            applied.append(limit.says)
            level = limit.level
    return level, tuple(applied)


def _moves(instrument: Instrument, limit: Limit, level: str | None) -> bool:
    if level is None:
        return limit.kind == "floor"
    bound, order = instrument.level(limit.level).order, instrument.level(level).order
    return bound > order if limit.kind == "floor" else bound < order


def _holds(sheet: _Sheet, limit: Limit, attributes: Mapping[str, bool | None], age: int | None) -> bool | None:
    """Whether every condition of a limit holds; None when only what is not known keeps it back."""
    if not all(_of_answers(sheet, limit)):
        return False
    told: list[bool | None] = []
    if limit.age_below is not None:
        told.append(None if age is None else age < limit.age_below)
    if limit.age_from is not None:
        told.append(None if age is None else age >= limit.age_from)
    if limit.attribute:
        told.append(attributes.get(limit.attribute))
    if False in told:
        return False
    return None if None in told else True


def _of_answers(sheet: _Sheet, limit: Limit) -> list[bool]:
    cells = sheet.indicators
    asked: list[bool] = []
    if limit.any_positive:
        asked.append(any(cell.response.positive for cell in cells))
    if limit.item:
        asked.append(any(cell.item.code == limit.item and cell.response.code in limit.responses for cell in cells))
    if limit.any_at_most_in:
        asked.append(any(_at_most(sheet, cell) for cell in cells if cell.section.code in limit.any_at_most_in))
    if limit.tier:
        asked.append(sheet.tiers[limit.tier] >= limit.tier_least)
    return asked


def _at_most(sheet: _Sheet, cell: _Cell) -> bool:
    return cell.response.positive and cell.response.points == sheet.instrument.scale_of(cell.section, cell.item).top
