"""Forms of a plan."""

from typing import Any

from django import forms

from riskpanel.partnership.models import Agency, Member
from riskpanel.plans.forms.choosing import (
    AgencyField,
    PersonField,
    RiskField,
    label_field,
    level_field,
    version_field,
)
from riskpanel.plans.models import Disruption, Service
from riskpanel.procedure import Procedure
from riskpanel.ui import forms as ui


class RiskForm(forms.Form):
    """A risk in words."""

    words = ui.LongText(
        label="What is the risk?",
        called="The risk",
        hint="From whom or what, where and when. In words that the child could read.",
        max_length=2000,
    )
    version = version_field()


class RiskChangeForm(RiskForm):
    """The same, with an end."""

    ended = ui.Confirm(label="This risk has ended", required=False)


class ServiceForm(forms.Form):
    """A service given, or to be given, against a risk."""

    what = ui.ShortText(label="What is the service?", called="The service", max_length=300)
    status = ui.Choice(label="Is it under way?", choices=Service._meta.get_field("status").choices)
    starts_on = ui.DayField(label="When does it start?", called="The start date", required=False)
    version = version_field()

    def __init__(self, risks: list, agencies: list[Agency], members: list[Member], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields["risk"] = RiskField(risks, label="Which risk does it answer?")
        self.fields["agency"] = AgencyField(agencies, label="Which agency gives it?", called="The agency")
        self.fields["person"] = PersonField(members, label="Who gives it?", required=False, empty="Nobody named yet")
        self.order_fields(["what", "risk", "agency", "person", "status", "starts_on"])


class DisruptionForm(forms.Form):
    """Something done to disrupt those who harm the child."""

    what = ui.LongText(
        label="What is to be done to disrupt those who harm the child?",
        called="The disruption",
        hint="Say what others may know. Write nothing covert here.",
        max_length=2000,
        rows=3,
    )
    status = ui.Choice(label="How far is it?", choices=Disruption._meta.get_field("status").choices)
    due_on = ui.DayField(label="By when?", called="The date", required=False)
    reason = ui.ShortText(label="Why, if it does not suit or has ended", max_length=300, required=False)
    version = version_field()

    def __init__(self, procedure: Procedure, risks: list, agencies: list[Agency], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields["risk"] = RiskField(risks, label="Which risk does it answer?")
        self.fields["agency"] = AgencyField(agencies, label="Which agency does it?", called="The agency")
        self.fields["label"] = label_field(procedure)
        self.order_fields(["what", "risk", "agency", "status", "due_on", "reason", "label"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        status = cleaned.get("status")
        ui.need(self, "due_on", when=status in {"considered", "asked", "in_place"}, says="Enter the date")
        ui.need(self, "reason", when=status == "refused", says="Say why it does not suit")
        return cleaned


class NoDisruptionForm(forms.Form):
    """Why no disruption suits now."""

    reason = ui.LongText(label="Why does no disruption suit now?", called="The reason", max_length=300, rows=3)


class ActionForm(forms.Form):
    """An action of a plan: what, who, by when."""

    what = ui.LongText(label="What is to be done?", called="The action", max_length=2000, rows=3)
    due_on = ui.DayField(label="By when?", called="The date")

    def __init__(
        self, procedure: Procedure, members: list[Member], *, risks: list | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.fields["owner"] = PersonField(members, label="Who will do it?", called="The person")
        if risks is not None:
            self.fields["risk"] = RiskField(risks, label="Which risk does it answer?")
            self.fields["label"] = label_field(procedure)
        self.order_fields(["what", "risk", "owner", "due_on", "label"])


class ApproveForm(forms.Form):
    """The words of child and family that stand on the version."""

    child_says = ui.LongText(
        label="What does the child say?", hint="In their own words.", max_length=4000, rows=3, required=False
    )
    family_says = ui.LongText(label="What does the family say?", max_length=4000, rows=3, required=False)
    agreed = ui.Confirm(label="The plan is right as it stands")
    version = version_field()


class ReviewForm(forms.Form):
    """What a review comes to."""

    rationale = ui.LongText(label="What are the reasons?", called="The reasons", max_length=4000)
    receiving_service = ui.ShortText(label="Which service or area takes over?", called="The service", required=False)
    reentry_trigger = ui.LongText(
        label="What would bring the child back?", called="What would bring the child back", required=False, rows=3,
        max_length=2000,
    )  # fmt: skip
    version = version_field()

    def __init__(self, procedure: Procedure, agencies: list[Agency], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        outcomes = [one for one in procedure.outcomes if one.log_move]
        self.outcomes = {one.code: one for one in outcomes}
        self.fields["outcome"] = ui.Choice(
            label="What does the review come to?",
            called="The outcome",
            choices=[(one.code, one.label) for one in outcomes],
        )
        self.fields["level"] = level_field(procedure, label="What is the level now?", called="The level")
        self.fields["receiving_agency"] = AgencyField(
            agencies, label="Is it an agency of the partnership?", required=False, empty="No, or not known"
        )
        self.order_fields(["outcome", "level", "rationale", "receiving_service", "receiving_agency", "reentry_trigger"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        outcome = self.outcomes.get(cleaned.get("outcome", ""))
        for name in ("receiving_service", "reentry_trigger"):
            ui.need(self, name, when=bool(outcome and name in outcome.needs))
        cleaned["move"] = outcome.log_move if outcome else ""
        return cleaned


class RaisedLevelForm(forms.Form):
    """A level that has risen."""

    reason = ui.LongText(label="What has happened?", called="What has happened", max_length=4000)

    def __init__(self, procedure: Procedure, above: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        stands = next((one.order for one in procedure.levels if one.code == above), 0)
        codes = {one.code for one in procedure.levels if one.order > stands}
        self.fields["level"] = level_field(procedure, codes, label="To which level has it risen?", called="The level")
        self.order_fields(["level", "reason"])


class AnswerRaisedLevelForm(forms.Form):
    """What the chairs decide on a rise of the level: whether it stands, why, and what it calls for."""

    confirmed = ui.Choice(
        label="Has the level risen?",
        called="Whether the level has risen",
        choices=[("yes", "Yes, that is the panel’s level now"), ("no", "No, the level stays as it was")],
    )
    reason = ui.LongText(label="Why?", called="The reason", max_length=4000, rows=4)
    what = ui.LongText(label="If an action: what is to be done?", max_length=2000, rows=2, required=False)
    due_on = ui.DayField(label="By when?", called="The date", required=False)

    def __init__(self, steps: tuple, members: list[Member], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields["next_step"] = ui.Choice(label="What happens now?", called="What happens now", choices=steps)
        self.fields["owner"] = PersonField(members, label="Who will do it?", required=False, empty="Nobody yet")
        self.order_fields(["confirmed", "reason", "next_step", "what", "owner", "due_on"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        acts = cleaned.get("next_step") == "action"
        ui.need(self, "what", when=acts, says="Say what is to be done")
        ui.need(self, "owner", when=acts, says="Name who will do it")
        ui.need(self, "due_on", when=acts, says="Enter the date")
        cleaned["confirmed"] = cleaned.get("confirmed") == "yes"
        return cleaned


class CaseHolderForm(forms.Form):
    """Who holds the case."""

    def __init__(self, members: list[Member], label: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields["lead"] = PersonField(members, label=f"Who is the {label}?", called=f"The {label}")


class FiledForm(forms.Form):
    """Where an agency filed its copy."""

    file_reference = ui.ShortText(
        label="Where is it filed?", hint="The number or place of your case file.", max_length=100
    )


class NothingForm(forms.Form):
    """A step that only asks to be sure."""
