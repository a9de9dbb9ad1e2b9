"""What may stand in minutes, and what may be said in a meeting and never stands in them."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from riskpanel.access.models import User
from riskpanel.children.models import Child
from riskpanel.children.restrictions import may_be_minuted
from riskpanel.children.sight import closed_to
from riskpanel.meetings.models import AgendaItem, Contribution, Meeting
from riskpanel.partnership.standing import procedure_of
from riskpanel.plans.models import Action
from riskpanel.procedure import Procedure

LEAST = 12
"""Shorter words than these are found everywhere and prove nothing."""
CLOSED = "a child whose item is closed to you"

Words = Iterable[tuple[UUID, str]]
"""Words with the key of the item for which they were said or told."""


def _actions(items: Sequence[UUID], procedure: Procedure) -> Words:
    given = Action.objects.filter(item__in=items).exclude(label="").values_list("item", "label", "what")
    return [(item, words) for item, label, words in given if not may_be_minuted(procedure, label)]


def _told(items: Sequence[UUID], procedure: Procedure) -> Words:
    """What an agency told of the child, in any of its answers, and asked to keep out of the minutes."""
    pieces = Contribution.objects.filter(~Q(label="") | Q(not_minuted=True), of__of__item__in=items)
    told = pieces.values_list("of__of__item", "text", "label", "not_minuted")
    return [(item, words) for item, words, label, kept in told if kept or not may_be_minuted(procedure, label)]


SOURCES: tuple[Callable[[Sequence[UUID], Procedure], Words], ...] = (_actions, _told)
"""Where the words come from that were said or told for items and are not to be minuted."""


@dataclass(frozen=True)
class About:
    """A child of the meeting: how a refusal calls the child to its reader, and the words told for the item
    that no minutes may hold."""

    item: AgendaItem
    called: str
    kept: tuple[str, ...]


def repeats(text: str, words: str) -> bool:
    """Whether a text holds these words, however they are spaced or set in capitals."""
    told = _plain(words)
    return len(told) >= LEAST and told in _plain(text)


def names(text: str, child: Child) -> bool:
    """Whether a text holds the name or the reference of a child."""
    return _says(text, child.reference) or _says(text, child.name)


def must_not_stand(meeting: Meeting, reader: User) -> list[str]:
    """A sentence to `reader` for each thing in the minutes that may not stand there: what was not to be
    minuted; a child in the general part, which goes to everybody who came; the name of a child in the
    part of another, which goes to the other's guests."""
    told = _about(meeting, reader)
    parts = [(None, meeting.general_minutes), *((one.item, one.item.minutes) for one in told)]
    return [words for part, text in parts for words in _wrong(text, part, told)]


def must_not_be_added(meeting: Meeting, text: str, item: AgendaItem | None, reader: User) -> list[str]:
    """The same for words that are added to a part of the minutes; `item` None is the general part."""
    return _wrong(text, item, _about(meeting, reader))


def _about(meeting: Meeting, reader: User) -> list[About]:
    """Every child of the agenda, those taken off it too."""
    items = list(meeting.items.exclude(child=None).select_related("child"))
    keys, procedure = [item.pk for item in items], procedure_of(meeting.panel.procedure)
    kept: dict[UUID, list[str]] = defaultdict(list)
    for item, words in (one for source in SOURCES for one in source(keys, procedure)):
        kept[item].append(words)
    closed = set(closed_to(reader).filter(about__in=keys).values_list("about", flat=True))
    return [About(item, CLOSED if item.pk in closed else item.child.reference, tuple(kept[item.pk])) for item in items]


def _wrong(text: str, part: AgendaItem | None, told: list[About]) -> list[str]:
    if not text.strip():
        return []
    kept = {one.called for one in told if any(repeats(text, words) for words in one.kept)}
    named = {one.called for one in told if _misplaced(text, part, one.item.child)}
    where = "not in the general one" if part is None else f"not in that of {part.child.reference}"
    return [
        *(f"Take out of the minutes what is not to be minuted: {one}." for one in sorted(kept)),
        *(f"Write about {one} in their own part, {where}." for one in sorted(named)),
    ]


def _misplaced(text: str, part: AgendaItem | None, child: Child) -> bool:
    """Whether a text speaks of a child where it may not: in the general part at all, in the part of another
    child by name."""
    if part is None:
        return names(text, child)
    return part.child_id != child.pk and part.child.name != child.name and _says(text, child.name)


def _says(text: str, name: str) -> bool:
    return bool(name) and re.search(rf"\b{re.escape(_plain(name))}\b", _plain(text)) is not None


def _plain(words: str) -> str:
    return " ".join(words.split()).casefold()
