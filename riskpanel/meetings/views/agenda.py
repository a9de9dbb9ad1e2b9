"""The agenda by hand: adding, taking off, ordering, calling in."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from riskpanel.access.doors import door, find
from riskpanel.access.permissions import Permission
from riskpanel.meetings import actions
from riskpanel.meetings.forms import ItemForm, ReasonForm
from riskpanel.meetings.presenters import heading
from riskpanel.meetings.views.asking import (
    at_meeting,
    carried_out,
    done_or_told,
    form_page,
    item_of,
    running,
    to_accept,
)

P = Permission


@door(P.COORDINATE, P.DECIDE)
def meeting_item_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Add a piece of business."""
    part = running(request, pk)
    kind = part.procedure.meeting(part.meeting.sitting.kind)
    form = ItemForm(request.POST or None, sections=[s for s in kind.sections if s.source != "annex"])
    if carried_out(
        request,
        form,
        lambda: actions.add_item(meeting=part.meeting, by=request.user, at=timezone.now(), **form.cleaned_data),
    ):
        messages.success(request, "The item is on the agenda.")
        return redirect(at_meeting(part))
    return form_page(
        request,
        form,
        "Add an item",
        at_meeting(part),
        caption=heading(part.meeting.sitting, part.procedure),
        submit_label="Add",
    )


@door(P.COORDINATE, P.DECIDE)
@require_POST
def meeting_item_remove(request: HttpRequest, pk: UUID, item: UUID) -> HttpResponse:
    """Take an item off the agenda."""
    part = running(request, pk)
    found = item_of(part, item)
    done_or_told(
        request,
        lambda: actions.remove_item(item=found, by=request.user, at=timezone.now()),
        "The item is off the agenda.",
    )
    return redirect(at_meeting(part))


@door(P.COORDINATE, P.DECIDE)
@require_POST
def meeting_item_move(request: HttpRequest, pk: UUID, item: UUID) -> HttpResponse:
    """Move an item one place up or down."""
    part = running(request, pk)
    found = item_of(part, item)
    up = request.POST.get("to") == "up"
    done_or_told(request, lambda: actions.move_item(item=found, up=up, by=request.user, at=timezone.now()))
    return redirect(f"{at_meeting(part)}#item-{found.pk}")


@door(P.DECIDE)
def meeting_call_in(request: HttpRequest, pk: UUID, item: UUID) -> HttpResponse:
    """A co-chair calls a referral of the annex in."""
    part = running(request, pk)
    if waits := to_accept(part):
        return waits
    found = find(part.annex().select_related("child__lead", "referral__concern__author"), pk=item)
    found.meeting = part.meeting
    form = ReasonForm(request.POST or None)
    if carried_out(
        request,
        form,
        lambda: actions.call_in_item(
            item=found, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
        ),
    ):
        messages.success(request, "The referral is called in and on this agenda.")
        return redirect(at_meeting(part))
    return form_page(
        request,
        form,
        "Call this referral in",
        at_meeting(part),
        caption=found.child.reference,
        submit_label="Call in",
        shows=[found.child],
    )
