"""Disagreement that goes up, stage by stage, until it is settled."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from riskpanel.access.models import User
from riskpanel.children import grants
from riskpanel.children.models import Child
from riskpanel.children.moves import Refused, apply, write
from riskpanel.partnership.models import Agency, Appointment, Member, Panel, holding
from riskpanel.partnership.standing import procedure_of
from riskpanel.plans import facts
from riskpanel.plans.models import Action, Escalation
from riskpanel.procedure.model import Stage


@transaction.atomic
def raise_escalation(
    *,
    panel: Panel,
    child: Child,
    track: str,
    issue: str,
    by: User,
    at: datetime,
    action: Action | None = None,
    against: Agency | None = None,
    other_view: str = "",
    recipients: Iterable[Member] = (),
) -> Escalation:
    """Sends a disagreement to the first stage of a track of the procedure, and tells the chairs.

    It holds nothing up. `recipients` names people; without them it goes to those whom the stage
    names. Raises Refused without an issue, or where nobody is there to answer.
    """
    first = procedure_of(panel.procedure).track(track).stages[0]
    if not issue.strip():
        raise Refused("Say what is not moving, or what you do not agree about.")
    escalation = Escalation.objects.create(
        panel=panel,
        child=child,
        track=track,
        stage=first.code,
        issue=issue.strip(),
        other_view=other_view,
        action=action,
        raised_by_agency=by.standing.agency,
        against=against,
        state=procedure_of(panel.procedure).lifecycle(Escalation.THING).start,
        created_at=at,
        created_by=by,
    )
    _tell(escalation, by, at)
    _send(escalation, first, escalation.issue, by=by, at=at, recipients=recipients)
    return escalation


def _tell(escalation: Escalation, by: User, at: datetime) -> None:
    """Lets those see it who have a part in it: who raised it, the other agency, the panel's chairs."""
    about = {"child": escalation.child, "sight": "escalation_party", "panel": escalation.panel}
    about |= {"about": escalation.pk, "by": by, "at": at}
    grants.give(user=by, **about)
    grants.give(panel_role="coordinator", **about)
    for seat in escalation.panel.seats.filter(chairs=True, retired=False):
        grants.give(seat=seat, **about)
    if escalation.against:
        grants.give(agency=escalation.against, **about)


def _send(
    escalation: Escalation, stage: Stage, note: str, *, by: User, at: datetime, recipients: Iterable[Member] = ()
) -> None:
    """Gives the recipients of a stage sight, and writes when they owe an answer."""
    people = [member.user for member in recipients] or stage_recipients(escalation.panel, stage, at)
    if not people:
        raise Refused(f"Nobody is named to answer: {', '.join(stage.to)}. Ask the administrator to name them.")
    for user in people:
        grants.give(
            child=escalation.child,
            sight="escalation_recipient",
            panel=escalation.panel,
            user=user,
            about=escalation.pk,
            by=by,
            at=at,
        )
    write(escalation, "escalation_raised", by=by, at=at, note=note, data=stage_data(escalation.panel, stage, at))


def stage_data(panel: Panel, stage: Stage, at: datetime) -> dict[str, Any]:
    """What the event of a stage carries: its code and the day until which an answer is owed."""
    by_day = facts.calendar_of(panel).add_working_days(at, stage.working_days).day
    return {"stage": stage.code, "answer_by": by_day}


def stage_recipients(panel: Panel, stage: Stage, at: datetime) -> list[User]:
    """The users to whom a stage goes: those appointed to answer at the panel whose post, or the reason
    of whose appointment, the stage names; all of them, unless each name of the stage is found."""
    on = facts.calendar_of(panel).day_of(at)
    here = Appointment.objects.filter(
        Q(panel=panel) | Q(panel=None, member__agency__partnership=panel.partnership_id),
        holding(on),
        role="escalation_recipient",
    ).select_related("member__user")
    wanted = {title.casefold() for title in stage.to}
    posts = {a: {a.member.job_title.casefold(), a.reason.casefold()} & wanted for a in here}
    complete = set().union(*posts.values()) == wanted
    return list({a.member.user_id: a.member.user for a in here if posts[a] or not complete}.values())


def coming_stage(escalation: Escalation) -> Stage | None:
    """The stage after the one that it is at, or None."""
    stages = procedure_of(escalation.panel.procedure).track(escalation.track).stages
    at = next((place for place, stage in enumerate(stages) if stage.code == escalation.stage), len(stages))
    return stages[at + 1] if at + 1 < len(stages) else None


def side_of(escalation: Escalation, user: User) -> str:
    """Whose view somebody gives while it is open: `other` for the agency that it is about, `own` for the
    side that asks (the chairs about an action of the panel, else the agency that raised it), or none."""
    agency = user.standing.agency
    if escalation.state != "open" or agency is None:
        return ""
    if escalation.against_id == agency.pk:
        return "other"
    if escalation.action_id is not None:
        return "own" if "co_chair" in user.standing.roles_at(escalation.panel_id) else ""
    return "own" if escalation.raised_by_agency_id == agency.pk else ""


@transaction.atomic
def say_view(*, escalation: Escalation, words: str, by: User, at: datetime) -> Escalation:
    """One side gives its view; what it said before stays in the history. Raises Refused for anybody who
    speaks for neither side, and once it is settled."""
    side = side_of(escalation, by)
    if not side:
        raise Refused("The agency that this is about, and the side that asks, give their views while it is open.")
    if not words.strip():
        raise Refused("Write your view.")
    field = f"{side}_view"
    setattr(escalation, field, words.strip())
    escalation.save(update_fields=[field])
    write(escalation, "escalation_view_given", by=by, at=at, note=words.strip())
    return escalation


@transaction.atomic
def answer_escalation(*, escalation: Escalation, note: str, by: User, at: datetime) -> Escalation:
    """Somebody to whom it was sent answers."""
    apply(escalation, "respond", by=by, at=at, facts={"note": note}, note=note)
    return escalation


@transaction.atomic
def next_stage(
    *, escalation: Escalation, reason: str, by: User, at: datetime, recipients: Iterable[Member] = ()
) -> Escalation:
    """It is not settled and goes to the next stage, whose people have their own time to answer."""
    stage = coming_stage(escalation)
    if not reason.strip():
        raise Refused("Say why it goes on.")
    data = stage_data(escalation.panel, stage, at) if stage else {}
    people = ([m.user for m in recipients] or stage_recipients(escalation.panel, stage, at)) if stage else []
    for user in people:
        grants.give(
            child=escalation.child,
            sight="escalation_recipient",
            panel=escalation.panel,
            user=user,
            about=escalation.pk,
            by=by,
            at=at,
        )
    apply(escalation, "next_stage", by=by, at=at, facts={"has_next_stage": bool(stage)}, note=reason, data=data)
    if stage:
        escalation.stage = stage.code
        escalation.save(update_fields=["stage"])
    return escalation


@transaction.atomic
def resolve(*, escalation: Escalation, note: str, by: User, at: datetime, cancels: bool = False) -> Escalation:
    """It is settled, and the panel is told. A refused action stands again, unless it `cancels` it."""
    _end(escalation, "resolve", {"note": note}, note, by=by, at=at)
    action = escalation.action
    if action and action.state == "refused":
        from riskpanel.plans.actions import doing

        (doing.cancel if cancels else doing.settle)(action=action, reason=note, by=by, at=at)
    return escalation


@transaction.atomic
def withdraw_escalation(*, escalation: Escalation, reason: str, by: User, at: datetime) -> Escalation:
    """Whoever raised it takes it back. Raises Refused while an action is still refused."""
    if escalation.action and escalation.action.state == "refused":
        raise Refused("The action is still refused: settle it or cancel it.")
    return _end(escalation, "withdraw", {"reason": reason}, reason, by=by, at=at)


def end_dispute(action: Action, note: str, *, by: User, at: datetime) -> None:
    """Resolves what is still open about an action whose dispute was settled with it."""
    for escalation in action.escalations.filter(state="open"):
        _end(escalation, "resolve", {"note": note}, note, by=by, at=at)


def _end(escalation: Escalation, move: str, told: dict[str, Any], note: str, *, by: User, at: datetime) -> Escalation:
    apply(escalation, move, by=by, at=at, facts=told, note=note)
    escalation.outcome = note
    escalation.save(update_fields=["outcome"])
    write(escalation, "escalation_closed", by=by, at=at)
    return escalation
