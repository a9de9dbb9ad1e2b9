"""The core group's page: the queue, the referral, the decision."""

import pytest
from django.db import connection
from django.urls import reverse

from riskpanel.referrals import actions
from tests.making_referrals import concern_with_strategy_held
from tests.making_referrals2 import QUORUM, declined_referral, fresh, november_panel, submitted_referral

TRANSACTION = 3 if connection.vendor == "postgresql" else 2
"""Statements that open and close the transaction of a request."""


def words(response) -> str:
    return response.content.decode()


def address(referral) -> str:
    return reverse("referral_triage", args=[referral.pk])


def typed(referral, **more) -> dict:
    return {"version": referral.version, "present": QUORUM, "outcome": "accepted", "reasons": "Both agree.", **more}


def instead(cast, **more) -> dict:
    return {
        "outcome": "declined",
        "alternative": "A mentor.",
        "alternative_owner": f"member:{cast.member(cast.youth_worker).pk}",
        "alternative_due_on_day": "1",
        "alternative_due_on_month": "12",
        "alternative_due_on_year": "2026",
        **more,
    }


@pytest.mark.clause("HRP-5.1-NOTE.a", "HRP-A2-2.1")
def test_the_queue_the_need_for_a_plan_and_the_locked_answers_are_on_one_page(cast):
    november_panel(cast)
    first = submitted_referral(cast)
    second = submitted_referral(cast, made=concern_with_strategy_held(cast))
    answer = cast.client(cast.detective).get(address(first))
    shown = words(answer)
    assert first.child.reference in shown and second.child.reference in shown
    assert "School, police and health each hold a part of it." in shown
    assert "The locked checklist" in shown and "About the child" in shown
    assert "Quorum:" in shown


def test_who_may_not_decide_finds_no_page(cast):
    referral = submitted_referral(cast)
    assert cast.client(cast.stranger).get(address(referral)).status_code == 403
    assert cast.client(cast.worker).get(address(referral)).status_code == 403
    assert cast.client(cast.outsider).get(address(referral)).status_code == 404


@pytest.mark.clause("HRP-5.1-NOTE.b")
def test_a_decision_without_a_quorum_is_told_and_what_was_typed_is_kept(cast):
    referral = submitted_referral(cast)
    answer = cast.client(cast.detective).post(address(referral), typed(referral, present=["csc", "health"]))
    assert answer.status_code == 200
    assert "The core group is not quorate." in words(answer) and "Both agree." in words(answer)
    assert fresh(referral).state == "submitted"


def test_accepting_leads_to_the_next_of_the_queue(cast):
    november_panel(cast)
    first = submitted_referral(cast)
    second = submitted_referral(cast, made=concern_with_strategy_held(cast))
    client = cast.client(cast.detective)
    assert client.post(address(first), typed(first)).url == address(second)
    assert client.post(address(second), typed(second, outcome="returned")).url == reverse("referrals")
    assert (fresh(first).state, fresh(second).state) == ("accepted", "returned")


@pytest.mark.clause("HRP-5.1-NOTE.c", "HRP-A2-5.1.b")
@pytest.mark.parametrize(
    ("left", "told"),
    [
        ({"alternative": ""}, "Say what will be done instead"),
        ({"alternative_owner": ""}, "Say who will do it"),
        ({"alternative_due_on_day": "31", "alternative_due_on_month": "2"}, "must be a real date"),
        ({"reasons": " "}, "Enter reasons"),
        ({"reasons": "x" * 6_001}, "6,000 characters or fewer"),
        ({"reasons": "a\x00"}, "cannot be stored"),
        ({"alternative_owner": "member:0"}, "Select one of the answers shown"),
    ],
)
def test_a_decline_that_lacks_something_is_told(cast, left, told):
    referral = submitted_referral(cast)
    answer = cast.client(cast.detective).post(address(referral), typed(referral, **instead(cast, **left)))
    assert answer.status_code == 200 and told in words(answer)
    assert fresh(referral).state == "submitted"


@pytest.mark.clause("HRP-5.1-NOTE.c")
def test_a_full_decline_is_recorded(cast):
    november_panel(cast)
    referral = submitted_referral(cast)
    assert cast.client(cast.detective).post(address(referral), typed(referral, **instead(cast))).status_code == 302
    decision = referral.decisions.get()
    assert (decision.outcome, decision.present, str(decision.alternative_owner.user)) == (
        "declined", sorted(QUORUM), "Marlon Teixeira",
    )  # fmt: skip


def test_an_agency_can_be_chosen_to_do_it(cast):
    referral = submitted_referral(cast)
    owner = f"agency:{cast.agency('school').pk}"
    cast.client(cast.detective).post(address(referral), typed(referral, **instead(cast, alternative_owner=owner)))
    assert referral.decisions.get().alternative_agency == cast.agency("school")


def test_an_old_page_decides_nothing_on_a_referral_that_moved_on(cast):
    november_panel(cast)
    referral = submitted_referral(cast)
    old = typed(referral)
    actions.triage(referral=referral, outcome="returned", reasons="x", present=QUORUM, by=cast.nurse, at=cast.now)
    actions.submit(referral=fresh(referral), by=cast.worker, at=cast.now)
    answer = cast.client(cast.detective).post(address(referral), old)
    assert answer.status_code == 200 and "Somebody else changed this referral" in words(answer)
    assert fresh(referral).state == "submitted"
    assert f'name="version" value="{fresh(referral).version}"' in words(answer)


@pytest.mark.clause("HRP-5.5.a")
def test_a_chair_calls_in_on_the_page_and_nobody_else_can(cast):
    november_panel(cast)
    referral = declined_referral(cast)
    call = reverse("referral_call_in", args=[referral.pk])
    assert cast.client(cast.detective).get(call).status_code == 403
    chair = cast.client(cast.police_chair)
    assert "Call in for the panel" in words(chair.get(reverse("referral", args=[referral.pk])))
    assert "Enter reason" in words(chair.post(call, {"reason": ""}))
    assert chair.post(call, {"reason": "A sibling is on the log."}).status_code == 302
    assert "A sibling is on the log." in words(chair.get(reverse("referral", args=[referral.pk])))


def test_the_page_asks_few_questions_of_the_database(cast, django_assert_max_num_queries):
    november_panel(cast)
    referral = submitted_referral(cast)
    for _ in range(2):
        submitted_referral(cast, made=concern_with_strategy_held(cast))
    client = cast.client(cast.detective)
    client.get(address(referral))
    with django_assert_max_num_queries(15 + TRANSACTION):
        assert client.get(address(referral)).status_code == 200


@pytest.mark.clause("HRP-5.3.d")
def test_a_very_high_referral_that_nobody_asked_as_an_emergency_says_so_at_triage(cast):
    november_panel(cast)
    grave = submitted_referral(cast, made=concern_with_strategy_held(cast, level="very_high"))
    other = submitted_referral(cast)
    said = "nobody has asked for the emergency route"
    shown = words(cast.client(cast.detective).get(address(grave)))
    assert said in shown and "Whoever carries the referral can ask for it." in shown
    assert said not in words(cast.client(cast.detective).get(address(other)))
    actions.ask_emergency(referral=fresh(grave), reason="Tonight.", by=cast.worker, at=cast.now)
    assert said not in words(cast.client(cast.detective).get(address(grave)))
