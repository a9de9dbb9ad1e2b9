"""Signs of serious harm: a call to child protection the same day, or the reason why nobody called."""

import html
from datetime import timedelta

import pytest

from riskpanel.children.moves import Refused
from riskpanel.referrals import actions
from tests import making_referrals as making
from tests.referrals.kit import BAD, day_of, owed, post, told

CODE = "call_protection"


def call(cast, child, called_at):
    return actions.record_protection_call(
        panel=cast.panel, child=child, called="Duty desk", called_at=called_at, by=cast.worker, at=cast.now
    )


def words(response) -> str:
    return html.unescape(response.content.decode())


@pytest.mark.clause("HRP-4.6")
def test_signs_of_serious_harm_make_a_call_due_the_same_day_of_the_author(cast):
    made = making.concern(cast, harm_signs=True)
    duty = owed(made, CODE)
    assert day_of(duty).startswith("Tue 10 Nov 2026") and duty.owners.get().user == cast.worker
    assert owed(making.concern(cast), CODE) is None
    assert "Call child protection, or say why not" in words(cast.client(cast.worker).get("/"))


@pytest.mark.clause("HRP-4.6")
@pytest.mark.parametrize("minutes", [0, -90])
def test_a_call_for_the_child_meets_it_even_one_made_before_the_concern_was_written(cast, minutes):
    made = making.concern(cast, harm_signs=True)
    call(cast, made.child, cast.now + timedelta(minutes=minutes))
    assert owed(made, CODE) is None


def test_a_call_that_was_written_down_earlier_that_day_counts_and_one_of_yesterday_does_not(cast):
    child = making.own_child(cast, cast.worker)
    call(cast, child, cast.now - timedelta(days=1))
    assert owed(making.concern(cast, child=child, harm_signs=True), CODE)
    call(cast, child, cast.now - timedelta(hours=1))
    assert owed(making.concern(cast, child=child, harm_signs=True), CODE) is None


@pytest.mark.clause("HRP-4.6")
def test_the_reason_why_nobody_called_meets_it_and_stands_in_the_story(cast):
    made = making.concern(cast, harm_signs=True)
    client, url = cast.client(cast.worker), f"/concerns/{made.pk}/no-call/"
    assert f'href="{url}"' in words(client.get(f"/concerns/{made.pk}/"))
    for wrong in ("", "  ", BAD["nul"], "x" * 5_001):
        assert post(client, url, words=wrong).status_code == 200 and owed(made, CODE)
    assert post(client, url, words="She is in hospital, with the ward’s own referral.").status_code == 302
    assert owed(made, CODE) is None and "hospital" in told(made, "protection_not_called").note
    page = words(client.get(f"/concerns/{made.pk}/"))
    assert "She is in hospital" in page and "Has somebody been called?" not in page
    with pytest.raises(Refused, match="author"):
        actions.say_why_no_call(concern=made, reason="x", by=cast.charity, at=cast.now)
