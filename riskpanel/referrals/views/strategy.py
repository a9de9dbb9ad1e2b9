"""The strategy meeting: booked, then recorded as held."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils import timezone

from riskpanel.access.doors import door
from riskpanel.access.permissions import Permission as P
from riskpanel.children.moves import Refused
from riskpanel.referrals import actions
from riskpanel.referrals.colleagues import colleagues
from riskpanel.referrals.forms.strategy import BookForm, HoldForm
from riskpanel.referrals.models import Concern
from riskpanel.referrals.presenters import strategy as shown
from riskpanel.referrals.views.working import posted, seen, work


@door(P.WORK_CONCERN, P.RUN_STRATEGY)
def strategy_book(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Books the meeting, or books it anew."""
    record, now = seen(request, pk), timezone.now()
    members = colleagues(request.user.standing.partnership, timezone.localdate(now))
    form = BookForm(posted(request), members=members, initial=shown.booked_before(record))
    words = request.user.standing.procedure.words.strategy_meeting

    def act(told: dict[str, Any]) -> Any:
        given = {name: told[name] for name in ("starts_at", "chair", "place")}
        return actions.book_strategy(concern=record, parties=form.parties(), by=request.user, at=now, **given)

    return work(
        request, record, form, act, done=f"the {words} is booked.", heading=f"Book the {words}",
        submit_label="Book", template="referrals/strategy_book.jinja", owed=shown.owed(record, now),
    )  # fmt: skip


@door(P.RUN_STRATEGY)
def strategy_hold(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Records the meeting as held: minutes, timed actions, the level, the checklist locked."""
    record, now = seen(request, pk), timezone.now()
    if "X-Autosave" in request.headers:
        return _written(request, record)
    meeting = actions.booked_meeting(record)
    initial = {"held_at": meeting.starts_at if meeting and meeting.starts_at <= now else now}
    initial["minutes"] = meeting.minutes if meeting else ""
    before = shown.before_holding(record)
    form = HoldForm(
        posted(request),
        procedure=request.user.standing.procedure,
        now=now,
        answered=before["answered"],
        initial=initial,
    )
    words = request.user.standing.procedure.words.strategy_meeting

    def act(told: dict[str, Any]) -> Any:
        given = {name: told[name] for name in ("held_at", "minutes", "level", "reason", "unanswered") if name in told}
        return actions.hold_strategy(concern=record, by=request.user, at=now, **given)

    return work(
        request, record, form, act, done=f"the {words} is recorded and the checklist is locked.",
        heading=f"Record the {words}", submit_label="Record it and lock the checklist",
        template="referrals/strategy_hold.jinja", meeting=meeting, **before,
    )  # fmt: skip


def _written(request: HttpRequest, record: Concern) -> HttpResponse:
    """Minutes saved while they are typed."""
    form = HoldForm(request.POST, procedure=request.user.standing.procedure, now=timezone.now())
    form.is_valid()
    if "minutes" not in form.cleaned_data:
        return JsonResponse({}, status=422)
    try:
        actions.keep_minutes(concern=record, minutes=form.cleaned_data["minutes"], by=request.user, at=timezone.now())
    except Refused:
        return JsonResponse({}, status=422)
    return JsonResponse({})


paths = [
    path("concerns/<uuid:pk>/strategy/", strategy_book, name="strategy_book"),
    path("concerns/<uuid:pk>/strategy/hold/", strategy_hold, name="strategy_hold"),
]
