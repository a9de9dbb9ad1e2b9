"""Counting days: worked examples over holidays and clock changes, and laws that always hold."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from govuk_bank_holidays.bank_holidays import BankHolidays
from hypothesis import given
from hypothesis import strategies as st

from riskpanel.procedure import Calendar
from riskpanel.procedure.model import CalendarRule

LONDON = ZoneInfo("Europe/London")
ENGLAND = Calendar(CalendarRule())
days = st.dates(date(2021, 1, 1), date(2030, 12, 31))
moments = st.datetimes(datetime(2021, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC))
counts = st.integers(0, 40)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 11, 2), 5, date(2026, 11, 9)),
        (date(2026, 11, 7), 5, date(2026, 11, 13)),  # a Saturday is day 0 like any other
        (date(2026, 12, 21), 5, date(2026, 12, 30)),  # Christmas, and Boxing Day moved to Monday
        (date(2026, 12, 22), 5, date(2026, 12, 31)),
        (date(2026, 12, 24), 1, date(2026, 12, 29)),
        (date(2026, 12, 31), 1, date(2027, 1, 4)),
        (date(2026, 4, 2), 5, date(2026, 4, 13)),  # Easter
        (date(2022, 5, 31), 2, date(2022, 6, 6)),  # spring holiday moved, jubilee on Friday
        (date(2022, 9, 16), 1, date(2022, 9, 20)),  # the Queen's funeral
        (date(2023, 5, 5), 1, date(2023, 5, 9)),  # the coronation
        (date(2023, 4, 28), 5, date(2023, 5, 9)),  # two Mondays off in a row
        (date(2026, 11, 2), 0, date(2026, 11, 2)),
    ],
)
def test_working_days_on(start: date, count: int, end: date) -> None:
    counted = ENGLAND.add_working_days(start, count)
    assert counted.day == end
    assert counted.at == datetime.combine(end, time(17), LONDON)


@pytest.mark.clause("HRP-5.3.c")
@pytest.mark.parametrize(
    ("meeting", "count", "end"),
    [
        (date(2026, 8, 20), 7, date(2026, 8, 11)),  # Thursday 20th back to Tuesday 11th
        (date(2026, 11, 19), 7, date(2026, 11, 10)),
        (date(2027, 1, 7), 7, date(2026, 12, 24)),
        (date(2026, 11, 19), 4, date(2026, 11, 13)),
        (date(2026, 4, 8), 4, date(2026, 3, 31)),
    ],
)
def test_working_days_back_from_a_meeting(meeting: date, count: int, end: date) -> None:
    counted = ENGLAND.working_days_before(meeting, count)
    assert counted.day == end
    assert counted.at.time() == time(17)


def test_the_answer_says_how_it_was_counted() -> None:
    words = ENGLAND.add_working_days(date(2026, 12, 21), 5).words
    assert words == (
        "5 working days from Mon 21 Dec 2026 (not counted); Fri 25 Dec and Mon 28 Dec are bank holidays; "
        "ends Wed 30 Dec 2026 at 17:00"
    )
    back = ENGLAND.working_days_before(date(2027, 1, 7), 7).words
    assert back.startswith("7 working days before Thu 7 Jan 2027 (not counted)")
    assert "Fri 1 Jan are bank holidays" in back
    assert ENGLAND.add_working_days(date(2026, 11, 2), 1).words == (
        "1 working day from Mon 2 Nov 2026 (not counted); ends Tue 3 Nov 2026 at 17:00"
    )


def test_an_event_after_the_cut_off_has_the_same_day_0() -> None:
    early = datetime(2026, 11, 2, 9, tzinfo=LONDON)
    late = datetime(2026, 11, 2, 23, 30, tzinfo=LONDON)
    assert ENGLAND.add_working_days(early, 5) == ENGLAND.add_working_days(late, 5)


def test_clear_days_leave_out_both_ends() -> None:
    clear = Calendar(CalendarRule(clear_days=True))
    counted = clear.working_days_before(date(2026, 8, 20), 7)
    assert counted.day == date(2026, 8, 10)
    assert counted.words.startswith("7 clear working days before Thu 20 Aug 2026")
    assert clear.add_working_days(date(2026, 11, 2), 5).day == date(2026, 11, 10)


def test_offices_may_shut_and_new_holidays_come() -> None:
    rule = CalendarRule(closed=(date(2026, 12, 29), date(2026, 12, 30)), extra_holidays=(date(2026, 11, 4),))
    calendar = Calendar(rule)
    assert calendar.add_working_days(date(2026, 11, 3), 1).day == date(2026, 11, 5)
    assert calendar.holiday(date(2026, 11, 4)) == "Bank holiday"
    counted = calendar.add_working_days(date(2026, 12, 24), 1)
    assert counted.day == date(2026, 12, 31)
    assert "Tue 29 Dec and Wed 30 Dec are closed" in counted.words


def test_a_closed_day_is_earlier_for_safety_and_later_for_administration() -> None:
    start = date(2026, 11, 19)  # 31 days on is Sunday 20 December
    assert ENGLAND.add_calendar_days(start, 31).day == date(2026, 12, 18)
    later = ENGLAND.add_calendar_days(start, 31, safety=False)
    assert later.day == date(2026, 12, 21)
    assert "Sun 20 Dec 2026 is no working day, so the working day after it" in later.words
    assert ENGLAND.add_calendar_days(date(2026, 11, 2), 1).words == (
        "1 calendar day from Mon 2 Nov 2026 (not counted); ends Tue 3 Nov 2026 at 17:00"
    )


@pytest.mark.clause("HRP-3.2")
def test_months_keep_their_day_or_end_with_the_month() -> None:
    assert ENGLAND.add_months(date(2023, 2, 28), 18).day == date(2024, 8, 28)
    assert ENGLAND.add_months(date(2026, 8, 31), 6, safety=False).day == date(2027, 3, 1)  # 28 February is a Sunday
    assert ENGLAND.add_months(date(2026, 8, 31), 6).day == date(2027, 2, 26)


def test_hours_are_hours_when_clocks_change() -> None:
    before = datetime(2026, 10, 24, 12, tzinfo=LONDON)
    counted = ENGLAND.add_hours(before, 72)
    assert counted.at - before.astimezone(UTC) == timedelta(hours=72)
    assert counted.at == datetime(2026, 10, 27, 11, tzinfo=LONDON)  # clocks went back on Sunday 25th
    spring = ENGLAND.add_hours(datetime(2026, 3, 28, 12, tzinfo=LONDON), 24)
    assert spring.words == "24 hours from Sat 28 Mar 2026 at 12:00; ends Sun 29 Mar 2026 at 13:00"


def test_the_day_is_the_day_in_london() -> None:
    late = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)  # half past midnight on the 2nd in summer time
    assert ENGLAND.day_of(late) == date(2026, 7, 2)
    assert ENGLAND.same_day(late).at == datetime(2026, 7, 2, 23, 59, tzinfo=LONDON)
    winter = datetime(2026, 12, 1, 23, 30, tzinfo=UTC)
    assert ENGLAND.day_of(winter) == date(2026, 12, 1)
    assert ENGLAND.cut_off(date(2026, 7, 2)).utcoffset() == timedelta(hours=1)
    assert ENGLAND.cut_off(date(2026, 12, 2)).utcoffset() == timedelta(0)


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        ENGLAND.add_working_days(datetime(2026, 11, 2, 9), 1)
    with pytest.raises(ValueError, match="not -1"):
        ENGLAND.add_working_days(date(2026, 11, 2), -1)


def test_bank_holidays_agree_with_the_governments_own_list() -> None:
    theirs = {
        day["date"]
        for day in BankHolidays(use_cached_holidays=True).get_holidays(division=BankHolidays.ENGLAND_AND_WALES)
        if 2021 <= day["date"].year <= 2028
    }
    every = [date(2021, 1, 1) + timedelta(days=step) for step in range(8 * 365 + 2)]
    ours = {day for day in every if ENGLAND.holiday(day) and day.weekday() < 5}
    assert every[-1] == date(2028, 12, 31)
    assert ours == {day for day in theirs if day.weekday() < 5}
    assert len(ours) > 60


@given(days, counts)
def test_never_ends_on_a_closed_day(day: date, count: int) -> None:
    assert ENGLAND.is_working_day(ENGLAND.add_working_days(day, count + 1).day)
    assert ENGLAND.is_working_day(ENGLAND.working_days_before(day, count + 1).day)
    for safety in (True, False):
        assert ENGLAND.is_working_day(ENGLAND.add_calendar_days(day, count, safety=safety).day)
        assert ENGLAND.is_working_day(ENGLAND.add_months(day, count, safety=safety).day)


@given(days, counts)
def test_more_days_end_later(day: date, count: int) -> None:
    assert ENGLAND.add_working_days(day, count).at < ENGLAND.add_working_days(day, count + 1).at
    assert ENGLAND.working_days_before(day, count).at > ENGLAND.working_days_before(day, count + 1).at


@given(days, days, counts)
def test_a_later_start_never_ends_earlier(one: date, other: date, count: int) -> None:
    first, second = sorted((one, other))
    assert ENGLAND.add_working_days(first, count).at <= ENGLAND.add_working_days(second, count).at


@given(days, counts)
def test_forward_and_back_undo_each_other(day: date, count: int) -> None:
    start = ENGLAND.next_working_day(day)
    there = ENGLAND.add_working_days(start, count).day
    assert ENGLAND.working_days_before(there, count).day == start
    assert ENGLAND.working_days_between(start, there) == count
    assert ENGLAND.working_days_between(there, start) == -count


@given(days, counts, counts)
def test_counting_in_two_steps_is_counting_in_one(day: date, first: int, second: int) -> None:
    half = ENGLAND.add_working_days(day, first).day
    assert ENGLAND.add_working_days(half, second).day == ENGLAND.add_working_days(day, first + second).day


@given(moments, counts)
def test_answers_are_aware_and_on_their_day(moment: datetime, count: int) -> None:
    for counted in (
        ENGLAND.add_working_days(moment, count),
        ENGLAND.add_calendar_days(moment, count),
        ENGLAND.add_hours(moment, count),
        ENGLAND.same_day(moment),
    ):
        assert counted.at.utcoffset() is not None
        assert counted.at.astimezone(LONDON).date() == counted.day
        assert f"{counted.day:%Y}" in counted.words
