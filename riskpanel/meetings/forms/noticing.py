"""Patterns, and leave to share."""

from typing import Any

from django import forms

from riskpanel.meetings.forms.choices import YES_NO, agencies, coded
from riskpanel.meetings.models import Pattern
from riskpanel.partnership.models import Panel
from riskpanel.procedure import Procedure
from riskpanel.ui import forms as ui


class PatternForm(forms.Form):
    """A pattern."""

    kind = ui.Choice(label="What kind of pattern is it?")
    title = ui.ShortText(label="In a few words", hint="No child’s name")
    what = ui.LongText(label="What was noticed", hint="No child’s name", rows=4, max_length=4000)
    places = ui.LongText(label="Places and settings", required=False, rows=2, max_length=2000, count=False)
    cross_border = ui.ShortText(label="The other area or force", required=False)
    people = ui.LongText(label="People of concern", required=False, rows=2, max_length=4000, count=False)
    people_label = ui.Select(label="Who may read about them", required=False)
    horizon = ui.Choice(label="Over what time?")
    response = ui.LongText(
        label="What the partnership does about it", required=False, rows=3, max_length=4000, count=False
    )
    tactical = ui.Confirm(label="It calls for a tactical response", required=False)
    owner_agency = ui.Select(label="Agency that owns the response", required=False)
    due_on = ui.DayField(label="By when", called="The date", required=False)
    children = ui.ManyChoice(label="Children whom it touches", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2_000_000_000)

    def __init__(self, *args: Any, panel: Panel, procedure: Procedure, children: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seen = children
        self.agencies = list(agencies(panel))
        self.fields["kind"].choices = coded(procedure.pattern_kinds)
        self.fields["horizon"].choices = coded(procedure.horizons)
        self.fields["people_label"].choices = [("", "Choose"), *coded(procedure.labels)]
        self.fields["owner_agency"].choices = [("", "Choose"), *((str(one.pk), one.name) for one in self.agencies)]
        self.fields["children"].choices = [(str(child.pk), child.reference) for child in children]
        if not children:
            del self.fields["children"]

    def clean(self) -> dict:
        """People of concern have readers; a border has another side; a tactical response has an owner."""
        cleaned = super().clean()
        named = bool(cleaned.get("people"))
        ui.need(self, "people_label", when=named, says="Choose who may read about people of concern")
        ui.need(self, "owner_agency", when=bool(cleaned.get("tactical")), says="Choose who owns the tactical response")
        return cleaned

    def told(self) -> dict[str, Any]:
        """What the action takes."""
        told = {name: value for name, value in self.cleaned_data.items() if name not in {"version", "children"}}
        told["owner_agency"] = next((one for one in self.agencies if str(one.pk) == told["owner_agency"]), None)
        chosen = set(self.cleaned_data.get("children") or ())
        return told | {"children": [child for child in self.seen if str(child.pk) in chosen]}

    @staticmethod
    def of(pattern: Pattern) -> dict[str, Any]:
        """What stands in the fields of a pattern that is changed."""
        names = ("kind", "title", "what", "places", "cross_border", "people", "people_label", "horizon", "response")
        start = {name: getattr(pattern, name) for name in (*names, "tactical", "due_on", "version")}
        start["owner_agency"] = str(pattern.owner_agency_id or "")
        return start | {"children": [str(child.pk) for child in pattern.children.all()]}


class ShareForm(forms.Form):
    """A request to share a paper."""

    child = ui.Select(label="About which child", required=False, hint="Leave blank for a paper about no child")
    what = ui.ShortText(label="Which paper", max_length=300)
    with_whom = ui.ShortText(label="With whom", max_length=300)
    why = ui.LongText(label="Why they need it", rows=4, max_length=2000)

    def __init__(self, *args: Any, children: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seen = children
        self.fields["child"].choices = [("", "No child"), *((str(child.pk), child.reference) for child in children)]

    def told(self) -> dict[str, Any]:
        """What the action takes."""
        told = dict(self.cleaned_data)
        return told | {"child": next((one for one in self.seen if str(one.pk) == told["child"]), None)}


class ShareAnswerForm(forms.Form):
    """What a co-chair answers."""

    agreed = ui.Choice(label="May it be shared?", choices=YES_NO)
    answer = ui.LongText(label="Conditions, or why not", required=False, rows=3, max_length=2000)

    def clean(self) -> dict:
        """A refusal has a reason."""
        cleaned = super().clean()
        ui.need(self, "answer", when=cleaned.get("agreed") == "no", says="Say why not")
        return cleaned
