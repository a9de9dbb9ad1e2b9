"""A ranking run as it is kept: plain data, the same bytes for the same inputs and configuration."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from riskpanel.procedure.single_view import SingleView

DEPTH = 100
"""How many children of each cohort are listed unless asked otherwise; never fewer than its size."""

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Feed:
    """How fresh a source is: its newest event, when it was loaded last, and whether that is too old.
    Dates are ISO text; None where nothing was ever loaded."""

    source: str
    newest: str | None
    loaded: str | None
    days_old: int | None
    stale: bool


@dataclass(frozen=True)
class Run:
    """One ranking. `config` and `inputs` are hashes of what it was made with and from."""

    data: dict[str, Any]

    @property
    def as_of(self) -> date:
        return date.fromisoformat(self.data["as_of"])

    @property
    def name(self) -> str:
        """The name of its file: the day, and a hash of configuration and inputs."""
        made_of = sha256(f"{self.data['config']}|{self.data['inputs']}".encode()).hexdigest()
        return f"{self.data['as_of']}-{made_of[:12]}.json"

    def text(self) -> str:
        """The run as JSON text."""
        return json.dumps(self.data, ensure_ascii=False, indent=1) + "\n"

    def cohort(self, code: str) -> list[dict[str, Any]]:
        """The children of a cohort, first to last; KeyError when there is no such cohort."""
        found: list[dict[str, Any]] = self.data["cohorts"][code]
        return found

    def find(self, child: str) -> tuple[str, dict[str, Any]] | None:
        """The cohort and the entry of a child, or None when the child is on no list."""
        places = ((code, one) for code, listed in self.data["cohorts"].items() for one in listed)
        return next(((code, one) for code, one in places if one["child"] == child), None)


def config_of(view: SingleView) -> str:
    """The hash of a configuration: everything that the procedure says of the Single View."""
    return sha256(json.dumps(view.model_dump(mode="json"), sort_keys=True).encode()).hexdigest()


def feeds_of(loads: Sequence[Any], view: SingleView, as_of: date) -> list[Feed]:
    """How fresh each source is that the procedure names or that was ever loaded, in the procedure's order."""
    named = [feed.code for feed in view.feeds]
    seen = sorted({load.source for load in loads} - set(named))
    return [_feed(source, [one for one in loads if one.source == source], view, as_of) for source in [*named, *seen]]


def _feed(source: str, loads: list[Any], view: SingleView, as_of: date) -> Feed:
    newest = max((load.newest[:10] for load in loads if load.newest), default=None)
    loaded = max((load.when for load in loads), default=None)
    old = None if newest is None else (as_of - date.fromisoformat(newest)).days
    return Feed(source, newest, loaded, old, old is None or old > view.stale_after_days)


def keep(run: Run, folder: Path) -> Path:
    """Writes a run into the folder of runs, whole or not at all; the file."""
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".{run.name}.part"
    part.write_text(run.text(), encoding="utf-8")
    return part.replace(folder / run.name)


def runs(folder: Path) -> list[Path]:
    """The runs of a folder, oldest day first."""
    return sorted(folder.glob("*-*-*-*.json"))


def read(path: Path) -> Run:
    """A run that was kept."""
    return Run(json.loads(path.read_text(encoding="utf-8")))


def week_before(folder: Path, as_of: date) -> Run | None:
    """The run to compare with: the newest that is at least a week older, or else the newest that is older."""
    older = [path for path in runs(folder) if path.name[:10] < as_of.isoformat()]
    week = [path for path in older if path.name[:10] <= (as_of - WEEK).isoformat()]
    chosen = week or older
    return read(chosen[-1]) if chosen else None
