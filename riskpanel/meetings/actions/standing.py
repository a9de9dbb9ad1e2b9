"""Verbs of minutes that stand: reopened before they go out, locked, noted to, agreed as a true record."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from riskpanel.access.models import User
from riskpanel.children.models import Duty, Event
from riskpanel.children.moves import Refused, apply, may_move, write
from riskpanel.meetings import minuted, reach
from riskpanel.meetings.actions.minutes import write_text
from riskpanel.meetings.actions.planning import must_be, must_run, must_take_part
from riskpanel.meetings.models import AgendaItem, Decision, Meeting, MinutesNote
from riskpanel.meetings.stages import STANDING, WRITING
from riskpanel.partnership.standing import procedure_of
from riskpanel.plans.facts import duty_codes
from riskpanel.ui.words import day as day_words

AGREED = "minutes_agreed_as_record"
"""The event, on the thread of the meeting whose minutes they are."""


@transaction.atomic
def reopen_minutes(*, meeting: Meeting, reason: str, by: User, at: datetime) -> None:
    """A co-chair takes the signature back, with a reason, before anything is distributed."""
    if not reach.chairs(by, meeting.panel, meeting):
        raise Refused("A co-chair takes the signature back.")
    apply(meeting, "reopen", by=by, at=at, facts={"reason": reason}, note=reason)
    meeting.signed_by, meeting.signed_at, meeting.signed_although = None, None, ""
    meeting.save(update_fields=["signed_by", "signed_at", "signed_although"])


@transaction.atomic
def lock_minutes(*, meeting: Meeting, by: User, at: datetime) -> None:
    """Locks the minutes, when a later meeting agreed them as a true record or their days are over."""
    must_run(by, meeting.panel, meeting)
    apply(meeting, "lock", by=by, at=at, facts=lock_facts(meeting, at))


def lock_facts(meeting: Meeting, at: datetime) -> dict[str, object]:
    """What the procedure asks before minutes are locked."""
    waiting = Decision.objects.filter(item__meeting=meeting, to_ratify=True, ratified_at=None)
    return {"unratified": waiting.count(), "lock_due": agreed_at(meeting) is not None or _days_over(meeting, at)}


def _days_over(meeting: Meeting, at: datetime) -> bool:
    procedure = procedure_of(meeting.panel.procedure)
    codes = duty_codes(procedure, Meeting.THING, starts="minutes_distributed", met_by="minutes_locked")
    due = Duty.objects.filter(about=Meeting.THING, case=meeting.pk, code__in=codes).first()
    return due is not None and timezone.localdate(at) >= timezone.localdate(due.due_at)


def agreed_at(meeting: Meeting) -> datetime | None:
    """When a later meeting agreed these minutes as a true record, if one did."""
    found = Event.objects.filter(about=Meeting.THING, case=meeting.pk, kind=AGREED).order_by("at").first()
    return found.at if found else None


@transaction.atomic
def note_to_minutes(*, meeting: Meeting, item: AgendaItem | None, text: str, by: User, at: datetime) -> MinutesNote:
    """A co-chair adds a dated note to minutes that stand; the text itself stays as it was signed."""
    if not reach.chairs(by, meeting.panel, meeting):
        raise Refused("A co-chair adds a note to minutes that stand.")
    if item:
        must_take_part(by, item)
    must_be(meeting, STANDING, "The minutes are not signed yet: write in the minutes themselves.")
    if not text.strip():
        raise Refused("Write the note.")
    if wrong := minuted.must_not_be_added(meeting, text, item, by):
        raise Refused(*wrong)
    made = MinutesNote.objects.create(meeting=meeting, item=item, text=text, by=by, at=at)
    write(meeting, "minutes_noted", by=by, at=at)
    return made


@transaction.atomic
def agree_record(*, meeting: Meeting, previous: Meeting, by: User, at: datetime) -> None:
    """The meeting agrees the minutes of an earlier one as a true record: a chair says so, it stands in this
    meeting's general minutes, and the earlier minutes are locked where nothing else holds them."""
    if not reach.chairs(by, meeting.panel, meeting):
        raise Refused("A co-chair records that the minutes are agreed.")
    must_be(meeting, WRITING, "Minutes of an earlier meeting are agreed while this one's are being written.")
    if previous.panel_id != meeting.panel_id or previous.sitting.starts_at >= meeting.sitting.starts_at:
        raise Refused("These are not the minutes of an earlier meeting of this panel.")
    must_be(previous, STANDING, "Those minutes are not signed yet.")
    if agreed_at(previous):
        return
    write(previous, AGREED, by=by, at=at, data={"agreed_by": meeting.pk})
    held = Meeting.objects.select_for_update().get(pk=meeting.pk)
    said = f"The minutes of {day_words(timezone.localdate(previous.sitting.starts_at))} were agreed as a true record."
    text = f"{held.general_minutes.rstrip()}\n\n{said}".strip()
    write_text(of=meeting, text=text, version=held.general_version, by=by, at=at)
    facts = lock_facts(previous, at)
    if previous.state == "distributed" and _may_lock(previous, by, facts):
        apply(previous, "lock", by=by, at=at, facts=facts)


def _may_lock(meeting: Meeting, by: User, facts: dict[str, object]) -> bool:
    moves = procedure_of(meeting.panel.procedure).lifecycle(Meeting.THING).moves
    return any(move.name == "lock" for move in moves) and may_move(meeting, "lock", by, facts).allowed
