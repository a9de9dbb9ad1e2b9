"""The chase sheet: each number opens the very actions that it counted, and nobody learns of others."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from riskpanel.children.models import Event
from riskpanel.plans import actions, sheet
from riskpanel.plans.models import Action
from riskpanel.procedure.periods import month_of, period_of, quarter_of, recent
from tests import making_plans as making
from tests.plans.helping import at
from tests.queries import questions

LINK = re.compile(r'href="(/actions/\?whose=all&amp;show=\w+[^"]*)">(\d+)')
LISTED = re.compile(r'/actions/([0-9a-f-]{36})/"')


@pytest.fixture
def promised(cast):
    """Two actions of youth justice, one late and one accepted, and a late one of the school."""
    late = making.action(cast, due_on=date(2026, 11, 10), at=at(11, 3))
    accepted = making.action(cast, late.entry, due_on=date(2026, 12, 1), what="Ring the aunt", at=at(11, 3))
    actions.accept_action(action=accepted, by=cast.youth_worker, at=at(11, 4))
    making.action(cast, late.entry, owner=cast.member(cast.school), due_on=date(2026, 11, 10), at=at(11, 3))
    Action.objects.filter(due_on=date(2026, 11, 10)).update(due_on=date(2026, 11, 9))
    return late, accepted


@pytest.mark.clause("HARM-MEMB-3")
def test_every_number_opens_the_very_actions_that_it_counted(cast, promised):
    browser = cast.client(cast.council_chair)
    page = browser.get("/actions/chase/")
    links = LINK.findall(page.content.decode())
    assert page.status_code == 200 and len(links) >= 6
    for url, number in links:
        opened = browser.get(url.replace("&amp;", "&")).content.decode()
        assert len(set(LISTED.findall(opened))) == int(number), url


def test_the_sheet_says_who_is_behind_first_and_since_when(cast, promised):
    lines = sheet.sheet_of(cast.council_chair, cast.panel, month_of(date(2026, 11, 10)), cast.now)
    youth = next(one for one in lines if one.key == promised[0].agency_id)
    assert (youth.open, youth.unaccepted, youth.late, youth.to_chase) == (2, 1, 1, 1)
    assert youth.oldest == date(2026, 11, 9) and youth.chased_times == 0
    assert lines[-1].late <= lines[0].late


def test_one_press_chases_an_agency_and_says_when_it_was_chased(cast, promised):
    late, _ = promised
    browser = cast.client(cast.coordinator)
    assert browser.get(f"/actions/chase/agencies/{late.agency_id}/").status_code == 405
    sent = browser.post(f"/actions/chase/agencies/{late.agency_id}/", {"agency": late.agency_id}, follow=True)
    assert "1 action chased" in sent.content.decode()
    assert [one.case for one in Event.objects.filter(kind="action_chased")] == [late.pk]
    again = browser.post(f"/actions/{late.pk}/chase/", {"agency": "\x00 no"}, follow=True).content.decode()
    assert "chased today already" in again and "1 time, last Tue 10 Nov 2026" in again
    assert Event.objects.filter(kind="action_chased").count() == 1
    assert "1 time" in browser.get(f"/actions/{late.pk}/").content.decode()


def test_a_contact_sees_and_chases_their_own_agency_only(cast, promised):
    late, _ = promised
    school = Action.objects.exclude(agency=late.agency).get()
    contact = cast.client(cast.nurse)
    page = contact.get("/actions/chase/").content.decode()
    assert "Ring the aunt" not in page and late.child.reference not in page
    assert contact.post(f"/actions/{school.pk}/chase/").status_code == 404
    sent = contact.post(f"/actions/chase/agencies/{late.agency_id}/", follow=True).content.decode()
    assert "Nothing here is to be chased" in sent
    assert not Event.objects.filter(kind="action_chased").exists()


def test_a_contact_chases_the_people_of_their_own_agency(cast):
    entry = making.approved_plan(cast)
    school = entry.actions.get()
    other = making.action(cast, entry, what="Ring the aunt")
    Action.objects.filter(entry=entry).update(due_on=date(2026, 11, 9))
    contact = cast.client(cast.school_head)
    page = contact.get("/actions/chase/").content.decode()
    assert "Walk Robin to the bus" in page and "Ring the aunt" not in page and other.agency.name not in page
    assert "1 action chased" in contact.post(f"/actions/{school.pk}/chase/", follow=True).content.decode()
    sent = contact.post(f"/actions/{other.pk}/chase/", follow=True).content.decode()
    assert "by a contact of its own agency" in sent
    assert [one.case for one in Event.objects.filter(kind="action_chased")] == [school.pk]


@pytest.mark.parametrize("user", ["stranger", "youth_worker", "administrator"])
def test_who_runs_no_panel_and_speaks_for_no_agency_has_no_sheet(cast, promised, user):
    browser = cast.client(cast.user(user))
    assert browser.get("/actions/chase/").status_code == 403
    assert browser.post(f"/actions/{promised[0].pk}/chase/").status_code == 403


def test_another_partnership_counts_none_of_it(cast, promised):
    browser = cast.client(cast.outsider)
    page = browser.get("/actions/chase/").content.decode()
    assert promised[0].child.reference not in page and promised[0].agency.name not in page
    assert browser.post(f"/actions/chase/agencies/{promised[0].agency_id}/").status_code == 404


def test_done_in_time_counts_what_fell_due_and_what_was_done_by_its_day(cast):
    first = making.action(cast, due_on=date(2026, 11, 12), at=at(11, 10))
    days = (date(2026, 11, 13), date(2026, 11, 30))
    others = [making.action(cast, first.entry, due_on=day, at=at(11, 10)) for day in days]
    told = {"report": "Met.", "impact": "Calmer.", "by": cast.youth_worker}
    actions.report_done(action=first, at=at(11, 12, 23), **told)
    actions.report_done(action=others[0], at=at(11, 14, 0, 30), **told)
    dropped = making.action(cast, first.entry, due_on=date(2026, 11, 12))
    actions.cancel(action=dropped, reason="No.", by=cast.council_chair, at=cast.now)

    def line(period, now):
        found = sheet.sheet_of(cast.council_chair, cast.panel, period, now)
        return next((one.in_time, one.fell_due, one.rate) for one in found if one.key == first.agency_id)

    november = month_of(date(2026, 11, 1))
    assert line(november, at(11, 20)) == (1, 2, 50)
    assert line(november, at(12, 1)) == (1, 3, 33)
    assert line(month_of(date(2026, 10, 1)), at(11, 20)) == (0, 0, None)
    assert line(quarter_of(date(2026, 12, 31)), at(12, 1)) == (1, 3, 33)
    actions.send_back(action=Action.objects.get(pk=first.pk), reason="How?", by=cast.council_chair, at=at(11, 13))
    assert line(november, at(11, 20)) == (0, 2, 0)


def test_periods_have_names_that_lead_back_to_them():
    assert month_of(date(2028, 2, 3)).last == date(2028, 2, 29)
    assert quarter_of(date(2026, 5, 1)).first == date(2026, 4, 1)
    for period in recent(date(2026, 1, 15)):
        assert period_of(period.code) == period
    for wrong in ("", "2026", "2026-13", "2026-00", "2026-Q5", "0000-01", "9999-12", "２０２６-11", "2026-11\n"):
        assert period_of(wrong) is None


def test_nonsense_in_the_address_narrows_nothing_and_breaks_nothing(cast, promised):
    browser = cast.client(cast.council_chair)
    wrong = ("agency=%00&period=%00", "agency=99999999999999999999", "period=2026-99&page=x", "agency=0&show=in_time")
    for query in wrong:
        assert browser.get(f"/actions/chase/?{query}").status_code == 200
        assert browser.get(f"/actions/?{query}").status_code == 200


def test_the_sheet_asks_few_questions(cast, promised):
    browser = cast.client(cast.council_chair)
    browser.get("/actions/chase/")
    with CaptureQueriesContext(connection) as asked:
        browser.get("/actions/chase/")
    assert len(questions(asked.captured_queries)) <= 15
