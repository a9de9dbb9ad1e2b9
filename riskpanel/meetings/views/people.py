"""Who comes: answers to invitations, seats on request, guests of one item."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from riskpanel.access.doors import door, find
from riskpanel.access.permissions import Permission
from riskpanel.meetings import actions
from riskpanel.meetings.forms import AnswerForm, GuestForm, SeatForm
from riskpanel.meetings.models import Guest, Invitation
from riskpanel.meetings.presenters import heading
from riskpanel.meetings.views.asking import (
    at_meeting,
    carried_out,
    done_or_told,
    form_page,
    invitation_of,
    item_of,
    part_in,
    running,
    to_accept,
)

P = Permission


@door(P.ATTEND, P.COORDINATE)
def meeting_invitation(request: HttpRequest, pk: UUID, invitation: int) -> HttpResponse:
    """Answer an invitation: coming, a deputy by name, or apologies."""
    part = part_in(request, pk)
    asked = invitation_of(part, invitation)
    form = AnswerForm(request.POST or None, invitation=asked, initial=_answered(asked))
    if carried_out(
        request,
        form,
        lambda: actions.answer_invitation(invitation=asked, by=request.user, at=timezone.now(), **form.told()),
    ):
        late = actions.late_notice(asked)
        messages.success(
            request, "The answer is recorded, after the start: late notice." if late else "The answer is recorded."
        )
        return redirect(at_meeting(part))
    return form_page(
        request,
        form,
        asked.seat.title,
        at_meeting(part),
        caption=heading(part.meeting.sitting, part.procedure),
        submit_label="Send the answer",
    )


def _answered(asked: Invitation) -> dict:
    return {
        "answer": asked.answer,
        "reason": asked.reason,
        "deputy": str(asked.deputy.member_id) if asked.deputy else "",
        "may_commit": bool(asked.may_commit),
        "may_chair": bool(asked.deputy and asked.deputy.may_chair),
    }


@door(P.DECIDE)
def meeting_seat(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask for a seat that comes on request."""
    part = running(request, pk)
    invited = part.meeting.invitations.values("seat")
    seats = list(part.meeting.panel.seats.filter(retired=False).exclude(pk__in=invited))
    if not seats:
        messages.info(request, "Every seat of the panel is invited already.")
        return redirect(at_meeting(part))
    form = SeatForm(request.POST or None, seats=seats)

    def act() -> None:
        seat = next(one for one in seats if str(one.pk) == form.cleaned_data["seat"])
        actions.ask_seat(meeting=part.meeting, seat=seat, by=request.user, at=timezone.now())

    if carried_out(request, form, act):
        messages.success(request, "The seat is invited.")
        return redirect(at_meeting(part))
    return form_page(request, form, "Ask for a seat", at_meeting(part), submit_label="Invite the seat")


@door(P.COORDINATE, P.DECIDE)
def meeting_guest(request: HttpRequest, pk: UUID, item: UUID) -> HttpResponse:
    """Invite somebody to one item."""
    part = running(request, pk)
    if waits := to_accept(part):
        return waits
    found = item_of(part, item)
    if found.child is None:
        raise Http404
    form = GuestForm(request.POST or None, panel=part.meeting.panel)

    def act() -> None:
        told = {"member": form.chosen(), "reason": form.cleaned_data["reason"]}
        actions.invite_guest(item=found, by=request.user, at=timezone.now(), **told)

    if carried_out(request, form, act):
        messages.success(
            request, "The guest is invited." if part.chairs else "The invitation waits for a co-chair to approve it."
        )
        return redirect(at_meeting(part))
    return form_page(
        request,
        form,
        "Invite a guest to this item",
        at_meeting(part),
        caption=found.child.reference,
        intro="A guest sees this item and nothing else of the meeting.",
        submit_label="Invite",
        shows=[found.child],
    )


def _guest(request: HttpRequest, pk: UUID, guest: int) -> tuple:
    part = running(request, pk)
    asked = find(Guest.objects.select_related("item__child", "member__user"), pk=guest, item__meeting=part.meeting)
    asked.item.meeting = part.meeting
    return part, asked


@door(P.DECIDE)
@require_POST
def meeting_guest_approve(request: HttpRequest, pk: UUID, guest: int) -> HttpResponse:
    """A co-chair approves a guest."""
    part, asked = _guest(request, pk, guest)
    done_or_told(
        request,
        lambda: actions.approve_guest(guest=asked, by=request.user, at=timezone.now()),
        "The guest is approved for that item only.",
    )
    return redirect(at_meeting(part))


@door(P.COORDINATE, P.DECIDE)
@require_POST
def meeting_guest_withdraw(request: HttpRequest, pk: UUID, guest: int) -> HttpResponse:
    """Take an invitation to an item back."""
    part, asked = _guest(request, pk, guest)
    done_or_told(
        request,
        lambda: actions.withdraw_guest(guest=asked, by=request.user, at=timezone.now()),
        "The invitation is taken back, and what it opened is closed.",
    )
    return redirect(at_meeting(part))


@door(P.COORDINATE, P.DECIDE)
@require_POST
def meeting_attended(request: HttpRequest, pk: UUID, invitation: int) -> HttpResponse:
    """Correct who came."""
    part = running(request, pk)
    asked = find(part.meeting.invitations.select_related("seat"), pk=invitation)
    asked.meeting = part.meeting
    done_or_told(
        request,
        lambda: actions.set_attendance(
            invitation=asked, attended=request.POST.get("attended") == "yes", by=request.user, at=timezone.now()
        ),
        "Attendance is corrected.",
    )
    return redirect(f"{reverse('meeting', args=[part.meeting.pk])}#seats")
