"""What goes up to the other body's meeting: by its dates, one item, each step with it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from riskpanel.access.doors import door, find, page
from riskpanel.access.permissions import Permission
from riskpanel.children.asking import ask, posted
from riskpanel.children.models import Child, Duty, Event
from riskpanel.children.moves import Refused
from riskpanel.children.people import roles_on
from riskpanel.children.presenters import duty_line, story_line
from riskpanel.cohorts.actions import upward
from riskpanel.cohorts.forms_upward import NothingForm, PutForwardForm, WordsForm
from riskpanel.cohorts.models import PutForward
from riskpanel.partnership.models import Panel
from riskpanel.procedure import Procedure, moves_from

P = Permission
MEMBERS = (P.ATTEND, P.COORDINATE, P.DECIDE)
KEEPERS = (P.COORDINATE, P.DECIDE)
TONES = {"blue": "info", "amber": "wait", "green": "good", "red": "danger", "purple": "new", "grey": "closed"}
ACTS: dict[str, tuple[str, str, str]] = {
    "send": ("send", "Sent", ""),
    "answer": ("answer", "Write down the answer", "What came back?"),
    "close": ("close", "Dealt with", ""),
    "withdraw": ("withdraw", "Take back", "Why is it taken back?"),
}
"""By the word in the address: the move, the button, what is asked."""


def panel_of(request: HttpRequest) -> tuple[Panel, Procedure]:
    """The person's panel; a plain 404 where its procedure puts nothing forward."""
    standing = request.user.standing
    if standing.panel is None or standing.procedure.upward is None:
        raise Http404
    return standing.panel, standing.procedure


def seen(request: HttpRequest, panel: Panel) -> QuerySet:
    """The items of the panel that the person may see: about no child, or about children they see."""
    found = PutForward.objects.visible_to(request.user).filter(panel=panel)
    return found.select_related("child", "sitting", "panel__procedure", "created_by")


def _line(item: PutForward, procedure: Procedure) -> dict[str, Any]:
    state = next(one for one in procedure.lifecycle(PutForward.THING).states if one.code == item.state)
    kind = next((one.label for one in procedure.upward.kinds if one.code == item.kind), item.kind)
    about = item.child.reference if item.child else item.title
    return {"item": item, "about": about, "kind": kind, "state": state.label, "tone": TONES[state.tone]}


@door(*MEMBERS)
def put_forwards(request: HttpRequest) -> HttpResponse:
    """What is put forward, confirmed and sent, by the dates of the other body; what came back."""
    panel, procedure = panel_of(request)
    past = request.GET.get("past") == "1"
    items = seen(request, panel).filter(state="closed") if past else seen(request, panel).exclude(state="closed")
    lines = [_line(item, procedure) for item in items.order_by("sitting__starts_at", "created_at")[:200]]
    dates: dict[Any, list[dict[str, Any]]] = {}
    for line in lines:
        dates.setdefault(line["item"].sitting, []).append(line)
    context = {
        "label": procedure.meeting(procedure.upward.meeting).label,
        "dates": [
            {"sitting": sitting, "lines": found, "ready": sum(one["item"].state == "confirmed" for one in found)}
            for sitting, found in dates.items()
        ],
        "past": past,
        "keeps": request.user.standing.may(*KEEPERS),
    }
    return page(request, "cohorts/put_forwards.jinja", context, shows=_children(lines))


def _children(lines: list[dict[str, Any]]) -> list[Child]:
    return [line["item"].child for line in lines if line["item"].child]


@door(*MEMBERS)
def put_forward(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One item: why, when it is confirmed and sent, what came back."""
    panel, procedure = panel_of(request)
    item, now = find(seen(request, panel), pk=pk), timezone.now()
    events = Event.objects.filter(about=PutForward.THING, case=item.pk).select_related("by", "agency")
    duties = Duty.objects.filter(about=PutForward.THING, case=item.pk, met_at=None).order_by("due_at")
    confirmed_at = [procedure.meeting(code).label for code in procedure.upward.confirmed_at]
    context = {
        "item": item,
        "line": _line(item, procedure),
        "label": procedure.meeting(procedure.upward.meeting).label,
        "acts": [(act, words[1]) for act, words in ACTS.items() if words[0] in _open(item, request)],
        "confirmed_at": ", ".join(confirmed_at) if item.state == "proposed" else "",
        "duties": [duty_line(duty, procedure, now) for duty in duties],
        "story": [
            story_line(one, procedure, request.user.standing.agency) for one in events.order_by("-at", "-pk")[:50]
        ],
    }
    return page(request, "cohorts/put_forward.jinja", context, shows=[item.child] if item.child else [])


def _open(item: PutForward, request: HttpRequest) -> set[str]:
    roles = roles_on(item, request.user)
    return {one.name for one in moves_from(request.user.standing.procedure, PutForward.THING, item.state, roles)}


@door(*KEEPERS)
def put_forward_act(request: HttpRequest, pk: UUID, act: str) -> HttpResponse:
    """Send, answer, deal with or take back one item."""
    panel, procedure = panel_of(request)
    item = find(seen(request, panel), pk=pk)
    move, label, asks = ACTS.get(act, ("", "", ""))
    if move not in _open(item, request):
        raise Http404
    form: forms.Form = posted(request, WordsForm, asks) if asks else posted(request, NothingForm)
    line = _line(item, procedure)
    return ask(
        request, form, _doing(request, item, move), heading=label, caption=line["about"], submit=label,
        back=item.get_absolute_url(), done="Done.", shows=[item.child] if item.child else [],
    )  # fmt: skip


def _doing(request: HttpRequest, item: PutForward, move: str) -> Callable[[dict[str, Any]], Any]:
    def act(typed: dict[str, Any]) -> Any:
        told = {"item": item, "by": request.user, "at": timezone.now()}
        if move == "answer":
            return upward.answer(note=typed["words"], **told)
        if move == "withdraw":
            return upward.withdraw(reason=typed["words"], **told)
        return {"send": upward.send, "close": upward.close_item}[move](**told)

    return act


@door(*KEEPERS)
@require_POST
def put_forward_pack(request: HttpRequest, sitting: UUID) -> HttpResponse:
    """Everything confirmed for one date of the other body has gone to it."""
    panel, procedure = panel_of(request)
    date = find(panel.sittings.filter(kind=procedure.upward.meeting), pk=sitting)
    try:
        with transaction.atomic():
            sent = upward.send_pack(panel=panel, sitting=date, by=request.user, at=timezone.now())
        messages.success(request, f"{sent} sent.")
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, reason)
    return redirect("put_forwards")


@door(*MEMBERS)
def put_forward_new(request: HttpRequest) -> HttpResponse:
    """Something that is about no child: a theme, a resource issue."""
    panel, procedure = panel_of(request)
    data = {"data": request.POST} if request.method == "POST" else {}
    form = PutForwardForm(kinds=[one for one in procedure.upward.kinds if one.code != upward.CHILD], **data)

    def act(typed: dict[str, Any]) -> PutForward:
        return upward.put_forward(panel=panel, by=request.user, at=timezone.now(), **typed)

    label = procedure.meeting(procedure.upward.meeting).label
    return ask(
        request, form, act, heading=f"Put something forward to {label}", back=reverse("put_forwards"),
        submit="Put forward", done="Put forward.", to=lambda made: made.get_absolute_url(),
        intro="A child is put forward with the decision about them at a meeting.",
    )  # fmt: skip
