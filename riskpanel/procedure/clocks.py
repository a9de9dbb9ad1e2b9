"""How long an item of a meeting has: its share of the time that is left to the items not yet heard.
Nothing here reads a clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from riskpanel.procedure.listing import timetable
from riskpanel.procedure.meeting_parts import MeetingKind


@dataclass(frozen=True, slots=True)
class ItemClock:
    """The time of the item under discussion: how much it has in all, how much it has used, and when that
    is over."""

    share: timedelta
    used: timedelta
    ends_at: datetime

    @property
    def left(self) -> timedelta:
        """What is left of it; below zero when the item runs over."""
        return self.share - self.used


def slot_ends(kind: MeetingKind, section: str, opened_at: datetime, minutes: int) -> datetime:
    """When the time for a section ends in a meeting of so many minutes that was opened at a moment: with its
    slot, or, for a section in none and a meeting that is not divided, with the meeting. Minutes beyond the
    procedure's go to the first slot, or are taken from it."""
    slot_of = {one.code: one.slot for one in kind.sections}
    for slot, _, until in timetable(fitted(kind, minutes), opened_at):
        if slot.code == slot_of.get(section):
            return until
    return opened_at + timedelta(minutes=minutes)


def fitted(kind: MeetingKind, minutes: int) -> MeetingKind:
    """The kind of meeting with its first slot made longer or shorter, so that it lasts so many minutes; a
    minute at least is left to that slot."""
    if not kind.slots:
        return kind
    first, *rest = kind.slots
    length = max(minutes - sum(one.minutes for one in rest), 1)
    return kind.model_copy(update={"slots": (first.model_copy(update={"minutes": length}), *rest)})


def share_of(until: datetime, now: datetime, left: int, least: timedelta) -> timedelta:
    """What each of `left` items has of the time from now until then: equal parts, and `least` where the
    time has run out or does not reach."""
    return max((until - now) / max(left, 1), least)


def item_clock(
    turns: Sequence[tuple[datetime, datetime]], until: datetime, now: datetime, left: int, least: timedelta
) -> ItemClock:
    """The clock of an item whose last turn runs: `turns` are its beginnings and ends, the last one's end
    being now; `left` counts it and the items of its slot that are still to be heard."""
    before = sum((end - start for start, end in turns[:-1]), timedelta())
    taken_at = turns[-1][0]
    share = share_of(until + before, taken_at, left, least)
    return ItemClock(share, before + (now - taken_at), taken_at + share - before)
