"""The list of the children whom the person may see."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import F, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import urlencode

from riskpanel.access.doors import door, page
from riskpanel.access.permissions import Permission
from riskpanel.children.ages import age_words
from riskpanel.children.missing import open_episodes
from riskpanel.children.models import Child
from riskpanel.children.presenters import level_of
from riskpanel.partnership.models import Member
from riskpanel.procedure import Procedure

A_PAGE = 50
FILTERS = ("level", "category", "lead", "agency")


@door(Permission.WORK_CONCERN)
def children(request: HttpRequest) -> HttpResponse:
    """The children whom I may see. A search is sent, not addressed, so that no name stands in a URL."""
    standing, today = request.user.standing, timezone.localdate()
    mine = Child.objects.visible_to(request.user)
    leads = list(_leads(mine))
    chosen = {name: request.GET.get(name, "") for name in FILTERS}
    sought = request.POST.get("words", "").replace("\x00", "").strip()[:100]
    found = _narrowed(_searched(mine, sought), chosen, standing.member)
    found = found.select_related("lead__user", "lead__agency").order_by(
        F("family_name").asc(), "given_name", "reference"
    )
    paged = Paginator(found, A_PAGE).get_page(request.POST.get("page") or request.GET.get("page"))
    rows = [_row(one, standing.procedure, today) for one in paged.object_list]
    context = {
        "heading": "Children",
        "paged": paged,
        "rows": rows,
        "missing": list(open_episodes(paged.object_list)) if standing.procedure.missing else [],
        "sought": sought,
        "chosen": chosen,
        "filters": _choices(standing.procedure, leads),
        "narrowed": bool(sought or any(chosen.values())),
        "query": urlencode({name: value for name, value in chosen.items() if value}),
    }
    return page(request, "children/children.jinja", context, shows=paged.object_list)


def _searched(found: QuerySet[Child], words: str) -> QuerySet[Child]:
    for word in words.split():
        fits = Q(given_name__icontains=word) | Q(family_name__icontains=word) | Q(known_as__icontains=word)
        found = found.filter(fits | Q(reference__icontains=word))
    return found


def _narrowed(found: QuerySet[Child], chosen: dict[str, str], me: Member | None) -> QuerySet[Child]:
    if level := chosen["level"]:
        found = found.filter(level="" if level == "none" else level)
    if category := chosen["category"]:
        found = found.annotate(kinds=Cast("categories", TextField())).filter(kinds__contains=f'"{category}"')
    if lead := chosen["lead"]:
        found = found.filter(lead=me if lead == "me" else None if lead == "none" else _number(lead))
    if agency := chosen["agency"]:
        found = found.filter(lead__agency=_number(agency))
    return found


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else -1


def _leads(mine: QuerySet[Child]) -> QuerySet[Member]:
    return Member.objects.filter(pk__in=mine.values("lead")).select_related("user", "agency")


def _choices(procedure: Procedure, leads: list[Member]) -> list[dict[str, Any]]:
    agencies = {lead.agency_id: lead.agency.name for lead in leads}
    told = [("me", "Me"), ("none", "Nobody named"), *((str(lead.pk), lead.user.full_name) for lead in leads)]
    levels = [*((one.code, one.label) for one in procedure.levels), ("none", "No level")]
    return [
        *([{"name": "level", "label": "Level", "options": levels}] if procedure.levels else []),
        {"name": "category", "label": "Kind of concern", "options": [(x.code, x.label) for x in procedure.categories]},
        {"name": "lead", "label": procedure.words.lead_professional.capitalize(), "options": told},
        {"name": "agency", "label": "Lead's agency", "options": [(str(pk), name) for pk, name in agencies.items()]},
    ]


def _row(child: Child, procedure: Procedure, today: Any) -> dict[str, Any]:
    labels = {line.code: line.label for line in procedure.categories}
    return {
        "child": child,
        "age": age_words(child.born_on, today, procedure, estimated=child.birth_estimated, send=child.has_send),
        "level": level_of(child, procedure),
        "kinds": ", ".join(labels.get(code, code) for code in child.categories),
    }
