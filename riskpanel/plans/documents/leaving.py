"""What goes with a child who left the log: why, to whom, the last plan, what is still open."""

from datetime import datetime
from typing import Any

from riskpanel.access.models import User
from riskpanel.documents import Block, Paper, Table
from riskpanel.partnership.papers import facts, named_file, outlined
from riskpanel.partnership.standing import procedure_of
from riskpanel.plans import facts as known
from riskpanel.plans.documents.plan import lines_of, said_of, states_of
from riskpanel.plans.models import LogEntry, PlanCopy, PlanVersion
from riskpanel.plans.presenters import labels_of, level_of, state_of, statement
from riskpanel.plans.snapshot import GROUPS, for_agency
from riskpanel.procedure import Procedure
from riskpanel.ui.words import day, moment


def closure_paper(entry: LogEntry, user: User, at: datetime) -> Paper:
    """The pack of an entry that left the log, as far as the reader's agency may read the last plan."""
    procedure, child, version = procedure_of(entry.panel.procedure), entry.child, known.last_version(entry)
    return outlined(
        entry.panel,
        "closure",
        [
            Block(facts=_head(entry, procedure)),
            _levels(entry, procedure),
            *(_plan(version, procedure, user) if version else [Block("The last plan", text="None was approved.")]),
            _filed(version, user) if version else Block(),
        ],
        user=user,
        at=at,
        name=named_file("leaving", child.reference, at),
        about=child.reference,
        children=(child,),
    )


def _head(entry: LogEntry, procedure: Procedure) -> Any:
    to = entry.receiving_service
    agency = entry.receiving_agency.name if entry.receiving_agency else ""
    return facts(
        ("Child", entry.child.name),
        ("Date of birth", day(entry.child.born_on, "Not known")),
        ("State", state_of(procedure, LogEntry.THING, entry.state).label),
        (f"On the {procedure.words.log} since", day(entry.entered_on)),
        ("Left", day(entry.left_on)),
        ("Concerns", ", ".join(labels_of(procedure.categories, entry.categories))),
        (procedure.words.lead_professional.capitalize(), str(entry.holder or entry.lead_note)),
        ("Why", entry.leaving_reason),
        ("Taken over by", ", ".join(part for part in (to, agency) if part)),
        ("Comes back if", entry.reentry_trigger),
        ("Actions still open", str(known.open_actions(entry))),
        ("Kept until", day(entry.keep_until)),
    )


def _levels(entry: LogEntry, procedure: Procedure) -> Block:
    rows = tuple(
        (_level(procedure, one.level), day(one.at), one.by.full_name, one.reason)
        for one in entry.levels.select_related("by").order_by("at", "pk")
    )
    return Block("The levels", table=Table(("Level", "Set", "By", "Why"), rows, (3, 3, 4, 9)), empty="None.")


def _level(procedure: Procedure, code: str) -> str:
    found = level_of(procedure, code)
    return found.label if found else code


def _plan(version: PlanVersion, procedure: Procedure, user: User) -> list[Block]:
    content = for_agency(version.content, procedure, user.standing.agency)
    states = states_of(procedure)
    approved = f"Version {version.number}, approved {moment(version.approved_at)} by {version.approved_by.full_name}"
    return [
        Block(
            f"The last {procedure.words.plan}", quiet=approved, statement=statement(procedure, "plan_does_not_replace")
        ),
        *said_of(version, 2),
        Block("Risks", 2, points=tuple(risk["words"] for risk in content["risks"]), text=_none(content["risks"])),
        *(lines_of(group, content[group], states) for group in GROUPS),
    ]


def _none(lines: list[Any]) -> str:
    return "" if lines else "None."


def _filed(version: PlanVersion, user: User) -> Block:
    rows = tuple(
        (one.agency.name, day(one.sent_at, "Not sent"), day(one.filed_at, "Not confirmed"), one.file_reference)
        for one in PlanCopy.objects.visible_to(user).filter(version_sent=version).select_related("agency")
    )
    return Block(
        "On which case files", table=Table(("Agency", "Sent", "Filed", "Reference"), rows, (5, 3, 3, 4)), empty="None."
    )
