"""Rounds of actions in which many take part: everybody signs, everybody answers, every item is heard.
Each line of a round is an action of its own, done by the person who would do it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from riskpanel.access.models import User
from riskpanel.demo.telling.hearing import hear
from riskpanel.demo.telling.returns import agencies_answer
from riskpanel.meetings import actions as meetings
from riskpanel.meetings.models import Invitation, Meeting
from riskpanel.partnership.models import Agency
from riskpanel.plans import actions as plans
from riskpanel.plans.models import LogEntry, PlanVersion
from riskpanel.referrals import actions as referrals
from riskpanel.referrals.models import Checklist, Concern

if TYPE_CHECKING:
    from riskpanel.demo.telling.stage import Stage


def sign_every_part(*, stage: Any, step: Any, checklist: Checklist, at: datetime, without: Sequence[str] = ()) -> None:
    """Every agency that has a part in the checklist signs it, but for those in `without`."""
    left_out = {stage.company.agencies[key].pk for key in without}
    for part in checklist.contributors.filter(signed_at=None).select_related("agency", "member"):
        if part.agency_id not in left_out:
            user = stage.same(part.member.user) if part.member else contact(stage, part.agency)
            said = {"unanswered": "What we know was said at the meeting.", "by": user, "at": at}
            referrals.sign_part(checklist=stage.fresh(checklist), agency=part.agency, **said)


def contact(stage: "Stage", agency: Agency) -> User:
    """Who speaks for an agency; the coordinator where it has nobody."""
    for user in stage.company.users.values():
        standing = user.standing
        if standing.agency and standing.agency.pk == agency.pk and "agency_contact" in standing.roles:
            return user
    return stage.user("coordinator")


def file_every_copy(*, stage: Any, step: Any, version: PlanVersion, at: datetime, without: Sequence[str] = ()) -> None:
    """Every agency confirms that its copy of the plan is on its case file, but for those in `without`."""
    left_out = {stage.company.agencies[key].pk for key in without}
    for copy in version.copies.select_related("agency").exclude(agency__in=left_out):
        by = contact(stage, copy.agency)
        place = f"{copy.agency.kind[:4].upper()}/{at:%y}/{copy.pk.hex[:6].upper()}"
        plans.confirm_filed(copy=stage.fresh(copy), file_reference=place, by=by, at=at)


DONE = (
    "Done as agreed; the child was told beforehand.",
    "Done. It took two visits, because nobody was at home the first time.",
    "Done with the parent present. What they said is on the file.",
    "Done today. One thing is left over and is in the plan.",
    "Done, and the other agencies were told the same afternoon.",
)


def finish_what_was_agreed(
    *, stage: Any, step: Any, concern: Concern, at: datetime, without: Sequence[str] = ()
) -> None:
    """Everybody reports what they were to do at once, but for the agencies in `without`."""
    left_out = {stage.company.agencies[key].pk for key in without}
    open_ones = concern.actions.filter(done_at=None).exclude(agency__in=left_out).select_related("owner__user")
    for number, action in enumerate(open_ones, len(step.child)):
        by = stage.same(action.owner.user)
        referrals.finish_interim_action(action=stage.fresh(action), report=DONE[number % len(DONE)], by=by, at=at)


def accept_what_was_given(*, stage: Any, step: Any, entry: LogEntry, at: datetime, without: Sequence[str] = ()) -> None:
    """Everybody accepts the actions of the plan that they own, but for the agencies in `without`."""
    left_out = {stage.company.agencies[key].pk for key in without}
    for action in entry.actions.filter(state="open").exclude(agency__in=left_out).select_related("owner__user"):
        plans.accept_action(action=stage.fresh(action), by=stage.same(action.owner.user), at=at)


def answer_invitations(
    *,
    stage: Any,
    step: Any,
    meeting: Meeting,
    at: datetime,
    apologies: Mapping[str, str] | None = None,
    deputies: Mapping[str, Mapping[str, Any]] | None = None,
    silent: Sequence[str] = (),
) -> None:
    """Every seat that somebody holds answers: coming, a deputy, or apologies with their reason."""
    apologies, deputies = apologies or {}, deputies or {}
    for invitation in _invited(meeting):
        code = invitation.seat.code
        if code in silent:
            continue
        answer: dict[str, Any] = {"answer": "coming", "may_commit": True}
        if code in apologies:
            answer = {"answer": "apologies", "reason": apologies[code]}
        if code in deputies:
            answer = _deputy(stage, deputies[code])
        by = stage.same(invitation.member.user)
        meetings.answer_invitation(invitation=invitation, by=by, at=at, **answer)


def _deputy(stage: "Stage", told: Mapping[str, Any]) -> dict[str, Any]:
    key = told["member"]
    stage.company.users[key].__dict__.pop("standing", None)
    answer = {"answer": "deputy", "deputy_member": stage.company.members[key], "reason": told.get("reason", "")}
    return answer | {"may_chair": told.get("may_chair", False), "may_commit": told.get("may_commit", True)}


def _invited(meeting: Meeting) -> list[Invitation]:
    found = list(meeting.invitations.exclude(member=None).select_related("seat", "member__user", "deputy"))
    for invitation in found:
        invitation.meeting = meeting
    return found


def accept_statement(*, stage: Any, step: Any, meeting: Meeting, at: datetime, without: Sequence[str] = ()) -> None:
    """Everybody who comes accepts the statement on confidentiality, and so does the coordinator."""
    for invitation in _invited(meeting):
        if invitation.answer in {"coming", "deputy"} and invitation.seat.code not in without:
            user = stage.same(invitation.member.user)
            meetings.accept_confidentiality(meeting=meeting, member=invitation.member, by=user, at=at)
    coordinator = stage.company.members["coordinator"]
    meetings.accept_confidentiality(meeting=meeting, member=coordinator, by=stage.user("coordinator"), at=at)


def open_with_those_who_came(
    *, stage: Any, step: Any, meeting: Meeting, by: User, at: datetime, absent: Sequence[str] = (), exception: str = ""
) -> None:
    """Opens the meeting with everybody who said that they would come, but for the `absent`."""
    came = [one.seat for one in _invited(meeting) if one.answer in {"coming", "deputy"}]
    present = [seat for seat in came if seat.code not in absent]
    meetings.open_meeting(meeting=meeting, present_seats=present, exception=exception, by=by, at=at)


def hear_every_item(
    *, stage: Any, step: Any, meeting: Meeting, by: User, at: datetime, heard: Mapping[str, Any], general: str = ""
) -> None:
    """The panel hears every child of the agenda in turn: what is new, the decision, the minutes."""
    coordinator, moment = stage.user("coordinator"), at
    for item in meetings.undecided(meeting):
        moment += timedelta(minutes=5)
        hear(stage, item, heard, chair=by, coordinator=coordinator, at=moment)
    if general:
        again = stage.meeting(step)
        meetings.save_minutes(
            meeting=again, text=general, version=again.general_version, by=coordinator, at=moment + timedelta(minutes=5)
        )


def notice(
    *, stage: Any, step: Any, by: User, at: datetime, owner_agency: Agency | None = None, due_on: date | None = None,
    touches: Sequence[str] = (), **fields: Any,
) -> Any:  # fmt: skip
    """Somebody at the panel writes a pattern down, with those of the children it touches whom they see."""
    known = [stage.things[key, "Child"] for key in touches if (key, "Child") in stage.things]
    return meetings.add_pattern(
        panel=stage.panel, owner_agency=owner_agency, due_on=due_on, children=known, by=by, at=at, **fields
    )


ROUNDS: dict[str, Callable[..., Any]] = {
    "sign_every_part": sign_every_part,
    "accept_what_was_given": accept_what_was_given,
    "finish_what_was_agreed": finish_what_was_agreed,
    "file_every_copy": file_every_copy,
    "answer_invitations": answer_invitations,
    "accept_statement": accept_statement,
    "open_with_those_who_came": open_with_those_who_came,
    "hear_every_item": hear_every_item,
    "notice": notice,
    "agencies_answer": agencies_answer,
}
