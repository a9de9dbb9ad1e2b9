"""The meeting as everybody else follows it: the item under discussion, as far as it is theirs."""

import hashlib
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery, prefetch_related_objects
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from riskpanel.access.doors import door, find, page
from riskpanel.access.permissions import Permission
from riskpanel.meetings.cards import open_actions, read_first
from riskpanel.meetings.models import AgendaItem, Decision, ItemTurn
from riskpanel.meetings.presenters import card_view, heading, state_of
from riskpanel.meetings.presenters.agenda import about, statement_for, with_guests
from riskpanel.meetings.presenters.cards import live_actions, whole
from riskpanel.meetings.presenters.minutes import actions_of, answers_of, given_at, one_part
from riskpanel.meetings.reach import Part, guest_items, meetings_of, open_to_guest
from riskpanel.meetings.stages import OVER
from riskpanel.meetings.views.asking import to_accept

P = Permission
NOT_YOURS = "The panel is discussing an item that is not yours."
YET = "Your item is still to come. It opens when the panel takes it."
HEARD = "Your item has been heard. What was decided is closed to you until its minutes are handed out."


@door(P.USE)
def meeting_follow(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The item under discussion, on one's own screen."""
    part, attends = _part(request, pk)
    if waits := to_accept(part):
        return waits
    label, tone = state_of(part.meeting)
    context = {
        "heading": heading(part.meeting.sitting, part.procedure),
        "back_url": reverse("meeting", args=[pk]) if attends else None,
        "state": label,
        "tone": tone,
        **_now(request, part, _screen(request, part, attends)),
    }
    return page(request, "meetings/meeting_follow.jinja", context, shows=context["shows"])


@transaction.non_atomic_requests
@door(P.USE)
def meeting_follow_now(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The same without the page round it, for a screen that asks every few seconds; 204 while it would be
    what it was at `v`. It changes nothing and so holds nothing while it reads: only what it writes down of
    the reading is a transaction, and nothing is shown without that."""
    part, attends = _part(request, pk)
    if not part.accepted:
        raise Http404
    screen = _screen(request, part, attends)
    if request.GET.get("v") == screen.version:
        return HttpResponse(status=204)
    context = _now(request, part, screen)
    with transaction.atomic():
        return page(request, "meetings/_follow_now.jinja", context, shows=context["shows"])


def _part(request: HttpRequest, pk: UUID) -> tuple[Part, bool]:
    """The person's part in a meeting, and whether they attend it or are only a guest to an item of it; a
    plain 404 for everybody else."""
    may = request.user.standing.may(P.ATTEND, P.COORDINATE)
    if may and (meeting := meetings_of(request.user).filter(pk=pk).first()):
        return Part(request.user, meeting), True
    found = guest_items(request.user, pk).exclude(meeting__state__in=["planned", "cancelled"])
    item = find(found.select_related("meeting__sitting", "meeting__panel__procedure"))
    return Part(request.user, item.meeting), False


@dataclass
class Screen:
    """What the person's screen is about: an item that is theirs to see, or none, and a sentence that says
    which."""

    says: str
    item: AgendaItem | None = None
    turn: ItemTurn | None = None
    given: list[tuple[UUID, str]] = field(init=False)
    """The actions that were given at the item: key and state."""
    version: str = field(init=False)
    """A short word that is another as soon as the screen would be."""

    def __post_init__(self) -> None:
        told: list[Any] = [self.says, self.turn and self.turn.pk]
        self.given = given_at(self.item) if self.item else []
        if item := self.item:
            told += [item.pk, item.note_version, item.lead_update, item.decided, self.given]
        self.version = hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def _screen(request: HttpRequest, part: Part, attends: bool) -> Screen:
    meeting = part.meeting
    turn = meeting.turns.filter(ended_at=None).first() if meeting.state == "open" else None
    if meeting.state in (*OVER, "cancelled"):
        return Screen("The meeting is over. Its minutes are read when they have been handed out.")
    if attends:
        return _of_seat(part, turn)
    return _of_guest(request, part, turn)


def _of_seat(part: Part, turn: ItemTurn | None) -> Screen:
    if turn is None:
        return Screen("The meeting has not begun." if part.meeting.opened_at is None else "Between two items.")
    item = part.item(turn.item_id, _brief)
    return Screen("Under discussion now", item, turn) if item else Screen(NOT_YOURS)


def _of_guest(request: HttpRequest, part: Part, turn: ItemTurn | None) -> Screen:
    """A guest has their item while it is discussed, and before where the procedure lets them; once it was
    discussed it is closed to them until the minutes."""
    mine = _brief(guest_items(request.user, part.meeting.pk))
    now = mine.filter(pk=turn.item_id).first() if turn else None
    if now:
        return Screen("Your item is under discussion now", now, turn)
    ahead = mine.filter(turns=None).first()
    if ahead and open_to_guest(request.user, part.meeting).filter(pk=ahead.pk).exists():
        return Screen("Your item is still to come", ahead)
    return Screen(YET if ahead else HEARD)


def _brief(items: QuerySet) -> QuerySet:
    """Items with what a screen's version is made of: most requests need no more."""
    made = Decision.objects.filter(item=OuterRef("pk")).order_by().values("item").annotate(n=Count("pk")).values("n")
    found = items.annotate(decided=Coalesce(Subquery(made), 0)).select_related("referral")
    brief = found.only("meeting", "child", "entry", "referral__concern", "note_version", "lead_update")
    return brief.order_by("order", "pk")


def _now(request: HttpRequest, part: Part, screen: Screen) -> dict[str, Any]:
    """What stands on the screen."""
    context: dict[str, Any] = {"screen": screen, "meeting": part.meeting, "part": part, "shows": []}
    if screen.item is None:
        return context
    screen.item.meeting, decided = part.meeting, screen.item.decided
    item = screen.item = whole(screen.item)
    decisions = [Prefetch("decisions", Decision.objects.select_related("by"))] if decided else []
    prefetch_related_objects([item], *decisions, with_guests())
    context |= {"about": about(item, part.procedure)}
    if item.child is None:
        return context
    today, user = timezone.localdate(), request.user
    given = actions_of([item])[item.pk] if screen.given else []
    told = item.read_first or read_first(item, None, timezone.now())
    context |= {
        "card": card_view(item, told, part.procedure, user, today),
        "open_actions": live_actions(open_actions(item), part.procedure, user, today),
        "statement": statement_for(item, part.procedure),
        "answers": answers_of(item.asked, part.procedure),
        "minutes": one_part(item, given, part.procedure, user, undecided=not decided),
        "shows": [item.child],
    }
    return context
