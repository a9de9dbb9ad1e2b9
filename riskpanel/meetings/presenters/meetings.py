"""A meeting in words: its heading, its time, its state, what comes next."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from riskpanel.meetings.actions.planning import COMING
from riskpanel.meetings.actions.sources import DECIDED
from riskpanel.meetings.models import AgendaItem, Meeting
from riskpanel.meetings.reach import Part, draft_of
from riskpanel.meetings.stages import AROUND, HANDED_OUT
from riskpanel.partnership.models import Sitting
from riskpanel.partnership.standing import procedure_of
from riskpanel.procedure import Procedure
from riskpanel.procedure.clocks import fitted
from riskpanel.procedure.listing import minutes_each, timetable
from riskpanel.procedure.model import MeetingKind
from riskpanel.ui.words import clock, day, plural

TONES = {"blue": "info", "purple": "new", "red": "danger", "amber": "wait", "green": "good", "grey": "closed"}
"""From the tones of a procedure's states to those of a tag."""


def heading(sitting: Sitting, procedure: Procedure) -> str:
    """``Panel meeting of Wed 25 Nov 2026``: its kind, as the procedure calls it, and its day."""
    label = procedure.meeting(sitting.kind).label
    return f"{'Extraordinary ' if sitting.extraordinary else ''}{label} of {day(sitting.starts_at)}"


def state_of(meeting: Meeting) -> tuple[str, str]:
    """The label and tone of a meeting's state."""
    states = procedure_of(meeting.panel.procedure).lifecycle(Meeting.THING).states
    found = next((one for one in states if one.code == meeting.state), None)
    return (found.label, TONES.get(found.tone, "neutral")) if found else (meeting.state, "neutral")


def spent(seconds: int) -> str:
    """``2 h``, ``10 min 54 s``."""
    hours, left = divmod(seconds, 3600)
    minutes, rest = divmod(left, 60)
    parts = [(hours, "h"), (minutes, "min"), (rest, "s")]
    return " ".join(f"{count} {unit}" for count, unit in parts if count) or "0 min"


@dataclass(frozen=True)
class SlotLine:
    """A stretch of the meeting with its own time, and what it leaves for each child in it."""

    label: str
    starts_at: datetime
    until: datetime
    children: int
    each: str


@dataclass(frozen=True)
class Head:
    """The top line. `short` is true, until the meeting begins, where each child gets no more than the least that
    the procedure asks for; `slots` is empty for a meeting that is not divided."""

    when: str
    where: str
    length: str
    children: int
    each: str
    short: bool
    least: int
    slots: tuple[SlotLine, ...] = ()

    @property
    def line(self) -> str:
        """``2 h, 11 children, 10 min 54 s each``."""
        if not self.children:
            return f"{self.length}, no child on the agenda yet"
        return f"{self.length}, {plural(self.children, 'child', 'children')}, {self.each} each"


def head(meeting: Meeting, children: int, items: Iterable[AgendaItem] = ()) -> Head:
    """How long the meeting is and what that leaves for each child; by its slots, where it has them and
    `items` says who is in each."""
    sitting = meeting.sitting
    procedure = procedure_of(meeting.panel.procedure)
    least = int(procedure.setting("minutes_per_item_least", 0))
    slots = _slots(sitting, procedure.meeting(sitting.kind), items)
    length = next((line for line in slots if line.children), None)
    children = sum(line.children for line in slots) or children
    seconds = int((length.until - length.starts_at).total_seconds()) if length else sitting.minutes * 60
    each = seconds // (length.children if length else children) if children else 0
    return Head(
        when=f"{day(sitting.starts_at)}, {clock(sitting.starts_at)}",
        where=", ".join(part for part in (sitting.place, sitting.link) if part),
        length=spent(sitting.minutes * 60),
        children=children,
        each=spent(each),
        short=meeting.state in COMING and bool(children) and each <= least * 60,
        least=least,
        slots=slots,
    )


def _slots(sitting: Sitting, kind: MeetingKind, items: Iterable[AgendaItem]) -> tuple[SlotLine, ...]:
    """The slots from the start on; minutes beyond the procedure's go to the first, or are taken from it."""
    if not kind.slots:
        return ()
    divided = fitted(kind, sitting.minutes)
    slot_of = {section.code: section.slot for section in kind.sections if section.source in DECIDED}
    heard = Counter(slot_of.get(item.section) for item in items if item.child_id)
    return tuple(
        SlotLine(slot.label, at, until, heard[slot.code], _share(divided, slot.code, heard[slot.code]))
        for slot, at, until in timetable(divided, sitting.starts_at)
    )


def _share(kind: MeetingKind, slot: str, children: int) -> str:
    return spent(int(minutes_each(kind, slot, children) * 60)) if children else ""


@dataclass(frozen=True)
class Step:
    """The one thing to do next: a link, or a button that posts."""

    label: str
    url: str
    posts: bool = False
    note: str = ""


def next_step(part: Part, *, items: int, waiting: int, mine: Any = None) -> Step | None:
    """What this person does next for the meeting; None where it is somebody else's turn."""
    if part.runs and (found := _running(part, items, waiting)):
        return found
    return _attending(part, mine)


def _running(part: Part, items: int, waiting: int) -> Step | None:
    meeting = part.meeting
    steps = {
        "planned": lambda: _fill(meeting) if not items else _publish(meeting, "Publish the agenda"),
        "published": lambda: _published(part, waiting),
        "open": lambda: Step("Go to the meeting", reverse("meeting_live", args=[meeting.pk])),
        "closed": lambda: _minutes(meeting, "Read and sign the minutes" if part.chairs else "Write the minutes"),
        "circulated": lambda: _minutes(meeting, "See who answered the draft minutes"),
        "signed": lambda: _minutes(meeting, "Distribute the minutes"),
        **dict.fromkeys(HANDED_OUT, lambda: _minutes(meeting, "Read the minutes")),
    }
    found = steps.get(meeting.state)
    return found() if found else None


def _fill(meeting: Meeting) -> Step:
    return Step("Fill the agenda", reverse("meeting_build", args=[meeting.pk]), posts=True)


def _publish(meeting: Meeting, label: str) -> Step:
    return Step(label, reverse("meeting_publish", args=[meeting.pk]), posts=True)


def _minutes(meeting: Meeting, label: str) -> Step:
    return Step(label, reverse("meeting_minutes", args=[meeting.pk]))


def _published(part: Part, waiting: int) -> Step | None:
    if waiting:
        return _publish(part.meeting, f"Publish {plural(waiting, 'addition')}")
    if part.chairs:
        return Step("Open the meeting", reverse("meeting_open", args=[part.meeting.pk]))
    return None


def _attending(part: Part, mine: Any) -> Step | None:
    meeting = part.meeting
    if meeting.state in {"planned", "published"} and mine and not mine.answer:
        return Step("Answer the invitation", reverse("meeting_invitation", args=[meeting.pk, mine.pk]))
    if meeting.state == "open":
        return Step("Follow the meeting", reverse("meeting_follow", args=[meeting.pk]))
    if meeting.state == AROUND and draft_of(part.user, meeting).exists():
        return Step("Read the draft minutes and answer", reverse("meeting_circulated", args=[meeting.pk]))
    if meeting.state in HANDED_OUT:
        return _minutes(meeting, "Read the minutes")
    return None


def chairs_line(invitations: Sequence[Any]) -> list[dict[str, Any]]:
    """Who chairs: seat, person, what they answered."""
    return [
        {
            "seat": one.seat.title,
            "name": one.member.user.full_name if one.member else "",
            "coming": one.attended if one.attended is not None else one.answer in {"coming", "deputy"},
            "said": one.get_answer_display() or "no answer yet",
            "deputy": one.deputy_id is not None,
        }
        for one in invitations
        if one.seat.chairs
    ]
