"""One child: which rows are joined, which are asked about, which stay apart, and which id the child has."""

# ruff: noqa: S311 (rows at random, no secrets)
from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pyarrow.parquet as pq
import pytest

from riskpanel.singleview.linking import decide, link_store, linked, measure, review
from riskpanel.singleview.linking.children import Parts
from riskpanel.singleview.linking.decisions import all_decisions, standing
from riskpanel.singleview.store import Store
from tests.singleview.linking_rows import (
    AT,
    BEN,
    LATER,
    VIEW,
    borough,
    children,
    held,
    one,
    put,
    strangers,
)
from tests.singleview.small import load, person


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


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
