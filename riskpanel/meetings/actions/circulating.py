"""Verbs of the draft on its way round: circulated, agreed, corrected, taken back."""

from datetime import datetime

from django.db import transaction

from riskpanel.access.models import User
from riskpanel.children.models import Event
from riskpanel.children.moves import Changed, Refused, apply, locked, write
from riskpanel.meetings import minuted, reach
from riskpanel.meetings.actions.minutes import entitled, write_text
from riskpanel.meetings.actions.planning import must_be, must_run, must_take_part
from riskpanel.meetings.models import AgendaItem, Circulated, Correction, Meeting, MinutesAgreed
from riskpanel.meetings.stages import AROUND
from riskpanel.partnership.models import Member

NOT_AROUND = "The minutes are not out for correction."


@transaction.atomic
def finish_draft(*, meeting: Meeting, by: User, at: datetime) -> None:
    """The draft is complete and can be circulated."""
    must_run(by, meeting.panel, meeting)
    apply(meeting, "finish_draft", by=by, at=at)


def is_drafted(meeting: Meeting) -> bool:
    """Whether somebody said that the draft is complete."""
    return Event.objects.filter(about=Meeting.THING, case=meeting.pk, kind="minutes_drafted").exists()


@transaction.atomic
def circulate(*, meeting: Meeting, by: User, at: datetime) -> list[Circulated]:
    """Sends the draft round: to everybody who came for a seat the general part and the items that they may
    see, to lead professionals and guests their own item. Raises Refused for words that no minutes may hold,
    and where nobody came."""
    must_run(by, meeting.panel, meeting)
    wrong = minuted.must_not_stand(locked(meeting, meeting.version), by)
    if wrong:
        raise Refused(*wrong)
    apply(meeting, "circulate", by=by, at=at)
    turn = meeting.turn + 1
    sent = [
        Circulated(meeting=meeting, turn=turn, member=member, item=item, sent_at=at)
        for member, item in entitled(meeting)
    ]
    if not sent:
        raise Refused("Nobody is recorded as having come: record who was there first.")
    Circulated.objects.bulk_create(sent)
    write(meeting, "minutes_sent_round", by=by, at=at, data={"turn": turn, "people": len({s.member_id for s in sent})})
    return sent


@transaction.atomic
def take_back(*, meeting: Meeting, by: User, at: datetime) -> None:
    """Takes the circulated minutes back to draft. What was proposed still waits for its answer."""
    must_run(by, meeting.panel, meeting)
    apply(meeting, "take_back", by=by, at=at)


@transaction.atomic
def agree_minutes(*, meeting: Meeting, by: User, at: datetime) -> None:
    """Somebody agrees to what they had of the draft."""
    must_be(meeting, (AROUND,), NOT_AROUND)
    member = _reader(meeting, by)
    owed = member in meeting.unanswered()
    _, made = MinutesAgreed.objects.get_or_create(
        meeting=meeting, turn=meeting.turn, member=member, defaults={"at": at}
    )
    if made:
        _answered(meeting, "minutes_agreed", owed, by, at)


@transaction.atomic
def propose_correction(
    *, meeting: Meeting, item: AgendaItem | None, wrong: str, should_say: str, by: User, at: datetime
) -> Correction:
    """Says what is wrong in a part of the draft and what it should say; for those who had that part and
    still see it."""
    must_be(meeting, (AROUND,), NOT_AROUND)
    member = _reader(meeting, by)
    if not reach.has_drafted(by, meeting, item):
        raise Refused("This part of the minutes did not go to you.")
    if not (wrong.strip() and should_say.strip()):
        raise Refused("Say what is wrong and what it should say.")
    owed = member in meeting.unanswered()
    made = Correction.objects.create(
        meeting=meeting, item=item, turn=meeting.turn, wrong=wrong, should_say=should_say, member=member, at=at
    )
    _answered(meeting, "correction_proposed", owed, by, at)
    return made


def _reader(meeting: Meeting, by: User) -> Member:
    member = by.standing.member
    if member is None or not meeting.circulated.filter(turn=meeting.turn, member=member).exists():
        raise Refused("The draft did not go to you.")
    return member


def _answered(meeting: Meeting, kind: str, owed: bool, by: User, at: datetime) -> None:
    """Writes an answer; with the last that was `owed`, that all are in."""
    write(meeting, kind, by=by, at=at)
    if owed and not meeting.unanswered():
        write(meeting, "minutes_answers_in", by=by, at=at)


@transaction.atomic
def accept_correction(*, correction: Correction, text: str, version: int, by: User, at: datetime) -> Correction:
    """Takes a proposed correction into the text of its part, as a new revision. `text` is the whole part as
    it now reads, `version` the one it was made from. Raises Changed when somebody saved another text
    meanwhile, Refused for a text that stays as it was."""
    held = _open(correction, by)
    of = held.item or held.meeting
    revision = write_text(of=of, text=text, version=version, by=by, at=at)
    if revision is None:
        raise Refused("The text is as it was: write the correction into it, or say why it is not taken up.")
    wrong = minuted.must_not_stand(Meeting.objects.select_related("panel__procedure").get(pk=held.meeting_id), by)
    if wrong:
        raise Refused(*wrong)
    held.revision = revision
    return _settle(held, "accepted", "", by, at)


@transaction.atomic
def decline_correction(*, correction: Correction, reason: str, by: User, at: datetime) -> Correction:
    """Does not take a proposed correction up, and says why; whoever proposed it reads that."""
    held = _open(correction, by)
    if not reason.strip():
        raise Refused("Say why the correction is not taken up.")
    return _settle(held, "declined", reason, by, at)


def _open(correction: Correction, by: User) -> Correction:
    meeting = correction.meeting
    must_run(by, meeting.panel, meeting)
    if correction.item:
        must_take_part(by, correction.item)
    must_be(meeting, ("closed", AROUND), "Corrections are answered until the minutes are signed.")
    held = Correction.objects.select_for_update(of=("self",)).select_related("item").get(pk=correction.pk)
    held.meeting = meeting
    if held.item:
        held.item.meeting = meeting
    if held.answer:
        raise Changed(held)
    return held


def _settle(held: Correction, answer: str, reason: str, by: User, at: datetime) -> Correction:
    held.answer, held.reason, held.answered_by, held.answered_at = answer, reason, by, at
    held.save(update_fields=["answer", "reason", "answered_by", "answered_at", "revision"])
    write(held.meeting, f"correction_{answer}", by=by, at=at)
    return held
