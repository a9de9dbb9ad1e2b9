"""Warnings to members that stand on a desk until they are read, and those that wait for a chair."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from riskpanel.access.models import User
from riskpanel.access.permissions import Permission
from riskpanel.children.models import Child
from riskpanel.meetings.alerts import to_see_to
from riskpanel.meetings.presenters.alerts import lines_of, seen_children

FEW = 8


@dataclass
class Warned:
    """What is shown, and the children whom it names to the person."""

    context: dict[str, Any] = field(default_factory=dict)
    children: list[Child] = field(default_factory=list)


def alerts_for(user: User, now: datetime) -> Warned:
    """What the person is warned of and has not read, the newest first; for a chair also what members ask to
    send. Nothing where the procedure has no warnings."""
    procedure = user.standing.procedure
    if procedure is None or procedure.alerts is None or not user.standing.may(Permission.ATTEND):
        return Warned()
    new, asked = to_see_to(user, now, FEW)
    asked = asked if user.standing.may(Permission.DECIDE) else []
    seen = seen_children(user, new)
    return Warned({"alerts": lines_of(new, seen), "alerts_asked": lines_of(asked, ())}, seen)
