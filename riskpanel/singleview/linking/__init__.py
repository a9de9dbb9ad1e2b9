"""One child: rows of different agencies that are about the same child, joined and numbered."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from riskpanel.procedure.single_view import SingleView
from riskpanel.singleview.engines import need
from riskpanel.singleview.linking import children, pairs
from riskpanel.singleview.linking.decisions import Decision, Key, all_decisions, decide, standing
from riskpanel.singleview.linking.measuring import Measured, measure
from riskpanel.singleview.linking.model import learn
from riskpanel.singleview.linking.review import Pair, Review, queue

__all__ = [
    "Decision", "Key", "Linked", "Measured", "Pair", "Review", "all_decisions", "decide", "link", "link_store",
    "linked", "measure", "review", "standing",
]  # fmt: skip

OUTGROWN = 1.5
"""The shares are learnt anew when there are this many times the rows that they were learnt from."""
MOSTLY_NEW = 0.3
"""From this share of new or changed rows all pairs are made again."""

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Linked:
    """What a linking came to. `compared` is how many rows were new or changed; `learnt` whether the shares
    were learnt from the rows or are the fixed ones; `contradicted` how many decisions newer ones overrule;
    `restricted` how many pairs with a restricted person nobody is shown; `print` is a hash of the links, and
    `made_with` of the thresholds and decisions."""

    rows: int
    sources: int
    compared: int
    children: int
    waiting: int
    restricted: int
    contradicted: int
    learnt: bool
    print: str
    made_with: str


def link_store(
    store: Any, view: SingleView, *, at: datetime, relearn: bool = False, progress: Progress = lambda words: None
) -> Linked:
    """Links the current people of a store and writes its folder of links."""
    need(("duckdb", "splink", "pyarrow"))
    from riskpanel.singleview.engines import duckdb_connection

    with duckdb_connection() as con:
        store.relation(con, "people")
        return link(con, store.path / "links", view, at=at, relearn=relearn, progress=progress)


def link(
    con: Any,
    folder: Path,
    view: SingleView,
    *,
    at: datetime,
    relearn: bool = False,
    progress: Progress = lambda words: None,
) -> Linked:
    """Links the rows of the view `people` on a DuckDB connection. The folder keeps the model, the pairs and
    the ids from one time to the next, so that only new and changed rows are compared again. The same rows,
    decisions and folder give the same links."""
    folder.mkdir(parents=True, exist_ok=True)
    progress("reading people")
    rows, sources = pairs.prepare(con)
    decided = standing(all_decisions(folder))
    made_with = _made_with(view, decided)
    if not relearn and (last := _unchanged(con, folder, rows, made_with)):
        progress("nothing is new")
        return last
    (folder / "links.json").unlink(missing_ok=True)
    compared = _pairs(con, folder, view, rows, sources, relearn, progress)
    progress("putting children together")
    lost = children.group(con, view.link_above, decided)
    children.identify(con, folder / "links.parquet", at.isoformat())
    waiting, restricted = queue(con, folder, view.review_above)
    pairs.copy(con, "SELECT * EXCLUDE (id) FROM links ORDER BY id", folder / "links.parquet")
    result = Linked(
        rows, sources, compared, _count(con), waiting, restricted, len(lost), _model(folder)["learnt"], _print(con),
        made_with,
    )  # fmt: skip
    _write(folder / "links.json", asdict(result))
    return result


def linked(folder: Path) -> Linked | None:
    """What the last linking came to, or None when there was none."""
    file = folder / "links.json"
    return Linked(**json.loads(file.read_text(encoding="utf-8"))) if file.is_file() else None


def review(folder: Path, may_see_restricted: bool = False) -> Review:
    """The pairs that wait for a decision, the likest first. Pairs with a restricted person are never among
    them; whoever may see restricted people is told how many there are."""
    import pyarrow.parquet as pq

    last, file = linked(folder), folder / "review.parquet"
    rows = pq.read_table(file).to_pylist() if file.is_file() else []
    found = tuple(
        Pair(
            (row["left_source"], row["left_id"]),
            (row["right_source"], row["right_id"]),
            row["probability"],
            row["why"],
        )
        for row in rows
    )
    return Review(found, (last.restricted if last else 0) if may_see_restricted else None)


def _pairs(con: Any, folder: Path, view: SingleView, rows: int, sources: int, relearn: bool, progress: Progress) -> int:
    """Makes the pairs and keeps them; how many rows were compared."""
    model = None if relearn else _model(folder)
    whole = not model or rows > OUTGROWN * model["rows"] or not (folder / "rows.parquet").is_file()
    if not model or rows > OUTGROWN * model["rows"]:
        progress("learning how alike rows of one child are")
        model = {**learn(con, rows, sources), "least": view.review_above}
    compared = rows if whole else pairs.changed(con, folder)
    if whole or compared > MOSTLY_NEW * rows or view.review_above < model["least"]:
        progress(f"comparing all {rows:,} rows")
        model, compared = {**model, "least": view.review_above}, rows
        pairs.score_all(con, model, view.review_above)
    else:
        progress(f"comparing {compared:,} new or changed rows with {rows:,}")
        pairs.score_changed(con, model, model["least"], folder)
    pairs.keep(con, folder)
    _write(folder / "model.json", model)
    return compared


def _made_with(view: SingleView, decided: list[Decision]) -> str:
    told = [view.link_above, view.review_above, [[*one.pair, one.same] for one in decided]]
    return sha256(json.dumps(told).encode()).hexdigest()


def _unchanged(con: Any, folder: Path, rows: int, made_with: str) -> Linked | None:
    """The last linking, when it was made from these same rows and decisions."""
    last = linked(folder)
    if last is None or (last.rows, last.made_with) != (rows, made_with) or not (folder / "rows.parquet").is_file():
        return None
    return None if pairs.changed(con, folder) else replace(last, compared=0)


def _model(folder: Path) -> dict[str, Any]:
    try:
        told: dict[str, Any] = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return told


def _count(con: Any) -> int:
    return int(con.execute("SELECT count(DISTINCT child) FROM links").fetchone()[0])


def _print(con: Any) -> str:
    """A hash of who is which child, whatever the order of the rows."""
    hashed = "md5_number(source || '|' || source_id || '|' || child)"
    found = con.execute(f"SELECT coalesce(bit_xor({hashed}), 0)::VARCHAR FROM links").fetchone()[0]  # noqa: S608
    return f"{int(found):032x}"


def _write(file: Path, told: dict[str, Any]) -> None:
    part = file.with_suffix(".json.part")
    part.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    part.replace(file)
