"""What one version of a procedure says that another does not, in sentences.

Every field is looked at, so nothing that changed is left out, whether or not it has words of its own here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from riskpanel.partnership.wording import DRAWN, plain, worded
from riskpanel.procedure import Procedure
from riskpanel.procedure.model import ClauseSentence, Part

KEYS = ("code", "thing", "name", "title")
NAMES = ("says", "label", "title", "reason", "name", "thing", "code")
PLAIN_NAMES = ("title", "label", "reason", "name", "thing", "code")
PARTS = {
    "identity": "The document",
    "words": "Words on screen",
    "calendar": "How days are counted",
    "bodies": "Bodies",
    "agencies": "Kinds of agency",
    "chair_rule": "Chairs",
    "lifecycles": "States and moves",
    "duties": "Duties and clocks",
    "escalations": "Escalation",
    "sights": "Who sees what, until when",
    "tells": "Who is told of what",
    "labels": "Restrictions",
    "settings": "Settings",
    "papers": "Papers handed out",
    "packs": "Papers sent before a meeting",
    "screens": "Screens",
}


@dataclass(frozen=True)
class Difference:
    """One thing that was added, removed or changed; `part` is the heading that it stands under."""

    part: str
    kind: Literal["added", "removed", "changed"]
    words: str


def differences(old: Procedure, new: Procedure) -> list[Difference]:
    """Everything in which `new` differs from `old`, in the order of the file."""
    found: list[Difference] = []
    for name in Procedure.model_fields:
        heading = PARTS.get(name, plain(name).capitalize())
        for kind, words in _compared(heading, getattr(old, name), getattr(new, name)):
            found.append(Difference(heading, kind, words))
    return found


def grouped(found: list[Difference]) -> dict[str, list[Difference]]:
    """Differences by heading."""
    groups: dict[str, list[Difference]] = {}
    for one in found:
        groups.setdefault(one.part, []).append(one)
    return groups


Line = tuple[Literal["added", "removed", "changed"], str]


def _compared(name: str, old: Any, new: Any) -> Iterator[Line]:
    if old == new:
        return
    if isinstance(old, Mapping):
        yield from _mapped(old, new)
    elif _is_list(old) or _is_list(new):
        yield from _listed(name, old, new)
    elif isinstance(old, Part) and isinstance(new, Part):
        yield from _part(name, old, new)
    else:
        yield "changed", f"{name}: {worded(old)} → {worded(new)}"


def _is_list(value: Any) -> bool:
    return isinstance(value, tuple) and bool(value) and all(isinstance(one, Part) and _key(one) for one in value)


def _key(part: Part) -> str:
    return next((str(getattr(part, key)) for key in KEYS if hasattr(part, key)), "")


def _name(part: Part) -> str:
    names = NAMES if hasattr(part, "says") and hasattr(part, "code") else PLAIN_NAMES
    name = next((str(getattr(part, key)) for key in names if getattr(part, key, "")), "")
    return name.rstrip(".")


def _mapped(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Line]:
    for key in [*old, *(key for key in new if key not in old)]:
        if key not in new:
            yield "removed", f"{key}: {_said(old[key])}"
        elif key not in old:
            yield "added", f"{key}: {_said(new[key])}"
        elif old[key] != new[key]:
            yield "changed", f"{key}: {_said(old[key])} → {_said(new[key])}"


def _said(value: Any) -> str:
    return f"{value.says} ({value.stands})" if isinstance(value, ClauseSentence) else worded(value)


def _listed(heading: str, old: tuple, new: tuple) -> Iterator[Line]:
    before, after = {_key(part): part for part in old}, {_key(part): part for part in new}
    for key, part in before.items():
        if key not in after:
            yield "removed", _name(part)
    for key, part in after.items():
        if key not in before:
            yield "added", _summary(part)
        else:
            yield from _part(_name(part), before[key], part)
    kept = [key for key in before if key in after]
    if kept != [key for key in after if key in before]:
        yield "changed", f"{heading}: the order is another"


def _summary(part: Part) -> str:
    """A new part with what it says: its name, then the fields that are filled."""
    told = [f"{plain(name)} {worded(value)}" for name, value in part if type(value) in DRAWN]
    return "; ".join([_name(part), *told])


def _part(name: str, old: Part, new: Part) -> Iterator[Line]:
    """One sentence for the plain fields of a part, then those of the lists inside it."""
    changes, inner = [], []
    for field in type(new).model_fields:
        before, after = getattr(old, field), getattr(new, field, None)
        if before == after:
            continue
        if _is_list(before) or _is_list(after):
            inner += [(kind, f"{name}: {words}") for kind, words in _listed(plain(field), before, after)]
        else:
            changes.append(_change(field, before, after) + _unit(new, field))
    if changes:
        yield "changed", f"{name}: {'; '.join(changes)}"
    yield from inner


def _change(field: str, before: Any, after: Any) -> str:
    if type(before) in DRAWN and type(after) in DRAWN:
        return f"{worded(before)} → {worded(after)}"
    if field == "stated":
        return "now stated by the document" if after else "now our default, since the document is silent"
    return f"{plain(field.rstrip('_'))} {worded(before)} → {worded(after)}"


def _unit(part: Part, field: str) -> str:
    unit = getattr(part, "unit", "") if field == "value" else ""
    return f" {unit}" if unit else ""
