"""One child: which rows are joined, which are asked about, which stay apart, and which id the child has."""

# ruff: noqa: S311 (rows at random, no secrets)
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random

import pyarrow.parquet as pq
import pytest

from riskpanel.singleview.linking import decide, link_store, linked, measure, review
from riskpanel.singleview.linking.children import Parts
from riskpanel.singleview.linking.decisions import all_decisions, standing
from riskpanel.singleview.store import Store
from tests.singleview.small import load, person, view

AT = datetime(2026, 11, 16, 9)
LATER = AT + timedelta(days=7)
VIEW = view()
ADA = {"given": "Adalind", "family": "Ashcombe", "born": "2012-03-09", "postcode": "NV1 2AB", "sex": "F"}
BEN = {"given": "Benedict", "family": "Birchwood", "born": "2011-07-21", "postcode": "NV4 8QT", "sex": "M"}


STRANGERS = [
    {"given": given, "family": f"{given}son", "born": f"20{n:02}-0{n - 8}-1{n - 8}", "postcode": f"NV{n} 7{ending}"}
    for n, (given, ending) in enumerate((("Quentin", "XA"), ("Yolanda", "XB"), ("Ulric", "XD"), ("Zeno", "XE")), 9)
]
"""Who is like nobody: with them a new row is few among many."""


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


def held(source, source_id, who=None, **changes):
    return person(source, source_id, **{**(who or ADA), **changes})


def strangers():
    return [held("health", str(n), who) for n, who in enumerate(STRANGERS)]


def put(store, *rows, at=AT, decided=(), **more):
    """Loads rows, by source, and links."""
    for source in sorted({row["source"] for row in rows}):
        load(store, source, people=[row for row in rows if row["source"] == source], when=at.isoformat())
    return link_store(store, VIEW, at=at, **more)


def children(store):
    """Which child each row is, as `source:id`."""
    rows = pq.read_table(store.path / "links" / "links.parquet").to_pylist()
    return {f"{row['source']}:{row['source_id']}": row["child"] for row in rows}


def one(store, *rows):
    return len({children(store)[row] for row in rows}) == 1


class TestJoined:
    def test_the_same_details_at_two_agencies(self, store):
        put(store, held("csc", "1"), held("police", "9"), held("csc", "2", BEN))
        assert one(store, "csc:1", "police:9") and not one(store, "csc:1", "csc:2")
        assert review(store.path / "links").pairs == ()

    @pytest.mark.parametrize(
        "changes",
        [
            {"born": "2012-09-03"},
            {"postcode": "NV17 3XX"},
            {"given": "Adalnd"},
            {"given": "Ada"},
            {"family": "Ashcombe-Dale"},
            {"given": "Ashcombe", "family": "Adalind"},
            {"born": "2012-01-01", "born_estimated": True},
            {"given": "ADALIND", "family": "ashcombe ", "postcode": "nv12ab"},
        ],
        ids=["day and month swapped", "moved", "slip", "short", "double", "swapped names", "estimated", "writing"],
    )
    def test_small_differences(self, store, changes):
        put(store, held("csc", "1"), held("police", "9", **changes), held("csc", "2", BEN))
        assert one(store, "csc:1", "police:9")

    @pytest.mark.parametrize("number", ["upn", "nhs"])
    def test_a_shared_number_joins_after_a_new_surname_and_a_move(self, store, number):
        changed = {"family": "Thornley", "postcode": "NV9 9ZZ", number: "Z123456789012"}
        put(store, held("csc", "1", **{number: "Z123456789012"}), held("education", "9", **changed))
        assert one(store, "csc:1", "education:9")

    @pytest.mark.parametrize("rows", [[], [held("csc", "1")], [held("csc", "1"), held("csc", "2", BEN)]])
    def test_few_rows_of_one_agency_or_none(self, store, rows):
        load(store, "csc", people=rows)
        found = link_store(store, VIEW, at=AT)
        assert (found.rows, found.children, found.learnt) == (len(rows), len(rows), False)

    def test_rows_without_any_details_stay_apart(self, store):
        bare = {"given": "", "family": "", "born": None}
        put(store, person("csc", "1", **bare), person("police", "2", **bare))
        assert not one(store, "csc:1", "police:2")


class TestAsked:
    def test_twins_are_never_joined_unasked(self, store):
        put(store, held("csc", "1"), held("police", "9", given="Rosamund"))
        assert not one(store, "csc:1", "police:9")
        [pair] = review(store.path / "links").pairs
        assert (pair.left, pair.right) == (("csc", "1"), ("police", "9"))
        assert pair.why == "same: family name, date of birth, postcode, sex; different: given name"

    def test_twins_whom_one_agency_knows_as_two_are_not_asked_about(self, store):
        twins = [held("csc", "1"), held("csc", "2", given="Rosamund")]
        put(store, *twins, held("police", "8"), held("police", "9", given="Rosamund"))
        assert one(store, "csc:1", "police:8") and one(store, "csc:2", "police:9")
        assert not one(store, "csc:1", "csc:2") and review(store.path / "links").pairs == ()

    @pytest.mark.parametrize("number", ["upn", "nhs"])
    def test_numbers_that_disagree_are_asked_about(self, store, number):
        put(store, held("csc", "1", **{number: "A1"}), held("education", "9", **{number: "A2"}))
        assert not one(store, "csc:1", "education:9") and len(review(store.path / "links").pairs) == 1

    def test_numbers_that_disagree_are_not_joined_by_way_of_a_third_row(self, store):
        put(store, held("csc", "1"), held("education", "8", upn="A1"), held("police", "9", upn="A2"))
        assert not one(store, "education:8", "police:9") and len(review(store.path / "links").pairs) == 1
        decide(store.path / "links", ("education", "8"), ("police", "9"), True, by="Lin", at=AT)
        link_store(store, VIEW, at=AT)
        assert one(store, "csc:1", "education:8", "police:9")

    def test_two_whom_one_agency_knows_are_not_joined_by_way_of_a_third_row(self, store):
        initial = held("police", "9", given="A", upn="A1")
        put(store, held("csc", "1", given="Adalind", upn="A1"), held("csc", "2", given="Rosamund", upn="A1"), initial)
        assert one(store, "csc:1", "csc:2")  # a shared number joins them
        other = [
            held("csc", "3", BEN, given="Xavier"),
            held("csc", "4", BEN),
            held("police", "7", BEN, given="Benedic"),
        ]
        put(store, *other, at=LATER)
        assert not one(store, "csc:3", "csc:4") and one(store, "csc:4", "police:7")

    def test_strangers_are_not_asked_about(self, store):
        put(store, held("csc", "1"), held("police", "9", BEN, born="2012-03-09"))
        assert review(store.path / "links").pairs == ()


class TestDecided:
    def test_the_same_joins_and_can_be_taken_back(self, store):
        put(store, held("csc", "1"), held("police", "9", given="Rosamund"))
        for at, same, joined in ((AT, True, True), (LATER, False, False), (LATER, True, True), (LATER, None, False)):
            decide(store.path / "links", ("police", "9"), ("csc", "1"), same, by="Lin", at=at)
            link_store(store, VIEW, at=at)
            assert one(store, "csc:1", "police:9") is joined
            assert len(review(store.path / "links").pairs) == (same is None)
        assert [one.same for one in all_decisions(store.path / "links")] == [True, False, True, None]

    def test_the_same_joins_what_nothing_else_would(self, store):
        put(store, held("csc", "1"), held("police", "9", BEN))
        decide(store.path / "links", ("csc", "1"), ("police", "9"), True, by="Lin", at=AT)
        link_store(store, VIEW, at=AT)
        assert one(store, "csc:1", "police:9")

    def test_not_the_same_keeps_apart_also_by_way_of_others(self, store):
        put(store, held("csc", "1"), held("police", "8"), held("health", "7"), held("education", "6"))
        assert one(store, "csc:1", "police:8", "health:7", "education:6")
        decide(store.path / "links", ("csc", "1"), ("police", "8"), False, by="Lin", at=AT)
        link_store(store, VIEW, at=LATER)
        assert not one(store, "csc:1", "police:8")
        assert len(set(children(store).values())) == 2
        assert review(store.path / "links").pairs == ()

    def test_a_newer_decision_overrules_what_contradicts_it(self, store):
        put(store, held("csc", "1"), held("police", "8", BEN), held("health", "7", BEN, given="Zebedee"))
        said = store.path / "links"
        decide(said, ("csc", "1"), ("health", "7"), False, by="Lin", at=AT)
        decide(said, ("csc", "1"), ("police", "8"), True, by="Lin", at=LATER)
        decide(said, ("police", "8"), ("health", "7"), True, by="Lin", at=LATER)
        assert link_store(store, VIEW, at=LATER).contradicted == 1
        assert one(store, "csc:1", "police:8", "health:7")

    def test_a_decision_needs_two_rows_and_somebody(self, tmp_path):
        with pytest.raises(ValueError, match="different rows"):
            decide(tmp_path, ("csc", "1"), ("csc", "1"), True, by="Lin", at=AT)
        with pytest.raises(ValueError, match="who"):
            decide(tmp_path, ("csc", "1"), ("csc", "2"), True, by=" ", at=AT)
        assert all_decisions(tmp_path) == []

    def test_the_newest_counts_whichever_way_round_the_pair_was_given(self, tmp_path):
        decide(tmp_path, ("csc", "1"), ("police", "2"), True, by="Lin", at=LATER)
        decide(tmp_path, ("police", "2"), ("csc", "1"), False, by="Lin", at=AT)
        [found] = standing(all_decisions(tmp_path))
        assert found.same is True

    @pytest.mark.parametrize("seed", range(20))
    def test_whatever_is_decided_apart_stays_apart(self, seed):
        random = Random(seed)
        parts, apart = Parts(range(12)), []
        for _ in range(40):
            left, right = random.sample(range(12), 2)
            if random.random() < 0.3 and parts.part(left, right):
                apart.append((left, right))
            else:
                parts.join(left, right)
            assert all(parts.of(one) != parts.of(other) for one, other in apart)


class TestIds:
    def test_the_same_rows_give_the_same_ids(self, tmp_path):
        rows = [held("csc", "1"), held("police", "9"), held("csc", "2", BEN)]
        found = []
        for number, order in enumerate((rows, rows[::-1])):
            store = Store(tmp_path / str(number))
            put(store, *order)
            found.append((children(store), linked(store.path / "links").print))
        assert found[0] == found[1]

    def test_a_child_keeps_its_id_when_rows_join_it(self, store):
        put(store, held("police", "9"))
        first = children(store)["police:9"]
        put(store, held("csc", "1"), at=LATER)
        assert set(children(store).values()) == {first}

    def test_of_two_children_that_become_one_the_earlier_id_stays(self, store):
        put(store, held("police", "9"))
        first = children(store)["police:9"]
        put(store, held("csc", "1", given="Rosamund"), at=LATER)
        second = children(store)["csc:1"]
        assert first != second
        decide(store.path / "links", ("csc", "1"), ("police", "9"), True, by="Lin", at=LATER)
        link_store(store, VIEW, at=LATER)
        assert set(children(store).values()) == {first}

    def test_a_child_that_is_divided_and_joined_again_has_its_ids_back(self, store):
        put(store, held("csc", "1"), held("police", "9"))
        whole = children(store)
        decide(store.path / "links", ("csc", "1"), ("police", "9"), False, by="Lin", at=AT)
        link_store(store, VIEW, at=AT)
        apart = children(store)
        assert apart["csc:1"] == whole["csc:1"] != apart["police:9"]
        decide(store.path / "links", ("csc", "1"), ("police", "9"), True, by="Lin", at=LATER)
        link_store(store, VIEW, at=LATER)
        assert children(store) == whole

    def test_an_id_is_never_given_to_a_second_child(self, store):
        put(store, held("csc", "1"), held("csc", "2", given="Ada"), held("police", "9"))
        before = children(store)["csc:1"]
        links = store.path / "links"
        decide(links, ("csc", "1"), ("csc", "2"), False, by="Lin", at=AT)
        decide(links, ("csc", "1"), ("police", "9"), False, by="Lin", at=AT)
        link_store(store, VIEW, at=AT)
        found = children(store)
        assert found["csc:1"] == before and found["csc:2"] == found["police:9"] != before

    def test_an_id_stays_with_the_rows_that_stayed_when_the_row_that_gave_it_comes_back_as_somebody_else(self, store):
        put(store, held("csc", "1"), held("police", "9"), *strangers())
        kept = children(store)["police:9"]
        put(store, held("csc", "1", died=date(2026, 11, 1)), at=AT + timedelta(days=1))
        assert "csc:1" not in children(store) and children(store)["police:9"] == kept
        other = {"given": "Wilhelmina", "family": "Zeal", "born": "2014-01-31", "postcode": "NV9 9ZZ"}
        assert put(store, held("csc", "1", **other), at=LATER).compared == 1
        assert children(store)["police:9"] == kept != children(store)["csc:1"]


class TestRestricted:
    def rows(self, **more):
        return held("csc", "1", restricted=True), held("police", "9", given="Rosamund", **more)

    def test_a_match_hint_never_shows_a_restricted_person(self, store):
        found = put(store, *self.rows())
        assert (found.waiting, found.restricted) == (0, 1)
        assert review(store.path / "links").pairs == () and review(store.path / "links").restricted is None
        assert pq.read_table(store.path / "links" / "review.parquet").num_rows == 0

    def test_who_may_know_is_told_how_many_there_are_and_no_more(self, store):
        put(store, *self.rows())
        told = review(store.path / "links", may_see_restricted=True)
        assert told.pairs == () and told.restricted == 1

    def test_a_restricted_row_of_the_same_child_hides_the_others_too(self, store):
        put(store, *self.rows(), held("education", "5"))
        assert one(store, "csc:1", "education:5") and review(store.path / "links").pairs == ()

    def test_nothing_of_why_is_kept_either(self, store):
        put(store, *self.rows())
        assert pq.read_table(store.path / "links" / "pairs.parquet")["why"].to_pylist() == [""]

    def test_nor_of_a_pair_of_a_new_row_with_a_restricted_one_that_was_there(self, store):
        restricted, other = self.rows()
        put(store, restricted, *strangers())
        found = put(store, other, at=LATER)
        assert (found.compared, found.waiting, found.restricted) == (1, 0, 1)
        for file in ("pairs", "waiting"):
            assert pq.read_table(store.path / "links" / f"{file}.parquet")["why"].to_pylist() == [""]

    def test_whoever_is_restricted_later_leaves_the_queue_and_takes_the_why_along(self, store):
        put(store, held("csc", "1"), self.rows()[1], *strangers())
        assert len(review(store.path / "links").pairs) == 1
        found = put(store, held("csc", "1", restricted=True), at=LATER)
        assert (found.compared, found.waiting, found.restricted) == (1, 0, 1)
        assert review(store.path / "links").pairs == ()
        for file in ("pairs", "waiting"):
            assert pq.read_table(store.path / "links" / f"{file}.parquet")["why"].to_pylist() == [""]

    def test_without_the_restriction_the_same_pair_is_asked_about(self, store):
        put(store, held("csc", "1"), self.rows()[1])
        assert len(review(store.path / "links").pairs) == 1


NAMES = [
    a + b for a in ("Al", "Ber", "Cor", "Dun", "El", "Fen", "Gar", "Hol") for b in ("ric", "wyn", "da", "mond", "ton")
]


def borough(random: Random, count: int):
    """Rows of three agencies about the same invented children, with slips."""
    rows = []
    for n in range(count):
        who = {
            "given": random.choice(NAMES), "family": random.choice(NAMES) + random.choice(NAMES).lower(),
            "born": str(date(2009, 1, 1) + timedelta(days=random.randrange(5000))), "sex": random.choice("MF"),
            "postcode": f"NV{random.randrange(20)} {random.randrange(10)}{''.join(random.choices('ABDE', k=2))}",
        }  # fmt: skip
        for source in ("csc", "education", "police"):
            if random.random() < 0.75:
                changes = {"given": who["given"][:-1]} if random.random() < 0.1 else {}
                changes |= {"postcode": "NV1 1AA"} if random.random() < 0.1 else {}
                rows.append(held(source, str(n), {**who, **changes}))
    return rows


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


class TestMany:
    def test_shares_are_learnt_and_links_measured(self, store, tmp_path):
        rows = borough(Random(1), 1000)
        found = put(store, *rows)
        assert found.learnt and found.sources == 3 and found.compared == len(rows)
        truth = tmp_path / "truth.csv"
        lines = [f"{row['source']},{row['source_id']},{row['source_id']}" for row in rows]
        truth.write_text("\n".join(["source,source_id,child", *lines]), encoding="utf-8")
        right = measure(store.path / "links" / "links.parquet", truth)
        assert right.precision > 0.98 and right.recall > 0.9

    def test_the_same_rows_are_learnt_the_same_way(self, tmp_path):
        rows, prints = borough(Random(2), 900), set()
        for number in range(2):
            store = Store(tmp_path / str(number))
            put(store, *(rows if number else rows[::-1]))
            prints.add((linked(store.path / "links").print, (store.path / "links" / "model.json").read_text()))
        assert len(prints) == 1

    @pytest.mark.parametrize("seed", range(3, 7))
    def test_a_refresh_finds_what_comparing_all_rows_anew_finds(self, tmp_path, seed):
        random, store, whole = Random(seed), Store(tmp_path / "a"), Store(tmp_path / "b")
        for week, (rows, decided) in enumerate(weeks(random)):
            at = AT + timedelta(days=7 * week)
            for one in (store, whole):
                for left, right, same in decided:
                    decide(one.path / "links", left, right, same, by="Lin", at=at)
            found, anew = put(store, *rows, at=at), put(whole, *rows, at=at, afresh=True)
            assert 0 < found.compared <= len(rows) and anew.compared == anew.rows
            assert replace(found, compared=0) == replace(anew, compared=0)
            assert said_by(store) == said_by(whole)
        assert any(same for _, decided in weeks(Random(seed)) for *_, same in decided)

    def test_nothing_new_changes_nothing(self, store):
        put(store, *borough(Random(4), 100))
        before = (store.path / "links" / "links.parquet").read_bytes()
        assert link_store(store, VIEW, at=LATER).compared == 0
        assert (store.path / "links" / "links.parquet").read_bytes() == before

    def test_only_what_new_rows_touch_is_put_together_again(self, store):
        put(store, *borough(Random(4), 100))
        before = pq.read_table(store.path / "links" / "links.parquet").to_pylist()
        found = put(store, held("csc", "new", {**BEN, "given": "Ignatius"}), at=LATER)
        after = pq.read_table(store.path / "links" / "links.parquet").to_pylist()
        assert found.compared == 1 and after[:-1] == before
        files = sorted(file.name for file in (store.path / "links" / "compared").iterdir())
        assert files == ["000000.parquet", "000001.parquet"]
        assert pq.read_table(store.path / "links" / "compared" / files[1]).num_rows == 1

    def test_the_same_weeks_give_the_same_bytes(self, tmp_path):
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
    def test_a_folder_that_lacks_something_is_made_afresh_and_children_keep_their_ids(self, store, lost):
        put(store, *borough(Random(4), 40))
        before = children(store)
        (store.path / "links" / lost).unlink()
        found = put(store, held("csc", "new", {**BEN, "given": "Ignatius"}), at=LATER)
        assert found.compared == found.rows and {**children(store), **before} == children(store)

    def test_after_a_year_of_weeks_all_rows_are_compared_once(self, store, monkeypatch):
        monkeypatch.setattr("riskpanel.singleview.linking.rows.MOST_FILES", 2)
        rows = borough(Random(4), 40)
        put(store, *rows[:-2])
        assert put(store, rows[-2], at=LATER).compared == 1
        assert put(store, rows[-1], at=LATER).compared == len(rows)
        assert len(list((store.path / "links" / "compared").iterdir())) == 1

    def test_other_thresholds_put_all_children_together_again_from_the_pairs_that_are_kept(self, store, tmp_path):
        rows, strict = borough(Random(5), 60), view(link_above=1.0)
        first = put(store, *rows)
        found = link_store(store, strict, at=LATER)
        assert found.compared == 0 and found.children > first.children and found.waiting > first.waiting
        whole = Store(tmp_path / "whole")
        put(whole, *rows)
        assert replace(link_store(whole, strict, at=LATER, afresh=True), compared=0) == found
        assert replace(link_store(store, VIEW, at=LATER), compared=0) == replace(first, compared=0)

    def test_what_broke_off_is_made_up_for_the_next_time(self, store, monkeypatch):
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


class TestMeasured:
    def test_precision_and_recall_of_pairs(self, store, tmp_path):
        put(store, held("csc", "1"), held("police", "2"), held("csc", "3", BEN))
        truth = tmp_path / "truth.csv"
        truth.write_text("source,source_id,child,story\ncsc,1,A,\npolice,2,B,\ncsc,3,A,\n", encoding="utf-8")
        found = measure(store.path / "links" / "links.parquet", truth)
        assert (found.true, found.linked, found.both) == (1, 1, 0)
        assert found.precision == found.recall == 0.0

    @pytest.mark.parametrize(
        ("text", "words"), [("source,child\ncsc,A\n", "source_id"), ("source,source_id,child\nx,1,A\n", "no row")]
    )
    def test_a_file_that_tells_nothing_is_refused(self, store, tmp_path, text, words):
        put(store, held("csc", "1"))
        truth = tmp_path / "truth.csv"
        truth.write_text(text, encoding="utf-8")
        with pytest.raises(ValueError, match=words):
            measure(store.path / "links" / "links.parquet", truth)


def test_nothing_is_said_at_the_terminal(store, capfd):
    put(store, *borough(Random(1), 1000))
    assert capfd.readouterr() == ("", "")


def test_progress_is_told(store):
    told = []
    put(store, held("csc", "1"), progress=told.append)
    assert len(told) == 4 and all(one != other for one, other in pairwise(told))
