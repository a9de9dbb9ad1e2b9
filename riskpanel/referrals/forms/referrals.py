"""What a referrer types, and what the chairs answer."""

from datetime import date, datetime
from typing import Any

from django import forms

from riskpanel.partnership.models import Member
from riskpanel.procedure import Procedure
from riskpanel.procedure.model import Gate
from riskpanel.referrals.models import Referral
from riskpanel.ui.forms import Choice, DayField, LongText, ManyChoice, MomentField, Select, ShortText, need


class CoverForm(forms.Form):
    """The cover of a referral. Nothing is required: the gates say what is still missing."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    categories = ManyChoice(label="Kinds of concern", required=False, called="Kinds of concern")
    directions = ManyChoice(label="Where the risk points", required=False)
    doing_now = LongText(
        label="What is being done now",
        hint="Who is doing what to keep the child safe while this waits. Nobody waits for the panel.",
        required=False,
    )
    why_multi_agency = LongText(
        label="Why is a multi-agency plan needed?",
        called="Why a multi-agency plan is needed",
        hint="What can several agencies do together that one cannot do alone?",
        required=False,
    )
    child_protection_on = DayField(label="Child protection procedures were followed on", required=False)
    child_protection_note = LongText(
        label="What was done under child protection procedures", max_length=2_000, rows=3, required=False
    )
    family_told = LongText(
        label="What have the child and the family been told?",
        called="What the family was told",
        hint="What they were told about this referral, when and by whom; or why not yet.",
        max_length=2_000,
        rows=3,
        required=False,
    )
    copy_to = Select(label="Copy to", hint="The head of service of your line, or your agency’s senior contact.")

    def __init__(self, *args: Any, referral: Referral, procedure: Procedure, today: date, **kwargs: Any) -> None:
        initial = {name: getattr(referral, name) for name in self.base_fields if hasattr(referral, name)}
        initial["copy_to"] = referral.copy_to_id or ""
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["categories"].choices = [(one.code, one.label) for one in procedure.categories]
        self.fields["categories"].hints = {one.code: one.prompt for one in procedure.categories if one.prompt}
        self.fields["directions"].choices = [(one.code, one.label) for one in procedure.directions]
        self.fields["child_protection_on"].latest = today
        self.fields["copy_to"].required = False
        self.fields["copy_to"].choices = [("", "Nobody yet"), *copy_choices(referral)]

    def fields_given(self) -> dict[str, Any]:
        """The fields of the cover as `save_cover` takes them; those of another form are left alone."""
        told = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        told["copy_to"] = Member.objects.filter(pk=told["copy_to"]).first() if told["copy_to"] else None
        return told


def copy_choices(referral: Referral) -> list[tuple[str, str]]:
    """Who may be sent the copy: the author's own line, and those who manage or answer for their agency."""
    author = referral.concern.author
    line = [author.head_id, author.line_manager_id, referral.copy_to_id]
    seniors = author.agency.members.filter(ends_on=None).exclude(pk=author.pk)
    contacts = seniors.filter(appointments__role="agency_contact", appointments__ends_on=None)
    found = Member.objects.filter(ends_on=None).filter(
        pk__in=[pk for pk in line if pk] + list(seniors.filter(is_manager=True).values_list("pk", flat=True))
    ) | Member.objects.filter(pk__in=contacts)
    return [(str(one.pk), f"{one.user.full_name}, {one.job_title}") for one in found.select_related("user").distinct()]


class PoliceReferenceForm(forms.Form):
    """A police record that matches the referral."""

    kind = Choice(label="Kind of record")
    number = ShortText(label="Reference number", max_length=60, width=20)
    child_is = Choice(label="The child’s part in it", required=False)

    def __init__(self, *args: Any, procedure: Procedure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(one.code, one.label) for one in procedure.reference_kinds]
        self.fields["child_is"].choices = [(one, one) for one in procedure.setting("police_reference_roles")]


class WaiverForm(forms.Form):
    """A request to the chairs."""

    gate = Choice(label="Which condition should be waived?", called="Condition")
    reason = LongText(label="Why is this case exceptional?", called="Reason", max_length=4_000)

    def __init__(self, *args: Any, gates: list[Gate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["gate"].choices = [(gate.code, gate.label) for gate in gates]
        if len(gates) == 1:
            self.initial.setdefault("gate", gates[0].code)


class WaiverAnswerForm(forms.Form):
    """What one chair says to a waiver."""

    agrees = Choice(
        label="Do you agree to the waiver?",
        choices=[("yes", "Yes, I agree"), ("no", "No")],
        conditional={"no": ("reason",)},
        called="Your answer",
    )
    reason = LongText(label="Reason, which the referrer will read", max_length=4_000, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        need(self, "reason", when=cleaned.get("agrees") == "no", says="Give the reason")
        return cleaned


class ReasonForm(forms.Form):
    """One reason; the page says what for."""

    reason = LongText(label="Reason", max_length=4_000)

    def __init__(self, *args: Any, label: str = "Reason", hint: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = label
        self.fields["reason"].called = "Reason"
        self.fields["reason"].hint = hint


class EmergencyAnswerForm(forms.Form):
    """A chair's answer to an emergency."""

    answer = Choice(
        label="What happens with this emergency?",
        called="Your answer",
        conditional={"extraordinary": ("starts_at",), "refuse": ("reason",)},
    )
    starts_at = MomentField(label="When the extraordinary panel is held", required=False)
    reason = LongText(label="Reason, which the referrer will read", max_length=4_000, required=False)

    def __init__(self, *args: Any, next_panel: str, by: datetime, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].choices = [
            *([("next", f"Accept: it goes to {next_panel}, whatever the cut-off")] if next_panel else []),
            ("extraordinary", "Accept: call an extraordinary panel"),
            ("refuse", "Refuse: it stays in the normal queue"),
        ]
        self.fields["starts_at"].earliest, self.fields["starts_at"].latest = now, by

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        need(self, "starts_at", when=cleaned.get("answer") == "extraordinary")
        need(self, "reason", when=cleaned.get("answer") == "refuse", says="Give the reason")
        if cleaned.get("answer") != "extraordinary":
            cleaned["starts_at"] = None
        return cleaned
