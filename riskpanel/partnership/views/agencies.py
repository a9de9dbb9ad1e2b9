"""Agencies: listed, added, changed, taken out of use."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from riskpanel.access.doors import door, page
from riskpanel.access.permissions import Permission
from riskpanel.partnership import actions
from riskpanel.partnership.forms import AgencyForm
from riskpanel.partnership.models import Agency
from riskpanel.partnership.presenters import agencies_with_people
from riskpanel.partnership.views.asking import carried_out, form_page, ours, sent


@door(Permission.ADMINISTER)
def agencies(request: HttpRequest) -> HttpResponse:
    """Every agency of the partnership."""
    standing = request.user.standing
    found = agencies_with_people(standing.partnership, standing.on)
    kinds = {kind.code: kind.label for kind in standing.procedure.agencies} if standing.procedure else {}
    return page(request, "partnership/agencies.jinja", {"agencies": found, "kinds": kinds})


@door(Permission.ADMINISTER)
def agency_new(request: HttpRequest) -> HttpResponse:
    """Add an agency."""
    standing = request.user.standing
    form = AgencyForm(sent(request), partnership=standing.partnership, procedure=standing.procedure)
    if carried_out(
        request, form, lambda _: actions.add_agency(partnership=standing.partnership, by=request.user, **form.told())
    ):
        messages.success(request, "The agency was added.")
        return redirect("agencies")
    return form_page(request, form, "Add an agency", reverse("agencies"))


@door(Permission.ADMINISTER)
def agency(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an agency."""
    standing, record = request.user.standing, ours(request, Agency, pk)
    start = {name: getattr(record, name) for name in ("name", "kind", "agreement_reference", "agreement_ends")}
    form = AgencyForm(
        sent(request),
        partnership=standing.partnership,
        procedure=standing.procedure,
        agency=record,
        initial=start | {"active": "yes" if record.active else "no"},
    )
    if carried_out(request, form, lambda _: actions.change_agency(agency=record, by=request.user, **form.told())):
        messages.success(request, "The agency was saved.")
        return redirect("agencies")
    return form_page(request, form, "Change an agency", reverse("agencies"), caption=record.name)
