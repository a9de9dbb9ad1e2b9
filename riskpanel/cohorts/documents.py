"""The papers of the weekly lists: required documents of listed children, and what goes up to the other body."""

from collections.abc import Sequence
from datetime import datetime

from riskpanel.access.models import User
from riskpanel.cohorts.models import PutForward
from riskpanel.cohorts.presenters import compliance
from riskpanel.documents import Block, Paper, Sheet, Table
from riskpanel.partnership.models import Panel, Sitting
from riskpanel.partnership.papers import facts, named_file, outlined
from riskpanel.procedure import Procedure
from riskpanel.ui.words import as_day, day, moment

LACKS = ("Child", "List", "Lead", "What is lacking")
WORDS = {"missing": "Missing", "old": "Old", "unknown": "Not known"}
PARTLY = "What is confirmed for it, as far as the person for whom this was made may see it."
ITEMS = ("No.", "Kind", "About", "Why", "Stands")
GOES = ("confirmed", "sent", "answered")
"""States of an item that the other body is to have, or has had."""


def compliance_paper(
    panel: Panel, procedure: Procedure, found: Sequence[compliance.Sheet], user: User, at: datetime
) -> Paper:
    """Listed children, by reference, against the documents that each must have: on paper what is lacking,
    in the spreadsheet every document."""
    sums = compliance.totals(found)
    documents = tuple(
        (title, str(missing), str(old)) for title, missing, old in compliance.by_document(found, procedure)
    )
    lacking = tuple(_lacks(one) for one in found if any(one.counts.values()))
    heads = ("Document", "Missing", "Old")
    return outlined(
        panel,
        "compliance",
        [
            Block(
                facts=facts(
                    ("Listed children", str(sums["all"])),
                    ("Something missing", str(sums["missing"])),
                    ("Something old", str(sums["old"])),
                    ("Something not known", str(sums["unknown"])),
                    ("With everything", str(sums["whole"])),
                )
            ),
            Block("By document", table=Table(heads, documents, (8, 2, 2))),
            Block("By child", table=Table(LACKS, lacking, (3, 5, 4, 13)), empty="No child lacks anything."),
        ],
        user=user,
        at=at,
        name=named_file("documents", "", at),
        about=day(at),
        children=tuple(one.listing.child for one in found),
        forms=("pdf", "xlsx"),
        sheets=(
            Sheet("By child", tuple(compliance.heads_of(procedure)), tuple(map(tuple, compliance.as_rows(found)))),
            Sheet("By document", heads, documents),
        ),
    )


def _lacks(one: compliance.Sheet) -> tuple[str, ...]:
    child = one.listing.child
    lead = child.lead.user.full_name if child.lead else "nobody named"
    lacking = [f"{WORDS[line.standing]}: {line.document.title}" for line in one.lines if line.standing in WORDS]
    return (child.reference, one.cohort, lead, "\n".join(lacking))


def upward_paper(
    panel: Panel, procedure: Procedure, sitting: Sitting, items: Sequence[PutForward], user: User, at: datetime
) -> Paper:
    """What the panel puts forward to one meeting of the other body, as far as the reader sees it; a child
    by reference."""
    label = procedure.meeting(sitting.kind).label
    goes = [one for one in items if one.state in GOES or one.answer]
    rows = tuple(_item(number, one, procedure) for number, one in enumerate(goes, 1))
    came = tuple((_about(one), one.answer) for one in goes if one.answer)
    return outlined(
        panel,
        "upward",
        [
            Block(facts=facts(("For", label), ("When", moment(sitting.starts_at)), ("Where", sitting.place))),
            Block(
                "Put forward",
                quiet=PARTLY,
                table=Table(ITEMS, rows, (1, 4, 4, 9, 3)),
                empty="Nothing is confirmed for it yet.",
            ),
            Block("What came back", table=Table(("About", "Answer"), came, (4, 10))) if came else Block(),
        ],
        user=user,
        at=at,
        name=f"put-forward-{day_of(sitting)}",
        about=day(sitting.starts_at),
        children=tuple({one.child for one in goes if one.child}),
    )


def day_of(sitting: Sitting) -> str:
    """The day of a meeting, as file names carry it."""
    return f"{as_day(sitting.starts_at):%Y-%m-%d}"


def _about(one: PutForward) -> str:
    return one.child.reference if one.child else one.title


def _item(number: int, one: PutForward, procedure: Procedure) -> tuple[str, ...]:
    kinds = {kind.code: kind.label for kind in procedure.upward.kinds} if procedure.upward else {}
    states = {state.code: state.label for state in procedure.lifecycle(PutForward.THING).states}
    return (str(number), kinds.get(one.kind, one.kind), _about(one), one.reason, states.get(one.state, one.state))
