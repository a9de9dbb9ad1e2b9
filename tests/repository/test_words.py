"""A partnership is asked for no word that nobody reads."""

from pathlib import Path

import pytest

import riskpanel
from riskpanel.procedure.parts import Words
from riskpanel.procedure.tells import NOTICE_KINDS

HOUSE = Path(riskpanel.__file__).parent


@pytest.fixture(scope="module")
def sources() -> str:
    found = [path for kind in ("*.py", "*.jinja") for path in HOUSE.rglob(kind)]
    return "\n".join(path.read_text(encoding="utf-8") for path in found)


@pytest.mark.parametrize("word", Words.model_fields)
def test_each_word_of_a_procedure_stands_on_a_page_or_in_a_notice(word: str, sources: str) -> None:
    told = {name for kind in NOTICE_KINDS.values() for name in kind.needs}
    assert word in told or f"words.{word}" in sources
