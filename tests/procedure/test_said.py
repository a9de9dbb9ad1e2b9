"""A history reads what was done, not what the rule is."""

import pytest

from riskpanel.children.presenters.story import title_of
from riskpanel.procedure import Procedure, boxed, load_procedure
from tests.procedures.meadow_round import MEADOW


@pytest.mark.parametrize("procedure", [boxed("hrp"), boxed("harm"), load_procedure(MEADOW)], ids=str)
def test_every_move_says_in_the_past_what_was_done(procedure: Procedure) -> None:
    silent = [f"{one.thing}.{move.name}" for one in procedure.lifecycles for move in one.moves if not move.said]
    assert not silent


def test_the_history_reads_the_past_and_the_procedure_the_rule() -> None:
    hrp = boxed("hrp")
    assert title_of(hrp, "meeting", "minutes_signed") == "A co-chair signed the minutes."
    move = next(one for one in hrp.lifecycle("meeting").moves if one.event == "minutes_signed")
    assert (move.says, move.told) == ("A co-chair signs the minutes.", "A co-chair signed the minutes.")


def test_without_a_past_the_history_repeats_the_rule() -> None:
    move = next(one for one in boxed("hrp").lifecycle("meeting").moves if one.event == "minutes_signed")
    assert move.model_copy(update={"said": ""}).told == move.says
