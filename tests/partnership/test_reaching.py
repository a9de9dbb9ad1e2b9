"""The people behind a role, a seat, an agency: those of today, and nobody who left."""

from datetime import timedelta

import pytest

from riskpanel.partnership.actions import appoint, end_appointment, give_role
from riskpanel.partnership.models import Member
from riskpanel.partnership.reaching import at_work, members_of, who_see_children

pytestmark = pytest.mark.django_db


def users(cast, *owners, at=None) -> set:
    return {one.user for one in members_of(cast.panel, owners, at or cast.now)}


def test_a_seat_reaches_its_holder_and_whoever_stands_in_for_a_time(cast):
    seat = cast.seat("community_safety")
    assert users(cast, {"role": "panel_member", "seat": seat}) == {cast.user("member"), cast.deputy}


def test_a_chair_s_seat_reaches_a_deputy_only_who_may_chair(cast):
    seat = cast.seat("head_of_protection")
    given = {"role": "deputy", "seat": seat, "from_day": cast.now.date(), "until": cast.now.date(), "at": cast.now}
    appoint(member=cast.member(cast.manager), by=cast.administrator, **given)
    assert users(cast, {"role": "co_chair", "seat": seat}) == {cast.council_chair}
    appoint(member=cast.member(cast.nurse_manager), may_chair=True, by=cast.administrator, **given)
    assert users(cast, {"role": "co_chair", "seat": seat}) == {cast.council_chair, cast.nurse_manager}


def test_a_role_reaches_whoever_has_it_at_the_panel(cast):
    assert users(cast, {"role": "coordinator"}) == {cast.coordinator}
    assert users(cast, {"role": "nobody_has_this"}) == set() and members_of(cast.panel, [], cast.now) == []


def test_an_agency_reaches_its_contacts(cast):
    agency = cast.agency("yjs")
    found = users(cast, {"role": "agency_contact", "agency": agency})
    assert found and all(user.standing.agency == agency and "agency_contact" in user.standing.roles for user in found)


def test_a_role_that_ended_and_a_person_who_was_shut_out_reach_nobody(cast):
    held = cast.member(cast.coordinator).appointments.get(role="coordinator")
    end_appointment(appointment=held, last_day=cast.now.date() - timedelta(days=1), by=cast.administrator)
    assert users(cast, {"role": "coordinator"}) == set()
    worker = cast.worker
    assert users(cast, {"role": "author", "user": worker}) == {worker}
    worker.is_active = False
    worker.save()
    assert users(cast, {"role": "author", "user": worker}) == set()


def test_nobody_of_another_partnership_is_reached(cast):
    outsider = cast.outsider
    assert users(cast, {"role": "author", "user": outsider}) == set()
    assert outsider not in users(cast, {"role": "coordinator"})


def test_administrators_and_auditors_hear_of_no_child(cast):
    people = members_of(cast.panel, [{"role": "administrator"}, {"role": "coordinator"}], cast.now)
    assert (
        {one.user for one in who_see_children(people, cast.now)} == {cast.coordinator} != {one.user for one in people}
    )


def works(cast, member, after=0) -> bool:
    day = cast.now.date() + timedelta(days=after)
    return at_work(cast.panel.partnership, day).filter(pk=member.pk).exists()


def test_a_leaver_works_until_the_last_day_and_a_starter_from_the_first(cast):
    leaver, starter, day = cast.member(cast.worker), cast.member(cast.youth_worker), cast.now.date()
    Member.objects.filter(pk=leaver.pk).update(ends_on=day + timedelta(days=30))
    Member.objects.filter(pk=starter.pk).update(starts_on=day + timedelta(days=30))
    assert works(cast, leaver) and works(cast, leaver, after=30) and not works(cast, leaver, after=31)
    assert not works(cast, starter) and works(cast, starter, after=30)


def test_whoever_was_an_administrator_works_again_once_the_role_has_ended(cast):
    member, day = cast.member(cast.youth_worker), cast.now.date()
    told = {"by": cast.administrator, "at": cast.now, "from_day": day, "until": day + timedelta(days=9)}
    give_role(member=member, role="auditor", panel=None, **told)
    assert not works(cast, member) and not works(cast, member, after=9) and works(cast, member, after=10)
    assert not works(cast, cast.member(cast.administrator)) and works(cast, cast.member(cast.coordinator))


def test_nobody_works_at_an_agency_out_of_use_with_a_closed_account_or_elsewhere(cast):
    worker, member = cast.worker, cast.member(cast.worker)
    assert works(cast, member) and not works(cast, cast.outsider.standing.member)
    for thing, key in ((worker, "is_active"), (member.agency, "active")):
        setattr(thing, key, False)
        thing.save()
        assert not works(cast, member)
        setattr(thing, key, True)
        thing.save()
