"""What a procedure says of the Single View: when rows are one child, what counts, and for whom.

An indicator adds points for events that happened to the child. What a child is, or where the child
lives, or what the parents need, never adds any: an indicator that names it is refused.
"""

from collections.abc import Iterator
from re import split
from typing import Annotated, Literal

from pydantic import Field

from riskpanel.procedure.lines import Place
from riskpanel.procedure.parts import Count, Part, Sourced
from riskpanel.procedure.reading import Finding

EVENT_KINDS = (
    "missing", "away", "return_interview", "referral", "assessment", "factor", "plan_cin", "plan_cp", "care",
    "placement", "section47", "police_report", "arrest", "victim", "exclusion", "attendance", "youth_justice",
    "health_attendance", "nrm", "notice",
)  # fmt: skip
"""The kinds of event that an indicator may count."""

PARENTAL_FACTORS = ("1B", "1C", "2B", "2C", "3B", "3C", "4B", "4C", "5B", "5C", "6B", "6C")
"""Codes of factors at assessment that describe a parent or somebody else in the household."""

PROTECTED: dict[str, str] = {
    **dict.fromkeys(("ethnicity", "ethnic", "ethnicities", "race", "racial"), "ethnicity"),
    **dict.fromkeys(("nationality", "nationalities", "national", "citizenship"), "nationality"),
    **dict.fromkeys(("religion", "religious", "faith"), "religion"),
    **dict.fromkeys(("deprivation", "deprived", "imd", "idaci", "postcode", "postcodes"), "postcode deprivation"),
    **dict.fromkeys(("fsm", "meals", "meal"), "free school meals"),
    **dict.fromkeys(("parent", "parents", "parental", "mother", "father", "household"), "a parental factor"),
}
"""Words that give away what may never add points, and what each of them stands for."""

Measure = Literal["count", "days", "value_below", "value_above", "open"]
Share = Annotated[float, Field(gt=0, le=1)]
Whole = Annotated[int, Field(ge=0)]


class Cohort(Sourced):
    """A list of its own. `when` says which children it holds: those `open` to children's social care,
    which is to have an open event of one of `kinds`, or those `not_open`. `size` is how many the
    panel looks at."""

    code: str = Field(pattern=r"^[a-z][a-z0-9_]{0,30}$")
    label: str
    size: Count
    when: Literal["open", "not_open"]
    kinds: tuple[str, ...] = Field(min_length=1)


class Feed(Part):
    """A source of rows, as it is said aloud after "told by": `the police`."""

    code: str
    label: str


class Indicator(Sourced):
    """Something that adds points, and how it is said.

    `count` gives `points` for each event that began in the last `window_days`; `days` for each day of
    an event within them; `value_below` and `value_above` for each whose value is on that side of
    `threshold`; `open` for each that is open now. `codes`, `offered` and `accepted` narrow the events
    down. Points halve every `half_life_days` (0: never) and stop at `cap` (0: no cap). Events of one
    kind told by different sources at most `one_event_within_days` apart, or with one reference, count
    once. In `says`, `{times}`, `{days}` and `{value}` are filled in.
    """

    code: str = Field(pattern=r"^[a-z][a-z0-9_]{0,40}$")
    says: str = Field(min_length=1)
    kinds: tuple[str, ...] = Field(min_length=1)
    codes: tuple[str, ...] = ()
    offered: bool | None = None
    accepted: bool | None = None
    measure: Measure = "count"
    threshold: float = 0.0
    window_days: Count = 365
    points: float
    half_life_days: Whole = 0
    cap: float = Field(default=0.0, ge=0)
    one_event_within_days: Whole = 0
    cohorts: tuple[str, ...] = Field(min_length=1)


class SingleView(Sourced):
    """How rows become children, and children a list.

    Two rows whose likeness reaches `link_above` are one child; from `review_above` a person decides. A
    feed whose newest event is more than `stale_after_days` old is told. `as_ties` says who comes first
    with equal points: `newest` the child with the most recent event, `reference` the smaller child id.
    `feeds` names the sources; their order decides which of two tellings of one event is kept.
    """

    link_above: Share = 0.97
    review_above: Share = 0.5
    stale_after_days: Count = 10
    as_ties: tuple[Literal["newest", "reference"], ...] = ("newest", "reference")
    cohorts: tuple[Cohort, ...]
    indicators: tuple[Indicator, ...]
    feeds: tuple[Feed, ...] = ()


def single_view_findings(view: SingleView) -> Iterator[Finding]:
    """Every fault of a Single View whose form is right."""
    if view.review_above >= view.link_above:
        yield Finding(("single_view", "review_above"), view.review_above, f"less than link_above ({view.link_above})")
    for table in ("cohorts", "indicators"):
        if not getattr(view, table):
            yield Finding(("single_view", table), [], "at least 1")
    for table in ("cohorts", "indicators", "feeds"):
        yield from _repeated(table, [part.code for part in getattr(view, table)])
    for index, cohort in enumerate(view.cohorts):
        yield from _kinds(cohort.kinds, ("single_view", "cohorts", index, "kinds"))
    cohorts = [cohort.code for cohort in view.cohorts]
    for index, indicator in enumerate(view.indicators):
        yield from _indicator(indicator, cohorts, ("single_view", "indicators", index))


def _indicator(indicator: Indicator, cohorts: list[str], place: Place) -> Iterator[Finding]:
    told = set()
    for key in ("code", "says", "kinds", "codes"):
        for finding in _protected(indicator, key, place):
            told.add(finding.place)
            yield finding
    yield from (one for one in _kinds(indicator.kinds, (*place, "kinds")) if one.place not in told)
    for index, code in enumerate(indicator.cohorts):
        if code not in cohorts:
            yield Finding((*place, "cohorts", index), code, f"one of: {', '.join(cohorts)}")
    if indicator.points == 0:
        yield Finding((*place, "points"), indicator.points, "points that change the total")
    try:
        indicator.says.format(times="", days="", value="")
    except (KeyError, IndexError, ValueError):
        yield Finding((*place, "says"), indicator.says, "no other braces than {times}, {days} and {value}")


def _protected(indicator: Indicator, key: str, place: Place) -> Iterator[Finding]:
    given = getattr(indicator, key)
    for index, text in enumerate((given,) if isinstance(given, str) else given):
        where = (*place, key) if isinstance(given, str) else (*place, key, index)
        if key == "codes" and text.upper() in PARENTAL_FACTORS:
            yield Finding(where, text, "a code that is no parental factor: these never add points")
        words = (word for word in split(r"[^a-z]+", text.lower()) if word in PROTECTED)
        if word := next(words, None):
            yield Finding(where, text, f"something that happened to the child: {PROTECTED[word]} never adds points")


def _kinds(kinds: tuple[str, ...], place: Place) -> Iterator[Finding]:
    for index, kind in enumerate(kinds):
        if kind not in EVENT_KINDS:
            yield Finding((*place, index), kind, f"one of: {', '.join(EVENT_KINDS)}")


def _repeated(table: str, codes: list[str]) -> Iterator[Finding]:
    for index, code in enumerate(codes):
        if code in codes[:index]:
            place: Place = ("single_view", table, index, "code")
            yield Finding(place, code, f"a different code: another entry of {table} has this one")
