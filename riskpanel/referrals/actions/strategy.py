"""Verbs about the strategy meeting: booked with a manager in the chair, then held and recorded."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from riskpanel.access import audit
from riskpanel.access.models import User
from riskpanel.children.moves import Refused, apply
from riskpanel.partnership.models import Appointment, Member, holding
from riskpanel.referrals.actions.checklists import add_parties, lock, parties_complete
from riskpanel.referrals.actions.concerns import give_sight
from riskpanel.referrals.actions.levels import decide
from riskpanel.referrals.facts import band_of, facts_of, level_data, level_of, live_checklist, ours
from riskpanel.referrals.instruments import progress
from riskpanel.referrals.models import Checklist, Concern, StrategyMeeting
from riskpanel.referrals.threads import ask_open_parts


def is_manager(member: Member, on: datetime) -> bool:
    """Whether somebody may chair a strategy meeting: a manager, or whoever convenes such meetings."""
    convenes = Appointment.objects.filter(holding(timezone.localdate(on)), member=member, role="csc_manager")
    return member.is_manager or convenes.exists()


def booked_meeting(concern: Concern) -> StrategyMeeting | None:
    """The meeting that is booked and has not been held."""
    return concern.strategy_meetings.filter(replaced=False, held_at=None).select_related("chair__user").first()


@transaction.atomic
def book_strategy(
    *,
    concern: Concern,
    starts_at: datetime,
    chair: Member,
    parties: Iterable[Member],
    by: User,
    at: datetime,
    place: str = "",
) -> StrategyMeeting:
    """Books the meeting, or books it anew in place of one not held. Chair and parties gain sight, and
    each of their agencies has a part in the checklist."""
    ours(concern, by)
    parties = list(parties)
    facts = facts_of(concern, by, meeting_at=starts_at, chair_is_manager=is_manager(chair, at))
    apply(concern, "book_strategy", by=by, at=at, note=place, facts=facts, data={"meeting_at": starts_at})
    concern.strategy_meetings.filter(held_at=None).update(replaced=True)
    meeting = StrategyMeeting.objects.create(
        concern=concern, starts_at=starts_at, place=place, chair=chair, booked_by=by, booked_at=at
    )
    meeting.parties.set(parties)
    for member in {chair, *parties}:
        give_sight(concern, "strategy_party", by=by, at=at, user=member.user)
    checklist = live_checklist(concern)
    if checklist:
        add_parties(checklist, [chair, *parties], by=by, at=at)
        ask_open_parts(checklist, by=by, at=at)
    return meeting


@transaction.atomic
def keep_minutes(*, concern: Concern, minutes: str, by: User, at: datetime) -> StrategyMeeting:
    """Keeps the minutes of a booked meeting while they are being written; nothing is held by it.
    Raises Refused where no meeting is booked."""
    ours(concern, by)
    meeting = booked_meeting(concern)
    if meeting is None:
        raise Refused("No meeting is booked.")
    if meeting.minutes != minutes:
        meeting.minutes = minutes
        meeting.save(update_fields=["minutes"])
        audit.record(action="change", by=by, thing="strategy:minutes_written", children=[concern.child_id])
    return meeting


@transaction.atomic
def hold_strategy(
    *,
    concern: Concern,
    minutes: str,
    level: str,
    reason: str,
    held_at: datetime,
    by: User,
    at: datetime,
    unanswered: str = "",
) -> StrategyMeeting:
    """Records the meeting as held: minutes, timed actions, the level confirmed, the checklist complete
    and locked. All or nothing.

    Raises Refused with everything that is missing; `unanswered` says why a checklist in which nothing
    is answered is locked all the same. Where the meeting confirms a level that is not the
    panel's, the concern goes on by the route of that level. A meeting that was held before the level was
    written down counts from then, so that its level is the last one.
    """
    ours(concern, by)
    meeting = booked_meeting(concern)
    known = level if level_of(concern, level) else ""
    checklist = live_checklist(concern)
    empty = checklist is not None and not progress(checklist, checklist.answers.all())[0]
    _nothing_missing(concern, reason, held_at, at)
    if empty and not unanswered.strip():
        raise Refused("Nothing in the checklist is answered. Say why it is locked all the same.")
    facts = facts_of(
        concern, by, level=known, minutes=minutes, reason=reason,
        timed_actions=concern.actions.filter(origin="strategy").count(),
        parties_complete=parties_complete(checklist),
    )  # fmt: skip
    data = level_data(concern, known, confirmed=True)
    since = max([held_at, *(one.at for one in concern.levels.all()[:1])])
    note = f"{reason}\nThe checklist was locked without an answer: {unanswered}" if empty else reason
    apply(concern, "hold_strategy", by=by, at=since, note=note, facts=facts, data=data)
    meeting.held_at, meeting.minutes = held_at, minutes
    meeting.save(update_fields=["held_at", "minutes"])
    _settle(concern, checklist, known, reason, by=by, at=since)
    return meeting


def _nothing_missing(concern: Concern, reason: str, held_at: datetime, at: datetime) -> None:
    bare = concern.actions.filter(origin="strategy", owner=None).exists()
    reasons = [
        *(["Give the reason for the level."] if not reason.strip() else []),
        *(["The meeting cannot have been held in the future."] if held_at > at else []),
        *(["Name a person for every action of the meeting."] if bare else []),
    ]
    if reasons:
        raise Refused(*reasons)


def _settle(concern: Concern, checklist: Checklist, level: str, reason: str, *, by: User, at: datetime) -> None:
    lock(checklist, by=by, at=at)
    decide(concern, level, reason, provisional=False, by=by, at=at)
    if band_of(concern, level) != "panel":
        facts = facts_of(concern, by, level=level, reason=reason)
        data = level_data(concern, level, confirmed=True)
        apply(concern, "set_level", by=by, at=at, note=reason, facts=facts, data=data)
