"""Meetings before which agencies are asked what they know, and answers to it."""

from typing import Any

from riskpanel.access.models import User
from riskpanel.meetings import actions
from riskpanel.meetings.models import InformationReturn, Meeting
from tests import making_lists as making

KNOWN = {"answer": "known"}
PIECE = {"text": "Seen with two men at the station.", "kind": "fact", "basis": "public_task", "source": "Patrol log"}


def asked(cast: making.HarmCast, kind: str = "before_mace", children: int = 1) -> Meeting:
    """A published meeting of the borough that draws lists, with so many listed children on it."""
    making.calendar(cast)
    cohort = "cohort_2" if kind == "before_mace" else "cohort_1"
    for name in ("Robin", "Ash", "Io")[:children]:
        making.listing(cast, cohort, child=making.listed_child(cast, given_name=name))
    return making.published(cast, making.planned(cast, kind))


def of(meeting: Meeting, user: User, number: int = 0) -> InformationReturn:
    """What the user's agency is asked about the meeting's child of that number, as it stands now."""
    mine = InformationReturn.objects.filter(meeting=meeting, agency=user.standing.agency, item__isnull=False)
    found = mine.select_related("meeting__panel__procedure", "meeting__sitting", "agency", "child")
    return found.order_by("item__order", "pk")[number]


def account_of(meeting: Meeting, user: User) -> InformationReturn:
    """What the user's agency is asked about its own work."""
    found = InformationReturn.objects.select_related("meeting__panel__procedure", "meeting__sitting", "agency")
    return found.get(meeting=meeting, agency=user.standing.agency, item=None)


def answers(cast: making.HarmCast, asked: InformationReturn, by: User, **told: Any) -> InformationReturn:
    """Somebody of the agency answers: with a piece of information, unless `told` says otherwise."""
    told = told or {"answer": "information", "contributions": [PIECE]}
    return actions.answer_return(asked=asked, version=asked.version, by=by, at=cast.now, **told)


def shares(cast: making.HarmCast, meeting: Meeting, by: User, **piece: Any) -> InformationReturn:
    """Somebody's agency shares one piece of information about the first child."""
    told = {"answer": "information", "contributions": [{**PIECE, **piece}]}
    return answers(cast, of(meeting, by), by, **told)
