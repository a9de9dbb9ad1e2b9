"""Calendar files as mail programs read them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from riskpanel.documents.calendars import Invitation, content_type, invitation

LONDON = ZoneInfo("Europe/London")
TOLD = Invitation(
    uid="6c1f-12@riskpanel",
    method="REQUEST",
    sequence=0,
    written_at=datetime(2026, 11, 10, 10, 0, tzinfo=LONDON),
    starts_at=datetime(2026, 11, 25, 14, 0, tzinfo=LONDON),
    minutes=120,
    title="High-Risk Panel",
    place="Civic Centre, Committee Room 6, High Street, which is a long address so that its line is folded over",
    url="https://panel.example/meetings/6c1f/",
    sender=("High-Risk Panel", "panel@wexcombe.example"),
    guest=("Siobhan Keaveney", "siobhan.keaveney@nhs.example"),
)


def event_of(told: Invitation):
    [event] = Calendar.from_ical(invitation(told)).walk("VEVENT")
    return event


@pytest.mark.parametrize(("month", "offset"), [(7, 1), (11, 0)])
def test_the_time_is_london_s_in_summer_and_in_winter(month: int, offset: int) -> None:
    starts = datetime(2026, month, 25, 14, 0, tzinfo=LONDON)
    event = event_of(replace(TOLD, starts_at=starts.astimezone(UTC)))
    begins = event["dtstart"].dt
    assert (begins.hour, begins.utcoffset()) == (14, timedelta(hours=offset)) and begins == starts
    assert event["dtend"].dt - begins == timedelta(hours=2)


def test_a_meeting_over_the_change_of_the_clocks_is_as_long_as_it_is() -> None:
    event = event_of(replace(TOLD, starts_at=datetime(2026, 10, 24, 23, 30, tzinfo=LONDON), minutes=240))
    assert event["dtend"].dt.astimezone(UTC) - event["dtstart"].dt.astimezone(UTC) == timedelta(hours=4)


def test_the_zone_is_in_the_file_and_its_lines_are_as_mail_wants_them() -> None:
    raw = invitation(TOLD)
    assert b"BEGIN:VTIMEZONE" in raw and b"TZID:Europe/London" in raw
    assert raw.endswith(b"\r\n") and b"\n" not in raw.replace(b"\r\n", b"")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75


def test_a_cancellation_is_the_same_event_called_off() -> None:
    first, last = event_of(TOLD), event_of(replace(TOLD, method="CANCEL", sequence=2))
    assert first["uid"] == last["uid"] and (first["sequence"], last["sequence"]) == (0, 2)
    assert (first["status"], last["status"]) == ("CONFIRMED", "CANCELLED")
    assert Calendar.from_ical(invitation(replace(TOLD, method="CANCEL")))["method"] == "CANCEL"
    assert content_type(TOLD) == "text/calendar; method=REQUEST; charset=utf-8"


def test_words_with_signs_of_the_format_stay_words() -> None:
    place = "Room 6; Hall, 2\nBEGIN:VEVENT"
    [event] = Calendar.from_ical(invitation(replace(TOLD, place=place))).walk("VEVENT")
    assert event["location"] == place


def test_who_sends_and_who_is_asked_stand_in_it_and_no_other_address() -> None:
    event = event_of(TOLD)
    assert event["organizer"] == "mailto:panel@wexcombe.example" and event["attendee"].params["CN"] == TOLD.guest[0]
    assert event["class"] == "PRIVATE" and invitation(TOLD).lower().count(b"mailto:") == 2


def test_without_a_place_there_is_none() -> None:
    assert "location" not in event_of(replace(TOLD, place=""))
