"""What was decided about a referral before the panel: the record, and the letter to whoever referred."""

from datetime import datetime

from riskpanel.access.models import User
from riskpanel.documents import Block, Paper
from riskpanel.partnership.papers import facts, named_file, outlined
from riskpanel.partnership.standing import procedure_of
from riskpanel.procedure import Procedure
from riskpanel.referrals.documents.checklist import level_label
from riskpanel.referrals.models import Referral, TriageDecision
from riskpanel.ui.words import day, moment

CLOSING = (
    "What keeps the child safe now does not wait for the panel. If you learn something new, write it on the "
    "concern; if you disagree, talk with your line manager about escalating it."
)


def decisions_of(referral: Referral) -> list[TriageDecision]:
    """The decisions on a referral, newest first."""
    return list(referral.decisions.select_related("by", "sitting", "alternative_owner__user", "alternative_agency"))


def triage_paper(referral: Referral, decisions: list[TriageDecision], user: User, at: datetime) -> Paper:
    """Every decision on the referral, newest first: outcome, reasons, who took part."""
    procedure, child, concern = procedure_of(referral.panel.procedure), referral.child, referral.concern
    head = facts(
        ("Referral of", child.reference),
        ("Referred by", f"{concern.author}, {concern.author.agency.name}"),
        ("Level", level_label(procedure, concern.level)),
        ("Received", moment(referral.received_at)),
        ("For the meeting of", day(referral.aimed_at.starts_at) if referral.aimed_at else ""),
    )
    return outlined(
        referral.panel,
        "triage",
        [Block(facts=head), *(_decision(one, procedure) for one in decisions)],
        user=user,
        at=at,
        name=named_file("triage", child.reference, at),
        about=child.reference,
        children=(child,),
    )


def _decision(one: TriageDecision, procedure: Procedure) -> Block:
    seats = {seat.core_group: seat.title for seat in procedure.seats if seat.core_group}
    return Block(
        one.get_outcome_display(),
        facts=facts(
            ("Decided", moment(one.at)),
            ("Written down by", one.by.full_name),
            ("Took part", "\n".join(seats.get(code, code) for code in one.present)),
            ("Reasons", one.reasons),
            ("Instead", one.alternative),
            ("Who does it", _instead(one)),
        ),
    )


def _instead(one: TriageDecision) -> str:
    if one.alternative_owner:
        return str(one.alternative_owner)
    return one.alternative_agency.name if one.alternative_agency else ""


def triage_letter(referral: Referral, decision: TriageDecision, user: User, at: datetime) -> Paper:
    """The letter that tells whoever referred what was decided and why; it names the child by reference."""
    procedure, child, author = procedure_of(referral.panel.procedure), referral.child, referral.concern.author
    instead = " ".join(part for part in (decision.alternative, _by(decision)) if part)
    blocks = [
        Block(facts=facts(("To", f"{author}, {author.agency.name}"), ("Date", day(at)), ("About", child.reference))),
        Block(text=f"{_opening(referral, procedure)}\n\n{_told(referral, decision)}"),
        Block("The reasons", text=decision.reasons),
        Block("What is done instead", text=instead) if instead else Block(),
        Block(text=f"{CLOSING}\n\n{procedure.words.coordinator.capitalize()}, for {referral.panel.name}"),
    ]
    return outlined(
        referral.panel,
        "triage_letter",
        blocks,
        user=user,
        at=at,
        name=named_file("reasons", child.reference, at),
        about=child.reference,
        children=(child,),
        sent_to=f"{author}, {author.agency.name}",
        forms=("pdf", "docx"),
    )


def _by(decision: TriageDecision) -> str:
    return f"This is for {_instead(decision)}." if _instead(decision) else ""


def _opening(referral: Referral, procedure: Procedure) -> str:
    who = procedure.words.core_group or procedure.words.panel
    received = f", received {day(referral.received_at)}" if referral.received_at else ""
    return f"Thank you for your referral of {referral.child.reference}{received}. The {who} has looked at it."


def _told(referral: Referral, decision: TriageDecision) -> str:
    on = day(decision.at)
    if decision.outcome in ("accepted", "called_in"):
        when = f" It is meant for the meeting of {day(referral.aimed_at.starts_at)}." if referral.aimed_at else ""
        return f"On {on} it was decided that the panel will hear it.{when}"
    if decision.outcome == "returned":
        return f"On {on} it was returned to you, because something is missing."
    return f"On {on} it was decided that it is not for the panel."
