"""Calendar invitations to a meeting: the invitation, its changes, its cancellation. Nothing in them tells of a
child: a panel's own title, a time, the meeting's place and an address at which to sign in."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vText

LONDON = ZoneInfo("Europe/London")
Method = Literal["REQUEST", "CANCEL"]


@dataclass(frozen=True)
class Invitation:
    """One person's invitation to one meeting.

    `uid` stays the same for that person and meeting; `sequence` starts at 0 and grows with each change
    of time or place, and with the cancellation. Moments are aware; `minutes` is the length. `title` is
    what calendars show to everybody who sees them, so it names the panel alone.
    """

    uid: str
    method: Method
    sequence: int
    written_at: datetime
    starts_at: datetime
    minutes: int
    title: str
    place: str
    url: str
    sender: tuple[str, str]
    guest: tuple[str, str]


def invitation(told: Invitation) -> bytes:
    """The invitation as a calendar file (RFC 5545) with its time zone, for mail and for download."""
    calendar = Calendar()
    calendar.add("prodid", "-//riskpanel//meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", told.method)
    calendar.add_component(_event(told))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def content_type(told: Invitation) -> str:
    """How a mail says what the part is."""
    return f"text/calendar; method={told.method}; charset=utf-8"


def _event(told: Invitation) -> Event:
    starts = told.starts_at.astimezone(UTC)
    event = Event()
    event.add("uid", told.uid)
    event.add("sequence", told.sequence)
    event.add("dtstamp", told.written_at.astimezone(UTC))
    event.add("dtstart", starts.astimezone(LONDON))
    event.add("dtend", (starts + timedelta(minutes=told.minutes)).astimezone(LONDON))
    event.add("summary", told.title)
    event.add("description", f"Papers are in the application and nowhere else. Sign in: {told.url}")
    event.add("url", told.url)
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if told.method == "CANCEL" else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if told.method == "CANCEL" else "OPAQUE")
    if told.place:
        event.add("location", told.place)
    event.add("organizer", _person(*told.sender))
    guest = _person(*told.guest)
    guest.params["ROLE"], guest.params["PARTSTAT"] = vText("REQ-PARTICIPANT"), vText("NEEDS-ACTION")
    guest.params["RSVP"] = vText("FALSE")
    event.add("attendee", guest, encode=False)
    return event


def _person(name: str, address: str) -> vCalAddress:
    person = vCalAddress(f"mailto:{address}")
    person.params["CN"] = vText(name)
    return person
