"""A child comes on a list, is moved on it, and leaves it. A person selects; a ranking only orders attention."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from riskpanel.access.models import User
from riskpanel.children import grants
from riskpanel.children.models import Child, Event
from riskpanel.children.moves import Refused, apply, write
from riskpanel.cohorts.facts import facts_of, fits, next_for, next_meeting, procedure_for
from riskpanel.cohorts.models import Listing, Place
from riskpanel.cohorts.models.listings import LIVE
from riskpanel.partnership.models import Panel, Sitting
from riskpanel.procedure.listing import cohort_for


@transaction.atomic
def propose(
    *,
    child: Child,
    panel: Panel,
    cohort: str,
    route: str,
    by: User,
    at: datetime,
    reason: str = "",
    place: Place | None = None,
    **told: Any,
) -> Listing:
    """Puts a child forward for a list; analysts, chairs and the coordinator gain sight. Refused for a
    child who stands on a list of the panel already."""
    procedure = procedure_for(panel)
    if Listing.objects.filter(panel=panel, child=child, state__in=LIVE).exists():
        raise Refused(f"{child.reference} stands on a list already.")
    listing = Listing(child=child, panel=panel, cohort=cohort, route=route, reason=reason, place=place, **told)
    listing.state, listing.created_at, listing.created_by = procedure.lifecycle(Listing.THING).start, at, by
    listing.previous = Listing.objects.filter(panel=panel, child=child).order_by("-created_at").first()
    listing.save(force_insert=True)
    show_to_keepers(listing, by=by, at=at)
    write(listing, "listing_proposed", by=by, at=at, note=reason, data={"route": route, "cohort": cohort})
    return listing


def show_to_keepers(listing: Listing, *, by: User, at: datetime) -> None:
    """Lets those who keep the lists, chair the panel or run it see a listed child."""
    about = {"child": listing.child, "panel": listing.panel, "about": listing.pk, "by": by, "at": at}
    grants.give(sight="list_keeper", panel_role="analyst", **about)
    grants.give_seats(sight="list_chair", seats=listing.panel.seats.filter(chairs=True, retired=False), **about)
    grants.give(sight="list_coordinator", panel_role="coordinator", **about)


@transaction.atomic
def select(*, listing: Listing, by: User, at: datetime, reason: str = "", beyond: str = "") -> Event:
    """Takes a ranked child on the list of the cohort's next meeting."""
    return _on_the_list(listing, "select", by, at, note=reason, beyond=beyond)


@transaction.atomic
def take_ranked(*, panel: Panel, cohort: str, by: User, at: datetime) -> tuple[int, list[tuple[str, tuple[str, ...]]]]:
    """Takes all whom the ranking put forward within the size of a list: how many, and whom it left
    because the procedure does not let them on, with the reasons."""
    size, taken, left = procedure_for(panel).cohort(cohort).size, 0, []
    found = Listing.objects.visible_to(by, at).filter(panel=panel, cohort=cohort, state="proposed", route="ranking")
    for listing in found.filter(place__rank__lte=size).select_related("child", "place").order_by("place__rank"):
        try:
            select(listing=listing, by=by, at=at)
            taken += 1
        except Refused as refused:
            left.append((listing.child.reference, refused.reasons))
    return taken, left


@transaction.atomic
def highlight(
    *, child: Child, panel: Panel, cohort: str, reason: str, by: User, at: datetime,
    rising: str = "", beyond: str = "", place: Place | None = None,
) -> Listing:  # fmt: skip
    """Adds a child beside the ranking, with a reason and, where the cohort asks for it, what shows that
    worry is growing."""
    told = {"child": child, "panel": panel, "cohort": cohort, "reason": reason, "rising": rising, "place": place}
    listing = _proposed(child, panel) or propose(route="highlight", by=by, at=at, **told)
    listing.route, listing.reason, listing.rising, listing.cohort = "highlight", reason, rising, cohort
    listing.save(update_fields=["route", "reason", "rising", "cohort"])
    _on_the_list(listing, "highlight", by, at, note=reason, reason=reason, beyond=beyond)
    return listing


def _proposed(child: Child, panel: Panel) -> Listing | None:
    return Listing.objects.filter(panel=panel, child=child, state="proposed").first()


@transaction.atomic
def bring(
    *, child: Child, panel: Panel, cohort: str, agreed_by: str, agreed_on: date, reason: str, by: User, at: datetime
) -> Listing:
    """Social care brings a child whom its own meeting agreed to bring; a chair answers."""
    told = {"agreed_by": agreed_by, "agreed_on": agreed_on, "reason": reason}
    return propose(child=child, panel=panel, cohort=cohort, route="conduit", by=by, at=at, **told)


@transaction.atomic
def accept_conduit(*, listing: Listing, by: User, at: datetime, beyond: str = "") -> Event:
    """A chair takes the child whom social care brought."""
    return _on_the_list(listing, "accept_conduit", by, at, beyond=beyond)


@transaction.atomic
def add_child(
    *,
    child: Child,
    panel: Panel,
    cohort: str,
    reason: str,
    by: User,
    at: datetime,
    route: str = "chair",
    beyond: str = "",
) -> Listing:
    """A chair adds a child of concern, or a brother or sister of one, as an item of their own."""
    listing = propose(child=child, panel=panel, cohort=cohort, route=route, reason=reason, by=by, at=at)
    _on_the_list(listing, "add", by, at, note=reason, reason=reason, beyond=beyond)
    return listing


def _on_the_list(listing: Listing, move: str, by: User, at: datetime, note: str = "", **typed: Any) -> Event:
    sitting = next_for(listing.panel, listing.cohort, at)
    data = {"next_meeting_at": sitting.starts_at if sitting else None, "cohort": listing.cohort}
    event = apply(listing, move, by=by, at=at, note=note, facts=facts_of(listing, at, **typed), data=data)
    _meet(listing, sitting)
    return event


def _meet(listing: Listing, sitting: Sitting | None, **more: Any) -> None:
    """Sets which meeting hears the child; `late` where its list had gone out."""
    listing.sitting = sitting
    listing.late = bool(sitting) and _published(sitting)
    for name, value in more.items():
        setattr(listing, name, value)
    listing.save(update_fields=["sitting", "late", *more])


def _published(sitting: Sitting) -> bool:
    return Listing.objects.filter(sitting=sitting, state__in=("published", "discussed")).exists()


@transaction.atomic
def answer_child(*, listing: Listing, take: bool, reason: str, by: User, at: datetime, beyond: str = "") -> Event:
    """Takes or does not take a child who was put forward, by the way in which the child came."""
    if not take:
        return decline(listing=listing, reason=reason, by=by, at=at)
    move = {"conduit": "accept_conduit", "ranking": "select", "carried": "select"}.get(listing.route, "add")
    return _on_the_list(listing, move, by, at, note=reason, reason=reason or listing.reason, beyond=beyond)


@transaction.atomic
def decline(*, listing: Listing, reason: str, by: User, at: datetime) -> Event:
    """Does not take a child who was put forward; the reason is kept."""
    return apply(listing, "decline", by=by, at=at, note=reason, facts=facts_of(listing, at, reason=reason))


@transaction.atomic
def carry_forward(*, listing: Listing, by: User, at: datetime) -> Event:
    """Keeps a child who was discussed and not stepped down on the cohort's next list, whatever the rank."""
    sitting = next_for(listing.panel, listing.cohort, at)
    data = {"next_meeting_at": sitting.starts_at if sitting else None}
    event = apply(listing, "carry_forward", by=by, at=at, facts=facts_of(listing, at), data=data)
    _meet(listing, sitting, route="carried", times_deferred=0, immediate=False)
    return event


@transaction.atomic
def ask_immediate_review(*, listing: Listing, reason: str, by: User, at: datetime) -> Event:
    """A member asks that the child be reviewed at once; a chair answers today."""
    event = apply(
        listing, "ask_immediate_review", by=by, at=at, note=reason, facts=facts_of(listing, at, reason=reason)
    )
    listing.asks_review = True
    listing.save(update_fields=["asks_review"])
    return event


@transaction.atomic
def accept_immediate_review(*, listing: Listing, by: User, at: datetime, note: str = "") -> Event:
    """A chair puts the child on the panel's next meeting of any kind, before the others."""
    sitting = next_meeting(listing.panel, at)
    data = {"next_meeting_at": sitting.starts_at if sitting else None}
    facts = facts_of(listing, at, note=note)
    event = apply(listing, "accept_immediate_review", by=by, at=at, note=note, facts=facts, data=data)
    _meet(listing, sitting, immediate=True, asks_review=False)
    return event


@transaction.atomic
def decline_immediate_review(*, listing: Listing, reason: str, by: User, at: datetime) -> Event:
    """A chair lets the child wait for the next list, and says why."""
    facts = facts_of(listing, at, reason=reason)
    event = apply(listing, "decline_immediate_review", by=by, at=at, note=reason, facts=facts)
    listing.asks_review = False
    listing.save(update_fields=["asks_review"])
    return event


@transaction.atomic
def move_cohort(*, listing: Listing, cohort: str, reason: str, by: User, at: datetime) -> Event:
    """Moves a child to the list that takes children with the child's case status now."""
    facts = facts_of(listing, at, cohort=cohort, reason=reason)
    event = apply(listing, "move_cohort", by=by, at=at, note=reason, facts=facts, data={"cohort": cohort})
    _meet(listing, next_for(listing.panel, cohort, at) if listing.sitting_id else None, cohort=cohort)
    return event


def status_changed(child: Child, panel: Panel) -> str:
    """The code of the list to which the child's case status moves them; empty where they stand rightly.
    A chair confirms the move."""
    listing = Listing.objects.filter(panel=panel, child=child, state__in=LIVE).first()
    if listing is None or fits(panel, listing.cohort, child):
        return ""
    wanted = cohort_for(procedure_for(panel), child.circumstances.case_status)
    return wanted.code if wanted else ""


@transaction.atomic
def come_back(*, listing: Listing, reason: str, by: User, at: datetime) -> Event:
    """What was to bring a stepped-down child back has happened."""
    return _on_the_list(listing, "come_back", by, at, note=reason, reason=reason)


@transaction.atomic
def close(*, listing: Listing, by: User, at: datetime, note: str = "") -> Event:
    """Nothing brought the child back in the time of watching."""
    event = apply(listing, "close", by=by, at=at, note=note, facts=facts_of(listing, at, note=note))
    return _left(listing, event)


@transaction.atomic
def withdraw(*, listing: Listing, reason: str, by: User, at: datetime) -> Event:
    """The child leaves the list for another reason."""
    event = apply(listing, "withdraw", by=by, at=at, note=reason, facts=facts_of(listing, at, reason=reason))
    return _left(listing, event)


@transaction.atomic
def age_out(*, listing: Listing, by: User, at: datetime) -> Event:
    """The child reached the age at which the panel's scope ends."""
    return _left(listing, apply(listing, "age_out", by=by, at=at, facts=facts_of(listing, at)))


def _left(listing: Listing, event: Event) -> Event:
    listing.left_on, listing.sitting = timezone.localdate(event.at), None
    listing.save(update_fields=["left_on", "sitting"])
    return event
