"""Words of the queue and of the core group's decision."""

from typing import Any

from django.db.models import Case, QuerySet, Value, When
from django.urls import reverse

from riskpanel.access.models import User
from riskpanel.procedure import Procedure
from riskpanel.referrals.actions.triage import MOVES
from riskpanel.referrals.models import Referral

QUEUE = 50
"""How many referrals stand beside the one that is decided."""


def waiting_states(procedure: Procedure) -> tuple[str, ...]:
    """States in which a referral waits for the core group; none where nobody stands before the panel."""
    moves = procedure.lifecycle(Referral.THING).moves
    return next((move.from_ for move in moves if move.name == MOVES["accepted"]), ())


def queue(user: User, procedure: Procedure) -> QuerySet[Referral]:
    """Referrals that wait for the core group and that this person may see: emergencies first, then
    by the panel that they are meant for, then by when they were received."""
    urgent = Case(When(emergency__in=["asked", "accepted"], then=Value(0)), default=Value(1))
    found = Referral.objects.visible_to(user).filter(state__in=waiting_states(procedure))
    found = found.select_related("child", "aimed_at", "concern")
    return found.order_by(urgent, "aimed_at__starts_at", "received_at")


def triage_url(referral: Referral) -> str:
    """Where the core group decides on it."""
    return reverse("referral_triage", args=[referral.pk])


def own_seats(user: User) -> list[str]:
    """The agencies of the core group for which the person speaks."""
    return [seat.core_group for seat in user.standing.seats if seat.core_group]


def core_choices(procedure: Procedure) -> list[tuple[str, str]]:
    """The agencies of the core group, by code, as the seat that speaks for each."""
    return [(seat.core_group, seat.title) for seat in procedure.seats if seat.core_group]


def quorum_words(procedure: Procedure) -> str:
    """Who must be there for a decision, in a sentence; nothing where the procedure does not say."""
    kind = procedure.meeting_of("triage")
    if kind is None or not (kind.quorum.needs or kind.quorum.others):
        return ""
    names = {seat.core_group: seat.title for seat in procedure.seats if seat.core_group}
    needed = " and ".join(names.get(code, code) for code in kind.quorum.needs)
    more = f"{kind.quorum.others} more" if kind.quorum.others else ""
    return f"Quorum: {', and '.join(part for part in (needed, more) if part)}."


def decision_rows(referral: Referral) -> list[dict[str, Any]]:
    """The decisions taken on a referral, newest first."""
    decisions = referral.decisions.select_related("by", "alternative_owner__user", "alternative_agency")
    return [
        {
            "outcome": one.get_outcome_display(),
            "at": one.at,
            "by": one.by.full_name,
            "reasons": one.reasons,
            "alternative": one.alternative,
            "owner": str(one.alternative_owner.user if one.alternative_owner else one.alternative_agency or ""),
            "present": one.present,
        }
        for one in decisions
    ]
