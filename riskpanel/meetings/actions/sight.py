"""Who sees an item of the agenda, given and taken: seats, deputies, guests, those who run the panel."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from riskpanel.access.models import User
from riskpanel.children import grants
from riskpanel.meetings.models import AgendaItem, Guest, Invitation, Meeting
from riskpanel.partnership.standing import procedure_of

RELEASED = ("published", "open", "closed", "circulated", "signed")
"""States of a meeting whose agenda people have."""


def give_runners(item: AgendaItem, *, by: User, at: datetime) -> None:
    """Lets the chairs and the coordinator see an item from the moment that it is on the agenda."""
    if item.child is None:
        return
    panel = item.meeting.panel
    seats = panel.seats.filter(chairs=True, retired=False)
    grants.give_seats(child=item.child, sight="listed", panel=panel, seats=seats, by=by, at=at, about=item.pk)
    grants.give(child=item.child, sight="listed", panel=panel, by=by, at=at, panel_role="coordinator", about=item.pk)


def release(item: AgendaItem, invitations: Iterable[Invitation], *, by: User, at: datetime) -> None:
    """Lets every invited seat see an item, and its guests their own; what was not taken stays with
    those who run the panel."""
    if item.child is not None and not in_annex(item):
        invited, panel = list(invitations), item.meeting.panel
        seats = [invitation.seat for invitation in invited]
        grants.give_seats(child=item.child, sight="listed", panel=panel, seats=seats, about=item.pk, by=by, at=at)
        for invitation in invited:
            _give_deputy(item, invitation, by=by, at=at)
        for guest in item.guests.select_related("member__user"):
            give_guest(guest, by=by, at=at)
    if item.published_at is None:
        item.published_at = at
        item.save(update_fields=["published_at"])


def give_seat(invitation: Invitation, *, by: User, at: datetime) -> None:
    """Lets a seat that was invited later see what has been published."""
    for item in _published(invitation.meeting):
        _give(item, invitation, by=by, at=at)


def give_deputy(invitation: Invitation, *, by: User, at: datetime) -> None:
    """Lets a deputy see what has been published for the meeting at which they stand in."""
    for item in _published(invitation.meeting):
        _give_deputy(item, invitation, by=by, at=at)


def give_guest(guest: Guest, *, by: User, at: datetime) -> None:
    """Lets a guest see their own item, if the invitation holds and the agenda is out."""
    item = guest.item
    if guest.effective and item.child and item.meeting.state in RELEASED:
        panel = item.meeting.panel
        grants.give(child=item.child, sight="guest", panel=panel, by=by, at=at, user=guest.member.user, about=item.pk)


def end_sight(given: QuerySet, *, by: User, at: datetime) -> None:
    """Ends grants now."""
    for grant in given.filter(ends_at__gt=at):
        grant.ends_at, grant.ended_by = max(at, grant.starts_at), by
        grant.save(update_fields=["ends_at", "ended_by"])


def in_annex(item: AgendaItem) -> bool:
    """Whether the item only tells the panel of a referral that was not taken."""
    return source_of(item) == "annex"


def source_of(item: AgendaItem) -> str:
    """Where the procedure says that the items of this section come from."""
    kind = procedure_of(item.meeting.panel.procedure).meeting(item.meeting.sitting.kind)
    return next((section.source for section in kind.sections if section.code == item.section), "free")


def _published(meeting: Meeting) -> list[AgendaItem]:
    items = meeting.items.filter(removed=False).exclude(published_at=None).exclude(child=None)
    return [item for item in items.select_related("child") if not in_annex(item)]


def _give(item: AgendaItem, invitation: Invitation, *, by: User, at: datetime) -> None:
    panel = item.meeting.panel
    grants.give(child=item.child, sight="listed", panel=panel, by=by, at=at, seat=invitation.seat, about=item.pk)
    _give_deputy(item, invitation, by=by, at=at)


def _give_deputy(item: AgendaItem, invitation: Invitation, *, by: User, at: datetime) -> None:
    if invitation.deputy_id:
        panel, user = item.meeting.panel, invitation.member.user
        grants.give(child=item.child, sight="deputy", panel=panel, by=by, at=at, user=user, about=item.pk)
