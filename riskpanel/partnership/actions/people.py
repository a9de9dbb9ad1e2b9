"""People: their account, their place at an agency, their leaving."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from riskpanel.access import audit
from riskpanel.access.models import User
from riskpanel.partnership.actions.refusals import NotAllowed
from riskpanel.partnership.models import Agency, Member
from riskpanel.partnership.notices import tell_of_account


@transaction.atomic
def place(*, user: User, agency: Agency, job_title: str, from_day: date, by: User, at: datetime, **more: Any) -> Member:
    """Gives a person their place at an agency, ending any place that they had the day before."""
    since = timezone.make_aware(datetime.combine(from_day, time.min))
    if user.places.exists():
        since = max(since, at)
    for old in Member.objects.filter(user=user, ends_on=None):
        leave(member=old, on=from_day, by=by)
    told = {"user": user, "agency": agency, "job_title": job_title, "starts_on": from_day, "since": since}
    member = Member.objects.create(**told, **more)
    audit.record(action="change", by=by, thing=f"member:{member.pk}:placed")
    return member


@transaction.atomic
def add_person(*, full_name: str, email: str, agency: Agency, by: User, at: datetime, **more: Any) -> Member:
    """Makes an account without a password, and its place; raises NotAllowed when the address has an
    account that this partnership cannot take over."""
    user = User.objects.filter(email=email.lower()).first()
    if user is None:
        user = User.objects.create_user(email, full_name)
        audit.record(action="change", by=by, thing=f"account:{user.pk}:made")
    elif not _may_come_back(user, agency, timezone.localdate(at)):
        raise NotAllowed("That e-mail address cannot be used: somebody has an account with it already.")
    else:
        _let_in(user, by)
    member = place(user=user, agency=agency, by=by, at=at, **more)
    if needs_password(member):
        begins = timezone.make_aware(datetime.combine(member.starts_on, time.min))
        send_password_link(member=member, by=by, at=at, on=max(at, begins))
    return member


def _may_come_back(user: User, agency: Agency, today: date) -> bool:
    """Whether somebody who once worked here, and works nowhere now or later, may be given a place again."""
    places = user.places.all()
    here = places.filter(agency__partnership=agency.partnership_id)
    return here.exists() and not places.filter(Q(ends_on=None) | Q(ends_on__gte=today)).exists()


def _let_in(user: User, by: User) -> None:
    if not user.is_active:
        user.is_active = True
        user.save(update_fields=["is_active"])
        audit.record(action="change", by=by, thing=f"account:{user.pk}:opened")


@transaction.atomic
def change_person(*, member: Member, full_name: str, by: User, at: datetime, **fields: Any) -> Member:
    """Changes a person's name and what their place says; raises NotAllowed for somebody who would be
    their own line manager or head of service."""
    if member in {fields.get("line_manager"), fields.get("head")}:
        raise NotAllowed("Nobody is their own line manager or head of service.")
    if member.ends_on and member.ends_on < timezone.localdate(at):
        raise NotAllowed("This place has ended: what it says stays as it was.")
    if member.user.full_name != full_name:
        member.user.full_name = full_name
        member.user.save(update_fields=["full_name"])
    for name, value in fields.items():
        setattr(member, name, value)
    member.save(update_fields=list(fields))
    audit.record(action="change", by=by, thing=f"member:{member.pk}:changed", fields=[*fields, "full_name"])
    return member


def needs_password(member: Member) -> bool:
    """Whether somebody at work has no password yet. Whoever has one renews it by themselves, so that nobody
    takes an account over."""
    return member.ends_on is None and member.user.is_active and not member.user.has_usable_password()


@transaction.atomic
def send_password_link(*, member: Member, by: User, at: datetime, on: datetime | None = None) -> None:
    """Has a link by which somebody sets their first password sent to their own address, `on` a later moment
    where one is named; whoever asks for it never reads it. Raises NotAllowed for somebody who has a password
    or whose place is over."""
    if not needs_password(member):
        raise NotAllowed("No link was sent: this person has a password already, or their place is over.")
    tell_of_account(member.user, member.agency.partnership, by=by, at=at, on=on or at)
    audit.record(action="change", by=by, thing=f"account:{member.user_id}:password_link")


@transaction.atomic
def leave(*, member: Member, on: date, by: User) -> None:
    """Ends a person's place and everything held by it; `on` is the first day on which they have none."""
    last = on - timedelta(days=1)
    member.ends_on = max(last, member.starts_on)
    member.save(update_fields=["ends_on"])
    for held in member.appointments.filter(ends_on=None) | member.appointments.filter(ends_on__gt=last):
        held.ends_on = last
        held.save(update_fields=["ends_on"])
    audit.record(action="change", by=by, thing=f"member:{member.pk}:left")


@transaction.atomic
def end_place(*, member: Member, last_day: date, by: User, at: datetime) -> None:
    """Ends a leaver's place after `last_day`. Where that day is over, the account is shut as well, so
    that the next request of an open session is refused; and where they never signed in, so that nobody
    does by a link that went out. Raises NotAllowed for a day before the start."""
    if last_day < member.starts_on:
        raise NotAllowed("The last day is before the first.")
    leave(member=member, on=last_day + timedelta(days=1), by=by)
    if last_day < timezone.localdate(at) or member.user.last_login is None:
        member.user.is_active = False
        member.user.save(update_fields=["is_active"])
        audit.record(action="change", by=by, thing=f"account:{member.user_id}:shut")
