"""Two widgets that Django lacks: a day in three inputs, a moment in four."""

import datetime as dt

from django import forms

from riskpanel.ui.words import local

DAY_PARTS = ("day", "month", "year")


class PartsWidget(forms.Widget):
    """One value typed in several named inputs: ``name_day``, ``name_month`` … with ids ``id_name_day`` …"""

    parts: tuple[str, ...] = ()

    def value_from_datadict(self, data, files, name):
        """The typed texts in the order of ``parts``; None when every one is blank."""
        typed = tuple((data.get(f"{name}_{part}") or "").strip() for part in self.parts)
        return typed if any(typed) else None

    def value_omitted_from_data(self, data, files, name):
        """True when the form that was sent did not carry these inputs at all."""
        return all(f"{name}_{part}" not in data for part in self.parts)

    def id_for_label(self, id_):
        """The first input: where a label or an error link leads."""
        return f"{id_}_{self.parts[0]}" if id_ else id_

    def texts(self, value) -> dict[str, str]:
        """What stands in each input, for a typed value or a stored one."""
        if isinstance(value, (tuple, list)):
            return dict(zip(self.parts, value, strict=True))
        return self.split(value) if value else dict.fromkeys(self.parts, "")

    def split(self, value) -> dict[str, str]:
        """A stored value as texts."""
        raise NotImplementedError

    def render(self, name, value, attrs=None, renderer=None):
        """Refused: ``field(boundfield)`` draws these."""
        raise TypeError("Render this field with field(boundfield), not with {{ boundfield }}.")


class DayWidget(PartsWidget):
    """Day, month and year."""

    parts = DAY_PARTS

    def split(self, value) -> dict[str, str]:
        """The three numbers of a date; an ISO text (an initial value from a query string) is a date too."""
        value = dt.date.fromisoformat(value) if isinstance(value, str) else value
        return {"day": str(value.day), "month": str(value.month), "year": str(value.year)}


class MomentWidget(PartsWidget):
    """Day, month, year and a time of day."""

    parts = (*DAY_PARTS, "time")

    def split(self, value) -> dict[str, str]:
        """The four texts of a moment, on London's clock."""
        value = local(dt.datetime.fromisoformat(value) if isinstance(value, str) else value)
        return {"day": str(value.day), "month": str(value.month), "year": str(value.year), "time": f"{value:%H:%M}"}
