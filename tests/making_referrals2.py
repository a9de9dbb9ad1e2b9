"""Builders of the stages that a referral goes through, for tests of every room above it."""

from datetime import datetime, timedelta

from riskpanel.partnership.models import Sitting
from riskpanel.referrals import actions
from riskpanel.referrals.models import Concern, Referral
from tests.making_referrals import concern_with_strategy_held

COVER = {
    "categories": ["MISS"],
    "directions": ["to_self"],
    "doing_now": "The worker sees the child every second day.",
    "why_multi_agency": "School, police and health each hold a part of it.",
    "family_told": "Mother was told on Monday and agrees.",
}
QUORUM = ["csc", "police_exploitation", "health"]


def at_london(cast, *when: int) -> datetime:
    """A moment on the cast's clocks."""
    return datetime(*when, tzinfo=cast.now.tzinfo)


def sitting(cast, when: datetime, role: str = "panel", serves: Sitting | None = None) -> Sitting:
    """A meeting of the panel at a moment, of the procedure's kind of that role."""
    kind = next(kind for kind in cast.procedure.meetings if kind.role == role)
    return Sitting.objects.create(
        panel=cast.panel, kind=kind.code, role=role, starts_at=when, minutes=kind.minutes, serves=serves
    )


def november_panel(cast) -> Sitting:
    """The panel of Thu 19 Nov 2026 with its pre-panel on Fri 13 Nov."""
    panel = sitting(cast, at_london(cast, 2026, 11, 19, 14))
    sitting(cast, at_london(cast, 2026, 11, 13, 10), role="triage", serves=panel)
    return panel


def december_panel(cast) -> Sitting:
    """The panel of Thu 17 Dec 2026."""
    return sitting(cast, at_london(cast, 2026, 12, 17, 14))


def fresh(record):
    """A record as the database holds it."""
    return type(record).objects.get(pk=record.pk)


def drafted_referral(cast, level: str = "high", made: Concern | None = None, at: datetime | None = None) -> Referral:
    """A draft with an empty cover; its strategy meeting was held on Fri 6 Nov."""
    held = at_london(cast, 2026, 11, 6, 12)
    made = made or concern_with_strategy_held(cast, level=level, at=held - timedelta(hours=2), held_at=held)
    return fresh(actions.start_referral(concern=made, by=made.author.user, at=at or cast.now - timedelta(hours=1)))


def written_referral(cast, **cover) -> Referral:
    """A draft whose every gate is met; `cover` takes the place of what usually stands there."""
    referral = drafted_referral(cast, level=cover.pop("level", "high"), made=cover.pop("made", None))
    told = {**COVER, "child_protection_on": cast.now.date() - timedelta(days=7), **cover}
    by = referral.concern.author.user
    return actions.save_cover(referral=referral, version=referral.version, by=by, at=cast.now, **told)


def submitted_referral(cast, at: datetime | None = None, **cover) -> Referral:
    """A referral that waits for the core group."""
    referral = written_referral(cast, **cover)
    actions.submit(referral=referral, by=referral.concern.author.user, at=at or cast.now)
    return fresh(referral)


def decided_referral(
    cast, outcome: str, referral: Referral | None = None, at: datetime | None = None, **more
) -> Referral:
    """A referral on which a quorate core group has decided `outcome`."""
    referral = referral or submitted_referral(cast)
    told = {"reasons": "The level and the plan speak for it.", "present": QUORUM, **more}
    if outcome == "declined":
        owner = cast.member(cast.youth_worker)
        told = {"alternative": "A mentor from the youth service.", "alternative_owner": owner, **told}
    actions.triage(referral=referral, outcome=outcome, by=cast.detective, at=at or cast.now, **told)
    return fresh(referral)


def accepted_referral(cast, **more) -> Referral:
    """A referral that the core group accepted for the panel."""
    return decided_referral(cast, "accepted", **more)


def declined_referral(cast, **more) -> Referral:
    """A referral that the core group declined, with a mentor instead."""
    return decided_referral(cast, "declined", **more)
