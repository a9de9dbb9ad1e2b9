"""Seats, deputies and roles: who holds what, from when until when."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from riskpanel.access import audit
from riskpanel.access.models import User
from riskpanel.access.permissions import ROLES, WITHOUT_CHILDREN
from riskpanel.partnership import reviews
from riskpanel.partnership.actions.refusals import NotAllowed
from riskpanel.partnership.models import Agency, Appointment, Member, Panel, Review, Seat, Sitting
from riskpanel.partnership.standing import procedure_of
from riskpanel.procedure import Procedure


@transaction.atomic
def appoint(
    *,
    member: Member,
    role: str,
    from_day: date,
    by: User,
    at: datetime,
    seat: Seat | None = None,
    panel: Panel | None = None,
    until: date | None = None,
    sitting: Sitting | None = None,
    may_chair: bool = False,
    reason: str = "",
) -> Appointment:
    """Gives a seat (`seat`), a deputy's part (`deputy`, with an end) or a role at a panel. NotAllowed for
    somebody who would give it to themselves."""
    _not_own(member, by)
    held = Appointment.objects.create(
        member=member,
        role=role,
        seat=seat,
        panel=panel if seat is None else None,
        sitting=sitting,
        may_chair=may_chair,
        reason=reason,
        starts_on=from_day,
        ends_on=until,
        given_by=by,
        given_at=at,
    )
    audit.record(action="change", by=by, thing=f"appointment:{held.pk}:{role}")
    return held


@transaction.atomic
def end_appointment(*, appointment: Appointment, last_day: date, by: User) -> None:
    """Ends an appointment after `last_day`; the next request of the person no longer has it. NotAllowed
    for an appointment of one's own."""
    _not_own(appointment.member, by)
    appointment.ends_on = last_day
    appointment.save(update_fields=["ends_on"])
    audit.record(action="change", by=by, thing=f"appointment:{appointment.pk}:ended")


def _not_own(member: Member, by: User) -> None:
    """Nobody changes their own seats and roles, so that one person alone opens no child to themselves."""
    if member.user_id == by.pk:
        raise NotAllowed("Somebody else must change your own seats and roles.")


@transaction.atomic
def give_seat_to(*, seat: Seat, agency: Agency, by: User) -> Seat:
    """Says which agency fills a seat."""
    seat.agency = agency
    seat.save(update_fields=["agency"])
    audit.record(action="change", by=by, thing=f"seat:{seat.pk}:agency")
    return seat


@transaction.atomic
def hold_seat(
    *, seat: Seat, member: Member, from_day: date, by: User, at: datetime, may_commit: bool = False
) -> Appointment:
    """Puts a person in a seat, after whoever held it before. Raises NotAllowed with every reason: the
    wrong agency, too low a rank for a chair, both chairs in one person."""
    reasons = unfit(seat, member) + _both_chairs(seat, member, from_day)
    if reasons:
        raise NotAllowed(*reasons)
    for held in _held_from(seat, from_day):
        end_appointment(appointment=held, last_day=from_day - timedelta(days=1), by=by)
    _commits(member, may_commit)
    if seat.agency_id is None:
        give_seat_to(seat=seat, agency=member.agency, by=by)
    return appoint(member=member, role="seat", seat=seat, from_day=from_day, by=by, at=at)


@transaction.atomic
def stand_in(
    *,
    seat: Seat,
    member: Member,
    from_day: date,
    until: date,
    by: User,
    at: datetime,
    reason: str,
    may_chair: bool = False,
    may_commit: bool = False,
) -> Appointment:
    """Names a deputy for a seat, for a time with an end. Raises NotAllowed for days in the wrong order,
    for the holder of the seat, and for a police deputy who would chair below the rank."""
    reasons = [] if until >= from_day else ["The last day is before the first."]
    if seat.appointments.filter(_running(from_day), role="seat", member=member).exists():
        reasons.append("Nobody stands in for themselves.")
    if may_chair:
        reasons += ranked(seat, member)
    if reasons:
        raise NotAllowed(*reasons)
    _commits(member, may_commit)
    return appoint(
        member=member, role="deputy", seat=seat, from_day=from_day, until=until, by=by, at=at,
        may_chair=may_chair and seat.chairs, reason=reason,
    )  # fmt: skip


@transaction.atomic
def give_role(
    *, member: Member, role: str, panel: Panel | None, from_day: date, by: User, at: datetime, until: date | None = None
) -> Appointment:
    """Gives a role: at a panel, or over the partnership for those who see no child. Raises NotAllowed
    for a role that is earned and not given, and for one that the person has already."""
    if role not in ROLES or not ROLES[role].given:
        raise NotAllowed("That role comes from a seat or a place; nobody gives it.")
    panel = None if role in WITHOUT_CHILDREN else panel
    if panel is None and role not in WITHOUT_CHILDREN:
        raise NotAllowed("Choose the panel for which the role is given.")
    if until and until < from_day:
        raise NotAllowed("The last day is before the first.")
    if member.appointments.filter(_running(from_day), role=role, panel=panel).exists():
        raise NotAllowed("The person has this role already.")
    return appoint(member=member, role=role, panel=panel, from_day=from_day, until=until, by=by, at=at)


@transaction.atomic
def record_review(*, panel: Panel, about: str, done_on: date, outcome: str, by: User, at: datetime) -> Review:
    """Keeps that the seats (`membership`) or the procedure (`procedure`) were reviewed, and what came of it."""
    review = Review.objects.create(panel=panel, about=about, done_on=done_on, outcome=outcome, by=by, at=at)
    audit.record(action="change", by=by, thing=f"panel:{panel.pk}:{about}_reviewed")
    reviews.made.send(sender=Review, review=review)
    return review


def unfit(seat: Seat, member: Member) -> list[str]:
    """Why a person may not have a seat, in sentences; none when they may."""
    procedure = procedure_of(seat.panel.procedure)
    reasons = []
    if seat.agency_id and member.agency_id != seat.agency_id:
        reasons.append(f"The seat belongs to {seat.agency}; {member.user} works for {member.agency}.")
    elif not seat.agency_id and member.agency.kind != _kind(procedure, seat):
        reasons.append(f"The seat is for another kind of agency than {member.agency}.")
    return reasons + ranked(seat, member)


def ranked(seat: Seat, member: Member) -> list[str]:
    """Why a police officer may not chair from a seat: the rank in the job title is too low or missing."""
    procedure = procedure_of(seat.panel.procedure)
    kinds = {kind.code: kind.sector for kind in procedure.agencies}
    if not seat.chairs or kinds.get(_kind(procedure, seat)) != "police":
        return []
    ranks = list(procedure.setting("police_ranks", ()))
    least = procedure.setting("co_chair_police_least", "")
    if not least:
        return []
    rank = rank_of(member.job_title, ranks)
    if rank is not None and ranks.index(rank) >= ranks.index(least):
        return []
    return [f"{seat.title} is chaired by a {least} or above; the job title says: {member.job_title}."]


def rank_of(job_title: str, ranks: list[str]) -> str | None:
    """The rank that a job title names: the longest that stands in it."""
    found = [rank for rank in ranks if rank.lower() in job_title.lower()]
    return max(found, key=len) if found else None


def _kind(procedure: Procedure, seat: Seat) -> str:
    return next((line.agency for line in procedure.seats if line.code == seat.code), "")


def _running(on: date) -> Q:
    return Q(ends_on=None) | Q(ends_on__gte=on)


def _held_from(seat: Seat, from_day: date) -> list[Appointment]:
    return list(seat.appointments.filter(_running(from_day), role="seat"))


def _both_chairs(seat: Seat, member: Member, from_day: date) -> list[str]:
    others = Appointment.objects.filter(_running(from_day), role="seat", member=member, seat__panel=seat.panel)
    if any(held.seat.chairs and held.seat_id != seat.pk for held in others.select_related("seat")) and seat.chairs:
        return ["One person cannot hold both chairs."]
    return []


def _commits(member: Member, may_commit: bool) -> None:
    if may_commit and not member.may_commit:
        member.may_commit = True
        member.save(update_fields=["may_commit"])
