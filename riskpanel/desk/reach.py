"""Which duties reach a person: their own, their seats', their agency's, their roles'. For whoever
coordinates a panel, also those that would reach nobody at all."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from riskpanel.access.models import User
from riskpanel.children.models import Child, Duty, DutyOwner
from riskpanel.children.sight import closed_to
from riskpanel.partnership.models import Appointment, Member, Panel, holding

NOBODY = Q(user=None, seat=None, agency=None)


def open_duties(user: User) -> QuerySet[Duty]:
    """What is still owed in the person's partnership; of people who see no child, only what is about none.
    Of a child from whom somebody keeps out, only what they owe themselves."""
    standing = user.standing
    if not standing.partnership:
        return Duty.objects.none()
    found = Duty.objects.filter(partnership=standing.partnership, met_at=None)
    if standing.sees_no_child:
        return found.filter(child=None)
    closed = Q(child__in=closed_to(user).filter(child__isnull=False).values("child"))
    return found.exclude(closed & ~Q(pk__in=DutyOwner.objects.filter(user=user).values("duty")))


def mine(user: User) -> Q:
    """The duties that reach the person."""
    standing = user.standing
    reach = Q(user=user)
    if chairing := [held.seat_id for held in standing.appointments if held.role == "seat" or held.may_chair]:
        reach |= Q(seat__in=chairing)
    if seats := [held.seat_id for held in standing.stands_in if not held.may_chair]:
        reach |= Q(seat__in=seats) & ~Q(role="co_chair")
    if "agency_contact" in standing.roles and standing.agency:
        reach |= Q(agency=standing.agency.pk)
    for held in standing.appointments:
        if held.seat_id and held.seat.gives:
            reach |= NOBODY & Q(role=held.seat.gives, duty__panel=held.seat.panel_id)
        if held.seat_id is None:
            at = {"duty__panel": held.panel_id} if held.panel_id else {}
            reach |= NOBODY & Q(role=held.role, **at)
    reach |= _told_late(user)
    for panel in coordinated(user):
        reach |= Q(duty__panel=panel) & orphaned(panel, standing.on)
    return Q(pk__in=DutyOwner.objects.filter(reach).values("duty"))


CONVENES = "csc_manager"
"""The role that convenes what the head of its holder is told of once it is late."""


def _told_late(user: User) -> Q:
    """What whoever convenes owes and did not do by the end of its day, for the head of service (or,
    where none is named, the line manager) of somebody who convenes at that panel."""
    standing = user.standing
    over = Q(member__head__user=user) | Q(member__head=None, member__line_manager__user=user)
    held = Appointment.objects.filter(over, holding(standing.on), role=CONVENES)
    there = held.filter(Q(panel=OuterRef("duty__panel")) | Q(panel=None, seat=None))
    return NOBODY & Q(role=CONVENES, duty__due_at__lt=start_of_day(standing.on)) & Exists(there)


def references_of(user: User, keys: Iterable[UUID | None], now: datetime) -> dict[UUID, str]:
    """The references of those of these children whom the person sees at `now`, by key."""
    wanted = {key for key in keys if key}
    seen = Child.objects.visible_to(user, now).filter(pk__in=wanted) if wanted else Child.objects.none()
    return dict(seen.values_list("pk", "reference"))


def kept_from(user: User, keys: Iterable[UUID | None], now: datetime) -> set[UUID]:
    """Those of these children of whom the person is told nothing now: they keep out of them, and have no work
    of their own with them."""
    out = closed_to(user).filter(child__in={key for key in keys if key}).values_list("child", flat=True)
    closed = set(out)
    return closed - set(references_of(user, closed, now)) if closed else closed


def coordinated(user: User) -> list[int]:
    """The panels that the person coordinates, by key."""
    standing = user.standing
    return [panel.pk for panel in standing.panels if "coordinator" in standing.roles_at(panel.pk)]


def run(user: User) -> list[Panel]:
    """The panels that the person chairs or coordinates: they see what is owed across these."""
    standing = user.standing
    return [p for p in standing.panels if standing.roles_at(p.pk) & {"co_chair", "coordinator"}]


def orphaned(panel: int, day: date) -> Q:
    """Owners behind whom nobody stands: a role that nobody has and no held seat gives, an empty seat, an
    agency without a contact, somebody who left."""
    held = Appointment.objects.filter(holding(day), member__user__is_active=True)
    at_panel = Q(panel=panel) | Q(panel=None, seat=None)
    given = held.filter(at_panel, role=OuterRef("role"))
    by_seat = held.filter(seat__panel=panel, seat__gives=OuterRef("role"))
    seated = held.filter(seat=OuterRef("seat"))
    contacts = held.filter(role="agency_contact", member__agency=OuterRef("agency"))
    working = Member.objects.filter(holding(day), user=OuterRef("user"), user__is_active=True)
    return (
        (NOBODY & ~Exists(given) & ~Exists(by_seat))
        | (Q(seat__isnull=False) & ~Exists(seated))
        | (Q(agency__isnull=False) & ~Exists(contacts))
        | (Q(user__isnull=False) & ~Exists(working))
    )


def agency_of_owner(day: date) -> Coalesce:
    """The agency that a `DutyOwner` row stands for: its own, its seat's, the person's, or that of
    whoever convenes at the panel."""
    place = Member.objects.filter(holding(day), user=OuterRef("user")).order_by().values("agency")[:1]
    return Coalesce(
        "agency_id", "seat__agency_id", Subquery(place), _conveners(day, "agency_id"), output_field=BigIntegerField()
    )


def _conveners(day: date, field: str) -> Subquery:
    """Of a `DutyOwner` row that nobody owes by name: a field of the member who convenes at its panel."""
    held = Appointment.objects.filter(holding(day), role=OuterRef("role"), seat=None).exclude(member=None)
    at = held.filter(Q(panel=OuterRef("duty__panel")) | Q(panel=None), role=CONVENES).order_by("pk")
    return Subquery(at.values(f"member__{field}")[:1])


def with_agency(duties: QuerySet[Duty], day: date) -> QuerySet[Duty]:
    """Duties with `agency_name`: of whoever convenes, where that is who owes it and nobody by name."""
    owing = DutyOwner.objects.filter(NOBODY, duty=OuterRef("pk"), role=CONVENES).order_by()
    return duties.annotate(agency_name=Subquery(owing.values(named=_conveners(day, "agency__name"))[:1]))


def of_agency(agency: int, day: date) -> Exists:
    """Whether a duty (the outer query) is owed by an agency, its people or its seats."""
    owners = DutyOwner.objects.annotate(owing=agency_of_owner(day)).filter(owing=agency)
    return Exists(owners.filter(duty=OuterRef("pk")))


def buckets(now: datetime) -> dict[str, Q]:
    """Duties that are late, due later today, and coming."""
    tomorrow = start_of_day(timezone.localdate(now) + timedelta(days=1))
    return {
        "late": Q(due_at__lt=now),
        "today": Q(due_at__gte=now, due_at__lt=tomorrow),
        "coming": Q(due_at__gte=now) & Q(due_at__gte=tomorrow),
    }


def start_of_day(day: date) -> datetime:
    """The first moment of a day here."""
    return timezone.make_aware(datetime.combine(day, time.min))
