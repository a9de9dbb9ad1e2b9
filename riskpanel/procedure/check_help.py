"""What the checks of a procedure share: a value of a known list, a question about a fact, a repeated code."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from riskpanel.procedure.lines import Place
from riskpanel.procedure.model import Test
from riskpanel.procedure.reading import Finding, Missing

Findings = Iterator[Finding]

_TYPES: dict[str, tuple[type, ...]] = {
    "text": (str,), "moment": (str,), "list": (str,), "truth": (bool,), "number": (int,)
}  # fmt: skip


def one_of(names: Iterable[str]) -> str:
    """What was expected, where only these names are known."""
    return f"one of: {', '.join(sorted(names))}"


def unknown(values: Iterable[str], known: Collection[str], place: Place, what: str = "") -> Findings:
    """Every value that is not known."""
    for index, value in enumerate(values):
        if value not in known:
            yield Finding((*place, index), value, f"{what}{one_of(known)}")


def repeated(values: list[Any], table: Place, key: str) -> Findings:
    """Every value of a table's key that stands there before."""
    counts, seen = Counter(values), set()
    for index, value in enumerate(values):
        if counts[value] > 1 and value in seen:
            yield Finding((*table, index, key), value, f"a different {key}: another entry of {table[0]} has this one")
        seen.add(value)


def question(test: Test, facts: dict[str, tuple[Any, str]], place: Place) -> Findings:
    """What is wrong with a question about a fact."""
    asked = {"is": test.is_, "in": test.in_, "given": test.given}
    used = [key for key, value in asked.items() if value is not None]
    if len(used) != 1:
        yield Finding(place, Missing(", ".join(used) or "no question"), "exactly one of is, in, given")
    if test.fact not in facts:
        yield Finding((*place, "fact"), test.fact, f"a fact that is known here: {one_of(facts)}")
    elif test.is_ is not None and type(test.is_) not in _TYPES[facts[test.fact][0]]:
        yield Finding((*place, "is"), test.is_, f"a value that fits the fact {test.fact} ({facts[test.fact][0]})")


def repeated_in(values: list[str], place: Place, key: str) -> Findings:
    """Every value within one part that stands there before."""
    for index, value in enumerate(values):
        if value in values[:index]:
            yield Finding((*place, index, key), value, f"a different {key}: this one is used before")
