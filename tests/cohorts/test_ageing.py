"""The panel's ages end for a listed child: told in good time, once, and never moved by itself."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from riskpanel.access.models import AuditEvent
from riskpanel.children.models import Duty, Event, Grant
from riskpanel.cohorts.actions import papers as acts
from riskpanel.cohorts.actions.ageing import warn_of_scope_ends
from tests.children.making import let_see
from tests.making_lists import listed_child, listing
from tests.queries import questions

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 10)


def born(age, days):
    """The birthday of somebody who reaches an age in so many days."""
    when = TODAY + timedelta(days=days)
    return when.replace(year=when.year - age)


def on_list(harm, cohort="cohort_1", **fields):
    child = listed_child(harm, **fields)
    row = listing(harm, cohort, child)
    let_see(harm, child, panel_role="analyst", sight="list_keeper", about=row.pk)
    let_see(harm, child, seat=harm.seat("adolescent_manager"), sight="list_chair", about=row.pk)
    return row


def warn(harm, at=None):
    return warn_of_scope_ends(panel=harm.panel, at=at or harm.now)


def told(row):
    return [event.data["scope_ends_on"] for event in Event.objects.filter(case=row.pk, kind="scope_end_near")]


def stands(harm, row, **more):
    return acts.set_circumstances(
        child=row.child, panel=harm.panel, by=harm.worker, at=harm.now, **{"case_status": "cp", **more}
    )


def shown(harm, user, query=""):
    response = harm.client(user).get(f"/lists/ageing/{query}")
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.clause("HARM-INT-3", "HARM-INT-4")
@pytest.mark.parametrize("days, near", [(91, False), (90, True), (1, True), (0, False), (-5, False)])
def test_the_end_is_told_once_within_ninety_days_to_the_lead_and_the_chairs(harm, days, near):
    row = on_list(harm, born_on=born(18, days))
    assert warn(harm) == int(near) and warn(harm) == 0
    assert told(row) == ([(TODAY + timedelta(days=days)).isoformat()] if near else [])
    duty = Duty.objects.filter(case=row.pk, code="plan_leaving").first()
    assert (duty is not None) is near
    if near:
        assert duty.due_at.date() == TODAY + timedelta(days=days)
        assert {owner.user for owner in duty.owners.filter(role="lead_professional")} == {harm.worker}
        assert duty.owners.filter(role="co_chair").count() == 2


@pytest.mark.clause("HARM-INT-3", "HARM-INT-4", "HARM-ROLE-8")
def test_proof_of_special_needs_moves_the_end_and_what_was_told_and_a_tick_without_proof_does_not(harm):
    row = on_list(harm, born_on=born(18, 40), has_send=True)
    assert warn(harm) == 1
    stands(harm, row, send_evidence="sen_support")
    assert told(row) == ["2026-12-20", "2033-12-20"]
    open_ = Duty.objects.filter(case=row.pk, code="plan_leaving", met_at=None)
    assert [duty.due_at.date() for duty in open_] == [date(2033, 12, 20)]
    assert warn(harm) == 0
    stands(harm, row, send_evidence="")
    assert told(row)[-1] == "2026-12-20"


def test_children_without_a_birthday_and_those_who_left_are_told_of_to_nobody(harm):
    unknown = on_list(harm, born_on=None)
    left = on_list(harm, born_on=born(18, 10))
    left.state = "closed"
    left.save()
    assert warn(harm) == 0 and told(unknown) == told(left) == []


def test_nobody_is_aged_out_by_the_passing_of_days(harm):
    row = on_list(harm, born_on=born(18, 3))
    warn(harm)
    warn(harm, harm.now + timedelta(days=30))
    row.refresh_from_db()
    assert row.state == "listed"


@pytest.mark.clause("HARM-INT-3")
def test_the_daily_command_tells_it_and_says_for_how_many(harm):
    row, said = on_list(harm, born_on=born(18, 30)), StringIO()
    call_command("daily", stdout=said)
    assert "the panel's ages end soon for 1 listed children" in said.getvalue() and len(told(row)) == 1
    again = StringIO()
    call_command("daily", stdout=again)
    assert "ages end soon" not in again.getvalue() and len(told(row)) == 1


@pytest.mark.clause("HARM-INT-3", "HARM-INT-4", "HARM-ROLE-8")
def test_the_list_shows_who_leaves_soon_who_is_outside_and_whose_birthday_is_not_known(harm):
    soon, outside = on_list(harm, born_on=born(18, 20)), on_list(harm, born_on=born(18, -20))
    unknown, inside = on_list(harm, born_on=None), on_list(harm, born_on=born(18, 300))
    page = shown(harm, harm.analyst)
    assert all(row.child.reference in page for row in (soon, outside, unknown))
    assert inside.child.reference not in page and "In 20 days" in page and "The child is 18 or over." in page
    assert page.index(unknown.child.reference) < page.index(outside.child.reference) < page.index(soon.child.reference)
    assert inside.child.reference in shown(harm, harm.chair, "?show=all")
    shows = AuditEvent.objects.filter(thing="lists_ageing").order_by("sequence").first().children
    assert shows == sorted(str(row.child_id) for row in (soon, outside, unknown))


def test_proof_keeps_a_grown_child_within_the_ages(harm):
    row = on_list(harm, born_on=born(19, 20))
    stands(harm, row, send_evidence="ehcp")
    assert row.child.reference not in shown(harm, harm.analyst)
    everybody = shown(harm, harm.analyst, "?show=all")
    assert "Education, health and care plan" in everybody and "Within the ages" in everybody
    own = harm.client(harm.worker).get(f"/children/{row.child_id}/").content.decode()
    assert "18 or over" not in own and "until Tue 30 Nov 2032" in own


def test_the_childs_page_says_when_the_ages_end(harm):
    row = on_list(harm, born_on=born(18, 20))
    page = harm.client(harm.worker).get(f"/children/{row.child_id}/").content.decode()
    assert "until Mon 30 Nov 2026" in page and "Ends in 20 days" in page


def test_members_and_workers_open_no_list_of_ages_and_keepers_see_theirs_only(harm):
    row, unseen = on_list(harm, born_on=born(18, 20)), on_list(harm, born_on=born(18, 20))
    Grant.objects.filter(child=unseen.child).delete()
    for key in ("health", "worker", "administrator"):
        assert harm.client(harm.user(key)).get("/lists/ageing/").status_code == 403
    for user in (harm.analyst, harm.chair):
        page = shown(harm, user)
        assert row.child.reference in page and unseen.child.reference not in page


def test_forty_children_take_no_more_reads_than_two(harm):
    for _ in range(2):
        on_list(harm, born_on=born(18, 20))
    client = harm.client(harm.analyst)
    with CaptureQueriesContext(connection) as few:
        client.get("/lists/ageing/")
    for _ in range(38):
        on_list(harm, born_on=born(18, 20))
    with CaptureQueriesContext(connection) as many:
        client.get("/lists/ageing/")
    assert len(questions(many)) <= len(questions(few)) <= 15, "\n".join(questions(many))
