"""A ranking of a store, kept in its folder of runs."""

import json
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from riskpanel.procedure.single_view import SingleView
from riskpanel.singleview.engines import backend
from riskpanel.singleview.linking import linked
from riskpanel.singleview.ranking import DEPTH, rank
from riskpanel.singleview.ranking.run import Run, feeds_of, keep, week_before
from riskpanel.singleview.ranking.tables import of_store, sent

Progress = Callable[[str], None]


def rank_store(
    store: Any,
    view: SingleView,
    as_of: date,
    *,
    url: str | None = None,
    depth: int = DEPTH,
    progress: Progress = lambda words: None,
) -> tuple[Path, Run]:
    """Ranks what a store holds, on the engine that `url` or the environment names, and keeps the run.
    FileNotFoundError when the store's rows were not linked."""
    here = backend(url)
    tables = None
    try:
        if here.name == "postgres":
            progress("sending what may count to the server")
            local = backend("duckdb://")
            tables = sent(here, of_store(local, store), view, as_of)
            local.disconnect()
        else:
            tables = of_store(here, store)
        run = rank(
            tables, view, as_of, feeds=feeds_of(store.loads(), view, as_of),
            before=week_before(store.path / "runs", as_of), inputs=inputs_of(store), depth=depth, progress=progress,
        )  # fmt: skip
    finally:
        here.disconnect()
    return keep(run, store.path / "runs"), run


def inputs_of(store: Any) -> str:
    """A hash of what was loaded and how it was linked. The order of loads counts only within a source."""
    loads = sorted(store.loads(), key=lambda load: load.source)
    last = linked(store.path / "links")
    told = [[load.source, load.id] for load in loads]
    return sha256(json.dumps([told, last.print if last else ""]).encode()).hexdigest()
