"""A row of the desk says how grave it is for the child; the gravest of a day come first; a strategy meeting
that is late is known by its agency and told to the head of whoever convenes it."""

import html
from datetime import timedelta

import pytest

from riskpanel.children.models import Duty
from riskpanel.partnership.models import Member
from tests import making_referrals as making
from tests.children.making import let_see
from tests.desk.test_desk import DAY, HOUR, desk, owed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody(cast):
    cast.nobody = "6f2c1a36-0000-4000-8000-000000000000"


def of_level(cast, level, name):
    child = cast.child(given_name=name)
    child.level = level
    child.save()
    return child


def row(page, says):
    return html.unescape(next(one for one in page.split('<li class="rp-duty') if says in one))


def test_a_row_carries_the_level_of_a_child_whom_the_person_sees_and_of_no_other(cast):
    seen, unseen = of_level(cast, "very_high", "Ann"), of_level(cast, "high", "Bo")
    let_see(cast, seen, cast.worker)
    owed(cast, "For one seen", HOUR, child=seen, user=cast.worker)
    owed(cast, "For one unseen", HOUR, child=unseen, user=cast.worker)
    for page in (desk(cast, "worker"), desk(cast, "worker", when="today")):
        assert "Very high" in row(page, "For one seen") and "rp-level" not in row(page, "For one unseen")


def test_on_the_same_day_the_gravest_come_first_and_an_earlier_day_before_them(cast):
    grave, less = of_level(cast, "very_high", "Ann"), of_level(cast, "medium", "Bo")
    for child in (grave, less):
        let_see(cast, child, cast.worker)
    owed(cast, "Medium at noon", 2 * DAY + HOUR, child=less, user=cast.worker)
    owed(cast, "Very high at five", 2 * DAY + 6 * HOUR, child=grave, user=cast.worker)
    owed(cast, "Medium the day before", 1 * DAY, child=less, user=cast.worker)
    for page in (desk(cast, "worker"), desk(cast, "worker", when="coming")):
        places = [page.index(one) for one in ("Medium the day before", "Very high at five", "Medium at noon")]
        assert places == sorted(places)


@pytest.mark.clause("HRP-4.3-HI.f")
def test_a_late_strategy_meeting_shows_its_agency_and_is_told_to_the_head_of_whoever_convenes(cast):
    made = making.concern(cast, level="high", at=cast.now - timedelta(days=12))
    convener = cast.member(cast.csc_manager)
    Member.objects.filter(pk=convener.pk).update(line_manager=cast.member(cast.director))
    says = "Hold the strategy meeting"
    assert Duty.objects.get(case=made.pk, code="hold_strategy").due_at < cast.now
    assert says in desk(cast, "director")
    Member.objects.filter(pk=convener.pk).update(head=cast.member(cast.head))
    assert says in desk(cast, "head") and says not in desk(cast, "director")
    assert convener.agency.name in row(desk(cast, "csc_manager"), says)
    page = desk(cast, "coordinator", scope="panel", when="late", agency=convener.agency_id)
    assert convener.agency.name in row(page, says)
    Duty.objects.filter(case=made.pk).update(due_at=cast.now + HOUR)
    assert says not in desk(cast, "head")
