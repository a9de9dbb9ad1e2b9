"""The other body's dates, and our meetings that lean on them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from riskpanel.access.doors import door, find, page
from riskpanel.access.permissions import Permission
from riskpanel.meetings import actions
from riskpanel.meetings.forms import OutsideDateForm
from riskpanel.meetings.presenters import heading
from riskpanel.meetings.views.asking import at_meeting, carried_out, done_or_told, form_page, running
from riskpanel.meetings.views.before import find_panel
from riskpanel.partnership.models import Panel, Sitting
from riskpanel.partnership.standing import procedure_of
from riskpanel.ui.words import plural

P = Permission
AHEAD = 40


def _panel(request: HttpRequest) -> tuple[Panel, Any]:
    """The panel that the person runs and the other body's kind of meeting; a plain 404 without one."""
    panel = find_panel(request)
    kind = procedure_of(panel.procedure).meeting_of("outside")
    if kind is None:
        raise Http404
    return panel, kind


@door(P.COORDINATE, P.DECIDE)
def upward_dates(request: HttpRequest) -> HttpResponse:
    """The other body's dates ahead, each with our meetings around it."""
    panel, kind = _panel(request)
    procedure, now = procedure_of(panel.procedure), timezone.now()
    ahead = panel.sittings.filter(kind=kind.code, cancelled=False, starts_at__gt=now).order_by("starts_at")
    dates = list(ahead[:AHEAD])
    ours: dict[UUID, list[dict[str, Any]]] = {}
    leaning = Sitting.objects.filter(serves__in=dates, cancelled=False).select_related("meeting")
    for one in leaning.order_by("starts_at"):
        ours.setdefault(one.serves_id, []).append(
            {"sitting": one, "label": procedure.meeting(one.kind).label, "meeting": getattr(one, "meeting", None)}
        )
    context = {
        "label": kind.label,
        "dates": [{"sitting": one, "ours": ours.get(one.pk, [])} for one in dates],
        "panel_": panel,
    }
    return page(request, "meetings/upward_dates.jinja", context)


@door(P.COORDINATE, P.DECIDE)
def upward_date_new(request: HttpRequest) -> HttpResponse:
    """Enter a date of the other body; our meetings around it are made."""
    panel, kind = _panel(request)
    form = OutsideDateForm(request.POST or None)
    added: list[Sitting] = []

    def act() -> None:
        at = form.cleaned_data["starts_at"]
        added.extend(actions.enter_outside(panel=panel, starts_at=at, by=request.user, at=timezone.now()))

    if carried_out(request, form, act):
        ours = len(added) - 1
        messages.success(request, f"Entered, with {plural(ours, 'meeting')} of ours around it.")
        return redirect("upward_dates")
    return form_page(request, form, f"Enter a date of {kind.label}", reverse("upward_dates"), submit_label="Enter")


@door(P.COORDINATE, P.DECIDE)
def upward_date_move(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Move a date of the other body; planned meetings of ours are proposed to move."""
    panel, kind = _panel(request)
    sitting = find(panel.sittings.filter(kind=kind.code, cancelled=False), pk=pk)
    sitting.panel = panel
    form = OutsideDateForm(request.POST or None, initial={"starts_at": timezone.localtime(sitting.starts_at)})

    def act() -> None:
        at = form.cleaned_data["starts_at"]
        actions.move_outside(sitting=sitting, starts_at=at, by=request.user, at=timezone.now())

    if carried_out(request, form, act):
        messages.success(request, "Moved. Meetings that are planned already wait for you to say whether they move.")
        return redirect("upward_dates")
    return form_page(
        request, form, f"Move {heading(sitting, procedure_of(panel.procedure))}", reverse("upward_dates"),
        submit_label="Move",
        intro="Our meetings around it move along, unless they are planned already: those are proposed to move.",
    )  # fmt: skip


@door(P.COORDINATE, P.DECIDE)
@require_POST
def upward_date_off(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Call a date of the other body off."""
    panel, kind = _panel(request)
    sitting = find(panel.sittings.filter(kind=kind.code, cancelled=False), pk=pk)
    sitting.panel = panel
    stays: list[int] = []
    if done_or_told(
        request,
        lambda: stays.append(actions.call_off_outside(sitting=sitting, by=request.user, at=timezone.now())),
        "Called off.",
    ) and sum(stays):
        messages.warning(request, f"{plural(stays[0], 'planned meeting')} of ours around it still stands.")
    return redirect("upward_dates")


@door(P.COORDINATE, P.DECIDE)
@require_POST
def meeting_move(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take the moment that is proposed for a planned meeting, or keep the one that it has."""
    part = running(request, pk)
    take = request.POST.get("to") == "proposed"
    verb, said = (actions.take_move, "The meeting has its new time.") if take else (actions.keep_date, "Kept.")
    done_or_told(request, lambda: verb(meeting=part.meeting, by=request.user, at=timezone.now()), said)
    return redirect(at_meeting(part))
