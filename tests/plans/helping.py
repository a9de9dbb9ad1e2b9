"""Small things that the tests of this room share."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from riskpanel.children.models import Duty
from riskpanel.children.moves import Refused

LONDON = ZoneInfo("Europe/London")


def at(month: int, day: int, hour: int = 10, minute: int = 0, year: int = 2026) -> datetime:
    """A moment on London's clock."""
    return datetime(year, month, day, hour, minute, tzinfo=LONDON)


def duty(record, code: str) -> Duty:
    """The one open duty of that code."""
    return Duty.objects.get(about=record.THING, case=record.pk, code=code, met_at=None)


def owes(record, code: str) -> bool:
    """Whether that duty is open."""
    return Duty.objects.filter(about=record.THING, case=record.pk, code=code, met_at=None).exists()


def due_day(record, code: str) -> date:
    """The local day on which the open duty ends."""
    return duty(record, code).due_at.astimezone(LONDON).date()


def refused(*words: str):
    """The action is refused, and a reason holds these words."""
    return pytest.raises(Refused, match="|".join(words) if words else "")
