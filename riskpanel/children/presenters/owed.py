"""What is owed, in words: one row for each duty."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from riskpanel.access.permissions import ROLES
from riskpanel.children.models import Child, Duty
from riskpanel.partnership.context import clause_sentences
from riskpanel.procedure import Calendar, Procedure


@dataclass(frozen=True)
class DutyLine:
    """A duty as `duty_row` shows it. The reference is there only for a child whom the viewer sees."""

    says: str
    due_at: datetime
    late: bool
    words: str
    counted: str
    clauses: list[dict[str, Any]]
    child_reference: str = ""
    child_url: str = ""
    who: str = ""
    action_url: str = ""
    action_label: str = "Open"


def due_words(due_at: datetime, now: datetime, calendar: Calendar) -> str:
    """How far off a duty is: `late today`, `3 days late`, `today`, `in 2 working days`."""
    today, day = calendar.day_of(now), calendar.day_of(due_at)
    if day == today:
        return "late today" if now > due_at else "today"
    if day < today:
        return f"{(today - day).days} day{'s' if (today - day).days != 1 else ''} late"
    days = calendar.working_days_between(today, day)
    if days < 1:
        return "tomorrow" if (day - today).days == 1 else f"in {(day - today).days} days"
    return f"in {days} working day{'s' if days != 1 else ''}"


def who_owes(duty: Duty) -> str:
    """The people, seats, agencies or roles that owe a duty (with `owners` at hand), as words."""
    names = [
        owner.user.full_name if owner.user else str(owner.seat or owner.agency or _role(owner.role))
        for owner in duty.owners.all()
    ]
    return ", ".join(dict.fromkeys(names))


def _role(code: str) -> str:
    return ROLES[code].label if code in ROLES else code.replace("_", " ").capitalize()


def duty_line(
    duty: Duty,
    procedure: Procedure,
    now: datetime,
    *,
    visible: Mapping[Any, Child] | None = None,
    who: str = "",
    calendar: Calendar | None = None,
) -> DutyLine:
    """One duty; `visible` holds, by key, the children whose reference the viewer may see."""
    child = (visible or {}).get(duty.child_id)
    return DutyLine(
        says=duty.says,
        due_at=duty.due_at,
        late=now > duty.due_at,
        words=due_words(duty.due_at, now, calendar or Calendar(procedure.calendar)),
        counted=duty.counted,
        clauses=clause_sentences(procedure, duty.clauses, duty.stated) or _ours(duty),
        child_reference=child.reference if child else "",
        child_url=reverse("child", args=[child.pk]) if child else "",
        who=who,
        action_url=duty.url,
    )


def _ours(duty: Duty) -> list[dict[str, Any]]:
    if duty.clauses or duty.stated:
        return []
    return [{"id": "", "says": "No clause asks for this.", "stated": False}]
