"""The letter to an authority that placed a child here, with the form on which it answers."""

from datetime import datetime

from riskpanel.access.models import User
from riskpanel.documents import Block, Paper, Table
from riskpanel.partnership.papers import facts, named, named_file, outlined
from riskpanel.partnership.standing import procedure_of
from riskpanel.plans.models import PlacedChild
from riskpanel.plans.presenters import labels_of
from riskpanel.ui.words import day, plural

ASKS = (
    "that a strategy to manage this risk is in place, and since when;",
    "what it consists of, and who is responsible for each part;",
    "who visits the child, and how we reach them by day and by night;",
    "when it is reviewed next.",
)
ANSWERS = (
    ("Is a strategy in place? Since when?", ""),
    ("What does it consist of, and who is responsible for each part?", ""),
    ("Who visits the child?", ""),
    ("How do we reach them by day, and by night?", ""),
    ("When is it reviewed next?", ""),
    ("If none is in place: what will you do, and by when?", ""),
    ("Your name, post, telephone and e-mail", ""),
    ("Date", ""),
)
ROOM = "\n\n\n\n"
"""Empty lines in which an answer is written."""


def placed_letter(placed: PlacedChild, user: User, at: datetime) -> Paper:
    """The letter, and on a page of its own the form to answer on."""
    procedure, child = procedure_of(placed.panel.procedure), placed.child
    setting = "".join(labels_of(procedure.placement_settings, [placed.setting])).lower()
    since = f", since {day(placed.placed_on)}" if placed.placed_on else ""
    days = plural(procedure.setting("placing_reply_wd"), "working day")
    born = f", born {day(child.born_on)}" if child.born_on else ""
    who = placed.contact_name or "The Director of Children’s Services"
    head = facts(
        ("To", f"{who}\n{placed.placing_authority}"),
        ("By e-mail", placed.contact_email),
        ("Date", day(at)),
        ("About", f"{child.name}{born}"),
        ("Our reference", child.reference),
    )
    signed = f"{named(user.standing)}\n{placed.panel.name}"
    rows = tuple((asks, said + ROOM) for asks, said in ANSWERS)
    return outlined(
        placed.panel,
        "placed_letter",
        [
            Block(facts=head),
            Block(
                text=f"You have placed this child in our area ({setting}{since}). We understand that there is a "
                f"risk to the child or to others:"
            ),
            Block(text=placed.risk),
            Block(text=f"Please confirm within {days}:", points=ASKS),
            Block(
                text="If no strategy is in place, please tell us what you will do, and by when. Please tell us as "
                f"well when the placement changes or ends.\n\n{signed}"
            ),
            Block(
                "Your answer",
                new_page=True,
                facts=facts(
                    ("To", placed.panel.name), ("Our reference", child.reference), ("From", placed.placing_authority)
                ),
                table=Table(("We ask", "You answer"), rows, (5, 9)),
            ),
        ],
        user=user,
        at=at,
        name=named_file("placing-authority", child.reference, at),
        about=child.reference,
        children=(child,),
        sent_to=f"{who}, {placed.placing_authority}",
        forms=("pdf", "docx"),
    )
