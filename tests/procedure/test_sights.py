"""Every sight has an end, worked out when it is given."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskpanel.procedure import Calendar, boxed, ends_of

LONDON = ZoneInfo("Europe/London")
HRP = boxed("hrp")
ENGLAND = Calendar(HRP.calendar)
GIVEN = datetime(2026, 11, 12, 9, tzinfo=UTC)


@pytest.mark.clause("HRP-A2-4.6")
def test_a_guest_sees_until_five_working_days_after_the_meeting() -> None:
    guest = HRP.sight("guest")
    assert ends_of(guest, {}, GIVEN, ENGLAND) == GIVEN + timedelta(days=62)
    closed = datetime(2026, 11, 19, 16, tzinfo=LONDON)
    assert ends_of(guest, {"meeting_closed": closed}, GIVEN, ENGLAND) == datetime(2026, 11, 26, 23, 59, tzinfo=LONDON)


def test_an_opening_in_an_emergency_lasts_four_hours() -> None:
    assert ends_of(HRP.sight("break_glass"), {}, GIVEN, ENGLAND) == GIVEN + timedelta(hours=4)


def test_a_lead_professional_sees_until_somebody_else_leads() -> None:
    changed = GIVEN + timedelta(days=9)
    assert ends_of(HRP.sight("lead_professional"), {"lead_changed": changed}, GIVEN, ENGLAND) == changed


def test_an_event_of_an_earlier_time_ends_nothing() -> None:
    guest = HRP.sight("guest")
    assert ends_of(guest, {"meeting_closed": GIVEN - timedelta(days=1)}, GIVEN, ENGLAND) == GIVEN + timedelta(days=62)


def test_an_event_never_prolongs() -> None:
    guest = HRP.sight("guest")
    late = GIVEN + timedelta(days=100)
    assert ends_of(guest, {"meeting_closed": late}, GIVEN, ENGLAND) == GIVEN + timedelta(days=62)


@given(
    st.sampled_from(HRP.sights),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),
    st.timedeltas(timedelta(0), timedelta(days=400)),
)
def test_every_sight_ends(sight: object, given_at: datetime, later: timedelta) -> None:
    line = next(one for one in HRP.sights if one is sight)
    first = ends_of(line, {}, given_at, ENGLAND)
    after = ends_of(line, {line.until.event: given_at + later}, given_at, ENGLAND)
    assert given_at <= after <= first <= given_at + timedelta(days=line.until.at_most_days)
