"""What every view of this room does: find the meeting, show a form, carry out one action."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from riskpanel.access.doors import find, page
from riskpanel.children.moves import Changed, Refused
from riskpanel.meetings.models import AgendaItem, Invitation
from riskpanel.meetings.reach import Part, meetings_of
from riskpanel.partnership.actions import NotAllowed


def part_in(request: HttpRequest, pk: UUID) -> Part:
    """The person's part in a meeting that is theirs, or a plain 404."""
    return Part(request.user, find(meetings_of(request.user), pk=pk))


def running(request: HttpRequest, pk: UUID) -> Part:
    """The same, for those who run the meeting; a plain 404 for everybody else."""
    part = part_in(request, pk)
    if not part.runs:
        raise Http404
    return part


def to_accept(part: Part) -> HttpResponse | None:
    """Where somebody goes who has not accepted the confidentiality statement; None for those who have."""
    return None if part.accepted else redirect("meeting_confidentiality", pk=part.meeting.pk)


def item_of(part: Part, pk: UUID, *related: str) -> AgendaItem:
    """An item of the meeting that the person may see, or a plain 404."""
    item = part.item(pk, lambda items: items.select_related("child", "referral__concern", "entry", *related))
    if item is None:
        raise Http404
    item.meeting = part.meeting
    return item


def invitation_of(part: Part, pk: int) -> Invitation:
    """An invitation that is this person's to answer, or a plain 404."""
    invitations = part.meeting.invitations.select_related("seat__agency", "member__user", "deputy__member__user")
    invitation = find(invitations, pk=pk)
    if not part.holds(invitation):
        raise Http404
    invitation.meeting = part.meeting
    return invitation


def carried_out(request: HttpRequest, form: forms.Form, act: Callable[[], Any]) -> bool:
    """Whether the form was sent, is right and was acted on; a refusal becomes an error of the form and
    everything typed stays. Lets Changed through."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        with transaction.atomic():
            act()
    except (Refused, NotAllowed) as refused:
        for reason in refused.reasons:
            form.add_error(None, reason)
        return False
    return True


def done_or_told(request: HttpRequest, act: Callable[[], Any], done: str = "") -> bool:
    """Whether a button's action was carried out; a refusal, or somebody else's change, becomes a message."""
    try:
        with transaction.atomic():
            act()
    except (Refused, NotAllowed) as refused:
        for reason in refused.reasons:
            messages.error(request, reason)
        return False
    except Changed as changed:
        messages.error(request, str(changed))
        return False
    if done:
        messages.success(request, done)
    return True


def form_page(
    request: HttpRequest, form: forms.Form, heading: str, back_url: str, *, shows: Iterable[Any] = (), **more: Any
) -> HttpResponse:
    """The form on a page of its own; `template` for one that is drawn otherwise."""
    template = more.pop("template", "layouts/form.jinja")
    context = {"form": form, "heading": heading, "back_url": back_url, "cancel_url": back_url, "submit_label": "Save"}
    return page(request, template, {**context, **more}, shows=shows)


def at_meeting(part: Part) -> str:
    """The address of the meeting's page."""
    return reverse("meeting", args=[part.meeting.pk])
