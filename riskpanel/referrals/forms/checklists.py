"""What a person may type in a checklist."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from riskpanel.partnership.models import Agency, Member
from riskpanel.procedure.instruments import Instrument, Item, Scale, Section
from riskpanel.referrals.actions.checklists import Said
from riskpanel.referrals.colleagues import named, picked
from riskpanel.referrals.instruments import windows_of
from riskpanel.referrals.models import Answer
from riskpanel.ui.forms import Choice, LongText, Select, ShortText, WholeNumber

PARTS = ("response", "evidence", "source", "happened_on")


class StartForm(forms.Form):
    """Which checklist, where the procedure lists several."""

    instrument = Choice(label="Which checklist?", called="A checklist")

    def __init__(self, *args: Any, instruments: list[Instrument], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["instrument"].choices = [(one.code, one.title) for one in instruments]
        self.fields["instrument"].hints = {one.code: one.says for one in instruments if one.says}


class InviteForm(forms.Form):
    """An agency that is asked for its part, and the person there."""

    member = Select(label="Who is asked?", called="The person", required=False, empty="Nobody in particular")
    agency = Select(label="If nobody in particular: which agency?", called="The agency", required=False)

    def __init__(self, *args: Any, members: list[Member], agencies: list[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members, self.agencies = members, agencies
        self.fields["member"].choices = [("", "Nobody in particular"), *named(members)]
        self.fields["agency"].choices = [("", "Choose"), *((str(one.pk), one.name) for one in agencies)]

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        member = picked(self.members, told.get("member", ""))
        agency = next((one for one in self.agencies if str(one.pk) == told.get("agency", "")), None)
        told["member"], told["agency"] = member, member.agency if member else agency
        if told["agency"] is None:
            self.add_error("member", ValidationError("Choose a person or an agency"))
        return told


class SignForm(forms.Form):
    """An agency's signature; one that answered nothing says why it signs all the same."""

    def __init__(self, *args: Any, answered: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not answered:
            self.fields["unanswered"] = LongText(
                label="Your agency answered nothing. Why does it sign all the same?",
                called="Why your agency signs without an answer", max_length=1_000, rows=3,
            )  # fmt: skip


class VoiceForm(forms.Form):
    """Strengths and words that the instrument itself does not ask for."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    strengths = LongText(label="Strengths and what helps", max_length=5_000, required=False)
    child_says = LongText(label="What the child says", max_length=5_000, required=False)
    family_says = LongText(label="What parents or carers say", max_length=5_000, required=False)


def cell(item: str, window: str, part: str) -> str:
    """The name of one input of one item in one window."""
    return f"{item}--{window}--{part}" if window else f"{item}--{part}"


def token(versions: Mapping[tuple[str, str], int]) -> str:
    """The version of every answer before the person, as one hidden text."""
    return ";".join(f"{item}~{window}:{version}" for (item, window), version in sorted(versions.items()) if version)


def versions(text: str) -> dict[tuple[str, str], int]:
    """What such a text says; what cannot be read counts as never seen, so that nothing is overwritten."""
    found = {}
    for one in text.split(";"):
        place, _, version = one.rpartition(":")
        item, tilde, window = place.partition("~")
        if tilde and version.isascii() and version.isdigit() and len(version) < 9:
            found[item, window] = int(version)
    return found


class SectionForm(forms.Form):
    """The answers of one section: for each item and window a response and what it rests on."""

    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=10_000)

    def __init__(
        self, *args: Any, instrument: Instrument, section: Section, answers: Iterable[Answer] = (), **kwargs: Any
    ) -> None:
        self.instrument, self.section = instrument, section
        held = {(one.item, one.window): one for one in answers}
        initial = {"version": token({place: one.version for place, one in held.items()})}
        for (item, window), one in held.items():
            initial |= {cell(item, window, part): getattr(one, part) for part in PARTS}
        super().__init__(*args, initial=initial, **kwargs)
        for item in section.items:
            for window in windows_of(section):
                self._ask(item, window, instrument.scale_of(section, item))

    def _ask(self, item: Item, window: str, scale: Scale) -> None:
        if scale.kind == "text":
            self.fields[cell(item.code, window, "evidence")] = LongText(
                label=item.label, hint=item.hint, max_length=5_000, rows=4, required=False, count=False
            )
            return
        self.fields[cell(item.code, window, "response")] = _response(self, item, window, scale)
        self.fields[cell(item.code, window, "evidence")] = LongText(
            label="What does it rest on?", max_length=4_000, rows=2, required=False, count=False
        )
        if self.section.kind == "indicators":
            self.fields[cell(item.code, window, "happened_on")] = ShortText(
                label="When?", max_length=100, required=False
            )
            self.fields[cell(item.code, window, "source")] = ShortText(label="Who says so?", required=False)

    def asked(self) -> list[tuple[Item, list[tuple[str, dict[str, str]]]]]:
        """The items, each with its windows and the names of their inputs, in the order of the form."""
        return [(item, [(window, self._names(item, window)) for window in windows_of(self.section)])
                for item in self.section.items]  # fmt: skip

    def _names(self, item: Item, window: str) -> dict[str, str]:
        named_ = {part: cell(item.code, window, part) for part in PARTS}
        return {part: name for part, name in named_.items() if name in self.fields}

    def said(self) -> list[Said]:
        """What the person says of every item, and which version they had before them."""
        had = versions(self.cleaned_data["version"])
        told = []
        for item, windows in self.asked():
            scale = self.instrument.scale_of(self.section, item)
            for window, names in windows:
                words = {part: str(self.cleaned_data.get(names.get(part, "")) or "") for part in PARTS}
                if scale.kind == "number" and self.cleaned_data.get(names["response"]) == 0:
                    words["response"] = "0"
                if scale.kind == "text":
                    words["response"] = "text" if words["evidence"] else ""
                told.append(Said(item.code, window, version=had.get((item.code, window), 0), **words))
        return told


def _response(form: SectionForm, item: Item, window: str, scale: Scale) -> forms.Field:
    label = next((one.label for one in form.instrument.windows if one.code == window), item.label)
    if scale.kind == "number":
        return WholeNumber(
            label=label, hint=f"{scale.least} to {scale.most}", min_value=scale.least, max_value=scale.most,
            width=2, required=False,
        )  # fmt: skip
    choices = [(one.code, one.label) for one in scale.responses]
    return Choice(label=label, hint="" if window else item.hint, choices=choices, inline=True, required=False)
