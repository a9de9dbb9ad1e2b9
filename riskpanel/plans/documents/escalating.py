"""The record of an escalation: both views, its stages with what was said at each, what came of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from riskpanel.access.models import User
from riskpanel.documents import Block, Paper, Table
from riskpanel.partnership.papers import facts, named_file, outlined
from riskpanel.partnership.standing import procedure_of
from riskpanel.plans.models import Escalation
from riskpanel.plans.presenters import state_of, views_of
from riskpanel.ui.words import day, moment

SAID = ("When", "What", "Who", "In their words")


def escalation_paper(record: Escalation, stages: Sequence[dict[str, Any]], user: User, at: datetime) -> Paper:
    """The escalation as it stands; `stages` are those that its page shows to the reader."""
    procedure, child = procedure_of(record.panel.procedure), record.child
    recipients = User.objects.filter(pk__in=record.recipients()).order_by("full_name")
    head = facts(
        ("About", child.reference),
        ("Track", procedure.track(record.track).label),
        ("State", state_of(procedure, Escalation.THING, record.state).label),
        ("Raised", f"{moment(record.created_at)}, {record.created_by.full_name}, {record.raised_by_agency.name}"),
        ("With", record.against.name if record.against else ""),
        ("Sent to", "\n".join(one.full_name for one in recipients)),
    )
    return outlined(
        record.panel,
        "escalation",
        [
            Block(facts=head),
            Block("The issue", text=record.issue),
            *(Block(f"How {whose} sees it", text=view or "Not written yet.") for whose, view in views_of(record)),
            *(_stage(number, one) for number, one in enumerate(stages, 1)),
            Block("What came of it", text=record.outcome or "Nothing is settled yet."),
        ],
        user=user,
        at=at,
        name=named_file("escalation", child.reference, at),
        about=child.reference,
        children=(child,),
    )


def _stage(number: int, stage: dict[str, Any]) -> Block:
    rows = tuple((moment(one["at"]), one["title"], one["who"], _words(one)) for one in stage["said"])
    return Block(
        f"Stage {number}: {stage['stage'].label}",
        facts=facts(("For", "; ".join(stage["stage"].to)), ("Answer by", day(stage["answer_by"]))),
        table=Table(SAID, rows, (4, 5, 5, 8)),
    )


def _words(line: dict[str, Any]) -> str:
    return f"Held by {line['held_by']}: ask" if line["held_by"] else str(line["text"])
