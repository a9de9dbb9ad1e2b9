"""A child for whom a meeting finds no protective action under way: the same day somebody acts, or a chair
says why nobody needs to."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from riskpanel.access.models import User
from riskpanel.children.models import Child, Duty, Event
from riskpanel.children.moves import Refused, write
from riskpanel.children.threads import Thread
from riskpanel.meetings import reach
from riskpanel.meetings.actions.planning import must_run, must_take_part
from riskpanel.meetings.models import AgendaItem
from riskpanel.partnership.models import Member, Panel
from riskpanel.partnership.standing import procedure_of
from riskpanel.plans import actions as plans
from riskpanel.plans import facts
from riskpanel.plans.actions import immediate
from riskpanel.plans.models import ImmediateAction

MISSING, SETTLED = "protection_missing", "protection_settled"
UNDER_WAY = "Protective action is under way."
RISK = "The panel found no protective action under way."


@dataclass
class Protection(Thread):
    """What the panel found about protective action for the child of one item, and what came of it."""

    item: AgendaItem
    THING = "protection"

    @property
    def thread(self) -> UUID:
        return self.item.pk

    @property
    def panel(self) -> Panel:
        return self.item.meeting.panel

    @property
    def child(self) -> Child | None:
        return self.item.child

    def get_absolute_url(self) -> str:
        return reverse("item_protection", args=[self.item.meeting_id, self.item.pk])


def waits(item: AgendaItem) -> bool:
    """Whether somebody still owes an answer about the protection of the item's child."""
    return Duty.objects.filter(about=Protection.THING, case=item.pk, met_at=None).exists()


def tell(item: AgendaItem, *, by: User, at: datetime) -> None:
    """Starts what is owed where the answer was anything but yes, and ends it once it is yes. Nothing where
    the procedure asks for nothing."""
    procedure = procedure_of(item.meeting.panel.procedure)
    if item.child is None or not any(one.about == Protection.THING for one in procedure.duties):
        return
    owed = waits(item)
    if item.unsafe and not owed and not _answered(item):
        write(Protection(item), MISSING, by=by, at=at)
    elif item.protective_action == "yes" and owed:
        write(Protection(item), SETTLED, by=by, at=at, note=UNDER_WAY, data={"under_way": True})


def _answered(item: AgendaItem) -> bool:
    """Whether what was found last was answered: the same answer noted again asks for nothing new."""
    last = Event.objects.filter(about=Protection.THING, case=item.pk).order_by("-at", "-pk").first()
    return last is not None and last.kind == SETTLED and not last.data.get("under_way")


@transaction.atomic
def protect(*, item: AgendaItem, what: str, owner: Member | None, by: User, at: datetime) -> None:
    """Gives somebody the task of acting today: an immediate action where the procedure has them, else an
    action due the same day. Raises Refused without what or who, and where nothing is owed."""
    _must_wait(item, by)
    panel = item.meeting.panel
    if not what.strip() or owner is None:
        raise Refused("Say what is done today, and who does it.")
    if procedure_of(panel.procedure).has(ImmediateAction.THING):
        immediate.raise_and_task(
            panel=panel, child=item.child, risk=RISK, what=what, owner=owner, item=item.pk, by=by, at=at
        )
    else:
        entry = item.entry if item.entry and item.entry.live else None
        plans.set_action(
            panel=panel, child=item.child, what=what, agency=owner.agency, owner=owner, entry=entry, item=item.pk,
            due_on=facts.calendar_of(panel).day_of(at), by=by, at=at,
        )  # fmt: skip
    write(Protection(item), SETTLED, by=by, at=at, note=f"Today: {what.strip()} ({owner.user.full_name})")


@transaction.atomic
def need_nothing(*, item: AgendaItem, reason: str, by: User, at: datetime) -> None:
    """A chair says why nobody needs to act today. Raises Refused for others and without a reason."""
    _must_wait(item, by)
    if not reach.chairs(by, item.meeting.panel, item.meeting):
        raise Refused("Only a chair says that nobody needs to act.")
    if not reason.strip():
        raise Refused("Say why nobody needs to act today.")
    write(Protection(item), SETTLED, by=by, at=at, note=reason.strip())


def _must_wait(item: AgendaItem, by: User) -> None:
    must_run(by, item.meeting.panel, item.meeting)
    must_take_part(by, item)
    AgendaItem.objects.select_for_update().get(pk=item.pk)
    if not waits(item):
        raise Refused("This was answered already.")


def threads() -> Iterator[Protection]:
    """Every item for whose child protective action was ever missing."""
    wanted = Event.objects.filter(about=Protection.THING).values("case")
    for item in AgendaItem.objects.filter(pk__in=wanted).select_related("child", "meeting__panel__procedure"):
        yield Protection(item)
