"""Children whom other authorities placed here: the register, one child, the letter, each step."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from riskpanel.access.doors import door, find, page
from riskpanel.access.permissions import Permission
from riskpanel.children import actions as children
from riskpanel.children.asking import ask, posted
from riskpanel.children.models import Child, Duty
from riskpanel.children.moves import Refused
from riskpanel.children.people import roles_on
from riskpanel.partnership.standing import procedure_of
from riskpanel.plans import actions, presenters
from riskpanel.plans.forms.actions import MovedForm, PlacedChildForm, ReasonForm
from riskpanel.plans.forms.plans import NothingForm
from riskpanel.plans.models import PlacedChild
from riskpanel.plans.pressing import PLACED_STEPS, first_press, others
from riskpanel.procedure import moves_from

KEEP = (Permission.COORDINATE, Permission.DECIDE)
PAGE = 50


def shown_placements(request: HttpRequest) -> tuple[QuerySet, dict[str, str]]:
    """The placements that the person asked for, and what they asked."""
    asked = {key: request.GET.get(key, "") for key in ("setting", "authority", "state")}
    found = PlacedChild.objects.visible_to(request.user)
    if asked["setting"]:
        found = found.filter(setting=asked["setting"])
    if asked["authority"]:
        found = found.filter(placing_authority__iexact=asked["authority"][:200].replace("\x00", ""))
    if asked["state"] == "unconfirmed":
        found = found.exclude(state__in=["confirmed", "ended"])
    elif asked["state"]:
        found = found.filter(state=asked["state"])
    else:
        found = found.exclude(state="ended")
    return found, asked


@door(*KEEP)
def placed_children(request: HttpRequest) -> HttpResponse:
    """The register of children placed here by other authorities."""
    found, asked = shown_placements(request)
    procedure, today = request.user.standing.procedure, timezone.localdate()
    due = Duty.objects.filter(about=PlacedChild.THING, case=OuterRef("pk"), met_at=None).order_by("due_at")
    found = found.annotate(due_at=Subquery(due.values("due_at")[:1]), owed=Subquery(due.values("says")[:1]))
    listed = Paginator(found.select_related("child"), PAGE).get_page(request.GET.get("page"))
    settings = {one.code: one.label for one in procedure.placement_settings}
    rows = [
        {
            "placed": one,
            "tag": presenters.state_of(procedure, PlacedChild.THING, one.state),
            "setting": settings.get(one.setting, one.setting),
            "late": bool(one.due_at and one.due_at < timezone.now()),
        }
        for one in listed
    ]
    context = {
        "listed": listed,
        "rows": rows,
        "asked": asked,
        "settings": settings,
        "states": procedure.lifecycle(PlacedChild.THING).states,
        "authorities": _authorities(request),
        "today_is": today,
        "query": "&".join(
            f"{key}={value}" for key, value in asked.items() if value in settings or value.isidentifier()
        ),
    }
    return page(request, "plans/placed_children.jinja", context, shows=[one.child for one in listed])


def _authorities(request: HttpRequest) -> list[str]:
    seen = PlacedChild.objects.visible_to(request.user).order_by("placing_authority")
    return list(seen.values_list("placing_authority", flat=True).distinct())


@door(*KEEP)
def placed_child_new(request: HttpRequest) -> HttpResponse:
    """Notes a child placed here by another authority."""
    standing = request.user.standing
    form = posted(request, PlacedChildForm, standing.procedure)

    def act(typed: dict[str, Any]) -> PlacedChild:
        return note(request, typed)

    return ask(
        request,
        form,
        act,
        heading="Note a child placed here",
        back=reverse("placed_children"),
        submit="Note",
        done="Noted. Ask the placing authority next.",
        to=lambda made: made.get_absolute_url(),
    )


def note(request: HttpRequest, typed: dict[str, Any]) -> PlacedChild:
    """Notes a known child by reference, or registers a new one."""
    standing, at = request.user.standing, timezone.now()
    reference = typed.pop("reference").strip().upper()
    told = {key: typed.pop(key) for key in ("given_name", "family_name", "born_on")}
    if reference:
        child = Child.objects.visible_to(request.user).filter(reference=reference).first()
        if child is None:
            raise Refused("No child of that reference is known to you. Check it, or leave it blank and give the name.")
    else:
        child = children.register(
            panel=standing.panel, by=request.user, at=at, responsible_authority=typed["placing_authority"], **told
        )
    return actions.note_placed_child(panel=standing.panel, child=child, by=request.user, at=at, **typed)


def placed_of(request: HttpRequest, pk: UUID) -> PlacedChild:
    """The placement, if the person may see it; otherwise a plain 404."""
    joins = ("child__lead__user", "child__lead__agency", "child__level_set_by", "panel__procedure", "created_by")
    seen = PlacedChild.objects.visible_to(request.user).select_related(*joins)
    return find(seen.defer("panel__procedure__source"), pk=pk)


@door(*KEEP)
def placed_child(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One child placed here: what was asked, what was answered, what is due."""
    placed = placed_of(request, pk)
    procedure, now, today = procedure_of(placed.panel.procedure), timezone.now(), timezone.localdate()
    roles = roles_on(placed, request.user)
    moves = {m.name for m in moves_from(procedure, PlacedChild.THING, placed.state, roles)}
    owed = presenters.owed(placed)
    press = first_press(placed, owed, PLACED_STEPS, moves, procedure)
    context = {
        "placed": placed,
        "card": presenters.card_of(placed.child, procedure, today),
        "tag": presenters.state_of(procedure, PlacedChild.THING, placed.state),
        "setting": "".join(presenters.labels_of(procedure.placement_settings, [placed.setting])),
        "moves": moves,
        "press": press,
        "others": others(PLACED_STEPS, moves, placed, press),
        "duties": presenters.owed_lines(owed, procedure, now),
        "story": presenters.thread_of(placed, procedure, request.user.standing.agency),
    }
    return page(request, "plans/placed_child.jinja", context, shows=[placed.child])


@door(*KEEP)
def placed_child_request(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The letter to the placing authority, to print or copy; recording it as sent starts the clock."""
    placed = placed_of(request, pk)
    procedure = procedure_of(placed.panel.procedure)

    def act(typed: dict[str, Any]) -> PlacedChild:
        return actions.ask_placing_authority(placed=placed, by=request.user, at=timezone.now())

    return ask(
        request,
        posted(request, NothingForm),
        act,
        heading="Ask the placing authority",
        back=placed.get_absolute_url(),
        submit="Record that it was sent",
        done="Recorded. The answer is due by the day shown.",
        template="plans/placed_child_request.jinja",
        shows=[placed.child],
        placed=placed,
        setting="".join(presenters.labels_of(procedure.placement_settings, [placed.setting])),
        days=procedure.setting("placing_reply_wd"),
    )


def _asked(request: HttpRequest, pk: UUID, form: Any, verb: Any, **words: Any) -> HttpResponse:
    placed = placed_of(request, pk)

    def act(typed: dict[str, Any]) -> PlacedChild:
        return verb(placed=placed, by=request.user, at=timezone.now(), **typed)

    told = {"back": placed.get_absolute_url(), "shows": [placed.child], "caption": placed.child.reference}
    return ask(request, form, act, **told, **words)


def _noted(verb: Any, name: str = "note") -> Any:
    return lambda *, reason, **rest: verb(**{name: reason}, **rest)


@door(*KEEP)
def placed_child_chase(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The placing authority is chased."""
    form = posted(request, ReasonForm, "How did you chase them, and whom?", "What you did")
    return _asked(
        request,
        pk,
        form,
        _noted(actions.chase_placing_authority),
        heading="Chase the answer",
        submit="Record",
        done="Recorded.",
    )


@door(*KEEP)
def placed_child_confirm(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The placing authority confirms that a strategy is in place."""
    form = posted(request, ReasonForm, "Who confirmed it, when, and what is in place?", "The evidence")
    words = {"heading": "Record that a strategy is in place", "submit": "Record", "done": "Confirmed."}
    return _asked(request, pk, form, _noted(actions.confirm, "evidence"), **words)


@door(*KEEP)
def placed_child_not_confirmed(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The placing authority answers that no strategy is in place."""
    form = posted(request, ReasonForm, "What did they answer?", "What they answered")
    words = {"heading": "Record that no strategy is in place", "submit": "Record", "done": "Recorded."}
    return _asked(request, pk, form, _noted(actions.not_confirmed), **words)


@door(*KEEP)
def placed_child_escalate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """No answer, or none good enough."""
    form = posted(request, ReasonForm, "To whom do you escalate it, and why?", "To whom and why")
    words = {"heading": "Escalate to the placing authority’s leaders", "submit": "Escalate", "done": "Escalated."}
    return _asked(request, pk, form, _noted(actions.escalate), **words)


@door(*KEEP)
def placed_child_review(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A child for whom no strategy is confirmed is looked at again."""
    form = posted(request, ReasonForm, "What did the review come to?", "What it came to")
    words = {
        "heading": "Record a review",
        "submit": "Record",
        "done": "Recorded. The next review is due by the day shown.",
    }
    return _asked(request, pk, form, _noted(actions.review_placed), **words)


@door(*KEEP)
def placed_child_moved(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The child moved to another placement in the area."""
    placed = placed_of(request, pk)
    form = posted(request, MovedForm, procedure_of(placed.panel.procedure), initial={"setting": placed.setting})
    words = {
        "heading": "Record a change of placement",
        "submit": "Record",
        "done": "Recorded. Ask the placing authority anew.",
    }
    return _asked(request, pk, form, actions.change_placement, **words)


@door(*KEEP)
def placed_child_end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The child no longer lives in the area."""
    form = posted(request, ReasonForm, "When did the child leave, and where to, if known?", "What is known")
    words = {"heading": "End the placement", "submit": "End", "done": "Ended."}
    return _asked(request, pk, form, _noted(actions.end_placement), **words)
