"""Verbs that ask agencies what they know before a meeting, and that take the question back."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from riskpanel.access.models import User
from riskpanel.children import grants
from riskpanel.children.models import Grant
from riskpanel.children.moves import write
from riskpanel.meetings.actions.sight import end_sight, source_of
from riskpanel.meetings.models import AgendaItem, InformationReturn, Meeting
from riskpanel.meetings.threads import ReturnThread, agency_of, thread_of, with_contact
from riskpanel.partnership.models import Agency
from riskpanel.partnership.standing import procedure_of

SIGHT = "information_giver"


@transaction.atomic
def ask_agencies(*, meeting: Meeting, by: User, at: datetime) -> int:
    """Asks every agency with an invited seat about each child of the agenda that is out, and about its own
    work where the procedure asks for that; how much was asked anew. Asked twice, nothing is asked twice:
    what was asked before stands with its answer. The contacts of an agency see the cards of the children
    whom it is asked about."""
    returns = procedure_of(meeting.panel.procedure).returns
    if returns is None:
        return 0
    items = [one for one in _out(meeting) if source_of(one) in returns.asks]
    agencies = agencies_asked(meeting)
    subjects: list[AgendaItem | None] = [*items, *([None] if returns.activities and items else [])]
    fresh = _missing(meeting, agencies, subjects, at)
    InformationReturn.objects.bulk_create(fresh)
    waiting = {one.agency_id for one in fresh} | _again(meeting, items, at)
    _show(meeting, items, agencies, by=by, at=at)
    for agency in agencies:
        if agency.pk in waiting:
            _tell_asked(meeting, agency, by=by, at=at)
    return len(fresh)


def agencies_asked(meeting: Meeting) -> list[Agency]:
    """The agencies for which the invited seats speak, each once, in the order of the seats."""
    found = meeting.invitations.select_related("seat__agency", "member__agency").order_by("seat__order", "pk")
    return list({agency.pk: agency for one in found if (agency := agency_of(one))}.values())


def outstanding(meeting: Meeting, agency: Agency) -> int:
    """How many answers an agency still owes a meeting."""
    return InformationReturn.objects.standing().filter(meeting=meeting, agency=agency, answer="").count()


def _out(meeting: Meeting) -> list[AgendaItem]:
    items = meeting.items.filter(removed=False, child__isnull=False).exclude(published_at=None)
    found = list(items.select_related("child").order_by("order", "pk"))
    for item in found:
        item.meeting = meeting
    return found


def _missing(
    meeting: Meeting, agencies: Iterable[Agency], subjects: list[AgendaItem | None], at: datetime
) -> list[InformationReturn]:
    had = set(meeting.returns.values_list("agency", "item"))
    return [
        InformationReturn(
            meeting=meeting,
            agency=agency,
            item=item,
            child=item.child if item else None,
            thread=thread_of(meeting.pk, agency.pk),
            asked_at=at,
        )
        for agency in agencies
        for item in subjects
        if (agency.pk, item.pk if item else None) not in had
    ]


def _again(meeting: Meeting, items: list[AgendaItem], at: datetime) -> set[int]:
    """A child who was taken off and is back is asked about again; the agencies that had not answered."""
    back = meeting.returns.filter(item__in=items).exclude(withdrawn_at=None)
    waiting = set(back.filter(answer="").order_by().values_list("agency", flat=True))
    back.update(withdrawn_at=None, asked_at=at)
    return waiting


def _show(meeting: Meeting, items: list[AgendaItem], agencies: list[Agency], *, by: User, at: datetime) -> None:
    contacts = with_contact([one.pk for one in agencies], timezone.localdate(at))
    about = {agency: thread_of(meeting.pk, agency.pk) for agency in agencies if agency.pk in contacts}
    for item in items:
        grants.give_agencies(child=item.child, sight=SIGHT, panel=meeting.panel, about=about, by=by, at=at)


def _tell_asked(meeting: Meeting, agency: Agency, *, by: User, at: datetime) -> None:
    data = {"meeting_at": meeting.sitting.starts_at, "asked": outstanding(meeting, agency)}
    write(ReturnThread(meeting, agency), "information_asked", by=by, at=at, data=data)


@transaction.atomic
def ask_for_new_time(*, meeting: Meeting, by: User, at: datetime) -> None:
    """The meeting moved: what agencies still owe is counted to its new time."""
    for agency in owing(meeting):
        _tell_asked(meeting, agency, by=by, at=at)


@transaction.atomic
def stop_asking(*, meeting: Meeting, by: User, at: datetime, item: AgendaItem | None = None) -> None:
    """Takes the question back: for one child who left the agenda, or for the whole meeting, which is over or
    called off. What was answered stays; what never was stays too, unanswered, and nobody owes it."""
    waiting = owing(meeting)
    if item is not None:
        meeting.returns.filter(item=item, withdrawn_at=None).update(withdrawn_at=at)
        mine = [thread_of(meeting.pk, pk) for pk in item.returns.values_list("agency", flat=True)]
        end_sight(Grant.objects.filter(sight=SIGHT, child=item.child, about__in=mine), by=by, at=at)
    for agency in waiting:
        if item is None or not outstanding(meeting, agency):
            write(ReturnThread(meeting, agency), "information_not_needed", by=by, at=at)
    if item is None:
        asked = meeting.returns.order_by().values_list("agency", flat=True).distinct()
        threads = [thread_of(meeting.pk, pk) for pk in asked]
        end_sight(Grant.objects.filter(sight=SIGHT, about__in=threads), by=by, at=at)


def owing(meeting: Meeting) -> list[Agency]:
    """The agencies that have something left to answer."""
    open_ones = InformationReturn.objects.standing().filter(meeting=meeting, answer="")
    return list(Agency.objects.filter(pk__in=open_ones.values("agency")).order_by("name"))
