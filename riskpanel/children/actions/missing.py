"""Verbs about times when a child was missing: reported, returned, the return interview."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from riskpanel.access.models import User
from riskpanel.children.models import Child, MissingEpisode, MissingForm
from riskpanel.children.moves import Refused, locked, write
from riskpanel.children.threads import ChildThread
from riskpanel.partnership.models import Panel
from riskpanel.ui.words import moment

Interview = MissingEpisode.Interview


@transaction.atomic
def note_episode(
    *,
    child: Child,
    panel: Panel,
    began_at: datetime,
    by: User,
    at: datetime,
    ended_at: datetime | None = None,
    source: str = "",
    reference: str = "",
    **told: Any,
) -> MissingEpisode:
    """Keeps an episode, and its return where that is known. The same episode told again, by its
    reference or its start, is the same row: only a return not known before is added. Raises Refused
    for a start after `at` and for a return before the start or after `at`."""
    _in_order(began_at, ended_at, at)
    Child.objects.select_for_update().get(pk=child.pk)
    known = MissingEpisode.objects.filter(child=child)
    episode = known.filter(reference=reference).first() if reference else None
    episode = episode or known.filter(began_at=began_at).first()
    if episode is None:
        episode = MissingEpisode.objects.create(
            child=child, panel=panel, began_at=began_at, source=source, reference=reference,
            created_at=at, created_by=by, **told,
        )  # fmt: skip
        write(episode, "missing_reported", by=by, at=began_at)
    elif reference and not episode.reference:
        episode.reference = reference
        episode.save(update_fields=["reference"])
    if ended_at and episode.ended_at is None:
        return record_return(episode=episode, ended_at=ended_at, by=by, at=at)
    return episode


def _in_order(began_at: datetime, ended_at: datetime | None, at: datetime) -> None:
    if began_at > at:
        raise Refused("The child cannot be missing from a time that is still to come.")
    if ended_at and ended_at > at:
        raise Refused("The return cannot be in the future.")
    if ended_at and ended_at < began_at:
        raise Refused("The return cannot be before the child went missing.")


@transaction.atomic
def report_missing(
    *,
    child: Child,
    panel: Panel,
    began_at: datetime,
    by: User,
    at: datetime,
    reference: str = "",
    missing_from: str = "",
) -> MissingEpisode:
    """Writes down by hand that a child is missing, or was. Raises Refused while an episode is open, for
    a reference or a start that is known, and for a start that lies within another episode."""
    _in_order(began_at, None, at)
    known = MissingEpisode.objects.select_for_update().filter(child=child)
    if reference and known.filter(reference=reference).exists():
        raise Refused("An episode with this reference is written down already.")
    if running := known.filter(ended_at=None).first():
        raise Refused(
            f"The child is written down as missing since {moment(running.began_at)}. Record the return first."
        )
    if known.filter(began_at__lte=began_at, ended_at__gte=began_at).exists():
        raise Refused("The child was already missing then: another episode covers that time.")
    told = {"reference": reference.strip(), "missing_from": missing_from.strip()}
    return note_episode(child=child, panel=panel, began_at=began_at, by=by, at=at, **told)


@transaction.atomic
def record_return(
    *, episode: MissingEpisode, ended_at: datetime, by: User, at: datetime, found_where: str = ""
) -> MissingEpisode:
    """The child is back: from then on the return interview is owed. Raises Refused for a return that
    is known already, lies before the start or is still to come."""
    held = locked(episode)
    if held.ended_at:
        raise Refused(f"The return is written down already: {moment(held.ended_at)}.")
    _in_order(held.began_at, ended_at, at)
    held.ended_at, held.found_where = ended_at, found_where.strip()
    _save(held, "ended_at", "found_where")
    write(held, "missing_returned", by=by, at=ended_at)
    return held


@transaction.atomic
def offer_interview(
    *, episode: MissingEpisode, offered_at: datetime, who: str, by: User, at: datetime
) -> MissingEpisode:
    """The return interview was offered, by whom: it stays owed until it is held or declined."""
    held = _to_talk(episode, offered_at, at)
    held.offered_at, held.offered_by = offered_at, who.strip()
    _save(held, "offered_at", "offered_by")
    write(held, "return_interview_offered", by=by, at=offered_at, note=held.offered_by)
    return held


@transaction.atomic
def record_interview(
    *, episode: MissingEpisode, became: str, interview_at: datetime, note: str, by: User, at: datetime
) -> MissingEpisode:
    """What became of the return interview: held, or declined, with what came of it or why. Raises Refused before the
    return, for a second answer, and without a note."""
    held = _to_talk(episode, interview_at, at)
    if became not in Interview.values:
        raise Refused("Say whether the return interview was held or declined.")
    if not note.strip():
        raise Refused("Write what came of the interview, or why there was none.")
    held.interview, held.interview_at = became, interview_at
    _save(held, "interview", "interview_at")
    write(held, f"return_interview_{became}", by=by, at=interview_at, note=note.strip())
    return held


@transaction.atomic
def tell_interview(*, episode: MissingEpisode, became: str, by: User, at: datetime) -> MissingEpisode:
    """An agency's extract tells that the return interview was held or declined, and not when: nobody owes it any
    more, and whether it was in time is not reckoned. Whoever knows more can still write it down. Told again it changes
    nothing. Raises Refused before the return, and where somebody wrote down what became of it."""
    held = _to_talk(episode, at, at)
    if not held.interview:
        held.interview = Interview(became)
        _save(held, "interview")
        write(held, "return_interview_told", by=by, at=at, note=f"{held.interview.label}.")
    return held


def _to_talk(episode: MissingEpisode, when: datetime, at: datetime) -> MissingEpisode:
    held = locked(episode)
    if held.ended_at is None:
        raise Refused("The child is not back yet.")
    if held.interview and held.interview_at:
        raise Refused("What became of the interview is written down already.")
    if when > at:
        raise Refused("This cannot be in the future.")
    if when < held.ended_at:
        raise Refused("This cannot be before the return.")
    return held


def _save(episode: MissingEpisode, *fields: str) -> None:
    episode.version += 1
    episode.save(update_fields=[*fields, "version"])


@transaction.atomic
def record_form(*, child: Child, panel: Panel, made_on: date, kept_where: str, by: User, at: datetime) -> MissingForm:
    """The form for the police is ready, of which day, and kept where. Raises Refused for a day to come."""
    if made_on > timezone.localdate(at):
        raise Refused("The day of the form cannot be in the future.")
    form = MissingForm.objects.create(child=child, made_on=made_on, kept_where=kept_where.strip(), by=by, at=at)
    write(ChildThread(child, panel), "missing_form_recorded", by=by, at=at, data={"made_on": made_on})
    return form
