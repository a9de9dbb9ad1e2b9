"""Runs: how fresh the feeds are, what changed since last week, and the snapshot that is kept."""

from datetime import date

import pytest

from riskpanel.singleview.engines import backend
from riskpanel.singleview.ranking import Run, keep, read, week_before
from riskpanel.singleview.ranking.keeping import rank_store
from riskpanel.singleview.store import Store
from tests.singleview.small import AS_OF, event, indicator, link, load, person, ranked, view
from tests.singleview.test_ranking import days_ago, listed, one_child


@pytest.fixture
def con():
    found = backend("duckdb://")
    yield found
    found.disconnect()


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


class TestFeeds:
    def test_absence_is_shown_and_nobody_is_ranked_low_for_it(self, con, store):
        load(store, "csc", [event("csc", "1", "missing", days_ago(3))])
        load(store, "police", people=[person("police", "9", "Ada", "Ashton")])
        link(store, {"child": [("csc", "1")], "silent": [("police", "9")]})
        run = ranked(con, store, view())
        assert run.find("child")[1]["missing_feeds"] == ["police", "education"]
        assert run.find("silent") is None

    def test_how_fresh_each_feed_is(self, con, store):
        load(store, "csc", [event("csc", "1", "missing", days_ago(3))])
        load(store, "police", [event("police", "1", "missing", days_ago(11))])
        link(store, {"child": [("csc", "1"), ("police", "1")]})
        found = {one["source"]: one for one in ranked(con, store, view()).data["feeds"]}
        assert (found["csc"]["days_old"], found["csc"]["stale"]) == (3, False)
        assert (found["police"]["days_old"], found["police"]["stale"]) == (11, True)
        assert found["education"] == {
            "source": "education", "newest": None, "loaded": None, "days_old": None, "stale": True,
        }  # fmt: skip

    def test_people_without_any_events_make_empty_lists(self, con, store):
        load(store, "csc", people=[person("csc", "1", "Ada", "Ashton")])
        link(store, {"child": [("csc", "1")]})
        assert ranked(con, store, view()).data["cohorts"] == {"cohort_1": [], "cohort_2": []}


class TestSinceLastWeek:
    def test_what_moved_and_why(self, con, store):
        load(store, "csc", [event("csc", "1", "missing", days_ago(ago)) for ago in (29, 28)])
        load(store, "police", [event("police", "2", "missing", days_ago(ago)) for ago in (20, 4, 2)])
        load(store, "education", [event("education", "3", "missing", days_ago(1))])
        link(store, {"old": [("csc", "1")], "rising": [("police", "2")], "new": [("education", "3")]})
        before = ranked(con, store, view(), as_of=date(2026, 11, 9))
        assert listed(before) == ["old", "rising"]
        run = ranked(con, store, view(), before=before)
        assert listed(run) == ["rising", "old", "new"]
        rising, old, new = run.cohort("cohort_2")
        assert (rising["was"], rising["moved"], rising["new_in"]) == (2, 1, False)
        assert rising["since_last"] == [{"indicator": "missing_30", "points_before": 3.0, "points_now": 9.0}]
        assert (old["was"], old["moved"], old["since_last"]) == (1, -1, [])
        assert (new["was"], new["moved"], new["new_in"], new["since_last"]) == (None, None, True, [])
        assert run.data["before"]["as_of"] == "2026-11-09"

    def test_a_first_run_calls_nobody_new(self, con, store):
        one_child(store, event("csc", "1", "missing", days_ago(3)))
        [entry] = ranked(con, store, view()).cohort("cohort_2")
        assert entry["new_in"] is False and entry["was"] is None

    def test_the_run_of_a_week_ago_is_taken_even_when_there_is_a_newer_one(self, tmp_path):
        for as_of in ("2026-11-01", "2026-11-09", "2026-11-14"):
            keep(Run({"as_of": as_of, "config": "a", "inputs": as_of}), tmp_path)
        assert week_before(tmp_path, AS_OF).data["as_of"] == "2026-11-09"
        assert week_before(tmp_path, date(2026, 11, 4)).data["as_of"] == "2026-11-01"
        assert week_before(tmp_path, date(2026, 11, 1)) is None


class TestSnapshots:
    def test_a_run_is_kept_by_day_and_hash_and_read_again(self, store, tmp_path):
        one_child(store, event("csc", "1", "missing", days_ago(3)))
        file, run = rank_store(store, view(), AS_OF, url="duckdb://")
        again, _ = rank_store(store, view(), AS_OF, url="duckdb://")
        assert file == again and file.name.startswith("2026-11-16-") and read(file) == run
        other, _ = rank_store(store, view(indicator(points=4.0)), AS_OF, url="duckdb://")
        assert other != file and sorted(store.path.glob("runs/*")) == sorted([file, other])

    def test_the_file_is_the_same_to_the_byte(self, store):
        one_child(store, event("csc", "1", "missing", days_ago(3)))
        file, _ = rank_store(store, view(), AS_OF, url="duckdb://")
        first = file.read_bytes()
        file.unlink()
        assert rank_store(store, view(), AS_OF, url="duckdb://")[0].read_bytes() == first

    def test_rows_that_are_not_linked_are_told(self, store):
        load(store, "csc", [event("csc", "1", "missing", days_ago(3))])
        with pytest.raises(FileNotFoundError):
            rank_store(store, view(), AS_OF, url="duckdb://")
