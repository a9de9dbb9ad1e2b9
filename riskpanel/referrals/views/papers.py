"""The papers between a concern and triage, handed to whoever may read what is in them."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone

from riskpanel.access.doors import door, find, paper
from riskpanel.access.permissions import Permission as P
from riskpanel.referrals import documents
from riskpanel.referrals.documents.strategy import held_meeting
from riskpanel.referrals.documents.triage import decisions_of
from riskpanel.referrals.models import Checklist, Referral
from riskpanel.referrals.presenters.checklists import loaded
from riskpanel.referrals.views import acting, working

READ_CHECKLIST = (P.WORK_CONCERN, P.TRIAGE, P.COORDINATE, P.DECIDE)
READ_REFERRAL = (P.REFER, P.TRIAGE, P.COORDINATE, P.DECIDE)


@door(*READ_CHECKLIST)
def checklist_paper(request: HttpRequest, pk: UUID, form: str) -> HttpResponse:
    """The whole checklist, for the case file."""
    record = find(loaded(Checklist.objects.visible_to(request.user)), pk=pk)
    return paper(request, documents.checklist_paper(record, request.user, timezone.now()), form)


@door(P.WORK_CONCERN, P.RUN_STRATEGY)
def strategy_paper(request: HttpRequest, pk: UUID, form: str) -> HttpResponse:
    """The record of the strategy meeting that was held; a plain 404 before."""
    record = working.seen(request, pk)
    meeting = held_meeting(record)
    if meeting is None:
        raise Http404
    return paper(request, documents.strategy_paper(record, meeting, request.user, timezone.now()), form)


@door(*READ_REFERRAL)
def referral_paper(request: HttpRequest, pk: UUID, form: str) -> HttpResponse:
    """The referral: cover, gates, checklist."""
    record = acting.seen(request, pk)
    return paper(request, documents.referral_paper(record, request.user, timezone.now()), form)


@door(*READ_REFERRAL)
def waiver_paper(request: HttpRequest, pk: UUID, form: str) -> HttpResponse:
    """What the chairs said to each waiver; a plain 404 where none was asked."""
    record = acting.seen(request, pk)
    if not record.waivers.all():
        raise Http404
    return paper(request, documents.waiver_paper(record, request.user, timezone.now()), form)


@door(*READ_REFERRAL)
def triage_paper(request: HttpRequest, pk: UUID, form: str) -> HttpResponse:
    """What was decided about the referral; a plain 404 before."""
    record = acting.seen(request, pk)
    decisions = _decided(record)
    return paper(request, documents.triage_paper(record, decisions, request.user, timezone.now()), form)


@door(*READ_REFERRAL)
def triage_letter(request: HttpRequest, pk: UUID, form: str) -> HttpResponse:
    """The letter to whoever referred, with the reasons; a plain 404 before a decision."""
    record = acting.seen(request, pk)
    newest = _decided(record)[0]
    return paper(request, documents.triage_letter(record, newest, request.user, timezone.now()), form)


def _decided(record: Referral) -> list:
    decisions = decisions_of(record)
    if not decisions:
        raise Http404
    return decisions


paths = [
    path("checklists/<uuid:pk>/paper/<slug:form>/", checklist_paper, name="checklist_paper"),
    path("concerns/<uuid:pk>/strategy/paper/<slug:form>/", strategy_paper, name="strategy_paper"),
    path("referrals/<uuid:pk>/paper/<slug:form>/", referral_paper, name="referral_paper"),
    path("referrals/<uuid:pk>/waiver/paper/<slug:form>/", waiver_paper, name="waiver_paper"),
    path("referrals/<uuid:pk>/triage/paper/<slug:form>/", triage_paper, name="triage_paper"),
    path("referrals/<uuid:pk>/triage/letter/<slug:form>/", triage_letter, name="triage_letter"),
]
