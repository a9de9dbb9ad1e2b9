"""When meetings fall and which panel a referral reaches."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskpanel.procedure import Calendar, boxed, dates, emergency_by, forecast, periods
from riskpanel.procedure.model import CalendarRule, MeetingKind, Recurrence

LONDON = ZoneInfo("Europe/London")
ENGLAND = Calendar(CalendarRule())
HRP = boxed("hrp")


def at(day: date, hour: int = 14, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), LONDON)


def kind(**rule: object) -> MeetingKind:
    return MeetingKind(code="k", label="K", role="panel", minutes=120, recurrence=Recurrence.model_validate(rule))


@pytest.mark.clause("HRP-A2-4.7.a")
def test_one_panel_a_month() -> None:
    panel = HRP.meeting("panel")
    found = dates(panel, date(2026, 9, 1), 12, ENGLAND)
    assert found[:3] == [at(date(2026, 9, 23)), at(date(2026, 10, 28)), at(date(2026, 11, 25))]
    assert len({(one.year, one.month) for one in found}) == 12
    assert panel.places == ("Civic Centre", "Online")


@pytest.mark.clause("HRP-A2-4.7.a")
def test_a_bank_holiday_gives_way() -> None:
    first_monday = kind(weekday="monday", nth=1)
    assert dates(first_monday, date(2026, 5, 1), 1, ENGLAND) == [at(date(2026, 5, 5), 10)]
    last_friday = kind(weekday="friday", nth=-1)
    assert dates(last_friday, date(2026, 12, 1), 1, ENGLAND) == [at(date(2026, 12, 29), 10)]


def test_dates_before_the_start_are_left_out() -> None:
    assert dates(HRP.meeting("panel"), date(2026, 9, 24), 2, ENGLAND) == [at(date(2026, 10, 28))]


@pytest.mark.clause("HRP-5.1-NOTE.b")
def test_the_pre_panel_falls_four_working_days_before() -> None:
    found = dates(
        HRP.meeting("pre_panel"), date(2026, 11, 1), 3, ENGLAND, [at(date(2026, 11, 19)), at(date(2026, 12, 23))]
    )
    assert found == [at(date(2026, 11, 13), 10), at(date(2026, 12, 17), 10)]


def test_weeks_and_events() -> None:
    weekly = dates(kind(every="week", weekday="tuesday", interval=2), date(2026, 11, 1), 1, ENGLAND)
    assert weekly == [at(date(2026, 11, 3), 10), at(date(2026, 11, 17), 10)]
    assert dates(kind(every="event"), date(2026, 11, 1), 12, ENGLAND) == []


PANELS = [at(date(2026, 11, 19)), at(date(2026, 12, 17)), at(date(2027, 1, 7))]


@pytest.mark.clause("HRP-5.3.c")
def test_the_cut_off_is_to_the_minute() -> None:
    in_time = forecast(at(date(2026, 11, 10), 17), PANELS, ENGLAND, 7)
    assert (in_time.meeting, in_time.cut_off, in_time.missed) == (PANELS[0], at(date(2026, 11, 10), 17), None)
    late = forecast(at(date(2026, 11, 10), 17, 1), PANELS, ENGLAND, 7)
    assert (late.meeting, late.missed) == (PANELS[1], PANELS[0])
    assert late.words.startswith("reaches the panel of Thu 17 Dec 2026 at 14:00; 7 working days before")


@pytest.mark.clause("HRP-5.3.c")
def test_the_cut_off_over_christmas() -> None:
    reached = forecast(at(date(2026, 12, 20)), PANELS, ENGLAND, 7)
    assert reached.cut_off == at(date(2026, 12, 24), 17)


def test_no_panel_planned() -> None:
    reached = forecast(at(date(2027, 1, 6)), PANELS, ENGLAND, 7)
    assert (reached.meeting, reached.cut_off, reached.missed) == (None, None, PANELS[2])
    assert forecast(at(date(2027, 1, 8)), PANELS, ENGLAND, 7).missed is None


@given(st.datetimes(datetime(2026, 8, 1), datetime(2027, 2, 1), timezones=st.just(LONDON)), st.permutations(PANELS))
def test_the_forecast_is_the_first_reachable_panel(received: datetime, panels: list[datetime]) -> None:
    reached = forecast(received, panels, ENGLAND, 7)
    open_ones = [one for one in PANELS if received <= ENGLAND.working_days_before(one, 7).at]
    assert reached.meeting == (min(open_ones) if open_ones else None)
    assert reached.meeting is None or (reached.cut_off is not None and received <= reached.cut_off < reached.meeting)


@pytest.mark.clause("HRP-5.3.d")
def test_an_emergency_is_heard_by_the_cut_off_of_its_last_working_day() -> None:
    found = emergency_by(HRP, at(date(2026, 12, 23), 9))
    assert found.at == at(date(2027, 1, 4), 17) and found.words.startswith("5 working days from Wed 23 Dec 2026")
    with pytest.raises(KeyError, match="emergency_meeting_wd"):
        emergency_by(boxed("harm"), at(date(2026, 12, 23)))


@pytest.mark.clause("HRP-5.10")
def test_an_entry_is_kept_so_many_years_after_it_left_the_log() -> None:
    assert periods.kept_until(HRP, date(2026, 11, 10)) == date(2032, 11, 10)
    assert periods.kept_until(HRP, date(2027, 2, 28)) == date(2033, 2, 28)
    assert periods.kept_until(HRP, date(2028, 2, 29)) == date(2034, 2, 28)
