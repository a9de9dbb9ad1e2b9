"""One listed child, each step with them, and a child whom no ranking brought."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from riskpanel.access.doors import door, find, page
from riskpanel.access.permissions import Permission
from riskpanel.children.asking import ask
from riskpanel.children.missing import missing_since
from riskpanel.children.models import Child, Duty, Event
from riskpanel.children.moves import Refused
from riskpanel.children.presenters import card, duty_line, story_line
from riskpanel.cohorts import actions
from riskpanel.cohorts.facts import fits, scope_of, status_of, today_of
from riskpanel.cohorts.forms import BringForm, MoveForm, NothingForm, ReasonForm
from riskpanel.cohorts.models import Listing
from riskpanel.cohorts.presenters import lists
from riskpanel.cohorts.presenters.acts import BY_CODE, Act, acts_for, menu_of
from riskpanel.cohorts.views.lists import KEEP, panel_of
from riskpanel.partnership.standing import procedure_of


def listing_of(request: HttpRequest, pk: UUID) -> Listing:
    """The listing, if the person may see it; otherwise a plain 404."""
    joins = (
        "child__lead__user",
        "child__lead__agency",
        "child__level_set_by",
        "panel__procedure",
        "place__week",
        "sitting",
    )
    return find(Listing.objects.visible_to(request.user).select_related(*joins, "lead_agency", "created_by"), pk=pk)


@door(Permission.ATTEND, *KEEP, Permission.WORK_CONCERN)
def listing(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A listed child: how they came there, why, what is due, and what may be done."""
    found = listing_of(request, pk)
    procedure, now = procedure_of(found.panel.procedure), timezone.now()
    today = today_of(found.panel, now)
    acts, status = acts_for(found, request.user), status_of(found.child)
    events = (
        Event.objects.filter(about=Listing.THING, case=found.pk).select_related("by", "agency").order_by("-at", "-pk")
    )
    duties = Duty.objects.filter(about=Listing.THING, case=found.pk, met_at=None).order_by("due_at")
    agency = request.user.standing.agency
    context = {
        "listing": found,
        "card": card(found.child, procedure, today, missing_since=missing_since(found.child)),
        "cohort": procedure.cohort(found.cohort),
        "state": next(one for one in procedure.lifecycle(Listing.THING).states if one.code == found.state),
        "route": next((one.label for one in procedure.routes if one.code == found.route), found.route),
        "status": procedure.case_status(status.case_status).label if status else "",
        "misplaced": not fits(found.panel, found.cohort, found.child),
        "scope": scope_of(found.panel, found.child, today),
        "not_a_referral": _statement(procedure, "not_a_referral") if status and not _is_open(procedure, status) else "",
        "first": acts[0] if acts else None,
        "menu": menu_of(acts[1:], found),
        "duties": [duty_line(duty, procedure, now) for duty in duties],
        "story": [story_line(event, procedure, agency) for event in events.order_by("-at", "-pk")[:50]],
        "reasons": [one["text"] for one in found.place.reasons] if found.place else [],
        "points": lists.points,
        "sees_lists": request.user.standing.may(*KEEP),
    }
    return page(request, "cohorts/listing.jinja", context, shows=[found.child])


def _statement(procedure: Any, code: str) -> str:
    return next((str(one.value) for one in procedure.statements if one.code == code), "")


def _is_open(procedure: Any, status: Any) -> bool:
    return procedure.case_status(status.case_status).open


@door(Permission.ATTEND, *KEEP, Permission.WORK_CONCERN)
def listing_act(request: HttpRequest, pk: UUID, act: str) -> HttpResponse:
    """One step with a listed child, with what the procedure asks for it."""
    found = listing_of(request, pk)
    step = next((one for one in acts_for(found, request.user) if one.code == act), None)
    if step is None:
        raise Http404
    return ask(
        request, _form(request, found, step), _doing(request, found, step),
        heading=step.label, caption=found.child.reference, back=found.get_absolute_url(), submit=step.label,
        danger=step.grave, shows=[found.child], done="Done.",
    )  # fmt: skip


def _form(request: HttpRequest, found: Listing, step: Act) -> forms.Form:
    data = {"data": request.POST} if request.method == "POST" else {}
    if step.move == "move_cohort":
        others = [one for one in procedure_of(found.panel.procedure).listing.cohorts if one.code != found.cohort]
        return MoveForm(cohorts=others, **data)
    if not step.asks:
        return NothingForm(**data)
    outside = not scope_of(found.panel, found.child, today_of(found.panel, timezone.now())).inside
    beyond = outside and step.move in {"select", "accept_conduit", "add"}
    return ReasonForm(label=step.asks, needed=step.needed, beyond=beyond, **data)


def _doing(request: HttpRequest, found: Listing, step: Act) -> Callable[[dict[str, Any]], Any]:
    def act(typed: dict[str, Any]) -> Any:
        told = {"listing": found, "by": request.user, "at": timezone.now()}
        reason = typed.get("reason", "")
        if step.move in {"select", "accept_conduit", "add"}:
            return actions.answer_child(take=True, reason=reason, beyond=typed.get("beyond", ""), **told)
        if step.move == "move_cohort":
            return actions.move_cohort(**typed, **told)
        if step.move in {"accept_immediate_review", "close"}:
            return WAYS[step.move](note=reason, **told)
        return WAYS[step.move](**({"reason": reason} if step.asks else {}), **told)

    return act


WAYS: dict[str, Callable[..., Any]] = {
    "decline": actions.decline,
    "ask_immediate_review": actions.ask_immediate_review,
    "accept_immediate_review": actions.accept_immediate_review,
    "decline_immediate_review": actions.decline_immediate_review,
    "carry_forward": actions.carry_forward,
    "come_back": actions.come_back,
    "close": actions.close,
    "age_out": actions.age_out,
    "withdraw": actions.withdraw,
}
assert set(WAYS) <= {act.move for act in BY_CODE.values()}  # noqa: S101 - a misspelt step never starts


@door(Permission.LIST, Permission.DECIDE, Permission.ADVISE, Permission.RUN_STRATEGY)
def listing_new(request: HttpRequest) -> HttpResponse:
    """A child whom no ranking brought: highlighted, brought by social care, or added by a chair."""
    panel, procedure = panel_of(request)
    routes = _routes(request)
    data = {"data": request.POST} if request.method == "POST" else {}
    form = BringForm(procedure=procedure, routes=routes, **data)

    def act(typed: dict[str, Any]) -> Listing:
        return _bring(request, panel, typed)

    back = reverse("lists" if request.user.standing.may(*KEEP) else "desk")
    return ask(
        request, form, act, heading="Put a child forward", back=back, submit="Put forward", done="Put forward.",
        to=lambda made: made.get_absolute_url(),
    )  # fmt: skip


def _routes(request: HttpRequest) -> list[str]:
    may, found = request.user.standing.may, []
    found += ["highlight"] if may(Permission.LIST) else []
    found += ["chair", "sibling"] if may(Permission.DECIDE) else []
    return found + (["conduit"] if may(Permission.ADVISE, Permission.RUN_STRATEGY, Permission.DECIDE) else [])


def _bring(request: HttpRequest, panel: Any, typed: dict[str, Any]) -> Listing:
    reference, route = typed["reference"].strip().upper(), typed["route"]
    child = Child.objects.visible_to(request.user).filter(reference=reference).first()
    if child is None:
        raise Refused("No child of that reference is known to you. Check it, or record a concern first.")
    told = {"child": child, "panel": panel, "cohort": typed["cohort"], "reason": typed["reason"]}
    told |= {"by": request.user, "at": timezone.now()}
    if route == "highlight":
        return actions.highlight(rising=typed["rising"], **told)
    if route == "conduit":
        return actions.bring(agreed_by=typed["agreed_by"], agreed_on=typed["agreed_on"], **told)
    return actions.add_child(route=route, **told)
