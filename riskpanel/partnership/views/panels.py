"""Panels: their seats, their dates, their reviews of themselves."""

from django.contrib import messages
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from riskpanel.access.doors import door, page
from riskpanel.access.permissions import Permission
from riskpanel.partnership import actions, reviews
from riskpanel.partnership.calendar import add_extraordinary_sitting, cancel_sitting, make_sittings
from riskpanel.partnership.context import clause_sentences
from riskpanel.partnership.dates import SittingForm
from riskpanel.partnership.forms import DeputyForm, HolderForm, PanelForm, ReviewForm, SeatAgencyForm
from riskpanel.partnership.models import Panel, Review, Seat, Sitting
from riskpanel.partnership.presenters import seat_rows
from riskpanel.partnership.standing import procedure_of
from riskpanel.partnership.views.asking import carried_out, form_page, ours, sent
from riskpanel.procedure import state_of

MONTHS_AHEAD = 12


@door(Permission.ADMINISTER)
def panel_new(request: HttpRequest) -> HttpResponse:
    """Start a panel that follows an uploaded procedure."""
    standing = request.user.standing
    form = PanelForm(
        sent(request), partnership=standing.partnership, today=standing.on, initial={"from_day": standing.on}
    )

    def act(told: dict) -> None:
        actions.set_up_panel(partnership=standing.partnership, by=request.user, at=timezone.now(), **told)

    if carried_out(request, form, act):
        messages.success(request, "The panel was set up with the seats that its procedure names.")
        return redirect("administration")
    return form_page(request, form, "Set up a panel", reverse("administration"), submit_label="Set up the panel")


@door(Permission.ADMINISTER, Permission.DECIDE, Permission.COORDINATE)
def panel_seats(request: HttpRequest, pk: int) -> HttpResponse:
    """Every seat, who fills it, and what is wrong. The chairs and the coordinator may read it."""
    standing, now = request.user.standing, timezone.now()
    panel = ours(request, Panel, pk, "procedure", "partnership")
    prefetch_related_objects([panel], Prefetch("reviews", Review.objects.select_related("by")))
    procedure = procedure_of(panel.procedure)
    duties = [
        (one, state_of(one, now), clause_sentences(procedure, one.clauses, one.stated))
        for one in reviews.open_ones(panel)
    ]
    context = {
        "panel": panel,
        "rows": seat_rows(panel, standing.on),
        "duties": duties,
        "reviews": list(panel.reviews.all())[:10],
        "administers": standing.may(Permission.ADMINISTER),
    }
    return page(request, "partnership/panel_seats.jinja", context)


@door(Permission.ADMINISTER, Permission.DECIDE, Permission.COORDINATE)
def panel_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that the seats or the procedure were reviewed."""
    panel = ours(request, Panel, pk, "procedure")
    today = request.user.standing.on
    start = {"done_on": today, "about": request.GET.get("about", "")}
    form = ReviewForm(sent(request), today=today, initial=start)

    def act(told: dict) -> None:
        actions.record_review(panel=panel, by=request.user, at=timezone.now(), **told)

    back = reverse("panel_seats", args=[pk])
    if carried_out(request, form, act):
        messages.success(request, "The review was recorded. The next one is due from its day.")
        return redirect(back)
    return form_page(request, form, "Record a review", back, caption=panel.name)


@door(Permission.ADMINISTER)
def seat_agency(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which agency fills a seat."""
    seat = ours(request, Seat, pk, "panel__procedure", "agency")
    asks = next((line.agency for line in procedure_of(seat.panel.procedure).seats if line.code == seat.code), "")
    form = SeatAgencyForm(
        sent(request), partnership=request.user.standing.partnership, kind=asks, initial={"agency": seat.agency}
    )
    back = reverse("panel_seats", args=[seat.panel_id])
    if carried_out(request, form, lambda told: actions.give_seat_to(seat=seat, agency=told["agency"], by=request.user)):
        messages.success(request, "The seat was given to the agency.")
        return redirect(back)
    return form_page(request, form, "Agency of a seat", back, caption=seat.title)


@door(Permission.ADMINISTER)
def seat_holder(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a person in a seat."""
    today, seat = request.user.standing.on, ours(request, Seat, pk, "panel__procedure", "panel__partnership", "agency")
    form = HolderForm(sent(request), seat=seat, today=today, initial={"from_day": today})

    def act(told: dict) -> None:
        actions.hold_seat(seat=seat, by=request.user, at=timezone.now(), **told)

    back = reverse("panel_seats", args=[seat.panel_id])
    if carried_out(request, form, act):
        messages.success(request, "The seat has a holder. Whoever held it before ends the day before.")
        return redirect(back)
    return form_page(request, form, "Who holds the seat", back, caption=seat.title)


@door(Permission.ADMINISTER)
def seat_deputy(request: HttpRequest, pk: int) -> HttpResponse:
    """Name a deputy for a seat, with an end."""
    today, seat = request.user.standing.on, ours(request, Seat, pk, "panel__procedure", "panel__partnership", "agency")
    form = DeputyForm(sent(request), seat=seat, today=today, initial={"from_day": today})

    def act(told: dict) -> None:
        actions.stand_in(seat=seat, by=request.user, at=timezone.now(), **told)

    back = reverse("panel_seats", args=[seat.panel_id])
    if carried_out(request, form, act):
        messages.success(request, "The deputy was named.")
        return redirect(back)
    return form_page(request, form, "Name a deputy", back, caption=seat.title)


@door(Permission.ADMINISTER, Permission.COORDINATE)
def panel_dates(request: HttpRequest, pk: int) -> HttpResponse:
    """The panel's calendar; posting adds a meeting out of turn."""
    panel, now = ours(request, Panel, pk, "procedure"), timezone.now()
    procedure = procedure_of(panel.procedure)
    form = SittingForm(sent(request), procedure=procedure, now=now)

    def act(told: dict) -> None:
        add_extraordinary_sitting(panel=panel, by=request.user, at=timezone.now(), **told)

    if carried_out(request, form, act):
        messages.success(request, "The meeting was added.")
        return redirect("panel_dates", pk)
    sittings = list(panel.sittings.filter(starts_at__gte=now).select_related("serves"))
    kinds = {kind.code: kind for kind in procedure.meetings}
    context = {"panel": panel, "sittings": sittings, "kinds": kinds, "form": form, "months": MONTHS_AHEAD}
    return page(request, "partnership/panel_dates.jinja", context)


@door(Permission.ADMINISTER, Permission.COORDINATE)
@require_POST
def panel_dates_make(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the dates of the months ahead, as the procedure says."""
    panel = ours(request, Panel, pk, "procedure")
    today = request.user.standing.on
    added = make_sittings(panel=panel, start=today, months=MONTHS_AHEAD, by=request.user, at=timezone.now())
    messages.success(request, f"{len(added)} dates were added." if added else "Every date was there already.")
    return redirect("panel_dates", pk)


@door(Permission.ADMINISTER, Permission.COORDINATE)
@require_POST
def sitting_cancel(request: HttpRequest, pk: str) -> HttpResponse:
    """Call a meeting off."""
    sitting = ours(request, Sitting, pk)
    cancel_sitting(sitting=sitting, by=request.user, at=timezone.now())
    messages.success(request, "The meeting was called off, and what was to prepare it.")
    return redirect("panel_dates", sitting.panel_id)
