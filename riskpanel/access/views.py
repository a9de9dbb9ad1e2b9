"""The auditor's page: who did what, when, to which children, by identifiers alone."""

from datetime import datetime, time, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from riskpanel.access import audit as trail
from riskpanel.access.doors import door, page, public
from riskpanel.access.forms import ACTIONS, AuditFilter
from riskpanel.access.models import AuditEvent, User
from riskpanel.access.permissions import Permission

A_PAGE = 50


@door(Permission.AUDIT)
def audit(request: HttpRequest) -> HttpResponse:
    """The trail of the auditor's own partnership, newest first."""
    form = AuditFilter(request.GET or None)
    events = AuditEvent.objects.filter(partnership_id=request.user.standing.partnership.pk).order_by("-sequence")
    if form.is_bound:
        events = narrowed(events, form.cleaned_data) if form.is_valid() else events.none()
    found = Paginator(events, A_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "found": found,
        "rows": rows_of(list(found)),
        "query": query.urlencode(),
        "head": trail.head(),
    }
    return page(request, "access/audit.jinja", context)


@public
def nothing(request: HttpRequest) -> HttpResponse:
    """An address at which there is nothing: nobody changes the address that they sign in with."""
    raise Http404


@door(Permission.USE)
def account(request: HttpRequest) -> HttpResponse:
    """The person's own account: password, second factor, where they are signed in."""
    return page(request, "access/account.jinja", {"factors": request.user.authenticator_set.count()})


def narrowed(events: QuerySet, told: dict[str, Any]) -> QuerySet:
    """The rows that a valid `AuditFilter` asks for."""
    if person := told["person"]:
        people = User.objects.filter(Q(full_name__icontains=person) | Q(email__icontains=person))
        events = events.filter(actor_id__in=people.values("pk"))
    if told["action"]:
        events = events.filter(action=told["action"])
    if told["child"]:
        events = events.filter(children__icontains=str(told["child"]))
    if told["since"]:
        events = events.filter(at__gte=_midnight(told["since"]))
    if told["until"]:
        events = events.filter(at__lt=_midnight(told["until"] + timedelta(days=1)))
    return events


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def rows_of(events: list[AuditEvent]) -> list[dict[str, Any]]:
    """Rows for the table, with the names of those who acted."""
    names = dict(User.objects.filter(pk__in={e.actor_id for e in events}).values_list("pk", "full_name"))
    words = dict(ACTIONS)
    return [
        {
            "event": event,
            "who": names.get(
                event.actor_id, "Nobody signed in" if event.actor_id is None else f"Person {event.actor_id}"
            ),
            "did": words.get(event.action, event.action),
        }
        for event in events
    ]
