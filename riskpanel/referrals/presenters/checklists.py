"""A checklist in words for the templates: sections and progress, parts, working, comparison, paper."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from riskpanel.access.models import User
from riskpanel.children.people import roles_on
from riskpanel.partnership.models import Agency
from riskpanel.procedure.instruments import Instrument, Item, Scale, Section
from riskpanel.procedure.model import State
from riskpanel.referrals.actions.checklists import MARKS_NO_INPUT, OPEN, Said
from riskpanel.referrals.facts import CALLED, CARRIES, procedure_for
from riskpanel.referrals.instruments import bare, compared, instrument_of, progress, scored, windows_of
from riskpanel.referrals.models import Answer, Checklist, Concern


def loaded(checklists: QuerySet) -> QuerySet:
    """Checklists with everything that their pages show of people and agencies."""
    return checklists.select_related(
        "concern__author__user", "concern__author__agency", "concern__author__line_manager__user",
        "child__lead__user", "child__lead__agency", "child__level_set_by", "panel__procedure",
        "concern__panel__procedure", "concern__child__lead__user",
    ).defer("panel__procedure__source", "concern__panel__procedure__source")  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One section in the list at the side."""

    label: str
    url: str
    current: bool
    answered: int
    unknown: int
    out_of: int

    @property
    def done(self) -> bool:
        return self.answered >= self.out_of


def state_of(checklist: Checklist) -> State:
    """The state as the procedure names it."""
    states = procedure_for(checklist.concern).lifecycle(Checklist.THING).states
    return next((one for one in states if one.code == checklist.state), State(code="", label=checklist.state))


def steps(checklist: Checklist, instrument: Instrument, answers: Iterable[Answer], current: str = "") -> list[Step]:
    """The sections with how far each is; not known counts as answered and is told apart."""
    held = {(one.item, one.window): one for one in answers}
    return [_step(checklist, instrument, section, held, section.code == current) for section in instrument.sections]


def _step(checklist: Checklist, instrument: Instrument, section: Section, held: dict, current: bool) -> Step:
    cells = [(item, held.get((item.code, window))) for item in section.items for window in windows_of(section)]
    given = [(item, one) for item, one in cells if one and (one.response or one.evidence.strip())]
    unknown = sum(1 for item, one in given if _unknown(instrument.scale_of(section, item), one))
    url = reverse("checklist_section", args=[checklist.pk, section.code])
    return Step(section.label, url, current, len(given), unknown, len(cells))


def _unknown(scale: Scale, answer: Answer) -> bool:
    return any(one.code == answer.response and one.unknown for one in scale.responses)


def said(scale: Scale, response: str) -> str:
    """A response in words."""
    return next((one.label for one in scale.responses if one.code == response), response)


def voices(instrument: Instrument) -> bool:
    """Whether the instrument leaves strengths or the child's and family's words to be asked for."""
    return not {"voice", "strengths"} <= {section.kind for section in instrument.sections}


def context(checklist: Checklist, user: User) -> dict[str, Any]:
    """What the overview of a checklist shows."""
    instrument, answers = instrument_of(checklist), list(checklist.answers.all())
    parts = list(checklist.contributors.select_related("agency", "member__user"))
    sections = steps(checklist, instrument, answers)
    working = scored(checklist, answers)
    return around(checklist, user, instrument, sections, parts) | {
        "parts": [_part(one, checklist, answers) for one in parts],
        "working": working,
        "level": next((one.label for one in instrument.levels if one.code == working.level_code), ""),
        "bare": [(instrument.place_of(code)[1].label, _section_url(checklist, instrument, code))
                 for code in bare(checklist, answers)],
        "next": next((one for one in sections if not one.done), None),
        "answered": sum(one.answered for one in sections),
        "unknown": sum(one.unknown for one in sections),
        "out_of": sum(one.out_of for one in sections),
    }  # fmt: skip


def around(
    checklist: Checklist, user: User, instrument: Instrument, sections: list[Step], parts: list
) -> dict[str, Any]:
    """What every page of a checklist carries."""
    roles = roles_on(checklist, user)
    concern, agency = checklist.concern, user.standing.agency
    open_ = checklist.state in OPEN
    works = bool(concern.relations(user) & CARRIES or roles & CALLED)
    mine = next((one for one in parts if agency and one.agency_id == agency.pk), None)
    complete = all(one.complete for one in parts)
    return {
        "checklist": checklist,
        "concern": concern,
        "child": checklist.child,
        "instrument": instrument,
        "sections": sections,
        "state": state_of(checklist),
        "open": open_,
        "may_answer": open_ and (works or mine is not None),
        "works": works,
        "mine": mine,
        "may_sign": bool(open_ and mine and not mine.complete),
        "may_mark": bool(open_ and roles & MARKS_NO_INPUT),
        "may_complete": open_ and complete and (works or bool(roles & CALLED)),
        "may_amend": checklist.state == "completed" and works,
        "may_renew": works and checklist.state in {"completed", "locked"},
        "asks_voices": voices(instrument),
    }


def _part(part: Any, checklist: Checklist, answers: list[Answer]) -> dict[str, Any]:
    return {
        "part": part,
        "answered": progress(checklist, answers, part.agency_id)[0],
        "who": part.member.user.full_name if part.member else "its contacts",
        "no_input_url": reverse("checklist_no_input", args=[checklist.pk, part.pk]),
    }


def _section_url(checklist: Checklist, instrument: Instrument, item: str) -> str:
    return reverse("checklist_section", args=[checklist.pk, instrument.place_of(item)[0].code])


def whose(answers: Iterable[Answer]) -> dict[str, str]:
    """Who answered each item last."""
    return {one.item: f"{one.by.full_name}, {one.agency.name}" for one in answers}


def conflicts(instrument: Instrument, found: Iterable[tuple[Said, Answer]]) -> list[dict[str, Any]]:
    """Answers that two people changed, each as both have it."""
    rows = []
    for mine, theirs in found:
        section, item = instrument.place_of(mine.item)
        scale = instrument.scale_of(section, item)
        rows.append({
            "label": f"“{item.label}”", "mine": _words(scale, mine), "theirs": _words(scale, theirs),
            "who": f"{theirs.by.full_name}, {theirs.agency.name}", "at": theirs.at,
        })  # fmt: skip
    return rows


def _words(scale: Scale, one: Said | Answer) -> str:
    lines = [] if scale.kind == "text" else [said(scale, one.response) or "No answer"]
    lines += [one.evidence, f"When: {one.happened_on}" if one.happened_on else ""]
    lines += [f"Who says so: {one.source}" if one.source else ""]
    return "\n".join(line for line in lines if line)


def working_for(concern: Concern) -> dict[str, Any] | None:
    """What the newest checklist of a concern made of its answers, line by line."""
    checklist = concern.checklists.exclude(state="superseded").select_related("child").first()
    if checklist is None:
        return None
    instrument, result = instrument_of(checklist), scored(checklist)
    level = next((one.label for one in instrument.levels if one.code == result.level_code), "")
    return {"checklist": checklist, "instrument": instrument, "result": result, "level": level}


@dataclass(frozen=True)
class Row:
    """One item on paper: what is asked, in which window, what was said and on what it rests."""

    label: str
    window: str
    said: str
    answer: Answer | None


def paper(checklist: Checklist) -> dict[str, Any]:
    """The whole checklist, section by section, as it is printed and read when it is locked."""
    instrument = instrument_of(checklist)
    answers = list(checklist.answers.select_related("by", "agency"))
    held = {(one.item, one.window): one for one in answers}
    return {
        "checklist": checklist,
        "concern": checklist.concern,
        "child": checklist.child,
        "instrument": instrument,
        "state": state_of(checklist),
        "sheets": [(section, _rows(instrument, section, held)) for section in instrument.sections],
        "parts": list(checklist.contributors.select_related("agency", "member__user")),
        "working": scored(checklist, answers),
        "levels": list(checklist.concern.levels.select_related("by")[:5]),
    }


def _rows(instrument: Instrument, section: Section, held: dict) -> list[Row]:
    labels = {one.code: one.label for one in instrument.windows}
    return [
        _row(instrument.scale_of(section, item), item, labels.get(window, ""), held.get((item.code, window)))
        for item in section.items
        for window in windows_of(section)
    ]


def _row(scale: Scale, item: Item, window: str, answer: Answer | None) -> Row:
    if answer is None or not (answer.response or answer.evidence):
        return Row(item.label, window, "Not answered", None)
    return Row(item.label, window, "" if scale.kind == "text" else said(scale, answer.response), answer)


def comparison(checklist: Checklist, others: QuerySet) -> dict[str, Any]:
    """What changed since the child's checklist before this one, among `others` that the reader may
    see; nothing where there is none of the same version."""
    before = (
        others.filter(child=checklist.child_id, instrument=checklist.instrument, created_at__lt=checklist.created_at)
        .exclude(pk=checklist.pk)
        .order_by("-created_at")
        .first()
    )
    found = compared(before, checklist) if before else None
    instrument = instrument_of(checklist)
    return {
        "checklist": checklist,
        "child": checklist.child,
        "instrument": instrument,
        "before": before,
        "found": found,
        "changed": [] if found is None else [_changed(instrument, *line) for line in found.changed.items()],
    }


def _changed(instrument: Instrument, place: tuple[str, str | None], values: tuple) -> tuple[str, str, str]:
    section, item = instrument.place_of(place[0])
    scale = instrument.scale_of(section, item)
    window = next((one.label for one in instrument.windows if one.code == place[1]), "")
    old, new = (said(scale, str(value)) if value is not None else "Not answered" for value in values)
    return (f"{item.label}{f' ({window})' if window else ''}", old, new)


def unasked(checklist: Checklist, agencies: Iterable[Agency]) -> list[Agency]:
    """Agencies that have no part in the checklist yet."""
    asked = set(checklist.contributors.values_list("agency_id", flat=True))
    return [one for one in agencies if one.pk not in asked]
