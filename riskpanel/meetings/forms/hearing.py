"""At the meeting, for a child of a weekly list: the procedure's questions, and the decision."""

from collections.abc import Collection, Iterable
from typing import Any

from django import forms

from riskpanel.meetings.actions.hearing import NOTED
from riskpanel.meetings.forms.choices import YES_NO, coded
from riskpanel.meetings.models import AgendaItem
from riskpanel.partnership.models import Member
from riskpanel.procedure.list_parts import Prompt
from riskpanel.procedure.model import Outcome
from riskpanel.ui import forms as ui

SCRUTINY = [("yes", "Yes"), ("partly", "In part"), ("no", "No")]
WHY = ("partly", "no")
"""Answers to a question of scrutiny that ask for the reason."""
NEEDED = "Answered before the decision."


class ListedNoteForm(forms.Form):
    """What the procedure asks about each child, answered while the panel talks. Nothing is asked for here:
    what is missing is said when the decision is recorded."""

    lead_present = ui.Choice(
        label="Is the lead professional here?", choices=YES_NO, required=False, inline=True, called="The lead"
    )
    note_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)

    def __init__(
        self, *args: Any, prompts: tuple[Prompt, ...], lead: str, had: Collection[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.had = had
        self.fields["lead_present"].label = f"Is the {lead} here?"
        self.prompts = [one for one in prompts if one.kind in NOTED]
        for prompt in self.prompts:
            self._ask(prompt)

    def _ask(self, prompt: Prompt) -> None:
        hint = " ".join(part for part in (prompt.says, NEEDED if prompt.required else "") if part)
        if prompt.kind == "text":
            rows = 4 if prompt.required else 2
            self.fields[f"says_{prompt.code}"] = ui.LongText(
                label=prompt.label, hint=hint, required=False, rows=rows, max_length=8000, count=False
            )
            return
        choices = SCRUTINY if prompt.kind == "scrutiny" else YES_NO
        self.fields[f"answer_{prompt.code}"] = ui.Choice(
            label=prompt.label, hint=hint, choices=choices, required=False, inline=True
        )
        if prompt.kind == "scrutiny":
            revealed = {}
            for value in WHY:
                self.fields[f"{value}_{prompt.code}"] = ui.ShortText(label="Why", required=False, max_length=1000)
                revealed[value] = (f"{value}_{prompt.code}",)
            self.fields[f"answer_{prompt.code}"].conditional = revealed

    @staticmethod
    def of(item: AgendaItem) -> dict[str, Any]:
        """What stands in the fields."""
        start: dict[str, Any] = {"note_version": item.note_version}
        for code, told in item.asked.items():
            start |= {f"{part}_{code}": told.get(part, "") for part in ("answer", "says")}
            start |= {f"{told['answer']}_{code}": told.get("says", "")} if told.get("answer") in WHY else {}
        return start | {"lead_present": {True: "yes", False: "no"}.get(item.lead_present, "")}

    def words(self, item: AgendaItem) -> str:
        """What an item says to the questions, as one text."""
        told = [(one.label, item.asked.get(one.code, {})) for one in self.prompts]
        return "\n".join(f"{label} {one.get('answer', '')} {one.get('says', '')}" for label, one in told if one)

    def told(self) -> dict[str, Any]:
        """What the action takes."""
        sent = self.cleaned_data
        answers = {one.code: self._answer(one) for one in self.prompts}
        kept = {code: told for code, told in answers.items() if any(told.values()) or code in self.had}
        present = {"yes": True, "no": False}.get(sent["lead_present"])
        return {"answers": kept, "lead_present": present, "version": sent["note_version"]}

    def _answer(self, prompt: Prompt) -> dict[str, str]:
        sent = self.cleaned_data
        if prompt.kind == "text":
            return {"says": sent[f"says_{prompt.code}"]}
        answer = sent[f"answer_{prompt.code}"] or ""
        return {"answer": answer, "says": sent.get(f"{answer}_{prompt.code}", "") if answer in WHY else ""}


class ListedDecisionForm(forms.Form):
    """What the panel decided for a listed child. What one decision needs is asked beneath it; the agency
    that leads is one of those that the `members` work for."""

    outcome = ui.Choice(label="Decision")
    rationale = ui.LongText(label="Reasons", rows=3, max_length=8000, count=False)
    dissent = ui.LongText(label="Who disagreed, and why", required=False, rows=2, max_length=4000, count=False)

    def __init__(
        self, *args: Any, outcomes: list[Outcome], prompts: tuple[Prompt, ...], members: Iterable[Member], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.outcomes = {line.code: line for line in outcomes}
        self.agencies = sorted({one.agency for one in members}, key=lambda agency: agency.name)
        self.asks = {one.kind: one for one in prompts if one.kind not in NOTED}
        outcome = self.fields["outcome"]
        outcome.choices = coded(outcomes)
        if "decision" in self.asks:
            outcome.label = self.asks["decision"].label
        for line in outcomes:
            names = self._beneath(line)
            if names:
                outcome.conditional = {**outcome.conditional, line.code: tuple(names)}
        if "put_forward" in self.asks:
            self._ask_upward(self.asks["put_forward"])

    def _beneath(self, line: Outcome) -> list[str]:
        made = {}
        if "lead_agency" in line.needs and (asked := self.asks.get("lead_agency")):
            options = [("", "Choose"), *((str(one.pk), one.name) for one in self.agencies)]
            made["lead_agency"] = ui.Select(
                label=asked.label, hint=asked.says, required=False, choices=options, empty=None
            )
            made["lead_team"] = ui.ShortText(label="Team", required=False)
        if "receiving_service" in line.needs:
            made["receiving_service"] = ui.ShortText(label="Service that takes over", required=False)
        if "reentry_trigger" in line.needs:
            made["reentry_trigger"] = ui.LongText(
                label="What would bring the child back", required=False, rows=2, max_length=2000, count=False
            )
        if line.listing_move == "defer":
            made["immediate_risk"] = ui.Choice(
                label="Is the child at risk of significant harm now?", choices=YES_NO, required=False, inline=True
            )
            made["interim"] = ui.LongText(
                label="What keeps the child safe until then", required=False, rows=2, max_length=4000, count=False
            )
        for name, asked in made.items():
            self.fields[f"{name}_{line.code}"] = asked
        return [f"{name}_{line.code}" for name in made]

    def _ask_upward(self, prompt: Prompt) -> None:
        self.fields["upward"] = ui.Choice(label=prompt.label, hint=prompt.says, choices=YES_NO, required=False)
        self.fields["upward_reason"] = ui.LongText(label="Why", required=False, rows=2, max_length=4000, count=False)
        self.fields["upward"].conditional = {"yes": ("upward_reason",)}

    def clean(self) -> dict:
        """What the chosen decision asks for is there."""
        cleaned = super().clean()
        code = cleaned.get("outcome", "")
        line = self.outcomes.get(code)
        for name in ("lead_agency", "receiving_service", "reentry_trigger", "immediate_risk", "interim"):
            if line and f"{name}_{code}" in self.fields:
                ui.need(self, f"{name}_{code}", when=True)
        if "upward" in self.fields:
            ui.need(self, "upward", when=bool(line) and line.listing_move != "defer")
            ui.need(self, "upward_reason", when=cleaned.get("upward") == "yes")
        return cleaned

    def told(self) -> dict[str, Any]:
        """What the action takes, with what the chosen decision asked for."""
        sent, code = self.cleaned_data, self.cleaned_data["outcome"]
        names = ("lead_agency", "lead_team", "receiving_service", "reentry_trigger", "immediate_risk", "interim")
        told = {name: sent[f"{name}_{code}"] for name in names if f"{name}_{code}" in sent}
        if "lead_agency" in told:
            told["lead_agency"] = next((one for one in self.agencies if str(one.pk) == told["lead_agency"]), None)
        if "immediate_risk" in told:
            told["immediate_risk"] = told["immediate_risk"] == "yes"
        told |= {name: sent[name] for name in ("upward", "upward_reason") if name in sent}
        return told | {name: sent[name] for name in ("outcome", "rationale", "dissent")}
