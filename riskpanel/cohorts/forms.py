"""What is asked when a child comes on a list, moves or leaves."""

from typing import Any

from django import forms

from riskpanel.procedure import Procedure
from riskpanel.procedure.list_parts import Cohort
from riskpanel.ui import forms as ui

BEYOND = "If the child is outside the panel’s ages: why take the child all the same?"


class ReasonForm(forms.Form):
    """A reason, asked in the words of the step; a reason to go beyond the panel's ages where that is asked."""

    reason = ui.LongText(label="Why?", called="The reason", max_length=4000)

    def __init__(self, *args: Any, label: str, needed: bool = True, beyond: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label, self.fields["reason"].required = label, needed
        if beyond:
            self.fields["beyond"] = ui.LongText(
                label=BEYOND, called="The reason", required=False, max_length=2000, rows=3
            )


class NothingForm(forms.Form):
    """A step that asks nothing."""


class MoveForm(forms.Form):
    """To which list, and what changed."""

    cohort = ui.Choice(label="To which list?", called="The list", choices=[])
    reason = ui.LongText(label="What changed?", called="What changed", max_length=2000, rows=3)

    def __init__(self, *args: Any, cohorts: list[Cohort], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cohort"].choices = [(one.code, one.label) for one in cohorts]


class HighlightForm(forms.Form):
    """Beside the ranking: why, and what shows that worry is growing."""

    reason = ui.LongText(label="Why should the panel hear of this child?", called="The reason", max_length=4000)
    rising = ui.LongText(
        label="What shows that the worry is growing?",
        called="What shows it",
        hint="Asked for children with an open case. Name what was seen, when and by whom.",
        required=False,
        max_length=4000,
        rows=3,
    )
    beyond = ui.LongText(label=BEYOND, called="The reason", required=False, max_length=2000, rows=3)


class BringForm(forms.Form):
    """A child whom no ranking brought: whom, to which list, how and why."""

    reference = ui.ShortText(label="The child’s reference", max_length=12, width=10, hint="For example C-7F3K")
    route = ui.Choice(label="How does the child come to the panel?", called="How the child comes", choices=[])
    cohort = ui.Choice(label="Which list?", called="The list", choices=[])
    agreed_by = ui.ShortText(
        label="Which meeting of social care agreed?", called="The meeting", required=False, max_length=200,
        hint="Only where social care brings the child.",
    )  # fmt: skip
    agreed_on = ui.DayField(label="When did that meeting agree?", called="The day", required=False)
    reason = ui.LongText(label="Why should the panel hear of this child?", called="The reason", max_length=4000)
    rising = ui.LongText(
        label="What shows that the worry is growing?", called="What shows it", required=False, max_length=4000, rows=3
    )

    def __init__(self, *args: Any, procedure: Procedure, routes: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["route"].choices = [(one.code, one.label) for one in procedure.routes if one.code in routes]
        self.fields["cohort"].choices = [(one.code, one.label) for one in procedure.listing.cohorts]

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        if told.get("route") == "conduit":
            for name, words in (("agreed_by", "Name the meeting that agreed"), ("agreed_on", "Enter the day")):
                if not told.get(name) and name not in self.errors:
                    self.add_error(name, words)
        return told


class WeekForm(forms.Form):
    """As of which day the children are ranked."""

    as_of = ui.DayField(label="As of which day?", called="The day")
