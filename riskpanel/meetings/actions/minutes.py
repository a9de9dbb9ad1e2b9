"""Verbs of the minutes: saved as they are typed, never lost, signed, handed to those entitled."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from riskpanel.access.models import User
from riskpanel.children.moves import Changed, Refused, apply
from riskpanel.meetings import reach
from riskpanel.meetings.actions.holding import WRITING, end_with
from riskpanel.meetings.actions.planning import must_be, must_run, must_take_part
from riskpanel.meetings.models import AgendaItem, Guest, Meeting, MinuteRevision, MinuteSaving, MinutesCopy


@transaction.atomic
def save_minutes(
    *,
    text: str,
    version: int,
    by: User,
    at: datetime,
    item: AgendaItem | None = None,
    meeting: Meeting | None = None,
    saving: UUID | None = None,
) -> int:
    """Saves the minutes of `item`, or those of `meeting` in general, and keeps the text as a revision; the
    new version. The same text again changes nothing, and the same `saving` (a token of the sender's) is
    answered as it was the first time. Raises Changed when somebody saved another text since `version`,
    Refused once the minutes are signed."""
    of = item or meeting
    meeting = item.meeting if item else meeting
    must_run(by, meeting.panel, meeting)
    if item:
        must_take_part(by, item)
    must_be(meeting, WRITING, "Minutes are written from the opening of the meeting until they are signed.")
    held = type(of)._default_manager.select_for_update().get(pk=of.pk)
    if made := _arrived(saving, meeting, item, by):
        return made
    standing, now = _stands(held)
    if standing != text:
        if now != version:
            raise Changed(held)
        now += 1
        _set(held, text, now)
        _keep(of, text, now, False, by, at)
    if saving:
        MinuteSaving.objects.create(token=saving, meeting=meeting, item=item, version=now, by=by, at=at)
    return now


def _arrived(saving: UUID | None, meeting: Meeting, item: AgendaItem | None, by: User) -> int | None:
    """The version that a saving made when it came before; None for a new one."""
    found = MinuteSaving.objects.filter(pk=saving).first() if saving else None
    if found is None:
        return None
    if (found.meeting_id, found.item_id, found.by_id) != (meeting.pk, item.pk if item else None, by.pk):
        raise Refused("This saving belongs to other minutes. Open the page anew.")
    return found.version


@transaction.atomic
def keep_aside(
    *,
    text: str,
    version: int,
    by: User,
    at: datetime,
    item: AgendaItem | None = None,
    meeting: Meeting | None = None,
) -> None:
    """Keeps a text that met a newer one, beside the minutes: neither is lost."""
    of = item or meeting
    meeting = item.meeting if item else meeting
    must_run(by, meeting.panel, meeting)
    same = MinuteRevision.objects.filter(meeting=meeting, item=item, by=by, aside=True).first()
    if text.strip() and (same is None or same.text != text):
        _keep(of, text, version, True, by, at)


def _stands(held: AgendaItem | Meeting) -> tuple[str, int]:
    if isinstance(held, Meeting):
        return held.general_minutes, held.general_version
    return held.minutes, held.version


def _set(held: AgendaItem | Meeting, text: str, version: int) -> None:
    if isinstance(held, Meeting):
        held.general_minutes, held.general_version = text, version
        held.save(update_fields=["general_minutes", "general_version"])
    else:
        held.minutes, held.version = text, version
        held.save(update_fields=["minutes", "version"])


def _keep(of: AgendaItem | Meeting, text: str, version: int, aside: bool, by: User, at: datetime) -> None:
    whole = isinstance(of, Meeting)
    MinuteRevision.objects.create(
        meeting=of if whole else of.meeting,
        item=None if whole else of,
        version=version,
        text=text,
        aside=aside,
        by=by,
        at=at,
    )


@transaction.atomic
def sign_minutes(*, meeting: Meeting, by: User, at: datetime) -> Meeting:
    """A co-chair signs the minutes; from then on they stand."""
    if not reach.chairs(by, meeting.panel, meeting):
        raise Refused("A co-chair signs the minutes.")
    apply(meeting, "sign_minutes", by=by, at=at)
    meeting.signed_by, meeting.signed_at = by, at
    meeting.save(update_fields=["signed_by", "signed_at"])
    return meeting


@transaction.atomic
def distribute(*, meeting: Meeting, by: User, at: datetime) -> list[MinutesCopy]:
    """Hands each part of the minutes to those entitled to it: to everybody who came for a seat, the items
    that they had; to lead professionals and guests who came, or sent their update, their own item only.
    Owners of actions have their action. The sight that the meeting gave ends in the procedure's time."""
    must_run(by, meeting.panel, meeting)
    apply(meeting, "distribute", by=by, at=at)
    copies = [
        MinutesCopy(meeting=meeting, member=one.member, sent_at=at)
        for one in meeting.invitations.filter(attended=True).exclude(member=None).select_related("member")
    ]
    guests = Guest.objects.filter(item__meeting=meeting, item__removed=False).select_related("member", "item")
    copies += [
        MinutesCopy(meeting=meeting, member=one.member, item=one.item, sent_at=at) for one in guests if _entitled(one)
    ]
    for copy in copies:
        copy.save()
    end_with(meeting, "minutes_distributed", by=by, at=at)
    return copies


def _entitled(guest: Guest) -> bool:
    return guest.effective and (guest.as_lead or guest.attended is not False)
