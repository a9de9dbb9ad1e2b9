"""Verbs of dates that lean on another body's: entered, moved, and what that asks of meetings planned."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from riskpanel.access.models import User
from riskpanel.children.models import Event
from riskpanel.children.moves import Refused, write
from riskpanel.cohorts.models import Listing
from riskpanel.meetings.actions.asking import ask_for_new_time
from riskpanel.meetings.actions.planning import COMING, must_be, must_run
from riskpanel.meetings.models import Meeting
from riskpanel.partnership import calendar
from riskpanel.partnership.models import Panel, Sitting
from riskpanel.ui.words import day


@transaction.atomic
def enter_outside(*, panel: Panel, starts_at: datetime, by: User, at: datetime) -> list[Sitting]:
    """Enters a date of the other body; our meetings around it are added. Raises Refused for a moment that
    has passed, a date that is there, and a procedure without another body."""
    must_run(by, panel)
    _ahead(starts_at, at)
    _outside(panel)
    added = calendar.enter_outside(panel=panel, starts_at=starts_at, by=by, at=at)
    if not added:
        raise Refused("This date is there already.")
    return added


@transaction.atomic
def move_outside(*, sitting: Sitting, starts_at: datetime, by: User, at: datetime) -> list[Sitting]:
    """Moves a date of the other body. Our meetings around it that nobody planned yet move along; planned
    ones are proposed to move and stay until somebody says so. Returns both."""
    must_run(by, sitting.panel)
    _ahead(starts_at, at)
    try:
        return calendar.move_outside(sitting=sitting, starts_at=starts_at, held=_planned(sitting), by=by, at=at)
    except ValueError as wrong:
        raise Refused(str(wrong)) from None


@transaction.atomic
def call_off_outside(*, sitting: Sitting, by: User, at: datetime) -> int:
    """Calls a date of the other body off, and our meetings around it that nobody planned yet; how many
    planned ones stay until somebody cancels them."""
    must_run(by, sitting.panel)
    held = _planned(sitting)
    calendar.cancel_sitting(sitting=sitting, held=held, by=by, at=at)
    return len(held)


def _planned(sitting: Sitting) -> set[UUID]:
    """Our meetings around a date that are planned and not over."""
    around = Meeting.objects.filter(sitting__serves=sitting).exclude(state="cancelled")
    return set(around.values_list("sitting", flat=True))


@transaction.atomic
def take_move(*, meeting: Meeting, by: User, at: datetime) -> Meeting:
    """Moves a planned meeting to the moment that is proposed: what is owed before it is counted anew, and
    the lead workers of its children are told the new time."""
    must_run(by, meeting.panel, meeting)
    must_be(meeting, COMING, "The meeting has begun or is over.")
    was = meeting.sitting.starts_at
    try:
        calendar.take_move(sitting=meeting.sitting, by=by)
    except ValueError as wrong:
        raise Refused(str(wrong)) from None
    data = {"meeting_at": meeting.sitting.starts_at}
    write(meeting, "meeting_moved", by=by, at=at, note=f"Moved from {day(was)}.", data=data)
    if meeting.state == "planned":
        _owed_anew(meeting, data, by=by, at=at)
    for listing in Listing.objects.filter(sitting=meeting.sitting, state="published").select_related("child__lead"):
        listing.panel = meeting.panel
        write(listing, "listing_published", by=by, at=at, data=data)
    ask_for_new_time(meeting=meeting, by=by, at=at)
    return meeting


def _owed_anew(meeting: Meeting, data: dict, *, by: User, at: datetime) -> None:
    """What is owed before the meeting is counted to its new time; a list that was frozen stays frozen."""
    frozen = (
        Event.objects.filter(about=Meeting.THING, case=meeting.pk, kind="list_frozen").order_by("-at", "-pk").first()
    )
    write(meeting, "meeting_planned", by=by, at=at, data=data)
    if frozen:
        write(meeting, "list_frozen", by=by, at=at, data=frozen.data)


@transaction.atomic
def keep_date(*, meeting: Meeting, by: User, at: datetime) -> Meeting:
    """Keeps a planned meeting where it is, though the date that it leans on moved."""
    must_run(by, meeting.panel, meeting)
    calendar.keep_date(sitting=meeting.sitting, by=by)
    write(meeting, "meeting_kept", by=by, at=at)
    return meeting


def _ahead(starts_at: datetime, at: datetime) -> None:
    if starts_at <= at:
        raise Refused("The date must be ahead.")


def _outside(panel: Panel) -> None:
    try:
        calendar.outside_kind(panel)
    except KeyError:
        raise Refused("The procedure knows no meeting of another body.") from None
