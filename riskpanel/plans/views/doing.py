"""Actions: the list, one action, and each thing that may be done with it."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from riskpanel.access.doors import door, find, page
from riskpanel.access.permissions import Permission
from riskpanel.children.asking import ask, posted
from riskpanel.children.models import Event
from riskpanel.children.people import roles_on
from riskpanel.partnership.models import Agency
from riskpanel.partnership.reaching import at_work
from riskpanel.partnership.standing import procedure_of
from riskpanel.plans import actions, facts, presenters, sheet
from riskpanel.plans.actions.chasing import CHASED, may_chase
from riskpanel.plans.forms.actions import ExtendForm, ReasonForm, ReportForm, SettleForm
from riskpanel.plans.forms.plans import ActionForm, NothingForm
from riskpanel.plans.models import Action
from riskpanel.procedure import moves_from
from riskpanel.procedure.periods import period_of

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
SHOWN = (
    ("open", "Not finished"),
    ("unaccepted", "Not accepted"),
    ("late", "Late"),
    ("rolled", "Rolled over"),
    ("more_time", "More time asked for"),
    ("to_verify", "To be verified"),
    ("closed", "Finished"),
)
OF_A_PERIOD = {"fell_due": "Fell due", "in_time": "Done by its day"}


def shown_actions(request: HttpRequest) -> tuple[QuerySet, dict[str, str]]:
    """The actions that the person asked for, and what they asked; the list and its counts agree."""
    standing = request.user.standing
    keeps = standing.may(Permission.DECIDE, Permission.COORDINATE)
    period = period_of(request.GET.get("period", ""))
    questions = sheet.questions(timezone.now(), period)
    show, agency = request.GET.get("show", "open"), request.GET.get("agency", "")
    asked = {
        "whose": request.GET.get("whose", "all" if keeps else "mine"),
        "show": show if show in questions else "open",
        "agency": agency if agency.isascii() and agency.isdigit() and len(agency) < 12 else "",
        "period": period.code if period else "",
    }
    found = sheet.readable(request.user)
    if asked["agency"] or asked["show"] in OF_A_PERIOD:
        found = found.filter(panel=standing.panel)
    if asked["agency"]:
        found = found.filter(agency=int(asked["agency"]))
    if asked["whose"] == "mine":
        found = found.filter(owner__user=request.user)
    elif asked["whose"] == "agency":
        found = found.filter(agency=standing.agency)
    found = found.filter(questions[asked["show"]])
    return found.order_by("-due_on") if asked["show"] in ("closed", *OF_A_PERIOD) else found, asked


@door(Permission.USE)
def actions_list(request: HttpRequest) -> HttpResponse:
    """Actions: mine, my agency's, or all that I may see; by how they stand, of one agency, of a period."""
    found, asked = shown_actions(request)
    standing, today = request.user.standing, timezone.localdate()
    pages = Paginator(found.select_related("child", "agency", "owner__user"), PAGE)
    listed = pages.get_page(request.GET.get("page"))
    whose = asked["whose"] if asked["whose"] in dict(WHOSE) else "all"
    context = {
        "listed": listed,
        "rows": [row_of(one, standing, today) for one in listed],
        "asked": asked,
        "whose": WHOSE,
        "shown": SHOWN if facts.accepts(standing.procedure) else [one for one in SHOWN if one[0] != "unaccepted"],
        "narrowed": _narrowed(asked, standing.partnership),
        "query": urlencode({name: value for name, value in {**asked, "whose": whose}.items() if value}),
        "kept": urlencode({name: asked[name] for name in ("agency", "period") if asked[name]}),
        "may_add": standing.may(Permission.DECIDE, Permission.COORDINATE),
        "may_chase": standing.may(Permission.DECIDE, Permission.COORDINATE, Permission.ANSWER_FOR_AGENCY),
    }
    return page(request, "plans/actions.jinja", context, shows=[one.child for one in listed if one.child])


def _narrowed(asked: dict[str, str], partnership: Any) -> str:
    """In words: the agency and the period to which the list was narrowed; nothing where it was not."""
    parts = []
    if asked["agency"]:
        agency = Agency.objects.of(partnership).filter(pk=int(asked["agency"])).first()
        parts.append(agency.name if agency else "No such agency")
    if asked["show"] in OF_A_PERIOD:
        parts.append(f"{OF_A_PERIOD[asked['show']]}: {period_of(asked['period']).label}")
    return ", ".join(parts)


def row_of(action: Action, standing: Any, today: Any) -> dict[str, Any]:
    """One action of a list, as far as the person may read it."""
    held = presenters.withheld(action, standing.procedure, standing.user)
    return {
        "action": action,
        "held_by": action.agency.name if held else "",
        "tag": presenters.state_of(standing.procedure, Action.THING, action.state),
        "to_do": action.state in facts.TO_DO,
        "late": facts.late(action, today),
    }


def action_of(request: HttpRequest, pk: UUID) -> Action:
    """The action, if the person may see it; otherwise a plain 404."""
    seen = sheet.readable(request.user).select_related(*JOINS)
    return find(seen.defer("panel__procedure__source"), pk=pk)


def held_from(record: Action, request: HttpRequest) -> bool:
    """Whether the person may know of the action, and not read its words; its owner always may."""
    return presenters.withheld(record, procedure_of(record.panel.procedure), request.user)


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
        "moves": moves - facts.shut(record),
        "to_do": record.state in facts.TO_DO,
        "late": facts.late(record, today),
        "effect": "".join(presenters.labels_of(procedure.effects, [record.effect] if record.effect else [])),
        "may_chase": record.state in facts.TO_DO and may_chase(record, request.user),
        "chased": _chased(record),
        "disputes": disputes_of(record, request.user),
        "story": [] if held else presenters.thread_of(record, procedure, reader),
    }
    return page(request, "plans/action.jinja", context, shows=[record.child] if record.child else [])


def _chased(record: Action) -> list[Event]:
    """Who reminded the owner, the newest first."""
    events = Event.objects.filter(about=Action.THING, case=record.pk, kind=CHASED)
    return list(events.select_related("by").order_by("-at", "-pk"))


def disputes_of(record: Action, user: Any) -> list[tuple[Any, list[tuple[str, str]]]]:
    """The disagreements about an action of which the person may read, each with both views."""
    if record.child is None:
        return []
    found = record.escalations.visible_to(user).select_related("raised_by_agency", "against", "panel")
    return [(one, presenters.views_of(one)) for one in found]


def _asked(request: HttpRequest, pk: UUID, form: Any, verb: Any, **words: Any) -> HttpResponse:
    """One thing done with one action."""
    record = action_of(request, pk)

    def act(typed: dict[str, Any]) -> Action:
        return verb(action=record, by=request.user, at=timezone.now(), **typed)

    reference = record.child.reference if record.child else "Strategic"
    shows = [record.child] if record.child else []
    return ask(request, form, act, back=record.get_absolute_url(), shows=shows, caption=reference, **words)


@door(Permission.USE)
def action_accept(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The owner takes the action on."""
    record = action_of(request, pk)
    lines = [] if held_from(record, request) else [record.what]
    words = {"heading": "Accept the action", "submit": "Accept", "done": "Accepted.", "lines": lines}
    return _asked(request, pk, posted(request, NothingForm), actions.accept_action, **words)


@door(Permission.USE)
def action_report(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The owner says what was done and what changed for the child."""
    record = action_of(request, pk)
    fields = ("report", "effect", "impact")
    kept = {} if held_from(record, request) else {name: getattr(record, name) for name in fields}
    form = posted(request, ReportForm, procedure_of(record.panel.procedure), initial=kept)
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
    """A co-chair gives more time."""
    record = action_of(request, pk)
    form = posted(request, ExtendForm, initial={"due_on": record.wanted_on})
    words = {"heading": "Give more time", "submit": "Give more time", "done": "The action has a new date."}
    return _asked(request, pk, form, actions.extend, **words)


@door(Permission.USE)
def action_ask_time(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The owner asks for more time."""

    def asked(*, due_on: Any, **rest: Any) -> Action:
        return actions.ask_extension(wanted_on=due_on, **rest)

    words = {
        "heading": "Ask for more time",
        "submit": "Ask",
        "done": "Asked. The day stands until a chair answers.",
    }
    return _asked(request, pk, posted(request, ExtendForm), asked, **words)


@door(Permission.DECIDE)
def action_no_time(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A co-chair gives no more time."""
    form = posted(request, ReasonForm, "Why is there no more time?", "The reason")
    words = {"heading": "Give no more time", "submit": "Give no more time", "done": "The day stands."}
    return _asked(request, pk, form, actions.decline_extension, **words)


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
    form = posted(request, ActionForm, standing.procedure, list(at_work(standing.partnership, timezone.localdate())))

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
        back=reverse("actions"),
        submit="Add",
        done="The action is set.",
        to=lambda made: made.get_absolute_url(),
        intro="For a place, a pattern or the panel’s own work. Name nobody: a child’s action is added from their plan.",
    )
