"""The papers of plans, escalations and children placed here, handed to whoever may read what is in them."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone

from riskpanel.access.doors import door, paper
from riskpanel.access.permissions import Permission
from riskpanel.plans.documents.escalating import escalation_paper
from riskpanel.plans.documents.filing import filing_paper
from riskpanel.plans.documents.leaving import closure_paper
from riskpanel.plans.documents.placed import placed_letter
from riskpanel.plans.views import escalations, placed, plan


@door(Permission.USE)
def plan_copy_filing_paper(request: HttpRequest, pk: UUID, form: str) -> HttpResponse:
    """That an agency filed its copy; a plain 404 before it did."""
    copy = plan.copy_of(request, pk)
    if copy.filed_at is None:
        raise Http404
    return paper(request, filing_paper(copy, request.user, timezone.now()), form)


@door(Permission.USE)
def plan_leaving_paper(request: HttpRequest, pk: UUID, form: str) -> HttpResponse:
    """What goes with a child who left the log; a plain 404 while they are on it."""
    entry = plan.entry_of(request, pk)
    if entry.left_on is None:
        raise Http404
    return paper(request, closure_paper(entry, request.user, timezone.now()), form)


@door(Permission.USE)
def escalation_record_paper(request: HttpRequest, pk: UUID, form: str) -> HttpResponse:
    """The record of an escalation."""
    record = escalations.escalation_of(request, pk)
    stages = escalations.stages_of(record, request.user.standing.agency)
    return paper(request, escalation_paper(record, stages, request.user, timezone.now()), form)


@door(*placed.KEEP)
def placed_child_letter(request: HttpRequest, pk: UUID, form: str) -> HttpResponse:
    """The letter to the placing authority, with the form on which it answers."""
    return paper(request, placed_letter(placed.placed_of(request, pk), request.user, timezone.now()), form)


paths = [
    path("plan-copies/<uuid:pk>/filed/paper/<slug:form>/", plan_copy_filing_paper, name="plan_copy_filing_paper"),
    path("plans/<uuid:pk>/leaving/paper/<slug:form>/", plan_leaving_paper, name="plan_leaving_paper"),
    path("escalations/<uuid:pk>/paper/<slug:form>/", escalation_record_paper, name="escalation_record_paper"),
    path("placed/<uuid:pk>/letter/<slug:form>/", placed_child_letter, name="placed_child_letter"),
]
