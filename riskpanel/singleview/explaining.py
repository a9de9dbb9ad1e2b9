"""Why a child stands where it stands, in sentences that can be read aloud."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from re import sub
from typing import Any

from riskpanel.procedure.single_view import Indicator, SingleView
from riskpanel.singleview.ranking.run import Run

ORDINALS = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth")
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
TIMES = {1: "once", 2: "twice"}
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
TOLD_FROM = 0.05
"""A change of fewer points is not told: it would read as none."""
DATES_TOLD = 8
"""How many dates are read out; of more, the newest."""


OUTSIDE = "Outside the ages of the panel, as far as is known."


@dataclass(frozen=True)
class Sentence:
    """One sentence about a child on a list. `about` is what it tells: `place`, `ages`, `indicator`, `change`,
    `missing_feed`, `stale_feed` or `comparison`. The rest is filled in where it has a meaning: points,
    the days (oldest first), the feeds that told it, and the rows as (source, file, row)."""

    about: str
    text: str
    indicator: str = ""
    points: float | None = None
    days: tuple[date, ...] = ()
    sources: tuple[str, ...] = ()
    rows: tuple[tuple[str, str, int], ...] = ()


class NotListed(LookupError):
    """The child is on no list of the run, which says nothing of how safe the child is."""


def explain(run: Run, child: str, view: SingleView, outside: Sequence[str] = ()) -> list[Sentence]:
    """Why the child is where it is in the run: place and points, each thing that counts, what changed,
    what nobody told. `outside` are the reasons, in sentences, why the child is not within the ages of the
    procedure: it is ranked all the same, and marked. NotListed when the run lists no such child."""
    found = run.find(child)
    if found is None:
        raise NotListed(f"{child} is on no list of {run.as_of.isoformat()}: that says nothing of how safe the child is")
    _, entry = found
    indicators = {one.code: one for one in view.indicators}
    said = [_place(run, entry)]
    if outside:
        said.append(Sentence("ages", " ".join((OUTSIDE, *outside))))
    for contribution in sorted(entry["contributions"], key=lambda one: -abs(one["points"])):
        said.append(_indicator(contribution, indicators.get(contribution["indicator"]), view, run.as_of))
    said += _changes(run, entry, indicators)
    return said + _silence(run, entry, view)


def _place(run: Run, entry: Mapping[str, Any]) -> Sentence:
    text = f"{ordinal(entry['rank'])} on the list with {points_of(entry['total'])}{_moved(run, entry)}."
    return Sentence("place", text, points=entry["total"])


def _moved(run: Run, entry: Mapping[str, Any]) -> str:
    before = run.data["before"]
    if before is None:
        return ""
    then = date.fromisoformat(before["as_of"])
    since = f"on {day_of(then, run.as_of)}"
    if entry["was"] is None:
        return f", not listed {since}"
    was = ordinal(entry["was"]).lower()
    if not entry["moved"]:
        return f", where it was {since}"
    return f", {'up' if entry['moved'] > 0 else 'down'} from {was} {since}"


def _indicator(told: Mapping[str, Any], indicator: Indicator | None, view: SingleView, as_of: date) -> Sentence:
    events = told["events"]
    days = tuple(sorted(date.fromisoformat(one["on"]) for one in events))
    rows = tuple((one["source"], one["file"], one["row"]) for one in _tellings(events))
    feeds = tuple(dict.fromkeys(row[0] for row in rows))
    text = f"{_says(told, indicator)} ({_worth(told['points'], indicator)}): {_when(days, as_of, indicator)}"
    text += f", told by {_listed([_feed(view, feed) for feed in feeds])}.{_twice(events)}"
    return Sentence("indicator", text, told["indicator"], told["points"], days, feeds, rows)


def _says(told: Mapping[str, Any], indicator: Indicator | None) -> str:
    """What the procedure says of an indicator, with the numbers of this child in it."""
    if indicator is None:
        return _label(told["indicator"], {})
    events = told["events"]
    amounts = [one.get("amount", 1.0) for one in events]
    filled = {"times": times(len(events)), "days": _days(sum(amounts)), "value": _values(amounts)}
    said = indicator.says.format(**filled)
    if said == indicator.says and indicator.measure == "count" and len(events) > 1:
        said += f", {filled['times']}"
    if said == indicator.says and indicator.measure == "days":
        said += f", {filled['days']}"
    return said


def _worth(points: float, indicator: Indicator | None) -> str:
    words = points_of(points)
    return f"{words}, the most this can give" if indicator and indicator.cap and abs(points) >= indicator.cap else words


def _when(days: Sequence[date], as_of: date, indicator: Indicator | None) -> str:
    if indicator and indicator.measure == "open":
        return f"since {day_of(days[0], as_of)}"
    told = list(dict.fromkeys(days))
    if len(told) > DATES_TOLD:
        return f"the last of them on {days_of(told[-DATES_TOLD:], as_of)}"
    return days_of(told, as_of)


def _twice(events: Iterable[Mapping[str, Any]]) -> str:
    count = sum(bool(one.get("also")) for one in events)
    if not count:
        return ""
    what, counted = ("One was", "") if count == 1 else (f"{number(count).capitalize()} were", "each ")
    return f" {what} told by more than one agency and {counted}counted once."


def _changes(run: Run, entry: Mapping[str, Any], indicators: Mapping[str, Indicator]) -> list[Sentence]:
    before = run.data["before"]
    if before is None:
        return []
    since = day_of(date.fromisoformat(before["as_of"]), run.as_of)
    if before["config"] != run.data["config"]:
        words = f"What counts was changed since {since}, so the two lists cannot be compared point by point."
        return [Sentence("comparison", words)]
    now = {one["indicator"]: one for one in entry["contributions"]}
    changes = [(one, round(one["points_now"] - one["points_before"], 4)) for one in entry["since_last"]]
    said = []
    for one, more in changes:
        if more >= TOLD_FROM:
            told, indicator = now.get(one["indicator"]), indicators.get(one["indicator"])
            what = _says(told, indicator) if told else f"{_label(one['indicator'], indicators)}, no more"
            text = f"Since {since}, {points_of(more, 'more')} for: {what}."
            said.append(Sentence("change", text, one["indicator"], more))
    fallen = [(one["indicator"], more) for one, more in changes if more <= -TOLD_FROM]
    if fallen:
        less = round(sum(more for _, more in fallen), 4)
        labels = [_label(code, indicators) for code, _ in fallen]
        said.append(
            Sentence("change", f"Since {since}, {points_of(-less, 'fewer')} for: {'; '.join(labels)}.", points=less)
        )
    return said


def _silence(run: Run, entry: Mapping[str, Any], view: SingleView) -> list[Sentence]:
    """What nobody told: agencies that hold nothing about the child, and feeds that are old."""
    said = []
    missing = tuple(entry["missing_feeds"])
    if missing:
        names = _listed([_feed(view, feed) for feed in missing], "or")
        text = f"Nothing about this child came from {names}: that is a gap in what is known, not a sign of safety."
        said.append(Sentence("missing_feed", text, sources=missing))
    for feed in run.data["feeds"]:
        if feed["stale"] and feed["newest"] and feed["source"] not in missing:
            name, newest = _feed(view, feed["source"]), day_of(date.fromisoformat(feed["newest"]), run.as_of)
            text = f"What {name} told ends on {newest}, {_days(feed['days_old'])} before this list."
            said.append(Sentence("stale_feed", text, sources=(feed["source"],)))
    return said


def label_of(indicator: Indicator) -> str:
    """What an indicator counts, without the numbers of any child."""
    said = sub(r"\{(times|value)\}%?", "", indicator.says).replace("{days}", "some days")
    return " ".join(said.split()).strip(" :,%").replace(" ,", ",")


def _label(code: str, indicators: Mapping[str, Indicator]) -> str:
    return label_of(indicators[code]) if code in indicators else code.replace("_", " ").capitalize()


def ordinal(place: int) -> str:
    """A place as a word up to the tenth, then as a figure: `First`, `11th`."""
    if place <= len(ORDINALS):
        return ORDINALS[place - 1]
    ending = "th" if place % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{ending}"


def number(count: int) -> str:
    """A number as a word up to twelve."""
    return NUMBERS[count] if 0 <= count < len(NUMBERS) else str(count)


def times(count: int) -> str:
    """How often: `once`, `twice`, `four times`."""
    return TIMES.get(count, f"{number(count)} times")


def points_of(points: float, more: str = "") -> str:
    """Points as they are read aloud: to one decimal, none where it is nought."""
    shown = f"{points:.1f}".removesuffix(".0")
    return " ".join(word for word in (shown, more, "point" if shown == "1" else "points") if word)


def day_of(day: date, as_of: date) -> str:
    """A day: `3 November`, with the year where it is not within the last eleven months."""
    said = f"{day.day} {MONTHS[day.month - 1]}"
    return said if as_of - timedelta(days=335) < day <= as_of else f"{said} {day.year}"


def days_of(days: Sequence[date], as_of: date) -> str:
    """Days in order, each month named once: `28 October, 3, 7 and 9 November`."""
    words = []
    for _, group in groupby(days, key=lambda day: (day.year, day.month)):
        month = list(group)
        words += [str(day.day) for day in month[:-1]] + [day_of(month[-1], as_of)]
    return _listed(words)


def _days(count: float) -> str:
    whole = round(count)
    return "one day" if whole == 1 else f"{number(whole)} days"


def _values(amounts: Sequence[float]) -> str:
    return _listed([f"{one:.1f}".removesuffix(".0") for one in amounts])


def _listed(words: Sequence[str], joined: str = "and") -> str:
    return f" {joined} ".join(part for part in (", ".join(words[:-1]), words[-1]) if part) if words else ""


def _feed(view: SingleView, source: str) -> str:
    return next((feed.label for feed in view.feeds if feed.code == source), source.replace("_", " "))


def _tellings(events: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Every row behind the events, the agency with most of them first."""
    rows = [row for one in events for row in (one, *one.get("also", ()))]
    often = Counter(row["source"] for row in rows)
    return sorted(rows, key=lambda row: -often[row["source"]])
