"""The draft on its way round, as it is shown: who had it, who answered, what was proposed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from riskpanel.meetings.actions.minutes import answer_by
from riskpanel.meetings.models import Correction, Meeting, MinutesNote
from riskpanel.meetings.reach import Part
from riskpanel.meetings.stages import AROUND, STANDING
from riskpanel.partnership.models import Member


@dataclass
class Round:
    """The last circulation of a draft, for those who run the meeting."""

    until: Any
    had: int
    agreed: list[Member]
    unanswered: list[Member]
    corrections: list[Correction]

    @property
    def waiting(self) -> int:
        """How many proposed corrections have no answer."""
        return sum(not one.answer for one in self.corrections)


def around_of(part: Part, items: Iterable[UUID]) -> Round | None:
    """The circulation, with the corrections to the general part and to `items`; None before the first."""
    meeting = part.meeting
    turn = meeting.turn if meeting.state != "open" else 0
    if not turn:
        return None
    corrections = meeting.corrections.select_related("item__child", "member__user", "member__agency", "answered_by")
    seen = set(items)
    agreed = meeting.agreed.filter(turn=turn).select_related("member__user", "member__agency")
    return Round(
        until=answer_by(meeting) if meeting.state == AROUND else None,
        had=len(set(meeting.circulated.filter(turn=turn).values_list("member", flat=True))),
        agreed=[one.member for one in agreed],
        unanswered=meeting.unanswered(),
        corrections=[one for one in corrections if one.item_id is None or one.item_id in seen],
    )


def notes_of(meeting: Meeting) -> dict[UUID | None, list[MinutesNote]]:
    """The dated notes to minutes that stand, by the key of their item; None for the general part."""
    found: dict[UUID | None, list[MinutesNote]] = {}
    if meeting.state not in STANDING:
        return found
    for note in meeting.minute_notes.select_related("by"):
        found.setdefault(note.item_id, []).append(note)
    return found


def may_move_to(part: Part, name: str) -> bool:
    """Whether the procedure has a move of this name from the state in which the meeting stands."""
    moves = part.procedure.lifecycle(Meeting.THING).moves
    return any(move.name == name and part.meeting.state in move.from_ for move in moves)
