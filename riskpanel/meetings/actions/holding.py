"""Verbs of the meeting itself: opening it with its chairs, noting an item, closing it."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from riskpanel.access.models import User
from riskpanel.children import grants
from riskpanel.children.moves import Changed, Refused, apply, write
from riskpanel.meetings import reach
from riskpanel.meetings.actions import listed, protecting
from riskpanel.meetings.actions.asking import stop_asking
from riskpanel.meetings.actions.coming import correct_presence, finish_presences
from riskpanel.meetings.actions.planning import must_be, must_run, must_take_part
from riskpanel.meetings.actions.sight import in_annex, source_of
from riskpanel.meetings.actions.sources import DECIDED
from riskpanel.meetings.actions.turns import finish_turn
from riskpanel.meetings.models import AgendaItem, Guest, Invitation, Meeting
from riskpanel.meetings.stages import WRITING
from riskpanel.partnership.actions.seats import ranked
from riskpanel.partnership.models import Agency, Member, Seat
from riskpanel.partnership.standing import procedure_of
from riskpanel.plans import actions as plans
from riskpanel.plans.models import Action


def chairs_present(meeting: Meeting, present: Collection[int]) -> tuple[list[Invitation], list[str]]:
    """The invitations of chair seats that count as present, and a sentence for each that does not; none
    where the procedure asks for one chair and one is there.

    A chair counts when somebody of the rank that the procedure asks for comes, in person or as a deputy
    who may chair; one person counts once.
    """
    procedure = procedure_of(meeting.panel.procedure)
    invited = {
        one.seat.code: one for one in meeting.invitations.select_related("seat__agency", "member__user", "deputy")
    }
    counted: list[Invitation] = []
    lacking: list[str] = []
    for code in procedure.chair_rule.seats:
        invitation = invited.get(code)
        reason = _lacks(invitation, present, counted)
        if reason:
            lacking.append(f"{procedure.seat(code).title}: {reason}.")
        elif invitation:
            counted.append(invitation)
    return counted, [] if counted and procedure.chair_rule.needed == "one" else lacking


def _lacks(invitation: Invitation | None, present: Collection[int], counted: list[Invitation]) -> str:
    if invitation is None or invitation.seat_id not in present:
        return "not present"
    if invitation.member is None:
        return "nobody holds the seat"
    if invitation.deputy and not invitation.deputy.may_chair:
        return "the deputy may not chair"
    if invitation.member.pk in {one.member_id for one in counted}:
        return "one person cannot fill both chairs"
    return " ".join(ranked(invitation.seat, invitation.member)).removesuffix(".")


@transaction.atomic
def open_meeting(
    *, meeting: Meeting, present_seats: Collection[Seat], by: User, at: datetime, exception: str = ""
) -> Meeting:
    """Opens the meeting and records who came. Without both chairs it opens only with a recorded reason,
    and what it decides waits to be ratified; a procedure may rule even that out."""
    if not reach.chairs(by, meeting.panel, meeting):
        raise Refused("A co-chair opens the meeting.")
    keys = {seat.pk for seat in present_seats}
    _, lacking = chairs_present(meeting, keys)
    rule = procedure_of(meeting.panel.procedure).chair_rule
    if lacking and rule.absent == "stop":
        raise Refused(*lacking)
    fact = exception.strip() if lacking else "both"
    try:
        apply(
            meeting,
            "open",
            by=by,
            at=at,
            facts={"chairs_present_or_reason": fact},
            note=exception if lacking else "",
            data={"present": len(keys), "kind": meeting.sitting.kind},
        )
    except Refused as refused:
        raise Refused(*refused.reasons, *(lacking if not fact else ()), ruling=refused.ruling) from None
    meeting.opened_at, meeting.exception, meeting.needs_ratifying = at, exception if lacking else "", bool(lacking)
    meeting.save(update_fields=["opened_at", "exception", "needs_ratifying"])
    for invitation in meeting.invitations.select_related("member"):
        invitation.attended = invitation.seat_id in keys
        invitation.save(update_fields=["attended"])
        if invitation.attended:
            correct_presence(meeting, invitation.member, True, by=by, at=at)
    plans.roll_over(panel=meeting.panel, at=at)
    return meeting


@transaction.atomic
def set_attendance(*, invitation: Invitation, attended: bool, by: User, at: datetime) -> None:
    """Corrects who came, for somebody who came late or left."""
    meeting = invitation.meeting
    must_run(by, meeting.panel, meeting)
    must_be(meeting, WRITING, "Attendance is recorded from the opening until the minutes are signed.")
    invitation.attended = attended
    invitation.save(update_fields=["attended"])
    correct_presence(meeting, invitation.member, attended, by=by, at=at)
    write(meeting, "attendance_corrected", by=by, at=at, data={"seat": invitation.seat.code, "attended": attended})


@transaction.atomic
def note_item(
    *,
    item: AgendaItem,
    protective_action: str,
    update: str,
    lead_present: bool | None,
    version: int,
    by: User,
    at: datetime,
) -> AgendaItem:
    """Notes for a child whether protective action is under way, what is new, and whether the lead
    professional came; where they did not, a written update is asked of them. Raises Changed when
    somebody noted something else meanwhile."""
    meeting = item.meeting
    must_run(by, meeting.panel, meeting)
    must_take_part(by, item)
    must_be(meeting, WRITING, "This is noted from the opening of the meeting until the minutes are signed.")
    held = AgendaItem.objects.select_for_update().get(pk=item.pk)
    same = (held.protective_action, held.update, held.lead_present) == (protective_action, update, lead_present)
    if same:
        return held
    if held.note_version != version:
        raise Changed(held)
    held.protective_action, held.update, held.lead_present = protective_action, update, lead_present
    held.note_version += 1
    held.save(update_fields=["protective_action", "update", "lead_present", "note_version"])
    Guest.objects.filter(item=held, as_lead=True).update(attended=lead_present)
    write(meeting, "item_noted", by=by, at=at, data={"protective_action": protective_action, "item": held.pk})
    held.meeting = meeting
    protecting.tell(held, by=by, at=at)
    return held


@transaction.atomic
def give_action(
    *,
    item: AgendaItem,
    what: str,
    agency: Agency,
    owner: Member,
    due_on: date | None,
    by: User,
    at: datetime,
    label: str = "",
) -> Action:
    """Gives an action that the panel agreed for this item, to a person of an agency, with a day; without
    one it is owed by the panel's next meeting, where the item is a listed child's."""
    meeting = item.meeting
    must_run(by, meeting.panel, meeting)
    must_take_part(by, item)
    must_be(meeting, WRITING, "Actions are given from the opening of the meeting until the minutes are signed.")
    entry = item.entry if item.entry and item.entry.live else None
    due_on = due_on or listed.next_due(item)
    return plans.set_action(
        panel=meeting.panel,
        child=item.child,
        what=what,
        agency=agency,
        owner=owner,
        due_on=due_on,
        entry=entry,
        item=item.pk,
        label=label,
        by=by,
        at=at,
    )


def undecided(meeting: Meeting) -> list[AgendaItem]:
    """The items whose child still needs a decision of this meeting."""
    items = meeting.items.filter(removed=False, decisions=None)
    items = items.select_related("referral", "entry", "child", "listing")
    return [item for item in items if needs_decision(item)]


def needs_decision(item: AgendaItem) -> bool:
    """Whether the panel owes this item a decision: a referral that still waits, or a child on the log or a
    list."""
    if in_annex(item) or source_of(item) not in DECIDED:
        return False
    if item.listing:
        return item.listing.state in listed.UNDECIDED
    if item.referral and item.entry is None:
        return item.referral.state in {"on_agenda", "accepted"}
    return bool(item.entry and item.entry.state in {"logged", "active"})


@transaction.atomic
def close_meeting(*, meeting: Meeting, by: User, at: datetime) -> Meeting:
    """Closes the meeting once every child has a decision; guests keep sight of their item for the days
    that the procedure gives them."""
    must_run(by, meeting.panel, meeting)
    waiting = undecided(meeting)
    try:
        apply(meeting, "close", by=by, at=at, facts={"items_undecided": [str(item.pk) for item in waiting]})
    except Refused as refused:
        left = [f"{item.child.reference} has no decision yet." for item in waiting]
        raise Refused(*refused.reasons, *left, ruling=refused.ruling) from None
    meeting.closed_at = at
    meeting.save(update_fields=["closed_at"])
    finish_turn(meeting, at=at)
    finish_presences(meeting, at=at)
    end_with(meeting, "meeting_closed", by=by, at=at)
    stop_asking(meeting=meeting, by=by, at=at)
    return meeting


def end_with(meeting: Meeting, event: str, *, by: User, at: datetime) -> None:
    """Ends, in the procedure's time, the sight of every item that this event of the meeting ends."""
    for key in meeting.items.exclude(child=None).values_list("pk", flat=True):
        grants.end(about=key, event=event, panel=meeting.panel, at=at, by=by)
