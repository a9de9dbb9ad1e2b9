"""A week's list in words: places, movement, reasons, the trend of twelve weeks, how fresh each feed is."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from riskpanel.access.models import User
from riskpanel.children.models import Child, Event
from riskpanel.cohorts.models import Listing, Place, Week
from riskpanel.cohorts.models.listings import LIVE
from riskpanel.partnership.models import Panel
from riskpanel.procedure import Procedure

TREND = 12
BEYOND = 3
"""How many places are shown for each place on the list: the list itself, and as many again twice."""


@dataclass
class Row:
    """A line of the list: a place of the ranking, a listed child, or both."""

    place: Place | None
    listing: Listing | None = None
    child: Child | None = None
    name: str = ""
    within: bool = False
    trend: list[int] = field(default_factory=list)
    before: str = ""
    route: str = ""
    state: Any = None
    parts: list[tuple[str, float]] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    elsewhere: str = ""


@dataclass(frozen=True)
class Feed:
    """How fresh a source is, in words."""

    label: str
    words: str
    tone: str


def feeds_of(week: Week | None, procedure: Procedure) -> list[Feed]:
    """Every feed that the procedure names, with what there is of it; nothing loaded is said, too."""
    view = procedure.single_view
    told = {one["source"]: one for one in (week.feeds if week else [])}
    return [_feed(one.code, one.label, told.get(one.code)) for one in (view.feeds if view else ())]


def _feed(code: str, label: str, told: dict[str, Any] | None) -> Feed:
    label = label.removeprefix("the ")
    label = label[:1].upper() + label[1:]
    if told is None or told["newest"] is None:
        return Feed(label, "nothing loaded: what is absent is not a low place", "late")
    if told["stale"]:
        return Feed(label, f"last told {told['days_old']} days ago: too old", "late")
    return Feed(label, f"told up to {date.fromisoformat(told['newest'][:10]):%-d %b}", "fresh")


def rows_of(
    week: Week | None, weeks: Sequence[Week], panel: Panel, procedure: Procedure, cohort: str, user: User
) -> list[Row]:
    """The lines of a cohort: everybody on the list or put forward for it, and the ranking beyond."""
    size = procedure.cohort(cohort).size
    places = _places(week, cohort, size)
    listings = _listings(panel, cohort, user)
    keys = {place.key for place in places} | {one.place.key for one in listings if one.place}
    trend = _trend(panel, cohort, keys, week, weeks)
    by_child = {one.child_id: one for one in listings}
    elsewhere = _elsewhere(panel, procedure, cohort, {place.child_id for place in places if place.child_id})
    rows = [Row(one, by_child.pop(one.child_id, None), elsewhere=elsewhere.get(one.child_id, "")) for one in places]
    rows += [Row(_ranked(week, one), one) for one in by_child.values()]
    for row in rows:
        _fill(row, procedure, size, trend)
    return rows


def _ranked(week: Week | None, listing: Listing) -> Place | None:
    """The listed child's place in this very ranking, if there is one."""
    return listing.place if week and listing.place and listing.place.week_id == week.pk else None


def _places(week: Week | None, cohort: str, size: int) -> list[Place]:
    if week is None:
        return []
    found = Place.objects.filter(week=week, cohort=cohort, rank__lte=size * BEYOND)
    return list(found.select_related("child").order_by("rank"))


def _listings(panel: Panel, cohort: str, user: User) -> list[Listing]:
    found = Listing.objects.visible_to(user).filter(panel=panel, cohort=cohort, state__in=LIVE)
    found = found.select_related("child", "place", "sitting", "lead_agency")
    return list(found.order_by("place__rank", "created_at"))


def _elsewhere(panel: Panel, procedure: Procedure, cohort: str, children: Iterable[Any]) -> dict[Any, str]:
    """Children of this ranking who stand on another list: a chair confirms their move."""
    found = Listing.objects.filter(panel=panel, child__in=list(children), state__in=LIVE).exclude(cohort=cohort)
    return {child: procedure.cohort(code).label for child, code in found.values_list("child", "cohort")}


def _trend(
    panel: Panel, cohort: str, keys: Iterable[str], week: Week | None, weeks: Sequence[Week]
) -> dict[str, dict[date, int]]:
    """Ranks of the last weeks, by key and day; of two rankings of a day, the later."""
    if week is None:
        return {}
    recent = sorted({one.as_of for one in weeks if one.state == "done" and one.as_of <= week.as_of})[-TREND:]
    found = Place.objects.filter(week__panel=panel, week__as_of__in=recent, cohort=cohort, key__in=list(keys))
    trend: dict[str, dict[date, int]] = defaultdict(dict)
    for key, day, rank in found.order_by("week__asked_at").values_list("key", "week__as_of", "rank"):
        trend[key][day] = rank
    return trend


def _fill(row: Row, procedure: Procedure, size: int, trend: dict[str, dict[date, int]]) -> None:
    listing, place = row.listing, row.place
    ranked = place or (listing.place if listing else None)
    if listing is not None:
        row.child, row.name = listing.child, listing.child.name
        row.state = next(one for one in procedure.lifecycle(Listing.THING).states if one.code == listing.state)
        row.route = next((one.label for one in procedure.routes if one.code == listing.route), listing.route)
    row.within = bool(place) and place.rank <= size
    if ranked is None:
        row.reasons = [listing.reason] if listing and listing.reason else []
        return
    history = trend.get(ranked.key, {})
    row.trend = [max(0, size * BEYOND + 1 - rank) for _, rank in sorted(history.items())]
    row.before = _before(row, history, size)
    row.parts = _parts(ranked, procedure)
    row.reasons = [one["text"] for one in ranked.reasons if one["about"] in {"ages", "indicator", "comparison"}]
    if listing and listing.reason:
        row.reasons.insert(0, listing.reason)


def _before(row: Row, history: dict[date, int], size: int) -> str:
    """In which earlier week the child was within the list's size, since they were last discussed."""
    if row.within:
        return ""
    since = row.listing.discussed_at.date() if row.listing and row.listing.discussed_at else date.min
    weeks = [day for day, rank in history.items() if rank <= size and day > since]
    return f"was in the first {size} on {max(weeks):%-d %b}" if weeks else ""


def _parts(place: Place, procedure: Procedure) -> list[tuple[str, float]]:
    view = procedure.single_view
    says = {one.code: one.says for one in (view.indicators if view else ())}
    return [(says.get(one["indicator"], one["indicator"]), round(one["points"], 1)) for one in place.contributions]


def not_taken(panel: Panel, cohort: str, user: User, since: date) -> list[dict[str, Any]]:
    """Who was put forward lately and not taken, by whom and why."""
    declined = Listing.objects.visible_to(user).filter(panel=panel, cohort=cohort, state="declined")
    found = {one.pk: one.child for one in declined.select_related("child")}
    events = Event.objects.filter(about=Listing.THING, case__in=list(found), kind="listing_declined")
    return [
        {"child": found[one.case], "reason": one.note, "who": one.by.full_name, "at": one.at, "case": one.case}
        for one in events.filter(at__date__gte=since).select_related("by").order_by("-at")
    ]


def points(total: float) -> str:
    """Points as people read them: one decimal, none where there is nothing behind it."""
    return f"{total:.1f}".removesuffix(".0")


def sources_of(sentence: dict[str, Any], labels: dict[str, str]) -> list[str]:
    """Where each row of a sentence stands: feed, file and row."""
    return [f"{labels.get(source, source)}: {file}, row {row}" for source, file, row in sentence["rows"]]


def weeks_of(panel: Panel) -> Sequence[Week]:
    """The last rankings that were asked for, newest day first, whatever became of them."""
    return list(Week.objects.filter(panel=panel).order_by("-as_of", "-asked_at")[:40])
