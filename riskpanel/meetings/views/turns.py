"""At the meeting: which item has its turn, and whether single keys do what buttons do."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from riskpanel.access.doors import door
from riskpanel.access.permissions import Permission
from riskpanel.meetings import actions
from riskpanel.meetings.views.asking import done_or_told, item_of, running

P = Permission
KEYS_OFF = "single_keys_off"


@door(P.COORDINATE, P.DECIDE)
@require_POST
def meeting_take(request: HttpRequest, pk: UUID, item: UUID) -> HttpResponse:
    """Give an item its turn: everybody who follows the meeting sees it."""
    part = running(request, pk)
    found = item_of(part, item)
    done_or_told(request, lambda: actions.take_item(item=found, by=request.user, at=timezone.now()))
    back = reverse("meeting_item_minutes", args=[pk, item]) if request.POST.get("to") == "minutes" else None
    return redirect(back or f"{reverse('meeting_live', args=[pk])}?item={found.pk}#item")


@door(P.COORDINATE, P.DECIDE)
@require_POST
def meeting_pause(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put the item down: nothing is discussed for a while."""
    part = running(request, pk)
    done_or_told(request, lambda: actions.pause(meeting=part.meeting, by=request.user, at=timezone.now()))
    return redirect("meeting_live", pk=pk)


@door(P.COORDINATE, P.DECIDE)
@require_POST
def meeting_keys(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Turn single keys off, or on again, for as long as the person is signed in."""
    running(request, pk)
    request.session[KEYS_OFF] = request.POST.get("keys") == "off"
    return redirect(f"{reverse('meeting_live', args=[pk])}#keyboard")
