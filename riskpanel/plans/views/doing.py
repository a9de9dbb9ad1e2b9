"""Actions: the list, one action, and each thing that may be done with it."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from riskpanel.access.doors import door, find, page
from riskpanel.access.permissions import Permission
from riskpanel.children.asking import ask, posted
from riskpanel.children.people import roles_on
from riskpanel.children.restrictions import not_hidden, reading_of
from riskpanel.partnership.standing import procedure_of
from riskpanel.plans import actions, facts, presenters
from riskpanel.plans.forms.actions import ExtendForm, ReasonForm, ReportForm, SettleForm
from riskpanel.plans.forms.choosing import members_of
from riskpanel.plans.forms.plans import ActionForm, NothingForm
from riskpanel.plans.models import Action
from riskpanel.procedure import moves_from

PAGE = 50
JOINS = (
    "child__lead__user",
    "child__lead__agency",
    "child__level_set_by",
    "agency",
    "owner__user",
    "owner__agency",
    "entry",
    "risk",
    "panel__procedure",
    "created_by",
)
WHOSE = (("mine", "Mine"), ("agency", "My agency’s"), ("all", "All that I may see"))
SHOWN = (("open", "Not finished"), ("late", "Late"), ("to_verify", "To be verified"), ("closed", "Finished"))


def shown_actions(request: HttpRequest) -> tuple[QuerySet, dict[str, str]]:
    """The actions that the person asked for, and what they asked; the list and its counts agree."""
    standing = request.user.standing
    keeps = standing.may(Permission.DECIDE, Permission.COORDINATE)
    asked = {"whose": request.GET.get("whose", "all" if keeps else "mine"), "show": request.GET.get("show", "open")}
    found = Action.objects.visible_to(request.user).filter(not_hidden(standing.procedure, standing.agency))
    if asked["whose"] == "mine":
        found = found.filter(owner__user=request.user)
    elif asked["whose"] == "agency":
        found = found.filter(agency=standing.agency)
    return _narrowed(found, asked["show"]), asked


def _narrowed(found: QuerySet, show: str) -> QuerySet:
    if show == "late":
        return found.filter(state="open", due_on__lt=timezone.localdate())
    if show == "to_verify":
        return found.filter(state="done")
    if show == "closed":
        return found.exclude(state__in=facts.OPEN_ACTION).order_by("-due_on")
    return found.filter(state__in=facts.OPEN_ACTION)


@door(Permission.USE)
def actions_list(request: HttpRequest) -> HttpResponse:
    """Actions: mine, my agency's, or all that I may see; open, late, to be verified, finished."""
    found, asked = shown_actions(request)
    pages = Paginator(found.select_related("child", "agency", "owner__user"), PAGE)
    listed = pages.get_page(request.GET.get("page"))
    standing, today = request.user.standing, timezone.localdate()
    rows = [_row(one, standing, today) for one in listed]
    context = {
        "listed": listed,
        "rows": rows,
        "asked": asked,
        "whose": WHOSE,
        "shown": SHOWN,
        "query": f"whose={asked['whose']}&show={asked['show']}"
        if asked["show"] in dict(SHOWN) and asked["whose"] in dict(WHOSE)
        else "",
        "may_add": standing.may(Permission.DECIDE, Permission.COORDINATE),
    }
    return page(request, "plans/actions.jinja", context, shows=[one.child for one in listed if one.child])


def _row(action: Action, standing: Any, today: Any) -> dict[str, Any]:
    held = reading_of(standing.procedure, action.label, action.agency_id, standing.agency) != "open"
    return {
        "action": action,
        "held_by": action.agency.name if held and action.owner.user_id != standing.user.pk else "",
        "tag": presenters.state_of(standing.procedure, Action.THING, action.state),
        "late": action.state == "open" and action.due_on < today,
    }


def action_of(request: HttpRequest, pk: UUID) -> Action:
    """The action, if the person may see it; otherwise a plain 404."""
    seen = Action.objects.visible_to(request.user).filter(
        not_hidden(request.user.standing.procedure, request.user.standing.agency)
    )
    return find(seen.select_related(*JOINS).defer("panel__procedure__source"), pk=pk)


def held_from(record: Action, request: HttpRequest) -> bool:
    """Whether the person may know of the action, and not read its words; its owner always may."""
    reading = reading_of(
        procedure_of(record.panel.procedure), record.label, record.agency_id, request.user.standing.agency
    )
    return reading != "open" and record.owner.user_id != request.user.pk


@door(Permission.USE)
def action(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One action: what, who, by when, what was done and what changed."""
    record = action_of(request, pk)
    procedure, now, today = procedure_of(record.panel.procedure), timezone.now(), timezone.localdate()
    moves = {m.name for m in moves_from(procedure, Action.THING, record.state, roles_on(record, request.user))}
    reader = request.user.standing.agency
    held = held_from(record, request)
    context = {
        "record": record,
        "held": held,
        "card": presenters.card_of(record.child, procedure, today) if record.child else None,
        "tag": presenters.state_of(procedure, Action.THING, record.state),
        "restriction": "".join(presenters.labels_of(procedure.labels, [record.label] if record.label else [])),
        "duties": presenters.owed_on(record, procedure, now),
        "moves": moves - ({"extend"} if record.extended else set()),
        "late": record.state == "open" and record.due_on < today,
        "escalations": [] if record.child is None else record.escalations.visible_to(request.user),
        "story": [] if held else presenters.thread_of(record, procedure, reader),
    }
    return page(request, "plans/action.jinja", context, shows=[record.child] if record.child else [])


def _asked(request: HttpRequest, pk: UUID, form: Any, verb: Any, **words: Any) -> HttpResponse:
    """One thing done with one action."""
    record = action_of(request, pk)

    def act(typed: dict[str, Any]) -> Action:
        return verb(action=record, by=request.user, at=timezone.now(), **typed)

    reference = record.child.reference if record.child else "Strategic"
    shows = [record.child] if record.child else []
    return ask(request, form, act, back=record.get_absolute_url(), shows=shows, caption=reference, **words)


@door(Permission.USE)
def action_report(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The owner says what was done and what changed for the child."""
    record = action_of(request, pk)
    kept = {} if held_from(record, request) else {"report": record.report, "impact": record.impact}
    form = posted(request, ReportForm, initial=kept)
    words = {
        "heading": "Report that the action is done",
        "submit": "Report",
        "done": "Reported. A co-chair verifies it.",
    }
    return _asked(request, pk, form, actions.report_done, **words)


@door(Permission.DECIDE)
def action_verify(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A co-chair agrees that it is done."""
    record = action_of(request, pk)
    lines = [] if held_from(record, request) else [line for line in (record.report, record.impact) if line]
    words = {"heading": "Verify the action", "submit": "Verify", "done": "Verified.", "lines": lines}
    return _asked(request, pk, posted(request, NothingForm), actions.verify, **words)


@door(Permission.DECIDE)
def action_send_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A co-chair says what is missing."""
    form = posted(request, ReasonForm, "What is missing?", "What is missing")
    words = {"heading": "Send the action back", "submit": "Send back", "done": "Sent back."}
    return _asked(request, pk, form, actions.send_back, **words)


@door(Permission.DECIDE)
def action_extend(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A co-chair gives more time, once."""
    words = {"heading": "Give more time", "submit": "Give more time", "done": "The action has a new date.",
             "intro": "An action is given more time once only."}  # fmt: skip
    return _asked(request, pk, posted(request, ExtendForm), actions.extend, **words)


@door(Permission.USE)
def action_refuse(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The owner's agency cannot agree; the disagreement goes up by itself."""
    form = posted(request, ReasonForm, "Why can your agency not agree to it?", "The reason")
    intro = "It is escalated at once to those whom the procedure names. Anything that keeps the child safe now goes on."
    words = {"heading": "Refuse the action", "submit": "Refuse and escalate", "danger": True, "intro": intro,
             "done": "Refused. The disagreement has been escalated."}  # fmt: skip
    return _asked(request, pk, form, actions.refuse, **words)


@door(Permission.DECIDE, Permission.ANSWER_ESCALATION)
def action_settle(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The dispute is settled: the action stands, or is no longer needed."""

    def settled(*, outcome: str, due_on: Any, reason: str, **rest: Any) -> Action:
        if outcome == "cancelled":
            return actions.cancel(reason=reason, **rest)
        return actions.settle(reason=reason, due_on=due_on, **rest)

    words = {"heading": "Settle the dispute", "submit": "Settle", "done": "Settled. The panel is told."}
    return _asked(request, pk, posted(request, SettleForm), settled, **words)


@door(Permission.DECIDE)
def action_cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The panel no longer needs the action."""
    form = posted(request, ReasonForm, "Why is it no longer needed?", "The reason")
    words = {"heading": "Cancel the action", "submit": "Cancel the action", "danger": True, "done": "Cancelled."}
    return _asked(request, pk, form, actions.cancel, **words)


@door(Permission.DECIDE, Permission.COORDINATE)
def action_new(request: HttpRequest) -> HttpResponse:
    """A strategic action: about a place or a pattern, and no child."""
    standing = request.user.standing
    form = posted(request, ActionForm, standing.procedure, members_of(standing.partnership))

    def act(typed: dict[str, Any]) -> Action:
        owner = typed["owner"]
        return actions.set_action(
            panel=standing.panel, child=None, agency=owner.agency, by=request.user, at=timezone.now(), **typed
        )

    return ask(
        request,
        form,
        act,
        heading="Add a strategic action",
        back="/actions/",
        submit="Add",
        done="The action is set.",
        to=lambda made: made.get_absolute_url(),
        intro="For a place, a pattern or the panel’s own work. Name nobody: a child’s action is added from their plan.",
    )
