"""Papers about nobody: what an administrator looks at to see how each paper is drawn. Every name and
every word in them is invented."""

from datetime import datetime

from riskpanel.access.models import User
from riskpanel.documents import Block, Fact, Outline, Paper, Table
from riskpanel.meetings.documents.agenda import AgendaTold, AnnexTold, ChairTold, LineTold, SectionTold
from riskpanel.partnership.models import Panel
from riskpanel.partnership.papers import marking_of

REFERENCES = ("C-0000", "C-1111", "C-2222")
FORMS = ("pdf", "docx", "xlsx")


def invented(code: str, panel: Panel, user: User, at: datetime) -> Paper:
    """The paper `code` of the panel with invented content; NotDeclared where the panel hands out none."""
    told = _agenda() if code == "agenda" else _outline()
    return Paper(
        code=code,
        name=f"preview-{code.replace('_', '-')}",
        marking=marking_of(panel, code, user=user, at=at, about="invented", copy="1 of 1", version="version 1"),
        told=told,
        sheets=_outline().sheets(),
        forms=FORMS,
    )


def _agenda() -> AgendaTold:
    lines = tuple(_line(number, reference) for number, reference in enumerate(REFERENCES, start=1))
    business = LineTold("4", "", "Lighting at the bus station", "", "", "", ("Example agency, no date yet",), "")
    return AgendaTold(
        when="Wed 2 Jan 2030, 14:00",
        where="Example Hall",
        length="2 h, 3 children, 40 min each",
        chairs=(
            ChairTold("First chair", "Avery Example", "coming"),
            ChairTold("Second chair", "vacant", "no answer yet"),
        ),
        discussion="Here stands what is read at the opening.",
        sections=(SectionTold("New referrals", False, lines), SectionTold("Patterns", True, (business,))),
        levelled=True,
        lead_label="Lead professional",
        annex=(AnnexTold("C-3333", "Example agency", "Not taken", "Example service"),),
        annex_label="Annex: referrals not taken",
        statement="Here stands what the panel does not replace.",
    )


def _line(number: int, reference: str) -> LineTold:
    late = number == 1
    return LineTold(
        number=str(number),
        reference=reference,
        about="Referred by Example agency",
        level="High",
        lead="Blair Example (coming)",
        actions="3, 1 late" if late else "0",
        notes=("Guest: Casey Example, Example agency",) if late else (),
        warning="Protective action: not known" if late else "",
    )


def _outline() -> Outline:
    """Every kind of block, once."""
    rows = (("Walk home together after school", "Blair Example, Example agency", "Fri 4 Jan 2030"),)
    return Outline(
        (
            Block(facts=(Fact("Child", f"Dana Invented ({REFERENCES[0]})"), Fact("Level", "High"))),
            Block("In general", text="A first paragraph.\nA line after a break.\n\nA second paragraph."),
            Block("The child says", 2, own_words="I would like to be asked first."),
            Block("What changed", 2, warning="Something that nobody may miss.", points=("One thing.", "Another.")),
            Block("Actions", 2, table=Table(("What", "Who", "By"), rows, (6, 3, 2))),
            Block("Services", 2, table=Table(("What", "Who"), ()), empty="None yet."),
            Block(statement="Here stands a statement of the procedure."),
        )
    )
