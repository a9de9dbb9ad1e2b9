"""States, moves, actors, tests and gates."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskpanel.procedure import Procedure, box, boxed, gate_results, judge, moves_from, rule, target
from riskpanel.procedure.lifecycles import is_given, move_of
from riskpanel.procedure.model import Lifecycle, Move
from riskpanel.procedure.model import Test as Question
from riskpanel.procedure.vocabulary import ROLES

HRP = boxed("hrp")
READY: dict[str, Any] = {
    "level_band": "panel",
    "child_protection_on": "2026-11-02",
    "strategy_held_on": "2026-11-05",
    "checklist_state": "locked",
    "police_reference": "REF/1",
    "interim_actions": "Daily contact",
    "why_multi_agency": "Four agencies hold part of it",
    "categories": ["CSE"],
}
BOX = [boxed(slug) for slug in box()]
every_life = [(procedure, one) for procedure in BOX for one in procedure.lifecycles]
every_move = [(procedure, one, move) for procedure, one in every_life for move in one.moves]
named = [f"{procedure.identity.slug}.{one.thing}.{move.name}" for procedure, one, move in every_move]
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)
facts_known = sorted({test.fact for *_, move in every_move for test in move.tests} | {g.test.fact for g in HRP.gates})
any_facts = st.dictionaries(st.sampled_from([*facts_known, "categories"]), anything)


@pytest.mark.parametrize(("procedure", "lifecycle", "move"), every_move, ids=named)
def test_every_move_has_an_actor_and_a_clause(procedure: Procedure, lifecycle: Lifecycle, move: Move) -> None:
    assert move.actor and set(move.actor) <= ROLES
    assert move.clauses and set(move.clauses) <= set(procedure.clauses)
    assert move.says.endswith(".")
    assert lifecycle.thing


@pytest.mark.parametrize(
    ("procedure", "lifecycle"), every_life, ids=[f"{one.identity.slug}.{life.thing}" for one, life in every_life]
)
def test_every_state_leads_to_an_end_or_is_one(procedure: Procedure, lifecycle: Lifecycle) -> None:
    ends = {state.code for state in lifecycle.states if state.end}
    leads = {
        state.code: {target(move, state.code) for move in moves_from(procedure, lifecycle.thing, state.code, ROLES)}
        for state in lifecycle.states
    }
    reaching = set(ends)
    while fresh := {code for code, ways in leads.items() if ways & reaching} - reaching:
        reaching |= fresh
    assert reaching == set(leads)


@given(
    st.sampled_from(every_move),
    st.text() | st.sampled_from(["open", "draft"]),
    st.sets(st.text() | st.sampled_from(sorted(ROLES))),
    any_facts,
    st.sets(st.text()),
)
def test_a_ruling_is_always_given(
    pair: tuple[Procedure, Lifecycle, Move], state: str, roles: set[str], facts: dict[str, Any], waived: set[str]
) -> None:
    procedure, lifecycle, move = pair
    ruling = judge(procedure, lifecycle.thing, state, move.name, roles, facts, waived)
    assert ruling.allowed == (not ruling.reasons)
    assert all(reason.endswith(".") for reason in ruling.reasons)
    assert len(ruling.gates) == len(move.gates)


@given(st.sampled_from(every_move), any_facts)
def test_nobody_without_a_role_moves_anything(pair: tuple[Procedure, Lifecycle, Move], facts: dict[str, Any]) -> None:
    procedure, lifecycle, move = pair
    for state in lifecycle.states:
        assert not judge(procedure, lifecycle.thing, state.code, move.name, [], facts).allowed


@given(st.sampled_from([test for *_, move in every_move for test in move.tests]), any_facts)
def test_a_rule_is_total(test: Question, facts: dict[str, Any]) -> None:
    assert rule(test, facts) in (None, test.otherwise)


@pytest.mark.parametrize("value", [None, "", "  ", 0, 0.0, False, [], {}, ()])
def test_what_says_nothing_is_not_given(value: Any) -> None:
    test = Question.model_validate({"fact": "f", "given": True, "otherwise": "No."})
    assert not is_given(value)
    assert rule(test, {"f": value}) == "No."
    assert rule(test.model_copy(update={"given": False}), {"f": value}) is None


@pytest.mark.parametrize("value", ["a", 1, -1, True, [0], {"a": 0}, object()])
def test_what_says_something_is_given(value: Any) -> None:
    assert is_given(value)


@pytest.mark.parametrize(
    ("asked", "passes", "fails"),
    [
        ({"is": True}, True, 1),
        ({"is": False}, False, 0),
        ({"is": False}, False, None),
        ({"is": 0}, 0, False),
        ({"is": "panel"}, "panel", "plan"),
        ({"in": ["plan", "panel"]}, "plan", ["plan"]),
    ],
)
def test_values_are_compared_by_kind(asked: dict[str, Any], passes: Any, fails: Any) -> None:
    test = Question.model_validate({"fact": "f", "otherwise": "No."} | asked)
    assert rule(test, {"f": passes}) is None
    assert rule(test, {"f": fails}) == "No."


@pytest.mark.clause("HRP-2.3.a", "HRP-2.3.b", "HRP-2.4.a", "HRP-5.1", "HRP-A2-2.1", "HRP-A2-5.1.a", "HRP-4.3-HI.l")
@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("child_protection_on", None),
        ("strategy_held_on", None),
        ("checklist_state", "draft"),
        ("checklist_state", "completed"),
        ("interim_actions", " "),
        ("why_multi_agency", ""),
        ("categories", []),
        ("level_band", "plan"),
        ("level_band", "record"),
    ],
)
def test_each_condition_of_a_referral_stops_it_alone(fact: str, value: Any) -> None:
    assert judge(HRP, "referral", "draft", "submit", ["lead_professional"], READY).allowed
    ruling = judge(HRP, "referral", "draft", "submit", ["lead_professional"], READY | {fact: value})
    assert not ruling.allowed
    assert len(ruling.reasons) == 1
    assert [result.gate.test.fact for result in ruling.gates if not result.lets_past] == [fact]


@pytest.mark.clause("HRP-2.3.c")
def test_a_police_reference_is_asked_for_exploitation_only() -> None:
    without = READY | {"police_reference": None}
    assert not judge(HRP, "referral", "draft", "submit", ["practitioner"], without).allowed
    for categories in (["RAD"], "MISS", {"HSB", "SYV"}):
        ruling = judge(HRP, "referral", "draft", "submit", ["practitioner"], without | {"categories": categories})
        assert ruling.allowed
        assert [result.asked for result in ruling.gates if result.gate.code == "police_reference"] == [False]
    assert not judge(
        HRP, "referral", "draft", "submit", ["practitioner"], without | {"categories": ["RAD", "CCE"]}
    ).allowed


@pytest.mark.clause("HRP-2.3.d", "HRP-2.3.b")
def test_a_waiver_opens_the_police_gate_and_no_other() -> None:
    without = READY | {"police_reference": ""}
    asked = judge(HRP, "referral", "draft", "ask_waiver", ["practitioner"], without | {"reason": "Exceptional"})
    assert asked.allowed
    waived = judge(HRP, "referral", "draft", "submit", ["practitioner"], without, ["police_reference"])
    assert waived.allowed
    gate = next(result for result in waived.gates if result.gate.code == "police_reference")
    assert (gate.passed, gate.waived, gate.asked) == (False, True, True)
    assert gate.gate.waiver is not None and gate.gate.waiver.approvals == 2
    hard = judge(
        HRP, "referral", "draft", "submit", ["practitioner"], READY | {"strategy_held_on": ""}, ["strategy_held"]
    )
    assert hard.reasons == ("A strategy meeting must have been held first.",)


def test_state_and_actor_each_give_a_sentence() -> None:
    ruling = judge(HRP, "referral", "submitted", "submit", ["co_chair"], READY)
    assert ruling.reasons == (
        "This cannot be done while the referral is: submitted.",
        "This is for: practitioner, lead professional and line manager.",
    )


@pytest.mark.clause("HRP-4.6")
def test_the_protection_route_is_open_from_every_live_state() -> None:
    for state in HRP.lifecycle("concern").states:
        ruling = judge(HRP, "concern", state.code, "take_protection_route", ["practitioner"], {})
        assert ruling.allowed is not state.end
        assert ruling.gates == ()


@pytest.mark.clause("HRP-4.3-LOW.b")
def test_nobody_countersigns_their_own_work() -> None:
    facts = {"level_band": "record", "actor_is_author": True}
    assert not judge(HRP, "concern", "level_set", "countersign", ["line_manager"], facts).allowed
    assert judge(
        HRP, "concern", "level_set", "countersign", ["line_manager"], facts | {"actor_is_author": False}
    ).allowed
    assert not judge(HRP, "concern", "level_set", "countersign", ["line_manager"], {"level_band": "record"}).allowed


@pytest.mark.clause("HRP-A2-2.3")
def test_stepping_down_needs_a_level_of_medium_or_lower() -> None:
    facts = {"rationale": "R", "receiving_service": "S", "reentry_trigger": "T"}
    for band, allowed in (("panel", False), ("plan", True), ("record", True)):
        assert (
            judge(HRP, "log_entry", "active", "step_down", ["co_chair"], facts | {"level_band": band}).allowed
            is allowed
        )
    assert not judge(
        HRP, "log_entry", "active", "step_down", ["lead_professional"], facts | {"level_band": "plan"}
    ).allowed


def test_moves_from_a_state() -> None:
    names = [move.name for move in moves_from(HRP, "action", "open", ["action_owner"])]
    assert names == ["accept", "report_done", "ask_extension", "refuse"]
    assert moves_from(HRP, "action", "verified", ROLES) == ()
    assert target(move_of(HRP.lifecycle("action"), "extend"), "open") == "open"


def test_gates_in_their_order_and_unknown_ones() -> None:
    results = gate_results(HRP, ["categories_named", "strategy_held"], {})
    assert [result.gate.code for result in results] == ["categories_named", "strategy_held"]
    with pytest.raises(KeyError):
        gate_results(HRP, ["nothing"], {})
    with pytest.raises(KeyError):
        judge(HRP, "action", "open", "nothing", [], {})
