"""Reasons in sentences that a social worker understands when they are read aloud."""

from datetime import date, timedelta
from re import search

import pytest

from riskpanel.procedure import boxed
from riskpanel.singleview.engines import backend
from riskpanel.singleview.explaining import NotListed, day_of, days_of, explain, label_of, ordinal, points_of, times
from riskpanel.singleview.ranking import Run
from riskpanel.singleview.store import Store
from tests.singleview.small import AS_OF, event, indicator, link, load, ranked, view

SAID = view(
    indicator(),
    indicator("away", says="Away from placement for {days}", kinds=("away",), measure="days", points=1.0),
    indicator("low", says="In school {value} per cent of the time", kinds=("attendance",), measure="value_below",
              threshold=50.0, points=2.0),
    indicator("plan", says="On a child protection plan", kinds=("plan_cp",), measure="open", points=5.0, cap=5.0),
    indicator("arrest", says="Arrested", kinds=("arrest",), points=0.5, cap=0.0),
)  # fmt: skip
FORBIDDEN = r"(?i)predict|probab|risk score|likelihood|\bscore\b|algorithm"


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


@pytest.fixture
def runs(store):
    """The list of 9 November and that of the 16th."""
    load(store, "police", [
        *(event("police", "9", "missing", f"2026-11-{day:02}T23:00") for day in (3, 7, 9, 14)),
        event("police", "9", "arrest", "2026-10-28"), event("police", "9", "arrest", "2026-11-02"),
    ])  # fmt: skip
    load(store, "csc", [
        event("csc", "1", "missing", "2026-11-04"), event("csc", "1", "plan_cp", "2025-09-01"),
        event("csc", "1", "away", "2026-11-01", ended=AS_OF_TIME),
        *(event("csc", "2", "missing", f"2026-11-{day:02}") for day in range(2, 5)),
        event("csc", "2", "referral", "2026-01-02"),
    ])  # fmt: skip
    link(store, {"child": [("csc", "1"), ("police", "9")], "other": [("csc", "2")]})
    con = backend("duckdb://")
    before = ranked(con, store, SAID, as_of=date(2026, 11, 9))
    found = before, ranked(con, store, SAID, before=before)
    con.disconnect()
    return found


AS_OF_TIME = event("csc", "1", "away", "2026-11-12")["began"]


def texts(run, child="child"):
    return [one.text for one in explain(run, child, SAID)]


def test_the_whole_of_it(runs):
    assert texts(runs[1]) == [
        "First on the list with 29 points, where it was on 9 November.",
        "Missing four times in the last 30 days (12 points, the most this can give): 3, 7, 9 and 14 November, told by "
        "the police and children's social care. One was told by more than one agency and counted once.",
        "Away from placement for eleven days (11 points): 1 November, told by children's social care.",
        "On a child protection plan (5 points, the most this can give): since 1 September 2025, told by children's "
        "social care.",
        "Arrested, twice (1 point): 28 October and 2 November, told by the police.",
        "Since 9 November, 3 more points for: Missing four times in the last 30 days.",
        "Since 9 November, 3 more points for: Away from placement for eleven days.",
        "Nothing about this child came from the school: that is a gap in what is known, not a sign of safety.",
    ]  # fmt: skip


def test_sentences_carry_what_they_rest_on(runs):
    said = {one.indicator: one for one in explain(runs[1], "child", SAID) if one.about == "indicator"}
    missing = said["missing_30"]
    assert missing.points == 12.0 and missing.sources == ("police", "csc")
    assert missing.days == tuple(date(2026, 11, day) for day in (3, 7, 9, 14))
    assert ("police", "police.csv", 2) in missing.rows and ("csc", "csc.csv", 2) in missing.rows


def test_each_sentence_can_be_read_aloud(runs):
    for run in runs:
        for child in ("child", "other"):
            for text in texts(run, child):
                assert text[0].isupper() and text.endswith(".") and not search(FORBIDDEN, text)
                assert not search(r"[_{}\[\]]|\d{4}-\d\d-\d\d|T\d\d:", text)


def test_no_such_word_stands_in_a_procedure_either():
    for one in boxed("harm").single_view.indicators:
        assert not search(FORBIDDEN, f"{one.says} {label_of(one)}")


def test_a_child_who_was_not_listed_before_and_one_who_moved(store):
    load(store, "police", [event("police", "1", "missing", "2026-11-05")])
    load(store, "csc", [event("csc", "2", "missing", f"2026-11-{day}") for day in (12, 14)])
    load(store, "education", [event("education", "3", "missing", "2026-11-15")])
    link(store, {"old": [("police", "1")], "new": [("csc", "2")], "late": [("education", "3")]})
    con = backend("duckdb://")
    before = ranked(con, store, SAID, as_of=date(2026, 11, 9))
    run = ranked(con, store, SAID, before=before)
    con.disconnect()
    assert texts(before, "old")[0] == "First on the list with 3 points."
    assert texts(run, "old")[0] == "Third on the list with 3 points, down from first on 9 November."
    assert texts(run, "new")[0] == "First on the list with 6 points, not listed on 9 November."


def test_what_lies_further_back_is_told_in_one_sentence(store):
    days = {"missing": "2026-10-14", "arrest": "2026-10-12", "nrm": "2026-11-05"}
    load(store, "csc", [event("csc", "1", kind, day) for kind, day in days.items()])
    link(store, {"child": [("csc", "1")]})
    said = view(
        indicator(says="Missing {times}"), indicator("arrest", says="Arrested", kinds=("arrest",), points=1.0),
        indicator("nrm", says="Referred", kinds=("nrm",), points=4.0, half_life_days=7),
    )  # fmt: skip
    con = backend("duckdb://")
    before = ranked(con, store, said, as_of=date(2026, 11, 9))
    run = ranked(con, store, said, before=before)
    con.disconnect()
    [change] = [one for one in explain(run, "child", said) if one.about == "change"]
    assert change.text == "Since 9 November, 5.3 fewer points for: Referred; Missing; Arrested."
    assert change.points == -5.3459


def test_what_took_points_off_and_does_so_no_more(store):
    load(store, "csc", [event("csc", "1", "missing", "2026-11-05")])
    load(store, "education", [event("education", "1", "attendance", "2026-10-12", value=99.0)])
    link(store, {"child": [("csc", "1"), ("education", "1")]})
    good = indicator("good", says="In school {value}% of the time", kinds=("attendance",), measure="value_above",
                     threshold=95.0, points=-1.0)  # fmt: skip
    con = backend("duckdb://")
    before = ranked(con, store, view(indicator(), good), as_of=date(2026, 11, 9))
    run = ranked(con, store, view(indicator(), good), before=before)
    con.disconnect()
    [change] = [one for one in explain(run, "child", view(indicator(), good)) if one.about == "change"]
    assert change.text == "Since 9 November, 1 more point for: In school of the time, no more."


def test_an_old_feed_is_told(store):
    load(store, "csc", [event("csc", "1", "missing", "2026-11-15")])
    load(store, "police", [event("police", "1", "missing", "2026-11-02")])
    link(store, {"child": [("csc", "1"), ("police", "1")]})
    con = backend("duckdb://")
    said = texts(ranked(con, store, SAID))
    con.disconnect()
    assert said[-1] == "What the police told ends on 2 November, 14 days before this list."


def test_lists_made_by_different_rules_are_not_compared(store, runs):
    run = runs[1]
    other = Run({**run.data, "before": {**run.data["before"], "config": "another"}})
    assert "cannot be compared" in next(one.text for one in explain(other, "child", SAID) if one.about == "comparison")
    assert not [one for one in explain(other, "child", SAID) if one.about == "change"]


def test_an_indicator_that_the_procedure_no_longer_has(runs):
    said = explain(runs[1], "child", view(indicator()))
    assert any(one.text.startswith("Plan (5 points): 1 September 2025") for one in said)


def test_a_child_on_no_list(runs):
    with pytest.raises(NotListed, match="says nothing of how safe the child is"):
        explain(runs[1], "nobody", SAID)


def test_values_and_more_dates_than_anyone_reads_out(store):
    load(store, "education", [event("education", "1", "attendance", "2026-11-09", value=41.5)])
    days = [AS_OF - timedelta(days=n) for n in range(12)]
    load(store, "csc", [event("csc", "1", "missing", str(day)) for day in days])
    link(store, {"child": [("csc", "1"), ("education", "1")]})
    con = backend("duckdb://")
    said = texts(ranked(con, store, SAID))
    con.disconnect()
    assert "In school 41.5 per cent of the time (2 points): 9 November, told by the school." in said
    assert any(
        "twelve times" in one and "the last of them on 9, 10, 11, 12, 13, 14, 15 and 16 November" in one for one in said
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [(1, "First"), (10, "Tenth"), (11, "11th"), (21, "21st"), (22, "22nd"), (33, "33rd"), (112, "112th")],
)
def test_places(given, said):
    assert ordinal(given) == said


def test_words_for_numbers_and_days():
    assert [times(n) for n in (1, 2, 3, 12, 13)] == ["once", "twice", "three times", "twelve times", "13 times"]
    assert [points_of(n) for n in (1.0, 2.0, 1.25, 0.04, -3.0)] == [
        "1 point", "2 points", "1.2 points", "0 points", "-3 points",
    ]  # fmt: skip
    assert day_of(date(2025, 11, 3), AS_OF) == "3 November 2025"
    assert days_of([date(2026, 10, 28), date(2026, 11, 3), date(2026, 11, 7)], AS_OF) == "28 October, 3 and 7 November"


def test_who_is_outside_the_ages_is_marked_with_the_reason_next_to_the_place(runs):
    said = explain(runs[1], "child", SAID, outside=("The child is 18 or over.",))
    assert [one.about for one in said][:2] == ["place", "ages"]
    assert said[1].text == "Outside the ages of the panel, as far as is known. The child is 18 or over."
    assert "ages" not in {one.about for one in explain(runs[1], "child", SAID)}
