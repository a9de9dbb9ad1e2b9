"""The log: one dense table with filters, and its extract."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from riskpanel.access.doors import door, page, produced
from riskpanel.access.permissions import Permission
from riskpanel.partnership.models import Agency
from riskpanel.plans import presenters
from riskpanel.plans.described import by_level, described, with_interim
from riskpanel.plans.extract import as_csv, rows_of
from riskpanel.plans.models import LogEntry
from riskpanel.procedure import Procedure

PAGE = 50
ON_LOG = ("logged", "active")
FILTERS = ("agency", "level", "category", "only", "state")
ONLY = (
    ("late", "Review late"),
    ("unapproved", "No approved plan in time"),
    ("no_disruption", "No disruption and no reason why"),
    ("late_actions", "Late actions"),
    ("due_disposal", "Past its keeping time"),
)


def shown_entries(request: HttpRequest, now: Any) -> tuple[QuerySet, dict[str, str]]:
    """The entries that the person asked for, and what they asked: the list, its counts and the
    extract share them."""
    procedure = request.user.standing.procedure
    procedure.require(LogEntry.THING)
    asked = {key: request.GET.get(key, "").replace("\x00", "")[:100] for key in FILTERS}
    found = described(LogEntry.objects.visible_to(request.user), procedure, now)
    found = _in_state(found, asked["state"], asked["only"])
    if asked["level"]:
        found = found.filter(level=asked["level"])
    if asked["category"]:
        found = found.annotate(kinds=Cast("categories", TextField())).filter(kinds__contains=f'"{asked["category"]}"')
    if asked["agency"].isdecimal():
        key = int(asked["agency"][:15])
        found = found.filter(Q(child__lead__agency=key) | Q(child__lead=None, lead__agency=key))
    return by_level(_only(found, asked["only"], now), procedure), asked


def _in_state(found: QuerySet, state: str, only: str) -> QuerySet:
    if only == "due_disposal":
        return found
    if state == "left":
        return found.exclude(state__in=ON_LOG)
    return found if state == "all" else found.filter(state__in=ON_LOG)


def _only(found: QuerySet, only: str, now: Any) -> QuerySet:
    if only == "late":
        return found.filter(review_due__lt=now)
    if only == "unapproved":
        return found.filter(approval_due__lt=now)
    if only == "no_disruption":
        return found.filter(disrupted=False)
    if only == "late_actions":
        return found.filter(late_count__gt=0)
    if only == "due_disposal":
        return found.filter(keep_until__lt=timezone.localdate(now))
    return found


@door(Permission.SEE_LOG)
def log(request: HttpRequest) -> HttpResponse:
    """The log, as far as the person may see it."""
    now, standing = timezone.now(), request.user.standing
    procedure = standing.procedure
    found, asked = shown_entries(request, now)
    joins = ("child__lead__user", "child__lead__agency", "lead__user", "lead__agency")
    found = with_interim(found.select_related(*joins), request.user)
    listed = Paginator(found, PAGE).get_page(request.GET.get("page"))
    keeps = bool(standing.roles & {"co_chair", "coordinator"})
    all_live = described(LogEntry.objects.visible_to(request.user).filter(state__in=ON_LOG), procedure, now)
    context = {
        "listed": listed,
        "rows": [_row(entry, procedure, now, keeps) for entry in listed],
        "counts": _counts(all_live, now) if keeps else {},
        "asked": asked,
        "only": ONLY,
        "levels": [one for one in procedure.levels if one.band == "panel"],
        "categories": procedure.categories,
        "agencies": Agency.objects.filter(partnership=standing.partnership, active=True),
        "query": urlencode({key: value for key, value in asked.items() if value}),
        "keeps": keeps,
        "may_import": standing.may(Permission.IMPORT),
        "may_extract": keeps,
    }
    return page(request, "plans/log.jinja", context, shows=[entry.child for entry in listed])


def _counts(live: QuerySet, now: Any) -> dict[str, int]:
    """The numbers at the head, each of which opens what it counted."""
    return live.aggregate(
        all=Count("pk"),
        late=Count("pk", filter=Q(review_due__lt=now)),
        unapproved=Count("pk", filter=Q(approval_due__lt=now)),
        no_disruption=Count("pk", filter=Q(disrupted=False)),
        late_actions=Count("pk", filter=Q(late_count__gt=0)),
    )


def _row(entry: Any, procedure: Procedure, now: Any, keeps: bool) -> dict[str, Any]:
    order = {one.code: one.order for one in procedure.levels}
    before = order.get(entry.level_before)
    return {
        "entry": entry,
        "name": entry.child.name if keeps else "",
        "level": presenters.level_of(procedure, entry.level),
        "raised": _raised(entry, procedure),
        "moved": order.get(entry.level, 0) - before if before is not None else None,
        "late": bool(entry.review_due and entry.review_due < now),
        "lead": entry.holder.user.full_name if entry.holder else entry.lead_note,
        "agency": entry.holder.agency.name if entry.holder else "",
        "categories": presenters.labels_of(procedure.categories, entry.categories),
        "state": presenters.state_of(procedure, LogEntry.THING, entry.state),
        "reason": entry.reason if keeps else "",
    }


def _raised(entry: Any, procedure: Procedure) -> str:
    """The level that was reported since the panel decided, with the day; nothing where none waits."""
    level = presenters.level_of(procedure, entry.raised_level or "")
    if level is None:
        return ""
    on = timezone.localdate(entry.raised_at)
    return f"reported {level.label}, {on.day} {on:%b}"


@door(Permission.DECIDE, Permission.COORDINATE)
def log_extract(request: HttpRequest) -> HttpResponse:
    """The log as listed, as CSV; as a spreadsheet it is a paper."""
    now = timezone.now()
    found, _ = shown_entries(request, now)
    entries = list(found.select_related("child__lead__user", "child__lead__agency", "lead__user", "lead__agency"))
    content = as_csv(rows_of(entries, request.user.standing.procedure))
    name = f"log-{timezone.localdate(now):%Y-%m-%d}.csv"
    shows = [entry.child for entry in entries]
    return produced(request, content, filename=name, content_type="text/csv; charset=utf-8", shows=shows)
