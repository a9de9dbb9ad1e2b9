"""What a person may type about a child's own record."""

from datetime import date

from django import forms

from riskpanel.partnership.models import Member
from riskpanel.procedure import Procedure
from riskpanel.ui.forms import Confirm, DayField, LongText, ManyChoice, Select, ShortText

SEXES = (("female", "Female"), ("male", "Male"), ("unknown", "Not known"))


class DetailsForm(forms.Form):
    """What is written about the child. `version` says which record the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    given_name = ShortText(label="Given name", max_length=100)
    family_name = ShortText(label="Family name", max_length=150)
    known_as = ShortText(label="Known as", max_length=100, required=False)
    born_on = DayField(label="Date of birth", required=False)
    birth_estimated = Confirm(label="The date of birth is an estimate", required=False)
    sex = Select(label="Sex", choices=SEXES, required=False, empty="Not said")
    ethnicity = ShortText(label="Ethnicity", max_length=60, required=False, width=20)
    has_send = Confirm(label="The child has special educational needs or a disability", required=False)
    upn = ShortText(label="Unique pupil number (UPN)", max_length=13, required=False, width=20)
    nhs_number = ShortText(label="NHS number", max_length=10, required=False, width=10, hint="Ten digits, no spaces")
    school = ShortText(label="School or college", required=False)
    responsible_authority = ShortText(
        label="Responsible authority", required=False, hint="The council that answers for the child, if another one"
    )
    open_to = ManyChoice(label="Open to", required=False)
    address = LongText(label="Address", max_length=1000, required=False, rows=3, count=False)
    address_withheld = Confirm(
        label="Withhold the address", hint="Nobody reads it here until somebody unticks this.", required=False
    )

    def __init__(
        self,
        *args,
        procedure: Procedure,
        today: date,
        address_open: bool,
        may_open: bool = True,
        sees_numbers: bool = True,
        **kwargs,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["open_to"].choices = [(one.code, one.label) for one in procedure.open_to]
        self.fields["born_on"].latest = today
        if not address_open:
            del self.fields["address"]
            self.fields["address_withheld"].hint = "It is withheld now, so it is not shown here."
            if not may_open:
                del self.fields["address_withheld"]
        if not sees_numbers:
            for name in {"address", "upn", "nhs_number"} & set(self.fields):
                del self.fields[name]

    def clean_nhs_number(self) -> str:
        typed = "".join(self.cleaned_data["nhs_number"].split())
        if typed and not (typed.isdigit() and len(typed) == 10):
            raise forms.ValidationError("The NHS number must be ten digits")
        return typed

    def told(self) -> dict:
        """What `correct_details` takes, without the version."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class LeadForm(forms.Form):
    """Who leads for the child."""

    lead = Select(label="Who is the lead professional?", called="The lead professional")

    def __init__(self, *args, members: list[Member], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        told = [(str(m.pk), f"{m.user.full_name}, {m.job_title}, {m.agency.name}") for m in members]
        self.fields["lead"].choices = [("", "Choose"), *told]
        self.members = {str(member.pk): member for member in members}

    def chosen(self) -> Member:
        return self.members[self.cleaned_data["lead"]]


class NoteForm(forms.Form):
    """Something that only some may read."""

    about = ShortText(label="What is it about?", called="What it is about", max_length=100, hint="A word or two")
    label = Select(label="Who may read it?", called="Who may read it")
    text = LongText(label="The note", max_length=4000)

    def __init__(self, *args, procedure: Procedure, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["label"].choices = [("", "Choose"), *((line.code, line.label) for line in procedure.labels)]


class EmergencyForm(forms.Form):
    """Opening a child whom one has no sight of, because something cannot wait."""

    reference = ShortText(label="The child's reference", max_length=12, width=10, hint="For example C-7F3K")
    reason = LongText(label="Why must you open it now?", called="The reason", max_length=1000, rows=4)
    told = Confirm(label="I know that the co-chairs are told at once, with this reason")


class LookForm(forms.Form):
    """What a co-chair makes of an opening."""

    note = LongText(
        label="What do you make of it?", called="The note", max_length=1000, rows=3, required=False,
        hint="For example: rightly opened; or what you asked the person",
    )  # fmt: skip
