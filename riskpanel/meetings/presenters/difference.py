"""What changed between two texts, word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "out", "new"]
WORDS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True)
class Run:
    """A run of words that stayed, went out or came in."""

    kind: Kind
    text: str


def difference(before: str, after: str) -> list[Run]:
    """The runs that turn `before` into `after`. Lines are compared first and words within the lines that
    differ, so that long texts take no longer than they must."""
    runs: list[Run] = []
    for kind, old, new in _blocks(before.splitlines(keepends=True), after.splitlines(keepends=True)):
        if kind == "equal":
            _add(runs, "same", "".join(old))
        else:
            for run in _within("".join(old), "".join(new)):
                _add(runs, run.kind, run.text)
    return runs


def _within(before: str, after: str) -> Iterator[Run]:
    for kind, old, new in _blocks(WORDS.findall(before), WORDS.findall(after)):
        if kind == "equal":
            yield Run("same", "".join(old))
        else:
            yield Run("out", "".join(old))
            yield Run("new", "".join(new))


def _blocks(old: list[str], new: list[str]) -> Iterator[tuple[str, list[str], list[str]]]:
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=len(old) > LONG).get_opcodes():
        yield kind, old[a:b], new[c:d]


LONG = 2_000
"""Longer sequences are compared by their rarer parts only, as difflib does it."""


def _add(runs: list[Run], kind: Kind, text: str) -> None:
    if not text:
        return
    if runs and runs[-1].kind == kind:
        runs[-1] = Run(kind, runs[-1].text + text)
    else:
        runs.append(Run(kind, text))
