"""What the tests of the first half of the room share."""

from datetime import datetime

from riskpanel.children.models import Duty, Event
from tests.cast import LONDON


def at(day: int, hour: int = 10, minute: int = 0, month: int = 11, year: int = 2026) -> datetime:
    """A moment on London's clock; November 2026 unless said otherwise."""
    return datetime(year, month, day, hour, minute, tzinfo=LONDON)


def owed(made, code: str) -> Duty | None:
    """The open duty of that code on the thread of a concern."""
    return Duty.objects.filter(case=made.pk, code=code, met_at=None).first()


def met(made, code: str) -> Duty | None:
    """The duty of that code that was done."""
    return Duty.objects.filter(case=made.pk, code=code).exclude(met_at=None).first()


def day_of(duty: Duty):
    """The London day and hour until which a duty is owed."""
    return duty.due_at.astimezone(LONDON).strftime("%a %-d %b %Y %H:%M")


def told(made, kind: str) -> Event:
    """The last event of that kind on the thread of a concern."""
    return Event.objects.filter(case=made.pk, kind=kind).order_by("at", "pk").last()


def post(client, url: str, **data):
    """Sends a form; days and moments are given as `name=(day, month, year[, time])`."""
    sent = {}
    for name, value in data.items():
        if isinstance(value, tuple):
            parts = dict(zip(("day", "month", "year", "time"), value, strict=False))
            sent |= {f"{name}_{part}": text for part, text in parts.items()}
        else:
            sent[name] = value
    return client.post(url, sent)


BAD = {
    "html": "<script>alert(1)</script>",
    "emoji": "Worried 😟 about this 👩‍👩‍👧",
    "nul": "before\x00after",
}
"""Texts that a form must survive: the first two are kept as they are, the last is refused in words."""
