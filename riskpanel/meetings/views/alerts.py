"""Warnings between meetings: those for me, one of them, a new one, a chair's answer."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from riskpanel.access.doors import door, find, page
from riskpanel.access.permissions import Permission
from riskpanel.children.models import Child
from riskpanel.meetings import actions
from riskpanel.meetings.alerts import addressed_to, known_to, may_answer, may_raise, sends_at_once, unread
from riskpanel.meetings.forms.alerts import AlertAnswerForm, AlertForm
from riskpanel.meetings.models import Alert
from riskpanel.meetings.presenters.alerts import alert_line, lines_of, readers_of, seen_children
from riskpanel.meetings.reach import panels_of
from riskpanel.meetings.views.asking import carried_out, done_or_told, form_page
from riskpanel.partnership.models import Panel
from riskpanel.partnership.standing import procedure_of

P = Permission
PAGE = 50
MOST_CHILDREN = 200


@door(P.ATTEND, P.COORDINATE)
def alerts(request: HttpRequest) -> HttpResponse:
    """What I am warned of, what I raised, and for those who run a panel all that was."""
    panel = _panel(request)
    shown = Paginator(known_to(request.user), PAGE).get_page(request.GET.get("page"))
    found = list(shown)
    seen = seen_children(request.user, found)
    new = set(unread(request.user, timezone.now()).values_list("pk", flat=True))
    context = {
        "heading": "Alerts",
        "rows": lines_of(found, seen),
        "new": new,
        "page": shown,
        "panel": panel,
        "raises": may_raise(request.user, panel),
    }
    return page(request, "meetings/alerts.jinja", context, shows=seen)


def _panel(request: HttpRequest) -> Panel:
    """The panel at which the person has a part and whose procedure has warnings; a plain 404 without one."""
    mine = [one for one in panels_of(request.user) if procedure_of(one.procedure).alerts]
    if not mine:
        raise Http404
    return mine[0]


@door(P.ATTEND, P.COORDINATE)
def alert_new(request: HttpRequest) -> HttpResponse:
    """Warn members of a risk or an issue, or ask a co-chair to."""
    panel = _panel(request)
    if not may_raise(request.user, panel):
        raise Http404
    at_once = sends_at_once(request.user, panel)
    children = list(Child.objects.visible_to(request.user).filter(partnership=panel.partnership_id)[:MOST_CHILDREN])
    seats = list(panel.seats.filter(retired=False))
    alerts_ = procedure_of(panel.procedure).alerts
    form = AlertForm(request.POST or None, alerts=alerts_, children=children, seats=seats)
    if carried_out(
        request,
        form,
        lambda: actions.raise_alert(panel=panel, by=request.user, at=timezone.now(), **form.told()),
    ):
        messages.success(request, "Members are told." if at_once else "A co-chair is asked to send it.")
        return redirect("alerts")
    return form_page(
        request,
        form,
        "Warn members",
        reverse("alerts"),
        caption=panel.name,
        intro=(
            "The seats that you choose read it on their desk. It is no call for help: "
            "for a child in danger now, ring 999, and for what somebody must do at once raise an immediate action."
        ),
        submit_label="Tell members" if at_once else "Ask a co-chair to send it",
        shows=children,
    )


def _one(request: HttpRequest, pk: int) -> tuple[Alert, Any, list[Child]]:
    found = find(known_to(request.user).prefetch_related("seats"), pk=pk)
    seen = seen_children(request.user, [found])
    return found, alert_line(found, seen), seen


@door(P.ATTEND, P.COORDINATE)
def alert(request: HttpRequest, pk: int) -> HttpResponse:
    """One warning, and who has read it."""
    found, line, seen = _one(request, pk)
    mine = addressed_to(request.user).filter(pk=found.pk).exists()
    readings = list(found.readings.select_related("user"))
    context = {
        "heading": line.kind,
        "caption": found.panel.name,
        "back_url": reverse("alerts"),
        "line": line,
        "readers": readers_of(found, readings),
        "reads": mine and request.user.pk not in {one.user_id for one in readings},
        "answers": found.state == Alert.PROPOSED and may_answer(request.user, found.panel),
    }
    return page(request, "meetings/alert.jinja", context, shows=seen)


@door(P.ATTEND, P.COORDINATE)
@require_POST
def alert_read(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that I have read it."""
    found = find(addressed_to(request.user).select_related("child"), pk=pk)
    done_or_told(request, lambda: actions.read_alert(alert=found, by=request.user, at=timezone.now()))
    return redirect("desk" if request.POST.get("from") == "desk" else reverse("alert", args=[found.pk]))


@door(P.DECIDE)
def alert_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """A co-chair sends what a member asked to send, or says why not."""
    found, line, seen = _one(request, pk)
    if found.state != Alert.PROPOSED or not may_answer(request.user, found.panel):
        raise Http404
    form = AlertAnswerForm(request.POST or None)

    def act() -> None:
        told = form.cleaned_data
        actions.answer_alert(
            alert=found, send=told["send"] == "yes", answer=told["answer"], by=request.user, at=timezone.now()
        )

    if carried_out(request, form, act):
        messages.success(request, "The answer is recorded.")
        return redirect("alert", pk=found.pk)
    return form_page(
        request,
        form,
        "Warn members?",
        reverse("alert", args=[found.pk]),
        caption=f"{line.kind}, from {found.raised_by.full_name}",
        intro=found.text,
        submit_label="Answer",
        shows=seen,
    )
