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
from riskpanel.meetings.reach import Part, has_accepted, has_copy, runs
from riskpanel.meetings.stages import BEGUN


@door(Permission.USE)
def meeting_item_paper(request: HttpRequest, pk: UUID, item: UUID, form: str) -> HttpResponse:
    """The minutes of one item, for those who have them."""
    seen = AgendaItem.objects.visible_to(request.user).filter(meeting=pk, removed=False, child__isnull=False)
    found = find(seen.select_related("meeting__sitting", "meeting__panel__procedure"), pk=item)
    own, _ = items_for(request.user, found.meeting)
    if not own.filter(pk=item).exists() or not _has_minutes(request, found):
        raise Http404
    if not has_accepted(request.user, found.meeting):
        return redirect("meeting_confidentiality", pk=pk)
    return paper(request, item_minutes(found, Part(request.user, found.meeting), timezone.now()), form)


def _has_minutes(request: HttpRequest, item: AgendaItem) -> bool:
    if runs(request.user, item.meeting.panel, item.meeting):
        return item.meeting.state in BEGUN
    return has_copy(request.user, item.meeting, item.pk)
