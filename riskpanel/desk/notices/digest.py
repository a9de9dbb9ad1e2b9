"""The daily digest: how much a person owes, of which children (by reference), and what they were told.
Counts and references only."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from riskpanel.access.models import User
from riskpanel.children.models import Duty
from riskpanel.desk.reach import buckets, kept_from, mine, open_duties, references_of, start_of_day
from riskpanel.partnership.models import Notice
from riskpanel.partnership.standing import procedure_of
from riskpanel.procedure import Calendar, reminders
from riskpanel.ui.words import plural

DAYS_AHEAD = 7
"""How many calendar days of what is coming the digest tells of."""
NAMED = 12
"""How many references stand in one line; the rest is counted."""


@dataclass(frozen=True)
class Digest:
    """What somebody is told of one day: a subject of counts, and lines of counts and references."""

    subject: str
    lines: list[str]


def digest_of(user: User, day: date, now: datetime) -> Digest | None:
    """The digest of a person for a day, as things stand at `now`; None where there is nothing to tell."""
    owed = owed_on(user, day, now)
    waiting = list(Notice.objects.of(user).filter(way="digest", read_at=None, emailed_at=None).order_by("pk"))
    closed = kept_from(user, {one.child for one in waiting}, now)
    told = [one for one in waiting if one.child not in closed]
    keys = {duty.child_id for found in owed.values() for duty in found} | {one.child for one in told}
    seen = references_of(user, keys, now)
    lines = [_line(title, [seen.get(one.child_id, "") for one in found]) for title, found in owed.items() if found]
    lines += _told(told, seen)
    counts = [f"{len(found)} {title.lower()}" for title, found in owed.items() if found]
    if told:
        counts.append(plural(len(told), "notice"))
    return Digest(f"Your day: {', '.join(counts)}", lines) if lines else None


def owed_on(user: User, day: date, now: datetime) -> dict[str, list[Duty]]:
    """What the person owes, by where it stands on that day: late, due today, coming soon, to remember."""
    ahead = start_of_day(day + timedelta(days=DAYS_AHEAD + 1))
    spans = buckets(now)
    duties = open_duties(user).filter(mine(user)).select_related("panel__procedure")
    late, today = list(duties.filter(spans["late"])), list(duties.filter(spans["today"]))
    coming = list(duties.filter(spans["coming"], due_at__lt=ahead))
    reminded = [duty for duty in duties.filter(~spans["late"]) if reminded_on(duty, day)]
    return {"Late": late, "Due today": today, "Coming in the next 7 days": coming, "To remember today": reminded}


def reminded_on(duty: Duty, day: date) -> bool:
    """Whether the procedure reminds of an open duty on that day."""
    procedure = procedure_of(duty.panel.procedure) if duty.panel else None
    line = next((one for one in procedure.duties if one.code == duty.code), None) if procedure else None
    if line is None or not line.remind_working_days:
        return False
    calendar = Calendar(procedure.calendar)
    return day in reminders(line, duty.started_at, timezone.localdate(duty.due_at), calendar)


def _line(title: str, references: list[str]) -> str:
    """``Late: 3 (C-7F3K, C-9KLM and 1 without a reference)``."""
    named = sorted({one for one in references if one})
    shown, left = named[:NAMED], len(references) - sum(one in named[:NAMED] for one in references)
    more = [f"{left} more"] if left and shown else []
    return f"{title}: {len(references)}" + (f" ({', '.join([*shown, *more])})" if shown else "")


def _told(told: list[Notice], seen: dict[Any, str]) -> list[str]:
    """What was told, a line for each sentence."""
    by: dict[str, list[str]] = {}
    for one in told:
        by.setdefault(one.says, []).append(seen.get(one.child, "") if one.reference else "")
    return [_line(says.rstrip("."), references) for says, references in by.items()]
