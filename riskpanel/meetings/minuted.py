"""What may stand in minutes, and what may be said in a meeting and never stands in them."""

from collections.abc import Callable, Iterable

from riskpanel.children.restrictions import may_be_minuted
from riskpanel.meetings.models import AgendaItem, Meeting, MinutesNote
from riskpanel.partnership.standing import procedure_of
from riskpanel.plans.models import Action

LEAST = 12
"""Shorter words than these are found everywhere and prove nothing."""
Piece = tuple[str, str]
"""A restriction's code, and the words that carry it."""


def _actions(item: AgendaItem) -> Iterable[Piece]:
    return Action.objects.filter(item=item.pk).exclude(label="").values_list("label", "what")


SOURCES: list[Callable[[AgendaItem], Iterable[Piece]]] = [_actions]
"""Where the pieces come from that somebody told the panel for an item, each with its restriction."""


def kept_out(item: AgendaItem) -> list[str]:
    """The words told for an item that its minutes may not hold."""
    procedure = procedure_of(item.meeting.panel.procedure)
    pieces = [piece for source in SOURCES for piece in source(item)]
    return [words for label, words in pieces if not may_be_minuted(procedure, label)]


def repeats(text: str, words: str) -> bool:
    """Whether a text holds these words, however they are spaced or set in capitals."""
    told = _plain(words)
    return len(told) >= LEAST and told in _plain(text)


def must_not_stand(meeting: Meeting, note: MinutesNote | None = None) -> list[str]:
    """A sentence for each thing in the minutes, or in `note` alone, that may not stand there: what was not to
    be minuted, and a child in the general part, which goes to everybody who came."""
    items = list(meeting.items.filter(removed=False).exclude(child=None).select_related("child"))
    wrong = []
    for item in items:
        item.meeting = meeting
        written = note.text if note else f"{item.minutes}\n{meeting.general_minutes}"
        if any(repeats(written, words) for words in kept_out(item)):
            wrong.append(f"Take out of the minutes what is not to be minuted: {item.child.reference}.")
    general = meeting.general_minutes if note is None else "" if note.item_id else note.text
    return wrong + [f"Write about {one} in their own part, not in the general one." for one in _named(general, items)]


def _named(text: str, items: list[AgendaItem]) -> list[str]:
    """References of the children whom a text names."""
    told = _plain(text)
    children = {item.child for item in items}
    return sorted(
        child.reference
        for child in children
        if any(name and _plain(name) in told for name in (child.reference, child.name))
    )


def _plain(words: str) -> str:
    return " ".join(words.split()).casefold()
