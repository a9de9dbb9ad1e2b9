"""Leave to share a paper of the panel: asked, answered by a co-chair, and kept."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from riskpanel.access.doors import door, find, page
from riskpanel.access.permissions import Permission
from riskpanel.children.models import Child
from riskpanel.meetings import actions
from riskpanel.meetings.forms import ShareAnswerForm, ShareForm
from riskpanel.meetings.models import ShareRequest
from riskpanel.meetings.reach import chairs, panels_of
from riskpanel.meetings.views.asking import carried_out, form_page

P = Permission
PAGE = 50


def _mine(request: HttpRequest):
    """Requests that are mine: asked by me, or of a panel that I run."""
    runs = panels_of(request.user, running=True)
    found = ShareRequest.objects.filter(Q(asked_by=request.user) | Q(panel__in=runs))
    return found.select_related("child", "panel", "asked_by", "answered_by")


@door(P.USE)
def share_requests(request: HttpRequest) -> HttpResponse:
    """What was asked and what was answered: the log of leave to share."""
    shown = Paginator(_mine(request).order_by("-asked_at"), PAGE).get_page(request.GET.get("page"))
    seen = set(Child.objects.visible_to(request.user).filter(pk__in=[one.child_id for one in shown]))
    keys = {child.pk for child in seen}
    panels = {panel.pk for panel in panels_of(request.user, running=True) if chairs(request.user, panel)}
    context = {
        "heading": "Leave to share",
        "rows": [
            {
                "asked": one,
                "reference": one.child.reference if one.child_id in keys else "",
                "answers": one.answered_by_id is None and one.panel_id in panels and one.asked_by_id != request.user.pk,
            }
            for one in shown
        ],
        "page": shown,
    }
    return page(request, "meetings/share_requests.jinja", context, shows=seen)


@door(P.USE)
def share_request_new(request: HttpRequest) -> HttpResponse:
    """Ask a co-chair whether a paper may go further."""
    panel = request.user.standing.panel
    children = list(Child.objects.visible_to(request.user)[:PAGE])
    if panel is None or not (children or panels_of(request.user)):
        find(ShareRequest.objects.none(), pk=None)
    form = ShareForm(request.POST or None, children=children)
    if carried_out(
        request,
        form,
        lambda: actions.ask_to_share(panel=panel, by=request.user, at=timezone.now(), **form.told()),
    ):
        messages.success(request, "A co-chair is asked. Share nothing until they agree.")
        return redirect("share_requests")
    return form_page(
        request,
        form,
        "Ask for leave to share",
        reverse("share_requests"),
        intro="Papers of the panel go no further without a co-chair’s leave. The plan may go to the agencies it names.",
        submit_label="Ask",
        shows=children,
    )


@door(P.DECIDE)
def share_request_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """A co-chair answers."""
    asked = find(_mine(request).filter(answered_by=None), pk=pk)
    if not chairs(request.user, asked.panel):
        find(ShareRequest.objects.none(), pk=None)
    form = ShareAnswerForm(request.POST or None)

    def act() -> None:
        told = form.cleaned_data
        actions.answer_share(
            asked=asked, agreed=told["agreed"] == "yes", answer=told["answer"], by=request.user, at=timezone.now()
        )

    if carried_out(request, form, act):
        messages.success(request, "The answer is recorded.")
        return redirect("share_requests")
    seen = [asked.child] if asked.child and Child.objects.visible_to(request.user).filter(pk=asked.child_id) else []
    return form_page(
        request,
        form,
        "Answer a request to share",
        reverse("share_requests"),
        template="meetings/share_request_answer.jinja",
        asked=asked,
        reference=asked.child.reference if seen else "",
        submit_label="Answer",
        shows=seen,
    )
