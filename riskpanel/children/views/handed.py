"""The papers of one child, handed to whoever may open the page that they are drawn from."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from riskpanel.access.doors import door, paper
from riskpanel.access.permissions import Permission
from riskpanel.children import documents
from riskpanel.children.views.missing import telling
from riskpanel.children.views.one import mine_of


@door(Permission.WORK_CONCERN)
def missing_paper(request: HttpRequest, pk: uuid.UUID, form: str) -> HttpResponse:
    """Every time the child was missing."""
    mine = telling(request, pk)
    return paper(request, documents.missing_paper(mine, request.user.standing.panel, timezone.now()), form)


@door(Permission.WORK_CONCERN)
def access_paper(request: HttpRequest, pk: uuid.UUID, form: str) -> HttpResponse:
    """Who may see the child and who could; a plain 404 for those who may not read that."""
    mine = mine_of(request, pk)
    if not mine.sees_who:
        raise Http404
    return paper(request, documents.access_paper(mine, request.user.standing.panel, timezone.now()), form)
