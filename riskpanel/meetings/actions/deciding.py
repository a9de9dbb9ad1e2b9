"""Verbs of a decision: made by a co-chair, never changed, followed by another where it was wrong."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from riskpanel.access.models import User
from riskpanel.children.moves import Refused, write
from riskpanel.meetings import reach
from riskpanel.meetings.actions.agenda import schedule
from riskpanel.meetings.actions.holding import needs_decision
from riskpanel.meetings.actions.planning import must_be, must_take_part
from riskpanel.meetings.actions.sight import source_of
from riskpanel.meetings.models import AgendaItem, Decision
from riskpanel.meetings.stages import WRITING
from riskpanel.partnership.calendar import next_sitting
from riskpanel.partnership.models import Agency, Sitting
from riskpanel.partnership.standing import procedure_of
from riskpanel.plans import actions as plans
from riskpanel.plans.models import LogEntry
from riskpanel.procedure import Procedure
from riskpanel.procedure.model import Outcome
from riskpanel.referrals import actions as referrals


@dataclass
class Wanted:
    """A decision as it is asked for."""

    item: AgendaItem
    line: Outcome
    level: str
    rationale: str
    by: User
    at: datetime
    dissent: str = ""
    evidence_seen: str = ""
    advice: str = ""
    interim: str = ""
    return_on: date | None = None
    receiving_service: str = ""
    receiving_agency: Agency | None = None
    reentry_trigger: str = ""
    concurs: bool | None = None
    last: Decision | None = None
    coming: Sitting | None = None
    wrong: list[str] = field(default_factory=list)

    @property
    def procedure(self) -> Procedure:
        return procedure_of(self.item.meeting.panel.procedure)

    @property
    def referrer_level(self) -> str:
        if self.item.referral:
            return self.item.referral.concern.level
        return self.item.entry.referrer_level if self.item.entry else ""


def outcomes_for(item: AgendaItem) -> list[Outcome]:
    """The decisions that the procedure offers for an item."""
    source = "reviews" if source_of(item) == "reviews" else "referrals"
    lines = procedure_of(item.meeting.panel.procedure).outcomes
    return [line for line in lines if line.source in {source, "both"}]


def next_panel(item: AgendaItem) -> Sitting | None:
    """The panel's sitting after this meeting."""
    return next_sitting(item.meeting.panel, "panel", item.meeting.sitting.starts_at)


@transaction.atomic
def decide(
    *,
    item: AgendaItem,
    outcome: str,
    level: str,
    rationale: str,
    by: User,
    at: datetime,
    dissent: str = "",
    evidence_seen: str = "",
    advice: str = "",
    interim: str = "",
    return_on: date | None = None,
    receiving_service: str = "",
    receiving_agency: Agency | None = None,
    reentry_trigger: str = "",
) -> Decision:
    """Records what the panel decided for a child and does what follows: the referral moves, the child
    enters the log, the plan is reviewed, the referrer is told.

    For co-chairs of this meeting. Raises Refused with every reason that the procedure has against it.
    A decision that stands is never changed; a second one corrects it.
    """
    line = next((one for one in outcomes_for(item) if one.code == outcome), None)
    if line is None:
        raise Refused("Choose one of the decisions that the procedure has for this item.")
    wanted = Wanted(
        item, line, level, rationale.strip(), by, at, dissent, evidence_seen, advice, interim, return_on,
        receiving_service.strip(), receiving_agency, reentry_trigger.strip(),
    )  # fmt: skip
    wanted.last = item.decisions.first()
    wanted.coming = next_panel(item)
    _check(wanted)
    _take_effect(wanted)
    return _keep(wanted)


def _check(wanted: Wanted) -> None:
    item, meeting = wanted.item, wanted.item.meeting
    if not reach.chairs(wanted.by, meeting.panel, meeting):
        raise Refused("Only a co-chair records the panel's decision.")
    must_take_part(wanted.by, item)
    must_be(meeting, WRITING, "Decisions are recorded from the opening of the meeting until the minutes are signed.")
    if wanted.last is None and not needs_decision(item):
        raise Refused("This item waits for no decision.")
    if not item.protective_action:
        wanted.wrong.append("First answer whether protective action is under way.")
    if not wanted.rationale:
        wanted.wrong.append("Give the reasons.")
    _check_level(wanted)
    _check_needs(wanted)
    if wanted.last is not None:
        _check_correction(wanted)
    if wanted.wrong:
        raise Refused(*wanted.wrong)


def _check_level(wanted: Wanted) -> None:
    line, procedure = wanted.line, wanted.procedure
    known = {one.code: one for one in procedure.levels}
    if wanted.level and wanted.level not in known:
        wanted.wrong.append("Choose a level of the scheme.")
        return
    if line.concurs is None:
        return
    if not wanted.level:
        wanted.wrong.append("Record the panel's level.")
        return
    wanted.concurs = agrees(procedure, wanted.level, "" if line.source == "reviews" else wanted.referrer_level)
    if wanted.concurs != line.concurs:
        word = known[wanted.level].label.lower()
        wanted.wrong.append(f"“{line.label}” does not go with the level {word}: choose the decision that does.")


def agrees(procedure: Procedure, level: str, referrer_level: str) -> bool:
    """Whether the panel's level goes with the referrer's: both in the panel's band, or the same level,
    as the procedure has it. Without a referrer's level only the panel's counts."""
    ours = procedure.level(level).band == "panel"
    if not referrer_level:
        return ours
    if procedure.setting("log_concur", "band") == "level":
        return ours and level == referrer_level
    return ours and procedure.level(referrer_level).band == "panel"


def _check_needs(wanted: Wanted) -> None:
    needs = wanted.line.needs
    if "receiving_service" in needs and not wanted.receiving_service:
        wanted.wrong.append("Name the service that takes over.")
    if "reentry_trigger" in needs and not wanted.reentry_trigger:
        wanted.wrong.append("Say what would bring the child back.")
    if wanted.line.tells_referrer and not wanted.advice.strip():
        wanted.wrong.append("Say what the referrer is advised to do.")
    if wanted.line.referral_move == "defer" or "return_on" in needs:
        _check_deferral(wanted)


def _check_deferral(wanted: Wanted) -> None:
    if wanted.coming is None:
        wanted.wrong.append("Make the date of the next panel first: a decision is put off to it at most.")
        return
    latest = timezone.localdate(wanted.coming.starts_at)
    wanted.return_on = wanted.return_on or latest
    if wanted.return_on > latest:
        wanted.wrong.append(f"A decision is put off to the next panel at most, on {latest:%-d %b %Y}.")
    if wanted.return_on < timezone.localdate(wanted.at):
        wanted.wrong.append("The day on which the child returns must be ahead.")
    if not wanted.interim.strip():
        wanted.wrong.append("Say what keeps the child safe until then.")


def _check_correction(wanted: Wanted) -> None:
    before = next((one for one in wanted.procedure.outcomes if one.code == wanted.last.outcome), None)
    if before is None or before.referral_move == "defer":
        return
    if wanted.line.referral_move == "defer":
        wanted.wrong.append("What was decided can be corrected, and no longer be put off.")
    if before.log_move and before.log_move != "review" and wanted.line.code != before.code:
        wanted.wrong.append("The child has left the log by the first decision; a new referral brings them back.")


def _take_effect(wanted: Wanted) -> None:
    item, line, by, at = wanted.item, wanted.line, wanted.by, wanted.at
    if line.referral_move and item.referral:
        if item.referral.state == "accepted":
            schedule(item, by=by, at=at)
        if item.referral.state == "on_agenda":
            _move_referral(wanted)
        _log(wanted)
    elif line.log_move and item.entry:
        _move_entry(wanted)


def _move_referral(wanted: Wanted) -> None:
    told = {"referral": wanted.item.referral, "rationale": wanted.rationale, "by": wanted.by, "at": wanted.at}
    if wanted.line.referral_move == "defer":
        referrals.record_deferred(**told)
    else:
        referrals.record_discussed(outcome=wanted.line.code, **told)


def _log(wanted: Wanted) -> None:
    """Enters the child on the log, or corrects an entry that the decision before it made."""
    item, entry = wanted.item, wanted.item.entry
    if wanted.line.opens_log and entry is None:
        item.entry = plans.enter_log(
            child=item.child,
            panel=item.meeting.panel,
            level=wanted.level,
            rationale=wanted.rationale,
            referral=item.referral,
            referrer_level=wanted.referrer_level,
            categories=item.referral.categories,
            lead=item.child.lead,
            next_meeting_at=wanted.coming.starts_at if wanted.coming else None,
            by=wanted.by,
            at=wanted.at,
        )
        item.save(update_fields=["entry"])
    elif wanted.line.opens_log and entry and entry.live:
        _review(wanted, entry)
    elif entry and entry.live:
        plans.end_entry(entry=entry, rationale=wanted.rationale, by=wanted.by, at=wanted.at)


def _review(wanted: Wanted, entry: LogEntry) -> None:
    plans.record_review(
        entry=entry,
        level=wanted.level,
        rationale=wanted.rationale,
        next_meeting_at=wanted.coming.starts_at if wanted.coming else None,
        by=wanted.by,
        at=wanted.at,
    )


def _move_entry(wanted: Wanted) -> None:
    entry, move = wanted.item.entry, wanted.line.log_move
    told = {"entry": entry, "rationale": wanted.rationale, "by": wanted.by, "at": wanted.at}
    if wanted.last and wanted.last.outcome == wanted.line.code and move != "review":
        return
    if move == "review":
        _review(wanted, entry)
    elif move == "step_down":
        plans.step_down(
            level=wanted.level,
            receiving_service=wanted.receiving_service,
            receiving_agency=wanted.receiving_agency,
            reentry_trigger=wanted.reentry_trigger,
            **told,
        )
    elif move == "transfer":
        plans.transfer(receiving_service=wanted.receiving_service, **told)
    elif move == "end":
        plans.end_entry(**told)


def _keep(wanted: Wanted) -> Decision:
    return keep_decision(
        wanted.item,
        wanted.line,
        by=wanted.by,
        at=wanted.at,
        level=wanted.level,
        referrer_level=wanted.referrer_level,
        concurs=wanted.concurs,
        rationale=wanted.rationale,
        evidence_seen=wanted.evidence_seen,
        dissent=wanted.dissent,
        interim=wanted.interim,
        advice=wanted.advice,
        corrects=wanted.last,
        return_on=wanted.return_on,
        receiving_service=wanted.receiving_service,
        reentry_trigger=wanted.reentry_trigger,
    )


def keep_decision(item: AgendaItem, line: Outcome, *, by: User, at: datetime, **told: Any) -> Decision:
    """Writes a decision as it was made, with who chaired and the procedure in force."""
    meeting = item.meeting
    decision = Decision.objects.create(
        item=item,
        outcome=line.code,
        chairs=_who_chaired(item),
        to_ratify=meeting.needs_ratifying,
        procedure=meeting.panel.procedure,
        by=by,
        at=at,
        **told,
    )
    write(meeting, "item_decided", by=by, at=at, data={"item": item.pk, "outcome": line.code})
    return decision


def _who_chaired(item: AgendaItem) -> list[dict]:
    """The chairs who were there, as they stood: seat, person, whether as a deputy."""
    chairs = item.meeting.invitations.filter(seat__chairs=True, attended=True).select_related("seat", "member__user")
    return [
        {
            "seat": one.seat.title,
            "name": one.member.user.full_name if one.member else "",
            "user": one.member.user_id if one.member else None,
            "deputy": one.deputy_id is not None,
        }
        for one in chairs
    ]


@transaction.atomic
def ratify(*, decision: Decision, by: User, at: datetime) -> None:
    """The chair who was absent stands by a decision that was made without them."""
    meeting = decision.item.meeting
    if not decision.to_ratify or decision.ratified_by_id:
        raise Refused("This decision waits for nobody.")
    if not reach.chairs(by, meeting.panel, meeting) or by.pk in {chair["user"] for chair in decision.chairs}:
        raise Refused("The chair who was absent ratifies the decision.")
    must_take_part(by, decision.item)
    Decision.objects.filter(pk=decision.pk, ratified_by=None).update(ratified_by=by, ratified_at=at)
    decision.refresh_from_db()
    write(meeting, "decision_ratified", by=by, at=at, data={"decision": decision.pk})
