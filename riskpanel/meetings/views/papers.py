"""The papers of a meeting: which there are for whoever asks, and each made as far as they see it now."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from riskpanel.access.doors import door, page, paper
from riskpanel.access.permissions import Permission
from riskpanel.meetings.documents import PAPERS, offered
from riskpanel.meetings.packs import closed, closes_at, own_copy
from riskpanel.meetings.presenters import heading
from riskpanel.meetings.reach import Part
from riskpanel.meetings.views.asking import part_in, to_accept

P = Permission
FORM_WORDS = {"pdf": "PDF", "docx": "Word", "xlsx": "Spreadsheet"}


@door(P.ATTEND, P.COORDINATE)
def meeting_papers(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Every paper of the meeting that there is for this person."""
    part = part_in(request, pk)
    if waits := to_accept(part):
        return waits
    own = own_copy(request.user, part.meeting)
    if own:
        own.meeting = part.meeting
    context = {
        "heading": "Papers",
        "caption": heading(part.meeting.sitting, part.procedure),
        "back_url": reverse("meeting", args=[pk]),
        "part": part,
        "meeting": part.meeting,
        "pack": own,
        "pack_closed": closed(own, timezone.now()) if own else "",
        "closes_at": closes_at(own) if own else None,
        "rows": _rows(part),
        "sends": part.runs and part.procedure.packs is not None,
    }
    return page(request, "meetings/meeting_papers.jinja", context)


def _rows(part: Part) -> list[dict[str, Any]]:
    return [
        {
            "title": part.procedure.paper(code).title,
            "what": kind.says,
            "forms": [
                (FORM_WORDS[form], reverse("meeting_paper", args=[part.meeting.pk, code, form])) for form in kind.forms
            ],
        }
        for code, kind in offered(part).items()
    ]


@door(P.ATTEND, P.COORDINATE)
def meeting_paper(request: HttpRequest, pk: UUID, which: str, form: str) -> HttpResponse:
    """One paper of the meeting, made for the person who asks."""
    part = part_in(request, pk)
    if waits := to_accept(part):
        return waits
    if which not in offered(part):
        raise Http404
    return paper(request, PAPERS[which].make(part, timezone.now()), form)
