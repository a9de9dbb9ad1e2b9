"""Verbs of what agencies tell before a meeting: answered, saved as it is typed, and asked for again."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from riskpanel.access import audit
from riskpanel.access.models import User
from riskpanel.children.models import Duty
from riskpanel.children.moves import Changed, Refused, write
from riskpanel.meetings.actions.asking import outstanding, owing
from riskpanel.meetings.actions.planning import must_be, must_run
from riskpanel.meetings.models import Contribution, InformationReturn, Meeting, ReturnChase, ReturnVersion
from riskpanel.meetings.returns import ANSWERED_IN, PIECE, answers_for
from riskpanel.meetings.threads import ReturnThread, thread_of
from riskpanel.partnership.models import Agency
from riskpanel.partnership.standing import procedure_of
from riskpanel.procedure.model import Returns

NOTHING, DONE = "nothing", "activities"
"""The answers of an account of an agency's own work."""


@transaction.atomic
def answer_return(
    *,
    asked: InformationReturn,
    answer: str,
    version: int,
    by: User,
    at: datetime,
    reason: str = "",
    contributions: Sequence[Mapping[str, Any]] = (),
) -> InformationReturn:
    """What an agency knows of a child: one of the procedure's answers, with a reason for what it keeps to
    itself, or what it shares. A later answer follows the earlier one, which stays. The same answer again
    changes nothing. Raises Changed when somebody else of the agency saved since `version`, Refused for
    another agency's return, a meeting that is over, and an answer that lacks something."""
    held = _held(asked, by)
    returns = procedure_of(held.meeting.panel.procedure).returns
    line = returns.answer(answer) if returns else None
    if line is None or held.item_id is None:
        raise Refused("Choose an answer.")
    if line.means == "withheld" and not reason.strip():
        raise Refused("Say why it is not shared.")
    told = [_piece(one, returns) for one in contributions] if line.means == "shared" else []
    if line.means == "shared" and not told:
        raise Refused("Write what your agency shares.")
    why = reason.strip() if line.means == "withheld" else ""
    return _send(held, version, answer=answer, means=line.means, reason=why, told=told, by=by, at=at)


@transaction.atomic
def tell_activities(
    *, asked: InformationReturn, text: str, nothing: bool, version: int, by: User, at: datetime, label: str = ""
) -> InformationReturn:
    """What an agency did itself since the last meeting, or that there is nothing to tell. Raises Changed
    and Refused as `answer_return` does."""
    held = _held(asked, by)
    returns = procedure_of(held.meeting.panel.procedure).returns
    if returns is None or returns.activities is None or held.item_id is not None:
        raise Refused("Nobody is asked for this.")
    if nothing == bool(text.strip()):
        raise Refused("Write what was done, or say that there is nothing to report.")
    if label and label not in returns.labels:
        raise Refused("Choose who may read it from those shown.")
    told = [] if nothing else [{**dict.fromkeys(PIECE, ""), "text": text.strip(), "label": label, **_LIMITS}]
    answer, means = (NOTHING, "known") if nothing else (DONE, "shared")
    return _send(held, version, answer=answer, means=means, reason="", told=told, by=by, at=at)


_LIMITS = {"not_minuted": False, "not_for_family": False}


@transaction.atomic
def keep_draft(*, asked: InformationReturn, draft: Mapping[str, str], version: int, by: User, at: datetime) -> int:
    """Keeps what somebody types before they send it, for their own agency only; the new version. Raises
    Changed when a colleague saved since `version`."""
    held = _held(asked, by)
    if held.draft == dict(draft):
        return held.version
    if held.version != version:
        raise Changed(held)
    held.draft, held.draft_by, held.version = dict(draft), by, held.version + 1
    held.save(update_fields=["draft", "draft_by", "version"])
    return held.version


@transaction.atomic
def chase_agencies(*, meeting: Meeting, agencies: Iterable[Agency], by: User, at: datetime) -> list[Agency]:
    """Reminds those of the agencies that still owe an answer, and writes down that it was done; the
    agencies that were reminded. Raises Refused when none of them owes anything."""
    must_run(by, meeting.panel, meeting)
    must_be(meeting, ANSWERED_IN, "Nobody answers for this meeting now.")
    reminded = []
    for agency in agencies:
        count = outstanding(meeting, agency)
        if count:
            ReturnChase.objects.create(meeting=meeting, agency=agency, by=by, at=at)
            write(ReturnThread(meeting, agency), "information_chased", by=by, at=at, data={"asked": count})
            reminded.append(agency)
    if not reminded:
        raise Refused("Nobody owes an answer.")
    return reminded


def late_agencies(meeting: Meeting, at: datetime) -> list[Agency]:
    """The agencies whose time to answer has run out while they still owe something."""
    owed = {thread_of(meeting.pk, agency.pk): agency for agency in owing(meeting)}
    late = Duty.objects.filter(about=ReturnThread.THING, case__in=owed, met_at=None, due_at__lt=at)
    cases = set(late.values_list("case", flat=True))
    return [agency for case, agency in owed.items() if case in cases]


def _held(asked: InformationReturn, by: User) -> InformationReturn:
    """The return as it stands, held until the transaction ends, for somebody who answers it now."""
    held = InformationReturn.objects.select_for_update(of=("self",)).get(pk=asked.pk)
    held.meeting, held.agency = asked.meeting, asked.agency
    mine = by.standing.agency is not None and by.standing.agency.pk == held.agency_id
    if not mine or not answers_for(by, held.meeting):
        raise Refused("Each agency answers for itself.")
    if held.withdrawn_at is not None:
        raise Refused("The child is not on the agenda any more.")
    must_be(held.meeting, ANSWERED_IN, "The meeting is over.")
    return held


def _piece(told: Mapping[str, Any], returns: Returns) -> dict[str, Any]:
    """One piece of information as it is kept; Refused for one that lacks something."""
    if not str(told["text"]).strip():
        raise Refused("Write what your agency shares.")
    if told["kind"] not in {one.code for one in returns.kinds}:
        raise Refused("Choose what kind of information it is.")
    if told["basis"] not in {one.code for one in returns.bases}:
        raise Refused("Choose on what legal basis it is shared.")
    if told.get("label") and told["label"] not in returns.labels:
        raise Refused("Choose who may read it from those shown.")
    kept = {name: told.get(name) or "" for name in PIECE}
    limits = {name: bool(told.get(name)) for name in _LIMITS}
    return {**kept, **limits, "text": str(told["text"]).strip()}


def _send(
    held: InformationReturn,
    version: int,
    *,
    answer: str,
    means: str,
    reason: str,
    told: list[dict[str, Any]],
    by: User,
    at: datetime,
) -> InformationReturn:
    if _stands(held, answer, reason, told):
        return held
    if held.version != version:
        raise Changed(held)
    owed = held.answer == ""
    number, procedure = held.sent + 1, held.meeting.panel.procedure
    sent = ReturnVersion.objects.create(
        of=held, number=number, answer=answer, means=means, reason=reason, procedure=procedure, by=by, at=at
    )
    Contribution.objects.bulk_create(Contribution(of=sent, **one) for one in told)
    held.answer, held.means, held.sent, held.version = answer, means, number, held.version + 1
    held.answered_at, held.answered_by, held.draft, held.draft_by = at, by, {}, None
    held.save()
    children = [held.child_id] if held.child_id else []
    audit.record(action="change", by=by, thing=f"information_return:{held.pk}:sent", children=children)
    if owed and not outstanding(held.meeting, held.agency):
        write(ReturnThread(held.meeting, held.agency), "information_given", by=by, at=at)
    return held


def _stands(held: InformationReturn, answer: str, reason: str, told: list[dict[str, Any]]) -> bool:
    """Whether the answer that stands is this one."""
    last = held.versions.first()
    if last is None or (last.answer, last.reason) != (answer, reason) or held.draft:
        return False
    return list(last.contributions.values(*PIECE)) == told
