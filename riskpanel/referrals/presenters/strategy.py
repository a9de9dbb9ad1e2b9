"""What the pages of a strategy meeting show beside their forms."""

from datetime import datetime
from typing import Any

from riskpanel.children.models import Duty
from riskpanel.children.presenters import duty_line
from riskpanel.referrals.actions.checklists import parties_complete
from riskpanel.referrals.actions.strategy import booked_meeting
from riskpanel.referrals.facts import live_checklist, procedure_for
from riskpanel.referrals.forms.strategy import SEATS
from riskpanel.referrals.instruments import progress
from riskpanel.referrals.models import Concern


def booked_before(concern: Concern) -> dict[str, Any]:
    """The meeting that is booked already, as the form shows it."""
    meeting = booked_meeting(concern)
    if meeting is None:
        return {}
    parties = {f"party_{number}": str(one.pk) for number, one in enumerate(meeting.parties.all()[:SEATS], 1)}
    return {"starts_at": meeting.starts_at, "place": meeting.place, "chair": str(meeting.chair_id), **parties}


def owed(concern: Concern, now: datetime) -> Any:
    """By when the meeting must be held, and how that was counted."""
    duty = Duty.objects.filter(about=Concern.THING, case=concern.pk, code="hold_strategy", met_at=None).first()
    return duty_line(duty, procedure_for(concern), now) if duty else None


def before_holding(concern: Concern) -> dict[str, Any]:
    """What the record needs besides the form: the parts of the checklist and the timed actions."""
    checklist = live_checklist(concern)
    parts = list(checklist.contributors.select_related("agency", "member__user")) if checklist else []
    answered, out_of = progress(checklist, checklist.answers.all()) if checklist else (None, 0)
    timed = list(concern.actions.filter(origin="strategy").select_related("owner__user", "agency"))
    return {
        "checklist": checklist,
        "answered": answered,
        "warning": f"{answered} of {out_of} answered: lock the checklist all the same?" if answered != out_of else "",
        "parts": parts,
        "timed": timed,
        "gates": [
            {
                "label": "Every agency completed its part of the checklist",
                "passed": parties_complete(checklist),
                "says": "" if checklist else "The checklist has not been begun.",
            },
            {
                "label": "At least one action with a person and a date",
                "passed": bool(timed) and all(one.owner for one in timed),
                "says": "",
            },
        ],
    }
