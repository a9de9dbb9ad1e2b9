"""One child's plan as a paper: the last approved version, or the draft where none is; and the notice that
a child steps down."""

from datetime import date, datetime
from typing import Any

from riskpanel.access.models import User
from riskpanel.documents import Block, Fact, Outline, Paper, Table
from riskpanel.partnership.papers import marking_of
from riskpanel.partnership.standing import procedure_of
from riskpanel.plans import facts
from riskpanel.plans.models import Action, LogEntry, PlanVersion
from riskpanel.plans.presenters import labels_of, level_of, state_of, statement
from riskpanel.plans.snapshot import GROUPS, for_agency, for_family, snapshot
from riskpanel.procedure import Procedure
from riskpanel.ui.words import day, moment

GROUP_WORDS = {"services": "Services", "disruption": "Disruption", "actions": "Actions"}
FORMS = ("pdf", "docx")
LINES = (("What", "Who", "When", "State"), (7, 4, 2, 2))


def plan_paper(entry: LogEntry, user: User, at: datetime) -> Paper:
    """The plan as far as the reader's agency may read it."""
    procedure = procedure_of(entry.panel.procedure)
    version = facts.last_version(entry)
    content = for_agency(
        version.content if version else snapshot(entry), procedure, user.standing.agency, kept=bool(version)
    )
    number = f"version {version.number}" if version else "draft"
    told = Outline(
        (_head(entry, version, content, procedure), *said_of(version), *_risks(content, procedure), _last(procedure))
    )
    return Paper(
        code="plan",
        name=f"plan-{entry.child.reference}-{f'v{version.number}' if version else 'draft'}",
        marking=marking_of(entry.panel, "plan", user=user, at=at, about=entry.child.reference, version=number),
        told=told,
        children=(entry.child,),
        forms=FORMS,
    )


def _head(entry: LogEntry, version: PlanVersion | None, content: dict[str, Any], procedure: Procedure) -> Block:
    level = level_of(procedure, content["level"])
    approved = (
        f"{version.approved_by.full_name}, {moment(version.approved_at)}" if version else "not yet: this is a draft"
    )
    return Block(
        facts=(
            Fact("Child", f"{entry.child.name} ({entry.child.reference})"),
            Fact("Level", level.label if level else content["level"]),
            Fact("Concerns", ", ".join(labels_of(procedure.categories, content["categories"]))),
            Fact(procedure.words.lead_professional.capitalize(), content["lead"] or "nobody named"),
            Fact("Approved", approved),
            Fact("Last reviewed", day(entry.reviewed_on, "not yet")),
        ),
        statement=statement(procedure, "plan_does_not_replace"),
    )


def states_of(procedure: Procedure) -> dict[str, str]:
    """The states of an action, in words."""
    return {one.code: one.label for one in procedure.lifecycle(Action.THING).states}


def said_of(version: PlanVersion | None, level: int = 1) -> list[Block]:
    """What the child and the family say of a version, in their own words."""
    told = (("The child says", version.child_says), ("The family says", version.family_says)) if version else ()
    return [Block(label, level, own_words=words) for label, words in told if words]


def _risks(content: dict[str, Any], procedure: Procedure) -> list[Block]:
    """Each risk with what answers it; what is tied to none comes last."""
    states = states_of(procedure)
    known = {risk["key"] for risk in content["risks"]}
    made = []
    for risk in [*content["risks"], {"key": None, "words": ""}]:
        mine = {
            group: [one for one in content[group] if (one["risk"] if one["risk"] in known else None) == risk["key"]]
            for group in GROUPS
        }
        if risk["words"] or any(mine.values()):
            made.append(Block("Risk" if risk["words"] else "Not tied to one risk", text=risk["words"]))
            made += [lines_of(group, lines, states) for group, lines in mine.items() if lines]
            if not any(mine.values()):
                made.append(Block(warning="Nothing answers this risk yet."))
    return made


def lines_of(group: str, lines: list[dict[str, Any]], states: dict[str, str]) -> Block:
    """One kind of a plan's lines as a table; an empty one says so."""
    heads, widths = LINES
    rows = tuple(
        (
            " ".join(part for part in (one["what"], f"({one['reason']})" if one.get("reason") else "") if part),
            ", ".join(part for part in (one["person"], one["agency"]) if part),
            day(date.fromisoformat(one["on"])) if one["on"] else "",
            states.get(one["status"], one["status"].replace("_", " ").capitalize()),
        )
        for one in lines
    )
    return Block(GROUP_WORDS[group], 2, table=Table(heads, rows, widths), empty="None.")


def _last(procedure: Procedure) -> Block:
    return Block(
        quiet=f"{procedure.words.plan} of the {procedure.words.panel}. File this copy, and destroy the one before it."
    )


def family_paper(entry: LogEntry, user: User, at: datetime) -> Paper:
    """The plan for the child and the family: no disruption, nothing restricted, nobody's marking of them."""
    procedure = procedure_of(entry.panel.procedure)
    version = facts.last_version(entry)
    content = for_family(version.content if version else snapshot(entry))
    agreed = f"Agreed on {day(version.approved_at)}." if version else "A draft: nobody has approved it yet."
    told = Outline(
        (
            Block(text=agreed),
            *said_of(version),
            *_risks(content, procedure),
            Block(statement=statement(procedure, "plan_does_not_replace")),
        )
    )
    return Paper(
        code="plan_family",
        name=f"plan-family-{entry.child.reference}-{f'v{version.number}' if version else 'draft'}",
        marking=marking_of(entry.panel, "plan_family", user=user, at=at, watermark="", clauses=()),
        told=told,
        children=(entry.child,),
        forms=FORMS,
    )


def left_by(entry: LogEntry) -> bool:
    """Whether the child steps down or has left, so that there is something to give notice of."""
    return bool(entry.left_on or entry.receiving_service)


def step_down_paper(entry: LogEntry, user: User, at: datetime) -> Paper:
    """The notice that a child leaves the panel's care: why, who goes on, what brings the child back."""
    procedure = procedure_of(entry.panel.procedure)
    level = level_of(procedure, entry.level)
    told = Outline(
        (
            Block(
                facts=(
                    Fact("Child", f"{entry.child.name} ({entry.child.reference})"),
                    Fact("State", state_of(procedure, LogEntry.THING, entry.state).label),
                    Fact(f"On the {procedure.words.log} since", day(entry.entered_on)),
                    Fact("Left on", day(entry.left_on)),
                    Fact("Level", level.label if level else entry.level),
                    Fact("Goes on with", _goes_on(entry)),
                    Fact(procedure.words.lead_professional.capitalize(), str(entry.holder or entry.lead_note)),
                )
            ),
            Block("Why", text=entry.leaving_reason or "No reason is recorded."),
            Block("What brings the child back at once", text=entry.reentry_trigger or "Nothing is recorded."),
            Block(statement=statement(procedure, "panel_does_not_replace")),
        )
    )
    return Paper(
        code="step_down",
        name=f"step-down-{entry.child.reference}",
        marking=marking_of(entry.panel, "step_down", user=user, at=at, about=entry.child.reference),
        told=told,
        children=(entry.child,),
        forms=FORMS,
    )


def _goes_on(entry: LogEntry) -> str:
    return ", ".join(part for part in (entry.receiving_service, str(entry.receiving_agency or "")) if part)
