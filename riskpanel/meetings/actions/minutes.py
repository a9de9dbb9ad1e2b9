"""Verbs of the minutes: saved as they are typed, never lost, signed, handed to those entitled."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db import transaction

from riskpanel.access.models import User
from riskpanel.children.models import Duty
from riskpanel.children.moves import Changed, Refused, apply, locked, may_move
from riskpanel.meetings import minuted, reach
from riskpanel.meetings.actions.coming import guests_of
from riskpanel.meetings.actions.holding import end_with
from riskpanel.meetings.actions.planning import must_be, must_run, must_take_part
from riskpanel.meetings.models import AgendaItem, Meeting, MinuteRevision, MinuteSaving, MinutesCopy
from riskpanel.meetings.stages import AROUND, WRITING
from riskpanel.partnership.models import Member
from riskpanel.partnership.standing import procedure_of
from riskpanel.plans.facts import duty_codes


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
    if made := _arrived(saving, meeting, item, by):
        return made
    kept = write_text(of=of, text=text, version=version, by=by, at=at)
    now = kept.version if kept else _stands(type(of)._default_manager.get(pk=of.pk))[1]
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


def write_text(*, of: AgendaItem | Meeting, text: str, version: int, by: User, at: datetime) -> MinuteRevision | None:
    """Writes a part of the minutes and keeps it as a revision; None where it is the same text again. Asks
    nobody's leave: whoever calls it did. Raises Changed when somebody saved another text since `version`."""
    held = type(of)._default_manager.select_for_update().get(pk=of.pk)
    standing, now = _stands(held)
    if standing == text:
        return None
    if now != version:
        raise Changed(held)
    _set(held, text, now + 1)
    return _keep(of, text, now + 1, False, by, at)


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


def _keep(of: AgendaItem | Meeting, text: str, version: int, aside: bool, by: User, at: datetime) -> MinuteRevision:
    whole = isinstance(of, Meeting)
    return MinuteRevision.objects.create(
        meeting=of if whole else of.meeting,
        item=None if whole else of,
        version=version,
        text=text,
        aside=aside,
        by=by,
        at=at,
    )


@transaction.atomic
def sign_minutes(*, meeting: Meeting, by: User, at: datetime, exception: str = "") -> Meeting:
    """A co-chair signs the minutes; from then on they stand. `exception` is the recorded reason for signing
    minutes that were not circulated, or with somebody's answer or correction still open. Raises Refused for
    words that no minutes may hold."""
    if not reach.chairs(by, meeting.panel, meeting):
        raise Refused("A co-chair signs the minutes.")
    held = locked(meeting, meeting.version)
    wrong = minuted.must_not_stand(held, by) + minuted.must_not_be_added(held, exception, None, by)
    if wrong:
        raise Refused(*wrong)
    exception = exception.strip()
    facts = sign_facts(meeting, at, exception)
    although = exception if exception in facts.values() else ""
    apply(meeting, "sign_minutes", by=by, at=at, facts=facts, note=although)
    meeting.signed_by, meeting.signed_at, meeting.signed_although = by, at, although
    meeting.save(update_fields=["signed_by", "signed_at", "signed_although"])
    return meeting


def sign_facts(meeting: Meeting, at: datetime, exception: str) -> dict[str, str]:
    """What the procedure asks before minutes are signed: each is so, or is `exception`."""
    heard = meeting.state == AROUND and (not meeting.unanswered() or _time_over(meeting, at))
    waiting = meeting.state == AROUND and meeting.corrections.filter(answer="").exists()
    return {
        "circulated_or_reason": "circulated" if meeting.state == AROUND else exception,
        "answered_or_reason": exception if waiting else "answered",
        "heard_or_reason": "heard" if heard or meeting.state != AROUND else exception,
    }


def can_sign(meeting: Meeting, *, by: User, at: datetime) -> bool:
    """Whether a chair may sign now without giving a reason."""
    return may_move(meeting, "sign_minutes", by, sign_facts(meeting, at, "")).allowed


def answer_by(meeting: Meeting) -> Duty | None:
    """What those owe who had the draft, with its day, as the procedure counts it; None where it sets none."""
    procedure = procedure_of(meeting.panel.procedure)
    codes = duty_codes(procedure, Meeting.THING, starts="minutes_circulated", met_by="minutes_answers_in")
    owed = Duty.objects.filter(about=Meeting.THING, case=meeting.pk, code__in=codes)
    return owed.order_by("-started_at").first()


def _time_over(meeting: Meeting, at: datetime) -> bool:
    owed = answer_by(meeting)
    return owed is not None and at > owed.due_at


@transaction.atomic
def distribute(*, meeting: Meeting, by: User, at: datetime) -> list[MinutesCopy]:
    """Hands each part of the minutes to those entitled to it: to everybody who came for a seat, the items
    that they had; to lead professionals, and to guests but those who stayed away, their own item only.
    Owners of actions have their action. The sight that the meeting gave ends in the procedure's time."""
    must_run(by, meeting.panel, meeting)
    apply(meeting, "distribute", by=by, at=at)
    copies = [MinutesCopy(meeting=meeting, member=one, item=item, sent_at=at) for one, item in entitled(meeting)]
    MinutesCopy.objects.bulk_create(copies)
    end_with(meeting, "minutes_distributed", by=by, at=at)
    return copies


def entitled(meeting: Meeting) -> Iterator[tuple[Member, AgendaItem | None]]:
    """Who has which part of the minutes: everybody who came for a seat the whole as far as they see it
    (None), lead professionals, and guests but those who stayed away, their own item."""
    came = meeting.invitations.filter(attended=True).exclude(member=None).select_related("member__user")
    for member in {one.member_id: one.member for one in came}.values():
        yield member, None
    for guest in guests_of(meeting).select_related("member__user", "item"):
        if guest.has_minutes:
            yield guest.member, guest.item
