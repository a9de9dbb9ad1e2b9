"""The chair's sheet: every listed child against the documents that there must be."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from riskpanel.access.doors import door, page, produced
from riskpanel.access.permissions import Permission
from riskpanel.children import sheets
from riskpanel.cohorts.facts import today_of
from riskpanel.cohorts.presenters import compliance
from riskpanel.cohorts.views.lists import panel_of
from riskpanel.procedure.model import NotDeclared

A_PAGE = 50
SEES = (Permission.DECIDE, Permission.COORDINATE)


def asked_for(request: HttpRequest) -> tuple[list[compliance.Sheet], dict[str, str]]:
    """Every row of the person's sheet within the list asked for, and what was asked."""
    panel, procedure = panel_of(request)
    if not procedure.required_documents:
        raise NotDeclared("The procedure asks for no documents")
    codes = [one.code for one in procedure.listing.cohorts]
    asked = {
        "cohort": request.GET.get("cohort", "") if request.GET.get("cohort") in codes else "",
        "only": request.GET.get("only", "") if request.GET.get("only") in dict(compliance.ONLY) else "",
    }
    today = today_of(panel, timezone.now())
    return compliance.sheets_of(panel, procedure, request.user, today, asked["cohort"]), asked


@door(*SEES)
def lists_compliance(request: HttpRequest) -> HttpResponse:
    """Listed children against documents: what is missing, what is old."""
    found, asked = asked_for(request)
    procedure = request.user.standing.procedure
    paged = Paginator(compliance.narrowed(found, asked["only"]), A_PAGE).get_page(request.GET.get("page"))
    query = "&".join(f"{name}={value}" for name, value in asked.items() if value)
    context: dict[str, Any] = {
        "heading": "Required documents",
        "paged": paged,
        "asked": asked,
        "query": query,
        "totals": compliance.totals(found),
        "by_document": compliance.by_document(found, procedure),
        "documents": procedure.required_documents,
        "cohorts": procedure.listing.cohorts,
        "only": compliance.ONLY,
    }
    shows = [one.listing.child for one in paged.object_list]
    return page(request, "cohorts/lists_compliance.jinja", context, shows=shows)


@door(*SEES)
def lists_compliance_file(request: HttpRequest) -> HttpResponse:
    """The same as CSV, by reference only; as a spreadsheet it is a paper."""
    found, asked = asked_for(request)
    rows = compliance.narrowed(found, asked["only"])
    heads, cells = compliance.heads_of(request.user.standing.procedure), compliance.as_rows(rows)
    name = f"documents-{timezone.localdate():%Y-%m-%d}.csv"
    shows = [one.listing.child for one in rows]
    return produced(request, sheets.as_csv(heads, cells), filename=name, content_type=sheets.CSV, shows=shows)
