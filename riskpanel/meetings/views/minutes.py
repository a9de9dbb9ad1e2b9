"""The minutes as a whole: to read and print, signed, handed out."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from riskpanel.access.doors import door, find, page
from riskpanel.access.permissions import Permission
from riskpanel.meetings import actions
from riskpanel.meetings.actions.coming import recusals_of
from riskpanel.meetings.models import Meeting
from riskpanel.meetings.presenters import heading, minutes_parts, state_of
from riskpanel.meetings.presenters.around import around_of, may_move_to, notes_of
from riskpanel.meetings.presenters.course import rooms_of
from riskpanel.meetings.presenters.minutes import heard
from riskpanel.meetings.reach import Part, has_accepted, meetings_of
from riskpanel.meetings.stages import DRAFT, STANDING, WRITING
from riskpanel.meetings.views.asking import done_or_told, running, to_accept

P = Permission


@door(P.USE)
def meeting_minutes(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The minutes, as far as this person has them: in draft for those who run the meeting, handed out to
    those who came for a seat."""
    part = _readable(request, pk)
    if not has_accepted(request.user, part.meeting):
        return redirect("meeting_confidentiality", pk=pk)
    items = heard(part)
    rooms = rooms_of(part.meeting, (), recusals_of([item.pk for item in items]), timezone.now())
    label, tone = state_of(part.meeting)
    context = {
        "heading": f"Minutes: {heading(part.meeting.sitting, part.procedure)}",
        "caption": part.meeting.panel.name,
        "back_url": reverse("meeting", args=[pk]) if request.user.standing.may(P.ATTEND, P.COORDINATE) else None,
        "part": part,
        "meeting": part.meeting,
        "state": label,
        "tone": tone,
        "parts": minutes_parts(part, items),
        "rooms": rooms,
        "invitations": list(part.meeting.invitations.select_related("seat", "member__user")),
        "writes": part.runs and part.meeting.state in WRITING,
        "stands": part.meeting.state in STANDING,
        "moves": _moves(part) if part.runs else {},
        "notes": notes_of(part.meeting),
        "reader": request.user,
    }
    return page(request, "meetings/meeting_minutes.jinja", context, shows={one.child for one in items if one.child})


def _moves(part: Part) -> dict[str, bool]:
    """Which of its moves the procedure has for the minutes as they stand, for the buttons."""
    named = ("finish_draft", "circulate", "take_back", "distribute", "reopen", "lock")
    found = {name: may_move_to(part, name) for name in named}
    signs = may_move_to(part, "sign_minutes")
    found["goes_round"] = any(move.name == "circulate" for move in part.procedure.lifecycle(Meeting.THING).moves)
    found["goes_round"] &= part.meeting.state != "open"
    found |= {"sign": signs, "drafted": found["finish_draft"] and actions.is_drafted(part.meeting)}
    return found


@door(P.COORDINATE, P.DECIDE)
def meeting_round(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How the draft fares on its way round: who agreed, who has not answered, what was proposed. A page of
    its own, or the part of it that the minutes ask for."""
    part = running(request, pk)
    if waits := to_accept(part):
        return waits
    around = around_of(part, part.items().values_list("pk", flat=True))
    context = {
        "heading": "Round for correction",
        "caption": heading(part.meeting.sitting, part.procedure),
        "back_url": reverse("meeting_minutes", args=[pk]),
        "around": around,
        "meeting": part.meeting,
    }
    proposed = around.corrections if around else ()
    template = "meetings/_round.jinja" if request.htmx else "meetings/meeting_round.jinja"
    return page(request, template, context, shows={one.item.child for one in proposed if one.item and one.item.child})


def _readable(request: HttpRequest, pk: UUID) -> Part:
    """The meeting whose minutes this person may read, as far as they see its items; a plain 404 for
    everybody else. A guest reads their own item's minutes on that item's page."""
    part = Part(request.user, find(meetings_of(request.user), pk=pk))
    if not part.has_minutes:
        raise Http404
    return part


@door(P.DECIDE)
@require_POST
def meeting_sign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A co-chair signs the minutes; where they have not been all the way round, after saying why."""
    part = running(request, pk)
    at = timezone.now()
    if part.chairs and part.meeting.state in DRAFT and not actions.can_sign(part.meeting, by=request.user, at=at):
        return redirect("meeting_sign_anyway", pk=pk)
    done_or_told(
        request,
        lambda: actions.sign_minutes(meeting=part.meeting, by=request.user, at=at),
        "The minutes are signed.",
    )
    return redirect("meeting_minutes", pk=pk)


@door(P.COORDINATE, P.DECIDE)
@require_POST
def meeting_distribute(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Hand each part of the minutes to those entitled to it."""
    part = running(request, pk)
    done_or_told(
        request,
        lambda: actions.distribute(meeting=part.meeting, by=request.user, at=timezone.now()),
        "Each part of the minutes is with those entitled to it.",
    )
    return redirect("meeting_minutes", pk=pk)
