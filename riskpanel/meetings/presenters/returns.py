"""What agencies told before a meeting, as far as somebody may read it: on a child's card, on an own page."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from riskpanel.access.models import User
from riskpanel.children.restrictions import reading_of
from riskpanel.meetings.models import AgendaItem, Meeting
from riskpanel.meetings.returns import ANSWERED_IN, Told, answers_in
from riskpanel.partnership.models import Agency
from riskpanel.procedure import Procedure


@dataclass(frozen=True)
class Piece:
    """One piece of information in words. `limits` are what may not be done with it, `readers` who may
    read it, where not everybody at the meeting may."""

    text: str
    kind: str = ""
    source: str = ""
    basis: str = ""
    law: str = ""
    readers: str = ""
    limits: tuple[str, ...] = ()


@dataclass
class ReturnLine:
    """What one agency answered, to one reader. `held` is true where there is more that they may know of and
    not read; what is hidden from them leaves no trace: then the agency knows nothing new."""

    agency: str
    means: str
    words: str
    pieces: list[Piece] = field(default_factory=list)
    held: bool = False
    reason: str = ""
    by: str = ""
    at: datetime | None = None
    labels: frozenset[str] = frozenset()

    @property
    def missing(self) -> bool:
        """Whether the agency has not answered."""
        return not self.means


@dataclass
class Returns:
    """The answers about one child: what was shared or kept back, who has nothing, who has not answered;
    `over` where nobody answers any more."""

    told: list[ReturnLine] = field(default_factory=list)
    nothing: list[tuple[str, list[str]]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    over: bool = False

    @property
    def asked(self) -> bool:
        """Whether anybody was asked."""
        return bool(self.told or self.nothing or self.missing)

    @property
    def labels(self) -> set[str]:
        """The restrictions of what is shown."""
        return {label for line in self.told for label in line.labels}


def returns_on(item: AgendaItem, procedure: Procedure, user: User) -> Returns:
    """What the agencies said of the child of an item, to somebody at its meeting."""
    if procedure.returns is None:
        return Returns()
    made = gathered(answers_in(item.returns.standing()), procedure, user)
    made.over = item.meeting.state not in ANSWERED_IN
    return made


def activities_of(meeting: Meeting, procedure: Procedure, user: User) -> Returns:
    """What the agencies said of their own work, to somebody at the meeting."""
    if procedure.returns is None or procedure.returns.activities is None:
        return Returns()
    return gathered(answers_in(meeting.returns.standing().filter(item=None)), procedure, user)


def gathered(found: Iterable[Told], procedure: Procedure, user: User) -> Returns:
    """Answers in the order in which they come, those with nothing to say put together."""
    lines = [line_of(one, procedure, user.standing.agency) for one in found]
    made = Returns(missing=[line.agency for line in lines if line.missing])
    nothing: dict[str, list[str]] = {}
    for line in lines:
        if line.means in {"shared", "withheld"}:
            made.told.append(line)
        elif line.means:
            nothing.setdefault(line.words, []).append(line.agency)
    made.nothing = list(nothing.items())
    return made


def line_of(told: Told, procedure: Procedure, reader: Agency | None) -> ReturnLine:
    """One answer to one reader."""
    readings = [(one, reading_of(procedure, one["label"], told.agency_id, reader)) for one in told.pieces]
    open_ones = [one for one, reading in readings if reading == "open"]
    line = ReturnLine(
        told.agency,
        told.means,
        words_of(told, procedure),
        pieces=[piece_of(one, procedure) for one in open_ones],
        held=any(reading == "held" for _, reading in readings),
        reason=told.reason,
        by=told.by,
        at=told.at,
        labels=frozenset(one["label"] for one in open_ones if one["label"]),
    )
    if told.pieces and not line.pieces and not line.held:
        return ReturnLine(told.agency, "known", _known(told, procedure), by=told.by, at=told.at)
    return line


def words_of(told: Told, procedure: Procedure) -> str:
    """An answer in the procedure's words."""
    returns = procedure.returns
    if not told.means or returns is None:
        return "No answer yet"
    if not told.about_child:
        nothing = returns.activities.nothing if returns.activities else "Nothing"
        return nothing if told.means == "known" else "Told"
    found = returns.answer(told.answer)
    return found.label if found else told.answer.replace("_", " ").capitalize()


def _known(told: Told, procedure: Procedure) -> str:
    """The words of an agency that has nothing to tell this reader."""
    returns = procedure.returns
    if returns is None or not told.about_child:
        return returns.activities.nothing if returns and returns.activities else "Nothing"
    plain = {one.means: one.label for one in reversed(returns.answers)}
    return plain.get("known") or plain.get("unknown") or "Nothing"


def piece_of(told: dict[str, Any], procedure: Procedure) -> Piece:
    """A piece of information in the procedure's words."""
    returns = procedure.returns
    if returns is None:
        return Piece(text=told["text"], source=told["source"])
    basis = next((line for line in returns.bases if line.code == told["basis"]), None)
    limits = ((told["not_minuted"], returns.not_minuted), (told["not_for_family"], returns.not_for_family))
    return Piece(
        text=told["text"],
        kind=_label(returns.kinds, told["kind"]),
        source=told["source"],
        basis=basis.label if basis else told["basis"],
        law=basis.law if basis else "",
        readers=_label(procedure.labels, told["label"]),
        limits=tuple(words for stands, words in limits if stands),
    )


def _label(lines: Iterable[Any], code: str) -> str:
    return next((one.label for one in lines if one.code == code), code)


def labels_of(procedure: Procedure) -> list[tuple[str, str]]:
    """The restrictions that a piece of information may carry, as choices."""
    offered = procedure.returns.labels if procedure.returns else ()
    return [(one.code, one.label) for one in procedure.labels if one.code in offered]
