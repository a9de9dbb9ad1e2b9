"""The papers of a meeting: handed to whoever asks, as far as they see it now."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from riskpanel.access.doors import door, paper
from riskpanel.access.permissions import Permission
from riskpanel.meetings.documents import PAPERS
from riskpanel.meetings.views.asking import part_in, to_accept

P = Permission


@door(P.ATTEND, P.COORDINATE)
def meeting_paper(request: HttpRequest, pk: UUID, which: str, form: str) -> HttpResponse:
    """One paper of the meeting, made for the person who asks."""
    part = part_in(request, pk)
    if waits := to_accept(part):
        return waits
    if which not in PAPERS:
        raise Http404
    return paper(request, PAPERS[which](part, timezone.now()), form)
