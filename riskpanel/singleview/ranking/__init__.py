"""Which children first, and why: points added up in the open, from rows that can be found again."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from riskpanel.procedure.single_view import SingleView
from riskpanel.singleview.ranking.bounds import first_by_most, most, tellings
from riskpanel.singleview.ranking.run import DEPTH, Feed, Run, config_of, feeds_of, keep, read, runs, week_before
from riskpanel.singleview.ranking.tables import Tables, of_files, of_store, sent
from riskpanel.singleview.ranking.tellings import Contribution, contributions, total

__all__ = [
    "DEPTH", "Feed", "Run", "Tables", "config_of", "feeds_of", "keep", "of_files", "of_store", "rank", "read", "runs",
    "sent", "week_before",
]  # fmt: skip

HAIR = 1e-6
"""What floating point may take from a sum of points that were rounded to four decimals."""

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Placed:
    """A child with what counts for it in one cohort."""

    child: str
    total: float
    found: tuple[Contribution, ...]

    def order(self, ties: Sequence[str]) -> tuple[Any, ...]:
        """The stated order: most points, then the rule for ties, and at last the child's id."""
        newest = max(one.newest for one in self.found).toordinal()
        told = {"newest": -newest, "reference": self.child}
        return (-self.total, *(told[tie] for tie in ties), self.child)


def rank(
    tables: Tables,
    view: SingleView,
    as_of: date,
    *,
    feeds: Sequence[Feed],
    before: Run | None = None,
    inputs: str = "",
    depth: int = DEPTH,
    progress: Progress = lambda words: None,
) -> Run:
    """Ranks the children of each cohort on a day. `before` is the run to compare with, `inputs` a hash of
    what was loaded and linked, `depth` how many of each cohort to list (0: all who have any points). A
    child without points is not listed, which says nothing of how safe the child is."""
    progress("adding up every child's events")
    order = {feed.source: number for number, feed in enumerate(feeds)}
    with most(tables, view, as_of) as kept:
        seeker = _Seeker(tables, view, as_of, order, kept)
        found = seeker.first(max(depth, *(cohort.size for cohort in view.cohorts)) if depth else 0, progress)
    progress("what has changed, and which agencies hold nothing")
    cohorts = {code: _entries(placed, code, before, seeker.holders, feeds) for code, placed in found.items()}
    head = {"as_of": as_of.isoformat(), "config": config_of(view), "inputs": inputs, "before": _named(before)}
    return Run({**head, "feeds": [asdict(feed) for feed in feeds], "cohorts": cohorts})


class _Seeker:
    """Finds the first of each cohort exactly, looking at the rows of no more children than it must."""

    def __init__(self, tables: Tables, view: SingleView, as_of: date, order: Mapping[str, int], kept: Any) -> None:
        self.tables, self.view, self.as_of, self.order, self.kept = tables, view, as_of, order, kept
        self.placed: dict[str, dict[str, Placed]] = {cohort.code: {} for cohort in view.cohorts}
        self.holders: dict[str, set[str]] = {}

    def first(self, depth: int, progress: Progress) -> dict[str, list[Placed]]:
        """The first `depth` of each cohort, or all (0). Whoever is looked at first shows how many points the
        last place takes; then come those who can reach that."""
        progress("looking at the rows of those who may be first")
        asked = [first_by_most(self.tables, self.kept, number, 2 * depth) for number in range(len(self.view.cohorts))]
        self._look([{child for child, _ in each} for each in asked])
        if depth:
            full = [number for number, each in enumerate(asked) if len(each) == 2 * depth]
            self._look([self._others(number, depth) if number in full else set() for number in range(len(asked))])
        listed = {code: self._sorted(placed.values()) for code, placed in self.placed.items()}
        return {code: placed[:depth] if depth else placed for code, placed in listed.items()}

    def _others(self, number: int, depth: int) -> set[str]:
        """The children not looked at yet who can reach the last place of a list."""
        known = self.placed[self.view.cohorts[number].code]
        listed = self._sorted(known.values())
        least = listed[depth - 1].total if len(listed) >= depth else 0.0
        found = first_by_most(self.tables, self.kept, number, 0, max(0.0, least - HAIR))
        return {child for child, _ in found} - set(known)

    def _look(self, wanted: Sequence[set[str]]) -> None:
        told, holders = tellings(self.tables, self.view.indicators, self.as_of, set().union(*wanted))
        self.holders.update(holders)
        for cohort, children in zip(self.view.cohorts, wanted, strict=True):
            for child in children:
                found = contributions(told.get(child, []), self.view.indicators, self.order, cohort.code)
                self.placed[cohort.code][child] = Placed(child, total(found), found)

    def _sorted(self, placed: Iterable[Placed]) -> list[Placed]:
        return sorted((one for one in placed if one.total > 0), key=lambda one: one.order(self.view.as_ties))


def _entries(
    placed: Sequence[Placed], code: str, before: Run | None, holders: Mapping[str, set[str]], feeds: Sequence[Feed]
) -> list[dict[str, Any]]:
    earlier = {one["child"]: one for one in (before.data["cohorts"].get(code, []) if before else [])}
    anywhere = {one["child"]: one for listed in (before.data["cohorts"].values() if before else ()) for one in listed}
    entries = []
    for place, one in enumerate(placed, start=1):
        was = earlier[one.child]["rank"] if one.child in earlier else None
        missing = [feed.source for feed in feeds if feed.source not in holders.get(one.child, set())]
        entries.append({
            "child": one.child, "rank": place, "total": one.total, "moved": was and was - place, "was": was,
            "new_in": before is not None and was is None,
            "contributions": [each.as_json() for each in one.found], "missing_feeds": missing,
            "since_last": _since(one, anywhere[one.child]) if one.child in anywhere else [],
        })  # fmt: skip
    return entries


def _since(placed: Placed, was: dict[str, Any]) -> list[dict[str, Any]]:
    """Each indicator whose points are not what they were."""
    now = {one.indicator.code: one.points for one in placed.found}
    then = {one["indicator"]: one["points"] for one in was["contributions"]}
    codes = [*now, *(code for code in then if code not in now)]
    changed = ((code, then.get(code, 0.0), now.get(code, 0.0)) for code in codes)
    return [{"indicator": code, "points_before": a, "points_now": b} for code, a, b in changed if a != b]


def _named(run: Run | None) -> dict[str, str] | None:
    return {key: run.data[key] for key in ("as_of", "config", "inputs")} if run else None
