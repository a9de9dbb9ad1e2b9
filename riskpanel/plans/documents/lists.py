"""Lists as papers: the log as it was listed, actions as they were listed, what is late agency by agency."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from riskpanel.access.models import User
from riskpanel.documents import Block, Fact, Outline, Paper, Sheet, Table
from riskpanel.partnership.models import Panel
from riskpanel.partnership.papers import marking_of
from riskpanel.plans import facts
from riskpanel.plans.extract import HEADS, rows_of
from riskpanel.plans.models import Action
from riskpanel.plans.presenters import level_of, state_of, withheld
from riskpanel.procedure import Procedure
from riskpanel.ui.words import as_day, away, day, plural

FORMS = ("pdf", "xlsx")
ACTION_HEADS = ("Child", "What", "Agency", "Who", "Due", "State")
CHASE_HEADS = ("Child", "What", "Who", "Due", "Late by", "State")


def log_paper(entries: Iterable[Any], panel: Panel, procedure: Procedure, *, user: User, at: datetime) -> Paper:
    """The log as it was listed: by reference on paper, whole in a spreadsheet."""
    entries = list(entries)
    heads = ("Child", "Level", "State", "Entered", "Last review", "Next review", "Lead", "Open actions", "Plan")
    table = Table(heads, tuple(_log_row(one, procedure, at) for one in entries), (3, 3, 3, 3, 3, 3, 4, 3, 2))
    return Paper(
        code="log",
        name=f"log-{as_day(at):%Y-%m-%d}",
        marking=marking_of(panel, "log", user=user, at=at),
        told=Outline((Block(text=plural(len(entries), "child", "children"), table=table),)),
        sheets=(Sheet("Log", HEADS, tuple(tuple(row) for row in rows_of(entries, procedure))),),
        children=tuple({one.child for one in entries}),
        forms=FORMS,
    )


def _log_row(entry: Any, procedure: Procedure, at: datetime) -> tuple[str, ...]:
    level = level_of(procedure, entry.level)
    open_ones = f"{entry.open_count}{f', {entry.late_count} late' if entry.late_count else ''}"
    due = f"{day(entry.review_due)}{' (late)' if entry.review_due and entry.review_due < at else ''}"
    return (
        entry.child.reference,
        level.label if level else entry.level,
        state_of(procedure, entry.THING, entry.state).label,
        day(entry.entered_on),
        day(entry.reviewed_on, "–"),
        due,
        entry.holder.user.full_name if entry.holder else entry.lead_note,
        open_ones,
        str(entry.plan_version or "draft"),
    )


def action_list(actions: Iterable[Action], panel: Panel, procedure: Procedure, *, user: User, at: datetime) -> Paper:
    """The actions as they were listed; of a restricted one only who holds it."""
    actions = list(actions)
    rows = tuple(_action_row(one, procedure, user) for one in actions)
    told = Outline(
        (Block("Actions", text=plural(len(rows), "action"), table=Table(ACTION_HEADS, rows, (3, 7, 4, 4, 3, 3))),)
    )
    return Paper(
        code="action_list",
        name=f"actions-{as_day(at):%Y-%m-%d}",
        marking=marking_of(panel, "action_list", user=user, at=at),
        told=told,
        sheets=told.sheets(),
        children=tuple({one.child for one in actions if one.child}),
        forms=FORMS,
    )


def _action_row(action: Action, procedure: Procedure, user: User) -> tuple[str, ...]:
    return (
        action.child.reference if action.child else "Strategic",
        words_of(action, procedure, user),
        action.agency.name,
        action.owner.user.full_name,
        day(action.due_on),
        state_of(procedure, Action.THING, action.state).label,
    )


def words_of(action: Action, procedure: Procedure, user: User) -> str:
    """What an action says, or who holds its words."""
    return f"Held by {action.agency.name}: ask" if withheld(action, procedure, user) else action.what


def chase_sheet(actions: Iterable[Action], panel: Panel, procedure: Procedure, *, user: User, at: datetime) -> Paper:
    """What is to be chased, agency by agency, the oldest first."""
    today = as_day(at)
    by_agency: dict[str, list[Action]] = {}
    for one in sorted(actions, key=lambda one: (one.agency.name, one.due_on)):
        by_agency.setdefault(one.agency.name, []).append(one)
    rows = {
        agency: tuple(_chase_row(one, procedure, user, today) for one in mine) for agency, mine in by_agency.items()
    }
    blocks = tuple(
        Block(
            agency,
            facts=(
                Fact("Late", str(sum(facts.late(one, today) for one in mine))),
                Fact("To be chased", str(len(mine))),
            ),
            table=Table(CHASE_HEADS, rows[agency], (3, 7, 4, 3, 3, 3)),
        )
        for agency, mine in by_agency.items()
    )
    listed = tuple((agency, *row) for agency, lines in rows.items() for row in lines)
    return Paper(
        code="chase_sheet",
        name=f"chase-{today:%Y-%m-%d}",
        marking=marking_of(panel, "chase_sheet", user=user, at=at),
        told=Outline(blocks or (Block(text="Nothing is late, and everything was accepted in time."),)),
        sheets=(Sheet("Actions", ("Agency", *CHASE_HEADS), listed),),
        children=tuple({one.child for mine in by_agency.values() for one in mine if one.child}),
        forms=FORMS,
    )


def _chase_row(action: Action, procedure: Procedure, user: User, today: date) -> tuple[str, ...]:
    return (
        action.child.reference if action.child else "Strategic",
        words_of(action, procedure, user),
        action.owner.user.full_name,
        day(action.due_on),
        away(action.due_on, today) if facts.late(action, today) else "",
        state_of(procedure, Action.THING, action.state).label,
    )
