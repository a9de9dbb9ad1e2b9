"""Verbs of the papers as sent: sending them, the brake on a wide sending, opening, calling back."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from riskpanel.access.models import User
from riskpanel.children.moves import Refused, write
from riskpanel.meetings import reach
from riskpanel.meetings.actions.coming import guests_of
from riskpanel.meetings.actions.planning import must_be, must_run
from riskpanel.meetings.actions.sight import RELEASED, in_annex
from riskpanel.meetings.models import Meeting, Pack, PackOpening, PackSending
from riskpanel.meetings.packs import closed, rule_of
from riskpanel.partnership.models import Member


@transaction.atomic
def send_packs(*, meeting: Meeting, by: User, at: datetime) -> PackSending:
    """Sends the papers to everybody who comes and has none yet: each person gets a numbered copy, and no
    file goes anywhere. A sending that reaches more people or children than the procedure lets pass waits for
    a co-chair. Raises Refused before the agenda is out, and where nobody is left to send to."""
    must_run(by, meeting.panel, meeting)
    must_be(meeting, RELEASED, "The papers go out when the agenda is published.")
    if meeting.pack_sendings.filter(waits=True).exists():
        raise Refused("A sending waits for a co-chair already.")
    people = waiting_for_papers(meeting)
    if not people:
        raise Refused("Everybody who comes has their papers.")
    rule, children = rule_of(meeting), children_on(meeting)
    sending = PackSending.objects.create(
        meeting=meeting,
        asked_by=by,
        asked_at=at,
        people=len(people),
        children=children,
        waits=len(people) > rule.most_people or children > rule.most_children,
    )
    if sending.waits:
        write(meeting, "packs_asked", by=by, at=at, data={"people": len(people), "children": children})
    else:
        _send(sending, people, by=by, at=at)
    return sending


@transaction.atomic
def answer_sending(*, sending: PackSending, agreed: bool, reason: str, by: User, at: datetime) -> PackSending:
    """A co-chair lets a wide sending go or stops it, with the reason. Whoever asked for it does not
    answer it. Raises Refused otherwise."""
    meeting = sending.meeting
    if not reach.chairs(by, meeting.panel, meeting):
        raise Refused("A co-chair answers this.")
    held = PackSending.objects.select_for_update().get(pk=sending.pk)
    if not held.waits:
        raise Refused("This was answered already.")
    if held.asked_by_id == by.pk:
        raise Refused("Somebody else than the person who asked answers this.")
    held.waits, held.agreed, held.reason, held.answered_by, held.answered_at = False, agreed, reason, by, at
    held.save(update_fields=["waits", "agreed", "reason", "answered_by", "answered_at"])
    if agreed:
        must_be(meeting, RELEASED, "The papers go out when the agenda is published.")
        _send(held, waiting_for_papers(meeting), by=by, at=at)
    else:
        write(meeting, "packs_refused", by=by, at=at, note=reason)
    return held


def _send(sending: PackSending, people: list[Member], *, by: User, at: datetime) -> None:
    meeting = sending.meeting
    last = meeting.packs.aggregate(last=Max("number"))["last"] or 0
    Pack.objects.bulk_create(
        Pack(meeting=meeting, sending=sending, member=one, number=number, sent_at=at)
        for number, one in enumerate(people, start=last + 1)
    )
    write(meeting, "packs_sent", by=by, at=at, data={"people": len(people), "children": sending.children})


def waiting_for_papers(meeting: Meeting) -> list[Member]:
    """Everybody who comes and has no copy yet: who fills an invited seat or stands in for it, and the guests
    of items that are out; nobody twice."""
    invited = meeting.invitations.exclude(member=None).exclude(answer="apologies")
    coming = [one.member for one in invited.select_related("member__user")]
    guests = guests_of(meeting).filter(item__published_at__isnull=False)
    coming += [one.member for one in guests.select_related("member__user")]
    have = set(meeting.packs.filter(recalled_at=None).values_list("member", flat=True))
    return list({one.pk: one for one in coming if one.pk not in have}.values())


def children_on(meeting: Meeting) -> int:
    """How many children are on the agenda that is out."""
    items = list(meeting.items.filter(removed=False, child__isnull=False, published_at__isnull=False))
    for item in items:
        item.meeting = meeting
    return len({item.child_id for item in items if not in_annex(item)})


def may_open(*, pack: Pack, by: User, at: datetime) -> None:
    """Raises Refused for somebody else's copy, before the confidentiality statement is accepted, and once
    the copy is closed or called back."""
    if by.standing.member is None or pack.member_id != by.standing.member.pk:
        raise Refused("This copy is somebody else's.")
    if not reach.has_accepted(by, pack.meeting):
        raise Refused("Read and accept the confidentiality statement first.")
    if why := closed(pack, at):
        raise Refused(why)


@transaction.atomic
def open_pack(*, pack: Pack, by: User, at: datetime) -> PackOpening:
    """Somebody opened their own copy; the receipt is kept. Raises Refused as `may_open` does."""
    may_open(pack=pack, by=by, at=at)
    return PackOpening.objects.create(pack=pack, at=at)


@transaction.atomic
def recall_pack(*, pack: Pack, reason: str, by: User, at: datetime) -> Pack:
    """Calls a copy back: it opens no more. Raises Refused for others than those who run the meeting, and
    for a copy that was called back."""
    must_run(by, pack.meeting.panel, pack.meeting)
    held = Pack.objects.select_for_update().get(pk=pack.pk)
    if held.recalled_at:
        raise Refused("This copy was called back already.")
    held.recalled_at, held.recalled_by, held.recall_reason = at, by, reason
    held.save(update_fields=["recalled_at", "recalled_by", "recall_reason"])
    write(pack.meeting, "pack_recalled", by=by, at=at, note=reason, data={"number": held.number})
    return held
