"""The same child at the panel before: what was decided then, and what became of the actions since."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q

from riskpanel.access.models import User
from riskpanel.meetings.models import AgendaItem, Decision, MinutesCopy
from riskpanel.meetings.presenters.agenda import decided_words
from riskpanel.meetings.presenters.cards import live_actions
from riskpanel.meetings.reach import Part, runs
from riskpanel.meetings.stages import HANDED_OUT
from riskpanel.plans.models import Action
from riskpanel.procedure import Procedure


@dataclass
class LastTime:
    """A child's last item: the meeting's day, what was decided, and the actions given since, as they are now."""

    item: AgendaItem
    decided: str
    rationale: str
    actions: list[dict[str, Any]] = field(default_factory=list)


def last_time(item: AgendaItem, user: User, procedure: Procedure, today: date) -> LastTime | None:
    """The child's last item at any earlier meeting of the panel; none where the person does not see it or
    may not read its minutes."""
    before = _before(item, user)
    if before is None or not _readable(before, user):
        return None
    made = next(iter(before.decisions.all()), None)
    decided = decided_words(procedure, made.outcome) if made else ""
    given = live_actions(_since(before, item, user), procedure, user, today)
    return LastTime(before, decided, made.rationale if made else "", given)


def _before(item: AgendaItem, user: User) -> AgendaItem | None:
    """The child's last item; where one meeting had several, the one with a decision."""
    seen = AgendaItem.objects.visible_to(user).filter(
        child=item.child_id, removed=False, meeting__panel=item.meeting.panel_id, meeting__opened_at__isnull=False,
        meeting__sitting__starts_at__lt=item.meeting.sitting.starts_at,
    )  # fmt: skip
    decisions = Prefetch("decisions", Decision.objects.order_by("-at", "-pk"))
    found = seen.select_related("child", "meeting__sitting", "meeting__panel__procedure").prefetch_related(decisions)
    decided = Exists(Decision.objects.filter(item=OuterRef("pk")))
    return found.order_by("-meeting__sitting__starts_at", decided.desc(), "order", "pk").first()


def _readable(before: AgendaItem, user: User) -> bool:
    """Whether the person may read its minutes: a chair's and the coordinator's, else what was handed to them."""
    meeting = before.meeting
    if not Part(user, meeting).items().filter(pk=before.pk).exists():
        return False
    if runs(user, meeting.panel):
        return True
    held = MinutesCopy.objects.filter(member=user.standing.member, meeting=meeting, meeting__state__in=HANDED_OUT)
    return held.filter(Q(item=None) | Q(item=before)).exists()


def _since(before: AgendaItem, now: AgendaItem, user: User) -> list[Action]:
    """The child's actions given at that item or after it, but at the present one."""
    given = Action.objects.visible_to(user).filter(
        child=before.child_id, panel=before.meeting.panel_id, created_at__gte=before.meeting.opened_at
    )
    given = given.exclude(item=now.pk).select_related("agency", "owner__user")
    return list(given.order_by("due_on", "created_at"))
