"""What may stand in minutes, and what may be said in a meeting and never stands in them."""

import re
from collections.abc import Callable, Iterable

from django.db.models import Q

from riskpanel.children.models import Child
from riskpanel.children.restrictions import may_be_minuted
from riskpanel.meetings.models import AgendaItem, Contribution, Meeting
from riskpanel.partnership.standing import procedure_of
from riskpanel.plans.models import Action

LEAST = 12
"""Shorter words than these are found everywhere and prove nothing."""


def _actions(item: AgendaItem) -> Iterable[str]:
    procedure = procedure_of(item.meeting.panel.procedure)
    given = Action.objects.filter(item=item.pk).exclude(label="").values_list("label", "what")
    return [words for label, words in given if not may_be_minuted(procedure, label)]


def _told(item: AgendaItem) -> Iterable[str]:
    """What an agency told of the child, in any of its answers, and asked to keep out of the minutes."""
    procedure = procedure_of(item.meeting.panel.procedure)
    barred = [label.code for label in procedure.labels if not label.minuted]
    pieces = Contribution.objects.filter(of__of__item=item.pk).filter(Q(not_minuted=True) | Q(label__in=barred))
    return pieces.values_list("text", flat=True)


SOURCES: tuple[Callable[[AgendaItem], Iterable[str]], ...] = (_actions, _told)
"""Where the words come from that were said or told for an item and are not to be minuted."""


def kept_out(item: AgendaItem) -> list[str]:
    """The words told for an item that its minutes may not hold."""
    return [words for source in SOURCES for words in source(item)]


def repeats(text: str, words: str) -> bool:
    """Whether a text holds these words, however they are spaced or set in capitals."""
    told = _plain(words)
    return len(told) >= LEAST and told in _plain(text)


def must_not_stand(meeting: Meeting) -> list[str]:
    """A sentence for each thing in the minutes that may not stand there: what was not to be minuted, and a
    child in the general part, which goes to everybody who came."""
    children = _children(meeting)
    wrong = _wrong(meeting.general_minutes, None, children)
    return wrong + [words for item in children for words in _wrong(item.minutes, item, children)]


def must_not_be_added(meeting: Meeting, text: str, item: AgendaItem | None) -> list[str]:
    """The same for words that are added to a part of the minutes; `item` None is the general part."""
    return _wrong(text, item, _children(meeting))


def names(text: str, child: Child) -> bool:
    """Whether a text holds the name or the reference of a child."""
    return any(_says(_plain(text), name) for name in _names(child))


def _children(meeting: Meeting) -> list[AgendaItem]:
    found = list(meeting.items.filter(removed=False).exclude(child=None).select_related("child"))
    for item in found:
        item.meeting = meeting
    return found


def _wrong(text: str, part: AgendaItem | None, children: list[AgendaItem]) -> list[str]:
    if not text.strip():
        return []
    about = children if part is None else [part]
    kept = [one for one in about if any(repeats(text, words) for words in kept_out(one))]
    wrong = [f"Take out of the minutes what is not to be minuted: {one.child.reference}." for one in kept]
    named = _named(text, children) if part is None else []
    return wrong + [f"Write about {one} in their own part, not in the general one." for one in named]


def _named(text: str, children: list[AgendaItem]) -> list[str]:
    """References of the children whom a text names."""
    told = _plain(text)
    return sorted({one.child.reference for one in children if any(_says(told, name) for name in _names(one.child))})


def _names(child: Child) -> tuple[str, ...]:
    return tuple(name for name in (child.reference, child.name) if name)


def _says(told: str, name: str) -> bool:
    return re.search(rf"\b{re.escape(_plain(name))}\b", told) is not None


def _plain(words: str) -> str:
    return " ".join(words.split()).casefold()
