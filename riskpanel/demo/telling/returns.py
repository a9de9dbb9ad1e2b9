"""How agencies answer before a meeting: as the story tells it, and else in a nil return or not at all."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from riskpanel.access.models import User
from riskpanel.children.models import Child
from riskpanel.demo.people import Company
from riskpanel.meetings import actions as meetings
from riskpanel.meetings.models import InformationReturn, Meeting
from riskpanel.meetings.returns import PIECE, answers_for
from riskpanel.partnership.models import Agency

NIL = ("not_known", "known", "not_known")


def agencies_answer(
    *,
    stage: Any,
    step: Any,
    meeting: Meeting,
    at: datetime,
    told: Mapping[str, Mapping[str, Mapping[str, Any]]] | None = None,
    did: Mapping[str, str] | None = None,
    silent: Sequence[str] = (),
) -> None:
    """Every agency answers for every child, but for the `silent`: what is `told` of a child by key, else that
    it has nothing; and what it `did` itself."""
    known = {key: one for key, one in (told or {}).items() if (key, "Child") in stage.things}
    named = {stage.things[key, "Child"].pk: one for key, one in known.items()}
    answer_all(stage.company, meeting, named, did=did or {}, silent=silent, at=at)


def answer_all(
    company: Company,
    meeting: Meeting,
    told: Mapping[Any, Mapping[str, Mapping[str, Any]]],
    *,
    did: Mapping[str, str],
    silent: Sequence[str],
    at: datetime,
) -> None:
    """The same, with what is told by the key of the child's record."""
    keys = {agency.pk: key for key, agency in company.agencies.items()}
    speakers: dict[int, User | None] = {}
    asked = meeting.returns.standing().select_related("agency", "child", "meeting__panel__procedure", "item")
    for number, one in enumerate(asked.order_by("agency", "item__order", "pk")):
        key = keys.get(one.agency_id, "")
        if one.agency_id not in speakers:
            speakers[one.agency_id] = _speaker(company, one.agency, meeting)
        by = speakers[one.agency_id]
        if key in silent or by is None:
            continue
        if one.child is None:
            _account(one, did.get(key, ""), by=by, at=at)
        else:
            _child(one, one.child, told.get(one.child_id, {}).get(key, {}), number, by=by, at=at)


def _account(asked: InformationReturn, text: str, *, by: User, at: datetime) -> None:
    meetings.tell_activities(asked=asked, text=text, nothing=not text, version=asked.version, by=by, at=at)


def _child(
    asked: InformationReturn, child: Child, told: Mapping[str, Any], number: int, *, by: User, at: datetime
) -> None:
    answer = told.get("answer") or ("information" if told else NIL[number % len(NIL)])
    pieces = [{name: told.get(name, "") for name in PIECE}] if answer == "information" else []
    meetings.answer_return(
        asked=asked,
        answer=answer,
        reason=told.get("reason", ""),
        contributions=pieces,
        version=asked.version,
        by=by,
        at=at,
    )


def _speaker(company: Company, agency: Agency, meeting: Meeting) -> User | None:
    """Somebody who answers for an agency: the first of its people in the story who may."""
    for user in company.users.values():
        if user.standing.agency and user.standing.agency.pk == agency.pk and answers_for(user, meeting):
            return user
    return None
