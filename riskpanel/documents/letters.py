"""Text as people wrote it, made fit to print: nothing in it is taken for an instruction, nothing that
can be shown is left out, and what cannot be shown is seen to be missing."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

_NEVER = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]"
)
"""Signs that no file may hold, and those that turn the direction of the text after them."""

_BREAKS = re.compile("\r\n?|[\x85\u2028\u2029\x0b\x0c]")


def plain(text: str) -> str:
    """The text without control signs and without marks that reverse what follows; breaks as ``\\n``."""
    return _NEVER.sub("", _BREAKS.sub("\n", text))


def shown(text: str, known: frozenset[int]) -> str:
    """The text with each sign that no font has as its number: ``[U+1F642]``."""
    return "".join(one if ord(one) in known or _needs_no_ink(one) else f"[U+{ord(one):04X}]" for one in plain(text))


def _needs_no_ink(sign: str) -> bool:
    return sign in "\n\t" or unicodedata.category(sign) == "Cf" or "\ufe00" <= sign <= "\ufe0f"


@cache
def signs_of(folders: tuple[Path, ...]) -> frozenset[int]:
    """The signs that fonts in these folders have."""
    from fontTools.ttLib import TTFont

    found: set[int] = set()
    for folder in folders:
        for path in sorted(folder.glob("*.[to]tf")):
            with TTFont(path, lazy=True) as font:
                found |= set(font.getBestCmap() or {})
    return frozenset(found)


def told_as(value: Any, text: Any) -> Any:
    """Dataclasses, lists and mappings as plain data, every text passed through `text`. TypeError for
    anything else: dates are put in words by whoever tells them."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return text(str(value))
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: told_as(getattr(value, one.name), text) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): told_as(one, text) for key, one in value.items()}
    if isinstance(value, Sequence):
        return [told_as(one, text) for one in value]
    raise TypeError(f"A paper tells texts, numbers and lists of them, not {type(value).__name__}.")


def length_of(value: Any) -> int:
    """How many signs plain data holds."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, dict):
        return sum(length_of(one) for one in value.values())
    return sum(length_of(one) for one in value) if isinstance(value, list) else 0
