"""`riskpanel singleview link, review, decide, rank, explain` at the terminal."""

from datetime import datetime

import pytest

from riskpanel.singleview.command import main
from riskpanel.singleview.store import Store
from tests.singleview.small import event, load, person

NOW = datetime(2026, 11, 16, 9)


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path / "store")
    ada = ("Adalind", "Ashcombe", "2012-03-09")
    load(store, "csc", [event("csc", "1", "missing", "2026-11-03"), event("csc", "1", "referral", "2026-09-01")],
         [person("csc", "1", *ada, postcode="NV1 2AB")])  # fmt: skip
    load(store, "police", [event("police", "9", "missing", "2026-11-12")], [
        person("police", "9", *ada, postcode="NV1 2AB"),
    ])  # fmt: skip
    load(store, "education", people=[person("education", "8", "Rosamund", *ada[1:], postcode="NV1 2AB")])
    return store


@pytest.fixture
def run(store, capsys):
    def ran(command, *args, code=0):
        assert main([command, str(store.path), *args], NOW) == code
        told = capsys.readouterr()
        return told.err if code else told.out

    return ran


def test_from_rows_to_reasons(run, store, tmp_path):
    truth = tmp_path / "truth.csv"
    truth.write_text("source,source_id,child\ncsc,1,A\npolice,9,A\neducation,8,B\n", encoding="utf-8")
    told = run("link", "--truth", str(truth), "--procedure", "harm")
    assert "3 rows of 3 agencies are 2 children" in told and "1 pairs wait" in told
    assert "precision 1.0000: of 1 pairs that were linked 1 are right" in told and "recall 1.0000" in told
    assert "fixed shares" in told
    assert "education:8" in run("review")
    told = run("rank", "--as-of", "2026-11-16")
    assert "Cohort 1: open to children's social care: 1 children listed, the panel looks at 10" in told
    assert "kept in" in told and len(list((store.path / "runs").iterdir())) == 1
    told = run("explain")
    assert "First on the list with" in told and "12 November, told by the police" in told
    child = next(word for word in told.split() if len(word) == 16 and word.isalnum())
    assert run("explain", "--child", child).count("on the list") == 1


def test_a_decision_is_remembered(run):
    run("link")
    run("decide", "csc:1", "education:8", "same", "--by", "Lin Tate")
    assert "are 1 children" in run("link")
    run("decide", "csc:1", "education:8", "not-the-same", "--by", "Lin Tate")
    assert "are 2 children" in run("link")


def test_what_is_missing_is_said(run, tmp_path):
    assert "the rows are not linked yet" in run("rank", code=1)
    assert "nothing was ranked yet" in run("explain", code=1)
    run("link")
    run("rank")
    assert "says nothing of how safe" in run("explain", "--child", "nobody", code=1)
    assert "no engine of the Single View" in run("rank", "--engine", "mysql://x", code=1)
    assert "names who took it" in run("decide", "csc:1", "education:8", "same", "--by", " ", code=1)
    run("decide", "csc", "education:8", "same", "--by", "Lin", code=2)
    assert "hrp says nothing of a Single View" in run("link", "--procedure", "hrp", code=1)


def test_progress_is_told_beside_the_result(store, capsys):
    assert main(["link", str(store.path)], NOW) == 0
    assert "comparing all 3 rows …" in capsys.readouterr().err
