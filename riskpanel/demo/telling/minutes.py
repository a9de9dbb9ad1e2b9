"""Rounds of the minutes: everybody who had the draft answers, and the next meeting agrees it."""

from datetime import datetime
from typing import Any

from riskpanel.access.models import User
from riskpanel.meetings import actions as meetings
from riskpanel.meetings.models import Meeting
from riskpanel.meetings.presenters.lastmeeting import earlier

AMISS = {
    "wrong": "The draft does not say who came late.",
    "should_say": "Probation joined by telephone from the second item on.",
}


def answer_the_draft(*, stage: Any, step: Any, meeting: Meeting, at: datetime, every: int = 1) -> None:
    """Those who had the draft agree to it, or each second of them; whoever is the first of a draft first
    says what is wrong in the general part."""
    first = not meeting.agreed.filter(turn=meeting.turn).exists()
    for member in meeting.unanswered()[::every]:
        user = stage.same(member.user)
        if first and meeting.circulated.filter(member=member, item=None).exists():
            meetings.propose_correction(meeting=stage.fresh(meeting), item=None, by=user, at=at, **AMISS)
            first = False
        else:
            meetings.agree_minutes(meeting=stage.fresh(meeting), by=user, at=at)


def take_corrections_up(*, stage: Any, step: Any, meeting: Meeting, by: User, at: datetime) -> None:
    """Whoever writes the minutes takes every open correction into the text."""
    for one in meeting.corrections.filter(answer=""):
        held = stage.fresh(meeting)
        one.meeting = held
        text = f"{held.general_minutes}\n\n{one.should_say}".strip()
        meetings.accept_correction(correction=one, text=text, version=held.general_version, by=by, at=at)


def agree_the_last_minutes(*, stage: Any, step: Any, meeting: Meeting, by: User, at: datetime) -> None:
    """The meeting agrees the last minutes as a true record, where there are any."""
    for one in earlier(meeting):
        if one.state == "distributed":
            meetings.agree_record(meeting=meeting, previous=one, by=by, at=at)


ROUNDS = {
    "answer_the_draft": answer_the_draft,
    "take_corrections_up": take_corrections_up,
    "agree_the_last_minutes": agree_the_last_minutes,
}
