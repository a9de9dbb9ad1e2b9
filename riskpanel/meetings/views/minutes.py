"""The minutes: one quiet editor for each item, the whole to read and print, signed, handed out."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from riskpanel.access.doors import door, find, page
from riskpanel.access.permissions import Permission
from riskpanel.children.moves import Changed
from riskpanel.meetings import actions
from riskpanel.meetings.cards import read_first
from riskpanel.meetings.forms import MinutesForm
from riskpanel.meetings.models import AgendaItem, Decision, Meeting, MinuteRevision
from riskpanel.meetings.presenters import card_view, heading, minutes_parts, state_of
from riskpanel.meetings.presenters.agenda import about, with_guests
from riskpanel.meetings.presenters.around import around_of, may_move_to, notes_of, signed_although
from riskpanel.meetings.presenters.lasttime import last_times
from riskpanel.meetings.reach import Part, copies_of, has_accepted, meetings_of
from riskpanel.meetings.stages import HANDED_OUT, OVER, STANDING, WRITING
from riskpanel.meetings.views.asking import carried_out, done_or_told, item_of, running, to_accept

P = Permission


@door(P.COORDINATE, P.DECIDE)
def meeting_item_minutes(request: HttpRequest, pk: UUID, item: UUID) -> HttpResponse:
    """Write the minutes of one item; saved as they are typed."""
    part = running(request, pk)
    if waits := to_accept(part):
        return waits
    found = item_of(part, item, "child__lead__user", "child__lead__agency", "child__level_set_by", "action__agency")
    return _editor(request, part, found, {"item": found}, found.minutes, found.version)


@door(P.COORDINATE, P.DECIDE)
def meeting_general_minutes(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write the minutes of the meeting in general."""
    part = running(request, pk)
    if waits := to_accept(part):
        return waits
    meeting = part.meeting
    return _editor(request, part, None, {"meeting": meeting}, meeting.general_minutes, meeting.general_version)


def _editor(
    request: HttpRequest, part: Part, item: AgendaItem | None, of: dict[str, Any], text: str, version: int
) -> HttpResponse:
    form = MinutesForm(request.POST or None, initial={"text": text, "version": version})
    saved: list[int] = []
    conflict = None

    def act() -> None:
        told = form.cleaned_data
        saved.append(actions.save_minutes(by=request.user, at=timezone.now(), **of, **told))

    try:
        if carried_out(request, form, act):
            if request.headers.get("X-Autosave"):
                return JsonResponse({"version": saved[0]})
            messages.success(request, "The minutes are saved.")
            return redirect(request.path)
    except Changed as changed:
        conflict = _met(request, part, form, of, changed.record)
        form = MinutesForm({**request.POST.dict(), "version": conflict["version"]})
    if request.headers.get("X-Autosave") and request.method == "POST":
        return JsonResponse({}, status=409 if conflict else 422)
    return _editor_page(request, part, item, form, conflict)


def _met(request: HttpRequest, part: Part, form: MinutesForm, of: dict[str, Any], held: Any) -> dict[str, Any]:
    """Both texts of a conflict. What was typed is kept beside the minutes, so that it is not lost."""
    told = form.cleaned_data
    actions.keep_aside(by=request.user, at=timezone.now(), **of, **told)
    whole = isinstance(held, Meeting)
    revisions = MinuteRevision.objects.filter(meeting=part.meeting, item=None if whole else held, aside=False)
    last = revisions.select_related("by").first()
    return {
        "mine": told["text"],
        "theirs": held.general_minutes if whole else held.minutes,
        "who": last.by.full_name if last else "someone else",
        "at": last.at if last else None,
        "version": held.general_version if whole else held.version,
    }


def _editor_page(
    request: HttpRequest, part: Part, item: AgendaItem | None, form: MinutesForm, conflict: Any
) -> HttpResponse:
    label = _subject(part, item)
    card = None
    if item and item.child:
        told = item.read_first or read_first(item, None, timezone.now())
        card = card_view(item, told, part.procedure, request.user, timezone.localdate())
    live = part.meeting.state == "open"
    back = reverse("meeting_live" if live else "meeting_minutes", args=[part.meeting.pk])
    context = {
        "heading": f"Minutes: {label}",
        "caption": heading(part.meeting.sitting, part.procedure),
        "back_url": f"{back}?item={item.pk}" if item and live else back,
        "form": form,
        "conflict": conflict,
        "card": card,
        "item": item,
        "revisions": MinuteRevision.objects.filter(meeting=part.meeting, item=item).count(),
    }
    shows = [item.child] if item and item.child else []
    return page(request, "meetings/meeting_item_minutes.jinja", context, shows=shows)


def _subject(part: Part, item: AgendaItem | None) -> str:
    if item is None:
        return "The meeting in general"
    return item.child.reference if item.child else about(item, part.procedure)


@door(P.USE)
def meeting_minutes(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The minutes, as far as this person has them: in draft for those who run the meeting, handed out to
    those who came for a seat."""
    part = _readable(request, pk)
    if not has_accepted(request.user, part.meeting):
        return redirect("meeting_confidentiality", pk=pk)
    items = part.items()
    items = list(
        items.exclude(section__in=part.annex_sections())
        .select_related(
            "child", "referral__concern__agency", "entry", "action__agency", "escalation__raised_by_agency", "placed"
        )
        .prefetch_related(Prefetch("decisions", Decision.objects.select_related("by")), with_guests())
        .order_by("order", "pk")
    )
    for item in items:
        item.meeting = part.meeting
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
        "invitations": list(part.meeting.invitations.select_related("seat", "member__user")),
        "writes": part.runs and part.meeting.state in WRITING,
        "stands": part.meeting.state in STANDING,
        "moves": _moves(part) if part.runs else {},
        "around": around_of(part, [item.pk for item in items]) if part.runs else None,
        "notes": notes_of(part.meeting),
        "although": signed_although(part.meeting),
        "lasts": last_times(items, part.meeting, request.user, part.procedure, timezone.localdate()),
        "reader": request.user,
    }
    return page(request, "meetings/meeting_minutes.jinja", context, shows={one.child for one in items if one.child})


def _moves(part: Part) -> dict[str, bool]:
    """Which of its moves the procedure has for the minutes as they stand, for the buttons."""
    named = ("finish_draft", "circulate", "take_back", "distribute", "reopen", "lock")
    found = {name: may_move_to(part, name) for name in named}
    signs = may_move_to(part, "sign_minutes")
    found |= {"sign": signs, "drafted": found["finish_draft"] and actions.is_drafted(part.meeting)}
    found["sign_now"] = signs and actions.can_sign(part.meeting, by=part.user, at=timezone.now())
    found["lock"] = found["lock"] and actions.can_lock(part.meeting, by=part.user, at=timezone.now())
    return found


def _readable(request: HttpRequest, pk: UUID) -> Part:
    """The meeting whose minutes this person may read, as far as they see its items; a plain 404 for
    everybody else. A guest reads their own item's minutes on that item's page."""
    part = Part(request.user, find(meetings_of(request.user), pk=pk))
    if part.runs and part.meeting.state in ("open", *OVER):
        return part
    if part.meeting.state not in HANDED_OUT:
        raise Http404
    copies = copies_of(request.user, part.meeting)
    if not copies.filter(item=None).exists():
        raise Http404
    return part


@door(P.DECIDE)
@require_POST
def meeting_sign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A co-chair signs the minutes."""
    part = running(request, pk)
    done_or_told(
        request,
        lambda: actions.sign_minutes(meeting=part.meeting, by=request.user, at=timezone.now()),
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
