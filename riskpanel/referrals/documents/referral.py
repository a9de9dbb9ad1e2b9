"""The referral as it is sent to the panel, and the record of what the chairs said to a waiver."""

from datetime import datetime
from typing import Any

from riskpanel.access.models import User
from riskpanel.documents import Block, Paper, Table
from riskpanel.partnership.papers import facts, named_file, outlined
from riskpanel.partnership.standing import procedure_of
from riskpanel.referrals.documents.checklist import level_blocks, sheet_blocks
from riskpanel.referrals.documents.strategy import action_block
from riskpanel.referrals.models import Referral
from riskpanel.referrals.presenters import referral_page
from riskpanel.referrals.presenters.checklists import paper
from riskpanel.ui.words import day, moment


def referral_paper(referral: Referral, user: User, at: datetime) -> Paper:
    """The cover, the gates, what is done meanwhile, and the checklist."""
    told, child = referral_page.paper(referral, at), referral.child
    concern = referral.concern
    actions = concern.actions.select_related("owner__user", "agency").order_by("due_on", "created_at")
    return outlined(
        referral.panel,
        "referral",
        [
            Block(warning=_emergency(referral)),
            Block(facts=_cover(referral, told)),
            *_written(referral),
            _police(told["police"]),
            _gates(told["gates"]),
            *(_waiver(one) for one in told["waivers"]),
            *level_blocks(
                concern, list(concern.levels.select_related("by")[:5]), procedure_of(referral.panel.procedure)
            ),
            action_block("What is done meanwhile", actions),
            Block(
                told_title(referral), new_page=True, quiet=f"Locked {moment(referral.checklist.locked_at, 'not yet')}"
            ),
            *sheet_blocks(paper(referral.checklist)),
        ],
        user=user,
        at=at,
        name=named_file("referral", child.reference, at),
        about=child.reference,
        children=(child,),
    )


def told_title(referral: Referral) -> str:
    """What the checklist is called where the panel works."""
    return procedure_of(referral.panel.procedure).words.checklist.capitalize() or "Checklist"


def _emergency(referral: Referral) -> str:
    if not referral.emergency:
        return ""
    return f"Emergency route {referral.get_emergency_display().lower()}: {referral.emergency_reason}"


def _cover(referral: Referral, told: dict[str, Any]) -> Any:
    child, author = referral.child, referral.concern.author
    return facts(
        ("Child", child.name),
        ("Date of birth", day(child.born_on, "Not known")),
        ("Referred by", f"{author}, {author.agency.name}"),
        ("Copy to", referral.copy_to or ""),
        ("State", told["state"][0]),
        ("Sent", moment(referral.submitted_at, "Not sent yet")),
        ("Received", moment(referral.received_at)),
        ("For the meeting of", day(referral.aimed_at.starts_at) if referral.aimed_at else ""),
        ("Concerns", ", ".join(told["categories"])),
        ("Direction of risk", ", ".join(told["directions"])),
        ("Child protection", day(referral.child_protection_on)),
        ("What came of it", referral.child_protection_note),
    )


def _written(referral: Referral) -> list[Block]:
    told = (
        ("What is happening", referral.concern.happening),
        ("What is done now", referral.doing_now),
        ("Why several agencies are needed", referral.why_multi_agency),
        ("What the family was told", referral.family_told),
    )
    said = (("The child says", referral.concern.child_says), ("The family says", referral.concern.family_says))
    return [Block(label, text=words) for label, words in told if words] + [
        Block(label, own_words=words) for label, words in said if words
    ]


def _police(rows: list[dict[str, Any]]) -> Block:
    told = tuple((one["kind"], one["number"], one["child_is"].replace("_", " ").capitalize()) for one in rows)
    return (
        Block("Police records", table=Table(("Kind", "Number", "The child is"), told, (5, 4, 4))) if told else Block()
    )


def _gates(rows: list[dict[str, Any]]) -> Block:
    told = tuple(
        (one["label"], "Met" if one["passed"] else "Waived" if one["waiver"] else "Open", one["waiver"] or one["says"])
        for one in rows
    )
    return Block(
        "What is asked of a referral", table=Table(("Asked", "Stands", "How"), told, (7, 2, 7)), empty="Nothing."
    )


def waiver_paper(referral: Referral, user: User, at: datetime) -> Paper:
    """Every request to let the referral past a gate, with what each chair said when."""
    told, child, author = referral_page.paper(referral, at), referral.child, referral.concern.author
    head = facts(
        ("Referral of", child.reference),
        ("Referred by", f"{author}, {author.agency.name}"),
        ("Received", moment(referral.received_at, "Not received")),
        ("State now", told["state"][0]),
    )
    return outlined(
        referral.panel,
        "waiver",
        [Block(facts=head), *(_waiver(one) for one in told["waivers"])],
        user=user,
        at=at,
        name=named_file("waiver", child.reference, at),
        about=child.reference,
        children=(child,),
    )


def _waiver(one: dict[str, Any]) -> Block:
    rows = tuple(
        (line["seat"], line["by"], "Agrees" if line["agrees"] else "Refuses", moment(line["at"]), line["reason"])
        for line in one["signatures"]
    )
    return Block(
        f"Waiver: {one['gate']}",
        facts=facts(
            ("Asked by", f"{one['asked_by']}, {moment(one['asked_at'])}"),
            ("Why", one["reason"]),
            ("Outcome", one["outcome"]),
        ),
        table=Table(("Seat", "Signed by", "Says", "When", "Why"), rows, (4, 4, 3, 4, 5)),
        empty="No chair has answered yet.",
    )
