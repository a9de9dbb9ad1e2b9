"""`script/bench singleview [--quick]`: medians, ratios and peak memory, beside what they must keep to. Ratios are
of processor time where both sides use the processor alike: other programs on the machine do not lengthen it."""

import json
import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from bench.singleview.making import events, people

HERE = Path(__file__).parents[2]
BOROUGH_SECONDS = 20
PANDAS = 10
"""How many times the processor's time of a ranking the straightforward pandas script is to take, at least."""
REFRESH = 0.25
"""Of the first linking, what a linking with one row in a hundred new may take: reading and writing all, and the rest in
proportion."""
COMMAND = (
    "import sys; from datetime import datetime; from riskpanel.singleview.command import main; "
    "sys.exit(main(sys.argv[1:], datetime(2026, 11, 16, 9)))"
)


@dataclass(frozen=True)
class Size:
    """How many children, events and rows of people; how often each ranking is timed."""

    children: int
    events: int
    rows: int
    times: int


LARGE, SMALL = Size(1_000_000, 10_000_000, 1_000_000, 3), Size(40_000, 400_000, 20_000, 1)


def measure(folder: str, *, quick: bool) -> int:
    """Makes the rows in `folder`, times everything and prints a table; 1 when a limit is broken. Limits are
    held at full size: a small one is mostly the start of the engines."""
    size, home = SMALL if quick else LARGE, Path(folder)
    began = time.monotonic()
    events(home, size.children, size.events)
    people(home, size.rows)
    _say(f"{size.children:,} children, {size.events:,} events, {size.rows:,} rows: made in {_since(began)}")
    wrong = [*_ranking(home, size), *_linking(home, size), *_borough(home)]
    held = [one for one in wrong if not quick or one.startswith("!")]
    beyond = [f"{'beyond the limit' if one in held else 'held at full size only'}: {one}" for one in wrong]
    _say("\n" + ("\n".join(beyond) or "every limit is kept"))
    return 1 if held else 0


def _ranking(home: Path, size: Size) -> list[str]:
    """The three by turns, so that whatever else runs on the machine meets each of them alike."""
    taken: dict[str, list[dict[str, Any]]] = {"bare": [], "ours": [], "pandas": []}
    _say(f"\nranking, first ten of each cohort with contributions; {_busy()}")
    for _ in range(size.times):
        for part, each in taken.items():
            each.append(_part(part, home))
    for part, rows in taken.items():
        times = ", ".join(f"{one['cpu']:.2f}" for one in rows)
        _row(part, {**_middle(rows), "peak": max(one["peak"] for one in rows)}, f"(processor {times})")
    ours, bare, pandas = (_middle(taken[part]) for part in ("ours", "bare", "pandas"))
    peak = max(one["peak"] for one in taken["ours"])
    same = all(_same(one["found"], other["found"]) for one in taken["ours"] for other in taken["pandas"])
    ratio, slower = ours["cpu"] / bare["cpu"], pandas["cpu"] / ours["cpu"]
    _say(f"  {ours['seconds'] / bare['seconds']:.2f} times the bare engine, {ratio:.2f} of the processor (2 at most)")
    _say(f"  pandas takes {pandas['seconds'] / ours['seconds']:.1f} times as long, {slower:.1f} times the processor")
    _say(f"  {'the same children and points as pandas' if same else 'NOT the same lists as pandas'}; {_busy()}")
    return _beyond(
        (not same, "!the lists are not those of pandas"),
        (ratio > 2, f"ranking is {ratio:.2f} times the bare engine"),
        (slower < PANDAS, f"pandas takes only {slower:.1f} times the processor, not {PANDAS} times"),
        (peak > 2000, f"ranking takes {peak:.0f} MB"),
    )


def _busy() -> str:
    """How busy the machine is: seconds by the wall mean little where more is running than it has processors."""
    return f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"


def _linking(home: Path, size: Size) -> list[str]:
    alone, first, again = _part("splink", home), _part("linking", home), _part("refresh", home)
    found, later = first["found"], again["found"]
    ratio, part = first["cpu"] / alone["cpu"], again["cpu"] / first["cpu"]
    _say("\nlinking, four agencies")
    _row("splink", alone, "")
    _row("ours", first, f"{ratio:.2f} times Splink alone (1.15 at most)")
    _row(
        "refresh",
        again,
        f"{later['compared']:,} of {later['rows']:,} rows new: {part:.2f} of the first time ({REFRESH} at most)",
    )
    for told in (found, later):
        _say(f"  precision {told['precision']:.4f}, recall {told['recall']:.4f}, {told['waiting']:,} pairs wait")
    return _beyond(
        (ratio > 1.15, f"linking is {ratio:.2f} times Splink alone"),
        (part > REFRESH, f"a refresh takes {part:.2f} of the first time ({REFRESH} at most)"),
        (found["precision"] < 0.99, f"!precision is {found['precision']:.4f}"),
        (later["precision"] < found["precision"] - 0.001, f"!a refresh brings precision to {later['precision']:.4f}"),
        (later["recall"] < found["recall"] - 0.001, f"!a refresh brings recall to {later['recall']:.4f}"),
        (first["peak"] > 2000, f"linking takes {first['peak']:.0f} MB"),
    )


def _middle(rows: list[dict[str, Any]]) -> dict[str, float]:
    return {key: median(one[key] for one in rows) for key in ("seconds", "cpu")}


def _row(name: str, told: dict[str, Any], words: str) -> None:
    taken = f"{told['seconds']:>8.2f} s   processor {told['cpu']:>7.2f} s   peak {told['peak']:>6.0f} MB"
    _say(f"  {name:<8}{taken}   {words}".rstrip())


def _borough(home: Path) -> list[str]:
    """A borough of 8,000 children, by the commands that a person would type."""
    made, store, began = home / "borough", home / "store", _processor()
    _command("synthesise", made, "--children", "8000")
    _say("\na borough of 8,000 children")
    for name, args in {"load": [made], "link": ["--truth", made / "truth.csv"], "rank": []}.items():
        since, worked = time.monotonic(), _processor()
        told = _command(name, store, *args)
        _say(f"  {name:<8}{time.monotonic() - since:>8.2f} s   processor {_processor() - worked:>7.2f} s")
        if name == "link":
            _say("\n".join(f"    {line}" for line in told.splitlines()))
    taken = _processor() - began
    _say(f"  {taken:.1f} s of the processor in all ({BOROUGH_SECONDS} at most)")
    return _beyond((taken > BOROUGH_SECONDS, f"!a borough takes {taken:.1f} s"))


def _processor() -> float:
    """Seconds of the processor that the programs started so far have taken."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _part(name: str, folder: Path) -> dict[str, Any]:
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "bench.singleview.parts", name, str(folder)], capture_output=True, cwd=HERE, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{name}: {done.stderr.decode()[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _command(name: str, *args: Any) -> str:
    line = [sys.executable, "-c", COMMAND, name, *map(str, args)]
    return subprocess.run(line, capture_output=True, cwd=HERE, check=True, text=True).stdout  # noqa: S603


def _same(ours: dict[str, Any], theirs: dict[str, Any]) -> bool:
    """The same children in the same order; points may differ in the last place, where pandas rounds halves
    to even."""
    return all(
        [child for child, _ in ours[code]] == [child for child, _ in theirs[code]]
        and all(abs(a[1] - b[1]) < 0.001 for a, b in zip(ours[code], theirs[code], strict=True))
        for code in ours
    )


def _beyond(*limits: tuple[bool, str]) -> list[str]:
    return [words for broken, words in limits if broken]


def _since(began: float) -> str:
    return f"{time.monotonic() - began:.0f} s"


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()
