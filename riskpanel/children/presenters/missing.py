"""Missing episodes in words: how often, whether that makes a repeat, and what is outstanding."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.urls import reverse

from riskpanel.children.models import Duty, MissingEpisode
from riskpanel.children.presenters.owed import DutyLine, duty_line, who_owes
from riskpanel.procedure import Calendar, Procedure
from riskpanel.procedure.listing import goes_missing_repeatedly, missing_within, outstanding
from riskpanel.procedure.model import Missing
from riskpanel.ui.words import as_day, day, plural

Interview = MissingEpisode.Interview
NO_DAY = "as an agency told, without a date"


@dataclass(frozen=True)
class EpisodeLine:
    """One episode: `tag` is (words, tone) of the return interview; `left` what makes it
    outstanding; `steps` are (label, address) of what may be written down next."""

    key: str
    began_at: datetime
    ended_at: datetime | None
    lasted: str
    known_from: str
    missing_from: str
    found_where: str
    tag: tuple[str, str]
    talk: str
    left: str
    steps: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class MissingBox:
    """A child's episodes taken together. `counts` are (days, how many began within them)."""

    since: datetime | None = None
    counts: list[tuple[int, int]] = field(default_factory=list)
    repeats: bool = False
    rule: str = ""
    still: int = 0
    owed: int = 0
    lines: list[EpisodeLine] = field(default_factory=list)
    talks: list[DutyLine] = field(default_factory=list)


def missing_box(
    episodes: Iterable[MissingEpisode], duties: Iterable[Duty], procedure: Procedure, now: datetime
) -> MissingBox:
    """What the episodes of one child come to under a procedure that counts them; `duties` are the return
    interviews still owed (with their owners at hand)."""
    rules, episodes = procedure.missing, list(episodes)
    if rules is None:
        return MissingBox()
    today, started = as_day(now), [as_day(one.began_at) for one in episodes]
    left = [outstanding(procedure, one.ended_at, bool(one.interview)) for one in episodes]
    calendar = Calendar(procedure.calendar)
    owed = {duty.case: duty for duty in duties}
    return MissingBox(
        since=next((one.began_at for one in episodes if one.ended_at is None), None),
        counts=[(days, missing_within(started, today, days)) for days in rules.counts],
        repeats=goes_missing_repeatedly(procedure, started, today),
        rule=repeat_words(rules),
        still=left.count("still_missing"),
        owed=left.count("interview_owed"),
        lines=[_line(one, what, owed, now) for one, what in zip(episodes, left, strict=True)],
        talks=[duty_line(duty, procedure, now, who=who_owes(duty), calendar=calendar) for duty in owed.values()],
    )


def repeat_words(rules: Missing) -> str:
    """`2 episodes in 30 days, or 3 in 90`: from when on a child goes missing repeatedly."""
    first, *rest = rules.repeats
    said = [f"{plural(first.episodes, 'episode')} in {plural(first.days, 'day')}"]
    return ", or ".join(said + [f"{one.episodes} in {one.days}" for one in rest])


def lasted(episode: MissingEpisode, now: datetime) -> str:
    """How long: `3 days`, `5 hours`, `40 minutes`; until now where the child is not back."""
    time: timedelta = (episode.ended_at or now) - episode.began_at
    if time >= timedelta(days=2):
        return plural(time.days, "day")
    if time >= timedelta(hours=2):
        return plural(int(time.total_seconds() // 3600), "hour")
    return plural(int(time.total_seconds() // 60), "minute")


def _line(one: MissingEpisode, left: str, owed: Mapping[UUID, Duty], now: datetime) -> EpisodeLine:
    source = one.source.replace("_", " ").capitalize() if one.source else one.created_by.full_name
    return EpisodeLine(
        key=str(one.pk),
        began_at=one.began_at,
        ended_at=one.ended_at,
        lasted=lasted(one, now),
        known_from=f"{source}, {one.reference}" if one.reference else source,
        missing_from=one.missing_from,
        found_where=one.found_where,
        tag=_tag(one, owed.get(one.pk), now),
        talk=_talk(one),
        left=left,
        steps=_steps(one),
    )


def _tag(one: MissingEpisode, duty: Duty | None, now: datetime) -> tuple[str, str]:
    if one.ended_at is None:
        return "Missing now", "late"
    if one.interview:
        return ("Interview held", "good") if one.interview == Interview.HELD else ("Interview declined", "closed")
    if duty and now > duty.due_at:
        return "Interview late", "late"
    return ("Interview offered", "wait") if one.offered_at else ("Interview to be offered", "warn")


def _talk(one: MissingEpisode) -> str:
    said = [f"Offered {day(one.offered_at)} by {one.offered_by}"] if one.offered_at else []
    if one.interview:
        when = day(one.interview_at) if one.interview_at else NO_DAY
        said.append(f"{one.get_interview_display()} {when}")
    return "; ".join(said)


def _steps(one: MissingEpisode) -> tuple[tuple[str, str], ...]:
    if one.ended_at is None:
        return (("Record the return", reverse("missing_return", args=[one.pk])),)
    if one.interview and one.interview_at:
        return ()
    offered = (
        ()
        if one.offered_at or one.interview
        else (("The interview is offered", reverse("missing_offer", args=[one.pk])),)
    )
    return (*offered, ("What became of the interview", reverse("missing_interview", args=[one.pk])))
