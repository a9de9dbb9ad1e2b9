"""A form with every kind of field, for the gallery and for the tests."""

import datetime as dt

from django import forms

from riskpanel.ui import forms as ui

YES_NO = [("yes", "Yes"), ("no", "No")]


class GalleryForm(forms.Form):
    """Every kind of field, each with a hint."""

    name = ui.ShortText(label="Name of the professional", hint="As they sign", width=20)
    email = ui.Email(label="E-mail address", required=False)
    absences = ui.WholeNumber(label="Days absent from school", min_value=0, max_value=190)
    happened_on = ui.DayField(
        label="When did it happen?",
        called="The date it happened",
        hint="For example, 3 11 2026",
        latest=dt.date(2026, 11, 3),
    )
    held_at = ui.MomentField(label="Strategy meeting", hint="The day, and the time it began")
    summary = ui.LongText(label="What happened", hint="What was seen and heard, and by whom", max_length=2000, rows=4)
    notes = ui.LongText(label="Notes", required=False, rows=2)
    told = ui.Choice(
        label="Has the family been told?",
        choices=YES_NO,
        hints={"no": "You will be asked why"},
        conditional={"no": ("why_not",)},
    )
    why_not = ui.LongText(label="Why not", required=False, rows=2, max_length=500)
    agencies = ui.ManyChoice(
        label="Agencies involved",
        choices=[("police", "Police"), ("health", "Health"), ("school", "School"), ("none", "None of these")],
        exclusive="none",
    )
    category = ui.Select(label="Category", choices=[("missing", "Missing"), ("exploited", "Exploited")])
    extract = ui.FileField(label="The agency’s extract", hint="A spreadsheet", accept=(".xlsx", ".csv"))
    agreed = ui.Confirm(label="I have read what I was sent")

    def clean(self):
        """A reason is needed where the family has not been told."""
        cleaned = super().clean()
        ui.need(self, "why_not", when=cleaned.get("told") == "no", says="Say why the family has not been told")
        return cleaned


class PlainForm(forms.Form):
    """A small form for the layouts."""

    reason = ui.LongText(label="Reason", hint="The referrer will read this", max_length=1000)
    when = ui.DayField(label="Come back to it on", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, initial=3, required=False)
