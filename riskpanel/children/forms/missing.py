"""What is typed when a child is missing, is back, and is talked with."""

from django import forms

from riskpanel.children.models import MissingEpisode
from riskpanel.ui.forms import Choice, DayField, LongText, MomentField, ShortText


class EpisodeForm(forms.Form):
    """A child is missing, or was."""

    began_at = MomentField(
        label="Since when is the child missing?", called="When the child went missing",
        hint="When the child was last known to be safe, as near as you know",
    )  # fmt: skip
    missing_from = ShortText(
        label="Missing from where?", called="Missing from where", required=False,
        hint="For example: home; the placement; school",
    )  # fmt: skip
    reference = ShortText(
        label="Reference of the police", max_length=60, width=20, required=False, hint="If the police gave one"
    )


class ReturnForm(forms.Form):
    """The child is back."""

    ended_at = MomentField(label="When was the child found, or back?", called="The return")
    found_where = ShortText(label="Where was the child found?", called="Where the child was found", required=False)


class OfferForm(forms.Form):
    """The return interview was offered."""

    offered_at = MomentField(label="When was the return interview offered?", called="When the interview was offered")
    who = ShortText(
        label="Who offered it?",
        called="Who offered it",
        hint="A person whom the child can trust, and who is not in charge",
    )


class TalkForm(forms.Form):
    """What became of the return interview."""

    became = Choice(
        label="What became of the return interview?", called="What became of the return interview",
        choices=MissingEpisode.Interview.choices,
        hints={"held": "Somebody talked with the child", "declined": "The child did not want to, or was not reached"},
    )  # fmt: skip
    interview_at = MomentField(label="When was that?", called="When that was")
    note = LongText(
        label="What came of it?", called="What came of it", max_length=4000,
        hint="Where the child was, with whom, what hurt or frightened them, what would help; or why there was none",
    )  # fmt: skip


class FormReadyForm(forms.Form):
    """The form for the police is ready."""

    made_on = DayField(label="Of which day is the form?", called="The day of the form")
    kept_where = ShortText(
        label="Where is it kept?", called="Where it is kept", hint="So that the police have it within minutes"
    )
