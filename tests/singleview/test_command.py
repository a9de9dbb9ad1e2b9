"""The command line of the Single View, without Django and without a clock of its own."""

import csv
import io
import subprocess
import sys
from datetime import datetime

import pytest

from riskpanel.singleview import command, engines
from riskpanel.singleview.rejects import harmless, write_rejects
from riskpanel.singleview.store import Load, Store

NOW = datetime(2026, 11, 16, 9)
LOAD = Load("a", "csc", "p.csv", NOW.isoformat())


def run(*args):
    return command.main([str(arg) for arg in args], NOW)


def test_a_borough_is_made_and_loaded_and_told(tmp_path, capsys):
    assert run("synthesise", tmp_path / "out", "--children", "200", "--seed", "3") == 0
    assert "ssd_person.csv" in capsys.readouterr().out
    assert run("load", tmp_path / "store", tmp_path / "out", "--rejects", tmp_path / "rejects") == 0
    told = capsys.readouterr().out
    assert "lacking: this set has no police reference" in told and "left aside: truth.csv" in told
    assert "columns that nobody reads: " in told and "ssd_person.csv: pers_legacy_id" in told
    (loads) = Store(tmp_path / "store").loads()
    assert {load.when for load in loads} == {NOW.isoformat()}
    assert len(list((tmp_path / "rejects").glob("*.csv"))) == sum(1 for load in loads if load.rejected)


def test_the_moment_of_loading_can_be_told(tmp_path):
    run("synthesise", tmp_path / "out", "--children", "50", "--as-of", "2026-10-01", "--weeks-later", "1")
    assert run("load", tmp_path / "store", tmp_path / "out", "--at", "2026-10-08T08:30") == 0
    assert {load.when for load in Store(tmp_path / "store").loads()} == {"2026-10-08T08:30:00"}


REFUSALS = {
    "no file": (["load", "{}/store", "{}/nothing.csv"], "is not there"),
    "no format": (["load", "{}/store", "{}/list.csv"], "no mapping tells its columns"),
    "no mapping": (["load", "{}/store", "{}/list.csv", "--mapping", "{}/none.toml"], "No such file"),
    "a wrong mapping": (["load", "{}/store", "{}/list.csv", "--mapping", "{}/list.csv"], "this is no TOML"),
    "a full folder": (["synthesise", "{}"], "name an empty folder"),
}


@pytest.mark.parametrize("what", REFUSALS)
def test_what_cannot_be_done_is_said_in_words_and_nothing_is_written(tmp_path, capsys, what):
    (tmp_path / "list.csv").write_text("a,b\n1,2\n")
    args, reason = REFUSALS[what]
    assert run(*(arg.replace("{}", str(tmp_path)) for arg in args)) == 1
    assert reason in capsys.readouterr().err and not (tmp_path / "store").exists()


def test_a_wrong_use_is_told_apart_from_a_refusal(capsys):
    assert run("load") == 2 and run("nonsense") == 2 and run("--help") == 0
    capsys.readouterr()


def test_without_the_engines_one_sentence_says_how_to_get_them(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(engines, "find_spec", lambda name: None)
    assert run("load", tmp_path / "store", tmp_path) == 1
    assert capsys.readouterr().err == "The Single View needs its engines: pip install 'riskpanel[singleview]'\n"


def test_the_command_starts_neither_django_nor_an_engine():
    code = (
        "import sys; import riskpanel.singleview.loading; from riskpanel.__main__ import main; "
        "main(['singleview', '--help']); "
        "sys.exit(str({'django', 'ibis', 'duckdb', 'splink', 'pyarrow'} & sys.modules.keys()))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert told.stderr.strip() == "set()" and "synthesise" in told.stdout


def test_rejected_rows_come_as_a_file_in_which_no_cell_is_a_formula(tmp_path):
    store = Store(tmp_path)
    cells = {
        "=cmd": "=HYPERLINK(1)",
        "b": "+44",
        "c": "-1",
        "d": "@x",
        "e": " =1",
        "f": "\t=1",
        "g": "plain",
        "h": None,
    }
    rows = [{"file": "p.csv", "row": 3, "reason": "-2 is no id", "raw": __import__("json").dumps(cells)},
            {"file": "p.csv", "row": 2, "reason": "=1", "raw": '"not a row"'}]  # fmt: skip
    load = store.write(LOAD, [], [], rows)
    file = io.StringIO()
    assert write_rejects(store, load, file) == 2
    told = list(csv.reader(io.StringIO(file.getvalue())))
    assert [row[1] for row in told] == ["row", "2", "3"]
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for row in told for cell in row)
    assert "plain" in told[2] and "'=HYPERLINK(1)" in told[2]


@pytest.mark.parametrize("cell", ["plain", "", "a=b", "O'Neil", "12"])
def test_what_is_no_formula_is_left_as_it_is(cell):
    assert harmless(cell) == cell
