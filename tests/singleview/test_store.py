"""The store: whole loads, the newest row of each key, nothing that broke off half-way."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime

import duckdb
import ibis
import pytest

from riskpanel.singleview.store import PEOPLE, Load, Store

PERSON = {"source": "csc", "source_id": "1", "given": "Ada", "born": date(2010, 1, 2), "file": "p.csv", "row": 2}
EVENT = {
    "key": "k1",
    "source": "csc",
    "source_id": "1",
    "kind": "missing",
    "began": datetime(2026, 11, 1, 22),
    "file": "m.csv",
    "row": 2,
}
WHEN = "2026-11-10T09:00:00"


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "it's a store")


def load(name="a", **changed):
    return Load(**{"id": name, "source": "csc", "file": "p.csv", "when": WHEN, **changed})


def rows(store, name="people"):
    return store.current(name).to_pylist()


def test_an_empty_store_has_no_loads_and_no_rows_but_has_columns(store):
    assert store.loads() == () and rows(store) == []
    assert store.current("people").column_names == list(PEOPLE)


def test_a_load_tells_what_it_holds(store):
    told = store.write(load(), [PERSON], [EVENT], [{"file": "p.csv", "row": 3, "reason": "no id"}])
    assert (told.people, told.events, told.rejected, told.newest) == (1, 1, 1, "2026-11-01")
    assert store.loads() == (told,) and store.load("a") == told
    assert rows(store)[0]["load"] == "a" and rows(store)[0]["nhs"] is None


def test_an_event_to_come_does_not_make_a_feed_fresh(store):
    to_come = {**EVENT, "key": "k2", "began": datetime(2027, 1, 1)}
    assert store.write(load(), [], [EVENT, to_come]).newest == "2026-11-01"


def test_a_load_that_is_loaded_again_changes_nothing(store):
    store.write(load(), [PERSON], [EVENT])
    before = {path: path.stat().st_mtime_ns for path in store.path.rglob("*.parquet")}
    store.write(load(), [{**PERSON, "given": "Eve"}], [])
    assert rows(store)[0]["given"] == "Ada"
    assert {path: path.stat().st_mtime_ns for path in store.path.rglob("*.parquet")} == before


def test_the_newest_load_of_a_key_counts(store):
    store.write(load("b"), [PERSON], [EVENT])
    store.write(load("a"), [{**PERSON, "given": "Eve"}], [{**EVENT, "ended": datetime(2026, 11, 2)}])
    assert [row["given"] for row in rows(store)] == ["Eve"]
    assert [row["ended"] for row in rows(store, "events")] == [datetime(2026, 11, 2)]


def test_people_of_two_sources_stand_apart_though_they_share_an_id(store):
    store.write(load(), [PERSON, {**PERSON, "source": "police"}], [])
    assert [row["source"] for row in rows(store)] == ["csc", "police"]


def test_what_is_not_in_the_list_of_loads_is_not_read(store, monkeypatch):
    store.write(load("a"), [PERSON], [EVENT])
    monkeypatch.setattr(Store, "_write_loads", lambda *_: (_ for _ in ()).throw(OSError("the disk is full")))
    with pytest.raises(OSError, match="full"):
        store.write(load("b"), [{**PERSON, "given": "Eve"}], [])
    assert rows(store)[0]["given"] == "Ada" and len(json.loads((store.path / "loads.json").read_text())) == 1


def test_a_table_that_cannot_be_written_leaves_no_file(store):
    with pytest.raises(TypeError, match="cannot be converted"):
        store.write(load(), [{**PERSON, "born": "last spring"}], [EVENT])
    assert list(store.path.rglob("*.parquet")) == [] and store.loads() == ()


def test_two_loads_at_once_are_both_kept(store):
    def write(n):
        store.write(load(f"load{n}"), [{**PERSON, "source_id": str(n)}], [])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(24)))
    assert len(store.loads()) == len(rows(store)) == 24


def test_the_store_is_for_its_owner_alone(store):
    store.write(load(), [PERSON], [])
    assert store.path.stat().st_mode & 0o077 == 0


def test_duckdb_and_ibis_see_the_same_rows(store):
    store.write(load(), [PERSON], [EVENT])
    with duckdb.connect() as con:
        assert store.relation(con, "people").fetchall()[0][:3] == ("csc", "1", "Ada")
    told = store.ibis(ibis.duckdb.connect(), "events").to_pyarrow().to_pylist()
    assert told == rows(store, "events")
