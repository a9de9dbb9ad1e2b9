"""Fields for dates and moments: what a person may type, and what they are told when it is not a real date."""

import calendar
import datetime as dt
import re

from django import forms
from django.core.exceptions import ValidationError

from riskpanel.ui.asked import Asked
from riskpanel.ui.widgets import DAY_PARTS, DayWidget, MomentWidget
from riskpanel.ui.words import LONDON, day, moment

MONTHS = {
    name[:length].lower(): number
    for number, name in enumerate(calendar.month_name)
    for length in range(3, len(name) + 1)
}
TIME = re.compile(r"(\d{1,2})(?:[:.\s]?(\d{2}))?\s*([ap])?\.?(?:m\.?)?", re.IGNORECASE)


class Wrong(ValidationError):
    """A validation error that names the inputs at fault, so that they are marked and linked to."""

    def __init__(self, message: str, *parts: str, code: str = "invalid"):
        super().__init__(message, code=code, params={"parts": parts})


class DayField(Asked, forms.Field):
    """A date in three inputs; ``earliest`` and ``latest`` are dates or functions that give one."""

    widget = DayWidget

    def __init__(self, *, earliest=None, latest=None, **kwargs):
        super().__init__(**kwargs)
        self.earliest, self.latest = earliest, latest

    def to_python(self, value) -> dt.date | None:
        """The date that was typed."""
        if value in self.empty_values:
            return None
        if isinstance(value, dt.datetime | dt.date):
            return value
        if isinstance(value, str):
            return self._from_iso(value)
        return self._real_date(*value[:3])

    def validate(self, value) -> None:
        """Refuse a blank that is required and a date outside the limits."""
        super().validate(value)
        if value is None:
            return
        early, late = (edge() if callable(edge) else edge for edge in (self.earliest, self.latest))
        if early and value < early:
            raise Wrong(f"{self.noun} must be {self._shown(early)} or later", *DAY_PARTS, code="early")
        if late and value > late:
            raise Wrong(f"{self.noun} must be {self._shown(late)} or earlier", *DAY_PARTS, code="late")

    def has_changed(self, initial, data) -> bool:
        """Compare dates, not texts; what cannot be read has changed."""
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True

    _shown = staticmethod(day)

    def _from_iso(self, value: str) -> dt.date:
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            raise Wrong(f"{self.noun} must be a real date", *DAY_PARTS) from None

    def _real_date(self, day_: str, month: str, year: str) -> dt.date:
        typed = dict(zip(DAY_PARTS, (day_, month, year), strict=True))
        lacking = [part for part, text in typed.items() if not text]
        if lacking:
            raise Wrong(f"{self.noun} must include a {' and a '.join(lacking)}", *lacking, code="incomplete")
        if year.isdecimal() and len(year) != 4:
            raise Wrong(f"{self.noun}: the year must have 4 numbers", "year")
        number = MONTHS.get(month.lower().rstrip("."), month)
        try:
            typed_date = dt.date(*(int(text) for text in (year, number, day_)))
            if typed_date.year < 1900:
                raise ValueError
            return typed_date
        except (ValueError, OverflowError):
            raise Wrong(f"{self.noun} must be a real date", *DAY_PARTS) from None


class MomentField(DayField):
    """A date and a time of day on London's clock; gives an aware datetime.

    A time that the spring change of clocks skips is refused; one that comes twice in autumn is the first of the two.
    """

    widget = MomentWidget

    _shown = staticmethod(moment)

    def to_python(self, value) -> dt.datetime | None:
        """The moment that was typed."""
        if value in self.empty_values or isinstance(value, dt.datetime):
            return value or None
        if isinstance(value, str):
            return self._on_london_clock(self._from_iso(value))
        when = self._real_date(*value[:3])
        return self._on_london_clock(dt.datetime.combine(when, self._time_of_day(value[3])))

    def _from_iso(self, value: str) -> dt.datetime:
        try:
            return dt.datetime.fromisoformat(value)
        except ValueError:
            raise Wrong(f"{self.noun} must be a real date and time", *self.widget.parts) from None

    def _time_of_day(self, text: str) -> dt.time:
        if not text:
            raise Wrong(f"{self.noun} must include a time", "time", code="incomplete")
        found = TIME.fullmatch(text) if text.isascii() else None
        if found:
            hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
            if half and 1 <= hour <= 12:
                hour = hour % 12 + (12 if half == "p" else 0)
            if hour < 24 and minute < 60 and (half or found[2]):
                return dt.time(hour, minute)
        raise Wrong(f"{self.noun}: the time must be a time of day, like 09:30 or 17:00", "time")

    def _on_london_clock(self, when: dt.datetime) -> dt.datetime:
        if when.tzinfo:
            return when
        aware = when.replace(tzinfo=LONDON, fold=0)
        if aware.astimezone(dt.UTC).astimezone(LONDON).replace(tzinfo=None) != when:
            raise Wrong(
                f"{self.noun}: there is no {when:%H:%M} on {day(when)}, because the clocks go forward that night. "
                "Give a time before 01:00, or from 02:00",
                "time",
                code="clock-change",
            )
        return aware
