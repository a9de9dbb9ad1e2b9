"""Patterns: what the panel notices beyond one child."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from riskpanel.access.doors import door, find, page
from riskpanel.access.permissions import Permission
from riskpanel.children.models import Child
from riskpanel.children.moves import Changed
from riskpanel.children.restrictions import reading_of
from riskpanel.meetings import actions
from riskpanel.meetings.forms import PatternForm
from riskpanel.meetings.models import Pattern
from riskpanel.meetings.reach import coordinates, panels_of
from riskpanel.meetings.views.asking import carried_out, done_or_told, form_page
from riskpanel.partnership.models import Panel
from riskpanel.partnership.standing import procedure_of
from riskpanel.procedure import Procedure

P = Permission
PAGE = 50


def _mine(request: HttpRequest):
    return Pattern.objects.filter(panel__in=panels_of(request.user)).select_related(
        "panel__procedure", "owner_agency", "added_by"
    )


def inside(user: Any, panel: Panel) -> bool:
    """Whether the user sits at the panel or coordinates it; a deputy for a meeting is outside of it."""
    return coordinates(user, panel) or any(seat.panel_id == panel.pk for seat in user.standing.seats)


def touched(count: int, procedure: Procedure, within: bool) -> str:
    """How many children a pattern touches; outside the panel a small number is not told."""
    least = int(procedure.setting("suppress_below", 0))
    if within or count >= least or count == 0:
        return str(count)
    return f"fewer than {least}"


@door(P.ATTEND, P.COORDINATE)
def patterns(request: HttpRequest) -> HttpResponse:
    """Open patterns, by kind, horizon, and those that nobody answers yet."""
    found = _mine(request).annotate(touches=Count("children"))
    asked = {name: request.GET.get(name, "") for name in ("kind", "horizon", "state", "show", "find")}
    found = _narrowed(found, asked).order_by("closed_on", "-added_at")
    shown = Paginator(found, PAGE).get_page(request.GET.get("page"))
    procedure = request.user.standing.procedure
    context = {
        "heading": "Patterns and places",
        "rows": [_row(request, pattern) for pattern in shown],
        "page": shown,
        "asked": asked,
        "query": "&".join(f"{name}={value}" for name, value in asked.items() if value and name != "find"),
        "kinds": procedure.pattern_kinds if procedure else (),
        "horizons": procedure.horizons if procedure else (),
        "adds": bool(panels_of(request.user)),
    }
    return page(request, "meetings/patterns.jinja", context)


def _narrowed(found, asked: dict[str, str]):
    found = found.exclude(closed_on=None) if asked["state"] == "closed" else found.filter(closed_on=None)
    for name in ("kind", "horizon"):
        if asked[name]:
            found = found.filter(**{name: asked[name]})
    if asked["show"] == "unanswered":
        found = found.filter(response="")
    return found


def _row(request: HttpRequest, pattern: Pattern) -> dict[str, Any]:
    procedure = procedure_of(pattern.panel.procedure)
    return {"pattern": pattern, **_words(pattern, procedure), "touches": touched(
        pattern.touches, procedure, inside(request.user, pattern.panel)
    )}  # fmt: skip


def _words(pattern: Pattern, procedure: Procedure) -> dict[str, str]:
    kinds = {one.code: one.label for one in procedure.pattern_kinds}
    horizons = {one.code: one.label for one in procedure.horizons}
    return {
        "kind": kinds.get(pattern.kind, pattern.kind),
        "horizon": horizons.get(pattern.horizon, pattern.horizon),
    }


@door(P.ATTEND, P.COORDINATE)
def pattern(request: HttpRequest, pk: int) -> HttpResponse:
    """One pattern; of the children whom it touches, those whom the person may see."""
    found = find(_mine(request).select_related("added_by", "noticed_at__sitting"), pk=pk)
    procedure = procedure_of(found.panel.procedure)
    seen = list(Child.objects.visible_to(request.user).filter(patterns=found))
    reads = reading_of(procedure, found.people_label, None, request.user.standing.agency)
    labels = {one.code: one.label for one in procedure.labels}
    within = inside(request.user, found.panel)
    context = {
        "heading": found.title,
        "caption": _words(found, procedure)["kind"],
        "back_url": reverse("patterns"),
        "pattern": found,
        "told": _words(found, procedure),
        "children": seen,
        "touches": touched(found.children.count(), procedure, within),
        "people": found.people if reads == "open" else "",
        "people_held": _held(labels.get(found.people_label, "")) if found.people and reads == "held" else "",
        "changes": found.closed_on is None,
    }
    return page(request, "meetings/pattern.jinja", context, shows=seen)


def _held(label: str) -> str:
    return f"those who read “{label}”" if label else "the panel"


@door(P.ATTEND, P.COORDINATE)
def pattern_new(request: HttpRequest) -> HttpResponse:
    """Write a pattern down."""
    panels = panels_of(request.user)
    panel = panels[0] if panels else find(Pattern.objects.none(), pk=None)
    children = _linkable(request, panel)
    form = PatternForm(request.POST or None, panel=panel, procedure=procedure_of(panel.procedure), children=children)
    made: list[Pattern] = []
    if carried_out(
        request,
        form,
        lambda: made.append(actions.add_pattern(panel=panel, by=request.user, at=timezone.now(), **form.told())),
    ):
        messages.success(request, "The pattern is on the panel’s standing section.")
        return redirect("pattern", pk=made[0].pk)
    return form_page(request, form, "Add a pattern", reverse("patterns"), submit_label="Add", shows=children)


@door(P.ATTEND, P.COORDINATE)
def pattern_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a pattern; where two people did, both texts are shown."""
    found = find(_mine(request).filter(closed_on=None).prefetch_related("children"), pk=pk)
    procedure = procedure_of(found.panel.procedure)
    children = _linkable(request, found.panel, found)
    reads = reading_of(procedure, found.people_label, None, request.user.standing.agency) == "open"
    told = {"panel": found.panel, "procedure": procedure, "children": children}
    form = _readable(PatternForm(request.POST or None, initial=PatternForm.of(found), **told), reads)
    conflict = None
    try:
        if carried_out(request, form, lambda: _change(request, found, form, reads)):
            messages.success(request, "The pattern is saved.")
            return redirect("pattern", pk=found.pk)
    except Changed as changed:
        conflict = changed.record
        data = request.POST.copy()
        data["version"] = str(conflict.version)
        form = _readable(PatternForm(data, **told), reads)
    return form_page(
        request,
        form,
        "Change a pattern",
        reverse("pattern", args=[found.pk]),
        template="meetings/pattern_edit.jinja",
        conflict=conflict,
        typed=form["what"].value() if conflict else "",
        shows=children,
    )


def _change(request: HttpRequest, found: Pattern, form: PatternForm, reads: bool) -> None:
    told = form.told()
    if not reads:
        told |= {"people": found.people, "people_label": found.people_label}
    version = form.cleaned_data["version"] or 0
    actions.change_pattern(pattern=found, version=version, by=request.user, at=timezone.now(), **told)


def _readable(form: PatternForm, reads: bool) -> PatternForm:
    """Without the people of concern, for somebody who may not read about them."""
    if not reads:
        del form.fields["people"], form.fields["people_label"]
    return form


def _linkable(request: HttpRequest, panel: Panel, pattern: Pattern | None = None) -> list[Child]:
    """The children that are offered: those who are linked already, all of them, so that none is lost by a
    saving, and the first of the others."""
    seen = Child.objects.visible_to(request.user).filter(partnership=panel.partnership_id)
    linked = list(seen.filter(patterns=pattern)) if pattern else []
    return linked + list(seen.exclude(pk__in=[child.pk for child in linked])[:PAGE])


@door(P.ATTEND, P.COORDINATE)
@require_POST
def pattern_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a pattern."""
    found = find(_mine(request).filter(closed_on=None), pk=pk)
    now = timezone.now()
    done_or_told(
        request,
        lambda: actions.close_pattern(pattern=found, on=timezone.localdate(now), by=request.user, at=now),
        "The pattern is closed.",
    )
    return redirect("patterns")
