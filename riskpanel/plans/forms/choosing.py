"""Choices that come from the partnership and from the procedure."""

from typing import Any

from django import forms

from riskpanel.partnership.models import Agency, Member, Partnership
from riskpanel.procedure import Procedure
from riskpanel.ui import forms as ui

NOBODY = ("", "")


def agencies_of(partnership: Partnership) -> list[Agency]:
    """The agencies at work in the partnership."""
    return list(Agency.objects.filter(partnership=partnership, active=True).order_by("name"))


class PersonField(ui.Select):
    """A person of an agency; gives the Member."""

    def __init__(self, members: list[Member], **kwargs: Any) -> None:
        self.members = {str(one.pk): one for one in members}
        choices = [
            (key, f"{one.agency.name}: {one.user.full_name}, {one.job_title}") for key, one in self.members.items()
        ]
        super().__init__(choices=choices, **kwargs)

    def clean(self, value: Any) -> Member | None:
        return self.members.get(super().clean(value))


class AgencyField(ui.Select):
    """An agency; gives the Agency."""

    def __init__(self, agencies: list[Agency], **kwargs: Any) -> None:
        self.agencies = {str(one.pk): one for one in agencies}
        super().__init__(choices=[(key, one.name) for key, one in self.agencies.items()], **kwargs)

    def clean(self, value: Any) -> Agency | None:
        return self.agencies.get(super().clean(value))


class RiskField(ui.Select):
    """A risk of the plan, or none; gives the Risk."""

    def __init__(self, risks: list[Any], **kwargs: Any) -> None:
        self.risks = {str(one.pk): one for one in risks}
        choices = [(key, one.words[:90]) for key, one in self.risks.items()]
        super().__init__(choices=choices, empty="Not tied to one risk", required=False, **kwargs)

    def clean(self, value: Any) -> Any:
        return self.risks.get(super().clean(value))


def label_field(procedure: Procedure) -> ui.Select:
    """Who may read a line: a restriction of the procedure, or everybody who sees the plan."""
    choices = [(one.code, one.label) for one in procedure.labels]
    return ui.Select(
        label="Who may read this line?",
        hint="The copy for the child and family never carries a line that is restricted.",
        choices=choices,
        empty="Everybody who sees the plan",
        required=False,
    )


def level_field(procedure: Procedure, codes: set[str] | None = None, **kwargs: Any) -> ui.Choice:
    """A level of the procedure, with its threshold in words."""
    levels = [one for one in procedure.levels if codes is None or one.code in codes]
    hints = {one.code: one.threshold for one in levels}
    return ui.Choice(choices=[(one.code, one.label) for one in levels], hints=hints, **kwargs)


def version_field() -> forms.IntegerField:
    """The version that the person saw, so that a change since is found."""
    return forms.IntegerField(widget=forms.HiddenInput, required=False)
