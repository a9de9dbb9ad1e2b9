"""`riskpanel singleview …`: loads extracts, links and ranks them, makes an invented borough. No Django."""

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from riskpanel.singleview.engines import EnginesMissing, need

Subparsers = Any
PARTS = ("riskpanel.singleview.command", "riskpanel.singleview.command_ranking")


def main(argv: Sequence[str], now: datetime) -> int:
    """Runs one subcommand; the exit code: 0 done, 1 refused, 2 not understood."""
    parser = argparse.ArgumentParser(
        prog="riskpanel singleview", description="The Single View: extracts, links, ranked lists."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for add in _parts():
        add(commands)
    try:
        args = parser.parse_args(list(argv))
    except SystemExit as end:
        return int(end.code or 0)
    args.now = now
    return _run(args)


def _parts() -> list[Callable[[Subparsers], None]]:
    """What each part adds: a module of PARTS gives `PARSERS`, a list of functions that take the subparsers."""
    modules = [import_module(name) for name in PARTS if find_spec(name)]
    return [add for module in modules for add in module.PARSERS]


def _run(args: argparse.Namespace) -> int:
    from riskpanel.singleview.formats.table import NotUnderstood
    from riskpanel.singleview.mapping import MappingError

    try:
        need()
        return int(args.run(args) or 0)
    except (NotUnderstood, MappingError, EnginesMissing, FileExistsError) as error:
        say(str(error), file=sys.stderr)
        return 1
    except OSError as error:
        say(f"{error.filename or ''}: {error.strerror or error}", file=sys.stderr)
        return 1


def say(text: str, file: Any = None) -> None:
    """Writes a line for the person at the terminal."""
    (file or sys.stdout).write(f"{text}\n")


def add_load(commands: Subparsers) -> None:
    """`load`: takes extracts into a store."""
    parser = commands.add_parser("load", help="load extracts into a store", description=LOAD)
    parser.add_argument("store", type=Path, help="the store's folder")
    parser.add_argument("files", nargs="+", help="files, folders, or addresses of databases (postgres://…?schema=…)")
    parser.add_argument("--mapping", type=Path, help="TOML: what the columns of these files are")
    parser.add_argument("--source", default="", help="the feed's name, where the files or the mapping do not tell it")
    parser.add_argument(
        "--at", type=datetime.fromisoformat, help="the moment of loading, as 2026-11-16T09:00; now if not given"
    )
    parser.add_argument("--rejects", type=Path, help="write the rejected rows of these loads into this folder, as CSV")
    parser.add_argument("--whole", action="store_true", help=WHOLE)
    parser.set_defaults(run=_load)


WHOLE = "each set holds all that its source knows: what it no longer holds has gone (only of the kinds it tells)"
LOAD = """Understands tables of the SSD (CSV, Parquet, or a database by its address), the SSDA903 return's CSV, the CIN
census's XML, and any CSV or XLSX that a mapping describes: given by --mapping, or lying beside the file under its
name (arrests.csv, arrests.toml). Either all of a set is loaded or nothing; what was loaded before changes nothing.
Of databases PostgreSQL and DuckDB are tried; SQL Server (mssql://…) takes the same way through Ibis and is not tried by
us yet."""


def _load(args: argparse.Namespace) -> int:
    from riskpanel.singleview.loading import load
    from riskpanel.singleview.mapping import load_mapping
    from riskpanel.singleview.store import Store

    store = Store(args.store)
    mapping = load_mapping(args.mapping) if args.mapping else None
    reports, aside = load(
        store,
        args.files,
        at=args.at or args.now,
        mapping=mapping,
        source=args.source,
        whole=args.whole,
        progress=_progress,
    )
    for report in reports:
        for line in report.lines():
            say(line)
        if args.rejects and report.load.rejected:
            _write_rejects(store, report.load, args.rejects)
    for why in aside:
        say(f"left aside: {why}")
    return 0


def _progress(file: str, rows: int) -> None:
    say(f"{file}: {rows:,} rows …", file=sys.stderr)


def _write_rejects(store: Any, load: Any, folder: Path) -> None:
    from riskpanel.singleview.rejects import write_rejects

    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"rejected-{load.source}-{load.id[:8]}.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        write_rejects(store, load, file)
    say(f"  rejected rows are in {path}")


def add_synthesise(commands: Subparsers) -> None:
    """`synthesise`: makes an invented borough."""
    parser = commands.add_parser("synthesise", help="make an invented borough's extracts", description=SYNTHESISE)
    parser.add_argument("out", type=Path, help="the folder to make; it may not hold anything")
    parser.add_argument("--children", type=int, default=8_000, help="children known to any agency (8,000)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same borough (1)")
    parser.add_argument("--as-of", type=datetime.fromisoformat, help="the day of the extracts; today if not given")
    parser.add_argument("--weeks-later", type=int, default=0, help="the same borough so many weeks later (0)")
    parser.set_defaults(run=_synthesise)


SYNTHESISE = """Makes extracts of children who do not exist: tables of the SSD, and CSV of the police, youth justice,
schools and health, each with its mapping beside it. truth.csv says which rows are one child. The same seed, number
and --as-of with --weeks-later 1 makes the same borough a week on."""


def _synthesise(args: argparse.Namespace) -> int:
    from riskpanel.singleview.synthesis import synthesise

    told = synthesise(
        args.out, children=args.children, seed=args.seed, as_of=(args.as_of or args.now).date(),
        weeks_later=args.weeks_later,
    )  # fmt: skip
    for name, rows in told.items():
        say(f"{name}: {rows:,} rows")
    return 0


PARSERS = [add_load, add_synthesise]
