"""Dates, times and counts in words."""

import datetime as dt

import pytest

from riskpanel.ui import words

TODAY = dt.date(2026, 11, 3)


def test_days_and_moments_are_on_londons_calendar():
    late_in_june = dt.datetime(2026, 6, 30, 23, 30, tzinfo=dt.UTC)
    assert words.day(TODAY) == "Tue 3 Nov 2026"
    assert words.day(late_in_june) == "Wed 1 Jul 2026"
    assert words.moment(late_in_june) == "Wed 1 Jul 2026, 00:30"
    assert words.moment(TODAY) == "Tue 3 Nov 2026"
    assert words.clock(dt.datetime(2026, 11, 3, 14, 2, tzinfo=dt.UTC)) == "14:02"
    assert words.clock(dt.time(9, 5)) == "09:05"


@pytest.mark.parametrize(
    ("days", "away", "ago"),
    [(-3, "3 days late", "3 days ago"), (-1, "1 day late", "yesterday"), (0, "today", "today"),
     (1, "tomorrow", "tomorrow"), (2, "in 2 days", "in 2 days")],
)  # fmt: skip
def test_how_far_off(days, away, ago):
    when = TODAY + dt.timedelta(days)
    assert words.away(when, TODAY) == away
    assert words.ago(when, TODAY) == ago


def test_nothing_is_blank():
    for word in (words.day, words.moment, words.clock):
        assert word(None) == ""
        assert word(None, "no date") == "no date"
    assert words.away(None, TODAY) == words.ago(None, TODAY) == ""


def test_plurals():
    assert words.plural(1, "child", "children") == "1 child"
    assert words.plural(0, "child", "children") == "0 children"
    assert words.plural(1200, "action") == "1,200 actions"
