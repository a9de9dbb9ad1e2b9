"""The minutes of one item as a paper: all that a guest or a lead professional has of them."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from riskpanel.access.doors import door, find, paper
from riskpanel.access.permissions import Permission
from riskpanel.meetings.documents.minutes import item_minutes
from riskpanel.meetings.models import AgendaItem
from riskpanel.meetings.packs import items_for
from riskpanel.meetings.reach import Part, has_accepted


@door(Permission.USE)
def meeting_item_paper(request: HttpRequest, pk: UUID, item: UUID, form: str) -> HttpResponse:
    """The minutes of one item, for those who have them."""
    seen = AgendaItem.objects.visible_to(request.user).filter(meeting=pk, removed=False, child__isnull=False)
    found = find(seen.select_related("meeting__sitting", "meeting__panel__procedure"), pk=item)
    own, _ = items_for(request.user, found.meeting)
    part = Part(request.user, found.meeting)
    if not own.filter(pk=item).exists() or not part.has_minutes_of(found):
        raise Http404
    if not has_accepted(request.user, found.meeting):
        return redirect("meeting_confidentiality", pk=pk)
    return paper(request, item_minutes(found, part, timezone.now()), form)
