"""What an agency types before a meeting, and what it is told when something lacks."""

from typing import Any

from django import forms

from riskpanel.meetings.forms.choices import coded
from riskpanel.meetings.models import InformationReturn, ReturnVersion
from riskpanel.meetings.returns import PIECE
from riskpanel.procedure.model import Activities, Returns
from riskpanel.ui import forms as ui

MOST = 6
"""How many pieces of information one answer holds."""
WORDS = ("text", "source")


def typed_in(form: forms.Form) -> dict[str, str]:
    """The words and choices that stand in a form that was sent, as they stand."""
    return {name: str(form.data[name]) for name in form.fields if name != "version" and form.data.get(name)}


def _version() -> forms.IntegerField:
    return forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2_000_000_000)


class ReturnForm(forms.Form):
    """An answer about one child, with `pieces` places for information."""

    answer = ui.Select(label="What does your agency know?", called="Answer")
    reason = ui.LongText(
        label="Why it is not shared",
        required=False,
        rows=2,
        max_length=2000,
        count=False,
        hint="The meeting reads this",
    )

    def __init__(
        self, *args: Any, returns: Returns, labels: list[tuple[str, str]], pieces: int = 1, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.returns, self.labels = returns, labels
        self.pieces = range(min(max(pieces, 1), MOST))
        self.fields["answer"].choices = [("", "Choose"), *coded(returns.answers)]
        for place in self.pieces:
            self._offer(place)
        self.fields["version"] = _version()

    def _offer(self, place: int) -> None:
        """The questions of one piece of information."""
        returns = self.returns
        limits = {"required": False}
        asked: dict[str, forms.Field] = {
            "text": ui.LongText(label="Information", rows=3, max_length=4000, count=False, **limits),
            "kind": ui.Select(label="Kind", **limits),
            "source": ui.ShortText(label="Where it comes from", **limits),
            "basis": ui.Select(label="Shared on the basis of", **limits),
            "label": ui.Select(label="Who may read it", **limits),
            "not_minuted": ui.Confirm(label=returns.not_minuted, **limits),
            "not_for_family": ui.Confirm(label=returns.not_for_family, **limits),
        }
        asked["kind"].choices = [("", "Choose"), *coded(returns.kinds)]
        asked["basis"].choices = [("", "Choose"), *coded(returns.bases)]
        asked["label"].choices = [("", returns.everybody), *self.labels]
        for name, field in asked.items():
            self.fields[f"{name}_{place}"] = field

    def groups(self) -> list[dict[str, Any]]:
        """The bound questions of each piece, in order."""
        return [{name: self[f"{name}_{place}"] for name in PIECE} for place in self.pieces]

    def clean(self) -> dict:
        """What is kept back has a reason; what is shared is said, with its kind and its basis."""
        cleaned = super().clean()
        line = self.returns.answer(cleaned.get("answer") or "")
        if line is None:
            return cleaned
        ui.need(self, "reason", when=line.means == "withheld", says="Say why it is not shared")
        if line.means == "shared":
            self._check_pieces(cleaned)
        elif any(cleaned.get(f"text_{place}") for place in self.pieces):
            wanted = next(one.label for one in self.returns.answers if one.means == "shared")
            self.add_error("answer", f"There is information below: choose “{wanted}”, or take it out")
        return cleaned

    def _check_pieces(self, cleaned: dict) -> None:
        filled = [place for place in self.pieces if self._touched(cleaned, place)] or [0]
        for place in filled:
            ui.need(self, f"text_{place}", when=True, says="Write what your agency shares")
            ui.need(self, f"kind_{place}", when=True, says="Choose what kind of information it is")
            ui.need(self, f"basis_{place}", when=True, says="Choose on what legal basis it is shared")

    def _touched(self, cleaned: dict, place: int) -> bool:
        return any(cleaned.get(f"{name}_{place}") or f"{name}_{place}" in self.errors for name in WORDS)

    def told(self) -> dict[str, Any]:
        """What the action takes."""
        sent = self.cleaned_data
        pieces = [{name: sent[f"{name}_{place}"] for name in PIECE} for place in self.pieces]
        told = [one for one in pieces if one["text"]]
        return {"answer": sent["answer"], "reason": sent["reason"], "contributions": told, "version": sent["version"]}

    def typed(self) -> dict[str, str]:
        """What stands in the form, right or wrong, for a draft."""
        return typed_in(self)

    @classmethod
    def start(cls, asked: InformationReturn, last: ReturnVersion | None) -> dict[str, Any]:
        """What stands in the fields at first: the draft, else the answer that stands."""
        if asked.draft:
            return {**asked.draft, "version": asked.version}
        start: dict[str, Any] = {"version": asked.version}
        if last is not None:
            start |= {"answer": last.answer, "reason": last.reason}
            for place, piece in enumerate(last.contributions.all()):
                start |= {f"{name}_{place}": getattr(piece, name) for name in PIECE}
        return start

    @staticmethod
    def room_for(asked: InformationReturn, last: ReturnVersion | None) -> int:
        """How many places there are: one more than what stands."""
        drafted = [int(name[5:]) + 1 for name in asked.draft if name.startswith("text_") and name[5:].isdigit()]
        return max([len(last.contributions.all()) if last else 0, *drafted]) + 1


class ActivitiesForm(forms.Form):
    """What an agency did itself."""

    text = ui.LongText(label="What was done", required=False, rows=6, max_length=6000, count=False)
    label = ui.Select(label="Who may read it", required=False)
    nothing = ui.Confirm(required=False)

    def __init__(
        self, *args: Any, returns: Returns, asks: Activities, labels: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["label"].choices = [("", returns.everybody), *labels]
        self.fields["nothing"].label = asks.nothing
        self.fields["text"].label, self.fields["text"].hint = asks.label, asks.says
        self.fields["version"] = _version()

    def clean(self) -> dict:
        """Either words or nothing, and not both."""
        cleaned = super().clean()
        ui.need(self, "text", when=not cleaned.get("nothing"), says="Write what was done, or tick the box below")
        if cleaned.get("nothing") and cleaned.get("text"):
            self.add_error("nothing", "Tick this only where nothing is written above")
        return cleaned

    def typed(self) -> dict[str, str]:
        """What stands in the form, right or wrong, for a draft."""
        return typed_in(self)
