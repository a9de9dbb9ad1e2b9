"""What is asked about an item for the other body."""

from typing import Any

from django import forms

from riskpanel.procedure.parts import Choice
from riskpanel.ui import forms as ui


class NothingForm(forms.Form):
    """A step that asks nothing."""


class WordsForm(forms.Form):
    """Words, asked for by the step."""

    words = ui.LongText(label="Words", max_length=4000, rows=5)

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields["words"].label = label
        self.fields["words"].called = "This"


class PutForwardForm(forms.Form):
    """A theme, a resource issue: what, and why the other body should hear of it."""

    kind = ui.Choice(label="What is it?", called="What it is")
    title = ui.ShortText(label="In a few words", hint="No child’s name", max_length=200)
    reason = ui.LongText(label="Why should they hear of it?", called="The reason", max_length=4000, rows=5)

    def __init__(self, *args: Any, kinds: list[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(one.code, one.label) for one in kinds]
