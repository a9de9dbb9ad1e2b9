"""The minute-taker's page: one quiet editor, the items beside it, saved as it is typed and never lost."""

import uuid
from collections import Counter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from riskpanel.access import audit
from riskpanel.access.doors import door, page
from riskpanel.access.permissions import Permission
from riskpanel.children.moves import Changed
from riskpanel.meetings import actions
from riskpanel.meetings.cards import read_first
from riskpanel.meetings.forms import MinutesForm
from riskpanel.meetings.models import AgendaItem, Meeting, MinuteRevision
from riskpanel.meetings.presenters import card_view, heading
from riskpanel.meetings.presenters.agenda import about, subject
from riskpanel.meetings.presenters.returns import Returns, returns_on
from riskpanel.meetings.reach import Part
from riskpanel.meetings.views.asking import carried_out, item_of, running, to_accept
from riskpanel.ui.words import clock

P = Permission
ASIDE = 10
"""How many texts that were set aside are shown; all are kept."""


@door(P.COORDINATE, P.DECIDE)
def meeting_minute(request: HttpRequest, pk: UUID) -> HttpResponse:
    """To the minutes of the item under discussion; between items, to those of the first or in general."""
    part = running(request, pk)
    items = part.items().exclude(section__in=part.annex_sections()).order_by("order", "pk")
    turn = part.meeting.turns.filter(ended_at=None, item__in=items.values("pk")).first()
    item = turn.item_id if turn else items.values_list("pk", flat=True).first()
    return redirect("meeting_item_minutes", pk=pk, item=item) if item else redirect("meeting_general_minutes", pk=pk)


@door(P.COORDINATE, P.DECIDE)
def meeting_item_minutes(request: HttpRequest, pk: UUID, item: UUID) -> HttpResponse:
    """Write the minutes of one item; saved as they are typed."""
    part = running(request, pk)
    if waits := to_accept(part):
        return waits
    found = item_of(
        part, item, "child__lead__user", "child__lead__agency", "child__level_set_by", "child__circumstances"
    )
    return _editor(request, part, found, {"item": found}, found.minutes, found.version)


@door(P.COORDINATE, P.DECIDE)
def meeting_general_minutes(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write the minutes of the meeting in general."""
    part = running(request, pk)
    if waits := to_accept(part):
        return waits
    meeting = part.meeting
    return _editor(request, part, None, {"meeting": meeting}, meeting.general_minutes, meeting.general_version)


@door(P.COORDINATE, P.DECIDE)
def meeting_pulse(request: HttpRequest, pk: UUID) -> HttpResponse:
    """For an open editor that asks whether the server is there: who is signed in, a token with which to save,
    and the key of the item under discussion, if it is the person's."""
    part = running(request, pk)
    turn = part.meeting.turns.filter(ended_at=None, item__in=part.items().values("pk")).first()
    told = {"person": str(request.user.pk), "token": get_token(request), "item": str(turn.item_id) if turn else ""}
    return JsonResponse(told)


@door(P.COORDINATE, P.DECIDE)
def meeting_minute_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Where somebody lands who signed in again beside an open editor: back to that tab."""
    part = running(request, pk)
    context = {"heading": "You are signed in again", "meeting": part.meeting}
    return page(request, "meetings/meeting_minute_back.jinja", context)


def _editor(
    request: HttpRequest, part: Part, item: AgendaItem | None, of: dict[str, Any], text: str, version: int
) -> HttpResponse:
    form = MinutesForm(request.POST or None, initial={"text": text, "version": version, "saving": uuid.uuid4()})
    saved: list[int] = []
    conflict = None

    def act() -> None:
        told = form.cleaned_data
        saved.append(actions.save_minutes(by=request.user, at=timezone.now(), **of, **told))

    silent = "X-Autosave" in request.headers and request.method == "POST"
    try:
        if carried_out(request, form, act):
            if silent:
                return JsonResponse({"version": saved[0]})
            messages.success(request, "The minutes are saved.")
            return redirect(request.path)
    except Changed as changed:
        conflict = both_texts(request, part, form, of, changed.record)
        form = MinutesForm({**request.POST.dict(), "version": conflict["version"], "saving": uuid.uuid4()})
    if silent:
        if conflict and item and item.child:
            audit.record(action="read", thing="meeting_item_minutes", children=[item.child])
        return _told(conflict, form)
    return _editor_page(request, part, item, form, conflict)


def _told(conflict: dict[str, Any] | None, form: MinutesForm) -> JsonResponse:
    """The answer to a silent saving that did not succeed: both texts of a conflict, or what is wrong."""
    if conflict is None:
        return JsonResponse({"wrong": [one for told in form.errors.values() for one in told]}, status=422)
    said = {name: conflict[name] for name in ("mine", "theirs", "who", "version")}
    return JsonResponse({**said, "at": clock(conflict["at"]) if conflict["at"] else ""}, status=409)


def both_texts(request: HttpRequest, part: Part, form: MinutesForm, of: dict[str, Any], held: Any) -> dict[str, Any]:
    """Both texts of a conflict. What was typed is kept beside the minutes, so that it is not lost."""
    told = {name: form.cleaned_data[name] for name in ("text", "version")}
    actions.keep_aside(by=request.user, at=timezone.now(), **of, **told)
    whole = isinstance(held, Meeting)
    last = _revisions(part, None if whole else held).filter(aside=False).select_related("by").first()
    return {
        "mine": told["text"],
        "theirs": held.general_minutes if whole else held.minutes,
        "who": last.by.full_name if last else "someone else",
        "at": last.at if last else None,
        "version": held.general_version if whole else held.version,
    }


def _revisions(part: Part, item: AgendaItem | None) -> Any:
    return MinuteRevision.objects.filter(meeting=part.meeting, item=item)


def _editor_page(
    request: HttpRequest, part: Part, item: AgendaItem | None, form: MinutesForm, conflict: Any
) -> HttpResponse:
    items = _beside(part)
    turn = part.meeting.turns.filter(ended_at=None).first() if part.meeting.state == "open" else None
    live = part.meeting.state == "open"
    back = reverse("meeting_live" if live else "meeting_minutes", args=[part.meeting.pk])
    returns = returns_on(item, part.procedure, request.user) if item and item.child else Returns()
    context = {
        "heading": f"Minutes: {subject(item, part.procedure)}",
        "caption": heading(part.meeting.sitting, part.procedure),
        "back_url": f"{back}?item={item.pk}" if item and live else back,
        "form": form,
        "conflict": conflict,
        "card": _card(request, part, item),
        "returns": returns,
        "item": item,
        "items": _lines(part, items),
        "turn": turn,
        "meeting": part.meeting,
        "person": request.user.pk,
        "again": f"{reverse('account_login')}?next={reverse('meeting_minute_back', args=[part.meeting.pk])}",
        "revisions": _revisions(part, item).count(),
        "asides": list(_revisions(part, item).filter(aside=True).select_related("by")[:ASIDE]),
    }
    shows = {one.child for one in items if one.child}
    return page(request, "meetings/meeting_item_minutes.jinja", context, shows=shows, fields=returns.labels)


def _beside(part: Part) -> list[AgendaItem]:
    """The items of the agenda, to go from one's minutes to another's."""
    items = part.items().exclude(section__in=part.annex_sections()).select_related(
        "child", "entry", "listing__place", "referral__concern__agency", "action__agency", "placed",
        "escalation__raised_by_agency",
    )  # fmt: skip
    return list(items.order_by("order", "pk"))


def _lines(part: Part, items: list[AgendaItem]) -> list[tuple[AgendaItem, str, str]]:
    """Each item with its words; where a child is on the agenda more than once, with what each item is about."""
    often = Counter(one.child_id for one in items if one.child_id)
    procedure = part.procedure
    return [(one, subject(one, procedure), about(one, procedure) if often[one.child_id] > 1 else "") for one in items]


def _card(request: HttpRequest, part: Part, item: AgendaItem | None) -> Any:
    if item is None or item.child is None:
        return None
    told = item.read_first or read_first(item, None, timezone.now())
    return card_view(item, told, part.procedure, request.user, timezone.localdate())
