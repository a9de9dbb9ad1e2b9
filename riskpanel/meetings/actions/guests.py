"""Verbs of those who come for one item: its lead professional, and guests whom a chair approved."""

from datetime import datetime

from django.db import transaction

from riskpanel.access.models import User
from riskpanel.children.models import Grant
from riskpanel.children.moves import Refused, write
from riskpanel.meetings import reach
from riskpanel.meetings.actions.planning import COMING, must_be, must_run, must_take_part
from riskpanel.meetings.actions.sight import end_sight, give_guest
from riskpanel.meetings.models import AgendaItem, Guest
from riskpanel.meetings.stages import ANSWERING
from riskpanel.partnership.models import Member


def lead_of(item: AgendaItem) -> Member | None:
    """Who leads for the child of an item."""
    if item.child and item.child.lead:
        return item.child.lead
    if item.entry and item.entry.lead:
        return item.entry.lead
    return item.referral.concern.author if item.referral else None


def invite_lead(item: AgendaItem, *, by: User, at: datetime) -> Guest | None:
    """Invites the child's lead professional to their own item; the procedure asks for it."""
    member = lead_of(item)
    if member is None:
        return None
    reason = "Leads for this child"
    guest, _ = Guest.objects.get_or_create(
        item=item,
        member=member,
        defaults={"as_lead": True, "reason": reason, "invited_by": by, "invited_at": at},
    )
    give_guest(guest, by=by, at=at)
    return guest


@transaction.atomic
def invite_guest(
    *, item: AgendaItem, member: Member, reason: str, by: User, at: datetime, as_lead: bool = False
) -> Guest:
    """Invites somebody to one item. A chair's invitation holds at once; a coordinator's waits for a
    chair, unless it is the lead professional. Raises Refused without a reason."""
    meeting = item.meeting
    must_run(by, meeting.panel, meeting)
    must_take_part(by, item)
    must_be(meeting, (*COMING, "open"), "The meeting is over.")
    if item.child is None:
        raise Refused("A guest is invited to the item of a child.")
    if not reason.strip():
        raise Refused("Say why this person is needed for this child.")
    if member.agency.partnership_id != meeting.panel.partnership_id:
        raise Refused("A guest works for an agency of the partnership.")
    if Guest.objects.filter(item=item, member=member).exists():
        raise Refused("This person is invited to this item already.")
    guest = Guest.objects.create(
        item=item,
        member=member,
        reason=reason,
        as_lead=as_lead and lead_of(item) == member,
        invited_by=by,
        invited_at=at,
        approved_by=by if reach.chairs(by, meeting.panel, meeting) else None,
    )
    give_guest(guest, by=by, at=at)
    write(meeting, "guest_invited", by=by, at=at, data={"guest": guest.pk})
    return guest


@transaction.atomic
def approve_guest(*, guest: Guest, by: User, at: datetime) -> None:
    """A chair agrees that a guest comes; from then on they see their item, and nothing else."""
    meeting = guest.item.meeting
    if not reach.chairs(by, meeting.panel, meeting):
        raise Refused("Only a co-chair approves a guest.")
    must_take_part(by, guest.item)
    must_be(meeting, (*COMING, "open"), "The meeting is over.")
    guest.approved_by = by
    guest.save(update_fields=["approved_by"])
    give_guest(guest, by=by, at=at)
    write(meeting, "guest_approved", by=by, at=at, data={"guest": guest.pk})


@transaction.atomic
def withdraw_guest(*, guest: Guest, by: User, at: datetime) -> None:
    """Takes an invitation to an item back, with the sight that came by it."""
    meeting = guest.item.meeting
    must_run(by, meeting.panel, meeting)
    must_take_part(by, guest.item)
    must_be(meeting, (*COMING, "open"), "The meeting is over.")
    given = Grant.objects.filter(user=guest.member.user_id, sight="guest", about=guest.item_id)
    end_sight(given, by=by, at=at)
    member = guest.member_id
    guest.delete()
    write(meeting, "guest_withdrawn", by=by, at=at, data={"gone": member})


@transaction.atomic
def reply_as_guest(*, guest: Guest, answer: str, by: User, at: datetime, update: str = "") -> Guest:
    """What a guest answers for their item; a lead professional may send a written update with it.
    Raises Refused when they can neither come nor write."""
    if guest.member.user_id != by.pk:
        raise Refused("Each person answers for themselves.")
    must_be(guest.item.meeting, ANSWERING, "The minutes are signed.")
    if answer == "update" and not update.strip():
        raise Refused("Write the update that is read at the meeting.")
    guest.answer = answer
    guest.save(update_fields=["answer"])
    if guest.as_lead:
        AgendaItem.objects.filter(pk=guest.item_id).update(lead_update=update)
    write(guest.item.meeting, "guest_answered", by=by, at=at)
    return guest
