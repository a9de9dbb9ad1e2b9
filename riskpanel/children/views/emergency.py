"""Opening a child in an emergency, and what the co-chairs see of it."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from riskpanel.access.doors import door, find, page
from riskpanel.access.permissions import Permission
from riskpanel.children import actions
from riskpanel.children.forms import EmergencyForm, LookForm
from riskpanel.children.models import Event
from riskpanel.children.moves import Refused
from riskpanel.children.threads import OpeningThread
from riskpanel.partnership.views.asking import sent
from riskpanel.ui.words import moment


@door(Permission.WORK_CONCERN)
def open_child(request: HttpRequest) -> HttpResponse:
    """Open a child in an emergency. Whatever was typed, the answer is in the same words."""
    standing = request.user.standing
    form = EmergencyForm(sent(request))
    if request.method == "POST" and form.is_valid():
        told = {"child_reference": form.cleaned_data["reference"], "reason": form.cleaned_data["reason"]}
        try:
            opening = actions.open_in_emergency(panel=standing.panel, by=request.user, at=timezone.now(), **told)
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(None, reason)
        else:
            messages.warning(request, _answer(opening.until))
            return redirect("children")
    return page(request, "children/open_child.jinja", {"form": form, "back_url": reverse("children")})


def _answer(until) -> str:
    return (
        "The co-chairs are told. If the reference is a child's, the child is in this list "
        f"until {moment(until)}. If it is not here, check the reference."
    )


def _openings(request: HttpRequest):
    standing = request.user.standing
    panels = [panel.pk for panel in standing.panels if "co_chair" in standing.roles_at(panel.pk)]
    found = Event.objects.filter(about=OpeningThread.THING, panel__in=panels, partnership=standing.partnership)
    return found.select_related("child", "by", "agency")


@door(Permission.DECIDE)
def emergency_openings(request: HttpRequest) -> HttpResponse:
    """Every opening in an emergency at the panels that I chair: the newest first."""
    events = list(_openings(request).order_by("-at", "-pk")[:200])
    seen = {event.case: event for event in events if event.kind == "emergency_opening_seen"}
    opened = [(event, seen.get(event.case)) for event in events if event.kind == "opened_in_emergency"]
    shows = {event.child_id for event, _ in opened if event.child_id}
    return page(request, "children/emergency_openings.jinja", {"opened": opened}, shows=shows)


@door(Permission.DECIDE)
def emergency_opening(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """One opening: who, when, which reference, why; and the co-chair's word on it."""
    opened = find(_openings(request), case=case, kind="opened_in_emergency")
    seen = _openings(request).filter(case=case, kind="emergency_opening_seen").first()
    form = LookForm(sent(request))
    if request.method == "POST" and not seen and form.is_valid():
        try:
            actions.look_at_opening(case=case, note=form.cleaned_data["note"], by=request.user, at=timezone.now())
        except Event.DoesNotExist:
            raise Http404 from None
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(None, reason)
        else:
            messages.success(request, "Your word on the opening is kept.")
            return redirect("emergency_openings")
    context = {"form": form, "opened": opened, "seen": seen, "back_url": reverse("emergency_openings")}
    return page(request, "children/emergency_opening.jinja", context, shows=[opened.child] if opened.child else [])
