"""The manuals name what is there: each command can be run, each file of the table can hold its value."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from riskpanel.__main__ import HELP
from riskpanel.settings.reading import flag

ROOT = Path(__file__).parents[2]
OURS = {"procedure", "clauses", "singleview"}
"""Verbs that are no commands of Django; `import children`, `audit verify` are written in two words."""
TEXTS = (HELP, *((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "docs/running.md")))
NAMED = re.compile(r"(?:`|^  )riskpanel ([a-z_]+) ?(\w*)", re.M)
LINES = sorted({found.groups() for text in TEXTS for found in NAMED.finditer(text)})


@pytest.mark.parametrize(("first", "second"), LINES)
def test_each_command_that_a_manual_names_is_there(first, second):
    name = f"{first}_{second}" if first in {"import", "audit"} else first
    assert name in {*get_commands(), *OURS}


def test_the_manuals_name_commands():
    assert len(LINES) > 10


def test_a_yes_or_no_may_come_from_a_file(tmp_path, monkeypatch):
    (tmp_path / "said").write_text("False\n", encoding="utf-8")
    monkeypatch.setenv("RISKPANEL_SEND_AT_ONCE_FILE", str(tmp_path / "said"))
    assert flag("RISKPANEL_SEND_AT_ONCE", default=True) is False
