"""What goes up to the other body's meeting, as the meeting that sets its agenda sees it."""

from dataclasses import dataclass, field
from typing import Any

from riskpanel.cohorts.actions.upward import WAITING, confirms_at
from riskpanel.cohorts.models import PutForward
from riskpanel.meetings.models import Pattern
from riskpanel.meetings.presenters.meetings import TONES
from riskpanel.meetings.reach import Part
from riskpanel.meetings.stages import WRITING
from riskpanel.partnership.models import Sitting


@dataclass
class TrayLine:
    """One item, in the words of the procedure."""

    item: PutForward
    kind: str
    about: str
    state: str
    tone: str


@dataclass
class Tray:
    """Everything that waits for the other body's next meeting, and the themes that may be added."""

    label: str
    sitting: Sitting | None
    confirms: bool
    lines: list[TrayLine] = field(default_factory=list)
    themes: list[Pattern] = field(default_factory=list)

    @property
    def children(self) -> list[Any]:
        """The children whom it names."""
        return [line.item.child for line in self.lines if line.item.child]


def tray_of(part: Part) -> Tray:
    """What the person may see of it: items about no child, and those about children they see."""
    procedure, panel = part.procedure, part.meeting.panel
    coming = panel.sittings.filter(
        kind=procedure.upward.meeting, cancelled=False, starts_at__gt=part.meeting.sitting.starts_at
    )
    seen = PutForward.objects.visible_to(part.user)
    waiting = seen.filter(panel=panel, state__in=WAITING).select_related("child")
    lines = [line_of(item, part) for item in waiting.order_by("created_at")]
    titles = {line.item.title for line in lines if line.item.title}
    open_ones = [one for one in panel.patterns.filter(closed_on=None) if one.title not in titles]
    return Tray(
        label=procedure.meeting(procedure.upward.meeting).label,
        sitting=coming.order_by("starts_at").first(),
        confirms=confirms_at(procedure, part.meeting.sitting.kind) and part.meeting.state in WRITING,
        lines=_by_kind(lines, [one.label for one in procedure.upward.kinds]),
        themes=open_ones,
    )


def _by_kind(lines: list[TrayLine], labels: list[str]) -> list[TrayLine]:
    return sorted(lines, key=lambda line: labels.index(line.kind) if line.kind in labels else len(labels))


def line_of(item: PutForward, part: Part) -> TrayLine:
    """One item as a line."""
    states = {one.code: one for one in part.procedure.lifecycle(PutForward.THING).states}
    kinds = {one.code: one.label for one in part.procedure.upward.kinds}
    about = item.child.reference if item.child else item.title
    return TrayLine(
        item, kinds.get(item.kind, item.kind), about, states[item.state].label, TONES[states[item.state].tone]
    )


def kind_of(pattern: Pattern, part: Part) -> str:
    """As what a pattern is put forward: as the kind of its own name, else as the theme that it is."""
    codes = [one.code for one in part.procedure.upward.kinds]
    return pattern.kind if pattern.kind in codes else next((code for code in codes if code == "theme"), "")
