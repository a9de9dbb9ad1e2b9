"""Two meetings a month around the other body's dates: made, proposed to move, never on a holiday."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from riskpanel.children.models import Duty
from riskpanel.children.moves import Refused
from riskpanel.meetings import actions
from riskpanel.meetings.models import Meeting
from riskpanel.partnership.calendar import make_sittings
from riskpanel.partnership.models import Sitting
from riskpanel.procedure import Calendar
from tests import making_lists as making
from tests import making_meetings
from tests.cast import LONDON

pytestmark = pytest.mark.clause("HARM-MTG-1")
WEDNESDAY = datetime(2026, 12, 9, 10, 0, tzinfo=LONDON)


def enter(other, at=WEDNESDAY, **more):
    told = {"panel": other.panel, "starts_at": at, "by": other.coordinator, "at": other.now}
    return actions.enter_outside(**told | more)


def days(other):
    found = other.panel.sittings.filter(cancelled=False).order_by("starts_at")
    return {one.kind: timezone.localtime(one.starts_at) for one in found}


@pytest.mark.clause("HARM-MTG-1", "HARM-MTG-2", "HARM-MTG-3", "HARM-MTG-9")
def test_a_date_of_the_other_body_brings_the_tuesday_before_and_the_tuesday_after(other):
    assert len(enter(other)) == 3
    found = days(other)
    assert [found[kind].strftime("%a %d %b %H:%M") for kind in ("before_mace", "mace", "after_mace")] == [
        "Tue 01 Dec 14:00", "Wed 09 Dec 10:00", "Tue 15 Dec 14:00",
    ]  # fmt: skip
    lengths = set(other.panel.sittings.exclude(kind="mace").values_list("minutes", flat=True))
    assert lengths == {120}


@pytest.mark.clause("HARM-MTG-2")
def test_two_years_of_dates_are_tuesdays_of_two_hours_and_never_a_holiday(other):
    make_sittings(panel=other.panel, start=other.now.date(), months=24, by=other.coordinator, at=other.now)
    calendar = Calendar(other.procedure.calendar)
    ours = list(other.panel.sittings.filter(role="panel"))
    assert len(ours) >= 46
    for one in ours:
        local = timezone.localtime(one.starts_at)
        assert (local.weekday(), local.hour, local.minute, one.minutes) == (1, 14, 0, 120)
        assert calendar.is_working_day(local.date())


@pytest.mark.parametrize(
    ("upward", "after"),
    [(datetime(2026, 12, 23, 10, 0, tzinfo=LONDON), "29 Dec"), (datetime(2027, 3, 24, 10, 0, tzinfo=LONDON), "30 Mar")],
)
def test_around_christmas_and_easter_the_meeting_still_falls_on_a_working_tuesday(other, upward, after):
    enter(other, upward)
    assert days(other)["after_mace"].strftime("%d %b") == after


def test_the_same_date_again_and_one_that_has_passed_are_refused(other):
    enter(other)
    with pytest.raises(Refused, match="already"):
        enter(other)
    with pytest.raises(Refused, match="ahead"):
        enter(other, other.now - timedelta(days=1))
    with pytest.raises(Refused):
        enter(other, WEDNESDAY + timedelta(days=28), by=other.police)
    assert Sitting.objects.filter(panel=other.panel).count() == 3


def move(other, at):
    upward = other.panel.sittings.get(kind="mace")
    return actions.move_outside(sitting=upward, starts_at=at, by=other.coordinator, at=other.now)


def test_meetings_that_nobody_planned_move_with_the_date(other):
    enter(other)
    moved = move(other, WEDNESDAY + timedelta(days=7))
    assert len(moved) == 2
    assert days(other)["before_mace"].strftime("%d %b") == "08 Dec"
    assert days(other)["after_mace"].strftime("%d %b") == "22 Dec"


@pytest.mark.parametrize("published", [False, True])
def test_a_planned_meeting_is_proposed_to_move_and_stays_until_somebody_says_so(other, published):
    enter(other)
    sitting = other.panel.sittings.get(kind="before_mace")
    making.listing(other, "cohort_2")
    meeting = actions.plan_meeting(sitting=sitting, by=other.coordinator, at=other.now)
    if published:
        making.published(other, meeting)
    move(other, WEDNESDAY + timedelta(days=7))
    sitting.refresh_from_db()
    assert timezone.localtime(sitting.starts_at).strftime("%d %b") == "01 Dec"
    assert timezone.localtime(sitting.move_to).strftime("%d %b") == "08 Dec"
    actions.take_move(meeting=making_meetings.fresh(meeting), by=other.coordinator, at=other.now)
    sitting.refresh_from_db()
    assert (timezone.localtime(sitting.starts_at).strftime("%d %b"), sitting.move_to) == ("08 Dec", None)
    if published:
        due = Duty.objects.get(code="prepare_update", met_at=None)
        assert timezone.localtime(due.due_at).strftime("%d %b") == "07 Dec"
    else:
        due = Duty.objects.get(code="publish_list", case=meeting.pk, met_at=None)
        assert timezone.localtime(due.due_at).strftime("%d %b") == "01 Dec"


def test_a_planned_meeting_may_keep_its_time(other):
    enter(other)
    sitting = other.panel.sittings.get(kind="after_mace")
    meeting = actions.plan_meeting(sitting=sitting, by=other.coordinator, at=other.now)
    move(other, WEDNESDAY + timedelta(days=7))
    actions.keep_date(meeting=making_meetings.fresh(meeting), by=other.chair, at=other.now)
    sitting.refresh_from_db()
    assert (timezone.localtime(sitting.starts_at).strftime("%d %b"), sitting.move_to) == ("15 Dec", None)
    with pytest.raises(Refused, match="No other moment"):
        actions.take_move(meeting=making_meetings.fresh(meeting), by=other.chair, at=other.now)


def test_a_date_moved_back_takes_its_proposal_back(other):
    enter(other)
    sitting = other.panel.sittings.get(kind="after_mace")
    actions.plan_meeting(sitting=sitting, by=other.coordinator, at=other.now)
    move(other, WEDNESDAY + timedelta(days=7))
    move(other, WEDNESDAY)
    sitting.refresh_from_db()
    assert sitting.move_to is None


def test_a_date_called_off_takes_along_what_nobody_planned_and_nothing_else(other):
    enter(other)
    upward, stays = (other.panel.sittings.get(kind=kind) for kind in ("mace", "before_mace"))
    actions.plan_meeting(sitting=stays, by=other.coordinator, at=other.now)
    browser = other.client(other.coordinator)
    sent = browser.post(f"/meetings/upward/{upward.pk}/off/", follow=True)
    assert "1 planned meeting of ours" in sent.content.decode()
    assert [one.kind for one in other.panel.sittings.filter(cancelled=False)] == ["before_mace"]


def test_the_pages_show_dates_and_proposals_to_those_who_run_the_panel(other):
    browser = other.client(other.coordinator)
    assert browser.get("/meetings/upward/").status_code == 200
    when = {"starts_at_day": "9", "starts_at_month": "12", "starts_at_year": "2026", "starts_at_time": "10:00"}
    sent = browser.post("/meetings/upward/new/", when)
    assert sent.status_code == 302, sent.content.decode()[:2000]
    upward = other.panel.sittings.get(kind="mace")
    sitting = other.panel.sittings.get(kind="before_mace")
    meeting = actions.plan_meeting(sitting=sitting, by=other.coordinator, at=other.now)
    sent = browser.post(f"/meetings/upward/{upward.pk}/", {**when, "starts_at_day": "16"})
    assert sent.status_code == 302
    for page in ("/meetings/upward/", "/meetings/", f"/meetings/{meeting.pk}/"):
        assert "Proposed to move to" in browser.get(page).content.decode(), page
    assert "Proposed to move" not in other.client(other.police).get("/meetings/").content.decode()
    browser.post(f"/meetings/{meeting.pk}/move/", {"to": "proposed"})
    assert timezone.localtime(Meeting.objects.get().sitting.starts_at).strftime("%d %b") == "08 Dec"
    assert other.client(other.police).get("/meetings/upward/").status_code == 403


@pytest.mark.parametrize("day", ["31", "", "x"])
def test_a_wrong_day_comes_back(other, day):
    when = {"starts_at_day": day, "starts_at_month": "2", "starts_at_year": "2027", "starts_at_time": "10:00"}
    sent = other.client(other.coordinator).post("/meetings/upward/new/", when)
    assert sent.status_code == 200 and "There is a problem" in sent.content.decode()
    assert not Sitting.objects.filter(panel=other.panel).exists()


def test_a_panel_without_another_body_has_no_such_page(cast):
    browser = cast.client(cast.coordinator)
    assert browser.get("/meetings/upward/").status_code == 404
    assert "/meetings/upward/" not in browser.get("/meetings/").content.decode()
    with pytest.raises(Refused, match="another body"):
        actions.enter_outside(panel=cast.panel, starts_at=WEDNESDAY, by=cast.coordinator, at=cast.now)
