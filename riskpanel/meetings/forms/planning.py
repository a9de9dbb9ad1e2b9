"""Before the meeting: dates, answers, guests, business, who is here."""

from typing import Any

from django import forms
from django.utils import timezone

from riskpanel.meetings.forms.choices import coded, people, working
from riskpanel.meetings.models import Guest, Invitation
from riskpanel.partnership.models import Member, Panel, Seat
from riskpanel.ui import forms as ui


class DatesForm(forms.Form):
    """From when and for how long dates are made."""

    start = ui.DayField(label="First day", called="The first day", hint="Dates that are there already stay as they are")
    months = ui.WholeNumber(label="For how many months", min_value=1, max_value=24, initial=12, width=2)


class OutsideDateForm(forms.Form):
    """When another body meets."""

    starts_at = ui.MomentField(label="When")


class ArrangeForm(forms.Form):
    """How long the meeting is, and where."""

    minutes = ui.WholeNumber(label="Length in minutes", min_value=15, max_value=480, width=3)
    place = ui.ShortText(label="Place", required=False)
    link = ui.ShortText(label="Link to join", required=False, max_length=300)

    def clean(self) -> dict:
        """A meeting is somewhere."""
        cleaned = super().clean()
        ui.need(self, "place", when=not cleaned.get("link"), says="Give a place, a link, or both")
        return cleaned


class ExtraordinaryForm(ArrangeForm):
    """A meeting outside the calendar."""

    starts_at = ui.MomentField(label="When", called="The start")
    reason = ui.LongText(label="Why it cannot wait", rows=3, max_length=1000)
    field_order = ("starts_at", "minutes", "place", "link", "reason")


class ReasonForm(forms.Form):
    """A reason, for whatever is being done."""

    reason = ui.LongText(label="Reason", rows=4, max_length=2000)


class AnswerForm(forms.Form):
    """What a seat answers to its invitation."""

    answer = ui.Choice(
        label="Will this seat be there?",
        choices=Invitation._meta.get_field("answer").choices,
        conditional={"deputy": ("deputy", "may_commit", "may_chair"), "apologies": ("reason",)},
    )
    deputy = ui.Select(label="Deputy", required=False, hint="They see the items of this meeting and of no other")
    may_commit = ui.Confirm(label="The deputy may decide and commit what the agency has", required=False)
    may_chair = ui.Confirm(label="The deputy may chair", required=False)
    reason = ui.ShortText(label="Reason", required=False, max_length=300)

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seat = invitation.seat
        found = working(invitation.meeting.panel, timezone.localdate(invitation.meeting.sitting.starts_at))
        self.members = list(found.filter(agency=seat.agency) if seat.agency_id else found)
        self.fields["deputy"].choices = [("", "Choose"), *people(self.members)]
        if not seat.chairs:
            del self.fields["may_chair"]
            self.fields["answer"].conditional = {"deputy": ("deputy", "may_commit"), "apologies": ("reason",)}

    def clean(self) -> dict:
        """A deputy has a name, apologies have a reason."""
        cleaned = super().clean()
        ui.need(self, "deputy", when=cleaned.get("answer") == "deputy", says="Choose who comes instead")
        ui.need(self, "reason", when=cleaned.get("answer") == "apologies", says="Give the reason for the apologies")
        return cleaned

    def told(self) -> dict[str, Any]:
        """What the action takes."""
        told = self.cleaned_data
        chosen = next((one for one in self.members if str(one.pk) == told["deputy"]), None)
        deputy = told["answer"] == "deputy"
        return {
            "answer": told["answer"],
            "reason": told["reason"],
            "deputy_member": chosen if deputy else None,
            "may_commit": told["may_commit"] if deputy else None,
            "may_chair": bool(told.get("may_chair")) and deputy,
        }


class SeatForm(forms.Form):
    """Which seat is asked to come."""

    seat = ui.Choice(label="Which seat is needed?")

    def __init__(self, *args: Any, seats: list[Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seat"].choices = [(str(seat.pk), seat.title) for seat in seats]


class ItemForm(forms.Form):
    """A piece of business."""

    section = ui.Choice(label="Part of the agenda")
    title = ui.ShortText(label="What it is about", hint="No child’s name: it stands on the agenda of everybody")

    def __init__(self, *args: Any, sections: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].choices = coded(sections)


class GuestForm(forms.Form):
    """Who is asked to come for one item."""

    member = ui.Select(label="Who")
    reason = ui.ShortText(label="Why they are needed for this child", max_length=300)

    def __init__(self, *args: Any, panel: Panel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = list(working(panel))
        self.fields["member"].choices = [("", "Choose"), *people(self.members)]

    def chosen(self) -> Member:
        """The person chosen."""
        return next(one for one in self.members if str(one.pk) == self.cleaned_data["member"])


class ReplyForm(forms.Form):
    """What a guest answers for their item."""

    answer = ui.Choice(label="Will you be there for this child?", choices=Guest._meta.get_field("answer").choices)
    update = ui.LongText(
        label="Your update",
        hint="What has been done, what has changed, what you ask of the panel. It is read for this child only.",
        required=False,
        rows=8,
        max_length=8000,
    )

    def __init__(self, *args: Any, as_lead: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not as_lead:
            del self.fields["update"]
            self.fields["answer"].choices = [("coming", "Coming")]

    def clean(self) -> dict:
        """Whoever cannot come writes."""
        cleaned = super().clean()
        if "update" in self.fields:
            ui.need(
                self, "update", when=cleaned.get("answer") == "update", says="Write the update that is read instead"
            )
        return cleaned


class OpenForm(forms.Form):
    """Who is there when the meeting opens."""

    present = ui.ManyChoice(label="Who is here?", required=False)
    exception = ui.LongText(
        label="If a co-chair is missing: why the meeting opens all the same",
        hint="Decisions then wait for the absent chair to ratify them",
        required=False,
        rows=3,
        max_length=2000,
    )

    def __init__(self, *args: Any, invitations: list[Invitation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["present"].choices = [(str(one.seat_id), _seated(one)) for one in invitations]


def _seated(one: Invitation) -> str:
    return f"{one.seat.title}: {one.member.user.full_name if one.member else 'nobody holds it'}"
