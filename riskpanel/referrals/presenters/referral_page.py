"""Everything that the page of one referral shows."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from riskpanel.access.models import User
from riskpanel.children.people import roles_on
from riskpanel.partnership.context import clause_sentences
from riskpanel.partnership.standing import procedure_of
from riskpanel.procedure import GateResult, Procedure, moves_from
from riskpanel.referrals.actions.referrals import carries, editable, gates_of
from riskpanel.referrals.actions.sending import chair_seats, reach
from riskpanel.referrals.actions.triage import MOVES
from riskpanel.referrals.actions.waivers import seat_to_sign
from riskpanel.referrals.models import Referral, Waiver
from riskpanel.referrals.presenters import referrals as words
from riskpanel.referrals.presenters.triage import decision_rows

COVER_GATES = ("child_protection_on", "interim_actions", "why_multi_agency", "categories")
"""Facts that are written on the cover."""


def context(referral: Referral, user: User, now: datetime) -> dict[str, Any]:
    """The page of a referral for `user`: what it says, how it stands, what they can do."""
    procedure = procedure_of(referral.panel.procedure)
    gates = gates_of(referral)
    return shared(referral, procedure, gates, now) | {
        "gates": words.gate_rows(procedure, gates, referral, _links(referral, user, gates)),
        "open_gates": sum(not gate.lets_past for gate in gates),
        "forecast": forecast_words(referral, now),
        "duties": words.owed(referral, procedure, now),
        "writes": carries(referral, user) and editable(referral),
        "signs": _signs(referral, user),
        "can": can(referral, user, procedure),
        "waivable": any(gate.gate.waiver and not gate.lets_past for gate in gates),
        "ended": words.state_of(referral, procedure).end,
        "in_annex": procedure.setting("triage_annex", False) and "call_in" in moves_of(referral, procedure),
        "alarm": emergency_banner(referral, user, procedure),
        "level": procedure.level(referral.concern.level) if referral.concern.level else None,
    }


def emergency_banner(referral: Referral, user: User, procedure: Procedure) -> dict[str, Any] | None:
    """What is said at the head of a referral at a level that raises the alarm while nobody asked for the
    emergency route; the way to ask stands there for those who may."""
    level = next((one for one in procedure.levels if one.code == referral.concern.level), None)
    if level is None or not level.alert or referral.emergency or "ask_emergency" not in moves_of(referral, procedure):
        return None
    may = "ask_emergency" in can(referral, user, procedure)
    return {"level": level.label, "url": reverse("referral_emergency", args=[referral.pk]) if may else ""}


def shared(referral: Referral, procedure: Procedure, gates: tuple[GateResult, ...], now: datetime) -> dict[str, Any]:
    """What screen and paper have in common."""
    return {
        "referral": referral,
        "child": referral.child,
        "card": words.card_of(referral, procedure, timezone.localdate(now)),
        "state": words.tag(referral, procedure),
        "categories": words.labels(procedure.categories, referral.categories),
        "prompts": [one.prompt for one in procedure.categories if one.prompt and one.code in referral.categories],
        "directions": words.labels(procedure.directions, referral.directions),
        "police": police_rows(referral, procedure),
        "actions": interim_rows(referral, now),
        "waivers": [waiver_row(waiver, procedure) for waiver in referral.waivers.all()],
        "decisions": decision_rows(referral),
        "waiting": words.waiting(referral, now),
        "flags": words.flags(referral),
    }


def paper(referral: Referral, now: datetime) -> dict[str, Any]:
    """The referral as it is printed."""
    procedure = procedure_of(referral.panel.procedure)
    gates = gates_of(referral)
    return shared(referral, procedure, gates, now) | {
        "gates": words.gate_rows(procedure, gates, referral, {}),
        "sections": words.answers(referral.checklist),
        "level": procedure.level(referral.concern.level) if referral.concern.level else None,
        "printed_at": now,
    }


def before_sending(referral: Referral, user: User, now: datetime) -> dict[str, Any]:
    """What somebody reads before they send: gates, panel, and who will be able to read it."""
    procedure = procedure_of(referral.panel.procedure)
    gates = gates_of(referral)
    seats = ", ".join(seat.title for seat in chair_seats(referral))
    readers = [
        ("To", seats),
        ("Copy to", str(referral.copy_to) if referral.copy_to else "Nobody named on the cover"),
        ("Read by", f"the {procedure.words.core_group} and the {procedure.words.coordinator}, until it is decided"),
    ]
    return {
        "referral": referral,
        "child": referral.child,
        "gates": words.gate_rows(procedure, gates, referral, _links(referral, user, gates)),
        "open_gates": sum(not gate.lets_past for gate in gates),
        "forecast": forecast_words(referral, now),
        "readers": readers,
    }


def forecast_words(referral: Referral, now: datetime) -> dict[str, Any]:
    """Which panel it reaches (or is meant for), until when, and why not an earlier one."""
    if referral.submitted_at and referral.aimed_at:
        return {
            "sitting": referral.aimed_at,
            "words": "",
            "missed": "",
            "cut_off": None,
            "settled": True,
            "clauses": [],
        }
    found = reach(referral, now)
    missed = words.missed_words(referral, found)
    return {
        "sitting": found.sitting,
        "words": found.words,
        "missed": missed,
        "cut_off": found.cut_off,
        "clauses": _cut_off_clauses(referral),
        "settled": bool(referral.received_at),
        "pre_panel": found.pre_panel,
    }


def moves_of(referral: Referral, procedure: Procedure) -> set[str]:
    """The moves that anybody could make from the referral's state."""
    moves = procedure.lifecycle(Referral.THING).moves
    return {move.name for move in moves if referral.state in move.from_}


def can(referral: Referral, user: User, procedure: Procedure) -> set[str]:
    """The moves that the person may try now; `decide` stands for those of the core group."""
    names = {move.name for move in moves_from(procedure, Referral.THING, referral.state, roles_on(referral, user))}
    if not carries(referral, user):
        names -= {"submit", "ask_waiver", "ask_emergency"}
        if "co_chair" not in user.standing.roles_at(referral.panel_id):
            names.discard("withdraw")
    if names & set(MOVES.values()):
        names.add("decide")
    if referral.emergency != "asked":
        names -= {"accept_emergency", "refuse_emergency"}
    if referral.emergency:
        names.discard("ask_emergency")
    if not procedure.setting("triage_call_in", False):
        names.discard("call_in")
    return names


def police_rows(referral: Referral, procedure: Procedure) -> list[dict[str, Any]]:
    """The police records of a referral, in words."""
    kinds = {one.code: one.label for one in procedure.reference_kinds}
    return [
        {"pk": one.pk, "kind": kinds.get(one.kind, one.kind), "number": one.number, "child_is": one.child_is}
        for one in referral.police_references.all()
    ]


def interim_rows(referral: Referral, now: datetime) -> list[dict[str, Any]]:
    """What is being done before the panel meets, open ones first."""
    today = timezone.localdate(now)
    found = referral.concern.actions.select_related("owner__user", "agency").order_by("done_at", "due_on")
    rows = [
        {
            "what": one.what,
            "who": one.owner.user.full_name if one.owner else one.agency.name,
            "due_on": one.due_on,
            "done_at": one.done_at,
            "report": one.report,
            "late": one.done_at is None and one.due_on < today,
        }
        for one in found
    ]
    return sorted(rows, key=lambda row: (row["done_at"] is not None, row["due_on"]))


def waiver_row(waiver: Waiver, procedure: Procedure) -> dict[str, Any]:
    """A request for a waiver: of what, why, and what each chair said when."""
    return {
        "gate": procedure.gate(waiver.gate).label,
        "reason": waiver.reason,
        "asked_by": waiver.asked_by.full_name,
        "asked_at": waiver.asked_at,
        "outcome": waiver.get_outcome_display() or ("Withdrawn" if waiver.closed_at else "Waiting"),
        "signatures": [
            {"seat": one.seat.title, "by": one.by.full_name, "at": one.at, "agrees": one.agrees, "reason": one.reason}
            for one in waiver.signatures.all()
        ],
    }


def _cut_off_clauses(referral: Referral) -> list[dict[str, Any]]:
    """The clauses behind the days between a referral and its panel."""
    procedure = procedure_of(referral.panel.procedure)
    line = next((one for one in procedure.settings if one.code == "referral_cutoff_wd"), None)
    return clause_sentences(procedure, line.clauses, line.stated) if line else []


def _signs(referral: Referral, user: User) -> bool:
    waiver = next((one for one in referral.waivers.all() if one.closed_at is None), None)
    return waiver is not None and seat_to_sign(waiver, user) is not None


def _links(referral: Referral, user: User, gates: tuple[GateResult, ...]) -> dict[str, tuple[str, str]]:
    """What whoever carries the referral can do about each open gate."""
    if not (carries(referral, user) and editable(referral)):
        return {}
    links = {}
    for result in gates:
        gate = result.gate
        if gate.test.fact in COVER_GATES:
            links[gate.code] = ("Write it on the cover", reverse("referral_cover", args=[referral.pk]))
        elif gate.test.fact == "police_reference":
            links[gate.code] = ("Add a police reference", reverse("referral_police", args=[referral.pk]))
        else:
            links[gate.code] = ("Open the concern", referral.concern.get_absolute_url())
    return links
