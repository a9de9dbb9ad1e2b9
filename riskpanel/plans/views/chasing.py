"""The chase sheet: what each agency promised, what is behind, and a reminder in one press."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from riskpanel.access.doors import door, find, page
from riskpanel.access.models import User
from riskpanel.access.permissions import Permission
from riskpanel.children.moves import Refused
from riskpanel.partnership.models import Agency, Panel
from riskpanel.partnership.standing import procedure_of
from riskpanel.plans import actions, facts, sheet
from riskpanel.plans.views.doing import action_of, row_of
from riskpanel.procedure.periods import Period, month_of, period_of, recent

PAGE = 50
KEEPS = (Permission.DECIDE, Permission.COORDINATE)
P = Permission


def period_in(request: HttpRequest) -> Period:
    """The period that was asked for; this month where none was."""
    return period_of(request.GET.get("period", "")) or month_of(timezone.localdate())


def sheet_panel(request: HttpRequest) -> Panel:
    """The person's panel."""
    return find(Panel.objects.select_related("procedure"), pk=getattr(request.user.standing.panel, "pk", None))


def lines_for(user: User, panel: Panel, period: Period, now: datetime) -> list[sheet.AgencyLine]:
    """The agencies of the sheet: for whoever runs the panel all, for an agency's contact their own."""
    lines = sheet.sheet_of(user, panel, period, now)
    return [one for one in lines if user.standing.may(*KEEPS) or one.key == user.standing.agency.pk]


@door(P.DECIDE, P.COORDINATE, P.ANSWER_FOR_AGENCY)
def chase_sheet(request: HttpRequest) -> HttpResponse:
    """Agencies with what they have promised, then the actions that are to be chased."""
    now, user, panel, period = timezone.now(), request.user, sheet_panel(request), period_in(request)
    keeps = user.standing.may(*KEEPS)
    lines = lines_for(user, panel, period, now)
    agency = next((one for one in lines if str(one.key) == request.GET.get("agency", "")), None)
    found = sheet.chasing(user, panel, [agency.key] if agency else [one.key for one in lines], now)
    listed = Paginator(sheet.with_chases(found).select_related("child", "agency", "owner__user"), PAGE)
    listed = listed.get_page(request.GET.get("page"))
    asked = {"period": period.code} | ({"agency": agency.key} if agency else {})
    context = {
        "lines": lines,
        "agency": agency,
        "listed": listed,
        "rows": [row_of(one, user.standing, timezone.localdate(now)) for one in listed],
        "period": period,
        "periods": _choices(period),
        "keeps": keeps,
        "accepts": facts.accepts(procedure_of(panel.procedure)),
        "query": urlencode(asked),
    }
    return page(request, "plans/chase_sheet.jinja", context, shows=[one.child for one in listed if one.child])


def _choices(period: Period) -> list[Period]:
    offered = list(recent(timezone.localdate()))
    return offered if period in offered else [*offered, period]


def _chase(request: HttpRequest, found: Any) -> HttpResponse:
    """Chases and says what was done; back to the sheet as it was asked for."""
    try:
        chased = actions.chase_actions(actions=found, by=request.user, at=timezone.now())
    except Refused as refused:
        messages.warning(request, " ".join(refused.reasons))
    else:
        number = len(chased)
        messages.success(request, f"{number} action{'s' if number != 1 else ''} chased: the owners are told.")
    agency = request.POST.get("agency", "")
    query = f"?{urlencode({'agency': agency})}" if agency.isascii() and agency.isdigit() else ""
    return redirect(reverse("chase_sheet") + query)


@door(P.DECIDE, P.COORDINATE, P.ANSWER_FOR_AGENCY)
@require_POST
def chase_agency(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind the owners of everything of one agency that is late or not accepted in time."""
    agency = find(Agency.objects.of(request.user.standing.partnership), pk=pk)
    return _chase(request, sheet.chasing(request.user, sheet_panel(request), [agency.pk], timezone.now()))


@door(P.DECIDE, P.COORDINATE, P.ANSWER_FOR_AGENCY)
@require_POST
def action_chase(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Remind the owner of one action."""
    return _chase(request, sheet.readable(request.user).filter(pk=action_of(request, pk).pk))
