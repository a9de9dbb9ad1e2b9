"""Where a referral goes: which panel it reaches, and who may read it until when."""

from datetime import datetime
from typing import Any

from riskpanel.access.models import User
from riskpanel.children import grants
from riskpanel.partnership.forecast import Forecast, forecast
from riskpanel.partnership.models import Member, Seat, Sitting
from riskpanel.partnership.standing import procedure_of
from riskpanel.procedure import Procedure
from riskpanel.referrals.facts import band_of
from riskpanel.referrals.models import Referral

ENDS_WITH = "triaged"
"""The event with which the sight of those who decide on a referral ends."""


def rules(referral: Referral) -> Procedure:
    """The procedure that the referral's panel follows now."""
    return procedure_of(referral.panel.procedure)


def reach(referral: Referral, at: datetime) -> Forecast:
    """The panel that a referral reaches if it is received at `at`, or was received before. An
    accepted emergency is bound by no cut-off."""
    urgent = referral.emergency == "accepted"
    return forecast(referral.panel, at if urgent else referral.received_at or at, emergency=urgent)


def aim(referral: Referral, at: datetime) -> Sitting | None:
    """The sitting for which it is meant: the one chosen for an emergency, else the one it reaches."""
    chosen = referral.aimed_at
    if referral.emergency == "accepted" and chosen and not chosen.cancelled and chosen.starts_at > at:
        return chosen
    return reach(referral, at).sitting


def sending_data(referral: Referral, at: datetime) -> dict[str, Any]:
    """What duties read of a sent referral: `triage_at`, `meeting_at` and `band`."""
    sitting, band = referral.aimed_at, band_of(referral.concern, referral.concern.level)
    if sitting is None:
        return {"band": band}
    pre_panel = sitting.pre_panels.filter(cancelled=False, starts_at__gt=at).order_by("-starts_at").first()
    triage = pre_panel.starts_at if pre_panel else sitting.starts_at
    return {"band": band, "triage_at": triage, "meeting_at": sitting.starts_at}


def chair_seats(referral: Referral) -> list[Seat]:
    """The seats that chair the referral's panel."""
    return list(referral.panel.seats.filter(chairs=True, retired=False))


def core_seats(referral: Referral) -> list[Seat]:
    """The seats that speak for an agency of the core group."""
    return list(referral.panel.seats.filter(retired=False).exclude(core_group=""))


def tell_chairs(referral: Referral, *, by: User, at: datetime) -> None:
    """Lets the chairs read everything about the child, because of this referral."""
    _give_seats(referral, "referral_chair", chair_seats(referral), by, at)


def tell_readers(referral: Referral, *, by: User, at: datetime) -> None:
    """Lets everybody read a sent referral who decides on it, prepares for it, leads or gets a copy."""
    tell_panel(referral, by=by, at=at)
    if seats := core_seats(referral):
        _give_seats(referral, "core_group", seats, by, at)
    if referral.copy_to:
        _give(referral, "referral_reader", by, at, user=referral.copy_to.user)
    if lead := referral.child.lead:
        _give(referral, "lead_professional", by, at, user=lead.user, about=referral.child_id)


def tell_panel(referral: Referral, *, by: User, at: datetime) -> None:
    """Lets the chairs and the coordinator, who prepare the panel, read everything about the child."""
    tell_chairs(referral, by=by, at=at)
    _give(referral, "coordinator", by, at, panel_role="coordinator")


def keep_until(referral: Referral, sitting: Sitting | None, *, by: User, at: datetime) -> None:
    """Gives the chairs and the coordinator their sight anew, until that panel and the days which the
    procedure adds; without a panel, until the longest time that the procedure allows."""
    tell_panel(referral, by=by, at=at)
    if sitting and sitting.starts_at > at:
        _end(referral, by=by, at=sitting.starts_at)


def end_sight(referral: Referral, *, by: User, at: datetime) -> None:
    """Ends the sight of those who decided on it, after the days that the procedure adds."""
    _end(referral, by=by, at=at)


def default_copy(author: Member) -> Member | None:
    """Who is sent a copy: the author's head of service, else a contact of their agency, else their
    line manager."""
    if author.head:
        return author.head
    contact = (
        author.agency.members.filter(appointments__role="agency_contact", appointments__ends_on=None, ends_on=None)
        .exclude(pk=author.pk)
        .order_by("-is_manager", "pk")
        .first()
    )
    return contact or author.line_manager


def _give(referral: Referral, sight: str, by: User, at: datetime, **holder: Any) -> None:
    about = holder.pop("about", referral.concern_id)
    grants.give(child=referral.child, sight=sight, panel=referral.panel, by=by, at=at, about=about, **holder)


def _give_seats(referral: Referral, sight: str, seats: list[Seat], by: User, at: datetime) -> None:
    about = {"child": referral.child, "panel": referral.panel, "about": referral.concern_id}
    grants.give_seats(sight=sight, seats=seats, by=by, at=at, **about)


def _end(referral: Referral, *, by: User, at: datetime) -> None:
    grants.end(about=referral.concern_id, event=ENDS_WITH, panel=referral.panel, at=at, by=by)
