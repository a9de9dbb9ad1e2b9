"""What is asked about a sending of papers."""

from django import forms

from riskpanel.meetings.forms.choices import YES_NO
from riskpanel.ui import forms as ui


class RecallForm(forms.Form):
    """Why a copy is called back."""

    reason = ui.ShortText(label="Why", max_length=300)


class SendingForm(forms.Form):
    """Whether a wide sending goes out, and why."""

    agreed = ui.Choice(label="May they go out?", choices=YES_NO)
    reason = ui.LongText(label="Why", rows=4, max_length=2000)
