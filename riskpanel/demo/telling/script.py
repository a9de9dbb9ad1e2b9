"""Reads the story's files into steps, in the order of time.

A thread names a child (or none), gives anchors for its times and more facts, plays paths (`paths.yml`)
and adds steps of its own. A step is {at, by, do, with}; `if` drops it unless the child has that fact,
`each` plays it once for every line of a list of the child's facts, `as` keeps what comes of it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import yaml

from riskpanel.demo.people import STORY
from riskpanel.demo.telling.almanac import Almanac

WHO, HOW = ("people.yml", "children.yml", "eastmere.yml"), "paths.yml"
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Step:
    """One thing that somebody did. `facts` are what the story knows of the child, `where` its line."""

    at: datetime
    by: str
    do: str
    told: Mapping[str, Any]
    child: str
    facts: Mapping[str, Any]
    anchors: Mapping[str, str]
    where: str
    keep: str = ""
    meeting: str = ""


@dataclass
class Thread:
    """What the story tells of one child, or of none."""

    file: str
    child: str
    facts: dict[str, Any]
    anchors: dict[str, str]
    lines: list[dict[str, Any]] = field(default_factory=list)


def steps_of(almanac: Almanac) -> list[Step]:
    """Every step until now, in order; steps of the same moment stay in the order of the files."""
    children, paths = _read("children.yml"), _read(HOW)
    steps = [
        step
        for thread in _threads(children, paths)
        for line in thread.lines
        for step in _steps(thread, line, almanac)
        if step.at <= almanac.now
    ]
    return sorted(steps, key=lambda step: step.at)


def _read(name: str) -> Any:
    return yaml.load((STORY / name).read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - safe loaders both


def _threads(children: dict[str, Any], paths: dict[str, Any]) -> Iterator[Thread]:
    for path in sorted(STORY.glob("*.yml")):
        if path.name in WHO or path.name == HOW:
            continue
        for told in _read(path.name):
            yield _thread(path.name, told, children, paths)


def _thread(file: str, told: dict[str, Any], children: dict[str, Any], paths: dict[str, Any]) -> Thread:
    child = told.get("child", "")
    facts = {**paths["usual"], **children.get(child, {}), **told.get("facts", {})}
    thread = Thread(file, child, facts, told.get("anchors", {}))
    for name in told.get("play", []):
        thread.lines += paths[name]
    thread.lines += told.get("steps", [])
    return thread


def _steps(thread: Thread, line: dict[str, Any], almanac: Almanac) -> Iterator[Step]:
    if (wanted := line.get("if")) and not thread.facts.get(wanted):
        return
    for told in thread.facts.get(line["each"]) or [] if "each" in line else [{}]:
        own = dict(told)
        at, by = own.pop("at", line["at"]), own.pop("by", line["by"])
        keep = own.pop("as", line.get("as", ""))
        yield Step(
            at=almanac.moment(at, thread.anchors),
            by=by,
            do=own.pop("do", line["do"]),
            told={**line.get("with", {}), **own},
            child=thread.child,
            facts=thread.facts,
            anchors=thread.anchors,
            where=f"{thread.file}: {thread.child or 'nobody'}: {line['do']} {at} by {by}",
            keep=keep,
            meeting=line.get("meeting", ""),
        )
