"""The desk: what is due, for me and, for those who chair or coordinate, for the panel."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from riskpanel.access.doors import door, page
from riskpanel.access.permissions import Permission
from riskpanel.children.mine import with_owners
from riskpanel.children.models import Child, Duty
from riskpanel.children.presenters import level_of, who_owes
from riskpanel.desk.alerts import alerts_for
from riskpanel.desk.board import (
    Board,
    DeskLine,
    Procedures,
    board_of,
    in_order,
    notices_of,
    sittings_around,
)
from riskpanel.desk.invited import invited_for
from riskpanel.desk.reach import buckets, mine, of_agency, open_duties, run, with_agency
from riskpanel.desk.strip import Strip, at_panel, strip_of
from riskpanel.partnership.models import Panel
from riskpanel.plans.pinned import pinned_at

A_PAGE = 50
FILTERS = ("when", "code", "agency", "scope", "panel")


@door(Permission.USE)
def desk(request: HttpRequest) -> HttpResponse:
    """What I owe, my next meeting, my children, what I am told; for chairs, the panel's strip above."""
    user, now = request.user, timezone.now()
    if user.standing.panel is None:
        return page(request, "desk/desk.jinja", {"board": Board(), "strip": None, "sitting": None, "notices": []})
    board = board_of(user, now)
    sitting, last = sittings_around(user, now)
    notices, invited = notices_of(user, now), invited_for(user, now)
    context: dict[str, Any] = {
        "board": board,
        "levels": {child.pk: level_of(child, user.standing.procedure) for child in board.children},
        "sitting": sitting,
        "sitting_label": _label(user, sitting),
        "notices": notices,
        "invited": invited,
        "strip": _strip(request, now, last),
        "immediates": [row for panel in run(user) for row in pinned_at(user, panel, now)],
    }
    warned = alerts_for(user, now)
    context |= warned.context
    shows = {*(child.pk for child in board.shown), *(child.pk for child, _ in notices)}
    shows |= {one.item.child_id for one in invited} | {one.action.child_id for one in context["immediates"]}
    shows |= {child.pk for child in warned.children}
    return page(request, "desk/desk.jinja", context, shows=shows)


def _label(user: Any, sitting: Any) -> str:
    return user.standing.procedure.meeting(sitting.kind).label if sitting else ""


def _strip(request: HttpRequest, now: datetime, last: dict[int, datetime]) -> Strip | None:
    panels = run(request.user)
    if not panels:
        return None
    procedure, _ = Procedures(request.user).of(panels[0].pk)
    return strip_of(request.user, panels[0], procedure, now, last.get(panels[0].pk))


@door(Permission.USE)
def desk_duties(request: HttpRequest) -> HttpResponse:
    """Every duty that is mine, or, for those who run the panel, everybody's; narrowed and paged."""
    user, now = request.user, timezone.now()
    chosen = {name: request.GET.get(name, "") for name in FILTERS}
    panel = _panel(request, chosen)
    found = at_panel(user, panel) if panel else open_duties(user).filter(mine(user))
    found = _narrowed(found, chosen, now, timezone.localdate(now))
    found = with_agency(found, user.standing.on).annotate(is_mine=mine(user)).order_by("due_at", "pk")
    paged = Paginator(with_owners(found), A_PAGE).get_page(request.GET.get("page"))
    duties = list(paged.object_list)
    visible = _visible(user, duties, now)
    procedures = Procedures(user)
    context = {
        "heading": "Owed at the panel" if panel else "What you owe",
        "paged": paged,
        "lines": in_order(_line(procedures, duty, now, visible) for duty in duties),
        "chosen": chosen,
        "panel": panel,
        "may_run": bool(run(user)),
        "filters": _choices(user, procedures, panel),
        "query": urlencode({name: value for name, value in chosen.items() if value}),
        "back_url": reverse("desk"),
    }
    return page(request, "desk/desk_duties.jinja", context, shows=visible.values())


def _panel(request: HttpRequest, chosen: dict[str, str]) -> Panel | None:
    """The panel across which the list goes; 403 for somebody who does not run it."""
    if chosen["scope"] != "panel":
        return None
    panels = {str(panel.pk): panel for panel in run(request.user)}
    if not panels or (chosen["panel"] and chosen["panel"] not in panels):
        raise PermissionDenied
    return panels.get(chosen["panel"]) or next(iter(panels.values()))


def _narrowed(found: Any, chosen: dict[str, str], now: datetime, today: Any) -> Any:
    if span := buckets(now).get(chosen["when"]):
        found = found.filter(span)
    if chosen["code"]:
        found = found.filter(code=chosen["code"].replace("\x00", ""))
    if chosen["agency"]:
        number = chosen["agency"]
        fits = number.isascii() and number.isdigit() and len(number) < 12
        found = found.filter(of_agency(int(number), today)) if fits else found.none()
    return found


def _visible(user: Any, duties: list[Duty], now: datetime) -> dict[Any, Child]:
    ids = {duty.child_id for duty in duties if duty.child_id}
    return {child.pk: child for child in Child.objects.visible_to(user, now).filter(pk__in=ids)}


def _line(procedures: Procedures, duty: Any, now: datetime, visible: dict[Any, Child]) -> DeskLine:
    """A duty with its button only where the page behind it opens to the person."""
    who = ", ".join(part for part in (who_owes(duty), duty.agency_name) if part)
    line = procedures.line(duty, now, visible, who=who)
    opens = duty.is_mine or duty.child_id is None or duty.child_id in visible
    return line if opens else replace(line, action_url="")


def _choices(user: Any, procedures: Procedures, panel: Panel | None) -> list[dict[str, Any]]:
    procedure, _ = procedures.of(panel.pk if panel else None)
    spans = [("late", "Late"), ("today", "Due today"), ("coming", "Coming")]
    found = [
        {"name": "when", "label": "When", "options": spans},
        {"name": "code", "label": "What", "options": [(duty.code, duty.says) for duty in procedure.duties]},
    ]
    if panel:
        agencies = user.standing.partnership.agencies.filter(active=True).values_list("pk", "name")
        found.append({"name": "agency", "label": "Agency", "options": [(str(pk), name) for pk, name in agencies]})
    return found
