"""Verbs of hearing a listed child: the last actions looked at, the questions answered, the decision."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from riskpanel.access.models import User
from riskpanel.children.moves import Changed, Refused, apply, write
from riskpanel.cohorts.actions import upward
from riskpanel.cohorts.facts import next_for, next_meeting
from riskpanel.cohorts.models import Listing, PutForward
from riskpanel.meetings import reach
from riskpanel.meetings.actions import listed
from riskpanel.meetings.actions.deciding import keep_decision
from riskpanel.meetings.actions.holding import needs_decision
from riskpanel.meetings.actions.planning import must_be, must_run, must_take_part
from riskpanel.meetings.models import AgendaItem, Decision, Meeting
from riskpanel.meetings.stages import WRITING
from riskpanel.partnership.models import Agency, Sitting
from riskpanel.partnership.standing import procedure_of
from riskpanel.plans.models import Action, ImmediateAction
from riskpanel.procedure import Procedure
from riskpanel.procedure.list_parts import Prompt
from riskpanel.procedure.model import Outcome

NOTED = ("text", "yes_no", "scrutiny")
"""Kinds of questions that are noted while the panel talks; the others go with the decision."""
ANSWERS = {"yes_no": ("yes", "no"), "scrutiny": ("yes", "partly", "no"), "put_forward": ("yes", "no")}
DEFER = "defer"


@dataclass
class Hearing:
    """A decision for a listed child as it is asked for."""

    item: AgendaItem
    line: Outcome
    rationale: str
    by: User
    at: datetime
    lead_agency: Agency | None = None
    lead_team: str = ""
    upward: str = ""
    upward_reason: str = ""
    immediate_risk: bool = False
    interim: str = ""
    receiving_service: str = ""
    reentry_trigger: str = ""
    dissent: str = ""
    coming: Sitting | None = None
    last: Decision | None = None
    wrong: list[str] = field(default_factory=list)

    @property
    def procedure(self) -> Procedure:
        return procedure_of(self.item.meeting.panel.procedure)

    @property
    def prompts(self) -> tuple[Prompt, ...]:
        return prompts_of(self.item.meeting)


def prompts_of(meeting: Meeting) -> tuple[Prompt, ...]:
    """What this kind of meeting asks about each child."""
    return procedure_of(meeting.panel.procedure).prompts_of(meeting.sitting.kind)


def outcomes_heard(item: AgendaItem) -> list[Outcome]:
    """The decisions for a listed child: those that the procedure's question about them offers."""
    lines = [line for line in procedure_of(item.meeting.panel.procedure).outcomes if line.source == "listed"]
    offered = next((one.outcomes for one in prompts_of(item.meeting) if one.kind == "decision" and one.outcomes), ())
    return [line for line in lines if not offered or line.code in offered]


def actions_waiting(meeting: Meeting, items: Iterable[AgendaItem] | None = None) -> bool:
    """Whether the meeting has yet to look at what became of earlier actions; `items` are those of its
    agenda, where somebody has them already."""
    if meeting.actions_reviewed_at is not None:
        return False
    kind = procedure_of(meeting.panel.procedure).meeting(meeting.sitting.kind)
    sections = {section.code for section in kind.sections if section.source == "actions"}
    if items is not None:
        return any(item.section in sections for item in items)
    return meeting.items.filter(removed=False, section__in=sections).exists()


@transaction.atomic
def review_actions(*, meeting: Meeting, by: User, at: datetime) -> None:
    """The meeting looked at what became of the last one's actions; children come after that."""
    must_run(by, meeting.panel, meeting)
    must_be(meeting, WRITING, "Actions are looked at when the meeting is open.")
    if meeting.actions_reviewed_at is None:
        meeting.actions_reviewed_at = at
        meeting.save(update_fields=["actions_reviewed_at"])
        write(meeting, "actions_reviewed", by=by, at=at)


@transaction.atomic
def note_listed(
    *, item: AgendaItem, answers: Mapping[str, Mapping[str, str]], lead_present: bool | None, version: int,
    by: User, at: datetime,
) -> AgendaItem:  # fmt: skip
    """Notes what the panel answered about a listed child: for each question by its code, `answer` and
    `says`. Raises Changed when somebody noted something else meanwhile."""
    meeting = item.meeting
    must_run(by, meeting.panel, meeting)
    must_take_part(by, item)
    must_be(meeting, WRITING, "This is noted from the opening of the meeting until the minutes are signed.")
    held = AgendaItem.objects.select_for_update().get(pk=item.pk)
    asked = held.asked | {code: dict(told) for code, told in _fitting(meeting, answers).items()}
    if (held.asked, held.lead_present) == (asked, lead_present):
        return held
    if held.note_version != version:
        raise Changed(held)
    held.asked, held.lead_present, held.note_version = asked, lead_present, held.note_version + 1
    held.save(update_fields=["asked", "lead_present", "note_version"])
    held.guests.filter(as_lead=True).update(attended=lead_present)
    write(meeting, "item_noted", by=by, at=at, data={"item": held.pk})
    return held


def _fitting(meeting: Meeting, answers: Mapping[str, Mapping[str, str]]) -> dict[str, Mapping[str, str]]:
    asked = {one.code: one for one in prompts_of(meeting) if one.kind in NOTED}
    for code, told in answers.items():
        if code not in asked:
            raise Refused("The procedure does not ask this.")
        if told.get("answer") and told["answer"] not in ANSWERS.get(asked[code].kind, ()):
            raise Refused(f"Choose an answer: {asked[code].label}")
    return dict(answers)


@transaction.atomic
def decide_listed(
    *,
    item: AgendaItem,
    outcome: str,
    rationale: str,
    by: User,
    at: datetime,
    lead_agency: Agency | None = None,
    lead_team: str = "",
    upward: str = "",
    upward_reason: str = "",
    immediate_risk: bool = False,
    interim: str = "",
    receiving_service: str = "",
    reentry_trigger: str = "",
    dissent: str = "",
) -> Decision:
    """Records what the panel decided for a listed child and does what follows: the child is discussed, has
    actions, steps down or is put off to the next meeting, and goes to the other body where the panel says
    so (`upward` is yes or no).

    For chairs of this meeting. Raises Refused with every reason that the procedure has against it. What
    was decided is followed by another decision of the same outcome, unless it was put off.
    """
    line = next((one for one in outcomes_heard(item) if one.code == outcome), None)
    if line is None:
        raise Refused("Choose one of the decisions that the procedure has for this child.")
    hearing = Hearing(
        item, line, rationale.strip(), by, at, lead_agency, lead_team.strip(), upward, upward_reason.strip(),
        immediate_risk, interim.strip(), receiving_service.strip(), reentry_trigger.strip(), dissent,
    )  # fmt: skip
    hearing.last = item.decisions.first()
    hearing.coming = next_meeting(item.meeting.panel, item.meeting.sitting.starts_at)
    _check(hearing)
    if needs_decision(item):
        _move(hearing)
    _put_forward(hearing)
    return _keep(hearing)


def _check(hearing: Hearing) -> None:
    meeting, wrong = hearing.item.meeting, hearing.wrong
    if not reach.chairs(hearing.by, meeting.panel, meeting):
        raise Refused("Only a co-chair records the panel's decision.")
    must_take_part(hearing.by, hearing.item)
    must_be(meeting, WRITING, "Decisions are recorded from the opening of the meeting until the minutes are signed.")
    if hearing.last is None and not needs_decision(hearing.item):
        raise Refused("This item waits for no decision.")
    if not hearing.rationale:
        wrong.append("Give the reasons.")
    if hearing.line.listing_move == DEFER:
        _check_deferral(hearing)
    else:
        wrong += [f"First answer: {prompt.label}" for prompt in hearing.prompts if _lacks(hearing, prompt)]
        if hearing.upward == "yes" and not hearing.upward_reason:
            wrong.append("Say why the child is put forward.")
    if hearing.last and not needs_decision(hearing.item) and hearing.last.outcome != hearing.line.code:
        wrong.append(
            "What was decided stands: write what was wrong in its reasons, or decide anew at the next meeting."
        )
    if wrong:
        raise Refused(*wrong)


def _lacks(hearing: Hearing, prompt: Prompt) -> bool:
    """Whether a question that must be answered has no answer yet. The lead agency is asked for with the
    decisions that need one."""
    if not prompt.required or prompt.kind == "decision":
        return False
    if prompt.kind == "lead_agency":
        return "lead_agency" in hearing.line.needs and hearing.lead_agency is None
    if prompt.kind == "put_forward":
        return hearing.upward not in ANSWERS[prompt.kind]
    told = hearing.item.asked.get(prompt.code, {})
    return not str(told.get("says" if prompt.kind == "text" else "answer", "")).strip()


def first_text(prompts: tuple[Prompt, ...]) -> str:
    """The code of the first question in words: the update on the child's risks."""
    return next((one.code for one in prompts if one.kind == "text"), "")


def _check_deferral(hearing: Hearing) -> None:
    if hearing.coming is None:
        hearing.wrong.append("Make the date of the next meeting first: a decision is put off to it at most.")
    if not hearing.interim:
        hearing.wrong.append("Say what keeps the child safe until then.")
    if hearing.last is not None and hearing.last.outcome != hearing.line.code:
        hearing.wrong.append("What was decided can be corrected, and no longer be put off.")


def _move(hearing: Hearing) -> None:
    listing = hearing.item.listing
    listing.panel = hearing.item.meeting.panel
    if hearing.line.listing_move == DEFER:
        if hearing.last is None:
            _defer(hearing, listing)
        return
    if listing.state == "listed":
        _hear_again(hearing, listing)
    _discuss(hearing, listing)
    {"set_actions": _set_actions, "step_down": _step_down}[hearing.line.listing_move](hearing, listing)


def _hear_again(hearing: Hearing, listing: Listing) -> None:
    """What was put off in this meeting is decided in it after all."""
    listing.sitting, listing.times_deferred = hearing.item.meeting.sitting, max(listing.times_deferred - 1, 0)
    listing.save(update_fields=["sitting", "times_deferred"])
    listed.publish(hearing.item, by=hearing.by, at=hearing.at)


def _discuss(hearing: Hearing, listing: Listing) -> None:
    item = hearing.item
    update = item.asked.get(first_text(hearing.prompts), {}).get("says", "")
    if listing.state == "published":
        facts = {"actions_reviewed": not actions_waiting(item.meeting), "update": update}
        apply(listing, "discuss", by=hearing.by, at=hearing.at, facts=facts, note=update)
    listing.discussed_at, listing.immediate = hearing.at, False
    listing.save(update_fields=["discussed_at", "immediate"])


def _set_actions(hearing: Hearing, listing: Listing) -> None:
    agency = hearing.lead_agency
    coming = next_for(listing.panel, listing.cohort, hearing.item.meeting.sitting.starts_at)
    timed = Action.objects.filter(item=hearing.item.pk).exclude(state="cancelled").count()
    facts = {"rationale": hearing.rationale, "timed_actions": timed, "lead_agency": agency.name if agency else ""}
    data = {"next_meeting_at": coming.starts_at if coming else None}
    apply(listing, "set_actions", by=hearing.by, at=hearing.at, facts=facts, note=hearing.rationale, data=data)
    listing.lead_agency, listing.times_deferred = agency, 0
    listing.save(update_fields=["lead_agency", "times_deferred"])


def _step_down(hearing: Hearing, listing: Listing) -> None:
    told = {"receiving_service": hearing.receiving_service, "reentry_trigger": hearing.reentry_trigger}
    facts = {"rationale": hearing.rationale, **told}
    apply(listing, "step_down", by=hearing.by, at=hearing.at, facts=facts, note=hearing.rationale)
    listing.receiving_service, listing.reentry_trigger = told["receiving_service"], told["reentry_trigger"]
    listing.times_deferred = 0
    listing.save(update_fields=["receiving_service", "reentry_trigger", "times_deferred"])


def _defer(hearing: Hearing, listing: Listing) -> None:
    at_risk = hearing.immediate_risk or ImmediateAction.objects.running().filter(child=listing.child).exists()
    facts = {"reason": hearing.rationale, "immediate_risk": at_risk, "times_deferred": listing.times_deferred}
    data = {"next_meeting_at": hearing.coming.starts_at}
    apply(listing, "defer", by=hearing.by, at=hearing.at, facts=facts, note=hearing.rationale, data=data)
    listing.sitting, listing.times_deferred = hearing.coming, listing.times_deferred + 1
    listing.save(update_fields=["sitting", "times_deferred"])


def _put_forward(hearing: Hearing) -> None:
    if hearing.upward != "yes" or hearing.line.listing_move == DEFER:
        return
    meeting = hearing.item.meeting
    upward.put_forward(
        panel=meeting.panel, kind=upward.CHILD, reason=hearing.upward_reason, listing=hearing.item.listing,
        after=meeting.sitting.starts_at, by=hearing.by, at=hearing.at,
    )  # fmt: skip


def _keep(hearing: Hearing) -> Decision:
    coming = hearing.coming if hearing.line.listing_move == DEFER else None
    asked = dict(hearing.item.asked)
    for prompt in hearing.prompts:
        if prompt.kind == "put_forward" and hearing.upward:
            asked[prompt.code] = {"answer": hearing.upward, "says": hearing.upward_reason}
    return keep_decision(
        hearing.item, hearing.line, by=hearing.by, at=hearing.at, rationale=hearing.rationale,
        dissent=hearing.dissent, interim=hearing.interim, receiving_service=hearing.receiving_service,
        reentry_trigger=hearing.reentry_trigger, corrects=hearing.last, lead_agency=hearing.lead_agency,
        lead_team=hearing.lead_team, asked=asked, return_on=timezone.localdate(coming.starts_at) if coming else None,
    )  # fmt: skip


@transaction.atomic
def confirm_upward(*, meeting: Meeting, item: PutForward, by: User, at: datetime) -> None:
    """Confirms at this meeting that an item goes to the other body; at a kind of meeting that has the last
    word on it, while it lasts."""
    must_run(by, meeting.panel, meeting)
    must_be(meeting, WRITING, "Items are confirmed from the opening of the meeting until the minutes are signed.")
    upward.confirm(item=item, at_kind=meeting.sitting.kind, by=by, at=at)
