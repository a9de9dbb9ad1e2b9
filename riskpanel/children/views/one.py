"""One child: now, the story, the papers, and who may see them."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from riskpanel.access.doors import door, find, page
from riskpanel.access.permissions import Permission
from riskpanel.children import presenters
from riskpanel.children.mine import Mine, who_sees
from riskpanel.children.models import Child
from riskpanel.children.parts import Part, parts_of
from riskpanel.children.views.now import now_of
from riskpanel.procedure import Procedure

TABS = (("Now", "child"), ("Story", "child_story"))
LAST_TABS = (("Papers", "child_papers"), ("Access", "child_access"))
CHANGES = (
    ("Correct the details", "child_details"),
    ("Name the {lead}", "child_lead"),
    ("Add a restricted note", "child_note"),
)
A_PAGE = 50


def mine_of(request: HttpRequest, pk: uuid.UUID) -> Mine:
    """The child, as far as the person sees them; a plain 404 otherwise."""
    now = timezone.now()
    seen = Child.objects.visible_to(request.user, now).select_related("lead__user", "lead__agency", "level_set_by")
    return Mine(request.user, find(seen, pk=pk), now)


@door(Permission.WORK_CONCERN)
def child(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The child now: risk as last told, their own words, what is under way, what is missing."""
    mine = mine_of(request, pk)
    procedure = request.user.standing.procedure
    context = {"told": now_of(mine, procedure), "siblings": _siblings(mine, procedure)}
    if procedure.missing and mine.knows:
        context["box"] = presenters.missing_box(mine.episodes, (), procedure, mine.now)
    others = [line.child for line in context["siblings"] or () if line.seen]
    return shown(request, mine, "child", context, others=others)


def has_siblings(procedure: Procedure) -> bool:
    """Whether brothers and sisters of a child may be brought to the panel."""
    return any(route.code == "sibling" for route in procedure.routes)


def _siblings(mine: Mine, procedure: Procedure) -> list[Any] | None:
    """The linked children; None where there is no such box."""
    if not has_siblings(procedure) or not mine.knows:
        return None
    links = mine.siblings()
    keys = {key for link in links for key in (link.child_id, link.other_id)} - {mine.child.pk}
    seen = Child.objects.visible_to(mine.user, mine.now).in_bulk(keys) if keys else {}
    return presenters.sibling_lines(mine.child, links, seen)


@door(Permission.WORK_CONCERN)
def child_story(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What happened, the newest first, narrowed to one kind where the person asks for it."""
    mine = mine_of(request, pk)
    standing = request.user.standing
    kinds = presenters.kinds_of(standing.procedure)
    kind = next((code for code, _ in kinds if code == request.GET.get("kind")), "")
    events = mine.events(standing.procedure).select_related("by", "agency").order_by("-at", "-pk")
    paged = Paginator(events.filter(about=kind) if kind else events, A_PAGE).get_page(request.GET.get("page"))
    lines = [presenters.story_line(event, standing.procedure, standing.agency) for event in paged.object_list]
    context = {"paged": paged, "lines": lines, "kinds": kinds, "kind": kind, "query": f"kind={kind}" if kind else ""}
    return shown(request, mine, "child_story", context)


@door(Permission.WORK_CONCERN)
def child_papers(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What there is to read: concerns, checklists, referrals, plans; the details; restricted notes."""
    mine = mine_of(request, pk)
    standing = request.user.standing
    notes = presenters.note_lines(mine.notes(standing.procedure), standing.procedure, standing.agency)
    context = {"papers": presenters.papers(mine.events(standing.procedure), standing.procedure), "notes": notes}
    read = {note.label for note in notes if note.text}
    if mine.whole and mine.child.address and not mine.child.address_withheld:
        read.add("address")
    return shown(request, mine, "child_papers", context, fields=read)


@door(Permission.WORK_CONCERN)
def child_access(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Why I may see this child and until when; for those who keep the record, who else may."""
    mine = mine_of(request, pk)
    context: dict[str, Any] = {"mine_lines": presenters.mine_lines(mine.grants), "everyone": None}
    if mine.sees_who:
        grants = list(who_sees(mine.child, mine.now))
        holders = presenters.holders_of_seats({grant.seat_id for grant in grants if grant.seat_id})
        context["everyone"] = presenters.access_lines(grants, holders)
    return shown(request, mine, "child_access", context)


def shown(
    request: HttpRequest,
    mine: Mine,
    name: str,
    context: dict[str, Any],
    *,
    fields: Any = (),
    others: Iterable[Child] = (),
    room: str = "children",
) -> HttpResponse:
    """A page of one child: the bar, the tabs, what rooms above put on it. `others` are further children
    whom it names; `room` is whose template `name` is."""
    procedure, one, today = request.user.standing.procedure, mine.child, timezone.localdate()
    parts = parts_of(mine, procedure, today)
    since = mine.on_log_since if procedure.has("log_entry") else None
    bar: dict[str, Any] = {"on_log_since": since, "missing_since": mine.missing_since}
    bar["send"] = next((part.send for part in parts if part.send is not None), None)
    around = {
        "heading": one.reference,
        "child": one,
        "mine": mine,
        "card": presenters.card(one, procedure, today, more=[fact for part in parts for fact in part.facts], **bar),
        "tabs": [(label, reverse(tab, args=[one.pk]), tab == name) for label, tab in _tabs(mine, procedure, parts)],
        "menu": _menu(mine, parts, procedure),
        "parts": parts,
        "lacks": [line for part in parts for line in part.lacks],
        "stamp": {"who": request.user.full_name, "at": mine.now},
    }
    return page(request, f"{room}/{name}.jinja", {**around, **context}, shows=[one, *others], fields=fields)


def _tabs(mine: Mine, procedure: Procedure, parts: list[Part]) -> list[tuple[str, str]]:
    missing = [("Missing", "child_missing")] if procedure.missing and mine.knows else []
    return [*TABS, *missing, *(tab for part in parts for tab in part.tabs), *LAST_TABS]


def _menu(mine: Mine, parts: list[Part], procedure: Procedure) -> list[dict[str, str]]:
    changes = [change for part in parts for change in part.menu]
    if mine.may_correct:
        lead = procedure.words.lead_professional
        changes = [*((label.format(lead=lead), name) for label, name in CHANGES), *changes]
    return [{"label": label, "url": reverse(name, args=[mine.child.pk])} for label, name in changes]
