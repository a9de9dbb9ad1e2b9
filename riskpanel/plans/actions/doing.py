"""Actions: set, accepted, done, verified, given more time, refused, settled, cancelled."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from riskpanel.access.models import User
from riskpanel.children import grants
from riskpanel.children.models import Child
from riskpanel.children.moves import Refused, apply, write
from riskpanel.partnership.models import Agency, Member, Panel
from riskpanel.partnership.standing import procedure_of
from riskpanel.plans import facts
from riskpanel.plans.actions import escalating
from riskpanel.plans.models import Action, LogEntry, Risk


@transaction.atomic
def set_action(
    *,
    panel: Panel,
    child: Child | None,
    what: str,
    agency: Agency,
    owner: Member,
    due_on: date,
    by: User,
    at: datetime,
    entry: LogEntry | None = None,
    risk: Risk | None = None,
    item: UUID | None = None,
    label: str = "",
) -> Action:
    """Gives an action to a person of an agency, with a date; without a child it is a strategic one.

    Everybody may record an action of their own agency at once; those who keep the plan, or the panel,
    may give one to any agency. Whoever gives themselves an action has accepted it. Raises Refused for a
    line that lacks something.
    """
    _may_set(panel, child, entry, what, agency, owner, due_on, by, at)
    action = Action.objects.create(
        panel=panel,
        child=child,
        entry=entry,
        risk=risk,
        item=item,
        what=what.strip(),
        agency=agency,
        owner=owner,
        due_on=due_on,
        label=label,
        state=procedure_of(panel.procedure).lifecycle(Action.THING).start,
        created_at=at,
        created_by=by,
    )
    write(action, "action_set", by=by, at=at, note=action.what, data={"due_on": due_on}, label=label)
    if child is not None:
        _show(action, by, at)
    if owner.user_id == by.pk and facts.accepts(procedure_of(panel.procedure)):
        accept_action(action=action, by=by, at=at)
    return action


def _may_set(
    panel: Panel,
    child: Child | None,
    entry: LogEntry | None,
    what: str,
    agency: Agency | None,
    owner: Member | None,
    due_on: date | None,
    by: User,
    at: datetime,
) -> None:
    today = facts.calendar_of(panel).day_of(at)
    wrong = [] if what.strip() else ["Say what is to be done."]
    if agency is None or agency.partnership_id != panel.partnership_id:
        wrong.append("Name an agency of the partnership.")
    if owner is None or (agency and owner.agency_id != agency.pk) or (owner.ends_on and owner.ends_on < today):
        wrong.append("Name a person of that agency.")
    if due_on is None:
        wrong.append("Give a date.")
    elif due_on < today:
        wrong.append("The date must be today or later.")
    if not wrong and not _may_give(panel, child, entry, agency, by):
        wrong.append("You may record actions of your own agency; the panel gives actions to others.")
    if wrong:
        raise Refused(*wrong)


def _may_give(panel: Panel, child: Child | None, entry: LogEntry | None, agency: Agency, by: User) -> bool:
    standing = by.standing
    if standing.roles_at(panel.pk) & {"co_chair", "coordinator"}:
        return True
    if child is None:
        return False
    leads = child.lead is not None and child.lead.user_id == by.pk
    own = standing.agency is not None and standing.agency.pk == agency.pk
    return leads or own or (entry is not None and facts.may_edit(entry, by))


def _show(action: Action, by: User, at: datetime) -> None:
    about = {"child": action.child, "panel": action.panel, "about": action.pk, "by": by, "at": at}
    grants.give(sight="action_owner", user=action.owner.user, **about)
    if action.entry is None:
        for seat in action.panel.seats.filter(chairs=True, retired=False):
            grants.give(sight="action_chair", seat=seat, **about)


@transaction.atomic
def accept_action(*, action: Action, by: User, at: datetime) -> Action:
    """The owner takes the action on."""
    apply(action, "accept", by=by, at=at, label=action.label)
    return action


@transaction.atomic
def report_done(*, action: Action, report: str, impact: str, by: User, at: datetime, effect: str = "") -> Action:
    """The owner says what was done, how far it worked (`effect`, a code of the procedure's) and what changed
    for the child. Raises Refused for an effect that the procedure does not have."""
    if effect and effect not in {one.code for one in procedure_of(action.panel.procedure).effects}:
        raise Refused("Choose how far it worked.")
    told = {"report": report, "effect": effect, "impact": impact}
    apply(action, "report_done", by=by, at=at, label=action.label, facts=told, note=report)
    action.report, action.effect, action.impact = report, effect, impact
    action.done_at, action.wanted_on = at, None
    action.save(update_fields=["report", "effect", "impact", "done_at", "wanted_on"])
    return action


@transaction.atomic
def verify(*, action: Action, by: User, at: datetime) -> Action:
    """A co-chair agrees that it is done."""
    apply(action, "verify", by=by, at=at, label=action.label)
    write(action, "action_closed", by=by, at=at)
    return action


@transaction.atomic
def send_back(*, action: Action, reason: str, by: User, at: datetime) -> Action:
    """A co-chair says what is missing; the owner owes it again."""
    data = {"due_on": action.due_on}
    apply(action, "send_back", by=by, at=at, label=action.label, facts={"reason": reason}, note=reason, data=data)
    action.done_at = None
    action.save(update_fields=["done_at"])
    return action


@transaction.atomic
def ask_extension(*, action: Action, wanted_on: date, reason: str, by: User, at: datetime) -> Action:
    """The owner asks for more time, until a later day. Raises Refused where the procedure gives no more, and
    while an earlier request waits."""
    if wanted_on is None or wanted_on <= action.due_on:
        raise Refused("Give a later date.")
    told = facts.time_of(action) | {"reason": reason}
    data = {"wanted_on": wanted_on}
    apply(action, "ask_extension", by=by, at=at, label=action.label, facts=told, note=reason, data=data)
    action.wanted_on = wanted_on
    action.save(update_fields=["wanted_on"])
    return action


@transaction.atomic
def extend(*, action: Action, due_on: date, reason: str, by: User, at: datetime) -> Action:
    """A co-chair gives more time, as often as the procedure allows, with a reason; the new day must be later."""
    if due_on is None or due_on <= action.due_on:
        raise Refused("Give a later date.")
    told = facts.time_of(action) | {"reason": reason}
    apply(action, "extend", by=by, at=at, label=action.label, facts=told, note=reason, data={"due_on": due_on})
    action.due_on, action.extended, action.wanted_on = due_on, action.extended + 1, None
    action.save(update_fields=["due_on", "extended", "wanted_on"])
    return action


@transaction.atomic
def decline_extension(*, action: Action, reason: str, by: User, at: datetime) -> Action:
    """A co-chair gives no more time; the day that was agreed stands."""
    told = facts.time_of(action) | {"reason": reason}
    apply(action, "decline_extension", by=by, at=at, label=action.label, facts=told, note=reason)
    action.wanted_on = None
    action.save(update_fields=["wanted_on"])
    return action


@transaction.atomic
def refuse(*, action: Action, reason: str, by: User, at: datetime) -> Action:
    """The owner agency cannot agree; the disagreement goes up by itself."""
    apply(action, "refuse", by=by, at=at, label=action.label, facts={"reason": reason}, note=reason)
    action.wanted_on = None
    action.save(update_fields=["wanted_on"])
    if action.child is not None:
        escalating.raise_escalation(
            panel=action.panel,
            child=action.child,
            track="dispute",
            issue=_issue(action),
            other_view="" if action.label else reason,
            action=action,
            against=action.agency,
            by=by,
            at=at,
        )
    return action


def _issue(action: Action) -> str:
    """What the panel asked; the words of a restricted action stay on its own page."""
    asked = "an action that only some may read" if action.label else action.what
    return f"The panel asked {action.agency.name}: {asked}"


@transaction.atomic
def settle(*, action: Action, reason: str, by: User, at: datetime, due_on: date | None = None) -> Action:
    """The dispute is settled and the action stands, by its old date or a new one."""
    due_on = due_on or action.due_on
    apply(
        action,
        "settle",
        by=by,
        at=at,
        label=action.label,
        facts={"reason": reason},
        note=reason,
        data={"due_on": due_on},
    )
    action.due_on = due_on
    action.save(update_fields=["due_on"])
    escalating.end_dispute(action, reason, by=by, at=at)
    return action


@transaction.atomic
def cancel(*, action: Action, reason: str, by: User, at: datetime) -> Action:
    """The panel no longer needs the action; a dispute about it is settled with it."""
    disputed = action.state == "refused"
    apply(action, "cancel", by=by, at=at, label=action.label, facts={"reason": reason}, note=reason)
    write(action, "action_closed", by=by, at=at)
    if disputed:
        escalating.end_dispute(action, reason, by=by, at=at)
    return action
