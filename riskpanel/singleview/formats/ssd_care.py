"""Being looked after, in the Standard Safeguarding Dataset: episodes make periods, placements stand in them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from riskpanel.singleview.formats import values
from riskpanel.singleview.formats.cells import Wrong, identity, moment
from riskpanel.singleview.gathering import Gathering

AWAY = ("a", "away", "absent", "absence", "unauthorised", "unauthorized")
MISSING = ("m", "missing", "abscond")
EPISODE = {
    "clae_cla_episode_id": "key", "clae_person_id": "person", "clae_cla_id": "period",
    "clae_cla_episode_start_date": "began", "clae_cla_episode_start_reason": "start_reason",
    "clae_cla_episode_ceased_date": "ended", "clae_cla_episode_ceased_reason": "end_reason",
    "clae_entered_care_date": "entered",
}  # fmt: skip
PLACEMENT = {
    "clap_cla_placement_id": "key", "clap_cla_id": "period", "clap_person_id": "person",
    "clap_cla_placement_start_date": "began", "clap_cla_placement_end_date": "ended",
    "clap_cla_placement_type": "code", "clap_cla_placement_distance": "distance",
}  # fmt: skip


def kind_of_absence(cell: str) -> tuple[str, bool]:
    """`away` or `missing`, and whether the words were known; what is not known is taken for the graver."""
    told = cell.casefold()
    if told == "a" or told.startswith(AWAY[1:]):
        return "away", True
    return "missing", told == "m" or told.startswith(MISSING[1:])


@dataclass
class _Period:
    person: str
    began: datetime
    ended: datetime | None
    reason: str
    file: str
    row: int


class Care:
    """Gathers episodes into periods of care; several episodes share one period."""

    def __init__(self, gathering: Gathering) -> None:
        self.to, self.file = gathering, ""
        self.periods: dict[str, _Period] = {}
        self.episodes: dict[str, str] = {}
        self.placed: set[str] = set()

    def steps(self) -> list[tuple[str, Mapping[str, str], Callable[[int, dict[str, str]], None]]]:
        return [("ssd_cla_episodes", EPISODE, self._episode), ("ssd_cla_placement", PLACEMENT, self._placement)]

    def person_of(self, person: str, episode: str = "", period: str = "") -> str:
        """Whose row it is: by the person's id or, where a system leaves that out, by an episode or period of
        care. Raises Wrong."""
        if person or not (episode or period):
            return self.to.whose(identity(person, "The id of the person"))
        if found := self.episodes.get(episode.casefold()):
            return found
        if held := self.periods.get(period.casefold()):
            return held.person
        raise Wrong(f"No episode of care has the id {episode or period}, and the row names no person")

    def _episode(self, row: int, told: dict[str, str]) -> None:
        key = identity(told["key"], "The id")
        person = self.to.whose(identity(told["person"], "The id of the person"))
        began, ended = moment(told["began"], "The start"), moment(told["ended"], "The end")
        if began is None or began.date() > self.to.today:
            raise Wrong("The start is missing" if began is None else f"The start {began:%d/%m/%Y} is in the future")
        if ended is not None and ended < began:
            raise Wrong(f"It ends on {ended:%d/%m/%Y}, before its start on {began:%d/%m/%Y}")
        entered = self._entered(told["entered"]) or began
        self.episodes[key.casefold()] = person
        token = (told["period"] or f"episode {key}").casefold()
        reason = told["end_reason"] if ended else told["start_reason"]
        self._add(token, _Period(person, min(entered, began), ended, reason, self.file, row))

    def _entered(self, cell: str) -> datetime | None:
        try:
            return moment(cell, "The day of entering care")
        except Wrong:
            self.to.warnings["days of entering care that are none, left out"] += 1
            return None

    def _add(self, token: str, new: _Period) -> None:
        held = self.periods.get(token)
        if held is None:
            self.periods[token] = new
            return
        first = min(held.began, new.began)
        later = new if _last(new) >= _last(held) else held
        self.periods[token] = _Period(held.person, first, later.ended, later.reason, later.file, later.row)

    def _placement(self, row: int, told: dict[str, str]) -> None:
        person = self.person_of(told["person"], period=told["period"])
        began, ended = moment(told["began"], "The start"), moment(told["ended"], "The end")
        self.to.event(self.file, row, "placement", identity(told["key"], "The id"), {
            "source_id": person, "began": began, "ended": ended, "code": told["code"].upper() or None,
            "value": values.distance(told["distance"]),
        })  # fmt: skip
        if ended is None:
            self.placed.add(person)

    def finish(self) -> None:
        """Writes each period as one event; tells of children who are looked after and have no placement."""
        for token, each in self.periods.items():
            told: dict[str, Any] = {
                "source_id": each.person, "began": each.began, "ended": each.ended, "code": each.reason or None,
            }  # fmt: skip
            self.to.event_or_reject(each.file, each.row, "care", token, told)
        bare = {each.person for each in self.periods.values() if each.ended is None} - self.placed
        self.to.warnings["children looked after whose placement is not in the feed"] += len(bare)


def _last(period: _Period) -> datetime:
    return period.ended or datetime.max
