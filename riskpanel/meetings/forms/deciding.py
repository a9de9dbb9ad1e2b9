"""At the meeting: the first question, decisions, actions, minutes."""

from typing import Any

from django import forms

from riskpanel.meetings.forms.choices import YES_NO, agencies, coded, people, working
from riskpanel.meetings.models import AgendaItem
from riskpanel.partnership.models import Panel
from riskpanel.procedure import Procedure
from riskpanel.procedure.model import Outcome
from riskpanel.ui import forms as ui

NEEDS = ("receiving_service", "receiving_agency", "reentry_trigger", "return_on", "interim", "advice")


class NoteForm(forms.Form):
    """The first question about a child, and what is new."""

    protective_action = ui.Choice(
        label="Is protective action under way?",
        choices=AgendaItem._meta.get_field("protective_action").choices,
        inline=True,
    )
    lead_present = ui.Choice(
        label="Is the lead professional here?",
        choices=YES_NO,
        required=False,
        inline=True,
        called="The lead professional",
    )
    update = ui.LongText(label="What is new", required=False, rows=3, max_length=8000, count=False)
    note_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)

    def told(self) -> dict[str, Any]:
        """What the action takes."""
        told = self.cleaned_data
        return {
            "protective_action": told["protective_action"],
            "update": told["update"],
            "lead_present": {"yes": True, "no": False}.get(told["lead_present"]),
            "version": told["note_version"],
        }


class DecisionForm(forms.Form):
    """What the panel decided. What one decision needs is asked beneath it."""

    outcome = ui.Choice(label="Decision")
    level = ui.Choice(label="The panel’s level", required=False, inline=True)
    rationale = ui.LongText(label="Reasons", rows=4, max_length=8000, count=False)
    evidence_seen = ui.LongText(
        label="What the panel had before it", required=False, rows=2, max_length=4000, count=False
    )
    dissent = ui.LongText(label="Who disagreed, and why", required=False, rows=2, max_length=4000, count=False)

    def __init__(self, *args: Any, outcomes: list[Outcome], procedure: Procedure, panel: Panel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.outcomes = {line.code: line for line in outcomes}
        self.agencies = list(agencies(panel))
        self.fields["outcome"].choices = coded(outcomes)
        self.fields["level"].choices = coded(sorted(procedure.levels, key=lambda level: level.order))
        if not procedure.levels:
            self.fields["level"].widget = forms.HiddenInput()
        for line in outcomes:
            self._ask(line)

    def _ask(self, line: Outcome) -> None:
        """Fields that only this decision needs, each with its own name so that none is drawn twice."""
        names = []
        for need in _needs(line):
            name = f"{need}_{line.code}"
            self.fields[name] = self._field(need)
            names.append(name)
        if names:
            self.fields["outcome"].conditional = {**self.fields["outcome"].conditional, line.code: tuple(names)}

    def _field(self, need: str) -> forms.Field:
        options = [("", "Choose"), *((str(one.pk), one.name) for one in self.agencies)]
        return {
            "receiving_service": lambda: ui.ShortText(label="Service that takes over", required=False),
            "receiving_agency": lambda: ui.Select(label="Its agency", required=False, choices=options, empty=None),
            "reentry_trigger": lambda: ui.LongText(
                label="What would bring the child back", required=False, rows=2, max_length=2000, count=False
            ),
            "return_on": lambda: ui.DayField(label="Back on", required=False, hint="Blank: the next panel"),
            "interim": lambda: ui.LongText(
                label="What keeps the child safe until then", required=False, rows=2, max_length=4000, count=False
            ),
            "advice": lambda: ui.LongText(
                label="Advice to the referrer", required=False, rows=2, max_length=4000, count=False
            ),
        }[need]()

    def clean(self) -> dict:
        """What the chosen decision needs is there."""
        cleaned = super().clean()
        line = self.outcomes.get(cleaned.get("outcome", ""))
        if line:
            for need in _needs(line):
                if need not in {"return_on", "receiving_agency"}:
                    ui.need(self, f"{need}_{line.code}", when=True)
            ui.need(self, "level", when=line.concurs is not None, says="Select the panel’s level")
        return cleaned

    def told(self) -> dict[str, Any]:
        """What the action takes, with what the chosen decision asked for."""
        told = {name: self.cleaned_data[name] for name in ("outcome", "level", "rationale", "evidence_seen", "dissent")}
        for need in _needs(self.outcomes[told["outcome"]]):
            value = self.cleaned_data.get(f"{need}_{told['outcome']}")
            if need == "receiving_agency":
                value = next((one for one in self.agencies if str(one.pk) == value), None)
            told[need] = value
        return told


def _needs(line: Outcome) -> list[str]:
    wanted = set(line.needs)
    if line.referral_move == "defer":
        wanted |= {"interim", "return_on"}
    if line.tells_referrer:
        wanted.add("advice")
    if line.log_move == "step_down":
        wanted.add("receiving_agency")
    return [need for need in NEEDS if need in wanted]


class ActionForm(forms.Form):
    """An action that the panel agreed; with `by_next` one without a day is owed by the next meeting."""

    what = ui.LongText(label="What is done", rows=2, max_length=2000, count=False)
    owner = ui.Select(label="By whom")
    due_on = ui.DayField(label="By when", called="The date")
    label = ui.Select(label="Who may read it", required=False)

    def __init__(self, *args: Any, panel: Panel, procedure: Procedure, by_next: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if by_next:
            self.fields["due_on"].required, self.fields["due_on"].hint = False, "Blank: the panel’s next meeting"
        self.members = list(working(panel))
        self.fields["owner"].choices = [("", "Choose"), *people(self.members)]
        self.fields["label"].choices = [("", "Everybody on the plan"), *coded(procedure.labels)]

    def told(self) -> dict[str, Any]:
        """What the action takes."""
        owner = next(one for one in self.members if str(one.pk) == self.cleaned_data["owner"])
        return {
            "what": self.cleaned_data["what"],
            "owner": owner,
            "agency": owner.agency,
            "due_on": self.cleaned_data["due_on"],
            "label": self.cleaned_data["label"],
        }


class MinutesForm(forms.Form):
    """The minutes of an item, or of the meeting in general."""

    text = ui.LongText(label="Minutes", required=False, rows=18, max_length=100_000)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)
    saving = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].strip = False
        self.fields["text"].widget.attrs["autocomplete"] = "off"
