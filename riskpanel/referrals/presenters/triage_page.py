"""Everything that the core group sees when it decides: the queue, and the referral as it was sent."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.utils import timezone

from riskpanel.access.models import User
from riskpanel.partnership.standing import procedure_of
from riskpanel.procedure import Procedure
from riskpanel.referrals.actions.referrals import gates_of
from riskpanel.referrals.models import Referral
from riskpanel.referrals.presenters import referrals as words
from riskpanel.referrals.presenters import triage
from riskpanel.referrals.presenters.referral_page import emergency_banner, shared
from riskpanel.ui.words import as_day, day, plural


def context(referral: Referral, user: User, now: datetime) -> dict[str, Any]:
    """The page on which the core group decides on `referral`; `children` are those of its queue."""
    procedure = procedure_of(referral.panel.procedure)
    waiting = list(triage.queue(user, procedure)[: triage.QUEUE])
    gates = gates_of(referral)
    sections = words.answers(referral.checklist)
    return shared(referral, procedure, gates, now) | {
        "gates": words.gate_rows(procedure, gates, referral, {}),
        "level": procedure.level(referral.concern.level) if referral.concern.level else None,
        "sections": sections,
        "tally": tally(sections),
        "queue": [queue_row(one, referral, procedure, now) for one in waiting],
        "children": [one.child for one in waiting],
        "alarm": emergency_banner(referral, user, procedure),
        "quorum": triage.quorum_words(procedure),
        "open": referral.state in triage.waiting_states(procedure),
        "today": timezone.localdate(now),
    }


def tally(sections: list[dict[str, Any]]) -> str:
    """How often each answer was given: `present 8, not known 5`."""
    counts = Counter(row["response"] for section in sections for row in section["rows"] if row["response"])
    return ", ".join(f"{label.lower()} {count}" for label, count in counts.most_common())


def queue_row(one: Referral, current: Referral, procedure: Procedure, now: datetime) -> dict[str, Any]:
    """One referral of the queue."""
    level = one.concern.level
    days = (as_day(now) - as_day(one.received_at or one.created_at)).days
    return {
        "url": triage.triage_url(one),
        "reference": one.child.reference,
        "level": procedure.level(level) if level else None,
        "urgent": words.EMERGENCIES.get(one.emergency, ("", "")) if one.emergency in ("asked", "accepted") else None,
        "panel": day(one.aimed_at.starts_at) if one.aimed_at else "",
        "waits": plural(days, "day") if days else "today",
        "current": one.pk == current.pk,
    }
