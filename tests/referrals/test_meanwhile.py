"""What is done before the panel meets shows on the child's first page and on the log."""

from datetime import date

import pytest

from riskpanel.referrals import actions
from tests import making_meetings, making_plans

pytestmark = pytest.mark.clause("HRP-2.4.a")


def add(cast, concern, what="Collect Robin from school"):
    owner = cast.member(cast.youth_worker)
    return actions.add_interim_action(
        concern=concern, origin="strategy", what=what, agency=owner.agency, owner=owner, due_on=date(2026, 11, 9),
        by=cast.worker, at=cast.now,
    )  # fmt: skip


def test_a_waiting_referral_says_what_is_being_done_on_the_childs_first_page(cast):
    referral = making_meetings.referral(cast)
    path = f"/children/{referral.child_id}/"
    page = cast.client(cast.worker).get(path).content.decode()
    assert "A return interview each time and a safe adult at school." in page
    assert cast.client(cast.stranger).get(path).status_code == 404
    actions.withdraw(referral=referral, reason="Moved away.", by=cast.worker, at=cast.now)
    assert "A return interview each time" not in cast.client(cast.worker).get(path).content.decode()


def test_the_open_actions_of_a_concern_show_until_they_are_done(cast):
    referral = making_meetings.referral(cast)
    made = add(cast, referral.concern)
    path = f"/children/{referral.child_id}/"
    manager = cast.member(cast.worker).line_manager.user
    for user, sees_all in ((cast.council_chair, True), (manager, False)):
        page = cast.client(user).get(path).content.decode()
        assert page.count('rp-duty__says">Collect Robin from school') == sees_all
        assert page.count(f'/interim-actions/{made.pk}/">Collect Robin from school') == (not sees_all)
    actions.finish_interim_action(action=made, report="Collected.", by=cast.youth_worker, at=cast.now)
    assert "Collect Robin from school" not in cast.client(cast.worker).get(path).content.decode().split("<footer")[0]


def test_the_log_counts_them_on_the_childs_row_for_those_who_may_see_them(cast):
    referral = making_meetings.referral(cast)
    add(cast, referral.concern)
    add(cast, referral.concern, "Ring the aunt")
    making_plans.log_entry(cast, child=referral.child)
    assert "3 from before the panel" in cast.client(cast.council_chair).get("/log/").content.decode()
