"""Sends what waits: letters of notices and digests, each once, tried again where the mail server failed.

Nothing is sent inside a transaction. A letter is claimed first, by one statement, so that two senders
never send the same; whoever dies with a claim loses nothing, since claims end.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from riskpanel.desk.notices.letters import letter_of
from riskpanel.partnership.models import Notice

CLAIMED = timedelta(minutes=10)
LONGEST = 12 * 60
"""Minutes between two tries at most."""


@dataclass
class Sent:
    """What came of a sending: letters sent, failed, and not needed any more."""

    sent: int = 0
    failed: int = 0
    empty: int = 0


def send_waiting(now: datetime, keys: Iterable[int] | None = None) -> Sent:
    """Sends the letters that wait at `now`; with `keys` only those. A fault is written down by its kind and
    the letter waits, longer each time; it is never lost and no other letter waits for it."""
    waiting = Notice.objects.waiting(now)
    waiting = waiting.filter(pk__in=list(keys)) if keys is not None else waiting
    done = Sent()
    for key in list(waiting.values_list("pk", flat=True)):
        if not waiting.filter(pk=key).update(try_after=now + CLAIMED):
            continue
        notice = Notice.objects.select_related("user", "partnership", "panel__procedure").get(pk=key)
        try:
            letter = letter_of(notice, now)
            if letter is not None:
                letter.send()
        except Exception as fault:
            _failed(notice, fault, now)
            done.failed += 1
            continue
        _gone(notice, now)
        done.sent, done.empty = done.sent + (letter is not None), done.empty + (letter is None)
    return done


def _gone(notice: Notice, now: datetime) -> None:
    """Writes that a letter went out; a digest takes with it the notices that it told of."""
    with transaction.atomic():
        Notice.objects.filter(pk=notice.pk).update(emailed_at=now, failure="")
        if notice.kind == "digest":
            Notice.objects.of(notice.user).filter(way="digest", emailed_at=None, made_at__lte=now).update(
                emailed_at=now
            )


def _failed(notice: Notice, fault: Exception, now: datetime) -> None:
    """Writes the kind of a fault, never its words: they may hold an address. The next try waits twice as long."""
    wait = timedelta(minutes=min(2**notice.tries, LONGEST))
    Notice.objects.filter(pk=notice.pk).update(
        tries=min(notice.tries + 1, 100), failure=type(fault).__name__[:60], try_after=now + wait
    )
