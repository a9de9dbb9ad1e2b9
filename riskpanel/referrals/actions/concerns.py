"""Verbs about a concern: recorded, sent to early help, asked about, closed, opened again; and what is
done now, before any panel."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from riskpanel.access.models import User
from riskpanel.children import actions as children
from riskpanel.children import grants
from riskpanel.children.models import Child, Event
from riskpanel.children.moves import Refused, apply, write
from riskpanel.children.same import same_child
from riskpanel.partnership.models import Agency, Member, Panel
from riskpanel.partnership.standing import procedure_of
from riskpanel.referrals.actions.protection import count_earlier_call
from riskpanel.referrals.facts import facts_of, ours, procedure_for
from riskpanel.referrals.models import Concern, InterimAction

OF_THE_CONCERN = frozenset({"immediate", "strategy", "plan"})
"""Origins of an action for which the concern must be theirs who adds it; other rooms decide the rest."""
MORE = frozenset({"source", "universal_setting", "categories", "directions", "child_says", "family_says"})
"""What a concern may say besides what is happening and since when."""
MAY_FINISH = frozenset({"action_owner", "author", "lead_professional"})


def give_sight(concern: Concern, sight: str, *, by: User, at: datetime, **holder: Any) -> None:
    """Gives one holder a sight that is limited to this concern."""
    grants.give(child=concern.child, sight=sight, panel=concern.panel, by=by, at=at, about=concern.pk, **holder)


@transaction.atomic
def record_concern(
    *,
    panel: Panel,
    child: Child,
    happening: str,
    noticed_on: date,
    by: User,
    at: datetime,
    harm_signs: bool = False,
    told: str = "",
    **more: Any,
) -> Concern:
    """Records a worry about a child; its author and their line manager gain sight of it.

    `more` are the fields in `MORE`. `harm_signs` keeps early help from being offered first; `told` is
    what the author typed about the child and is kept with the event. Raises Refused where the author
    has no place in the partnership.
    """
    if unknown := set(more) - MORE:
        raise TypeError(f"A concern has no {', '.join(sorted(unknown))}")
    author = by.standing.member
    if author is None or {child.partnership_id, author.agency.partnership_id} != {panel.partnership_id}:
        raise Refused("Only somebody who works for an agency of the partnership can record a concern.")
    concern = Concern.objects.create(
        panel=panel,
        state=procedure_of(panel.procedure).lifecycle(Concern.THING).start,
        created_at=at,
        created_by=by,
        child=child,
        author=author,
        agency=author.agency,
        happening=happening,
        noticed_on=noticed_on,
        **more,
    )
    _let_author_see(concern, by=by, at=at)
    _add_to_child(child, concern)
    _tell(concern, at=at, harm_signs=harm_signs, told=told)
    if harm_signs:
        count_earlier_call(concern, by=by, at=at)
    return concern


def _tell(concern: Concern, *, at: datetime, **kept: Any) -> None:
    data = {"universal_setting": concern.universal_setting, "child_says": concern.child_says, **kept}
    write(concern, "concern_recorded", by=concern.created_by, at=at, note=concern.happening, data=data)


@transaction.atomic
def record_concern_about(
    *, panel: Panel, given_name: str, family_name: str, born_on: date | None, by: User, at: datetime,
    known_as: str = "", birth_estimated: bool = False, school: str = "", **concern: Any,
) -> Concern:  # fmt: skip
    """Records a concern about a child whom the author cannot see yet.

    Where the partnership already holds a child of exactly this name and birth date, the concern goes
    to that child, so that records do not fork; nothing tells the author so, nothing of the older
    record opens to them and nothing in it is overwritten. Otherwise the child is registered.
    """
    known = same_child(panel, given_name, family_name, born_on)
    child = known or children.register(
        panel=panel,
        given_name=given_name,
        family_name=family_name,
        born_on=born_on,
        known_as=known_as,
        birth_estimated=birth_estimated,
        school=school,
        by=by,
        at=at,
    )
    return record_concern(panel=panel, child=child, by=by, at=at, told=school, **concern)


def _let_author_see(concern: Concern, *, by: User, at: datetime) -> None:
    """Their own concern, and never more: nobody opens an older record by knowing a name and a birth date."""
    give_sight(concern, "concern_author", by=by, at=at, user=concern.author.user)
    if concern.author.line_manager:
        give_sight(concern, "concern_manager", by=by, at=at, user=concern.author.line_manager.user)


def _add_to_child(child: Child, concern: Concern) -> None:
    child.categories = [*child.categories, *(code for code in concern.categories if code not in child.categories)]
    child.directions = [*child.directions, *(code for code in concern.directions if code not in child.directions)]
    child.save(update_fields=["categories", "directions"])


@transaction.atomic
def route_to_early_help(
    *, concern: Concern, note: str, by: User, at: datetime, referred_on: date | None = None, outcome: str = ""
) -> Event:
    """Takes the early help route, with the day of the referral and what came of it so far. Raises
    Refused outside a universal setting."""
    ours(concern, by)
    data = {"referred_on": referred_on or at.date(), "outcome": outcome}
    return apply(concern, "route_to_early_help", by=by, at=at, note=note, facts=facts_of(concern, by), data=data)


@transaction.atomic
def record_early_help_outcome(*, concern: Concern, outcome: str, note: str, by: User, at: datetime) -> Event:
    """Writes down what early help answered. Raises Refused where the route was not taken or nothing is said."""
    ours(concern, by)
    if not Event.objects.filter(about=Concern.THING, case=concern.pk, kind="early_help_routed").exists():
        raise Refused("The early help route was not taken.")
    if not outcome.strip():
        raise Refused("Say what early help answered.")
    return write(concern, "early_help_answered", by=by, at=at, note=note, data={"outcome": outcome})


@transaction.atomic
def ask_social_care(*, concern: Concern, note: str, by: User, at: datetime, asked: str = "") -> Event:
    """Asks social care about the level; its advisers gain sight of this concern only. `asked` names
    who was asked, where it was somebody in particular."""
    ours(concern, by)
    if not note.strip():
        raise Refused("Write what you want to know.")
    event = apply(
        concern, "ask_social_care", by=by, at=at, note=note, facts=facts_of(concern, by), data={"asked": asked}
    )
    give_sight(concern, "csc_adviser", by=by, at=at, panel_role="csc_adviser")
    return event


@transaction.atomic
def answer_consultation(*, concern: Concern, note: str, by: User, at: datetime) -> Event:
    """Social care's answer; the level stays with whoever sets it."""
    if not note.strip():
        raise Refused("Write what you advise.")
    return apply(concern, "answer_consultation", by=by, at=at, note=note, facts=facts_of(concern, by))


@transaction.atomic
def report_information(*, concern: Concern, note: str, by: User, at: datetime) -> Event:
    """Writes down something new, which calls for the level to be reviewed; a closed concern is opened
    again and its author and their line manager see it again."""
    ended = {one.code for one in procedure_for(concern).lifecycle(Concern.THING).states if one.end}
    closed = concern.state in ended
    if closed:
        _let_author_see(concern, by=by, at=at)
    move = "reopen" if closed else "report_information"
    return apply(concern, move, by=by, at=at, note=note, facts=facts_of(concern, by, note=note))


@transaction.atomic
def close_without_level(*, concern: Concern, reason: str, by: User, at: datetime) -> Event:
    """Closes a concern of which nothing is left, with the line manager's reason."""
    ours(concern, by)
    event = apply(concern, "close_without_level", by=by, at=at, note=reason, facts=facts_of(concern, by, reason=reason))
    close(concern, by=by, at=at)
    return event


def close(concern: Concern, *, by: User, at: datetime) -> None:
    """Says on the thread that the concern has ended, which ends the sights that it gave."""
    write(concern, "closed", by=by, at=at)


@transaction.atomic
def lead_for(*, concern: Concern, lead: Member, by: User, at: datetime, role: str = "") -> None:
    """Names the one lead professional of the child; whoever led before does so no longer. `role` is
    one of the roles of the procedure in which they lead."""
    ours(concern, by)
    children.hand_lead(child=concern.child, lead=lead, panel=concern.panel, by=by, at=at)
    write(concern, "lead_named", by=by, at=at, note=f"{lead}{f' ({role})' if role else ''}", data={"role": role})


@transaction.atomic
def add_interim_action(
    *,
    concern: Concern,
    origin: str,
    what: str,
    agency: Agency,
    owner: Member | None,
    due_on: date | None,
    by: User,
    at: datetime,
) -> InterimAction:
    """Adds something that is done now, owned by a person or, where nobody is named yet, by an
    agency's contacts. Raises Refused without what, when, or with an owner of another agency."""
    if origin in OF_THE_CONCERN:
        ours(concern, by)
    reasons = [
        *([] if what.strip() else ["Say what is to be done."]),
        *([] if due_on else ["Give the date by which it is done."]),
        *(["The owner does not work for that agency."] if owner and owner.agency_id != agency.pk else []),
    ]
    if reasons:
        raise Refused(*reasons)
    action = InterimAction.objects.create(
        panel=concern.panel, state="open", created_at=at, created_by=by, concern=concern, child=concern.child,
        origin=origin, what=what, agency=agency, owner=owner, due_on=due_on,
    )  # fmt: skip
    holder = {"user": owner.user} if owner else {"agency": agency}
    grants.give(child=concern.child, sight="action_owner", panel=concern.panel, by=by, at=at, about=action.pk, **holder)
    write(action, "interim_action_set", by=by, at=at, note=what, data={"due_on": due_on})
    return action


@transaction.atomic
def finish_interim_action(*, action: InterimAction, report: str, by: User, at: datetime) -> InterimAction:
    """Reports an action as done. Raises Refused without a report, for one that is done already, and
    for anybody but its owner, the author and the lead professional."""
    if not action.relations(by) & MAY_FINISH:
        raise Refused("This is for the owner of the action, the author or the lead professional.")
    if action.done_at:
        raise Refused("This action is done already.")
    if not report.strip():
        raise Refused("Say what was done.")
    action.done_at, action.report, action.state = at, report, "done"
    action.save(update_fields=["done_at", "report", "state"])
    write(action, "interim_action_done", by=by, at=at, note=report)
    grants.end(about=action.pk, event="action_closed", panel=action.panel, at=at, by=by)
    return action
