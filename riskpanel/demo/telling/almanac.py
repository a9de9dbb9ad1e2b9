"""Times as the story says them: `now -3wd 09:40`, `panel -2 +1wd 10:30`, `pre-panel 0 10:20`.

`panel 0` is the next panel, `panel -1` the last one; `wd` are working days, `d`, `w`, `h` and `min`
what they say; of two times with `or` between them the earlier one is meant. A name in the place of
`now` is an anchor that the thread gives.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta

from riskpanel.demo.people import Company
from riskpanel.partnership.calendar import make_sittings
from riskpanel.partnership.models import Sitting
from riskpanel.procedure import Calendar

_INDEX = re.compile(r"[+-]?\d+")
_OFFSET = re.compile(r"([+-]\d+)(wd|d|w|h|min)")
_CLOCK = re.compile(r"\d\d:\d\d")
_AGE = re.compile(r"(\d+)y(?:(\d+)m)?")


class Almanac:
    """The panel's calendar around `now`, and the reading of times in it."""

    def __init__(self, company: Company, now: datetime, months_before: int, months_ahead: int) -> None:
        self.calendar = Calendar(company.procedure.calendar)
        self.now, self.panel = self.calendar.local(now), company.panel
        start = self.now.date() - relativedelta(months=months_before)
        coordinator = company.users["coordinator"]
        make_sittings(panel=company.panel, start=start, months=months_before + months_ahead, by=coordinator, at=now)
        panels = list(company.panel.sittings.filter(role="panel").prefetch_related("pre_panels"))
        self.panels = {}
        coming = [sitting for sitting in panels if sitting.starts_at > now]
        gone = [sitting for sitting in panels if sitting.starts_at <= now]
        self.panels = dict(enumerate(coming)) | {-place: one for place, one in enumerate(reversed(gone), 1)}

    def moment(self, words: str, anchors: Mapping[str, str] | None = None) -> datetime:
        """The moment that the words say; ValueError for words that say none."""
        if " or " in str(words):
            return min(self.moment(part, anchors) for part in words.split(" or "))
        base, *rest = str(words).split()
        numbered = bool(rest and _INDEX.fullmatch(rest[0]))
        if base in {"panel", "pre-panel"} and (numbered or base not in (anchors or {})):
            index = int(rest.pop(0)) if numbered else 0
            at = self.calendar.local(self._sitting(base, index).starts_at)
        elif base == "now":
            at = self.now
        elif anchors and base in anchors:
            at = self.moment(anchors[base], {key: value for key, value in anchors.items() if key != base})
        elif base == "extraordinary":
            at = self.calendar.local(self.sitting(base).starts_at)
        else:
            raise ValueError(f"No such time: {words!r}")
        for word in rest:
            at = self._moved(at, word)
        return at

    def day(self, words: str, anchors: Mapping[str, str] | None = None) -> date:
        """The day of that moment; of an age, the birth date."""
        if _AGE.fullmatch(words):
            return self.born(words)
        return self.moment(words, anchors).date()

    def sitting(self, words: str, anchors: Mapping[str, str] | None = None) -> Sitting:
        """The sitting that the words name: `panel -1`, `pre-panel 0`, or an anchor for one."""
        base, *rest = str(words).split()
        if base == "extraordinary":
            return self.panel.sittings.get(extraordinary=True)
        if anchors and base in anchors and not rest:
            return self.sitting(anchors[base], {key: value for key, value in anchors.items() if key != base})
        return self._sitting(base, int(rest[0]) if rest else 0)

    def born(self, age: str) -> date:
        """The birth date of somebody who is `14y3m` old now."""
        years, months = _AGE.fullmatch(age).groups(default="0")
        return self.now.date() - relativedelta(years=int(years), months=int(months), days=11)

    def _sitting(self, base: str, index: int) -> Sitting:
        sitting = self.panels[index]
        return sitting if base == "panel" else sitting.pre_panels.all()[0]

    def _moved(self, at: datetime, word: str) -> datetime:
        if _CLOCK.fullmatch(word):
            return self.calendar.moment(at.date(), time.fromisoformat(word))
        if not (found := _OFFSET.fullmatch(word)):
            raise ValueError(f"No such time: {word!r}")
        count, unit = int(found[1]), found[2]
        if unit in {"h", "min"}:
            return at + (timedelta(hours=count) if unit == "h" else timedelta(minutes=count))
        if unit == "wd":
            step = self.calendar.add_working_days if count >= 0 else self.calendar.working_days_before
            day = step(at.date(), abs(count)).day
        else:
            day = at.date() + timedelta(days=count * (7 if unit == "w" else 1))
        return self.calendar.moment(day, at.timetz().replace(tzinfo=None))
