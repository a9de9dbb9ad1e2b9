"""Minutes that stand: signed before they had been all the way round, reopened, locked, noted to; their
versions; and the minutes with which the next meeting opens."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from riskpanel.access.doors import door, page
from riskpanel.access.permissions import Permission
from riskpanel.meetings import actions
from riskpanel.meetings.forms import ReasonForm
from riskpanel.meetings.forms.correcting import MinutesNoteForm, SignAnywayForm
from riskpanel.meetings.models import AgendaItem, Meeting, MinuteRevision
from riskpanel.meetings.presenters import heading
from riskpanel.meetings.presenters.agenda import subject
from riskpanel.meetings.presenters.difference import difference
from riskpanel.meetings.presenters.lastmeeting import earlier, last_meetings
from riskpanel.meetings.reach import Part
from riskpanel.meetings.stages import STANDING, WRITING
from riskpanel.meetings.views.asking import (
    carried_out,
    done_or_told,
    form_page,
    item_of,
    part_in,
    running,
    to_accept,
)

P = Permission
PAGE = 50


def _at_minutes(part: Part) -> str:
    return reverse("meeting_minutes", args=[part.meeting.pk])


@door(P.DECIDE)
def meeting_sign_anyway(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Sign the minutes before they have been all the way round, and say why."""
    part = _chairing(request, pk)
    form = SignAnywayForm(request.POST or None)

    def act() -> None:
        actions.sign_minutes(meeting=part.meeting, by=request.user, at=timezone.now(), **form.cleaned_data)

    if carried_out(request, form, act):
        messages.success(request, "The minutes are signed.")
        return redirect("meeting_minutes", pk=pk)
    return form_page(
        request, form, "Sign the minutes now", _at_minutes(part), submit_label="Sign the minutes",
        intro="The reason stands in the minutes.",
    )  # fmt: skip


@door(P.DECIDE)
def meeting_reopen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take the signature back before the minutes go out."""
    part = _chairing(request, pk)
    form = ReasonForm(request.POST or None)

    def act() -> None:
        actions.reopen_minutes(meeting=part.meeting, by=request.user, at=timezone.now(), **form.cleaned_data)

    if carried_out(request, form, act):
        messages.success(request, "The minutes are in draft again.")
        return redirect("meeting_minutes", pk=pk)
    return form_page(request, form, "Take the signature back", _at_minutes(part), submit_label="Take it back")


def _chairing(request: HttpRequest, pk: UUID) -> Part:
    part = running(request, pk)
    if not part.chairs:
        raise Http404
    return part


@door(P.COORDINATE, P.DECIDE)
@require_POST
def meeting_lock(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Lock the minutes."""
    part = running(request, pk)
    done_or_told(
        request,
        lambda: actions.lock_minutes(meeting=part.meeting, by=request.user, at=timezone.now()),
        "The minutes are locked.",
    )
    return redirect("meeting_minutes", pk=pk)


@door(P.DECIDE)
def meeting_minutes_note(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Add a dated note to the general part of minutes that stand."""
    return _note(request, _chairing(request, pk), None)


@door(P.DECIDE)
def meeting_item_note(request: HttpRequest, pk: UUID, item: UUID) -> HttpResponse:
    """Add a dated note to the minutes of one item that stand."""
    part = _chairing(request, pk)
    return _note(request, part, item_of(part, item))


def _note(request: HttpRequest, part: Part, item: AgendaItem | None) -> HttpResponse:
    if waits := to_accept(part):
        return waits
    if part.meeting.state not in STANDING:
        raise Http404
    form = MinutesNoteForm(request.POST or None)

    def act() -> None:
        actions.note_to_minutes(
            meeting=part.meeting, item=item, by=request.user, at=timezone.now(), **form.cleaned_data
        )

    if carried_out(request, form, act):
        messages.success(request, "The note stands with the minutes.")
        return redirect("meeting_minutes", pk=part.meeting.pk)
    child = item.child if item else None
    return form_page(
        request, form, "Add a note to the minutes", _at_minutes(part),
        caption=subject(item, part.procedure), submit_label="Add the note",
        intro="The minutes stay as they were signed. The note carries your name and the day, and cannot be changed.",
        shows=[child] if child else [],
    )  # fmt: skip


@door(P.COORDINATE, P.DECIDE)
def meeting_minutes_history(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The versions of the general minutes, and what changed between them."""
    return _history(request, running(request, pk), None)


@door(P.COORDINATE, P.DECIDE)
def meeting_item_history(request: HttpRequest, pk: UUID, item: UUID) -> HttpResponse:
    """The versions of one item's minutes, and what changed between them."""
    part = running(request, pk)
    return _history(request, part, item_of(part, item))


def _history(request: HttpRequest, part: Part, item: AgendaItem | None) -> HttpResponse:
    if waits := to_accept(part):
        return waits
    kept = MinuteRevision.objects.filter(meeting=part.meeting, item=item).select_related("by")
    asked = request.GET.get("version", "")
    chosen = kept.filter(pk=int(asked)).first() if asked.isascii() and asked.isdigit() and len(asked) < 19 else None
    chosen = chosen or kept.first()
    context = {
        "heading": "Versions of the minutes",
        "caption": subject(item, part.procedure),
        "back_url": _at_minutes(part),
        "meeting": part.meeting,
        "page": Paginator(kept, PAGE).get_page(request.GET.get("page")),
        "chosen": chosen,
        "runs": difference(_before(chosen), chosen.text) if chosen else [],
    }
    shows = [item.child] if item and item.child else []
    return page(request, "meetings/meeting_minutes_history.jinja", context, shows=shows)


def _before(chosen: MinuteRevision) -> str:
    """The text that a version was made from: what stood before it, or beside it for one that met another."""
    of = MinuteRevision.objects.filter(meeting=chosen.meeting_id, item=chosen.item_id, aside=False)
    was = of.filter(version__lte=chosen.version) if chosen.aside else of.filter(version__lt=chosen.version)
    last = was.order_by("-version").first()
    return last.text if last else ""


@door(P.ATTEND, P.COORDINATE)
def meeting_last(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The last minutes and what became of their actions, with which the meeting opens."""
    part = part_in(request, pk)
    if waits := to_accept(part):
        return waits
    found = last_meetings(part, timezone.localdate())
    live = part.meeting.state in WRITING
    context = {
        "heading": "The last minutes and actions",
        "caption": heading(part.meeting.sitting, part.procedure),
        "back_url": reverse("meeting_live" if live else "meeting", args=[pk]),
        "part": part,
        "meeting": part.meeting,
        "found": found,
        "waits": live and part.runs and actions.actions_waiting(part.meeting),
    }
    children = {child for one in found for child in one.children if child}
    return page(request, "meetings/meeting_last.jinja", context, shows=children)


@door(P.DECIDE)
@require_POST
def meeting_last_agreed(request: HttpRequest, pk: UUID, previous: UUID) -> HttpResponse:
    """Record that this meeting agreed earlier minutes as a true record."""
    part = _chairing(request, pk)
    before: Meeting | None = next((one for one in earlier(part.meeting) if one.pk == previous), None)
    if before is None:
        raise Http404
    done_or_told(
        request,
        lambda: actions.agree_record(meeting=part.meeting, previous=before, by=request.user, at=timezone.now()),
        "Agreed as a true record; it stands in this meeting’s minutes.",
    )
    return redirect("meeting_last", pk=pk)
