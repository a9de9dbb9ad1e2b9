"""The invented borough: the same for a seed, a week on when asked, believable, and nobody's."""

import csv
import filecmp
from collections import Counter
from datetime import date, datetime

import pytest

from riskpanel.singleview.formats.values import nhs, postcode, upn
from riskpanel.singleview.loading import load
from riskpanel.singleview.store import Store
from riskpanel.singleview.synthesis import borough, synthesise
from riskpanel.singleview.synthesis.stories import STORIES

AS_OF = date(2026, 11, 16)
AT = datetime(2026, 11, 16, 9)
LATER = datetime(2026, 12, 7, 9)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folders = tmp_path_factory.mktemp("boroughs")
    for name, seed, weeks in (("one", 1, 0), ("same", 1, 0), ("other", 2, 0), ("later", 1, 3)):
        synthesise(folders / name, children=1500, seed=seed, as_of=AS_OF, weeks_later=weeks)
    return folders


@pytest.fixture(scope="module")
def loaded(made, tmp_path_factory):
    store = Store(tmp_path_factory.mktemp("store"))
    return store, *load(store, [made / "one"], at=AT)


def rows(path):
    with path.open(encoding="cp1252" if path.stem == "ssd_person" else "utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_same_seed_makes_the_same_files_and_another_seed_others(made):
    names = [path.name for path in (made / "one").iterdir()]
    assert filecmp.cmpfiles(made / "one", made / "same", names, shallow=False)[1:] == ([], [])
    assert "ssd_person.csv" in filecmp.cmpfiles(made / "one", made / "other", names, shallow=False)[1]


def test_weeks_later_something_is_new_something_has_ended_and_nothing_is_unsaid(made):
    before, after = (rows(made / name / "ssd_missing.csv") for name in ("one", "later"))
    assert {row["MISS_TABLE_ID"] for row in before} < {row["MISS_TABLE_ID"] for row in after}
    ended = {row["cine_referral_id"]: row["cine_close_date"] for row in rows(made / "one" / "ssd_cin_episodes.csv")}
    now = {row["cine_referral_id"]: row["cine_close_date"] for row in rows(made / "later" / "ssd_cin_episodes.csv")}
    assert ended.keys() <= now.keys()
    assert any(ended[key] == "NULL" != now[key] for key in ended)
    truth = {(row["source"], row["source_id"]) for row in rows(made / "one" / "truth.csv")}
    assert truth <= {(row["source"], row["source_id"]) for row in rows(made / "later" / "truth.csv")}


def test_a_later_week_takes_the_place_of_the_earlier_one(made, tmp_path):
    store = Store(tmp_path)
    for name in ("one", "later"):
        load(store, [made / name], at=AT if name == "one" else LATER)
    alone = Store(tmp_path / "alone")
    load(alone, [made / "later"], at=LATER)
    columns = ["key", "kind", "began", "ended", "code", "value"]
    assert store.current("events").select(columns).equals(alone.current("events").select(columns))


def test_it_loads_and_only_the_planted_traps_are_rejected(loaded):
    _, reports, aside = loaded
    assert [why.partition(" ")[0] for why in aside] == ["truth.csv"]
    assert {report.load.source for report in reports} == {"csc", "police", "education", "youth_justice", "health"}
    ssd, *others = reports
    assert ssd.load.rejected == 8 and sum(report.load.rejected for report in others) == 0
    assert {"missing", "away", "care", "placement", "factor"} <= ssd.kinds.keys()
    assert any("placement is not in the feed" in warning for warning in ssd.load.warnings)
    assert any("broken cells of factors" in warning for warning in ssd.load.warnings)


def test_truth_names_every_person_who_is_loaded_and_nobody_else(made, loaded):
    store = loaded[0]
    told = {(row["source"], row["source_id"]) for row in rows(made / "one" / "truth.csv")}
    assert told == {(row["source"], row["source_id"]) for row in store.current("people").to_pylist()}
    most = Counter(row["child"] for row in rows(made / "one" / "truth.csv")).most_common(1)[0][1]
    assert 4 <= most <= 7


def test_every_story_is_told_and_an_absence_is_told_by_the_police_and_by_social_care():
    children, stories = borough(8000, 1, AS_OF)
    assert set(stories.values()) == {story.__name__ for story in STORIES}
    runs = [child for child in children if stories.get(child.number) == "sudden_missing" and "csc" in child.known]
    kinds = Counter(what.agency for child in runs for what in child.happened if what.kind == "missing")
    assert kinds["csc"] >= kinds["police"] > len(runs) * 3


def test_numbers_are_of_the_right_shape_and_nobody_elses():
    children, _ = borough(3000, 5, AS_OF)
    assert all(upn(child.upn) and nhs(child.nhs) and postcode(child.postcode) for child in children)
    assert len({child.upn for child in children}) == len({child.nhs for child in children}) == 3000
    assert all(child.postcode.startswith("XB") for child in children)


def test_a_folder_that_holds_something_is_not_written_into(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(FileExistsError, match="empty folder"):
        synthesise(tmp_path, children=10, seed=1, as_of=AS_OF)
    with pytest.raises(ValueError, match="Weeks later"):
        synthesise(tmp_path / "new", children=10, seed=1, as_of=AS_OF, weeks_later=99)


@pytest.mark.parametrize("children", [0, 1, 3])
def test_a_tiny_borough_is_one_too(tmp_path, children):
    synthesise(tmp_path / "out", children=children, seed=1, as_of=AS_OF)
    assert (tmp_path / "out" / "truth.csv").exists()
