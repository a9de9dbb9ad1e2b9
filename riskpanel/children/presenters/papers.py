"""What there is to read about a child: the threads that events belong to, and restricted notes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Min, QuerySet

from riskpanel.children.models import Event, RestrictedNote
from riskpanel.children.presenters.story import PAGES, thing_label, url_of
from riskpanel.children.restrictions import reading_of
from riskpanel.partnership.models import Agency
from riskpanel.procedure import Procedure


@dataclass(frozen=True)
class Paper:
    """One thing to read: what it is, when it began and when something last happened on it."""

    label: str
    url: str
    began_at: datetime
    last_at: datetime
    events: int


def papers(events: QuerySet[Event], procedure: Procedure) -> list[Paper]:
    """A paper for each thread with a page of its own among these events; the newest first."""
    threads = events.filter(about__in=set(PAGES) - {"child"}).order_by().values("about", "case")
    found = threads.annotate(began=Min("at"), last=Max("at"), count=Count("pk")).order_by("-last")
    return [_paper(one["about"], one["case"], one, procedure) for one in found]


def _paper(about: str, case: UUID, one: dict, procedure: Procedure) -> Paper:
    return Paper(thing_label(procedure, about), url_of(about, case), one["began"], one["last"], one["count"])


@dataclass(frozen=True)
class NoteLine:
    """A restricted note; `text` only where the viewer may read it, else `held_by`."""

    about: str
    label: str
    written_at: datetime
    written_by: str
    text: str = ""
    held_by: str = ""


def note_lines(notes: Iterable[RestrictedNote], procedure: Procedure, reader: Agency | None) -> list[NoteLine]:
    """Restricted notes as somebody of `reader` may read them."""
    labels = {line.code: line.label for line in procedure.labels}
    found = []
    for note in notes:
        may = reading_of(procedure, note.label, note.held_by_id, reader) == "open"
        found.append(
            NoteLine(
                about=note.about if may else "",
                label=labels.get(note.label, note.label),
                written_at=note.written_at,
                written_by=note.written_by.full_name if may else "",
                text=note.text if may else "",
                held_by="" if may else note.held_by.name,
            )
        )
    return found
