"""What a meeting opens with: the minutes of the last one, and what became of its actions."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from riskpanel.children.models import Child, Event
from riskpanel.meetings.actions.standing import AGREED
from riskpanel.meetings.models import AgendaItem, Meeting
from riskpanel.meetings.presenters.cards import live_actions
from riskpanel.meetings.presenters.meetings import heading, state_of
from riskpanel.meetings.reach import Part, has_copy
from riskpanel.meetings.stages import OVER, STANDING, WRITING
from riskpanel.plans.models import Action

FAR = 12
"""How many meetings back the last one of the same kind is looked for."""


@dataclass
class LastMeeting:
    """An earlier meeting: how its minutes stand, and its actions as the person may read them."""

    meeting: Meeting
    heading: str
    state: str
    tone: str
    agreed_at: datetime | None
    proposed: int
    waiting: int
    reads: bool
    agrees: bool
    actions: list[dict[str, Any]] = field(default_factory=list)
    children: list[Child] = field(default_factory=list)


def earlier(meeting: Meeting) -> list[Meeting]:
    """The meeting held last before this one, of any kind, and the last one of this kind; each with
    `agreed_at`, when its minutes were agreed as a true record, if they were."""
    agreed = Event.objects.filter(about=Meeting.THING, case=OuterRef("pk"), kind=AGREED).order_by("at").values("at")[:1]
    held = Meeting.objects.filter(
        panel=meeting.panel, opened_at__isnull=False, sitting__starts_at__lt=meeting.sitting.starts_at
    ).annotate(agreed_at=Subquery(agreed))
    found = list(held.select_related("sitting").order_by("-sitting__starts_at")[:FAR])
    same = next((one for one in found if one.sitting.kind == meeting.sitting.kind), None)
    shown = [one for one in [*found[:1], same] if one]
    for one in shown:
        one.panel = meeting.panel
    return shown[:1] if same in found[:1] else shown


def last_meetings(part: Part, today: date) -> list[LastMeeting]:
    """What this meeting looks back at, as far as the person may read it."""
    return [_looked_at(part, one, today) for one in earlier(part.meeting)]


def _looked_at(part: Part, meeting: Meeting, today: date) -> LastMeeting:
    label, tone = state_of(meeting)
    agreed = meeting.agreed_at
    corrections = list(meeting.corrections.values_list("answer", flat=True)) if part.runs else []
    may = part.chairs and part.meeting.state in WRITING and agreed is None
    return LastMeeting(
        meeting, heading(meeting.sitting, part.procedure), label, tone, agreed,
        proposed=len(corrections), waiting=corrections.count(""), reads=_reads(part, meeting),
        agrees=may and meeting.state in STANDING,
        **_actions(part, meeting, today),
    )  # fmt: skip


def _reads(part: Part, meeting: Meeting) -> bool:
    if part.runs:
        return meeting.state in OVER
    return has_copy(part.user, meeting)


def given_at(meeting: Meeting) -> QuerySet:
    """The actions that a meeting gave."""
    return Action.objects.filter(item__in=AgendaItem.objects.filter(meeting=meeting).values("pk"))


def _actions(part: Part, meeting: Meeting, today: date) -> dict[str, list[Any]]:
    seen = Action.objects.visible_to(part.user).filter(pk__in=given_at(meeting).values("pk"))
    lines, children = [], []
    for action in seen.select_related("agency", "owner__user", "child").order_by("due_on", "created_at"):
        for line in live_actions([action], part.procedure, part.user, today):
            told = {"child": action.child, "report": action.report if "what" in line else ""}
            lines.append(line | told)
            children.append(action.child)
    return {"actions": lines, "children": children}
