"""What a person may type about a strategy meeting."""

from datetime import datetime
from typing import Any

from django import forms

from riskpanel.partnership.models import Member
from riskpanel.procedure import Procedure
from riskpanel.referrals.colleagues import named, picked
from riskpanel.referrals.forms.concerns import level_choice
from riskpanel.ui.forms import LongText, MomentField, Select, ShortText

SEATS = 8
"""How many people can be invited at once; the meeting can be booked anew with others."""


class BookForm(forms.Form):
    """When and where the meeting is, who chairs it and who comes."""

    starts_at = MomentField(label="When is it?", called="The day and time of the meeting")
    place = ShortText(label="Where, or by which link?", required=False)
    chair = Select(label="Who chairs it?", called="The chair", hint="A manager must chair it.")

    def __init__(self, *args: Any, members: list[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = members
        self.fields["chair"].choices = [("", "Choose"), *named(members)]
        for number in range(1, SEATS + 1):
            asked = Select(label=f"Person {number}", required=False, empty=None)
            asked.choices = [("", "Nobody"), *named(members)]
            self.fields[f"party_{number}"] = asked

    @property
    def invited(self) -> list[forms.BoundField]:
        """The lists of those who are invited."""
        return [self[f"party_{number}"] for number in range(1, SEATS + 1)]

    def clean_chair(self) -> Member | None:
        return picked(self.members, self.cleaned_data["chair"])

    def parties(self) -> list[Member]:
        """Those who are invited, each once, without the chair."""
        chosen = [picked(self.members, self.cleaned_data[f"party_{number}"]) for number in range(1, SEATS + 1)]
        chair = self.cleaned_data["chair"]
        return list(dict.fromkeys(one for one in chosen if one and one != chair))


class HoldForm(forms.Form):
    """The record of the meeting."""

    held_at = MomentField(label="When was it held?", called="The day and time of the meeting")
    minutes = LongText(
        label="Minutes",
        hint="Who was there, what was said, what was decided. What must not be told to everybody here stays out.",
        rows=12,
    )
    reason = LongText(label="Why this level?", called="The reason for the level", max_length=5_000)

    def __init__(
        self, *args: Any, procedure: Procedure, now: datetime, answered: int | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["held_at"].latest = now
        if answered == 0:
            self.fields["unanswered"] = LongText(
                label="Nothing in the checklist is answered. Why is it locked all the same?",
                called="Why an empty checklist is locked", max_length=1_000, rows=3,
            )  # fmt: skip
        self.fields["level"] = level_choice(procedure, "Which level did the meeting confirm?")
        self.order_fields(["held_at", "minutes", "level", "reason", "unanswered"])
