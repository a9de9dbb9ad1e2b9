"""What administrators fill in, and what they are told when it is wrong."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q

from riskpanel.access.permissions import ROLES, WITHOUT_CHILDREN
from riskpanel.partnership.models import Agency, Member, Panel, Partnership, ProcedureVersion, Review, Seat
from riskpanel.procedure import Procedure
from riskpanel.ui.forms import (
    Choice,
    Confirm,
    DayField,
    Email,
    FileField,
    LongText,
    Select,
    ShortText,
    need,
)

PHONES = 6
YES_NO = (("yes", "Yes"), ("no", "No"))


class Picked(Select):
    """A record out of those that are offered; the cleaned value is the record itself, or None."""

    def __init__(self, *, records: Any = (), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.offer(records)

    def offer(self, records: Any) -> None:
        """Sets what may be picked."""
        self.records = {str(record.pk): record for record in records}
        self.choices = [("", "Choose"), *((pk, str(record)) for pk, record in self.records.items())]

    def clean(self, value: Any) -> Any:
        """The record that was picked."""
        return self.records.get(super().clean(value))

    def prepare_value(self, value: Any) -> str:
        """The key, for a record as for a key."""
        return str(getattr(value, "pk", value) or "")


class PartnershipForm(forms.Form):
    """The partnership, and the numbers that stand on every page."""

    name = ShortText(label="Name of the partnership", max_length=200)
    area = ShortText(label="Area", required=False, max_length=200)

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        start = {"name": partnership.name, "area": partnership.area}
        for number, phone in enumerate(partnership.phones[:PHONES], 1):
            start |= {f"phone_{number}_{key}": phone.get(key, "") for key in ("label", "number", "when")}
        super().__init__(*args, initial=start, **kwargs)
        for number in range(1, PHONES + 1):
            self.fields[f"phone_{number}_label"] = ShortText(label="Whom it reaches", required=False, max_length=100)
            self.fields[f"phone_{number}_number"] = ShortText(label="Number", required=False, max_length=30, width=20)
            self.fields[f"phone_{number}_when"] = ShortText(label="When", required=False, max_length=100)

    def phone_rows(self) -> list[list[forms.BoundField]]:
        """The fields of each number, for the template."""
        keys = ("label", "number", "when")
        return [[self[f"phone_{number}_{key}"] for key in keys] for number in range(1, PHONES + 1)]

    def clean(self) -> dict:
        """A number has a name, and a name a number; there is at least one."""
        told = super().clean()
        for number in range(1, PHONES + 1):
            label, digits = told.get(f"phone_{number}_label"), told.get(f"phone_{number}_number")
            need(self, f"phone_{number}_number", when=bool(label), says=f"Enter the number of “{label}”")
            need(self, f"phone_{number}_label", when=bool(digits), says=f"Say whom {digits} reaches")
            if digits and not (set(digits) <= set("0123456789 +()") and any(one.isdigit() for one in digits)):
                self.add_error(f"phone_{number}_number", "Enter a telephone number in figures")
        if not self.errors and not self.phones():
            self.add_error("phone_1_number", "Enter at least one child-protection number: it stands on every page")
        return told

    def phones(self) -> list[dict[str, str]]:
        """The numbers that were given, in order."""
        rows = (
            {key: self.cleaned_data.get(f"phone_{number}_{key}", "") for key in ("label", "number", "when")}
            for number in range(1, PHONES + 1)
        )
        return [row for row in rows if row["number"]]


class AgencyForm(forms.Form):
    """An agency of the partnership."""

    name = ShortText(label="Name of the agency", max_length=200)
    kind = Select(label="Kind of agency", hint="As the procedure names them; seats are given by kind")
    agreement_reference = ShortText(label="Information sharing agreement", required=False, max_length=100, width=20)
    agreement_ends = DayField(label="The agreement ends on", required=False)
    active = Choice(
        label="Does the agency take part?",
        choices=YES_NO,
        inline=True,
        hints={"no": "It is offered nowhere any more. Its people keep their places until you end each."},
    )

    def __init__(self, *args: Any, partnership: Partnership, procedure: Procedure | None, **kwargs: Any) -> None:
        self.partnership, self.agency = partnership, kwargs.pop("agency", None)
        super().__init__(*args, **kwargs)
        self.kinds = {kind.code: kind for kind in procedure.agencies} if procedure else {}
        self.fields["kind"].choices = [("", "Choose"), *((code, kind.label) for code, kind in self.kinds.items())]
        if self.agency is None:
            del self.fields["active"]

    def clean_name(self) -> str:
        """One agency of a name."""
        name = self.cleaned_data["name"]
        same = Agency.objects.of(self.partnership).filter(name__iexact=name)
        if same.exclude(pk=self.agency.pk if self.agency else None).exists():
            raise forms.ValidationError("An agency of that name is here already")
        return name

    def told(self) -> dict[str, Any]:
        """The fields as the actions take them."""
        told = dict(self.cleaned_data)
        told["sector"] = self.kinds[told["kind"]].sector
        if "active" in told:
            told["active"] = told["active"] == "yes"
        return told


class PersonForm(forms.Form):
    """A person and their place; for a new one with an address to sign in by and a first day."""

    full_name = ShortText(label="Full name", max_length=200)
    email = Email(label="Work e-mail address", hint="They sign in with it", max_length=254)
    agency = Picked(label="Agency")
    job_title = ShortText(label="Job title", hint="With the rank, for police officers", max_length=200)
    team = ShortText(label="Team", required=False, max_length=200)
    line_manager = Picked(label="Line manager", hint="Discusses and countersigns levels", required=False)
    head = Picked(label="Head of service", hint="Is sent a copy of their referrals", required=False)
    is_manager = Confirm(label="Manages other people", required=False)
    may_commit = Confirm(label="May commit resources and decide for the agency", required=False)
    from_day = DayField(label="First day")

    def __init__(self, *args: Any, partnership: Partnership, today: date, **kwargs: Any) -> None:
        self.member: Member | None = kwargs.pop("member", None)
        super().__init__(*args, **kwargs)
        self.fields["agency"].offer(Agency.objects.of(partnership).filter(active=True))
        colleagues = list(current(partnership, today).filter(is_manager=True))
        for name in ("line_manager", "head"):
            self.fields[name].offer(colleagues)
        if self.member:
            for name in ("email", "agency", "from_day"):
                del self.fields[name]

    def clean_email(self) -> str:
        """Addresses are kept in small letters."""
        return self.cleaned_data["email"].lower()


class MoveForm(forms.Form):
    """A person goes to another agency or post."""

    agency = Picked(label="Agency")
    job_title = ShortText(label="Job title", max_length=200)
    from_day = DayField(
        label="First day there", hint="Their place until now ends the day before, with all they hold by it"
    )

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].offer(Agency.objects.of(partnership).filter(active=True))


class LastDayForm(forms.Form):
    """The last day of something."""

    last_day = DayField(label="Last day")


class SeatAgencyForm(forms.Form):
    """Which agency fills a seat."""

    agency = Picked(label="Agency that fills the seat")

    def __init__(self, *args: Any, partnership: Partnership, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = sorted(Agency.objects.of(partnership).filter(active=True), key=lambda one: one.kind != kind)
        self.fields["agency"].offer(found)


COMMITS = "They may commit their agency’s resources and decide for it"


class HolderForm(forms.Form):
    """Who holds a seat."""

    member = Picked(label="Who holds the seat?", called="the person")
    from_day = DayField(label="From")
    may_commit = Confirm(
        label=COMMITS, required=False, hint="Without this the seat shows as not confirmed to the chairs"
    )

    def __init__(self, *args: Any, seat: Seat, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = current(seat.panel.partnership, today)
        self.fields["member"].offer(people.filter(agency=seat.agency) if seat.agency_id else people)


class DeputyForm(forms.Form):
    """Who stands in for a seat, until when."""

    member = Picked(label="Who stands in?", called="the person")
    from_day = DayField(label="From")
    until = DayField(label="Until", hint="The last day. A deputy’s part always ends")
    reason = ShortText(label="Reason", hint="Shown to the chairs, for example: on leave", max_length=300)
    may_chair = Confirm(label="May chair in the holder’s place", required=False)
    may_commit = Confirm(label=COMMITS, required=False)

    def __init__(self, *args: Any, seat: Seat, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].offer(current(seat.panel.partnership, today))
        if not seat.chairs:
            del self.fields["may_chair"]


class RoleForm(forms.Form):
    """A role, each with the sentence that says what it may do."""

    role = Choice(
        label="Which role?",
        choices=[(role.code, role.label) for role in ROLES.values() if role.given],
        hints={role.code: role.sentence for role in ROLES.values() if role.given},
    )
    panel = Picked(label="At which panel?", required=False, hint="Not asked for those who see no child")
    from_day = DayField(label="From")
    until = DayField(label="Until", required=False)

    def __init__(self, *args: Any, panels: list[Panel], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["panel"].offer(panels)
        if len(panels) == 1:
            del self.fields["panel"]
        self.panels = panels

    def clean(self) -> dict:
        """With one panel it is that one."""
        told = super().clean()
        if len(self.panels) == 1:
            told["panel"] = self.panels[0]
        need(self, "panel", when=len(self.panels) > 1 and told.get("role") not in {*WITHOUT_CHILDREN, None})
        return told


class ReviewForm(forms.Form):
    """A review that was done."""

    about = Choice(label="What was reviewed?", choices=Review.About.choices)
    done_on = DayField(label="When", called="the day of the review")
    outcome = LongText(label="What came of it", hint="Who was there and what is to change", max_length=2000)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["done_on"].latest = today


class UploadForm(forms.Form):
    """A procedure file."""

    file = FileField(label="Procedure file", hint="A file that ends in .toml", accept=(".toml",), max_bytes=2_000_000)
    asked_by = ShortText(
        label="Who asked for the change?", hint="The body or person, as the minutes name them", max_length=200
    )


class InForceForm(forms.Form):
    """From when a version is followed."""

    panel = Picked(label="Which panel?", called="the panel")
    from_day = DayField(
        label="In force from", hint="Today at the earliest. Decisions made before keep the version of their day"
    )
    read = Confirm(label="I have read the differences")

    def __init__(self, *args: Any, panels: list[Panel], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["panel"].offer(panels)
        self.fields["from_day"].earliest = today


class PanelForm(forms.Form):
    """A new panel."""

    version = Picked(label="Which procedure does it follow?", called="the procedure")
    from_day = DayField(label="In force from")

    def __init__(self, *args: Any, partnership: Partnership, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].offer(ProcedureVersion.objects.of(partnership).defer("source"))
        self.fields["from_day"].earliest = today


def current(partnership: Partnership, on: date) -> Any:
    """People with a place in the partnership on a day, with their agency."""
    open_then = Q(ends_on=None) | Q(ends_on__gte=on)
    return Member.objects.of(partnership).filter(open_then).select_related("user", "agency")
