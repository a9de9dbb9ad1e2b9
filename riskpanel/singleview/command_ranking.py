"""`riskpanel singleview link|review|decide|rank|explain`: from rows to children, to a list, to the reasons."""

import argparse
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from riskpanel.singleview.engines import need

Subparsers = Any


def add_link(commands: Subparsers) -> None:
    """`link`: which rows are one child."""
    parser = commands.add_parser("link", help="join rows that are about one child", description=LINK)
    _store(parser)
    parser.add_argument("--truth", type=Path, help="CSV of source, source_id, child: prints precision and recall")
    parser.add_argument("--at", type=datetime.fromisoformat, help="the moment of linking; now if not given")
    parser.add_argument("--afresh", action="store_true", help="compare all rows again, with the shares learnt before")
    parser.add_argument(
        "--relearn", action="store_true", help="the same, and learn anew how alike rows of one child are"
    )
    parser.set_defaults(run=_told(_link))


LINK = """Compares the rows of different agencies and puts together those that are one child. What is neither clear nor
unlikely waits in a queue (riskpanel singleview review). Only new and changed rows are compared again, and only
children whom one of them touches are put together again; that is the same as --afresh, and quicker. All rows are
compared by themselves when three in ten are new, when there are half as many again as the shares were learnt from,
after 52 linkings, and after one that broke off. Decisions and the children's ids are remembered either way."""


def _link(args: argparse.Namespace) -> int:
    need(("duckdb", "splink", "pyarrow"))
    from riskpanel.singleview.linking import link_store, measure
    from riskpanel.singleview.store import Store

    view = _view(args.procedure)
    store = Store(args.store)
    how = {"relearn": args.relearn, "afresh": args.afresh}
    found = link_store(store, view, at=args.at or args.now, **how, progress=_progress)
    _say(f"{found.rows:,} rows of {found.sources} agencies are {found.children:,} children")
    _say(f"{found.compared:,} rows were new or changed; {found.waiting:,} pairs wait for a decision")
    if not found.learnt:
        _say("There are too few rows to learn from: fixed shares of agreement were used")
    if found.contradicted:
        _say(f"{found.contradicted} decisions are overruled by newer ones")
    if args.truth:
        right = measure(store.path / "links" / "links.parquet", args.truth)
        _say(f"precision {right.precision:.4f}: of {right.linked:,} pairs that were linked {right.both:,} are right")
        _say(f"recall {right.recall:.4f}: of {right.true:,} pairs that are one child {right.both:,} were linked")
    return 0


def add_review(commands: Subparsers) -> None:
    """`review`: pairs that wait for a decision."""
    parser = commands.add_parser("review", help="pairs that a person is to decide about")
    parser.add_argument("store", type=Path, help="the store's folder")
    parser.add_argument("--first", type=int, default=20, help="how many to print (20)")
    parser.set_defaults(run=_told(_review))


def _review(args: argparse.Namespace) -> int:
    from riskpanel.singleview.linking import review

    waiting = review(args.store / "links").pairs
    for pair in waiting[: args.first]:
        _say(f"{':'.join(pair.left)}  {':'.join(pair.right)}  {pair.likeness:.2f}  {pair.why}")
    _say(f"{len(waiting):,} pairs wait for a decision")
    return 0


def add_decide(commands: Subparsers) -> None:
    """`decide`: remembers a decision about a pair."""
    parser = commands.add_parser("decide", help="say whether two rows are the same child")
    parser.add_argument("store", type=Path, help="the store's folder")
    parser.add_argument("left", type=_key, help="a row, as source:id")
    parser.add_argument("right", type=_key, help="the other row, as source:id")
    parser.add_argument("answer", choices=["same", "not-the-same", "open-again"], help="what was decided")
    parser.add_argument("--by", required=True, help="who decided")
    parser.add_argument("--at", type=datetime.fromisoformat, help="when; now if not given")
    parser.set_defaults(run=_told(_decide))


def _decide(args: argparse.Namespace) -> int:
    from riskpanel.singleview.linking import decide

    same = {"same": True, "not-the-same": False, "open-again": None}[args.answer]
    try:
        decide(args.store / "links", args.left, args.right, same, by=args.by, at=args.at or args.now)
    except ValueError as error:
        raise Refused(str(error)) from error
    _say("Remembered. It counts from the next link on; a newer decision about the pair takes its place.")
    return 0


def add_rank(commands: Subparsers) -> None:
    """`rank`: the lists of a day."""
    parser = commands.add_parser("rank", help="rank the children of each cohort", description=RANK)
    _store(parser)
    parser.add_argument("--as-of", type=date.fromisoformat, help="the day of the list (2026-11-16); today if not given")
    parser.add_argument("--depth", type=int, help="how many children of each cohort to list (100; 0: all with points)")
    parser.add_argument("--engine", default=None, help=ENGINE)
    parser.set_defaults(run=_told(_rank))


RANK = """Adds up what the procedure counts for each child and keeps the lists in the store's folder of runs, with the
rows behind every point. The same rows and procedure give the same file, whichever engine adds them up: DuckDB in this
process; or what --engine or the environment's RISKPANEL_SINGLEVIEW_URL names. postgresql://user@server/database is sent
what may count, as temporary tables. spark://local is a Spark on this machine (Java 17 or later, and the extra
riskpanel[spark]); spark://server:7077 a cluster, which must see the store's folder under the same path."""
ENGINE = "duckdb://, postgresql://…, spark://local or spark://…; RISKPANEL_SINGLEVIEW_URL if not given, or else DuckDB"


def _rank(args: argparse.Namespace) -> int:
    from riskpanel.singleview.ranking.keeping import rank_store
    from riskpanel.singleview.ranking.run import DEPTH
    from riskpanel.singleview.store import Store

    view, as_of = _view(args.procedure), args.as_of or args.now.date()
    depth = DEPTH if args.depth is None else args.depth
    try:
        file, run = rank_store(Store(args.store), view, as_of, url=args.engine, depth=depth, progress=_progress)
    except ValueError as error:
        raise Refused(str(error)) from error
    except FileNotFoundError as error:
        raise Refused(f"{args.store}: the rows are not linked yet: riskpanel singleview link {args.store}") from error
    for cohort in view.cohorts:
        _say(f"{cohort.label}: {len(run.cohort(cohort.code)):,} children listed, the panel looks at {cohort.size}")
        for entry in run.cohort(cohort.code)[: cohort.size]:
            _say(f"  {entry['rank']:>3}  {entry['child']}  {entry['total']:>8.1f}{_moved(entry)}")
    for feed in run.data["feeds"]:
        if feed["stale"]:
            newest = f"ends on {feed['newest']}" if feed["newest"] else "holds nothing"
            _say(f"The feed {feed['source']} {newest}: what it has not told is not known")
    _say(f"kept in {file}")
    return 0


def add_explain(commands: Subparsers) -> None:
    """`explain`: why a child stands where it stands."""
    parser = commands.add_parser("explain", help="say why each child is on the list")
    _store(parser)
    parser.add_argument("--child", help="one child by id; without it, those at whom the panel looks")
    parser.add_argument("--run", dest="file", type=Path, help="a run's file; the newest if not given")
    parser.set_defaults(run=_told(_explain))


def _explain(args: argparse.Namespace) -> int:
    from riskpanel.singleview.explaining import NotListed, explain
    from riskpanel.singleview.ranking.run import read, runs

    view = _view(args.procedure)
    kept = [args.file] if args.file else runs(args.store / "runs")
    if not kept:
        raise Refused(f"{args.store}: nothing was ranked yet: riskpanel singleview rank {args.store}")
    run = read(kept[-1])
    try:
        for title, children in [("", [args.child])] if args.child else _looked_at(run, view):
            _say(f"{title}\n" if title else "")
            for child in children:
                _say(f"{child}\n  " + "\n  ".join(one.text for one in explain(run, child, view)) + "\n")
    except NotListed as error:
        raise Refused(str(error)) from error
    return 0


def _looked_at(run: Any, view: Any) -> list[tuple[str, list[str]]]:
    """Of each cohort its label and the children at whom the panel looks."""
    return [(one.label, [entry["child"] for entry in run.cohort(one.code)[: one.size]]) for one in view.cohorts]


class Refused(Exception):
    """What was asked for cannot be done; the words say why."""


PARSERS = [add_link, add_review, add_decide, add_rank, add_explain]


def _told(run: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """The same, with a refusal told as a sentence and the exit code 1."""

    def told(args: argparse.Namespace) -> int:
        try:
            return run(args)
        except Refused as error:
            sys.stderr.write(f"{error}\n")
            return 1

    return told


def _store(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("store", type=Path, help="the store's folder")
    parser.add_argument("--procedure", default="", help="a procedure file, or the name of one in the box")


def _view(named: str) -> Any:
    """What a procedure says of the Single View; Refused when there is none."""
    from riskpanel.procedure import ProcedureError, box, boxed, load_procedure

    try:
        if named and named not in box():
            procedures = [load_procedure(Path(named))]
        else:
            procedures = [boxed(name) for name in ([named] if named else box())]
    except ProcedureError as error:
        raise Refused(str(error)) from error
    found = [one for one in procedures if one.single_view]
    if len(found) == 1:
        return found[0].single_view
    if found:
        raise Refused("Which procedure? --procedure " + " or ".join(one.identity.slug for one in found))
    raise Refused(f"{named or 'No procedure in the box'} says nothing of a Single View: name one with --procedure")


def _key(text: str) -> tuple[str, str]:
    source, found, own = text.partition(":")
    if not (source and found and own):
        raise argparse.ArgumentTypeError(f"{text} is no row: write source:id")
    return source, own


def _moved(entry: dict[str, Any]) -> str:
    if entry["new_in"]:
        return "  new"
    return f"  {'up' if entry['moved'] > 0 else 'down'} from {entry['was']}" if entry["moved"] else ""


def _progress(words: str) -> None:
    sys.stderr.write(f"{words} …\n")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
