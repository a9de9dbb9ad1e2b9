"""Who sees what: every scope, every kind of holder, before, inside and after the time of a grant."""

from datetime import timedelta

import pytest

from riskpanel.children.models import Child, Grant
from riskpanel.children.sight import SCOPES
from riskpanel.partnership import actions as partnership
from riskpanel.referrals.models import Concern
from tests.children.making import let_see, recorded

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def given(cast, child, scope, *, about=None, **holder):
    return Grant.objects.create(
        child=child, scope=scope, sight="lead_professional", reason="A test", about=about,
        starts_at=cast.now - HOUR, ends_at=cast.now + HOUR, given_by=cast.company.founder, **holder,
    )  # fmt: skip


def sees(user, child, now):
    return Child.objects.visible_to(user, now).filter(pk=child.pk).exists()


HOLDERS = {
    "the person": ("worker", lambda cast: {"user": cast.worker}),
    "the holder of a seat": ("member", lambda cast: {"seat": cast.seat("community_safety")}),
    "a contact of an agency": ("school_head", lambda cast: {"agency": cast.agency_of("school_head")}),
    "a role at the panel": ("coordinator", lambda cast: {"panel": cast.panel, "panel_role": "coordinator"}),
}


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("kind", HOLDERS)
def test_a_grant_opens_the_card_while_it_lasts_and_to_nobody_else(cast, kind, scope):
    cast.agency_of = lambda key: cast.user(key).standing.agency
    key, holder = HOLDERS[kind]
    child = cast.child()
    given(cast, child, scope, **holder(cast))
    user = cast.user(key)
    moments = {"before": -2 * HOUR, "at its start": -HOUR, "inside": 0 * HOUR, "at its end": HOUR, "after": 2 * HOUR}
    seen = {name: sees(user, child, cast.now + away) for name, away in moments.items()}
    assert seen == {"before": False, "at its start": True, "inside": True, "at its end": False, "after": False}
    for other in ("stranger", "outsider", "administrator", "auditor"):
        assert not sees(cast.user(other), child, cast.now)


def test_an_agencys_sight_is_its_contacts_and_not_everybodys_who_works_there(cast):
    child = cast.child()
    given(cast, child, "plan", agency=cast.school.standing.agency)
    assert sees(cast.user("school_head"), child, cast.now)
    assert not sees(cast.school, child, cast.now)


@pytest.mark.parametrize("scope", SCOPES)
def test_a_deputy_sees_what_a_meeting_needs_and_all_of_the_seat_only_if_they_may_chair(cast, scope):
    child = cast.child()
    given(cast, child, scope, seat=cast.seat("community_safety"))
    assert sees(cast.deputy, child, cast.now) is (scope in {"card", "referral", "item"})
    held = cast.member(cast.deputy).appointments.get(role="deputy")
    held.may_chair = True
    held.save()
    assert sees(cast.deputy, child, cast.now)


@pytest.mark.clause("HRP-A2-4.3.b")
def test_a_deputys_sight_ends_with_their_time(cast):
    child = cast.child()
    given(cast, child, "item", seat=cast.seat("community_safety"))
    assert sees(cast.deputy, child, cast.now)
    held = cast.member(cast.deputy).appointments.get(role="deputy")
    partnership.end_appointment(appointment=held, last_day=cast.now.date() - timedelta(days=1), by=cast.administrator)
    assert not sees(cast.deputy, child, cast.now)


def test_who_leaves_a_seat_or_the_agency_loses_all_that_came_by_it_at_once(cast):
    by_seat, by_name = cast.child(), cast.child()
    given(cast, by_seat, "papers", seat=cast.seat("head_of_protection"))
    given(cast, by_name, "child", user=cast.council_chair)
    assert sees(cast.council_chair, by_seat, cast.now) and sees(cast.council_chair, by_name, cast.now)
    partnership.leave(member=cast.member(cast.council_chair), on=cast.now.date(), by=cast.administrator)
    assert not sees(cast.council_chair, by_seat, cast.now)
    assert not sees(cast.council_chair, by_name, cast.now)


@pytest.mark.clause("HRP-A2-5.2.b", "HRP-A2-4.9.a")
@pytest.mark.parametrize("key", ["administrator", "auditor"])
def test_who_configures_or_audits_sees_no_child_even_with_a_grant_in_their_name(cast, key):
    child = cast.child()
    given(cast, child, "child", user=cast.user(key))
    assert not sees(cast.user(key), child, cast.now)
    assert not Concern.objects.visible_to(cast.user(key), cast.now).exists()


def test_a_role_given_for_every_panel_reaches_what_is_given_to_that_role(cast):
    child = cast.child()
    given(cast, child, "concern", panel=cast.panel, panel_role="csc_adviser")
    adviser = cast.csc_adviser
    cast.member(adviser).appointments.filter(role="csc_adviser").update(panel=None)
    assert sees(cast.user("csc_adviser"), child, cast.now)


def test_two_partnerships_see_nothing_of_each_other(cast):
    outsider = cast.user("outsider")
    child = cast.child()
    given(cast, child, "child", user=outsider)
    given(cast, child, "papers", seat=outsider.standing.seats[0])
    assert not sees(outsider, child, cast.now)


def test_a_grant_about_one_record_opens_that_record_and_not_the_next(cast):
    child = cast.child()
    one, other = recorded(cast, child), recorded(cast, child)
    given(cast, child, "concern", user=cast.manager, about=one.pk)
    assert list(Concern.objects.visible_to(cast.manager, cast.now)) == [one]
    given(cast, child, "papers", user=cast.police_chair)
    assert set(Concern.objects.visible_to(cast.police_chair, cast.now)) == {one, other}
    given(cast, child, "card", user=cast.director)
    assert not Concern.objects.visible_to(cast.director, cast.now).exists()


def test_a_grant_without_a_record_opens_every_record_of_its_kind_about_that_child_only(cast):
    child, sibling = cast.child(), cast.child()
    mine, theirs = recorded(cast, child), recorded(cast, sibling)
    given(cast, child, "concern", user=cast.manager)
    assert list(Concern.objects.visible_to(cast.manager, cast.now)) == [mine]
    assert theirs not in Concern.objects.visible_to(cast.manager, cast.now)


def test_lists_counts_and_single_records_agree(cast):
    children = [cast.child() for _ in range(6)]
    for child in children[:4]:
        let_see(cast, child, cast.worker)
    seen = Child.objects.visible_to(cast.worker, cast.now)
    assert seen.count() == len(list(seen)) == 4
    assert {child.pk for child in seen} == {child.pk for child in children if sees(cast.worker, child, cast.now)}


def test_two_grants_of_one_child_do_not_show_the_child_twice(cast):
    child = cast.child()
    given(cast, child, "papers", user=cast.police_chair)
    given(cast, child, "papers", seat=cast.seat("police_inspector"))
    assert Child.objects.visible_to(cast.police_chair, cast.now).count() == 1
