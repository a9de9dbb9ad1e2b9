"""What the core group decides about a referral, and what the panel does with it afterwards."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from riskpanel.access.models import User
from riskpanel.children.moves import Refused, apply, write
from riskpanel.partnership.calendar import next_sitting
from riskpanel.partnership.models import Agency, Member, Panel, Sitting
from riskpanel.partnership.standing import procedure_of
from riskpanel.procedure import Procedure
from riskpanel.referrals.actions.concerns import add_interim_action
from riskpanel.referrals.actions.sending import ENDS_WITH, end_sight, keep_until, rules
from riskpanel.referrals.models import Referral, TriageDecision

MOVES = {"accepted": "accept", "returned": "send_back", "declined": "decline"}
"""The move that each outcome of a triage makes."""


def quorate(procedure: Procedure, present: Collection[str]) -> bool:
    """Whether these core-group agencies may decide: those that the pre-panel needs and enough others."""
    kind = procedure.meeting_of("triage")
    if kind is None:
        return bool(present)
    known = {seat.core_group for seat in procedure.seats if seat.core_group}
    here = set(present) & known
    needs = set(kind.quorum.needs)
    return needs <= here and len(here - needs) >= kind.quorum.others


@transaction.atomic
def triage(
    *,
    referral: Referral,
    outcome: str,
    reasons: str,
    present: Collection[str],
    by: User,
    at: datetime,
    sitting: Sitting | None = None,
    alternative: str = "",
    alternative_owner: Member | None = None,
    alternative_agency: Agency | None = None,
    alternative_due_on: date | None = None,
) -> TriageDecision:
    """Records what the core group decided: `accepted`, `returned` or `declined`.

    Refused without a quorum or reasons and, for a decline, without something done instead and its
    owner. A decline sets that as an action and gives the referrer the reasons.
    """
    instead = {"alternative": alternative, "owner": alternative_owner, "agency": alternative_agency}
    facts = {"quorate": quorate(rules(referral), present), "reason": reasons, **_facts_of(**instead)}
    data = {"outcome": outcome, "present": sorted(present)}
    apply(referral, MOVES[outcome], by=by, at=at, facts=facts, note=reasons, data=data)
    told = {"outcome": outcome, "reasons": reasons, "present": sorted(present), "sitting": sitting}
    if outcome == "declined":
        told |= _fields_of(**instead)
    decision = referral.decisions.create(**told, by=by, at=at)
    if outcome != "returned":
        _close_triage(referral, by=by, at=at)
    if outcome == "declined":
        _instead(decision, alternative_due_on, by=by, at=at)
        give_reasons(referral=referral, by=by, at=at)
    return decision


def _facts_of(alternative: str, owner: Member | None, agency: Agency | None) -> dict[str, Any]:
    return {"alternative": alternative, "alternative_owner": str(owner or agency or "")}


def _fields_of(alternative: str, owner: Member | None, agency: Agency | None) -> dict[str, Any]:
    """What is done instead, as a decision keeps it; a person acts for their own agency."""
    return {
        "alternative": alternative,
        "alternative_owner": owner,
        "alternative_agency": owner.agency if owner else agency,
    }


def _close_triage(referral: Referral, *, by: User, at: datetime) -> None:
    """Ends the core group's and the copied head's sight in time; chairs and coordinator keep theirs
    until the panel that hears the referral, or finds it in its annex."""
    write(referral.concern, ENDS_WITH, by=by, at=at, data={"outcome": referral.state})
    keep_until(referral, referral.aimed_at, by=by, at=at)


def _instead(decision: TriageDecision, due_on: date | None, *, by: User, at: datetime) -> None:
    """What is done in place of the panel becomes an action on the concern, with its owner."""
    referral = decision.referral
    aimed = referral.aimed_at.starts_at if referral.aimed_at else at
    add_interim_action(
        concern=referral.concern,
        origin="triage",
        what=decision.alternative,
        agency=decision.alternative_agency,
        owner=decision.alternative_owner,
        due_on=due_on or max(aimed, at).date(),
        by=by,
        at=at,
    )


@transaction.atomic
def give_reasons(*, referral: Referral, by: User, at: datetime, note: str = "") -> None:
    """The reasons reach the referrer: from now on they stand on their page of the referral. Nothing
    is written while nobody carries the concern; then the coordinator owes it still."""
    author = referral.concern.author
    if note or (author.user.is_active and not _gone(author, at)):
        write(referral, "reasons_given", by=by, at=at, note=note, data={"to": author.user_id})


def _gone(author: Member, at: datetime) -> bool:
    return author.ends_on is not None and author.ends_on < timezone.localdate(at)


@transaction.atomic
def call_in(*, referral: Referral, reason: str, by: User, at: datetime) -> TriageDecision:
    """A chair takes a declined referral to the next panel after all, with a reason."""
    if not rules(referral).setting("triage_call_in", False):
        raise Refused("This procedure does not let a chair call a referral in.")
    apply(referral, "call_in", by=by, at=at, facts={"reason": reason}, note=reason)
    referral.aimed_at = next_sitting(referral.panel, "panel", at)
    referral.save(update_fields=["aimed_at"])
    keep_until(referral, referral.aimed_at, by=by, at=at)
    return referral.decisions.create(outcome="called_in", reasons=reason, by=by, at=at)


@transaction.atomic
def put_on_agenda(*, referral: Referral, sitting: Sitting, by: User, at: datetime) -> Referral:
    """Puts an accepted referral on a panel's agenda: its lead professional is due at that moment."""
    apply(referral, "put_on_agenda", by=by, at=at, data={"meeting_at": sitting.starts_at})
    referral.aimed_at = sitting
    referral.save(update_fields=["aimed_at"])
    keep_until(referral, sitting, by=by, at=at)
    return referral


@transaction.atomic
def record_discussed(*, referral: Referral, outcome: str, rationale: str, by: User, at: datetime) -> Referral:
    """The panel decided: `outcome` is a decision of the procedure. Where it tells the referrer, the
    reasons reach them. Those who were to decide keep sight for the days that the procedure adds."""
    line = rules(referral).outcome(outcome)
    apply(referral, "discuss", by=by, at=at, facts={"rationale": rationale}, note=rationale, data={"outcome": outcome})
    end_sight(referral, by=by, at=at)
    if line.tells_referrer:
        write(referral, "not_logged", by=by, at=at, note=rationale)
        give_reasons(referral=referral, by=by, at=at)
    return referral


@transaction.atomic
def record_deferred(*, referral: Referral, rationale: str, by: User, at: datetime) -> Referral:
    """The panel puts the decision off to its next meeting, with a reason."""
    after = max(at, referral.aimed_at.starts_at) if referral.aimed_at else at
    sitting = next_sitting(referral.panel, "panel", after)
    data = {"meeting_at": sitting.starts_at} if sitting else {}
    apply(referral, "defer", by=by, at=at, facts={"rationale": rationale}, note=rationale, data=data)
    referral.aimed_at = sitting
    referral.save(update_fields=["aimed_at"])
    keep_until(referral, sitting, by=by, at=at)
    return referral


def annex(panel: Panel, since: datetime, until: datetime) -> QuerySet[Referral]:
    """Referrals that the core group declined after `since` and up to `until` and that are declined
    still, with their decisions, newest first. Empty where the procedure has no annex.

    Not limited by sight: whoever shows it shows no more than reference, reasons and what is done
    instead to those who may not see the child.
    """
    procedure = procedure_of(panel.procedure)
    if not procedure.setting("triage_annex", False):
        return Referral.objects.none()
    declined = TriageDecision.objects.filter(referral=OuterRef("pk"), outcome="declined", at__gt=since, at__lte=until)
    found = Referral.objects.filter(Exists(declined), panel=panel, state=_decline_ends(procedure))
    return found.select_related("child", "concern__author__user").prefetch_related("decisions__alternative_owner__user")


def _decline_ends(procedure: Procedure) -> str:
    moves = procedure.lifecycle(Referral.THING).moves
    return next(move.to for move in moves if move.name == MOVES["declined"])
