"""The emergency route: past the cut-off, never past the core group."""

from datetime import timedelta

import pytest

from riskpanel.children.models import Duty
from riskpanel.children.moves import Refused
from riskpanel.referrals import actions
from riskpanel.referrals.models import Referral
from tests.making_referrals2 import (
    at_london,
    december_panel,
    drafted_referral,
    fresh,
    november_panel,
    submitted_referral,
    written_referral,
)

LATE = (2026, 11, 16, 9, 0)


def asked(cast, referral):
    told = {"reason": "They are to be moved tonight.", "by": cast.worker, "at": at_london(cast, *LATE)}
    return fresh(actions.ask_emergency(referral=referral, **told))


def answer(cast, referral, accept, by=None, **more):
    by = by or cast.police_chair
    return fresh(actions.answer_emergency(referral=referral, accept=accept, by=by, at=at_london(cast, *LATE), **more))


@pytest.mark.clause("HRP-5.3.d")
@pytest.mark.parametrize("chair", ["council_chair", "police_chair"])
def test_accepted_by_either_chair_it_goes_to_the_next_panel_after_the_cut_off(cast, chair):
    this, following = november_panel(cast), december_panel(cast)
    referral = submitted_referral(cast, at=at_london(cast, *LATE))
    assert referral.aimed_at == following
    accepted = answer(cast, asked(cast, referral), True, by=cast.user(chair))
    assert (accepted.emergency, accepted.aimed_at, accepted.state) == ("accepted", this, "submitted")


@pytest.mark.clause("HRP-5.3.d")
def test_or_to_an_extraordinary_panel_within_five_working_days(cast):
    december_panel(cast)
    referral = asked(cast, submitted_referral(cast))
    accepted = answer(cast, referral, True, extraordinary_at=at_london(cast, 2026, 11, 20, 9))
    assert accepted.aimed_at.extraordinary and accepted.aimed_at.starts_at == at_london(cast, 2026, 11, 20, 9)


@pytest.mark.clause("HRP-5.3.d")
@pytest.mark.parametrize("when", [(2026, 11, 24, 9), (2026, 11, 13, 9)])
def test_not_to_one_that_is_later_or_past(cast, when):
    referral = asked(cast, submitted_referral(cast))
    with pytest.raises(Refused, match="extraordinary"):
        answer(cast, referral, True, extraordinary_at=at_london(cast, *when))
    assert fresh(referral).emergency == "asked"


@pytest.mark.clause("HRP-5.3.d")
def test_refused_with_a_reason_it_stays_in_the_queue(cast):
    _, following = november_panel(cast), december_panel(cast)
    referral = asked(cast, submitted_referral(cast, at=at_london(cast, *LATE)))
    with pytest.raises(Refused, match="reason"):
        answer(cast, referral, False)
    refused = answer(cast, fresh(referral), False, reason="A strategy meeting is booked for tonight.")
    assert (refused.emergency, refused.aimed_at, refused.state) == ("refused", following, "submitted")


@pytest.mark.clause("HRP-5.3.d")
def test_without_a_reason_it_cannot_be_asked(cast):
    with pytest.raises(Refused, match="cannot wait"):
        actions.ask_emergency(referral=drafted_referral(cast), reason=" ", by=cast.worker, at=cast.now)


@pytest.mark.clause("HRP-5.3.d")
def test_the_chairs_answer_the_same_day_and_the_panel_hears_it_in_five(cast):
    november_panel(cast)
    referral = asked(cast, submitted_referral(cast))
    duty = Duty.objects.get(code="answer_emergency", case=referral.pk)
    assert duty.due_at == at_london(cast, 2026, 11, 16, 23, 59)
    answer(cast, referral, True)
    assert Duty.objects.get(code="hear_emergency", case=referral.pk).due_at == at_london(cast, 2026, 11, 23, 17)


@pytest.mark.clause("HRP-5.3.d")
def test_a_draft_that_was_accepted_is_sent_to_the_next_panel(cast):
    this, _ = november_panel(cast), december_panel(cast)
    referral = answer(cast, asked(cast, written_referral(cast)), True)
    sent = actions.submit(referral=referral, by=cast.worker, at=at_london(cast, *LATE) + timedelta(hours=1))
    assert sent.aimed_at == this


@pytest.mark.clause("HRP-A2-5.1.a")
def test_an_emergency_still_waits_for_the_core_group(cast):
    this = november_panel(cast)
    referral = answer(cast, asked(cast, submitted_referral(cast)), True)
    with pytest.raises(Refused):
        actions.put_on_agenda(referral=referral, sitting=this, by=cast.coordinator, at=cast.now)


def test_only_chairs_answer_and_only_once(cast):
    november_panel(cast)
    referral = asked(cast, submitted_referral(cast))
    for user in (cast.worker, cast.detective, cast.coordinator):
        with pytest.raises(Refused):
            answer(cast, fresh(referral), True, by=user)
    answer(cast, fresh(referral), True)
    with pytest.raises(Refused, match="Nobody is waiting"):
        answer(cast, fresh(referral), False, reason="x")


def test_asking_lets_the_chairs_read_a_draft(cast):
    referral = drafted_referral(cast)
    assert not Referral.objects.visible_to(cast.council_chair).exists()
    actions.ask_emergency(referral=referral, reason="Tonight.", by=cast.worker, at=cast.now)
    assert Referral.objects.visible_to(cast.council_chair).exists()
