"""A level that is reported to have risen between panels, and what the chairs decide on it."""

from datetime import date, datetime

from django.db import transaction

from riskpanel.access.models import User
from riskpanel.children.moves import Refused, apply
from riskpanel.partnership.models import Member
from riskpanel.plans import facts
from riskpanel.plans.actions.doing import set_action
from riskpanel.plans.actions.entering import mark_child, set_panel_level
from riskpanel.plans.models import LogEntry

NEXT_STEPS = (
    ("extraordinary_panel", "An extraordinary meeting of the panel"),
    ("next_panel", "The next meeting of the panel"),
    ("action", "An action now"),
)
"""What a raised level may call for, as a code and in words."""


@transaction.atomic
def raise_level(*, entry: LogEntry, level: str, reason: str, by: User, at: datetime) -> LogEntry:
    """Somebody reports that the level has risen: it shows on the child at once, as not yet confirmed,
    and the chairs owe a decision today. The panel's own level stays until they decide."""
    procedure = facts.procedure_for(entry)
    known = {one.code: one.order for one in procedure.levels}
    if level not in known or known[level] <= known.get(entry.level, 0):
        raise Refused("Choose a level above the one that stands.")
    data = {"level": level, "band": facts.band(entry.panel, level)}
    apply(entry, "raise_level", by=by, at=at, facts={"reason": reason}, note=reason, data=data)
    mark_child(entry.child, level, provisional=True, by=by, at=at)
    return entry


@transaction.atomic
def answer_raised_level(
    *,
    entry: LogEntry,
    confirmed: bool,
    reason: str,
    next_step: str,
    by: User,
    at: datetime,
    what: str = "",
    owner: Member | None = None,
    due_on: date | None = None,
) -> LogEntry:
    """A co-chair decides on the rise that was reported: whether it is the panel's level now, why, and
    what it calls for; an action is set at once. Raises Refused where no rise waits for a decision."""
    raised = facts.raise_to_answer(entry)
    if raised is None:
        raise Refused("No raised level waits for a decision.")
    if next_step not in dict(NEXT_STEPS):
        raise Refused("Say what happens now.")
    level = raised.data["level"] if confirmed else entry.level
    told = {"reason": reason, "next_step": next_step}
    note = f"{'Confirmed' if confirmed else 'Not confirmed'}. {dict(NEXT_STEPS)[next_step]}. {reason}"
    data = {"level": level, "band": facts.band(entry.panel, level), "confirmed": confirmed, "next_step": next_step}
    apply(entry, "answer_raised_level", by=by, at=at, facts=told, note=note, data=data)
    set_panel_level(entry, level, reason, by, at)
    if next_step == "action":
        _act(entry, what, owner, due_on, by, at)
    return entry


def _act(entry: LogEntry, what: str, owner: Member | None, due_on: date | None, by: User, at: datetime) -> None:
    if owner is None or due_on is None:
        raise Refused("Say who does what, and by when.")
    set_action(
        panel=entry.panel, child=entry.child, entry=entry, what=what, agency=owner.agency, owner=owner, due_on=due_on,
        by=by, at=at,
    )  # fmt: skip
