"""The hub of administration, and the partnership's own details."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from riskpanel.access.doors import door, page
from riskpanel.access.permissions import Permission
from riskpanel.partnership import actions
from riskpanel.partnership.forms import PartnershipForm
from riskpanel.partnership.presenters import agencies_with_people, panel_states, warnings
from riskpanel.partnership.views.asking import carried_out, form_page, sent


@door(Permission.ADMINISTER)
def administration(request: HttpRequest) -> HttpResponse:
    """What there is to look after, and what is overdue."""
    standing, now = request.user.standing, timezone.now()
    agencies = agencies_with_people(standing.partnership, standing.on)
    panels = panel_states(standing.panels, now)
    context = {
        "agencies": agencies,
        "people": sum(agency.people for agency in agencies),
        "panels": panels,
        "warnings": warnings(agencies, panels, standing.on),
    }
    return page(request, "partnership/administration.jinja", context)


@door(Permission.ADMINISTER)
def partnership_details(request: HttpRequest) -> HttpResponse:
    """The name, and the child-protection numbers that stand on every page."""
    partnership = request.user.standing.partnership
    form = PartnershipForm(sent(request), partnership=partnership)

    def act(told: dict) -> None:
        actions.change_partnership(
            partnership=partnership, name=told["name"], area=told["area"], phones=form.phones(), by=request.user
        )

    if carried_out(request, form, act):
        messages.success(request, "The partnership’s details were saved.")
        return redirect("administration")
    template = "partnership/partnership_details.jinja"
    return form_page(request, form, "The partnership", reverse("administration"), template=template)
