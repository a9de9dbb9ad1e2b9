"""Which children first, and why: points added up in the open, from rows that can be found again."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from riskpanel.procedure.single_view import Cohort, Indicator, SingleView
from riskpanel.singleview.indicators import of_cohort
from riskpanel.singleview.ranking.bounds import first_by_most, most, sources, tellings
from riskpanel.singleview.ranking.run import DEPTH, Feed, Run, config_of, feeds_of, keep, read, runs, week_before
from riskpanel.singleview.ranking.tables import Tables, of_files, of_store, sent
from riskpanel.singleview.ranking.tellings import Contribution, Told, contributions, total

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
    kept = most(tables, view, as_of)
    order = {feed.source: number for number, feed in enumerate(feeds)}
    seeker = _Seeker(tables, view, as_of, order, kept)
    found = {}
    for number, cohort in enumerate(view.cohorts):
        progress(f"{cohort.label}: looking at the rows of those who may be first")
        found[cohort.code] = seeker.first(number, cohort, max(depth, cohort.size) if depth else 0)
    progress("what has changed, and which agencies hold nothing")
    holders = sources(tables, {one.child for placed in found.values() for one in placed})
    cohorts = {code: _entries(placed, code, before, holders, feeds) for code, placed in found.items()}
    head = {"as_of": as_of.isoformat(), "config": config_of(view), "inputs": inputs, "before": _named(before)}
    return Run({**head, "feeds": [asdict(feed) for feed in feeds], "cohorts": cohorts})


@dataclass
class _Seeker:
    """Finds the first of a cohort exactly, looking at the rows of no more children than it must."""

    tables: Tables
    view: SingleView
    as_of: date
    order: Mapping[str, int]
    kept: Any

    def first(self, number: int, cohort: Cohort, depth: int) -> list[Placed]:
        asked = first_by_most(self.kept, number, 2 * depth)
        placed = self._placed(cohort, [child for child, _ in asked])
        if depth and len(asked) == 2 * depth:
            least = placed[depth - 1].total if len(placed) >= depth else 0.0
            wanted = {child for child, _ in first_by_most(self.kept, number, 0, max(0.0, least - HAIR))}
            more = self._placed(cohort, wanted - {child for child, _ in asked})
            placed = self._sorted([*placed, *more])
        return placed[:depth] if depth else placed

    def _placed(self, cohort: Cohort, children: Collection[str]) -> list[Placed]:
        indicators = of_cohort(self.view, cohort.code)
        rows = tellings(self.tables, indicators, self.as_of, children) if indicators else {}
        return self._sorted([self._one(child, told, indicators) for child, told in rows.items()])

    def _one(self, child: str, told: list[Told], indicators: Sequence[Indicator]) -> Placed:
        found = contributions(told, indicators, self.order)
        return Placed(child, total(found), found)

    def _sorted(self, placed: list[Placed]) -> list[Placed]:
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
