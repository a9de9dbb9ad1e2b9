"""What an instrument must keep to beyond the form of each part."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import TYPE_CHECKING

from riskpanel.procedure.lines import Place
from riskpanel.procedure.reading import MISSING, Finding, Missing

if TYPE_CHECKING:
    from riskpanel.procedure.instruments import Band, Instrument

Findings = Iterator[Finding]


def findings(instrument: Instrument) -> list[Finding]:
    """Every fault between the parts of an instrument whose form is right."""
    return [finding for check in _CHECKS for finding in check(instrument)]


def _one_of(names: Iterable[str]) -> str:
    return f"one of: {', '.join(sorted(names)) or 'nothing is declared'}"


def _known(value: str, names: Collection[str], place: Place) -> Findings:
    if value and value not in names:
        yield Finding(place, value, _one_of(names))


def _once(values: list[str], table: Place, key: str = "code") -> Findings:
    for index, value in enumerate(values):
        if value in values[:index]:
            yield Finding((*table, index, key), value, f"a different {key}: this one is used before")


def _codes(instrument: Instrument) -> Findings:
    for table in ("scales", "windows", "tiers", "attributes", "sections", "levels"):
        yield from _once([part.code for part in getattr(instrument, table)], (table,))
    for index, scale in enumerate(instrument.scales):
        yield from _once([one.code for one in scale.responses], ("scales", index, "responses"))
    seen: set[str] = set()
    for at, section in enumerate(instrument.sections):
        for index, item in enumerate(section.items):
            if item.code in seen:
                yield Finding(
                    ("sections", at, "items", index, "code"), item.code, "a different code: another item has this one"
                )
            seen.add(item.code)


def _scales(instrument: Instrument) -> Findings:
    tiers = {tier.code for tier in instrument.tiers}
    for index, scale in enumerate(instrument.scales):
        place: Place = ("scales", index)
        if scale.kind == "choice" and len(scale.responses) < 2:
            yield Finding((*place, "responses"), len(scale.responses), "at least 2 responses")
        if scale.kind == "number" and scale.most <= scale.least:
            yield Finding((*place, "most"), scale.most, f"a whole number of {scale.least + 1} or more")
        for at, response in enumerate(scale.responses):
            yield from _known(response.tier, tiers, (*place, "responses", at, "tier"))
            if response.unknown and (response.points or response.positive):
                yield Finding((*place, "responses", at), response.code, "no points for what is not known")


def _sections(instrument: Instrument) -> Findings:
    scales = {scale.code for scale in instrument.scales}
    windows = {window.code for window in instrument.windows}
    tiers = {tier.code for tier in instrument.tiers}
    for index, section in enumerate(instrument.sections):
        place: Place = ("sections", index)
        yield from _known(section.scale, scales, (*place, "scale"))
        for at, window in enumerate(section.windows):
            yield from _known(window, windows, (*place, "windows", at))
        for at, item in enumerate(section.items):
            yield from _known(item.scale, scales, (*place, "items", at, "scale"))
            yield from _known(item.tier, tiers, (*place, "items", at, "tier"))
        if section.kind != "indicators" and section.total != "none":
            yield Finding((*place, "total"), section.total, f"none: a section of kind {section.kind} carries no points")
        if section.total != "none" and not instrument.score:
            yield Finding((*place, "total"), section.total, "none, or score = true")


def _scoring(instrument: Instrument) -> Findings:
    attributes = {one.code for one in instrument.attributes}
    levels = {level.code for level in instrument.levels}
    for table in ("add_ons", "bands", "limits"):
        if getattr(instrument, table) and not instrument.score:
            yield Finding((table, 0), Missing(table), "score = true, or none of these")
    for index, add_on in enumerate(instrument.add_ons):
        yield from _known(add_on.attribute, attributes, ("add_ons", index, "attribute"))
    for index, band in enumerate(instrument.bands):
        yield from _known(band.level, levels, ("bands", index, "level"))
        yield from _known(band.of, _measures(instrument), ("bands", index, "of"))
        if band.most is not None and band.most < band.least:
            yield Finding(("bands", index, "most"), band.most, f"a whole number of {band.least} or more")
    if len({level.order for level in instrument.levels}) < len(instrument.levels):
        yield Finding(("levels",), MISSING, "levels with an order of their own each")
    yield from _row_of_bands(instrument)


def _measures(instrument: Instrument) -> set[str]:
    sections = {f"section:{one.code}" for one in instrument.sections}
    return {"total"} | sections | {f"tier:{one.code}" for one in instrument.tiers}


def _row_of_bands(instrument: Instrument) -> Findings:
    """Bands of the total leave no number out and give none twice."""
    of_total = [(index, band) for index, band in enumerate(instrument.bands) if band.of == "total"]
    wanted: int | None = 0
    for index, band in sorted(of_total, key=lambda pair: pair[1].least):
        if wanted is None:
            yield Finding(("bands", index, "least"), band.least, "no band above one that has no top")
            return
        if band.least != wanted:
            yield Finding(("bands", index, "least"), band.least, f"{wanted}, next to the band before")
        wanted = _after(band)
    if of_total and wanted is not None:
        yield Finding(("bands", of_total[-1][0], "most"), wanted - 1, "no most: the last band is open at the top")


def _after(band: Band) -> int | None:
    return None if band.most is None else band.most + 1


def _limits(instrument: Instrument) -> Findings:
    levels = {level.code for level in instrument.levels}
    attributes = {one.code for one in instrument.attributes}
    tiers = {one.code for one in instrument.tiers}
    sections = {one.code for one in instrument.sections}
    items = {item.code for section in instrument.sections for item in section.items}
    for index, limit in enumerate(instrument.limits):
        place: Place = ("limits", index)
        yield from _known(limit.level, levels, (*place, "level"))
        yield from _known(limit.attribute, attributes, (*place, "attribute"))
        yield from _known(limit.tier, tiers, (*place, "tier"))
        yield from _known(limit.item, items, (*place, "item"))
        for at, section in enumerate(limit.any_at_most_in):
            yield from _known(section, sections, (*place, "any_at_most_in", at))
        if limit.item and not limit.responses:
            yield Finding((*place, "responses"), MISSING, "the responses to the item that count")
        conditions = (limit.age_below, limit.age_from, limit.attribute, limit.any_positive, limit.item)
        if not any((*(one not in (None, "", False) for one in conditions), limit.any_at_most_in, limit.tier)):
            yield Finding(place, Missing(limit.says), "at least one condition")


_CHECKS: tuple[Callable[[Instrument], Findings], ...] = (_codes, _scales, _sections, _scoring, _limits)
