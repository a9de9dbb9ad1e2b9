"""A panel's dates come from its procedure, once each."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from riskpanel.access.models import AuditEvent
from riskpanel.partnership.calendar import (
    add_extraordinary_sitting,
    cancel_sitting,
    make_sittings,
    next_sitting,
)
from riskpanel.partnership.forecast import forecast
from riskpanel.procedure import Calendar, emergency_by

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")


def made(cast, start=date(2026, 11, 1), months=3):
    return make_sittings(panel=cast.panel, start=start, months=months, by=cast.coordinator, at=cast.now)


def days(sittings, role):
    return [sitting.starts_at.astimezone(LONDON).date() for sitting in sittings if sitting.role == role]


@pytest.mark.clause("HRP-A2-4.7.a")
def test_the_series_makes_one_panel_a_month_with_a_place(cast):
    panels = [sitting for sitting in made(cast, months=6) if sitting.role == "panel"]
    months = {(day.year, day.month) for day in days(panels, "panel")}
    assert len(panels) == len(months) == 6
    assert all(sitting.place and sitting.minutes == 120 for sitting in panels)
    calendar = Calendar(cast.procedure.calendar)
    assert all(calendar.is_working_day(day) for day in days(panels, "panel"))


@pytest.mark.clause("HRP-5.1-NOTE.b")
def test_each_panel_is_served_by_a_pre_panel_four_working_days_before(cast):
    sittings = made(cast)
    panels = [sitting for sitting in sittings if sitting.role == "panel"]
    calendar = Calendar(cast.procedure.calendar)
    for panel in panels:
        (before,) = panel.pre_panels.all()
        assert before.role == "triage"
        assert calendar.working_days_between(before.starts_at, panel.starts_at) == 4


def test_made_again_it_adds_nothing(cast):
    first = made(cast)
    assert first
    assert made(cast) == []
    assert cast.panel.sittings.count() == len(first)


def test_what_was_called_off_stays_off_and_takes_its_pre_panel_along(cast):
    panel = next(sitting for sitting in made(cast) if sitting.role == "panel")
    cancel_sitting(sitting=panel, by=cast.coordinator, at=cast.now)
    assert made(cast) == []
    panel.refresh_from_db()
    assert panel.cancelled
    assert panel.pre_panels.get().cancelled
    assert next_sitting(cast.panel, "panel", cast.now) != panel


def test_the_next_sitting_is_the_first_after_a_moment(cast):
    first, second, *_ = [sitting for sitting in made(cast) if sitting.role == "panel"]
    assert next_sitting(cast.panel, "panel", cast.now) == first
    assert next_sitting(cast.panel, "panel", first.starts_at) == second
    assert next_sitting(cast.panel, "panel", datetime(2030, 1, 1, tzinfo=LONDON)) is None


def test_a_sitting_out_of_turn_takes_the_usual_length_and_place(cast):
    at = datetime(2026, 11, 16, 15, tzinfo=LONDON)
    sitting = add_extraordinary_sitting(panel=cast.panel, starts_at=at, by=cast.coordinator, at=cast.now)
    usual = next(kind for kind in cast.procedure.meetings if kind.role == "panel")
    assert (sitting.extraordinary, sitting.role, sitting.minutes) == (True, "panel", usual.minutes)
    assert sitting.place == usual.places[0]
    with pytest.raises(KeyError):
        add_extraordinary_sitting(panel=cast.panel, starts_at=at, by=cast.coordinator, at=cast.now, kind="none")


def test_making_dates_is_recorded(cast):
    made(cast)
    row = AuditEvent.objects.latest("sequence")
    assert (row.thing, row.actor_id) == (f"panel:{cast.panel.pk}:sittings", cast.coordinator.pk)


def panel_of(cast, *day):
    at = datetime(*day, 14, tzinfo=LONDON)
    return add_extraordinary_sitting(panel=cast.panel, starts_at=at, by=cast.coordinator, at=cast.now)


@pytest.mark.clause("HRP-5.3.c")
def test_a_referral_reaches_the_panel_whose_cut_off_it_meets(cast):
    first, second = panel_of(cast, 2026, 11, 19), panel_of(cast, 2026, 12, 17)
    in_time = forecast(cast.panel, datetime(2026, 11, 10, 17, 0, tzinfo=LONDON))
    too_late = forecast(cast.panel, datetime(2026, 11, 10, 17, 1, tzinfo=LONDON))
    assert (in_time.sitting, in_time.cut_off) == (first, datetime(2026, 11, 10, 17, 0, tzinfo=LONDON))
    assert too_late.sitting == second
    assert "Thu 19 Nov 2026" in in_time.words


@pytest.mark.clause("HRP-5.3.c")
def test_the_cut_off_leaves_out_christmas(cast):
    panel_of(cast, 2027, 1, 7)
    assert forecast(cast.panel, cast.now).cut_off == datetime(2026, 12, 24, 17, 0, tzinfo=LONDON)


def test_the_forecast_names_the_pre_panel_that_decides(cast):
    made(cast)
    told = forecast(cast.panel, cast.now)
    assert told.pre_panel.serves == told.sitting


def test_with_no_panel_planned_the_forecast_says_so(cast):
    told = forecast(cast.panel, cast.now)
    assert (told.sitting, told.cut_off, told.pre_panel) == (None, None, None)
    assert "no panel" in told.words


@pytest.mark.clause("HRP-5.3.d")
def test_an_emergency_reaches_the_next_panel_whatever_its_cut_off(cast):
    soon = panel_of(cast, 2026, 11, 12)
    assert forecast(cast.panel, cast.now).sitting is None
    told = forecast(cast.panel, cast.now, emergency=True)
    assert told.sitting == soon
    assert "out of turn" not in told.words


@pytest.mark.clause("HRP-5.3.d")
def test_an_emergency_calls_for_a_panel_out_of_turn_where_the_next_is_too_far(cast):
    panel_of(cast, 2026, 11, 18)
    told = forecast(cast.panel, cast.now, emergency=True)
    assert "by Tue 17 Nov 2026 at 17:00" in told.words
    assert "out of turn" in told.words
    assert "one is to be called" in forecast(cast.user("outsider").standing.panel, cast.now, emergency=True).words


@pytest.mark.clause("HRP-5.3.d")
def test_a_panel_in_the_evening_of_the_last_day_is_too_late_for_an_emergency(cast):
    evening = datetime(2026, 11, 17, 18, tzinfo=LONDON)
    add_extraordinary_sitting(panel=cast.panel, starts_at=evening, by=cast.coordinator, at=cast.now)
    assert "out of turn" in forecast(cast.panel, cast.now, emergency=True).words
    assert emergency_by(cast.procedure, cast.now).at < evening
