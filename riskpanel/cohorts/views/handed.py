"""The papers of the weekly lists, handed to whoever may open the page that they are drawn from."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from riskpanel.access.doors import door, find, paper
from riskpanel.cohorts import documents
from riskpanel.cohorts.presenters import compliance
from riskpanel.cohorts.views.compliance import SEES, asked_for
from riskpanel.cohorts.views.upward import MEMBERS, panel_of, seen


@door(*SEES)
def lists_compliance_paper(request: HttpRequest) -> HttpResponse:
    """The sheet of required documents, narrowed as on the page; `format` names the form."""
    found, asked = asked_for(request)
    standing = request.user.standing
    rows = compliance.narrowed(found, asked["only"])
    made = documents.compliance_paper(standing.panel, standing.procedure, rows, request.user, timezone.now())
    return paper(request, made, request.GET.get("format", "pdf"))


@door(*MEMBERS)
def put_forward_paper(request: HttpRequest, sitting: UUID, form: str) -> HttpResponse:
    """What is put forward to one meeting of the other body."""
    panel, procedure = panel_of(request)
    date = find(panel.sittings.filter(kind=procedure.upward.meeting), pk=sitting)
    items = list(seen(request, panel).filter(sitting=date))
    return paper(request, documents.upward_paper(panel, procedure, date, items, request.user, timezone.now()), form)
