"""What a person may type at their desk."""

from datetime import date

from django import forms

from riskpanel.ui.forms import DayField, LongText


class MembershipForm(forms.Form):
    """The panel looked at who holds its seats."""

    reviewed_on = DayField(label="When was the membership reviewed?", called="The day of the review")
    outcome = LongText(label="What came of it?", called="The outcome", max_length=2000, rows=4)

    def __init__(self, *args, today: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reviewed_on"].latest = today
