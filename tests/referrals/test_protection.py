"""The child-protection route: from every state, with no gate, stopping nothing."""

import pytest

from riskpanel.children.models import Duty, Event
from riskpanel.referrals import actions
from riskpanel.referrals.models import Concern, ProtectionCall
from tests import making_referrals as making
from tests.referrals.kit import at, told


def _call(cast, child, **more):
    given = {"called": "Emergency duty team", "called_at": at(10, 9), "by": cast.worker, "at": cast.now, **more}
    return actions.record_protection_call(panel=cast.panel, child=child, **given)


LIVE = [
    "open", "early_help", "checklist_started", "level_set", "level_review", "countersigned", "discussed", "in_plan",
    "csc_referred", "strategy_booked", "strategy_held", "referred",
]  # fmt: skip


@pytest.mark.clause("HRP-4.6")
def test_the_states_tried_are_all_the_live_ones(cast):
    assert set(LIVE) == {state.code for state in cast.procedure.lifecycle("concern").states if not state.end}


@pytest.mark.clause("HRP-4.6")
@pytest.mark.parametrize("state", LIVE)
def test_the_route_is_taken_from_every_live_state_and_changes_nothing_else(cast, state):
    made = making.concern(cast)
    Concern.objects.filter(pk=made.pk).update(state=state)
    call = _call(cast, made.child, reference="E-77", note="They visit tonight.")
    event = told(made, "protection_route_taken")
    assert (event.at, event.by, event.note) == (at(10, 9), cast.worker, "They visit tonight.")
    assert event.data["reference"] == "E-77" and call.recorded_at == cast.now
    assert making.fresh(made).state == state and making.fresh(made).level == ""


@pytest.mark.clause("HRP-4.6")
def test_every_running_duty_goes_on_running(cast):
    made = making.concern(cast, level="high")
    before = set(Duty.objects.filter(case=made.pk, met_at=None).values_list("code", "due_at"))
    _call(cast, made.child)
    assert before and set(Duty.objects.filter(case=made.pk, met_at=None).values_list("code", "due_at")) == before


@pytest.mark.clause("HRP-4.6")
def test_a_call_about_a_child_who_is_not_known_is_kept_too(cast):
    call = _call(cast, None, note="A boy at the bus stop.")
    assert ProtectionCall.objects.get() == call and not Event.objects.filter(kind="protection_route_taken").exists()


@pytest.mark.clause("HRP-4.6")
def test_a_closed_concern_is_left_alone_and_the_call_is_kept(cast):
    made = making.concern(cast)
    Concern.objects.filter(pk=made.pk).update(state="closed")
    _call(cast, made.child)
    assert told(made, "protection_route_taken") is None and ProtectionCall.objects.get().child == made.child


@pytest.mark.clause("HRP-4.6")
def test_the_route_is_within_reach_on_each_page_of_a_child(cast):
    made = making.booked(cast)
    client = cast.client(cast.worker)
    sheet = made.checklists.get()
    for url in (
        f"/concerns/{made.pk}/", f"/concerns/{made.pk}/level/", f"/checklists/{sheet.pk}/",
        f"/checklists/{sheet.pk}/sections/missing/", f"/concerns/{made.pk}/strategy/", "/concerns/",
    ):  # fmt: skip
        assert b'href="/protection/' in client.get(url).content
