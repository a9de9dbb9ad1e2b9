"""A child's required documents, how the child stands with social care, and referrals made there."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from riskpanel.access.doors import door
from riskpanel.access.permissions import Permission
from riskpanel.children.asking import ask
from riskpanel.children.mine import Mine
from riskpanel.children.views.one import mine_of, shown
from riskpanel.cohorts.actions import papers as acts
from riskpanel.cohorts.actions import status_changed
from riskpanel.cohorts.facts import status_of, today_of
from riskpanel.cohorts.forms_papers import CircumstancesForm, NotApplicableForm, PaperForm, SocialCareReferralForm
from riskpanel.cohorts.models import ChildPaper, SocialCareReferral
from riskpanel.cohorts.presenters.on_child import PAPERS
from riskpanel.cohorts.presenters.papers import paper_lines
from riskpanel.procedure.model import NotDeclared, RequiredDocument


def reading(request: HttpRequest, pk: uuid.UUID) -> Mine:
    """The child, for somebody to whom the child's papers are open; NotDeclared under a procedure without lists."""
    if request.user.standing.procedure.listing is None:
        raise NotDeclared("The procedure has no lists")
    mine = mine_of(request, pk)
    if not mine.scopes & PAPERS:
        raise PermissionDenied
    return mine


@door(Permission.WORK_CONCERN)
def child_papers_required(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Each required document of the child: there, old, missing, or why it does not apply."""
    mine, standing = reading(request, pk), request.user.standing
    rows = ChildPaper.objects.visible_to(request.user).filter(child=mine.child).select_related("agency", "by")
    today = today_of(standing.panel, mine.now)
    lines = paper_lines(rows, status_of(mine.child), standing.procedure, today, standing.agency)
    referrals = SocialCareReferral.objects.visible_to(request.user).filter(child=mine.child)
    context = {
        "lines": [(line, _steps(request, mine, line.document)) for line in lines],
        "referrals": referrals.select_related("by"),
        "may_change": acts.leads_or_keeps(mine.child, standing.panel, request.user),
    }
    labels = {line.document.label for line in lines if line.document.label and line.dated_on}
    return shown(request, mine, "child_papers_required", context, room="cohorts", fields=labels)


def _steps(request: HttpRequest, mine: Mine, document: RequiredDocument) -> list[tuple[str, str]]:
    panel, keys = request.user.standing.panel, [mine.child.pk, document.code]
    steps = []
    if acts.may_record(document, mine.child, panel, request.user):
        steps.append(("Record one", reverse("child_paper_record", args=keys)))
    if acts.may_waive(panel, request.user):
        steps.append(("Does not apply", reverse("child_paper_waived", args=keys)))
    return steps


def _asked(request: HttpRequest, mine: Mine, form: Any, act: Any, heading: str, back: str, **more: Any) -> HttpResponse:
    who = {"child": mine.child, "panel": request.user.standing.panel, "by": request.user, "at": mine.now}
    return ask(
        request, form, lambda typed: act(**who, **typed), heading=heading, back=back, shows=[mine.child],
        caption=mine.child.reference, **{"submit": "Write it down", **more},
    )  # fmt: skip


def _form(request: HttpRequest, kind: Any, initial: dict | None = None, **more: Any) -> Any:
    return kind(request.POST, **more) if request.method == "POST" else kind(initial=initial or {}, **more)


@door(Permission.WORK_CONCERN)
def child_paper_record(request: HttpRequest, pk: uuid.UUID, code: str) -> HttpResponse:
    """Record that there is a required document."""
    mine, back = reading(request, pk), reverse("child_papers_required", args=[pk])
    document = request.user.standing.procedure.required_document(code)
    if not acts.may_record(document, mine.child, request.user.standing.panel, request.user):
        raise PermissionDenied
    intro = "The document itself stays where it is kept; the panel sees that there is one, and of which day."
    if document.label:
        intro += f" Its day and place are read by: {request.user.standing.procedure.label(document.label).label}."

    def act(**typed: Any) -> ChildPaper:
        return acts.record_paper(code=code, **typed)

    done = f"{mine.child.reference}: the document is recorded."
    return _asked(request, mine, _form(request, PaperForm), act, document.title, back, intro=intro, done=done)


@door(Permission.DECIDE)
def child_paper_waived(request: HttpRequest, pk: uuid.UUID, code: str) -> HttpResponse:
    """A chair says that a document does not apply to this child."""
    mine, back = reading(request, pk), reverse("child_papers_required", args=[pk])
    document = request.user.standing.procedure.required_document(code)

    def act(**typed: Any) -> ChildPaper:
        return acts.set_not_applicable(code=code, **typed)

    heading = f"{document.title}: it does not apply"
    return _asked(request, mine, _form(request, NotApplicableForm), act, heading, back, done="Your reason is kept.")


@door(Permission.WORK_CONCERN)
def child_circumstances(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Write down how the child stands with social care."""
    mine, standing = reading(request, pk), request.user.standing
    if not acts.leads_or_keeps(mine.child, standing.panel, request.user):
        raise PermissionDenied
    told = status_of(mine.child)
    initial = {name: getattr(told, name) for name in acts.TOLD} if told else {}

    def act(**typed: Any) -> Any:
        saved = acts.set_circumstances(**typed)
        mine.child.circumstances = saved
        if cohort := status_changed(mine.child, standing.panel):
            label = standing.procedure.cohort(cohort).label
            messages.warning(
                request, f"With this the child belongs on another list: {label}. A chair confirms the move."
            )
        return saved

    form = _form(request, CircumstancesForm, initial, procedure=standing.procedure)
    back = reverse("child_papers_required", args=[pk])
    return _asked(request, mine, form, act, "How the child stands", back, done=f"{mine.child.reference}: it is saved.")


@door(Permission.WORK_CONCERN)
def social_care_referral_new(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Write down a referral to social care that the person made."""
    mine = reading(request, pk)

    def act(mine: bool, **typed: Any) -> SocialCareReferral:
        return acts.record_social_care_referral(**typed)

    return _asked(
        request, mine, _form(request, SocialCareReferralForm), act, "A referral to social care was made",
        reverse("child_papers_required", args=[pk]), done=f"{mine.child.reference}: the referral is written down.",
        warning="This page sends nothing. Make the referral the usual way first, then write down here that you did.",
    )  # fmt: skip
