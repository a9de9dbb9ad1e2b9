"""Two rows of agencies side by side: may they be one child?"""

from dataclasses import dataclass
from typing import Any

from riskpanel.access.models import User
from riskpanel.cohorts.store import store_of
from riskpanel.partnership.models import Partnership
from riskpanel.procedure import Procedure

SHOWN = 20
FIELDS = (
    ("given", "Given name"),
    ("family", "Family name"),
    ("born", "Born"),
    ("postcode", "Postcode"),
    ("sex", "Sex"),
)


@dataclass(frozen=True)
class Side:
    """One agency's row."""

    key: tuple[str, str]
    label: str
    fields: dict[str, Any]


@dataclass(frozen=True)
class Question:
    """A pair, with what agrees and what differs field by field."""

    left: Side
    right: Side
    why: str
    rows: list[tuple[str, Any, Any, bool]]


@dataclass(frozen=True)
class Decided:
    """A decision that stands, with who took it."""

    left: tuple[str, str]
    right: tuple[str, str]
    words: str
    who: str
    on: str


def waiting(partnership: Partnership, procedure: Procedure) -> tuple[list[Question], int]:
    """The pairs that wait for a person, the likest first, and how many there are. Restricted people are
    never among them."""
    from riskpanel.singleview.linking import review

    store = store_of(partnership)
    decided = {frozenset((one.left, one.right)) for one in _standing(store) if one.same is not None}
    pairs = [one for one in review(store.path / "links").pairs if frozenset((one.left, one.right)) not in decided]
    labels = {one.code: one.label for one in procedure.single_view.feeds} if procedure.single_view else {}
    people = _people(store, {key for pair in pairs[:SHOWN] for key in (pair.left, pair.right)})
    return [_question(pair, people, labels) for pair in pairs[:SHOWN]], len(pairs)


def _people(store: Any, keys: set[tuple[str, str]]) -> dict[tuple[str, str], dict[str, Any]]:
    if not keys:
        return {}
    rows = store.current("people").to_pylist()
    return {(row["source"], row["source_id"]): row for row in rows if (row["source"], row["source_id"]) in keys}


def _question(pair: Any, people: dict[tuple[str, str], dict[str, Any]], labels: dict[str, str]) -> Question:
    left, right = (
        Side(key, labels.get(key[0], key[0]), {name: people.get(key, {}).get(name) for name, _ in FIELDS})
        for key in (pair.left, pair.right)
    )
    rows = [(words, left.fields[name], right.fields[name], _agree(left, right, name)) for name, words in FIELDS]
    return Question(left, right, pair.why, rows)


def _agree(left: Side, right: Side, name: str) -> bool:
    return str(left.fields[name] or "").casefold() == str(right.fields[name] or "").casefold()


def _standing(store: Any) -> list[Any]:
    from riskpanel.singleview.linking.decisions import all_decisions, standing

    return [Stood(one) for one in standing(all_decisions(store.path / "links"))]


class Stood:
    """A decision with its two rows as keys."""

    def __init__(self, told: Any) -> None:
        self.left, self.right = (told.left_source, told.left_id), (told.right_source, told.right_id)
        self.same, self.by, self.at = told.same, told.by, told.at


def decided(partnership: Partnership) -> list[Decided]:
    """The decisions that stand, newest first."""
    found = [one for one in _standing(store_of(partnership)) if one.same is not None]
    people = User.objects.filter(pk__in=[one.by for one in found if one.by.isdigit()])
    names = {str(user.pk): user.full_name for user in people}
    words = {True: "one child", False: "two children"}
    told = [Decided(one.left, one.right, words[one.same], names.get(one.by, one.by), one.at[:10]) for one in found]
    return sorted(told, key=lambda one: one.on, reverse=True)[:50]
