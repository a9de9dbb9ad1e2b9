"""Verbs before the meeting: planning it, its length and place, who is invited and what they answer."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from riskpanel.access.models import User
from riskpanel.children.models import Grant
from riskpanel.children.moves import Refused, apply, write
from riskpanel.children.sight import closed_to
from riskpanel.meetings import reach
from riskpanel.meetings.actions.asking import ask_agencies, stop_asking
from riskpanel.meetings.actions.sight import end_sight, give_deputy, give_seat
from riskpanel.meetings.models import AgendaItem, Invitation, Meeting
from riskpanel.partnership.actions import appoint, end_appointment
from riskpanel.partnership.calendar import add_extraordinary_sitting, cancel_sitting
from riskpanel.partnership.models import Member, Panel, Seat, Sitting, holding
from riskpanel.partnership.reaching import at_work
from riskpanel.partnership.standing import procedure_of

COMING = ("planned", "published")
"""States of a meeting that is still ahead."""


def must_run(user: User, panel: Panel, meeting: Meeting | None = None) -> None:
    """Refuses anybody who neither coordinates nor chairs the panel."""
    if not reach.runs(user, panel, meeting):
        raise Refused("This is for the coordinator or a co-chair.")


def must_take_part(user: User, item: AgendaItem) -> None:
    """Refuses somebody who keeps out of an item for a conflict of interest."""
    if closed_to(user).filter(about=item.pk).exists():
        raise Refused("You keep out of this item: a conflict of interest was declared.")


def must_be(meeting: Meeting, states: Collection[str], otherwise: str) -> None:
    """Refuses with `otherwise` unless the meeting stands in one of `states` now; holds it there until the
    transaction ends."""
    meeting.state = Meeting.objects.select_for_update().values_list("state", flat=True).get(pk=meeting.pk)
    if meeting.state not in states:
        raise Refused(otherwise)


@transaction.atomic
def plan_meeting(*, sitting: Sitting, by: User, at: datetime) -> Meeting:
    """Makes the meeting of a date and invites every seat that attends this kind of meeting; a date that has its
    meeting keeps it. Raises Refused for others than the coordinator and the chairs, for a cancelled
    date and for one that the panel does not sit on."""
    must_run(by, sitting.panel)
    made = Meeting.objects.filter(sitting=sitting).first()
    if made:
        return made
    if sitting.cancelled:
        raise Refused("This date was cancelled.")
    if sitting.role != "panel":
        raise Refused("Only a meeting of the panel itself is planned here.")
    procedure = procedure_of(sitting.panel.procedure)
    start = procedure.lifecycle(Meeting.THING).start
    meeting = Meeting.objects.create(panel=sitting.panel, sitting=sitting, state=start, created_at=at, created_by=by)
    attending = [seat.code for seat in procedure.seats_of(sitting.kind)]
    for seat in sitting.panel.seats.filter(retired=False, code__in=attending):
        Invitation.objects.create(meeting=meeting, seat=seat, member=holder_of(seat, at))
    write(meeting, "meeting_planned", by=by, at=at, data={"meeting_at": sitting.starts_at})
    return meeting


def holder_of(seat: Seat, at: datetime) -> Member | None:
    """Who holds a seat on a day."""
    held = seat.appointments.filter(holding(timezone.localdate(at)), role="seat")
    found = held.select_related("member").order_by("-starts_on").first()
    return found.member if found else None


@transaction.atomic
def call_extraordinary(
    *,
    panel: Panel,
    starts_at: datetime,
    reason: str,
    by: User,
    at: datetime,
    minutes: int = 0,
    place: str = "",
    link: str = "",
) -> Meeting:
    """Adds a meeting outside the calendar, for an emergency; raises Refused without a reason or for a
    moment that has passed."""
    must_run(by, panel)
    if not reason.strip():
        raise Refused("Say why the panel meets outside its calendar.")
    if starts_at <= at:
        raise Refused("The meeting must start in the future.")
    sitting = add_extraordinary_sitting(
        panel=panel, starts_at=starts_at, by=by, at=at, minutes=minutes or None, place=place, link=link
    )
    meeting = plan_meeting(sitting=sitting, by=by, at=at)
    write(meeting, "meeting_called", by=by, at=at, note=reason)
    return meeting


@transaction.atomic
def arrange(*, meeting: Meeting, minutes: int, place: str, link: str, by: User, at: datetime) -> None:
    """Sets how long the meeting is and where; raises Refused once it has begun."""
    must_run(by, meeting.panel, meeting)
    must_be(meeting, COMING, "The meeting has begun or is over.")
    sitting = meeting.sitting
    sitting.minutes, sitting.place, sitting.link = minutes, place, link
    sitting.save(update_fields=["minutes", "place", "link"])
    write(meeting, "meeting_arranged", by=by, at=at, data={"minutes": minutes})


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, reason: str, by: User, at: datetime) -> None:
    """Cancels a meeting that has not begun: its date leaves the calendar and the sight that it gave
    ends at once. Referrals wait for the next meeting's agenda."""
    must_run(by, meeting.panel, meeting)
    apply(meeting, "cancel", by=by, at=at, facts={"reason": reason}, note=reason)
    cancel_sitting(sitting=meeting.sitting, by=by, at=at)
    for item in meeting.items.all():
        end_sight(Grant.objects.filter(about=item.pk), by=by, at=at)
    stop_asking(meeting=meeting, by=by, at=at)
    for invitation in meeting.invitations.exclude(deputy=None):
        _end_deputy(invitation, by=by, at=at)


@transaction.atomic
def ask_seat(*, meeting: Meeting, seat: Seat, by: User, at: datetime) -> Invitation:
    """Invites a seat that comes on request only; for a chair. Once the agenda is published the seat
    sees it too."""
    if not reach.chairs(by, meeting.panel, meeting):
        raise Refused("Only a co-chair asks for a seat that comes on request.")
    if seat.panel_id != meeting.panel_id or seat.retired:
        raise Refused("This seat is not one of the panel's.")
    must_be(meeting, (*COMING, "open"), "The meeting is over.")
    invitation, made = Invitation.objects.get_or_create(
        meeting=meeting, seat=seat, defaults={"member": holder_of(seat, at), "by_request": True}
    )
    if made:
        give_seat(invitation, by=by, at=at)
        ask_agencies(meeting=meeting, by=by, at=at)
        write(meeting, "seat_asked", by=by, at=at, data={"seat": seat.code})
    return invitation


@transaction.atomic
def answer_invitation(
    *,
    invitation: Invitation,
    answer: str,
    by: User,
    at: datetime,
    reason: str = "",
    deputy_member: Member | None = None,
    may_chair: bool = False,
    may_commit: bool | None = None,
) -> Invitation:
    """Records what a seat answers: coming, a deputy by name, or apologies with a reason.

    A deputy is appointed for this meeting, until its day, and the chair is told; after the start that
    is late. Raises Refused for somebody else's seat, a meeting that is over, and missing words.
    """
    meeting = invitation.meeting
    _must_answer(invitation, by)
    must_be(meeting, (*COMING, "open"), "The meeting is over.")
    if answer == "apologies" and not reason.strip():
        raise Refused("Give the reason for the apologies.")
    if answer == "deputy":
        _check_deputy(invitation, deputy_member)
    if invitation.deputy_id:
        _end_deputy(invitation, by=by, at=at)
        write(meeting, "deputy_stood_down", by=by, at=at, data={"gone": invitation.member_id})
    invitation.answer, invitation.reason, invitation.told_at = answer, reason, at
    invitation.member, invitation.deputy, invitation.may_commit = holder_of(invitation.seat, at), None, may_commit
    if answer == "deputy":
        _appoint(invitation, deputy_member, may_chair, by=by, at=at)
    invitation.save()
    data = {"seat": invitation.seat.code, "late": late_notice(invitation)}
    write(meeting, f"invitation_{answer}", by=by, at=at, data=data)
    return invitation


def late_notice(invitation: Invitation) -> bool:
    """Whether the chair heard only after the meeting had started."""
    return bool(invitation.told_at and invitation.told_at > invitation.meeting.sitting.starts_at)


def _must_answer(invitation: Invitation, by: User) -> None:
    if reach.coordinates(by, invitation.meeting.panel):
        return
    if invitation.seat_id not in {seat.pk for seat in by.standing.seats}:
        raise Refused("Whoever holds the seat answers for it, or the coordinator.")


def _check_deputy(invitation: Invitation, member: Member | None) -> None:
    if member is None:
        raise Refused("Name the deputy.")
    meeting = invitation.meeting
    there = at_work(meeting.panel.partnership, timezone.localdate(meeting.sitting.starts_at))
    if not there.filter(pk=member.pk).exists():
        raise Refused("A deputy works for an agency of the partnership on the day of the meeting.")
    every = procedure_of(meeting.panel.procedure).setting("deputies_for_all", True)
    if not every and not invitation.seat.may_delegate:
        raise Refused("This seat does not send deputies.")
    held = holder_of(invitation.seat, meeting.sitting.starts_at)
    if held and held.pk == member.pk:
        raise Refused("The deputy is somebody other than the holder of the seat.")


def _appoint(invitation: Invitation, member: Member, may_chair: bool, *, by: User, at: datetime) -> None:
    sitting = invitation.meeting.sitting
    invitation.deputy = appoint(
        member=member,
        role="deputy",
        seat=invitation.seat,
        from_day=timezone.localdate(at),
        until=max(timezone.localdate(sitting.starts_at), timezone.localdate(at)),
        sitting=sitting,
        may_chair=may_chair and invitation.seat.chairs,
        reason=invitation.reason,
        by=by,
        at=at,
    )
    invitation.deputy.told_chair_at = at
    invitation.deputy.save(update_fields=["told_chair_at"])
    invitation.member = member
    give_deputy(invitation, by=by, at=at)


def _end_deputy(invitation: Invitation, *, by: User, at: datetime) -> None:
    """The deputy no longer stands in: the appointment is over as of today and so is what it opened."""
    held = invitation.deputy
    end_appointment(appointment=held, last_day=timezone.localdate(at) - timedelta(days=1), by=by)
    items = invitation.meeting.items.values("pk")
    mine = Grant.objects.filter(user=held.member.user_id, sight="deputy", about__in=items)
    end_sight(mine, by=by, at=at)
