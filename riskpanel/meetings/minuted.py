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


def _holds(plain: str, words: str) -> bool:
    """Whether a plain text holds these words, however they are spaced or set in capitals."""
    told = _plain(words)
    return len(told) >= LEAST and told in plain


def names(text: str, child: Child) -> bool:
    """Whether a text holds a name or the reference of a child."""
    return _named(_plain(text), child)


def must_not_stand(meeting: Meeting, reader: User) -> list[str]:
    """A sentence to `reader` for each thing in the minutes that may not stand there: what was not to be
    minuted; a child in what everybody reads who came, the general part and other business; the name of a
    child in the part of another, which goes to the other's guests."""
    told = _about(meeting, reader)
    parts = [(None, meeting.general_minutes), *((item, item.minutes) for item in _items(meeting))]
    return [words for part, text in parts for words in _wrong(text, part, told)]


def must_not_be_added(meeting: Meeting, text: str, item: AgendaItem | None, reader: User) -> list[str]:
    """The same for words that are added to a part of the minutes; `item` None is the general part."""
    return _wrong(text, item, _about(meeting, reader))


def _items(meeting: Meeting) -> list[AgendaItem]:
    """Every line of the agenda, those taken off it too."""
    return list(meeting.items.select_related("child"))


def _about(meeting: Meeting, reader: User) -> list[About]:
    items = [item for item in _items(meeting) if item.child]
    keys, procedure = [item.pk for item in items], procedure_of(meeting.panel.procedure)
    kept: dict[UUID, list[str]] = defaultdict(list)
    for item, words in (one for source in SOURCES for one in source(keys, procedure)):
        kept[item].append(words)
    seen = set(AgendaItem.objects.visible_to(reader).filter(pk__in=keys).values_list("pk", flat=True))
    return [About(item, item.child.reference if item.pk in seen else CLOSED, tuple(kept[item.pk])) for item in items]


def _wrong(text: str, part: AgendaItem | None, told: list[About]) -> list[str]:
    plain = _plain(text)
    if not plain:
        return []
    kept = {one.called for one in told if any(_holds(plain, words) for words in one.kept)}
    named = {one.called for one in told if _misplaced(plain, part, one.item.child)}
    where = _where(part, told)
    return [
        *(f"Take out of {where} what is not to be minuted: {one}." for one in sorted(kept)),
        *(f"Write about {one} in their own part, not in {where}." for one in sorted(named)),
    ]


def _where(part: AgendaItem | None, told: list[About]) -> str:
    """A part of the minutes as a refusal calls it."""
    if part is None:
        return "the general part"
    return next((f"the part of {one.called}" for one in told if one.item.pk == part.pk), "the part of other business")


def _misplaced(plain: str, part: AgendaItem | None, child: Child) -> bool:
    """Whether a text speaks of a child where it may not: in the part of another child by name, in what
    everybody reads at all."""
    if part is None or part.child is None:
        return _named(plain, child)
    if part.child_id == child.pk:
        return False
    return any(_says(plain, name) for name in _names(child) - _names(part.child))


def _named(plain: str, child: Child) -> bool:
    return any(_says(plain, name) for name in (child.reference, *_names(child)))


def _names(child: Child) -> set[str]:
    """What a child is called, and was registered as."""
    return {child.name, f"{child.given_name} {child.family_name}".strip()} - {""}


def _says(plain: str, name: str) -> bool:
    return re.search(rf"\b{re.escape(_plain(name))}\b", plain) is not None


def _plain(words: str) -> str:
    return " ".join(words.split()).casefold()
