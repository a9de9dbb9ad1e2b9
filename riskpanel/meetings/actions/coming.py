"""Verbs of who is there: people come and go, and keep out of an item in which they have a stake."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from riskpanel.access.models import User
from riskpanel.children.models import Recusal
from riskpanel.children.moves import Refused, write
from riskpanel.meetings import reach
from riskpanel.meetings.actions.planning import must_be, must_run
from riskpanel.meetings.models import AgendaItem, Guest, Meeting, Presence
from riskpanel.meetings.stages import AROUND, WRITING
from riskpanel.partnership.models import Member

DECLARED = ("planned", "published", *WRITING, AROUND)
"""States of a meeting in which somebody may still keep out of an item."""


@transaction.atomic
def come(*, meeting: Meeting, member: Member, by: User, at: datetime) -> Presence:
    """Somebody who was asked to the meeting comes in, from now on; who is there stays. A seat counts as
    attended once its person was there."""
    must_run(by, meeting.panel, meeting)
    must_be(meeting, ("open",), "People come and go while the meeting is open.")
    if not (_invited(meeting, member) or guests_of(meeting).filter(member=member).exists()):
        raise Refused("Only somebody who was invited comes to the meeting.")
    there = meeting.presences.filter(member=member, left_at=None).first()
    if there:
        return there
    came = note_presence(meeting, member, by=by, at=at)
    meeting.invitations.filter(member=member).update(attended=True)
    guests_of(meeting).filter(member=member).update(attended=True)
    write(meeting, "somebody_came", by=by, at=at, data={"member": member.pk})
    return came


@transaction.atomic
def leave(*, meeting: Meeting, member: Member, by: User, at: datetime) -> None:
    """Somebody leaves the meeting; that they were there stays."""
    must_run(by, meeting.panel, meeting)
    must_be(meeting, ("open",), "People come and go while the meeting is open.")
    there = meeting.presences.filter(member=member, left_at=None).first()
    if there is None:
        raise Refused("They are not in the meeting.")
    _end(there, at)
    write(meeting, "somebody_left", by=by, at=at, data={"member": member.pk})


def note_presence(meeting: Meeting, member: Member, *, by: User, at: datetime) -> Presence:
    """Writes that somebody is there from now on."""
    return Presence.objects.create(meeting=meeting, member=member, came_at=at, by=by)


def correct_presence(meeting: Meeting, member: Member | None, attended: bool, *, by: User, at: datetime) -> None:
    """Follows a correction of who attended: who was not there after all was there for no time."""
    rows = meeting.presences.filter(member=member)
    if member is None:
        return
    if attended and not rows.exists():
        came = note_presence(meeting, member, by=by, at=meeting.opened_at or at)
        if meeting.closed_at:
            _end(came, meeting.closed_at)
    if not attended:
        for row in rows:
            row.left_at = row.came_at
            row.save(update_fields=["left_at"])


def finish_presences(meeting: Meeting, *, at: datetime) -> None:
    """The meeting is over: everybody who is there goes."""
    for row in meeting.presences.filter(left_at=None):
        _end(row, at)


def _end(row: Presence, at: datetime) -> None:
    row.left_at = max(at, row.came_at)
    row.save(update_fields=["left_at"])


def _invited(meeting: Meeting, member: Member) -> bool:
    return meeting.invitations.filter(member=member).exists()


def guests_of(meeting: Meeting) -> QuerySet:
    """The guests of the meeting's items whose invitation holds."""
    return Guest.objects.holding().filter(item__meeting=meeting, item__removed=False)


@transaction.atomic
def recuse(*, item: AgendaItem, member: Member, reason: str, by: User, at: datetime) -> Recusal:
    """Somebody keeps out of an item for a conflict of interest, declared by themselves or recorded by those
    who run the meeting: from now on the item is closed to them everywhere, and its child so far as a seat
    or a role showed it. Declared again, it stands."""
    meeting = item.meeting
    if member.user_id != by.pk:
        must_run(by, meeting.panel, meeting)
    must_be(meeting, DECLARED, "A conflict of interest is declared until the minutes are signed.")
    if not reason.strip():
        raise Refused("Say what the conflict of interest is.")
    if not concerned(meeting, member):
        raise Refused("Only somebody who has a part in the meeting keeps out of its items.")
    standing = Recusal.objects.filter(about=item.pk, user=member.user_id, ended_at=None).first()
    if standing:
        return standing
    made = Recusal.objects.create(
        about=item.pk, child=item.child, user=member.user, reason=reason.strip(), at=at, by=by
    )
    write(meeting, "recused", by=by, at=at, data={"item": item.pk, "member": member.pk})
    return made


@transaction.atomic
def end_recusal(*, item: AgendaItem, recusal: Recusal, by: User, at: datetime) -> None:
    """Those who run the meeting find that there is no conflict, or that it is over: the person has their
    part in the item again. Nobody ends their own."""
    meeting = item.meeting
    must_run(by, meeting.panel, meeting)
    if recusal.user_id == by.pk:
        raise Refused("Nobody ends their own recusal: another who runs the meeting does.")
    if recusal.about != item.pk or recusal.ended_at is not None:
        raise Refused("This recusal has ended already.")
    recusal.ended_at, recusal.ended_by = max(at, recusal.at), by
    recusal.save(update_fields=["ended_at", "ended_by"])
    write(meeting, "recusal_ended", by=by, at=at, data={"item": item.pk, "user": recusal.user_id})


def concerned(meeting: Meeting, member: Member) -> bool:
    """Whether somebody has a part in the meeting: a seat, an item as its guest, or the running of it."""
    invited = _invited(meeting, member) or guests_of(meeting).filter(member=member).exists()
    return invited or reach.runs(member.user, meeting.panel, meeting)


def recusals_of(items: list[UUID]) -> QuerySet:
    """The recusals in force from these items."""
    return Recusal.objects.filter(about__in=items, ended_at=None).select_related("user")
