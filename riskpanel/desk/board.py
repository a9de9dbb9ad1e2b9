"""What stands on a person's desk: what they owe, their next meeting, their children, what they are told."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.functions import RowNumber
from django.utils import timezone

from riskpanel.access.models import User
from riskpanel.children.mine import WHOLE
from riskpanel.children.models import Child, Duty, DutyOwner, Event
from riskpanel.children.presenters import DutyLine, StoryLine, duty_line, level_of, story_line
from riskpanel.children.restrictions import not_hidden
from riskpanel.children.sight import grants_of
from riskpanel.desk.reach import buckets, mine, open_duties, with_agency
from riskpanel.meetings.reach import meetings_of
from riskpanel.partnership.models import Sitting
from riskpanel.partnership.standing import procedure_of
from riskpanel.procedure import Calendar, Procedure

SHOWN = {"late": 15, "today": 30, "coming": 10}
NOTICES = (
    "action_accepted", "action_cancelled", "action_chased", "action_extended", "action_extension_declined",
    "action_reopened", "action_settled", "action_verified", "called_in", "challenge_answered", "countersigned",
    "deferred", "discussed", "emergency_accepted", "emergency_refused", "escalation_answered", "escalation_resolved",
    "lead_changed", "level_raised", "not_logged", "put_on_agenda", "raised_level_answered", "reasons_given",
    "social_care_advised", "triage_accepted", "triage_declined", "triage_returned", "waiver_granted",
    "waiver_refused",
)  # fmt: skip
NOTICE_DAYS = 14
FEW = 8


@dataclass(frozen=True)
class DeskLine(DutyLine):
    """A duty with the level of its child, for those who see the child."""

    level: Any = None


@dataclass
class Board:
    """The rows of a desk. `totals` counts every duty of a kind, not only those shown."""

    lines: dict[str, list[DeskLine]] = field(default_factory=lambda: {name: [] for name in SHOWN})
    totals: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SHOWN, 0))
    children: list[Child] = field(default_factory=list)
    shown: list[Child] = field(default_factory=list)

    @property
    def quiet(self) -> bool:
        """Whether nothing at all is due."""
        return not any(self.totals.values())


def board_of(user: User, now: datetime) -> Board:
    """What the person owes, the soonest first, and the children whom they lead."""
    board = Board()
    owed = with_agency(open_duties(user).filter(mine(user)), user.standing.on)
    duties = list(_soonest(owed, now))
    open_to = grants_of(user, now).values("child")
    led = Child.objects.filter(lead=_member(user), pk__in=open_to).values("pk")[:FEW] if _member(user) else ()
    seen = Child.objects.visible_to(user, now).filter(
        Q(pk__in={duty.child_id for duty in duties if duty.child_id}) | Q(pk__in=led)
    )
    visible = {child.pk: child for child in seen}
    board.children = [child for child in visible.values() if child.lead_id and child.lead_id == _member(user)][:FEW]
    board.shown = list(visible.values())
    procedures = Procedures(user)
    for duty in duties:
        board.lines[duty.bucket].append(procedures.line(duty, now, visible, who=_whose(duty, now)))
        board.totals[duty.bucket] = duty.total
    board.lines = {name: in_order(lines) for name, lines in board.lines.items()}
    return board


def _whose(duty: Any, now: datetime) -> str:
    """The agency that convenes, once what it owes is late."""
    return (duty.agency_name or "") if duty.due_at < now else ""


def in_order(lines: Iterable[DeskLine]) -> list[DeskLine]:
    """By day, on the same day the gravest level first, then by the hour."""
    return sorted(
        lines, key=lambda one: (timezone.localdate(one.due_at), -(one.level.order if one.level else -1), one.due_at)
    )


def _member(user: User) -> int | None:
    return user.standing.member.pk if user.standing.member else None


def _soonest(duties: QuerySet[Duty], now: datetime) -> Iterable[Any]:
    """The first few of each kind, each with how many there are of its kind."""
    cases = [When(test, then=Value(name)) for name, test in buckets(now).items()]
    rows = duties.annotate(bucket=Case(*cases, output_field=CharField()))
    rows = rows.annotate(
        rank=Window(RowNumber(), partition_by=[F("bucket")], order_by=[F("due_at").asc(), F("pk").asc()]),
        total=Window(Count("pk"), partition_by=[F("bucket")]),
    )
    shown = Q()
    for name, most in SHOWN.items():
        shown |= Q(bucket=name, rank__lte=most)
    return rows.filter(shown).order_by("due_at", "pk")


class Procedures:
    """The procedure and calendar of each panel that the person meets, read once."""

    def __init__(self, user: User) -> None:
        self.panels = {panel.pk: panel for panel in user.standing.panels}
        self.own = user.standing.panel
        self.known: dict[int, tuple[Procedure, Calendar]] = {}

    def of(self, panel: int | None) -> tuple[Procedure, Calendar]:
        """What the panel's procedure says, with its calendar; the person's own panel by default."""
        chosen = self.panels.get(panel) or self.own
        if chosen.pk not in self.known:
            procedure = procedure_of(chosen.procedure)
            self.known[chosen.pk] = procedure, Calendar(procedure.calendar)
        return self.known[chosen.pk]

    def line(self, duty: Duty, now: datetime, visible: dict, who: str = "") -> DeskLine:
        """A duty in words, with reference and level of a child only where the person sees the child."""
        procedure, calendar = self.of(duty.panel_id)
        child = visible.get(duty.child_id)
        line = duty_line(duty, procedure, now, visible=visible, who=who, calendar=calendar)
        return DeskLine(**vars(line), level=level_of(child, procedure) if child else None)


def sittings_around(user: User, now: datetime) -> tuple[Sitting | None, dict[int, datetime]]:
    """The person's next meeting, with `own_meeting` where it is planned, and when each panel last sat."""
    roles = _sits(user)
    near = Sitting.objects.filter(
        panel__in=list(roles), cancelled=False,
        starts_at__gt=now - timedelta(days=62), starts_at__lt=now + timedelta(days=92),
    )  # fmt: skip
    own = meetings_of(user).filter(sitting=OuterRef("pk")).order_by().values("pk")
    near = near.annotate(own_meeting=Subquery(own[:1]))
    coming, last = None, {}
    for sitting in near.order_by("starts_at"):
        ends_at = sitting.starts_at + timedelta(minutes=sitting.minutes)
        if ends_at <= now:
            if sitting.role == "panel":
                last[sitting.panel_id] = sitting.starts_at
        elif coming is None and (sitting.role in roles[sitting.panel_id] or sitting.pk in roles[sitting.panel_id]):
            coming = sitting
    return coming, last


def _sits(user: User) -> dict[int, set[Any]]:
    """By panel: the kinds of sitting that are the person's, and single sittings that they stand in for."""
    standing, found = user.standing, {}
    for held in standing.appointments:
        panel = held.seat.panel_id if held.seat else held.panel_id
        if panel is None or (held.seat is None and held.role != "coordinator"):
            continue
        kinds = found.setdefault(panel, set())
        if held.sitting_id:
            kinds.add(held.sitting_id)
            continue
        kinds.add("panel")
        if held.seat is None or held.seat.core_group or held.seat.chairs:
            kinds.add("triage")
    return found


def notices_of(user: User, now: datetime) -> list[tuple[Child, StoryLine]]:
    """What happened of late, by others, on threads in which the person had a part."""
    standing = user.standing
    if standing.sees_no_child:
        return []
    grants = grants_of(user, now).filter(child=OuterRef("child"))
    sight = grants.filter(Q(scope__in=WHOLE) | Q(about=OuterRef("case")))
    part = Exists(Event.objects.filter(by=user, about=OuterRef("about"), case=OuterRef("case")))
    owed = Exists(DutyOwner.objects.filter(user=user, duty__about=OuterRef("about"), duty__case=OuterRef("case")))
    events = Event.objects.filter(
        Exists(sight), part | owed | Q(child__lead__user=user), not_hidden(standing.procedure, standing.agency),
        kind__in=NOTICES, at__gt=now - timedelta(days=NOTICE_DAYS), at__lte=now,
    )  # fmt: skip
    found = events.exclude(by=user).select_related("child", "by", "agency").order_by("-at", "-pk")[:FEW]
    return [(event.child, story_line(event, standing.procedure, standing.agency)) for event in found]
