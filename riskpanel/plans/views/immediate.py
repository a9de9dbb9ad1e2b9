"""Actions that cannot wait: the list, one of them, each step, and raising one for a child."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from riskpanel.access.doors import door, find, page
from riskpanel.access.permissions import Permission
from riskpanel.children.asking import ask, posted
from riskpanel.children.models import Child
from riskpanel.children.people import roles_on
from riskpanel.partnership.standing import procedure_of
from riskpanel.plans import presenters
from riskpanel.plans.actions import immediate
from riskpanel.plans.forms.actions import ReasonForm
from riskpanel.plans.forms.immediate import DoneForm, RaiseForm, TaskForm
from riskpanel.plans.forms.plans import NothingForm
from riskpanel.plans.models import ImmediateAction
from riskpanel.procedure import moves_from

PAGE = 50
JOINS = (
    "child__lead__user", "child__lead__agency", "child__level_set_by", "owner__user", "owner__agency",
    "panel__procedure", "created_by",
)  # fmt: skip


def of(request: HttpRequest, pk: UUID) -> ImmediateAction:
    """The action, if the person may see it; otherwise a plain 404."""
    return find(ImmediateAction.objects.visible_to(request.user).select_related(*JOINS), pk=pk)


@door(Permission.USE)
def immediate_actions(request: HttpRequest) -> HttpResponse:
    """Those that I may see: first what nobody has confirmed, then, where asked for, the finished ones."""
    procedure = request.user.standing.procedure
    if procedure is None or not procedure.has(ImmediateAction.THING):
        raise Http404
    seen = ImmediateAction.objects.visible_to(request.user)
    past = request.GET.get("past") == "1"
    open_ = seen.open()
    found = seen.exclude(pk__in=open_.values("pk")) if past else open_
    listed = Paginator(found.select_related("child", "owner__user"), PAGE).get_page(request.GET.get("page"))
    rows = [{"action": one, "tag": _tag(one, procedure)} for one in listed]
    context = {"rows": rows, "listed": listed, "past": past}
    return page(request, "plans/immediate_actions.jinja", context, shows=[one.child for one in listed])


def _tag(action: ImmediateAction, procedure: Any) -> presenters.Tag:
    return presenters.state_of(procedure, ImmediateAction.THING, action.state)


@door(Permission.USE)
def immediate_action(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One of them: the risk, what is to be done at once, by whom, what was done."""
    record = of(request, pk)
    procedure, now = procedure_of(record.panel.procedure), timezone.now()
    roles = roles_on(record, request.user)
    context = {
        "record": record,
        "card": presenters.card_of(record.child, procedure, timezone.localdate(now)),
        "tag": _tag(record, procedure),
        "moves": {one.name for one in moves_from(procedure, ImmediateAction.THING, record.state, roles)},
        "duties": presenters.owed_on(record, procedure, now),
        "story": presenters.thread_of(record, procedure, request.user.standing.agency),
        "statement": presenters.statement(procedure, "protection_first"),
    }
    return page(request, "plans/immediate_action.jinja", context, shows=[record.child])


@door(Permission.USE)
def immediate_action_new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that somebody must act at once for a child."""
    child = find(Child.objects.visible_to(request.user).select_related("lead__user", "lead__agency"), pk=pk)
    standing = request.user.standing
    if standing.panel is None or not standing.procedure.has(ImmediateAction.THING):
        raise Http404
    tasks = standing.may(Permission.DECIDE)
    data = request.POST if request.method == "POST" else None
    form = RaiseForm(data, panel=standing.panel, tasks=tasks)

    def act(typed: dict[str, Any]) -> ImmediateAction:
        told = {"panel": standing.panel, "child": child, "by": request.user, "at": timezone.now()}
        return immediate.raise_and_task(**told, **form.told())

    return ask(
        request, form, act, heading="Somebody must act at once", caption=child.reference, submit="Raise it now",
        back=reverse("child", args=[child.pk]), shows=[child], danger=True,
        done=lambda made: presenters.raised(made.owner),
        warning=presenters.statement(standing.procedure, "protection_first"),
    )  # fmt: skip


def _asked(request: HttpRequest, pk: UUID, form: forms.Form, act: Callable[..., Any], **words: Any) -> HttpResponse:
    """One step with one of them."""
    record = of(request, pk)

    def step(typed: dict[str, Any]) -> Any:
        return act(record, {"by": request.user, "at": timezone.now()}, typed)

    return ask(
        request, form, step, back=record.get_absolute_url(), caption=record.child.reference, shows=[record.child],
        **words,
    )  # fmt: skip


@door(Permission.DECIDE)
def immediate_task(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A chair gives somebody the task, or the next in line."""
    record = of(request, pk)
    data = request.POST if request.method == "POST" else None
    form = TaskForm(data, panel=record.panel, initial={"what": record.what})

    def act(action: ImmediateAction, told: dict[str, Any], typed: dict[str, Any]) -> Any:
        return immediate.task(action=action, what=typed["what"], owner=form.owner(), **told)

    return _asked(
        request, pk, form, act, heading="Give somebody the task", submit="Give the task",
        done="The task is given. Ring the person as well.",
    )  # fmt: skip


@door(Permission.USE)
def immediate_accept(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The member takes the task."""
    form = posted(request, NothingForm)
    return _asked(
        request, pk, form, lambda action, told, typed: immediate.accept(action=action, **told),
        heading="Take the task", submit="I act now", done="You have the task.",
    )  # fmt: skip


@door(Permission.USE)
def immediate_done(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The member says what was done."""
    form = posted(request, DoneForm)
    return _asked(
        request, pk, form, lambda action, told, typed: immediate.report_immediate(action=action, **typed, **told),
        heading="Say what was done", submit="Report", done="Reported. A chair confirms it.",
    )  # fmt: skip


@door(Permission.DECIDE)
def immediate_confirm(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The chair confirms that it was done."""
    record, form = of(request, pk), posted(request, NothingForm)
    return _asked(
        request, pk, form, lambda action, told, typed: immediate.confirm_immediate(action=action, **told),
        heading="Confirm that it was done", submit="Confirm", done="Confirmed.",
        lines=[record.report] if record.report else [],
    )  # fmt: skip


@door(Permission.DECIDE)
def immediate_drop(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The chair finds that nobody needs to act."""
    form = posted(request, ReasonForm, "Why does nobody need to act?", "The reason")
    return _asked(
        request, pk, form, lambda action, told, typed: immediate.drop(action=action, **typed, **told),
        heading="Not needed", submit="Not needed", danger=True, done="Written down.",
    )  # fmt: skip
