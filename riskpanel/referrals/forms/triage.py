"""What the core group types when it decides."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from riskpanel.partnership.models import Agency, Member
from riskpanel.ui.forms import Choice, DayField, LongText, ManyChoice, Select, need

OUTCOMES = (
    ("accepted", "Accept for the panel"),
    ("returned", "Return for more"),
    ("declined", "Not for the panel"),
)
INSTEAD = ("alternative", "alternative_owner", "alternative_due_on")


class TriageForm(forms.Form):
    """The decision of the core group on one referral."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    present = ManyChoice(label="Who takes part", hint="Tick each seat that is here, itself or by a delegate.")
    outcome = Choice(label="Decision", choices=OUTCOMES, conditional={"declined": INSTEAD})
    alternative = LongText(label="What is done instead", max_length=4_000, rows=3, count=False, required=False)
    alternative_owner = Select(label="Who does it", required=False)
    alternative_due_on = DayField(label="By when", called="The day by which it is done", required=False)
    reasons = LongText(
        label="Reasons", hint="The referrer reads them.", max_length=6_000, rows=6, count=False, called="Reasons"
    )

    def __init__(
        self, *args: Any, core: list[tuple[str, str]], owners: list[tuple[str, str]], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["present"].choices = core
        self.fields["alternative_owner"].choices = [("", "Choose"), *owners]
        self.fields["alternative_due_on"].earliest = today

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        declined = cleaned.get("outcome") == "declined"
        need(self, "alternative", when=declined, says="Say what will be done instead")
        need(self, "alternative_owner", when=declined, says="Say who will do it")
        need(self, "alternative_due_on", when=declined, says="Say by when it will be done")
        return cleaned

    def decision(self) -> dict[str, Any]:
        """The arguments of `actions.triage` that were typed."""
        told = {name: self.cleaned_data[name] for name in ("outcome", "reasons", "present")}
        if told["outcome"] != "declined":
            return told
        kind, _, key = self.cleaned_data["alternative_owner"].partition(":")
        return told | {
            "alternative": self.cleaned_data["alternative"],
            "alternative_owner": Member.objects.select_related("agency").get(pk=key) if kind == "member" else None,
            "alternative_agency": Agency.objects.get(pk=key) if kind == "agency" else None,
            "alternative_due_on": self.cleaned_data["alternative_due_on"],
        }


def owner_choices(members: Iterable[Member]) -> list[tuple[str, str]]:
    """Who may do something instead: each person at work in the partnership, then each agency's contacts."""
    people, agencies = [], {}
    for member in members:
        people.append((f"member:{member.pk}", f"{member.user.full_name}, {member.agency.name}"))
        agencies[f"agency:{member.agency_id}"] = f"Contacts of {member.agency.name}"
    return people + sorted(agencies.items(), key=lambda pair: pair[1])
