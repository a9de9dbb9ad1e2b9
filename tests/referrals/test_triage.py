"""The core group decides whether the panel takes a referral."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from riskpanel.children.models import Child, Duty, Event
from riskpanel.children.moves import Changed, Refused
from riskpanel.partnership.calendar import make_sittings
from riskpanel.procedure import boxed
from riskpanel.referrals import actions
from riskpanel.referrals.actions.triage import quorate
from riskpanel.referrals.models import InterimAction, Referral
from tests.making_referrals import concern_with_strategy_held
from tests.making_referrals2 import (
    QUORUM,
    accepted_referral,
    at_london,
    december_panel,
    decided_referral,
    declined_referral,
    fresh,
    november_panel,
    sitting,
    submitted_referral,
)

PRE_PANEL = (2026, 11, 13, 10)
CODES = ["csc", "police_exploitation", "yjs", "axis", "health", "rescue_response", "no such code"]


def decide(cast, referral, outcome, by=None, **more):
    told = {"reasons": "What was said.", "present": QUORUM, **more}
    return actions.triage(referral=referral, outcome=outcome, by=by or cast.detective, at=cast.now, **told)


@pytest.mark.clause("HRP-5.1-NOTE.a", "HRP-A2-5.1.a")
def test_nothing_reaches_an_agenda_before_the_core_group_has_decided(cast):
    panel = november_panel(cast)
    referral = submitted_referral(cast)
    with pytest.raises(Refused):
        actions.put_on_agenda(referral=referral, sitting=panel, by=cast.coordinator, at=cast.now)
    decide(cast, fresh(referral), "accepted")
    actions.put_on_agenda(referral=fresh(referral), sitting=panel, by=cast.coordinator, at=cast.now)
    assert fresh(referral).state == "on_agenda"


@pytest.mark.clause("HRP-5.1-NOTE.a")
def test_a_declined_referral_never_reaches_an_agenda_unless_called_in(cast):
    panel = november_panel(cast)
    referral = declined_referral(cast)
    with pytest.raises(Refused):
        actions.put_on_agenda(referral=referral, sitting=panel, by=cast.coordinator, at=cast.now)
    actions.call_in(referral=fresh(referral), reason="A sibling is on the log.", by=cast.police_chair, at=cast.now)
    actions.put_on_agenda(referral=fresh(referral), sitting=panel, by=cast.coordinator, at=cast.now)
    assert fresh(referral).state == "on_agenda"


@pytest.mark.clause("HRP-5.1-NOTE.b")
def test_the_pre_panel_falls_four_working_days_before_the_panel_and_decides_on_what_is_meant_for_it(cast):
    panel = sitting(cast, at_london(cast, 2026, 11, 19, 14))
    make_sittings(panel=cast.panel, start=cast.now.date(), months=1, by=cast.coordinator, at=cast.now)
    assert panel.pre_panels.get().starts_at == at_london(cast, 2026, 11, 13, 10)
    referral = submitted_referral(cast)
    assert Duty.objects.get(code="triage_referral", case=referral.pk).due_at == at_london(cast, 2026, 11, 13, 10)


@pytest.mark.clause("HRP-5.1-NOTE.b")
@pytest.mark.parametrize(
    "present",
    [[], ["csc"], ["csc", "police_exploitation"], ["csc", "health", "axis"], ["police_exploitation", "health", "yjs"]],
)
def test_without_a_quorum_no_decision_is_taken(cast, present):
    referral = submitted_referral(cast)
    with pytest.raises(Refused, match="not quorate"):
        decide(cast, referral, "accepted", present=present)
    assert fresh(referral).state == "submitted" and not referral.decisions.exists()


@pytest.mark.clause("HRP-5.1-NOTE.b")
@settings(deadline=None)
@given(present=some.lists(some.sampled_from(CODES)))
def test_a_quorum_is_social_care_and_police_and_one_more(present):
    procedure = boxed("hrp")
    others = set(present) & {"yjs", "axis", "health", "rescue_response"}
    assert quorate(procedure, present) == ({"csc", "police_exploitation"} <= set(present) and bool(others))


@pytest.mark.clause("HRP-5.1-NOTE.b")
def test_a_delegate_of_a_core_group_seat_may_decide_and_somebody_else_not(cast):
    from riskpanel.partnership.actions import appoint

    referral = submitted_referral(cast)
    for user in (cast.user("member"), cast.coordinator, cast.worker):
        with pytest.raises(Refused, match="This is for"):
            decide(cast, fresh(referral), "accepted", by=user)
    appoint(
        member=cast.member(cast.nurse_manager), role="deputy", seat=cast.seat("health"), from_day=cast.now.date(),
        until=cast.now.date() + timedelta(days=7), by=cast.administrator, at=cast.now,
    )  # fmt: skip
    assert decide(cast, fresh(referral), "accepted", by=cast.nurse_manager).outcome == "accepted"
    assert Referral.objects.visible_to(cast.nurse_manager).exists()


@pytest.mark.clause("HRP-5.1-NOTE.c")
def test_declining_without_something_instead_and_its_owner_is_refused(cast):
    referral = submitted_referral(cast)
    with pytest.raises(Refused, match="what will be done instead"):
        decide(cast, referral, "declined", alternative_owner=cast.member(cast.youth_worker))
    with pytest.raises(Refused, match="who will do it"):
        decide(cast, fresh(referral), "declined", alternative="A mentor.")
    assert fresh(referral).state == "submitted"


@pytest.mark.clause("HRP-5.1-NOTE.c")
def test_what_is_done_instead_becomes_an_action_of_its_owner(cast):
    november_panel(cast)
    referral = declined_referral(cast)
    action = InterimAction.objects.get(concern=referral.concern, origin="triage")
    assert (action.what, action.owner.user) == ("A mentor from the youth service.", cast.youth_worker)
    assert Duty.objects.filter(code="do_interim_action", case=action.pk, met_at=None).exists()
    assert Child.objects.visible_to(cast.youth_worker).exists()


@pytest.mark.clause("HRP-5.1-NOTE.c")
def test_an_agency_may_own_it_where_nobody_is_named(cast):
    referral = submitted_referral(cast)
    agency = cast.agency("school")
    decide(cast, referral, "declined", alternative="A mentor.", alternative_agency=agency)
    assert InterimAction.objects.get(origin="triage").agency == agency


@pytest.mark.clause("HRP-A2-5.1.b")
def test_declining_without_reasons_is_refused(cast):
    with pytest.raises(Refused, match="reasons"):
        decided_referral(cast, "declined", reasons=" ")


@pytest.mark.clause("HRP-A2-5.1.b")
def test_a_decline_on_friday_is_to_be_told_by_tuesday_and_is_told_at_once(cast):
    november_panel(cast)
    referral = declined_referral(cast, at=at_london(cast, *PRE_PANEL))
    duty = Duty.objects.get(code="tell_referrer", case=referral.pk)
    assert duty.due_at == at_london(cast, 2026, 11, 17, 17)
    assert duty.met_at == at_london(cast, *PRE_PANEL)
    assert referral.decisions.first().reasons == "The level and the plan speak for it."
    assert Referral.objects.visible_to(cast.worker).get() == referral


@pytest.mark.clause("HRP-A2-5.1.b")
def test_where_nobody_carries_the_concern_any_more_the_coordinator_owes_the_telling(cast):
    referral = submitted_referral(cast)
    type(cast.worker).objects.filter(pk=cast.worker.pk).update(is_active=False)
    declined = decided_referral(cast, "declined", referral=fresh(referral))
    duty = Duty.objects.get(code="tell_referrer", case=declined.pk)
    assert duty.met_at is None and duty.owners.get().role == "coordinator"
    told = {"note": "By telephone to the new worker.", "by": cast.coordinator, "at": cast.now}
    actions.give_reasons(referral=declined, **told)
    assert Duty.objects.get(code="tell_referrer", case=declined.pk).met_at == cast.now


@pytest.mark.clause("HRP-A2-5.1.b")
def test_a_referrer_who_leaves_next_month_is_told_the_reasons(cast):
    author, month = cast.member(cast.worker), timedelta(days=30)
    referral = submitted_referral(cast)
    type(author).objects.filter(pk=author.pk).update(ends_on=(cast.now + month).date())
    declined = decided_referral(cast, "declined", referral=fresh(referral))
    assert Duty.objects.get(code="tell_referrer", case=declined.pk).met_at is not None


@pytest.mark.clause("HRP-A2-5.1.b", "HRP-5.5.c")
def test_the_same_when_the_panel_does_not_log(cast):
    panel = november_panel(cast)
    referral = accepted_referral(cast)
    actions.put_on_agenda(referral=referral, sitting=panel, by=cast.coordinator, at=cast.now)
    told = {"outcome": "not_logged", "rationale": "The plan holds.", "by": cast.council_chair, "at": panel.starts_at}
    actions.record_discussed(referral=fresh(referral), **told)
    duty = Duty.objects.get(code="tell_referrer", case=referral.pk)
    assert (duty.due_at, duty.met_at) == (at_london(cast, 2026, 11, 23, 17), panel.starts_at)
    assert Event.objects.get(case=referral.pk, kind="not_logged").note == "The plan holds."


def test_returned_it_waits_for_the_referrer_and_everybody_keeps_sight(cast):
    referral = submitted_referral(cast)
    decide(cast, referral, "returned", reasons="Which school?")
    assert fresh(referral).state == "returned"
    assert Duty.objects.get(code="complete_returned", case=referral.pk).due_at == at_london(cast, 2026, 11, 12, 17)
    assert Referral.objects.visible_to(cast.detective, cast.now + timedelta(days=20)).exists()


@pytest.mark.clause("HRP-5.1-NOTE.d")
def test_after_the_decision_the_core_group_loses_sight_and_the_chairs_keep_it_until_the_panel(cast):
    november_panel(cast)
    accepted_referral(cast, at=cast.now)
    inside, outside = cast.now + timedelta(days=7), cast.now + timedelta(days=8)
    assert Referral.objects.visible_to(cast.rescue_lead, inside).exists()
    assert not Referral.objects.visible_to(cast.rescue_lead, outside).exists()
    for user in (cast.council_chair, cast.police_chair, cast.coordinator):
        assert Referral.objects.visible_to(user, at_london(cast, 2026, 11, 26, 12)).exists()
    assert not Referral.objects.visible_to(cast.council_chair, at_london(cast, 2026, 11, 27, 12)).exists()


@pytest.mark.clause("HRP-5.5.a")
def test_a_declined_referral_is_in_the_annex_of_the_next_panel_and_the_chairs_can_read_it_there(cast):
    panel = november_panel(cast)
    referral = declined_referral(cast)
    accepted_referral(cast, referral=submitted_referral(cast, made=concern_with_strategy_held(cast)))
    since = cast.now - timedelta(days=20)
    assert list(actions.annex(cast.panel, since, panel.starts_at)) == [referral]
    assert not actions.annex(cast.panel, panel.starts_at, panel.starts_at + timedelta(days=30)).exists()
    assert Referral.objects.visible_to(cast.police_chair, panel.starts_at).filter(pk=referral.pk).exists()


@pytest.mark.clause("HRP-5.5.a")
def test_a_chair_calls_in_with_a_reason_and_it_leaves_the_annex(cast):
    panel = november_panel(cast)
    referral = declined_referral(cast)
    with pytest.raises(Refused, match="reason"):
        actions.call_in(referral=referral, reason=" ", by=cast.police_chair, at=cast.now)
    for user in (cast.detective, cast.coordinator, cast.worker):
        with pytest.raises(Refused):
            actions.call_in(referral=fresh(referral), reason="x", by=user, at=cast.now)
    actions.call_in(referral=fresh(referral), reason="A sibling is on the log.", by=cast.police_chair, at=cast.now)
    assert (fresh(referral).state, fresh(referral).aimed_at) == ("accepted", panel)
    assert not actions.annex(cast.panel, cast.now - timedelta(days=20), panel.starts_at).exists()


@pytest.mark.clause("HRP-2.4.b")
def test_a_deferred_referral_goes_to_the_next_panel(cast):
    this, following = november_panel(cast), december_panel(cast)
    referral = accepted_referral(cast)
    actions.put_on_agenda(referral=referral, sitting=this, by=cast.coordinator, at=cast.now)
    told = {"by": cast.council_chair, "at": this.starts_at}
    with pytest.raises(Refused, match="reason"):
        actions.record_deferred(referral=fresh(referral), rationale="", **told)
    actions.record_deferred(referral=fresh(referral), rationale="The school could not come.", **told)
    assert (fresh(referral).state, fresh(referral).aimed_at) == ("accepted", following)
    assert Referral.objects.visible_to(cast.police_chair, following.starts_at).exists()


@pytest.mark.clause("HRP-5.4", "HRP-A2-4.5")
def test_on_an_agenda_the_lead_professional_is_due_at_the_panel(cast):
    this = november_panel(cast)
    referral = accepted_referral(cast)
    actions.put_on_agenda(referral=referral, sitting=this, by=cast.coordinator, at=cast.now)
    duty = Duty.objects.get(code="attend_own_item", case=referral.pk)
    assert (duty.due_at, duty.owners.get().user) == (this.starts_at, cast.worker)


def test_two_who_decide_at_once_leave_one_decision(cast):
    referral = submitted_referral(cast)
    other = fresh(referral)
    decide(cast, referral, "accepted")
    with pytest.raises((Refused, Changed)):
        decide(cast, other, "returned")
    assert referral.decisions.count() == 1
