"""Which panel a referral reaches, and why."""

import pytest

from riskpanel.partnership.forecast import forecast
from riskpanel.referrals import actions
from riskpanel.referrals.presenters.referral_page import forecast_words
from tests.making_referrals2 import (
    at_london,
    december_panel,
    drafted_referral,
    fresh,
    november_panel,
    sitting,
    submitted_referral,
    written_referral,
)


@pytest.mark.clause("HRP-5.3.c")
def test_sent_at_the_cut_off_it_reaches_this_panel(cast):
    this, _ = november_panel(cast), december_panel(cast)
    assert submitted_referral(cast, at=at_london(cast, 2026, 11, 10, 17, 0)).aimed_at == this


@pytest.mark.clause("HRP-5.3.c")
def test_sent_a_minute_after_the_cut_off_it_reaches_the_next(cast):
    _, following = november_panel(cast), december_panel(cast)
    assert submitted_referral(cast, at=at_london(cast, 2026, 11, 10, 17, 1)).aimed_at == following


@pytest.mark.clause("HRP-5.3.c")
def test_the_example_of_the_register_counts_back_from_thursday_the_twentieth_to_tuesday_the_eleventh(cast):
    panel = sitting(cast, at_london(cast, 2025, 11, 20, 10))
    following = sitting(cast, at_london(cast, 2025, 12, 18, 10))
    found = forecast(cast.panel, at_london(cast, 2025, 11, 11, 17))
    assert (found.sitting, found.cut_off) == (panel, at_london(cast, 2025, 11, 11, 17))
    assert forecast(cast.panel, at_london(cast, 2025, 11, 11, 17, 1)).sitting == following


@pytest.mark.clause("HRP-5.3.c")
def test_christmas_is_left_out_of_the_count(cast):
    panel = sitting(cast, at_london(cast, 2027, 1, 7, 14))
    found = forecast(cast.panel, cast.now)
    assert (found.sitting, found.cut_off) == (panel, at_london(cast, 2026, 12, 24, 17))


@pytest.mark.clause("HRP-5.3.c")
def test_the_draft_says_which_panel_it_reaches_and_by_when(cast):
    this = november_panel(cast)
    said = forecast_words(drafted_referral(cast), cast.now)
    assert said["sitting"] == this and said["cut_off"] == at_london(cast, 2026, 11, 10, 17)
    assert not said["missed"] and "Thu 19 Nov 2026" in said["words"]


@pytest.mark.clause("HRP-5.3.c")
def test_the_draft_says_which_panel_it_misses_and_why(cast):
    _, following = november_panel(cast), december_panel(cast)
    said = forecast_words(drafted_referral(cast), at_london(cast, 2026, 11, 11, 9))
    assert said["sitting"] == following
    assert "misses the panel of Thu 19 Nov 2026" in said["missed"] and "Tue 10 Nov 2026 at 17:00" in said["missed"]


def test_with_no_panel_planned_it_is_sent_all_the_same(cast):
    referral = submitted_referral(cast)
    assert referral.state == "submitted" and referral.aimed_at is None
    assert forecast_words(fresh(referral), cast.now)["sitting"] is None


def test_a_panel_that_was_called_off_is_not_reached(cast):
    this, following = november_panel(cast), december_panel(cast)
    this.cancelled = True
    this.save()
    assert forecast_words(drafted_referral(cast), cast.now)["sitting"] == following


@pytest.mark.clause("HRP-5.1-NOTE.a")
def test_a_returned_referral_keeps_its_place(cast):
    this, _ = november_panel(cast), december_panel(cast)
    referral = written_referral(cast)
    actions.submit(referral=referral, by=cast.worker, at=cast.now)
    told = {"reasons": "Which school?", "present": ["csc", "police_exploitation", "health"]}
    actions.triage(referral=fresh(referral), outcome="returned", by=cast.nurse, at=cast.now, **told)
    late = at_london(cast, 2026, 11, 12, 9)
    again = actions.submit(referral=fresh(referral), by=cast.worker, at=late)
    assert (again.received_at, again.submitted_at, again.aimed_at) == (cast.now, late, this)


@pytest.mark.clause("HRP-5.3.c")
def test_the_panel_that_is_missed_is_the_ordinary_one_and_not_one_called_out_of_turn(cast):
    november_panel(cast), december_panel(cast)
    called = sitting(cast, at_london(cast, 2026, 11, 13, 9))
    called.extraordinary = True
    called.save()
    said = forecast_words(drafted_referral(cast), at_london(cast, 2026, 11, 11, 9))
    assert "Thu 19 Nov 2026" in said["missed"] and "13 Nov" not in said["missed"]
