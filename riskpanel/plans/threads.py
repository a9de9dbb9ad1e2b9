"""The thread of a line of disruption: asked for by a day, then in place, refused with a reason or ended. The
line itself is part of the plan; what is owed for it has owners of its own."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db.models import Q
from django.urls import reverse

from riskpanel.access.models import User
from riskpanel.children.models import Child, Duty, Event, Grant
from riskpanel.children.moves import write
from riskpanel.children.threads import Thread
from riskpanel.partnership.models import Panel
from riskpanel.partnership.standing import procedure_of
from riskpanel.plans.models import Disruption, LogEntry

ASKED = ("considered", "asked")
"""States of a line in which somebody still has to do something."""


@dataclass
class DisruptionThread(Thread):
    """What happens to one line of disruption."""

    line: Disruption
    THING = "disruption"

    @property
    def entry(self) -> LogEntry:
        return self.line.entry

    @property
    def thread(self) -> UUID:
        return uuid5(self.entry.pk, f"disruption:{self.line.pk}")

    @property
    def panel(self) -> Panel:
        return self.entry.panel

    @property
    def child(self) -> Child:
        return self.entry.child

    def get_absolute_url(self) -> str:
        return reverse("plan_disruption", args=[self.entry.pk, self.line.pk])

    def owners(self, role: str) -> list[dict]:
        """The contacts of the agency that does it."""
        return [{"agency": self.line.agency}] if role == "agency_contact" else []


def tell(line: Disruption, *, by: User, at: datetime) -> None:
    """Writes where a line stands: asked for by its day, settled, or nobody's for now. An agency is asked
    once the plan is open to it; a line that is hidden from others never is, since what is owed is seen by
    all who see the child."""
    thread = DisruptionThread(line)
    wanted = line.status in ASKED
    asked = wanted and line.due_on is not None and not _hidden(line) and _has_plan(line, at)
    if not asked and not Event.objects.filter(about=thread.THING, case=thread.thread).exists():
        return
    kind = "disruption_asked" if asked else "disruption_closed" if wanted else "disruption_settled"
    write(thread, kind, by=by, at=at, label=line.label, data={"due_on": line.due_on} if asked else {})


def _hidden(line: Disruption) -> bool:
    labels = procedure_of(line.entry.panel.procedure).labels
    return any(one.code == line.label and one.hidden for one in labels)


def _has_plan(line: Disruption, at: datetime) -> bool:
    """Whether the plan is open to the contacts of the agency that does it."""
    given = Grant.objects.filter(sight="plan_agency", about=line.entry_id, agency=line.agency_id)
    return given.filter(starts_at__lte=at, ends_at__gt=at).exists()


def tell_agencies(entry: LogEntry, *, by: User, at: datetime) -> None:
    """Asks every agency for its lines that wait, once the plan is sent to it."""
    for line in entry.disruption.filter(status__in=ASKED).select_related("agency"):
        line.entry = entry
        tell(line, by=by, at=at)


def close_all(entry: LogEntry, *, by: User, at: datetime) -> None:
    """Nobody owes a line any more of a plan that has ended."""
    for line in entry.disruption.filter(status__in=ASKED).select_related("agency"):
        line.entry = entry
        thread = DisruptionThread(line)
        if Event.objects.filter(about=thread.THING, case=thread.thread).exists():
            write(thread, "disruption_closed", by=by, at=at, label=line.label)


def owed_with_lines(entry: LogEntry, lines: Iterable[Disruption]) -> tuple[list[Duty], list[tuple[Disruption, Duty]]]:
    """What is owed on an entry, and what for these lines of it, each with its line; the soonest first."""
    by_thread = {uuid5(entry.pk, f"disruption:{line.pk}"): line for line in lines if line.status in ASKED}
    wanted = Q(about=entry.THING, case=entry.pk) | Q(about=DisruptionThread.THING, case__in=list(by_thread))
    found = list(Duty.objects.filter(wanted, met_at=None))
    own = [duty for duty in found if duty.about == entry.THING]
    return own, [(by_thread[duty.case], duty) for duty in found if duty.case in by_thread]


def threads() -> Iterator[DisruptionThread]:
    """Every line that was ever asked for."""
    asked = set(Event.objects.filter(about=DisruptionThread.THING).values_list("case", flat=True))
    for line in Disruption.objects.select_related("agency", "entry__child", "entry__panel__procedure"):
        if DisruptionThread(line).thread in asked:
            yield DisruptionThread(line)
