"""A checklist read as its instrument: sections, answers, progress, and the score with its working."""

from collections.abc import Iterable, Mapping
from typing import Any

from riskpanel.procedure import checklists
from riskpanel.procedure.checklists import Comparison, Instrument, Scored, load_instrument
from riskpanel.procedure.instruments import Item, Scale, Section
from riskpanel.referrals.models import Answer, Checklist, Concern

TEXT = "text"


def instrument_of(checklist: Checklist) -> Instrument:
    """The instrument at the version at which the checklist was begun; the present one where that
    version was not kept."""
    try:
        return load_instrument(checklist.instrument, checklist.instrument_version)
    except KeyError:
        return load_instrument(checklist.instrument)


def scale_of(instrument: Instrument, item: Item) -> Scale:
    """How an item is answered."""
    section, _ = instrument.place_of(item.code)
    return instrument.scale_of(section, item)


def windows_of(section: Section) -> tuple[str, ...]:
    """The windows in which the items of a section are answered; one without a name where it has none."""
    return section.windows or ("",)


def engine_answers(instrument: Instrument, answers: Iterable[Answer]) -> list[checklists.Answer]:
    """Stored answers as the engine reads them; what the instrument no longer offers is left out."""
    found = []
    for answer in answers:
        try:
            section, item = instrument.place_of(answer.item)
            found.append(_read(instrument.scale_of(section, item), answer))
        except ValueError:
            continue
    return [one for one in found if one is not None]


def _read(scale: Scale, answer: Answer) -> checklists.Answer | None:
    if scale.kind == TEXT:
        words = answer.evidence.strip()
        return checklists.Answer(answer.item, answer.window or None, words, words) if words else None
    if not answer.response:
        return None
    response = int(answer.response) if scale.kind == "number" else answer.response
    scale.response(response)
    return checklists.Answer(answer.item, answer.window or None, response, answer.evidence)


def scored(checklist: Checklist, answers: Iterable[Answer] | None = None) -> Scored:
    """What the instrument makes of the answers, with its working."""
    instrument = instrument_of(checklist)
    given = engine_answers(instrument, checklist.answers.all() if answers is None else answers)
    child = checklist.child
    return checklists.score(instrument, given, _attributes(checklist), _age(child.born_on, checklist.created_at.date()))


def _attributes(checklist: Checklist) -> Mapping[str, bool | None]:
    """What is known of the child: a need that is recorded is true, one that is not is not known."""
    need = True if checklist.child.has_send else None
    return dict.fromkeys(("disability", "learning_disability", "send"), need)


def _age(born_on: Any, day: Any) -> int | None:
    if born_on is None:
        return None
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def working_of(concern: Concern) -> dict[str, Any]:
    """What the concern's newest checklist made of its answers, as a level decision keeps it."""
    checklist = concern.checklists.exclude(state="superseded").first()
    if checklist is None:
        return {}
    result = scored(checklist)
    return {
        "checklist": str(checklist.pk),
        "instrument": result.instrument,
        "version": result.version,
        "level": result.level_code,
        "total": result.total,
        "working": list(result.working),
    }


def progress(checklist: Checklist, answers: Iterable[Answer], agency: int | None = None) -> tuple[int, int]:
    """How many of the questions of a checklist are answered, and how many there are; with `agency`
    (its key), how many it answered itself. That something is not known is an answer."""
    asked = {
        (item.code, window)
        for section in instrument_of(checklist).sections
        for item in section.items
        for window in windows_of(section)
    }
    given = {
        (one.item, one.window)
        for one in answers
        if (one.response or one.evidence.strip()) and agency in (None, one.agency_id)
    }
    return len(asked & given), len(asked)


def bare(checklist: Checklist, answers: Iterable[Answer]) -> tuple[str, ...]:
    """Items whose answer must say what it rests on, and does not."""
    instrument = instrument_of(checklist)
    return checklists.without_evidence(instrument, engine_answers(instrument, answers))


def compared(before: Checklist, after: Checklist) -> Comparison | None:
    """What changed between two checklists; None where they are not of one version."""
    if (before.instrument, before.instrument_version) != (after.instrument, after.instrument_version):
        return None
    return checklists.compare(scored(before), scored(after))
