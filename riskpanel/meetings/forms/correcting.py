"""The draft on its way round: what is wrong with it, and what becomes of that."""

from typing import Any

from django import forms

from riskpanel.ui import forms as ui


class CorrectionForm(forms.Form):
    """A proposed correction to a part of the minutes."""

    wrong = ui.LongText(label="What is wrong", rows=3, max_length=4000, count=False)
    should_say = ui.LongText(label="What it should say", rows=3, max_length=4000, count=False)


class CorrectionAnswerForm(forms.Form):
    """What becomes of a proposed correction: the part as it now reads, or why it stays."""

    answer = ui.Choice(
        label="What becomes of it?", choices=[("accepted", "It is taken into the minutes"), ("declined", "It is not")]
    )
    text = ui.LongText(label="The minutes as they now read", required=False, rows=14, max_length=100_000)
    reason = ui.LongText(label="Why not", required=False, rows=3, max_length=2000, count=False)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].strip = False
        self.fields["answer"].conditional = {"accepted": ("text",), "declined": ("reason",)}

    def clean(self) -> dict:
        """A correction that is not taken up has a reason."""
        cleaned = super().clean()
        ui.need(self, "reason", when=cleaned.get("answer") == "declined", says="Say why it is not taken up")
        return cleaned


class SignAnywayForm(forms.Form):
    """Why minutes are signed before they have been all the way round."""

    exception = ui.LongText(label="Why they are signed now", rows=3, max_length=2000, count=False)


class MinutesNoteForm(forms.Form):
    """A dated note to minutes that stand."""

    text = ui.LongText(label="Note", rows=5, max_length=8000, count=False)
