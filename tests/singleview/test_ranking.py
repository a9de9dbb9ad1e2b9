"""Ranked lists: what counts, what counts once, who comes first, and the same bytes for the same rows."""

# ruff: noqa: S311 (rows at random, no secrets)
import json
from datetime import timedelta
from random import Random

import pytest

from riskpanel.procedure import boxed
from riskpanel.singleview.engines import backend
from riskpanel.singleview.ranking import Run
from riskpanel.singleview.store import Store
from tests.singleview.small import AS_OF, event, indicator, link, load, ranked, view


@pytest.fixture
def con():
    found = backend("duckdb://")
    yield found
    found.disconnect()


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


def days_ago(days):
    return (AS_OF - timedelta(days=days)).isoformat()


def points(run: Run, child: str):
    """Points of each indicator for a child; None where the child is on no list."""
    found = run.find(child)
    return found and {one["indicator"]: one["points"] for one in found[1]["contributions"]}


def listed(run: Run, cohort="cohort_2"):
    return [entry["child"] for entry in run.cohort(cohort)]


def one_child(store, *events):
    """A borough with one child whom every agency knows."""
    sources = sorted({one["source"] for one in events})
    for source in sources:
        load(store, source, [one for one in events if one["source"] == source])
    link(store, {"child": [(source, "1") for source in sources]})


class TestWhatCounts:
    def test_each_event_gives_its_points_up_to_the_cap(self, con, store):
        one_child(store, *(event("csc", "1", "missing", days_ago(n * 2)) for n in range(3)))
        assert points(ranked(con, store, view()), "child") == {"missing_30": 9.0}
        assert points(ranked(con, store, view(indicator(cap=5.0))), "child") == {"missing_30": 5.0}
        assert points(ranked(con, store, view(indicator(cap=0.0, points=100.0))), "child") == {"missing_30": 300.0}

    def test_the_window_reaches_back_so_many_days_and_no_further(self, con, store):
        one_child(store, *(event("csc", "1", "missing", days_ago(n)) for n in (0, 30, 31, -1)))
        run = ranked(con, store, view())
        assert [one["on"] for one in run.cohort("cohort_2")[0]["contributions"][0]["events"]] == [
            days_ago(30), days_ago(0),
        ]  # fmt: skip

    def test_points_halve_with_time(self, con, store):
        one_child(store, event("csc", "1", "missing", days_ago(30)))
        assert points(ranked(con, store, view(indicator(half_life_days=30))), "child") == {"missing_30": 1.5}
        assert points(ranked(con, store, view(indicator(half_life_days=60))), "child") == {"missing_30": 2.1213}

    def test_codes_and_answers_narrow_it_down(self, con, store):
        one_child(
            store,
            event("csc", "1", "factor", days_ago(3), "a", code="24A"),
            event("csc", "1", "factor", days_ago(3), "b", code="3C"),
            event("csc", "1", "factor", days_ago(3), "c"),
            event("csc", "1", "return_interview", days_ago(3), "d", offered=True, accepted=False),
            event("csc", "1", "return_interview", days_ago(3), "e", offered=True, accepted=True),
            event("csc", "1", "return_interview", days_ago(3), "f"),
        )
        said = view(
            indicator("factor", kinds=("factor",), codes=("24A", "13A"), points=2.0),
            indicator("declined", kinds=("return_interview",), offered=True, accepted=False, points=1.0),
        )
        assert points(ranked(con, store, said), "child") == {"factor": 2.0, "declined": 1.0}

    def test_days_are_counted_within_the_window(self, con, store):
        one_child(
            store,
            event("csc", "1", "away", days_ago(4) + "T22:00", ended=day(2, "06:00")),
            event("csc", "1", "away", days_ago(40), "long", ended=day(27)),
            event("csc", "1", "away", days_ago(1), "still"),
        )
        said = view(indicator("away", kinds=("away",), measure="days", points=1.0, cap=0.0))
        assert points(ranked(con, store, said), "child") == {"away": 2.0 + 3.0 + 1.0}

    def test_what_is_open_counts_whenever_it_began(self, con, store):
        one_child(
            store,
            event("csc", "1", "plan_cp", "2024-01-05"),
            event("csc", "1", "plan_cp", "2025-01-05", "closed", ended=day(3)),
        )
        said = view(indicator("plan", kinds=("plan_cp",), measure="open", points=4.0))
        assert points(ranked(con, store, said), "child") == {"plan": 4.0}

    def test_values_on_one_side_of_a_threshold(self, con, store):
        attended = [("a", 49.9), ("b", 50.0), ("c", 50.1), ("d", None)]
        one_child(store, *(event("education", "1", "attendance", days_ago(3), own, value=v) for own, v in attended))
        low = indicator("low", kinds=("attendance",), measure="value_below", threshold=50.0, points=1.0)
        high = indicator("high", kinds=("attendance",), measure="value_above", threshold=50.0, points=2.0)
        assert points(ranked(con, store, view(low, high)), "child") == {"low": 1.0, "high": 2.0}

    def test_a_cohort_counts_its_own_indicators(self, con, store):
        one_child(store, event("csc", "1", "missing", days_ago(3)))
        said = view(indicator("first", cohorts=("cohort_1",)), indicator("second", cohorts=("cohort_2",)))
        assert points(ranked(con, store, said), "child") == {"second": 3.0}

    def test_points_may_be_taken_off_but_nobody_is_listed_below_nought(self, con, store):
        load(store, "csc", [event("csc", who, "missing", days_ago(3)) for who in "12"])
        load(store, "education", [event("education", "2", "attendance", days_ago(3), value=99.0)])
        link(store, {"one": [("csc", "1")], "two": [("csc", "2"), ("education", "2")]})
        good = indicator("good", kinds=("attendance",), measure="value_above", threshold=95.0, points=-1.0, cap=2.0)
        run = ranked(con, store, view(indicator(), good))
        assert points(run, "two") == {"missing_30": 3.0, "good": -1.0} and listed(run) == ["one", "two"]
        worse = ranked(con, store, view(indicator(), good.model_copy(update={"points": -9.0, "cap": 0.0})))
        assert listed(worse) == ["one"]


def day(ago, time="00:00"):
    from datetime import datetime

    return datetime.fromisoformat(f"{days_ago(ago)}T{time}")


class TestToldTwice:
    """One event that two agencies tell counts once; two events of one agency count twice."""

    def events(self, run):
        return run.cohort("cohort_2")[0]["contributions"][0]["events"]

    def test_two_agencies_a_day_apart_are_one_event(self, con, store):
        one_child(
            store, event("police", "1", "missing", "2026-11-04T01:00"), event("csc", "1", "missing", "2026-11-03")
        )
        [found] = self.events(ranked(con, store, view()))
        assert found["source"] == "csc" and found["also"] == [{"source": "police", "file": "police.csv", "row": 2}]

    def test_on_the_same_day_the_source_that_is_named_first_is_kept(self, con, store):
        one_child(
            store, event("police", "1", "missing", "2026-11-04T01:00"), event("csc", "1", "missing", "2026-11-04")
        )
        assert self.events(ranked(con, store, view()))[0]["source"] == "csc"
        turned = view(feeds=tuple(reversed(view().feeds)))
        assert self.events(ranked(con, store, turned))[0]["source"] == "police"

    def test_two_days_apart_are_two_events(self, con, store):
        one_child(store, event("police", "1", "missing", "2026-11-05"), event("csc", "1", "missing", "2026-11-03"))
        assert points(ranked(con, store, view()), "child") == {"missing_30": 6.0}

    def test_one_agency_means_two_events_when_it_tells_two(self, con, store):
        one_child(
            store, event("csc", "1", "missing", "2026-11-03", "a"), event("csc", "1", "missing", "2026-11-04", "b"),
            event("police", "1", "missing", "2026-11-04"),
        )  # fmt: skip
        assert points(ranked(con, store, view()), "child") == {"missing_30": 6.0}

    def test_one_reference_is_one_event_however_far_apart(self, con, store):
        one_child(
            store, event("police", "1", "missing", "2026-11-10", reference="MP-7"),
            event("csc", "1", "missing", "2026-11-03", reference="MP-7"),
        )  # fmt: skip
        said = view(indicator(one_event_within_days=0))
        assert points(ranked(con, store, said), "child") == {"missing_30": 3.0}

    def test_different_kinds_are_different_events(self, con, store):
        one_child(store, event("police", "1", "away", "2026-11-03"), event("csc", "1", "missing", "2026-11-03"))
        said = view(indicator(kinds=("missing", "away")))
        assert points(ranked(con, store, said), "child") == {"missing_30": 6.0}


class TestNewerLoads:
    def test_the_row_of_the_newest_load_counts(self, con, store):
        load(
            store,
            "csc",
            [event("csc", "1", "missing", "2026-11-03", "a"), event("csc", "1", "missing", "2026-11-05", "b")],
        )
        load(store, "csc", [event("csc", "1", "missing", "2026-01-03", "a")], when="2026-11-16")
        link(store, {"child": [("csc", "1")]})
        run = ranked(con, store, view())
        assert [one["on"] for one in run.cohort("cohort_2")[0]["contributions"][0]["events"]] == ["2026-11-05"]

    def test_a_case_that_was_closed_since_is_closed(self, con, store):
        missing = event("csc", "1", "missing", "2026-11-03")
        load(store, "csc", [event("csc", "1", "referral", "2026-10-01", "r"), missing])
        link(store, {"child": [("csc", "1")]})
        assert ranked(con, store, view()).find("child")[0] == "cohort_1"
        load(store, "csc", [event("csc", "1", "referral", "2026-10-01", "r", ended=day(2))], when="2026-11-16")
        assert ranked(con, store, view()).find("child")[0] == "cohort_2"

    def test_what_a_whole_extract_no_longer_holds_has_gone(self, con, store):
        missing, away = event("csc", "1", "missing", "2026-11-03"), event("csc", "1", "away", "2026-11-04")
        load(store, "csc", [missing, away, event("csc", "1", "referral", "2026-10-01")])
        load(store, "police", [event("police", "1", "missing", "2026-11-09")])
        link(store, {"child": [("csc", "1"), ("police", "1")]})
        said = view(indicator(), indicator("away", kinds=("away",)))
        assert points(ranked(con, store, said), "child") == {"missing_30": 6.0, "away": 3.0}
        load(store, "csc", [], when="2026-11-16", whole=["missing", "referral"])
        run = ranked(con, store, said)
        assert points(run, "child") == {"missing_30": 3.0, "away": 3.0} and run.find("child")[0] == "cohort_2"


class TestCohorts:
    @pytest.mark.clause("HARM-INT-6", "HARM-INT-8", "HARM-INT-10")
    @pytest.mark.parametrize("kind", ["referral", "plan_cin", "plan_cp", "care"])
    def test_an_open_case_with_social_care_makes_the_first_cohort(self, con, store, kind):
        load(store, "csc", [event("csc", "1", kind, "2026-03-01"), event("csc", "1", "missing", days_ago(2))])
        load(store, "police", [event("police", "9", "missing", days_ago(2))])
        link(store, {"open": [("csc", "1")], "other": [("police", "9")]})
        run = ranked(con, store, boxed("harm").single_view)
        assert listed(run, "cohort_1") == ["open"] and listed(run, "cohort_2") == ["other"]

    @pytest.mark.clause("HARM-INT-10")
    def test_a_closed_case_or_another_agencys_word_does_not(self, con, store):
        one_child(
            store, event("csc", "1", "referral", "2026-03-01", ended=day(5)), event("csc", "1", "missing", days_ago(2)),
            event("police", "1", "referral", "2026-03-01"), event("csc", "1", "plan_cp", days_ago(-2)),
        )  # fmt: skip
        assert ranked(con, store, boxed("harm").single_view).find("child")[0] == "cohort_2"

    @pytest.mark.clause("HARM-MTG-4", "HARM-MTG-10")
    def test_each_list_holds_ten_and_those_behind_them(self, con, store):
        said = boxed("harm").single_view
        assert [cohort.size for cohort in said.cohorts] == [10, 10]
        load(store, "police", [event("police", f"{n:02}", "missing", days_ago(n)) for n in range(25)])
        link(store, {f"child{n:02}": [("police", f"{n:02}")] for n in range(25)})
        assert len(ranked(con, store, said).cohort("cohort_2")) == 25
        assert len(ranked(con, store, said, depth=1).cohort("cohort_2")) == 10

    @pytest.mark.clause("HARM-ROLE-6")
    def test_going_missing_again_and_again_comes_before_once(self, con, store):
        load(store, "police", [event("police", "1", "missing", days_ago(2))])
        load(store, "csc", [event("csc", "2", "missing", days_ago(n)) for n in (2, 9, 20, 40)])
        link(store, {"once": [("police", "1")], "often": [("csc", "2")]})
        assert listed(ranked(con, store, boxed("harm").single_view)) == ["often", "once"]


class TestOrder:
    def test_ties_go_to_the_newest_event_and_then_to_the_smaller_id(self, con, store):
        days = {"c": 2, "b": 9, "a": 9, "d": 2}
        load(store, "csc", [event("csc", who, "missing", days_ago(ago)) for who, ago in days.items()])
        link(store, {who: [("csc", who)] for who in days})
        assert listed(ranked(con, store, view())) == ["c", "d", "a", "b"]
        assert listed(ranked(con, store, view(as_ties=("reference",)))) == ["a", "b", "c", "d"]

    def test_shuffled_rows_give_the_same_bytes(self, tmp_path):
        rows, children = borough(Random(3), 60)
        texts = set()
        for seed in range(4):
            mixed = [{**one, "row": n} for n, one in enumerate(rows)]
            Random(seed).shuffle(mixed)
            store = Store(tmp_path / str(seed))
            for source in ("csc", "police"):
                load(store, source, [one for one in mixed if one["source"] == source])
            link(store, dict(Random(seed).sample(sorted(children.items()), len(children))))
            con = backend("duckdb://")
            run = ranked(con, store, view(*SEVERAL))
            con.disconnect()
            texts.add(unplaced(run))
        assert len(texts) == 1

    def test_another_row_gives_other_bytes(self, con, tmp_path):
        rows, children = borough(Random(3), 60)
        texts = set()
        for number in range(2):
            store = Store(tmp_path / str(number))
            load(store, "csc", [one for one in rows if one["source"] == "csc"][number:])
            link(store, children)
            texts.add(ranked(con, store, view(*SEVERAL)).text())
        assert len(texts) == 2

    @pytest.mark.parametrize("seed", range(4))
    def test_a_short_list_is_the_head_of_the_whole_one(self, con, tmp_path, seed):
        rows, children = borough(Random(seed), 150)
        store = Store(tmp_path)
        for source in ("csc", "police"):
            load(store, source, [one for one in rows if one["source"] == source])
        link(store, children)
        whole = ranked(con, store, view(*SEVERAL), depth=0)
        short = ranked(con, store, view(*SEVERAL), depth=3)
        for cohort in ("cohort_1", "cohort_2"):
            assert len(short.cohort(cohort)) == 3
            assert short.cohort(cohort) == whole.cohort(cohort)[:3]

    @pytest.mark.parametrize("seed", range(3))
    def test_contributions_add_up_and_events_to_contributions(self, con, tmp_path, seed):
        rows, children = borough(Random(seed), 80)
        store = Store(tmp_path)
        load(store, "csc", [one for one in rows if one["source"] == "csc"])
        link(store, children)
        caps = {one.code: one.cap for one in SEVERAL}
        for entries in ranked(con, store, view(*SEVERAL), depth=0).data["cohorts"].values():
            for entry in entries:
                assert entry["total"] == round(sum(one["points"] for one in entry["contributions"]), 4)
                for one in entry["contributions"]:
                    added = sum(each["points"] for each in one["events"])
                    assert one["points"] == round(min(added, caps[one["indicator"]] or added), 4)


SEVERAL = (
    indicator(half_life_days=30),
    indicator("away", kinds=("away",), measure="days", points=0.7, cap=0.0, one_event_within_days=2),
    indicator("plan", kinds=("plan_cp", "care"), measure="open", points=2.5, half_life_days=200),
    indicator("low", kinds=("attendance",), measure="value_below", threshold=50.0, points=1.1, window_days=90),
)


def borough(random: Random, children: int):
    """Many invented events, and which rows are which child."""
    rows, links = [], {}
    kinds = ["missing", "missing", "away", "plan_cp", "care", "attendance", "referral"]
    for n in range(children):
        links[f"child{n:03}"] = [("csc", str(n)), ("police", str(n))]
        for number in range(random.randrange(8)):
            source, kind, ago = random.choice(["csc", "police"]), random.choice(kinds), random.randrange(60)
            ended = day(max(0, ago - random.randrange(9))) if random.random() < 0.6 else None
            own = f"{n}-{number}"
            value = float(random.randrange(100)) if kind == "attendance" else None
            rows.append(event(source, str(n), kind, days_ago(ago), own, ended=ended, value=value))
    return rows, links


def unplaced(run: Run) -> str:
    """The run without the numbers of rows, which are given as the rows come; and without when a file came."""
    data = json.loads(run.text())
    for entry in (one for listed in data["cohorts"].values() for one in listed):
        for told in (each for one in entry["contributions"] for each in one["events"]):
            del told["row"]
            for other in told.get("also", ()):
                del other["row"]
    return json.dumps(data)
