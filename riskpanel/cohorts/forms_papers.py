"""What is asked about a child's required documents, and how the child stands with social care."""

from typing import Any

from django import forms

from riskpanel.cohorts.presenters.papers import send_label
from riskpanel.procedure import Procedure
from riskpanel.ui.forms import Choice, Confirm, DayField, LongText, Select, ShortText


class PaperForm(forms.Form):
    """There is such a document."""

    dated_on = DayField(
        label="Of which day is it?", called="The day of the document", hint="The day on it, not today's"
    )
    kept_where = ShortText(
        label="Where is it kept?", called="Where it is kept", required=False, hint="The file stays with its agency"
    )


class NotApplicableForm(forms.Form):
    """A document does not apply to this child."""

    reason = LongText(label="Why does it not apply?", called="The reason", max_length=1000, rows=3)


class CircumstancesForm(forms.Form):
    """How the child stands with social care, and which papers follow from it."""

    case_status = Choice(label="How does the child stand with social care?", called="How the child stands", choices=[])
    has_health_plan = Confirm(label="The child has a health care plan", required=False)
    has_youth_justice = Confirm(label="The child has a disposal of youth justice", required=False)
    has_ehcp = Confirm(label="The child has an education, health and care plan", required=False)
    send_evidence = Select(
        label="What shows special educational needs?", called="What shows special educational needs", required=False,
        empty="Nothing so far", hint="With it the panel's ages may end later",
    )  # fmt: skip

    def __init__(self, *args: Any, procedure: Procedure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["case_status"].choices = [(one.code, one.label) for one in procedure.case_statuses]
        proofs = [(code, send_label(code)) for code in procedure.age.send_evidence]
        self.fields["send_evidence"].choices = [("", "Nothing so far"), *proofs]
        if not proofs:
            del self.fields["send_evidence"]


class SocialCareReferralForm(forms.Form):
    """A referral to social care was made."""

    made_on = DayField(label="On which day did you make the referral?", called="The day of the referral")
    reference = ShortText(
        label="Reference, if social care gave one", called="The reference", max_length=60, width=20, required=False
    )
    why = LongText(label="Why did you make it?", called="Why you made it", max_length=4000)
    mine = Confirm(label="I made this referral myself, to children's social care")
