"""The checklist as a paper for the case file: what was asked, what was said, and on what it rests."""

from datetime import datetime
from typing import Any

from riskpanel.access.models import User
from riskpanel.children.models import Event
from riskpanel.documents import Block, Paper, Table
from riskpanel.partnership.papers import facts, named_file, outlined
from riskpanel.procedure import Procedure
from riskpanel.referrals.facts import procedure_for
from riskpanel.referrals.models import Answer, Checklist, Concern, Contributor, LevelDecision
from riskpanel.referrals.presenters.checklists import Row, paper
from riskpanel.ui.words import day, moment

ASKED = ("Asked", "Said", "What it rests on", "By")
ASKED_WIDTHS = (8, 4, 10, 5)


def checklist_paper(checklist: Checklist, user: User, at: datetime) -> Paper:
    """The whole checklist as it stands, with its level, its agencies and who countersigned."""
    procedure, child = procedure_for(checklist.concern), checklist.child
    told = paper(checklist)
    form = told["instrument"]
    cover = facts(
        ("Child", child.name),
        ("Date of birth", day(child.born_on, "Not known")),
        ("Form", f"{form.title}, version {checklist.instrument_version}"),
        ("State", told["state"].label),
        ("Begun", moment(checklist.created_at)),
        ("Locked", moment(checklist.locked_at, "Not locked")),
    )
    return outlined(
        checklist.panel,
        "checklist",
        [
            Block(facts=cover),
            *level_blocks(checklist.concern, told["levels"], procedure),
            Block("Question by question"),
            *sheet_blocks(told),
            *_voices(checklist),
            Block("How the form adds it up", points=tuple(told["working"].working)),
            _agencies(told["parts"]),
        ],
        user=user,
        at=at,
        name=named_file("checklist", child.reference, at),
        about=child.reference,
        children=(child,),
    )


def level_label(procedure: Procedure, code: str) -> str:
    """A level in words; a code that the procedure no longer has stands for itself."""
    return next((one.label for one in procedure.levels if one.code == code), code)


def level_blocks(concern: Concern, levels: list[LevelDecision], procedure: Procedure) -> list[Block]:
    """The levels that were set, newest first, and who countersigned; nothing where there are no levels."""
    if not procedure.levels:
        return []
    rows = tuple(
        (
            level_label(procedure, one.level) + (", provisional" if one.provisional else ""),
            one.reason,
            f"{one.by.full_name}, {moment(one.at)}",
        )
        for one in levels
    )
    return [
        Block(
            "The level",
            table=Table(("Level", "Why", "Set by"), rows, (3, 8, 5)),
            empty="No level is set.",
        ),
        Block(facts=facts(("Countersigned", _countersigned(concern, procedure)))),
    ]


def _countersigned(concern: Concern, procedure: Procedure) -> str:
    moves = procedure.lifecycle(Concern.THING).moves
    kinds = [move.event for move in moves if move.name == "countersign"]
    found = Event.objects.filter(about=Concern.THING, case=concern.pk, kind__in=kinds).select_related("by")
    return "\n".join(f"{one.by.full_name}, {moment(one.at)}" for one in found.order_by("at", "pk"))


def sheet_blocks(told: dict[str, Any]) -> list[Block]:
    """Every section of a checklist: what was answered as a table, the rest by name. `told` is what its
    printed page shows."""
    return [_sheet(section.label, rows) for section, rows in told["sheets"] if rows]


def _sheet(label: str, rows: list[Row]) -> Block:
    answered = tuple(_row(one, one.answer) for one in rows if one.answer)
    left = "; ".join(_asked(one) for one in rows if one.answer is None)
    table = Table(ASKED, answered, ASKED_WIDTHS) if answered else None
    return Block(label, 2, quiet=f"Not answered: {left}." if left else "", table=table)


def _asked(row: Row) -> str:
    return f"{row.label} ({row.window})" if row.window else row.label


def _row(row: Row, answer: Answer) -> tuple[str, ...]:
    return (_asked(row), row.said, _rests_on(answer), f"{answer.by.full_name}, {answer.agency.name}")


def _rests_on(answer: Answer) -> str:
    when = f"When: {answer.happened_on}" if answer.happened_on else ""
    source = f"Who says so: {answer.source}" if answer.source else ""
    return "\n".join(part for part in (answer.evidence, when, source) if part)


def _voices(checklist: Checklist) -> list[Block]:
    told = (
        ("Strengths and what helps", checklist.strengths),
        ("What the child says", checklist.child_says),
        ("What parents or carers say", checklist.family_says),
    )
    return [Block(label, 2, own_words=words) for label, words in told if words]


def _agencies(parts: list[Contributor]) -> Block:
    rows = tuple((one.agency.name, one.member.user.full_name if one.member else "", _part(one)) for one in parts)
    return Block(
        "The agencies",
        table=Table(("Agency", "Asked", "Its part"), rows, (4, 4, 6)),
        empty="No agency was asked for its part.",
    )


def _part(one: Contributor) -> str:
    if one.signed_at:
        return f"Signed {moment(one.signed_at)}"
    return f"No input: {one.no_input_reason}" if one.no_input_reason else "Not signed"
