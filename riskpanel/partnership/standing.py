"""Where a person stands today: their agency, seats, roles and panels. Worked out anew each request."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, lru_cache

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from riskpanel.access.models import User
from riskpanel.access.permissions import WITHOUT_CHILDREN, Permission, permissions_of
from riskpanel.partnership.models import (
    Agency,
    Appointment,
    Member,
    Notice,
    Panel,
    Partnership,
    ProcedureVersion,
    Seat,
    holding,
)
from riskpanel.partnership.notice_models import LETTERS
from riskpanel.procedure import Procedure, load_kept


@lru_cache(maxsize=32)
def _parsed(digest: str, pk: int) -> Procedure:
    version = ProcedureVersion.objects.get(pk=pk)
    return load_kept(version.source, f"{version.slug} {version.version}")


def procedure_of(version: ProcedureVersion) -> Procedure:
    """The procedure that a stored version says. Versions never change, so each is read once."""
    return _parsed(version.digest, version.pk)


@dataclass
class Standing:
    """What a person is on a day. Nobody without an open place at an agency is anything."""

    user: User
    on: date
    member: Member | None
    appointments: list[Appointment] = field(default_factory=list)

    @property
    def agency(self) -> Agency | None:
        return self.member.agency if self.member else None

    @property
    def partnership(self) -> Partnership | None:
        return self.member.agency.partnership if self.member else None

    @cached_property
    def seats(self) -> list[Seat]:
        """Seats that the person holds."""
        return [held.seat for held in self.appointments if held.role == "seat"]

    @cached_property
    def stands_in(self) -> list[Appointment]:
        """Seats that the person stands in for."""
        return [held for held in self.appointments if held.role == "deputy"]

    @cached_property
    def roles(self) -> frozenset[str]:
        """Codes of `access.permissions.ROLES`, over all panels."""
        if not self.member:
            return frozenset()
        given = {held.role for held in self.appointments if held.role not in {"seat", "deputy"}}
        if given & WITHOUT_CHILDREN:
            return frozenset(given & WITHOUT_CHILDREN)
        return frozenset(given | {"practitioner"} | self._earned())

    def _earned(self) -> set[str]:
        roles = {"line_manager"} if self.member and self.member.is_manager else set()
        for held in self.appointments:
            if held.role not in {"seat", "deputy"}:
                continue
            roles.add("deputy" if held.role == "deputy" else "panel_member")
            if held.role == "seat":
                roles |= _by_seat(held.seat, chairs=held.seat.chairs) | {held.seat.gives} - {""}
            elif held.sitting is None or timezone.localdate(held.sitting.starts_at) == self.on:
                roles |= _by_seat(held.seat, chairs=held.seat.chairs and held.may_chair)
        return roles

    def roles_at(self, panel_id: int | None) -> frozenset[str]:
        """The roles that count at one panel: those given for it, for no panel, or by its seats."""
        here = [
            held
            for held in self.appointments
            if panel_id in {held.panel_id, held.seat.panel_id if held.seat else None}
            or (held.panel_id is None and held.seat_id is None)
        ]
        return Standing(self.user, self.on, self.member, here).roles

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        return permissions_of(set(self.roles))

    def may(self, *permissions: Permission) -> bool:
        """Whether the person may do one of these; nobody may do nothing."""
        return any(permission in self.permissions for permission in permissions)

    @property
    def sees_no_child(self) -> bool:
        return not self.member or bool(self.roles & WITHOUT_CHILDREN)

    @cached_property
    def panels(self) -> list[Panel]:
        """The panels of the person's partnership."""
        if not self.partnership:
            return []
        return list(self.partnership.panels.select_related("procedure").defer("procedure__source"))

    @cached_property
    def panel(self) -> Panel | None:
        """The panel that the person works with: that of a seat or role they hold, else the first."""
        held = [a.seat.panel_id if a.seat else a.panel_id for a in self.appointments]
        return next((p for p in self.panels if p.pk in held), None) or next(iter(self.panels), None)

    @cached_property
    def procedure(self) -> Procedure | None:
        """What that panel's procedure says."""
        return procedure_of(self.panel.procedure) if self.panel else None


def _by_seat(seat: Seat, *, chairs: bool) -> set[str]:
    """The roles that go with sitting on a seat; a deputy for one meeting has them on its day."""
    return ({"co_chair"} if chairs else set()) | ({"core_group"} if seat.core_group else set())


def _unread() -> Coalesce:
    """How many notices of the person's agency's partnership they have not read: with the place itself, so
    that pages ask no further question."""
    mine = Notice.objects.filter(user=OuterRef("user"), partnership=OuterRef("agency__partnership"), read_at=None)
    counted = mine.exclude(kind__in=LETTERS).order_by().values("user").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


def standing_of(user: User, now: datetime | None = None) -> Standing:
    """Where the user stands at `now` (default: the clock)."""
    on = timezone.localdate(now or timezone.now())
    current = holding(on)
    if not user.is_authenticated or not user.is_active:
        return Standing(user, on, None)
    member = (
        Member.objects.filter(current, user=user)
        .annotate(unread=_unread())
        .select_related("agency__partnership")
        .order_by("-starts_on")
        .first()
    )
    if member is None:
        return Standing(user, on, None)
    member.user = user
    held = list(
        Appointment.objects.filter(current, member=member).select_related(
            "seat__agency", "seat__panel", "panel", "sitting"
        )
    )
    return Standing(user, on, member, held)
