"""The way round the cut-off: asked with a reason, accepted or refused by a chair."""

from datetime import datetime

from django.db import transaction

from riskpanel.access.models import User
from riskpanel.children.moves import Refused, apply
from riskpanel.partnership.calendar import add_extraordinary_sitting
from riskpanel.procedure import emergency_by
from riskpanel.referrals.actions.referrals import ours
from riskpanel.referrals.actions.sending import reach, rules, sending_data, tell_chairs, tell_panel
from riskpanel.referrals.models import Referral


@transaction.atomic
def ask_emergency(*, referral: Referral, reason: str, by: User, at: datetime) -> Referral:
    """Asks for the emergency route, with the reason why this cannot wait. Either chair answers."""
    ours(referral, by)
    if referral.emergency == "asked":
        raise Refused("The emergency route has been asked for already.")
    apply(referral, "ask_emergency", by=by, at=at, facts={"reason": reason}, note=reason)
    referral.emergency, referral.emergency_reason = "asked", reason
    referral.save(update_fields=["emergency", "emergency_reason"])
    tell_chairs(referral, by=by, at=at)
    return referral


def hear_by(referral: Referral, at: datetime) -> datetime:
    """Until when an emergency that is accepted at `at` is heard at a panel."""
    return emergency_by(rules(referral), at).at


@transaction.atomic
def answer_emergency(
    *,
    referral: Referral,
    accept: bool,
    by: User,
    at: datetime,
    reason: str = "",
    extraordinary_at: datetime | None = None,
) -> Referral:
    """Accepts the emergency (it goes to the next panel whatever the cut-off, or to an extraordinary
    one that this plans) or refuses it with a reason, which leaves it in the normal queue."""
    if referral.emergency != "asked":
        raise Refused("Nobody is waiting for an answer about the emergency route.")
    if accept:
        _accept(referral, extraordinary_at, reason, by, at)
    else:
        apply(referral, "refuse_emergency", by=by, at=at, facts={"reason": reason}, note=reason)
        referral.emergency = "refused"
        referral.save(update_fields=["emergency"])
    return referral


def _accept(referral: Referral, extraordinary_at: datetime | None, reason: str, by: User, at: datetime) -> None:
    referral.emergency = "accepted"
    if extraordinary_at is not None:
        if not at < extraordinary_at <= hear_by(referral, at):
            raise Refused("The extraordinary panel must be held within the days that the procedure gives an emergency.")
        referral.aimed_at = add_extraordinary_sitting(panel=referral.panel, starts_at=extraordinary_at, by=by, at=at)
    else:
        referral.aimed_at = reach(referral, at).sitting
    data = sending_data(referral, at)
    apply(referral, "accept_emergency", by=by, at=at, note=reason, data=data)
    referral.save(update_fields=["emergency", "aimed_at"])
    tell_panel(referral, by=by, at=at)
