"""What is typed to link a brother or sister, and to take a link back."""

from django import forms

from riskpanel.ui.forms import LongText, ShortText


class SiblingForm(forms.Form):
    """The reference of a brother or sister."""

    reference = ShortText(
        label="The reference of the brother or sister", max_length=12, width=10,
        hint="For example C-7F3K. Only a child whom you see already can be linked",
    )  # fmt: skip
    known_how = ShortText(
        label="How is this known?",
        called="How this is known",
        max_length=300,
        hint="For example: same mother; school record",
    )


class TakeBackForm(forms.Form):
    """Why a link is wrong."""

    why = LongText(label="Why is the link wrong?", called="Why the link is wrong", max_length=300, rows=3)
