"""Forms of actions, escalations, challenges and children placed here."""

from typing import Any

from django import forms

from riskpanel.partnership.models import Agency, Member
from riskpanel.plans.forms.choosing import AgencyField, PersonField
from riskpanel.procedure import Procedure
from riskpanel.ui import forms as ui


class ReportForm(forms.Form):
    """What was done, how far it worked, and what changed for the child."""

    report = ui.LongText(label="What was done?", called="What was done", max_length=4000)
    impact = ui.LongText(
        label="What changed for the child?",
        called="What changed for the child",
        hint="Nothing may be an honest answer: say so, and what you will try next.",
        max_length=4000,
    )

    def __init__(self, procedure: Procedure, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if procedure.effects:
            moves = procedure.lifecycle("action").moves
            asked = any(test.fact == "effect" for move in moves for test in move.tests if move.name == "report_done")
            self.fields["effect"] = ui.Choice(
                label="How far did it work?",
                called="How far it worked",
                choices=[(one.code, one.label) for one in procedure.effects],
                required=asked,
            )
            self.order_fields(["report", "effect", "impact"])


class ReasonForm(forms.Form):
    """A reason, asked in the words of the page."""

    reason = ui.LongText(label="Reason", max_length=4000)

    def __init__(self, label: str, called: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields["reason"].label = label
        self.fields["reason"].called = called


class ExtendForm(forms.Form):
    """Until when more time is asked for or given, and why."""

    due_on = ui.DayField(label="Until when?", called="The new date")
    reason = ui.LongText(label="Why is more time needed?", called="The reason", max_length=2000, rows=3)


class SettleForm(forms.Form):
    """How a dispute about an action ended."""

    outcome = ui.Choice(
        label="What becomes of the action?",
        called="What becomes of the action",
        choices=[("stands", "The action stands"), ("cancelled", "The action is no longer needed")],
    )
    reason = ui.LongText(label="What was settled?", called="What was settled", max_length=4000)
    due_on = ui.DayField(label="A new date, if one was agreed", required=False)


class EscalationForm(forms.Form):
    """What is not moving, and what the other agency says."""

    issue = ui.LongText(label="What is not moving, and what do you ask for?", called="The issue", max_length=4000)
    other_view = ui.LongText(
        label="What does the other agency say, as far as you know?", required=False, max_length=4000, rows=3
    )

    def __init__(self, agencies: list[Agency], members: list[Member], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields["against"] = AgencyField(agencies, label="Which agency is it about?", called="The agency")
        self.fields["theirs"] = PersonField(
            members,
            label="Which of their managers should answer?",
            hint="Leave it blank to send it to those whom the procedure names.",
            required=False,
            empty="Those whom the procedure names",
        )
        self.fields["ours"] = PersonField(
            members, label="Which of your own managers should know?", required=False, empty="Nobody"
        )
        self.order_fields(["issue", "against", "other_view", "theirs", "ours"])


class ChallengeForm(forms.Form):
    """What one agency asks of another."""

    words = ui.LongText(label="What do you ask of them, and why?", called="What you ask", max_length=4000)

    def __init__(self, agencies: list[Agency], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields["to_agency"] = AgencyField(agencies, label="Which agency do you ask?", called="The agency")
        self.order_fields(["to_agency", "words"])


class PlacedChildForm(forms.Form):
    """A child whom another authority placed here."""

    reference = ui.ShortText(
        label="The child’s reference, if they are known here",
        hint="Like C-7F3K. Leave it blank for a child who is new to the partnership, and give the name instead.",
        width=10,
        required=False,
    )
    given_name = ui.ShortText(label="Given name", max_length=100, required=False, width=20)
    family_name = ui.ShortText(label="Family name", max_length=150, required=False, width=20)
    born_on = ui.DayField(label="Date of birth", required=False)
    placing_authority = ui.ShortText(label="Which authority placed the child here?", called="The placing authority")
    contact_name = ui.ShortText(label="Who is your contact there?", required=False)
    contact_email = ui.Email(label="The contact’s e-mail address", required=False)
    placed_on = ui.DayField(label="When did the placement start?", called="The start", required=False)
    risk = ui.LongText(label="What is the risk, to the child or to others?", called="The risk", max_length=4000)

    def __init__(self, procedure: Procedure, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields["setting"] = setting_field(procedure)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in ("given_name", "family_name"):
            ui.need(self, name, when=not cleaned.get("reference") and "reference" not in self.errors)
        return cleaned


class MovedForm(forms.Form):
    """A new placement in the area."""

    placed_on = ui.DayField(label="When did the child move?", called="The date", required=False)
    note = ui.LongText(label="Note", required=False, max_length=2000, rows=3)

    def __init__(self, procedure: Procedure, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields["setting"] = setting_field(procedure)
        self.order_fields(["setting", "placed_on", "note"])


def setting_field(procedure: Procedure) -> ui.Choice:
    """Where the child lives, as the procedure names it."""
    return ui.Choice(
        label="Where does the child live?",
        called="Where the child lives",
        choices=[(one.code, one.label) for one in procedure.placement_settings],
    )
