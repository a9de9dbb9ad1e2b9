"""Listed children for whom the panel's ages end soon, or have ended."""

from dataclasses import dataclass
from datetime import date

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from riskpanel.access.doors import door, page
from riskpanel.children.ages import age_on
from riskpanel.cohorts.facts import today_of
from riskpanel.cohorts.models import Circumstances, Listing
from riskpanel.cohorts.models.listings import LIVE
from riskpanel.cohorts.presenters.papers import send_label
from riskpanel.cohorts.views.lists import KEEP, panel_of
from riskpanel.procedure.listing import Scope, scope

A_PAGE = 50


@dataclass(frozen=True)
class Ageing:
    """A listed child against the panel's ages; `days` until they end, below zero once they have."""

    listing: Listing
    cohort: str
    scope: Scope
    age: str
    send: str
    days: int | None


@door(*KEEP)
def lists_ageing(request: HttpRequest) -> HttpResponse:
    """Who leaves the panel's ages soon, who has, and whose birthday nobody knows; or everybody."""
    panel, procedure = panel_of(request)
    today, everybody = today_of(panel, timezone.now()), request.GET.get("show") == "all"
    rows = _rows(request, today)
    found = rows if everybody else [row for row in rows if row.scope.ending or not row.scope.inside]
    paged = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "heading": "Ages",
        "paged": paged,
        "everybody": everybody,
        "age": procedure.age,
        "counts": {
            "ending": sum(row.scope.ending for row in rows),
            "outside": sum(not row.scope.inside and row.days is not None for row in rows),
            "unknown": sum(row.days is None for row in rows),
        },
    }
    return page(request, "cohorts/lists_ageing.jinja", context, shows=[row.listing.child for row in paged.object_list])


def _rows(request: HttpRequest, today: date) -> list[Ageing]:
    """Every listed child whom the person sees: first those whose ages end first, unknown birthdays before all."""
    panel, procedure = panel_of(request)
    found = Listing.objects.visible_to(request.user).filter(panel=panel, state__in=LIVE)
    listings = list(found.select_related("child__lead__user"))
    told = Circumstances.objects.visible_to(request.user).filter(child__in=[one.child_id for one in listings])
    send = {one.child_id: one.send_evidence for one in told}
    labels = {one.code: one.label for one in procedure.listing.cohorts}
    rows = []
    for one in listings:
        child, proof = one.child, send.get(one.child_id, "")
        ends = scope(procedure, child.born_on, today, child.categories, proof)
        age = str(age_on(child.born_on, today)) if child.born_on else ""
        days = (ends.ends_on - today).days if ends.ends_on else None
        rows.append(
            Ageing(one, labels.get(one.cohort, one.cohort), ends, age, send_label(proof) if proof else "", days)
        )
    return sorted(rows, key=lambda row: (row.days is not None, row.days or 0, row.listing.child.reference))
