"""Acting at once: raised by anybody who sees the child, tasked by a chair, taken, done, confirmed."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from riskpanel.access.models import User
from riskpanel.children import grants
from riskpanel.children.models import Child, Grant
from riskpanel.children.moves import Refused, apply, write
from riskpanel.partnership.models import Member, Panel
from riskpanel.partnership.reaching import at_work
from riskpanel.partnership.standing import procedure_of
from riskpanel.plans.models import ImmediateAction

OWNER, CHAIR = "immediate_action_owner", "action_chair"


@transaction.atomic
def raise_immediate(
    *, panel: Panel, child: Child, risk: str, by: User, at: datetime, what: str = "", item: UUID | None = None
) -> ImmediateAction:
    """Says that a child is at risk of significant harm and that somebody must act at once. The chairs owe
    somebody the task within the hour. Raises Refused without words, or for a child whom one does not see."""
    if not procedure_of(panel.procedure).has(ImmediateAction.THING):
        raise Refused("The panel's procedure has no immediate actions.")
    if child.partnership_id != panel.partnership_id or not Child.objects.visible_to(by, at).filter(pk=child.pk):
        raise Refused("Choose a child whom you may see.")
    if not risk.strip():
        raise Refused("Say what the risk is.")
    start = procedure_of(panel.procedure).lifecycle(ImmediateAction.THING).start
    made = ImmediateAction.objects.create(
        panel=panel, child=child, item=item, risk=risk.strip(), what=what.strip(), state=start, created_at=at,
        created_by=by,
    )  # fmt: skip
    chairs = panel.seats.filter(chairs=True, retired=False)
    grants.give_seats(child=child, sight=CHAIR, panel=panel, seats=chairs, by=by, at=at, about=made.pk)
    write(made, "immediate_action_raised", by=by, at=at, note=made.risk)
    return made


@transaction.atomic
def raise_and_task(
    *, panel: Panel, child: Child, risk: str, by: User, at: datetime, what: str = "", owner: Member | None = None,
    item: UUID | None = None,
) -> ImmediateAction:  # fmt: skip
    """Raises an immediate action and, where a chair names who acts, gives them the task in the same breath."""
    made = raise_immediate(panel=panel, child=child, risk=risk, what=what, item=item, by=by, at=at)
    return task(action=made, what=what, owner=owner, by=by, at=at) if owner else made


@transaction.atomic
def task(*, action: ImmediateAction, what: str, owner: Member | None, by: User, at: datetime) -> ImmediateAction:
    """A chair gives a member the task, or the next in line, who then sees the child. Raises Refused for
    somebody who is not at work for an agency of the partnership that day."""
    there = at_work(action.panel.partnership, timezone.localdate(at))
    if owner is not None and not there.filter(pk=owner.pk).exists():
        raise Refused("Name somebody who works for an agency of the partnership.")
    facts = {"what": what, "owner": owner.user.full_name if owner else ""}
    before = action.owner_id
    action.owner = owner or action.owner
    with transaction.atomic():
        if owner is not None:
            action.save(update_fields=["owner"])
        apply(action, "task", by=by, at=at, facts=facts, note=what, data={"owner": owner.pk if owner else None})
    action.what = what.strip()
    action.save(update_fields=["what"])
    if before and before != action.owner_id:
        Grant.objects.filter(about=action.pk, sight=OWNER, ends_at__gt=at).update(ends_at=at, ended_by=by)
    grants.give(
        child=action.child, sight=OWNER, panel=action.panel, user=action.owner.user, about=action.pk, by=by, at=at
    )
    return action


@transaction.atomic
def accept(*, action: ImmediateAction, by: User, at: datetime) -> ImmediateAction:
    """The member takes the task."""
    apply(action, "accept", by=by, at=at)
    return action


@transaction.atomic
def report_immediate(*, action: ImmediateAction, report: str, by: User, at: datetime) -> ImmediateAction:
    """The member says what was done."""
    apply(action, "report_done", by=by, at=at, facts={"report": report}, note=report)
    action.report = report.strip()
    action.save(update_fields=["report"])
    return action


@transaction.atomic
def confirm_immediate(*, action: ImmediateAction, by: User, at: datetime) -> ImmediateAction:
    """The chair, who answers for it, confirms that it was done."""
    apply(action, "confirm", by=by, at=at)
    return _over(action, by, at)


@transaction.atomic
def drop(*, action: ImmediateAction, reason: str, by: User, at: datetime) -> ImmediateAction:
    """The chair finds that nobody needs to act, with a reason."""
    apply(action, "drop", by=by, at=at, facts={"reason": reason}, note=reason)
    action.reason = reason.strip()
    action.save(update_fields=["reason"])
    return _over(action, by, at)


def _over(action: ImmediateAction, by: User, at: datetime) -> ImmediateAction:
    """The chairs' sight by this action ends in the procedure's time."""
    write(action, "action_closed", by=by, at=at)
    return action
