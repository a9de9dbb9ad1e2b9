"""At the meeting: what goes up to the other body, and an action that cannot wait."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from riskpanel.access.doors import door, find
from riskpanel.access.permissions import Permission
from riskpanel.cohorts.actions import upward
from riskpanel.cohorts.models import PutForward
from riskpanel.meetings import actions
from riskpanel.meetings.forms.planning import ReasonForm
from riskpanel.meetings.presenters.upward import kind_of, tray_of
from riskpanel.meetings.reach import Part
from riskpanel.meetings.views.asking import carried_out, done_or_told, form_page, item_of, part_in, running
from riskpanel.meetings.views.live import at_item, live_page
from riskpanel.plans.actions import immediate
from riskpanel.plans.forms.immediate import RaiseForm
from riskpanel.plans.presenters import raised

P = Permission


def _tray(request: HttpRequest, pk: UUID) -> Part:
    """The person's part, where this kind of meeting sets the other body's agenda; else a plain 404."""
    part = running(request, pk)
    kind = part.procedure.meeting(part.meeting.sitting.kind)
    if part.procedure.upward is None or not any(one.source == "put_forward" for one in kind.sections):
        raise Http404
    return part


def _line(part: Part, pk: UUID) -> PutForward:
    line = next((one for one in tray_of(part).lines if one.item.pk == pk), None)
    if line is None:
        raise Http404
    line.item.panel = part.meeting.panel
    return line.item


def _back(part: Part) -> HttpResponse:
    section = next(
        (one.code for one in part.procedure.meeting(part.meeting.sitting.kind).sections if one.source == "put_forward"),
        "",
    )
    item = part.items().filter(section=section).first()
    return redirect(at_item(part, item)) if item else redirect("meeting_live", pk=part.meeting.pk)


@door(P.DECIDE)
@require_POST
def meeting_upward_confirm(request: HttpRequest, pk: UUID, put: UUID) -> HttpResponse:
    """Confirm that an item goes to the other body."""
    part = _tray(request, pk)
    item = _line(part, put)
    done_or_told(
        request,
        lambda: actions.confirm_upward(meeting=part.meeting, item=item, by=request.user, at=timezone.now()),
        "The item is confirmed.",
    )
    return _back(part)


@door(P.DECIDE)
def meeting_upward_withdraw(request: HttpRequest, pk: UUID, put: UUID) -> HttpResponse:
    """Take an item back, with a reason."""
    part = _tray(request, pk)
    item = _line(part, put)
    form = ReasonForm(request.POST or None)
    back = _back(part)
    if carried_out(
        request,
        form,
        lambda: upward.withdraw(item=item, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()),
    ):
        messages.success(request, "The item is taken back.")
        return back
    caption = item.child.reference if item.child else item.title
    shows = [item.child] if item.child else []
    return form_page(
        request, form, "Take this item back", back.url, caption=caption, submit_label="Take back", shows=shows
    )


@door(P.COORDINATE, P.DECIDE)
@require_POST
def meeting_upward_theme(request: HttpRequest, pk: UUID, pattern: int) -> HttpResponse:
    """Put an open theme, trend or resource issue forward."""
    part = _tray(request, pk)
    theme = find(part.meeting.panel.patterns.filter(closed_on=None), pk=pattern)
    done_or_told(
        request,
        lambda: upward.put_forward(
            panel=part.meeting.panel,
            kind=kind_of(theme, part),
            title=theme.title,
            reason=theme.what,
            after=part.meeting.sitting.starts_at,
            by=request.user,
            at=timezone.now(),
        ),
        "The item is put forward.",
    )
    return _back(part)


@door(P.COORDINATE, P.DECIDE)
@require_POST
def meeting_actions_reviewed(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The meeting has looked at what became of the last one's actions."""
    part = running(request, pk)
    done_or_told(
        request,
        lambda: actions.review_actions(meeting=part.meeting, by=request.user, at=timezone.now()),
        "Looked at. The children come next.",
    )
    return redirect("meeting_live", pk=part.meeting.pk)


@door(P.LIST, P.COORDINATE, P.DECIDE)
@require_POST
def meeting_freeze_list(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Freeze the list of this meeting."""
    part = part_in(request, pk)
    if part.procedure.listing is None:
        raise Http404
    done_or_told(
        request,
        lambda: actions.freeze_list(meeting=part.meeting, by=request.user, at=timezone.now()),
        "The list is frozen.",
    )
    return redirect("meeting", pk=part.meeting.pk)


@door(P.ATTEND, P.COORDINATE)
@require_POST
def meeting_immediate(request: HttpRequest, pk: UUID, item: UUID) -> HttpResponse:
    """Raise an action that cannot wait, for the child whom the meeting talks about."""
    part = part_in(request, pk)
    if not part.accepted or not part.procedure.has("immediate_action"):
        raise Http404
    found = item_of(part, item, "child__lead", "listing__place")
    if found.child is None:
        raise Http404
    form = RaiseForm(request.POST, panel=part.meeting.panel, tasks=part.chairs, auto_id="immediate_%s")

    def act() -> None:
        now = timezone.now()
        told = {"panel": part.meeting.panel, "child": found.child, "item": found.pk, "by": request.user, "at": now}
        immediate.raise_and_task(**told, **form.told())

    if carried_out(request, form, act):
        messages.success(request, raised(form.told().get("owner")))
        return redirect(at_item(part, found))
    return live_page(request, part, {"item": found.pk, "immediate": form})
