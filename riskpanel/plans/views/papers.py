"""The papers of plans, each made for whoever asks."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from riskpanel.access.doors import door, paper
from riskpanel.access.permissions import Permission
from riskpanel.plans import documents, sheet
from riskpanel.plans.documents.plan import left_by
from riskpanel.plans.views.chasing import lines_for, period_in, sheet_panel
from riskpanel.plans.views.doing import JOINS, shown_actions
from riskpanel.plans.views.log import shown_entries
from riskpanel.plans.views.plan import entry_of

P = Permission


@door(P.USE)
def plan_paper(request: HttpRequest, pk: UUID, form: str) -> HttpResponse:
    """The plan, as far as the reader's agency may read it."""
    return paper(request, documents.plan_paper(entry_of(request, pk), request.user, timezone.now()), form)


@door(P.USE)
def plan_family_paper(request: HttpRequest, pk: UUID, form: str) -> HttpResponse:
    """The plan for the child and the family."""
    return paper(request, documents.family_paper(entry_of(request, pk), request.user, timezone.now()), form)


@door(P.USE)
def plan_step_down_paper(request: HttpRequest, pk: UUID, form: str) -> HttpResponse:
    """The notice of stepping down, once there is something to tell."""
    entry = entry_of(request, pk)
    if not left_by(entry):
        raise Http404
    return paper(request, documents.step_down_paper(entry, request.user, timezone.now()), form)


@door(P.DECIDE, P.COORDINATE)
def log_paper(request: HttpRequest) -> HttpResponse:
    """The log as it is listed."""
    now = timezone.now()
    found, _ = shown_entries(request, now)
    entries = found.select_related("child__lead__user", "child__lead__agency", "lead__user", "lead__agency")
    return paper(request, documents.log_paper(entries, **_listed(request)), _form(request))


def _form(request: HttpRequest) -> str:
    return request.GET.get("format", "pdf")


def _listed(request: HttpRequest) -> dict[str, Any]:
    """For whom a list is made, and the panel whose name stands on it; a plain 404 for somebody of none."""
    standing = request.user.standing
    if standing.panel is None:
        raise Http404
    return {"panel": standing.panel, "procedure": standing.procedure, "user": request.user, "at": timezone.now()}


@door(P.USE)
def actions_paper(request: HttpRequest) -> HttpResponse:
    """The actions as they are listed."""
    found, _ = shown_actions(request)
    actions = found.select_related(*JOINS).defer("panel__procedure__source")
    return paper(request, documents.action_list(actions, **_listed(request)), _form(request))


@door(P.DECIDE, P.COORDINATE, P.ANSWER_FOR_AGENCY)
def chase_paper(request: HttpRequest) -> HttpResponse:
    """What is to be chased, agency by agency, as the sheet lists it."""
    panel, asked = sheet_panel(request), request.GET.get("agency", "")
    lines = lines_for(request.user, panel, period_in(request), timezone.now())
    agencies = [one.key for one in lines if str(one.key) == asked] or [one.key for one in lines]
    found = sheet.chasing(request.user, panel, agencies, timezone.now())
    actions = found.select_related(*JOINS).defer("panel__procedure__source")
    return paper(request, documents.chase_sheet(actions, **_listed(request)), _form(request))
