"""The invented third procedure as a file: it is right, and the command that checks files says so."""

from datetime import date
from pathlib import Path

import pytest

from riskpanel.__main__ import main
from riskpanel.procedure import Calendar, box, dates, load_procedure
from riskpanel.procedure.loading import CHECKLISTS
from riskpanel.procedure.vocabulary import FACTS

MEADOW = Path(__file__).parents[1] / "procedures" / "meadow.toml"


@pytest.mark.parametrize("path", [MEADOW, *box().values()], ids=lambda path: path.stem)
def test_the_command_finds_each_procedure_right(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["procedure", "check", str(path)]) == 0
    assert capsys.readouterr().out.strip().endswith(": right")


def test_the_command_reads_the_checklists_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "checklists").mkdir()
    (tmp_path / "meadow.toml").write_text(MEADOW.read_text(encoding="utf-8"), encoding="utf-8")
    sheet = (CHECKLISTS / "seraf-style.toml").read_text(encoding="utf-8")
    wrong = tmp_path / "checklists" / "seraf-style.toml"
    wrong.write_text(sheet.replace("title =", "tittle =", 1), encoding="utf-8")
    assert main(["procedure", "check", str(tmp_path / "meadow.toml")]) == 1
    assert "seraf-style.toml:" in capsys.readouterr().out


def test_three_levels_a_weekly_round_and_a_chair_of_its_own() -> None:
    meadow = load_procedure(MEADOW)
    assert [(level.code, level.letter, level.band) for level in meadow.levels] == [
        ("calm", "C", "record"), ("wary", "W", "plan"), ("urgent", "U", "panel")
    ]  # fmt: skip
    (seat,) = [one for one in meadow.seats if one.chair]
    assert meadow.chair_rule.asks_for == "a chair" and meadow.words.chair == "chair"
    sectors = {one.code: one.sector for one in meadow.agencies}
    assert sectors[seat.agency] == "health" and meadow.chair_rule.seats == (seat.code,)
    days = dates(meadow.meetings[0], date(2026, 11, 1), 1, Calendar(meadow.calendar))
    assert [day.day for day in days] == [5, 12, 19, 26]


def test_the_three_procedures_share_no_seat_and_no_word_for_the_panel() -> None:
    procedures = [load_procedure(path) for path in (MEADOW, *box().values())]
    assert len({one.words.panel for one in procedures}) == 3
    things = [{life.thing for life in one.lifecycles} for one in procedures]
    assert all(found <= set(FACTS) for found in things)
    assert len({frozenset(found) for found in things}) == 3
