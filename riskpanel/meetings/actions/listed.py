"""Children who come to a meeting from a weekly list: which section takes each, and what follows."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from riskpanel.access.models import User
from riskpanel.children.models import Event
from riskpanel.children.moves import apply, write
from riskpanel.cohorts import actions as lists
from riskpanel.cohorts.facts import next_for, next_meeting
from riskpanel.cohorts.models import Listing, Week
from riskpanel.meetings.actions.planning import COMING, must_be
from riskpanel.meetings.models import AgendaItem, Meeting
from riskpanel.partnership.standing import procedure_of
from riskpanel.procedure.model import MeetingKind, Section

SOURCES = ("listed", "highlighted", "immediate")
"""Sources of sections that children of the lists come to."""
AHEAD = ("listed", "published")
UNDECIDED = (*AHEAD, "discussed")
"""States of a listed child for whom the meeting still owes a decision."""


def heard_at(meeting: Meeting) -> QuerySet:
    """The listed children whom this meeting hears: those put to its date, and those of its cohorts who
    have no date or whose meeting was called off."""
    lost = Q(sitting=None) | Q(sitting__cancelled=True)
    ours = Q(sitting=meeting.sitting) | (lost & Q(cohort__in=_cohorts(meeting)))
    found = Listing.objects.filter(ours, panel=meeting.panel, state__in=AHEAD).select_related("child__lead", "place")
    return found.order_by("-immediate", "cohort", "place__rank", "created_at")


def found(meeting: Meeting, section: Section) -> list[dict[str, Any]]:
    """The listed children of a section whom the agenda does not have, as fields of an item."""
    kind = _kind(meeting)
    had = set(AgendaItem.objects.filter(meeting=meeting, listing__isnull=False).values_list("listing", flat=True))
    mine = [one for one in heard_at(meeting) if one.pk not in had and section_for(kind, one).code == section.code]
    return [{"listing": one, "child": one.child} for one in mine]


def section_for(kind: MeetingKind, listing: Listing) -> Section:
    """The section that takes a listed child: urgent ones first, then by how the child came on the list; a
    child put off from the other kind of meeting goes with the urgent ones."""
    takes = {source: [one for one in kind.sections if one.source == source] for source in SOURCES}
    own = {source: [one for one in takes[source] if listing.cohort in one.cohorts] for source in SOURCES}
    urgent = own["immediate"] if listing.immediate else []
    beside = own["highlighted"] if listing.route == "highlight" else []
    fits = urgent or beside or own["listed"] or own["immediate"] or takes["listed"]
    return (fits or list(kind.sections))[0]


@transaction.atomic
def freeze_list(*, meeting: Meeting, by: User, at: datetime) -> int:
    """Freezes the list of a meeting: whoever was discussed last time and not stepped down stays on it, and
    the number of listed children is written down with the ranking that it rests on. Raises Refused when
    nobody is listed, or for others than those who keep the lists."""
    must_be(meeting, COMING, "The list is frozen before the meeting opens.")
    carry_forward(meeting, by=by, at=at)
    listed = heard_at(meeting).count()
    week = Week.objects.filter(panel=meeting.panel, state="done").first()
    data = {"listed": listed, "week": week.pk if week else None, "as_of": week.as_of if week else None}
    apply(meeting, "freeze_list", by=by, at=at, facts={"listed": listed or None}, data=data)
    return listed


def freeze_before_publishing(meeting: Meeting, *, by: User, at: datetime) -> None:
    """Freezes a list that nobody froze: once it is out it stands."""
    if procedure_of(meeting.panel.procedure).listing is None or meeting.state != "planned":
        return
    frozen = Event.objects.filter(about=Meeting.THING, case=meeting.pk, kind="list_frozen").exists()
    if not frozen and heard_at(meeting).exists():
        freeze_list(meeting=meeting, by=by, at=at)


def carry_forward(meeting: Meeting, *, by: User, at: datetime) -> None:
    """Keeps the children of this meeting's cohorts who were discussed before on its list."""
    procedure = procedure_of(meeting.panel.procedure)
    if procedure.listing is None or not procedure.listing.carry_forward:
        return
    for cohort in _cohorts(meeting):
        coming = next_for(meeting.panel, cohort, at)
        if coming is None or coming.pk != meeting.sitting_id:
            continue
        stays = Listing.objects.filter(panel=meeting.panel, cohort=cohort, state="in_action")
        for listing in stays.select_related("child__lead", "place"):
            listing.panel = meeting.panel
            lists.carry_forward(listing=listing, by=by, at=at)


def settle(item: AgendaItem, *, by: User, at: datetime) -> None:
    """The child is heard at this meeting; late where its list had gone out."""
    listing = item.listing
    listing.sitting, listing.late = item.meeting.sitting, listing.late or item.added_late
    listing.save(update_fields=["sitting", "late"])
    if item.meeting.state == "open":
        publish(item, by=by, at=at)


def publish(item: AgendaItem, *, by: User, at: datetime) -> None:
    """The list with this child is out: the lead worker owes an update by the meeting. A child whose earlier
    meeting was called off is told the new time."""
    listing, data = item.listing, {"meeting_at": item.meeting.sitting.starts_at}
    listing.panel = item.meeting.panel
    if listing.state == "listed":
        apply(listing, "publish", by=by, at=at, data=data)
    elif listing.state == "published" and item.published_at is None:
        write(listing, "listing_published", by=by, at=at, data=data)


def let_go(item: AgendaItem) -> None:
    """The child is on this agenda no more, and waits for the cohort's next one."""
    item.listing.sitting = None
    item.listing.save(update_fields=["sitting"])


def next_due(item: AgendaItem) -> date | None:
    """The day of the panel's next meeting, by which an action of this one is owed; None without a date."""
    coming = next_meeting(item.meeting.panel, item.meeting.sitting.starts_at) if item.listing else None
    return timezone.localdate(coming.starts_at) if coming else None


def _kind(meeting: Meeting) -> MeetingKind:
    return procedure_of(meeting.panel.procedure).meeting(meeting.sitting.kind)


def _cohorts(meeting: Meeting) -> list[str]:
    lists_of = procedure_of(meeting.panel.procedure).listing
    return [one.code for one in lists_of.cohorts if one.meeting == meeting.sitting.kind] if lists_of else []
