"""The same child at the panel before: what was decided then, and what became of the actions since."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Prefetch

from riskpanel.access.models import User
from riskpanel.meetings.models import AgendaItem, Decision, Meeting, MinutesCopy
from riskpanel.meetings.presenters.agenda import decided_words
from riskpanel.meetings.presenters.cards import live_actions
from riskpanel.meetings.reach import Part, runs
from riskpanel.meetings.stages import HANDED_OUT
from riskpanel.partnership.models import Panel
from riskpanel.plans.models import Action
from riskpanel.procedure import Procedure


@dataclass
class LastTime:
    """A child's last item: the meeting's day, what was decided, and the actions given since, as they are now."""

    item: AgendaItem
    decided: str
    rationale: str
    actions: list[dict[str, Any]] = field(default_factory=list)


def last_times(
    items: Iterable[AgendaItem], meeting: Meeting, user: User, procedure: Procedure, today: date
) -> dict[UUID, LastTime]:
    """By key of the child, their last item at any earlier meeting of the panel: only where the person sees
    that item and may read its minutes."""
    now = [item for item in items if item.child_id]
    before = _readable(_before(now, meeting, user), meeting.panel, user)
    since = _since(before, now, meeting.panel, user) if before else {}
    return {child: _told(item, since.get(child, []), procedure, user, today) for child, item in before.items()}


def _told(item: AgendaItem, given: list[Action], procedure: Procedure, user: User, today: date) -> LastTime:
    made = next(iter(item.decisions.all()), None)
    decided = decided_words(procedure, made.outcome) if made else ""
    return LastTime(item, decided, made.rationale if made else "", live_actions(given, procedure, user, today))


def _before(now: list[AgendaItem], meeting: Meeting, user: User) -> dict[UUID, AgendaItem]:
    """The last item of each child; where one meeting had several, the one with a decision."""
    if not now:
        return {}
    seen = AgendaItem.objects.visible_to(user).filter(
        child__in={item.child_id for item in now}, removed=False, meeting__panel=meeting.panel,
        meeting__opened_at__isnull=False, meeting__sitting__starts_at__lt=meeting.sitting.starts_at,
    )  # fmt: skip
    seen = seen.select_related("child", "meeting__sitting", "meeting__panel__procedure").prefetch_related(_decisions())
    found: dict[UUID, AgendaItem] = {}
    for item in seen.order_by("meeting__sitting__starts_at", "order", "pk"):
        last = found.get(item.child_id)
        if last is None or last.meeting_id != item.meeting_id or not last.decisions.all():
            found[item.child_id] = item
    return found


def _decisions() -> Prefetch:
    return Prefetch("decisions", Decision.objects.order_by("-at", "-pk"))


def _readable(before: dict[UUID, AgendaItem], panel: Panel, user: User) -> dict[UUID, AgendaItem]:
    """Those whose minutes the person may read: a chair's and the coordinator's, else what was handed to them."""
    seen: set[UUID] = set()
    for meeting in {item.meeting for item in before.values()}:
        seen |= set(Part(user, meeting).items().values_list("pk", flat=True))
    before = {child: item for child, item in before.items() if item.pk in seen}
    if not before or runs(user, panel):
        return before
    held = MinutesCopy.objects.filter(
        member=user.standing.member, meeting__in={one.meeting_id for one in before.values()},
        meeting__state__in=HANDED_OUT,
    ).values_list("meeting", "item")  # fmt: skip
    copies = set(held)
    return {
        child: item for child, item in before.items() if {(item.meeting_id, None), (item.meeting_id, item.pk)} & copies
    }


def _since(before: dict[UUID, AgendaItem], now: list[AgendaItem], panel: Panel, user: User) -> dict[UUID, list[Action]]:
    """The children's actions given at that item or after it, but at the present one."""
    given = Action.objects.visible_to(user).filter(child__in=before, panel=panel)
    given = given.exclude(item__in=[item.pk for item in now])
    found: dict[UUID, list[Action]] = {}
    for action in given.select_related("agency", "owner__user").order_by("due_on", "created_at"):
        if action.created_at >= before[action.child_id].meeting.opened_at:
            found.setdefault(action.child_id, []).append(action)
    return found
