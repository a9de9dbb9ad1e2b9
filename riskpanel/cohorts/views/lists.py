"""The weekly lists, one place, and a ranking asked for."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from riskpanel.access.doors import door, find, page
from riskpanel.access.permissions import Permission
from riskpanel.children.asking import ask, posted
from riskpanel.cohorts import actions, facts, running
from riskpanel.cohorts.facts import next_for
from riskpanel.cohorts.forms import HighlightForm, WeekForm
from riskpanel.cohorts.models import Listing, Place, Week
from riskpanel.cohorts.presenters import lists
from riskpanel.cohorts.store import has_engines
from riskpanel.partnership.models import Panel
from riskpanel.procedure import Procedure
from riskpanel.procedure.listing import over_cap

KEEP = (Permission.LIST, Permission.DECIDE, Permission.COORDINATE)
LATELY = timedelta(days=35)
"""How long a child who was not taken stands beneath the list."""
RANK = (Permission.LIST, Permission.COORDINATE)


def panel_of(request: HttpRequest) -> tuple[Panel, Procedure]:
    """The panel of the person and its procedure; a plain 404 where it draws nobody from lists."""
    standing = request.user.standing
    if standing.panel is None or standing.procedure.listing is None:
        raise Http404
    return standing.panel, standing.procedure


@door(*KEEP)
def lists_page(request: HttpRequest) -> HttpResponse:
    """The lists of a week: who stands where, what moved, and why."""
    panel, procedure = panel_of(request)
    asked_for = lists.weeks_of(panel)
    weeks = [one for one in asked_for if one.state == "done"]
    week = next((one for one in weeks if str(one.pk) == request.GET.get("week", "")), weeks[0] if weeks else None)
    codes = [one.code for one in procedure.listing.cohorts]
    asked = request.GET.get("cohort", "")
    cohort = procedure.cohort(asked if asked in codes else codes[0])
    rows = lists.rows_of(week, weeks, panel, procedure, cohort.code, request.user)
    now = timezone.now()
    declined = lists.not_taken(panel, cohort.code, request.user, timezone.localdate(now) - LATELY)
    context = {
        "weeks": weeks,
        "week": week,
        "cohort": cohort,
        "cohorts": procedure.listing.cohorts,
        "rows_shown": rows,
        "most": max((row.place.total for row in rows if row.place), default=1) or 1,
        "pages": _pages(request),
        "feeds": lists.feeds_of(week, procedure),
        "not_taken": declined,
        "meeting": next_for(panel, cohort.code, now),
        "running": next((one for one in asked_for if one.state != "done"), None),
        "highlights": sum(1 for row in rows if row.listing and row.listing.route == "highlight"),
        "may_rank": request.user.standing.may(*RANK),
        "has_engines": has_engines(),
        "points": lists.points,
    }
    shown = {row.child for row in rows if row.child} | {one["child"] for one in declined}
    return page(request, "cohorts/lists.jinja", context, shows=shown)


def _pages(request: HttpRequest) -> list[dict[str, str]]:
    """What else there is about lists, as far as the person may open it."""
    may = request.user.standing.may
    found = [
        ("Put a child forward", "listing_new", (Permission.LIST, Permission.DECIDE)),
        ("Papers that are missing or old", "lists_compliance", (Permission.DECIDE, Permission.COORDINATE)),
        ("Children who reach the panel’s ages", "lists_ageing", KEEP),
    ]
    if has_engines():
        found += [
            ("Agencies’ extracts", "extracts", (Permission.LIST,)),
            ("Rows that may be one child", "links_review", (Permission.LIST,)),
        ]
    return [{"label": label, "url": reverse(name)} for label, name, who in found if may(*who)]


@door(*RANK)
def week_new(request: HttpRequest) -> HttpResponse:
    """Asks for a ranking; it is worked out beside the request."""
    panel, _ = panel_of(request)
    at = timezone.now()
    form = posted(request, WeekForm, initial={"as_of": timezone.localdate(at)})

    def act(typed: dict) -> Week:
        week = actions.ask_week(panel=panel, as_of=typed["as_of"], by=request.user, at=at)
        running.start(week)
        return week

    return ask(
        request, form, act, heading="Work out this week’s lists", back=reverse("lists"), submit="Work out",
        done="The lists are being worked out. You can leave this page.", to=reverse("lists"),
    )  # fmt: skip


def place_of(request: HttpRequest, pk: int) -> Place:
    """A place on a ranking of the person's partnership."""
    places = Place.objects.of(request.user.standing.partnership)
    return find(places.select_related("week__panel__procedure", "week__panel__partnership", "child"), pk=pk)


@door(*KEEP)
def list_place(request: HttpRequest, pk: int) -> HttpResponse:
    """Why a child stands where they stand: each thing that counts, its points, and the rows behind it."""
    _, procedure = panel_of(request)
    place = place_of(request, pk)
    labels = {one.code: one.label for one in procedure.single_view.feeds} if procedure.single_view else {}
    listing = Listing.objects.visible_to(request.user).filter(child=place.child, child__isnull=False)
    listing = listing.select_related("child").order_by("-created_at").first()
    context = {
        "place": place,
        "cohort": procedure.cohort(place.cohort),
        "listing": listing,
        "sentences": [(one, lists.sources_of(one, labels)) for one in place.reasons],
        "may_highlight": request.user.standing.may(Permission.LIST),
        "points": lists.points,
        "back_url": f"{reverse('lists')}?cohort={place.cohort}",
    }
    return page(request, "cohorts/list_place.jinja", context, shows=[place.child] if place.child_id else [])


@door(Permission.LIST)
def list_highlight(request: HttpRequest, pk: int) -> HttpResponse:
    """Highlights a ranked child beside the ranking; that is when the child's name opens."""
    panel, procedure = panel_of(request)
    place = place_of(request, pk)

    def act(typed: dict) -> Listing:
        at = timezone.now()
        listing = actions.propose_place(place=place, by=request.user, at=at)
        told = {"child": listing.child, "panel": panel, "cohort": place.cohort, "place": place}
        made = actions.highlight(by=request.user, at=at, **told, **typed)
        _warn_of_cap(request, procedure, made)
        return made

    return ask(
        request, posted(request, HighlightForm), act, heading="Highlight this child",
        back=reverse("list_place", args=[pk]), submit="Highlight", done="Highlighted.",
        to=lambda made: made.get_absolute_url(),
    )  # fmt: skip


def _warn_of_cap(request: HttpRequest, procedure: Procedure, made: Listing) -> None:
    number, cap = facts.highlights_for(made), procedure.listing.highlight.soft_cap
    if over_cap(procedure, number):
        messages.warning(request, f"{number} children are highlighted for that meeting; {cap} is the usual number.")


@door(Permission.LIST)
@require_POST
def lists_take(request: HttpRequest) -> HttpResponse:
    """Takes every child whom the ranking put forward within the size of a list, in one go; whom the
    procedure does not let on the list is left, and told."""
    panel, procedure = panel_of(request)
    cohort = procedure.cohort(request.POST.get("cohort", ""))
    taken, left = actions.take_ranked(panel=panel, cohort=cohort.code, by=request.user, at=timezone.now())
    messages.success(request, f"{taken} taken on the list.")
    for reference, reasons in left:
        messages.warning(request, f"{reference} was left: {' '.join(reasons)}")
    return redirect(f"{reverse('lists')}?cohort={cohort.code}")
