"""A linking of new rows only: the same as comparing all of them, and no more than they touch."""

# ruff: noqa: S311 (rows at random, no secrets)
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pyarrow.parquet as pq
import pytest

from riskpanel.singleview.linking import decide, link_store
from riskpanel.singleview.store import Store
from tests.singleview.linking_rows import AT, BEN, LATER, VIEW, borough, children, held, one, put
from tests.singleview.small import load, view


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


def weeks(random: Random):
    """The rows of four weeks, and what is decided before each is linked: rows come, rows change, somebody dies, a
    restriction begins, pairs are joined, kept apart, and left open again."""
    rows = borough(random, 150)
    old, late = rows[:-60], rows[-60:]
    yield old, []
    for week in range(3):
        changed = [
            {**random.choice(old), "postcode": "NV8 8AB", "family": "Elsewhere"},
            {**random.choice(old), "died": date(2026, 11, 1)},
            {**random.choice(old), "restricted": True},
            {**random.choice(old), **{name: random.choice(old)[name] for name in ("given", "family", "born")}},
        ]
        keyed = {(one["source"], one["source_id"]): one for one in (*late[week * 20 : week * 20 + 20], *changed)}
        pairs = [random.sample(old, 2) for _ in range(4)]
        near = [[one, other] for one, other in pairwise(old) if one["source_id"] == other["source_id"]]
        decided = [
            ((one["source"], one["source_id"]), (other["source"], other["source_id"]), same)
            for (one, other), same in zip(pairs + random.sample(near, 4), [True, True, None, False] * 2, strict=True)
        ]
        yield list(keyed.values()), decided


def said_by(store):
    """Which child each row is, since when; the pairs that are kept, and those that wait: all by the rows' keys."""
    folder = store.path / "links"
    links = {row["id"]: row for row in pq.read_table(folder / "links.parquet").to_pylist()}
    keys = {number: (row["source"], row["source_id"]) for number, row in links.items()}
    pairs = pq.read_table(folder / "pairs.parquet").to_pylist()
    return (
        {keys[number]: (row["child"], row["since"]) for number, row in links.items()},
        sorted((*sorted([keys[one.pop("l")], keys[one.pop("r")]]), *one.values()) for one in pairs),
        pq.read_table(folder / "review.parquet").to_pylist(),
        parts_of(links),
    )


def parts_of(links):
    parts = {}
    for row in links.values():
        parts.setdefault(row["component"], set()).add((row["source"], row["source_id"]))
    return sorted(map(sorted, parts.values()))


@pytest.mark.parametrize("seed", range(3, 7))
def test_a_refresh_finds_what_comparing_all_rows_anew_finds(tmp_path, seed):
    random, store, whole = Random(seed), Store(tmp_path / "a"), Store(tmp_path / "b")
    for week, (rows, decided) in enumerate(weeks(random)):
        at = AT + timedelta(days=7 * week)
        for each in (store, whole):
            for left, right, same in decided:
                decide(each.path / "links", left, right, same, by="Lin", at=at)
        found, anew = put(store, *rows, at=at), put(whole, *rows, at=at, afresh=True)
        assert 0 < found.compared <= len(rows) and anew.compared == anew.rows
        assert replace(found, compared=0) == replace(anew, compared=0)
        assert said_by(store) == said_by(whole)
    assert any(same for _, decided in weeks(Random(seed)) for *_, same in decided)


def test_nothing_new_changes_nothing(store):
    put(store, *borough(Random(4), 100))
    before = (store.path / "links" / "links.parquet").read_bytes()
    assert link_store(store, VIEW, at=LATER).compared == 0
    assert (store.path / "links" / "links.parquet").read_bytes() == before


def test_only_what_new_rows_touch_is_put_together_again(store):
    put(store, *borough(Random(4), 100))
    before = pq.read_table(store.path / "links" / "links.parquet").to_pylist()
    found = put(store, held("csc", "new", {**BEN, "given": "Ignatius"}), at=LATER)
    after = pq.read_table(store.path / "links" / "links.parquet").to_pylist()
    assert found.compared == 1 and after[:-1] == before
    files = sorted(file.name for file in (store.path / "links" / "compared").iterdir())
    assert files == ["000000.parquet", "000001.parquet"]
    assert pq.read_table(store.path / "links" / "compared" / files[1]).num_rows == 1


def test_the_same_weeks_give_the_same_bytes(tmp_path):
    stores = [Store(tmp_path / "a"), Store(tmp_path / "b")]
    for store in stores:
        for week, (rows, decided) in enumerate(weeks(Random(9))):
            at = AT + timedelta(days=7 * week)
            for left, right, same in decided:
                decide(store.path / "links", left, right, same, by="Lin", at=at)
            put(store, *rows, at=at)
    one, other = (
        {file.name: file.read_bytes() for file in sorted(store.path.glob("links/**/*.*"))} for store in stores
    )
    assert one == other and {"links.parquet", "pairs.parquet", "waiting.parquet", "000003.parquet"} <= one.keys()


@pytest.mark.parametrize("lost", ["links.json", "compared/000000.parquet", "waiting.parquet", "pairs.parquet"])
def test_a_folder_that_lacks_something_is_made_afresh_and_children_keep_their_ids(store, lost):
    put(store, *borough(Random(4), 40))
    before = children(store)
    (store.path / "links" / lost).unlink()
    found = put(store, held("csc", "new", {**BEN, "given": "Ignatius"}), at=LATER)
    assert found.compared == found.rows and {**children(store), **before} == children(store)


def test_after_a_year_of_weeks_all_rows_are_compared_once(store, monkeypatch):
    monkeypatch.setattr("riskpanel.singleview.linking.rows.MOST_FILES", 2)
    rows = borough(Random(4), 40)
    put(store, *rows[:-2])
    assert put(store, rows[-2], at=LATER).compared == 1
    assert put(store, rows[-1], at=LATER).compared == len(rows)
    assert len(list((store.path / "links" / "compared").iterdir())) == 1


def test_other_thresholds_put_all_children_together_again_from_the_pairs_that_are_kept(store, tmp_path):
    rows, strict = borough(Random(5), 60), view(link_above=1.0)
    first = put(store, *rows)
    found = link_store(store, strict, at=LATER)
    assert found.compared == 0 and found.children > first.children and found.waiting > first.waiting
    whole = Store(tmp_path / "whole")
    put(whole, *rows)
    assert replace(link_store(whole, strict, at=LATER, afresh=True), compared=0) == found
    assert replace(link_store(store, VIEW, at=LATER), compared=0) == replace(first, compared=0)


def test_what_broke_off_is_made_up_for_the_next_time(store, monkeypatch):
    put(store, held("csc", "1"), held("police", "9", BEN))
    load(store, "police", people=[held("police", "9")], when=LATER.isoformat())
    with monkeypatch.context() as broken, pytest.raises(OSError, match="no space"):
        broken.setattr("riskpanel.singleview.linking.children.group", _no_space)
        link_store(store, VIEW, at=LATER)
    assert not one(store, "csc:1", "police:9")
    link_store(store, VIEW, at=LATER)
    assert one(store, "csc:1", "police:9")


def _no_space(*given):
    raise OSError("no space")
