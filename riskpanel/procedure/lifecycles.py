"""Which moves a thing may make, and why not.

The tables stand in the procedure file. Nothing here raises for a move that exists: a wrong state, a
wrong actor, a failed test and an open gate each become a sentence for the person who tried.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from riskpanel.procedure.calendar import listed
from riskpanel.procedure.model import Gate, Lifecycle, Move, NotDeclared, Procedure, Test
from riskpanel.procedure.vocabulary import ROLE_WORDS

SAME = "="
"""The target of a move that leaves the state as it is."""
ANY = "*"
"""The source of a move that every state allows which is not an end."""


@dataclass(frozen=True, slots=True)
class GateResult:
    """How one gate stands. `asked` is false where it is not asked of these facts; `waived` is true
    where it is open and a waiver lets the record past."""

    gate: Gate
    passed: bool
    waived: bool
    asked: bool

    @property
    def lets_past(self) -> bool:
        """Whether the record may go on as far as this gate is concerned."""
        return self.passed or self.waived or not self.asked


@dataclass(frozen=True, slots=True)
class Ruling:
    """Whether a move is allowed; every reason why not, in sentences; and every gate of the move."""

    allowed: bool
    reasons: tuple[str, ...]
    gates: tuple[GateResult, ...]


def rule(test: Test, facts: Mapping[str, Any]) -> str | None:
    """None when the facts pass the test, else what the person reads. A fact that is not there fails
    every test but `given = false`."""
    value = facts.get(test.fact)
    return None if _passes(test, value) else test.otherwise


def is_given(value: Any) -> bool:
    """Whether a fact says anything: nothing, false, 0, blank words and empty lists do not."""
    if value is None:
        return False
    if isinstance(value, str):
        return bool(value.strip())
    if isinstance(value, bool | int | float):
        return bool(value)
    try:
        return len(value) > 0
    except TypeError:
        return True


def gate_results(
    procedure: Procedure, gates: Collection[str], facts: Mapping[str, Any], waived: Collection[str] = ()
) -> tuple[GateResult, ...]:
    """How each of these gates stands, in their order; KeyError for an unknown gate. A gate that has
    no waiver in the procedure cannot be waived."""
    return tuple(_result(procedure, procedure.gate(code), facts, waived) for code in gates)


def judge(
    procedure: Procedure,
    thing: str,
    state: str,
    move_name: str,
    actor_roles: Collection[str],
    facts: Mapping[str, Any],
    waived: Collection[str] = (),
) -> Ruling:
    """Whether somebody with these roles may make a move from a state, given these facts. KeyError
    for a thing or move that the procedure does not have."""
    lifecycle = procedure.lifecycle(thing)
    move = move_of(lifecycle, move_name)
    results = gate_results(procedure, move.gates, facts, waived)
    reasons: list[str] = []
    if not starts_from(lifecycle, move, state):
        reasons.append(f"This cannot be done while the {lifecycle.label.lower()} is: {_label(lifecycle, state)}.")
    if not may(move, actor_roles):
        reasons.append(f"This is for: {listed(ROLE_NAMES.get(role, role) for role in move.actor)}.")
    reasons += [sentence for test in move.tests if (sentence := rule(test, facts)) is not None]
    reasons += [result.gate.test.otherwise for result in results if not result.lets_past]
    return Ruling(not reasons, tuple(reasons), results)


def moves_from(procedure: Procedure, thing: str, state: str, roles: Collection[str]) -> tuple[Move, ...]:
    """The moves that these roles may try from a state, in the order of the file, whatever the facts;
    KeyError for an unknown thing."""
    lifecycle = procedure.lifecycle(thing)
    return tuple(move for move in lifecycle.moves if starts_from(lifecycle, move, state) and may(move, roles))


def target(move: Move, state: str) -> str:
    """The state after a move."""
    return state if move.to == SAME else move.to


def move_of(lifecycle: Lifecycle, name: str) -> Move:
    """The move of that name; NotDeclared when there is none."""
    for move in lifecycle.moves:
        if move.name == name:
            return move
    raise NotDeclared(f"There is no move called {name!r} for {lifecycle.thing}")


def starts_from(lifecycle: Lifecycle, move: Move, state: str) -> bool:
    """Whether a move may start in a state."""
    if state in move.from_:
        return True
    return ANY in move.from_ and any(one.code == state and not one.end for one in lifecycle.states)


def may(move: Move, roles: Collection[str]) -> bool:
    """Whether one of the roles is an actor of the move."""
    return "anyone" in move.actor or any(role in move.actor for role in roles)


ROLE_NAMES: dict[str, str] = {
    code: code.replace("csc", "social care").replace("_", "-" if code == "co_chair" else " ") for code in ROLE_WORDS
}
"""Roles as they are named in a sentence."""


def _passes(test: Test, value: Any) -> bool:
    if test.given is not None:
        return is_given(value) is test.given
    if test.in_ is not None:
        return isinstance(value, str) and value in test.in_
    if isinstance(test.is_, bool):
        return value is test.is_
    if isinstance(test.is_, int):
        return isinstance(value, int) and not isinstance(value, bool) and value == test.is_
    return isinstance(value, str) and value == test.is_


def _result(procedure: Procedure, gate: Gate, facts: Mapping[str, Any], waived: Collection[str]) -> GateResult:
    asked = gate.only_for == "all" or _needs_police(procedure, facts.get("categories"))
    passed = rule(gate.test, facts) is None
    spared = asked and not passed and gate.waiver is not None and gate.code in waived
    return GateResult(gate, passed, spared, asked)


def _needs_police(procedure: Procedure, categories: Any) -> bool:
    chosen = [categories] if isinstance(categories, str) else categories
    if not isinstance(chosen, list | tuple | set | frozenset):
        return False
    asking = {category.code for category in procedure.categories if category.police_reference}
    return any(isinstance(code, str) and code in asking for code in chosen)


def _label(lifecycle: Lifecycle, state: str) -> str:
    return next((one.label.lower() for one in lifecycle.states if one.code == state), state)
