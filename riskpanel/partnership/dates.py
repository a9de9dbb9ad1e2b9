"""What is asked for a meeting out of turn."""

from datetime import datetime, timedelta
from typing import Any

from django import forms

from riskpanel.procedure import Procedure
from riskpanel.ui.forms import MomentField, Select, ShortText, WholeNumber


class SittingForm(forms.Form):
    """A meeting that the recurrences do not give."""

    kind = Select(label="Kind of meeting", empty=None)
    starts_at = MomentField(label="When")
    minutes = WholeNumber(label="Minutes", min_value=5, max_value=600, required=False, hint="Left blank: as usual")
    place = ShortText(label="Place", required=False, max_length=200)
    link = ShortText(label="Link", required=False, max_length=300, hint="For those who join from elsewhere")

    def __init__(self, *args: Any, procedure: Procedure, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.fields["kind"].choices = [(kind.code, kind.label) for kind in procedure.meetings]

    def clean_starts_at(self) -> datetime:
        """Ahead, and not by a slip of the year."""
        starts_at = self.cleaned_data["starts_at"]
        if starts_at <= self.now:
            raise forms.ValidationError("When must be ahead of now")
        if starts_at > self.now + timedelta(days=730):
            raise forms.ValidationError("When must be within two years")
        return starts_at

    def clean_link(self) -> str:
        """A link of the web, or nothing."""
        link = self.cleaned_data["link"]
        if link and not link.startswith("https://"):
            raise forms.ValidationError("Link must start with https://")
        return link
