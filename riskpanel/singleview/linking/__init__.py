"""One child: rows of different agencies that are about the same child, joined and numbered.

A linking after the first does again only what new, changed and gone rows, and decisions, touch:

- rows are told from those of the last time by a hash of what is compared; only the new ones are made ready;
- pairs are made of the new rows, and of the old ones that share something with them, with the shares learnt before;
- children are put together again where a row came, went or was decided about; every other child stays as it was;
- the queue and the hash of the links are carried on likewise.

What it does with all the rows is to read and hash them and to copy the links. All rows are compared again after
`link --afresh`; when the shares are learnt anew (`--relearn`, or half as many rows again as they were learnt from);
when three rows in ten are new; when the procedure asks about less likely pairs than before; when the last
linking broke off; and after 52 linkings that added to one another. The links are the same either way.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from riskpanel.procedure.single_view import SingleView
from riskpanel.singleview.engines import need
from riskpanel.singleview.linking import children, pairs, rows
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
    store: Any,
    view: SingleView,
    *,
    at: datetime,
    relearn: bool = False,
    afresh: bool = False,
    progress: Progress = lambda words: None,
) -> Linked:
    """Links the current people of a store and writes its folder of links."""
    need(("duckdb", "splink", "pyarrow"))
    from riskpanel.singleview.engines import duckdb_connection

    with duckdb_connection() as con:
        store.relation(con, "people")
        folder = store.path / "links"
        return link(con, folder, view, at=at, relearn=relearn, afresh=afresh, progress=progress)


def link(
    con: Any,
    folder: Path,
    view: SingleView,
    *,
    at: datetime,
    relearn: bool = False,
    afresh: bool = False,
    progress: Progress = lambda words: None,
) -> Linked:
    """Links the rows of the view `people` on a DuckDB connection. The folder keeps the model, the rows as they
    were compared, the pairs and the ids from one time to the next. `afresh` compares all rows again, `relearn`
    with shares learnt anew. The same rows, decisions and folder give the same links."""
    folder.mkdir(parents=True, exist_ok=True)
    progress("reading people")
    made = _Making(con, folder, view)
    if made.changed(afresh or relearn) == 0 and made.last and made.last.made_with == made.made_with:
        progress("nothing is new")
        return replace(made.last, compared=0)
    (folder / "links.json").unlink(missing_ok=True)
    made.pairs(relearn, progress)
    progress("putting children together")
    return made.children(at)


class _Making:
    """One linking. `last` is the linking that it goes on from; None when all rows are compared."""

    def __init__(self, con: Any, folder: Path, view: SingleView) -> None:
        self.con, self.folder, self.view = con, folder, view
        self.decisions = all_decisions(folder)
        self.decided = standing(self.decisions)
        self.made_with = _made_with(view, self.decided)
        self.model = _model(folder)
        self.last = linked(folder) if rows.can_go_on(folder) else None
        self.rows = self.sources = self.compared = 0

    def changed(self, afresh: bool) -> int:
        """Finds what came and went; how many rows. Settles whether all rows are to be compared."""
        gone = 0
        if afresh or self.view.review_above < self.model.get("least", 1.0):
            self.last = None
        if self.last:
            self.compared, gone = rows.changes(self.con, self.folder)
            self.rows, self.sources = rows.counted(self.con)
            if self._outgrown() or self.compared > MOSTLY_NEW * self.rows:
                self.last = None
        if not self.last:
            rows.everything(self.con, self.folder)
            self.rows, self.sources = rows.counted(self.con)
            self.compared = self.rows
        return self.compared + gone

    def pairs(self, relearn: bool, progress: Progress) -> None:
        """Makes the pairs, with shares learnt before or now, and keeps what was compared."""
        con, view = self.con, self.view
        if relearn or self._outgrown():
            progress("learning how alike rows of one child are")
            self.model = learn(con, self.rows, self.sources)
        if self.last:
            progress(f"comparing {self.compared:,} new or changed rows with {self.rows:,}")
            pairs.score_fresh(con, self.model, self.folder)
        else:
            progress(f"comparing all {self.rows:,} rows")
            self.model["least"] = view.review_above
            pairs.score_all(con, self.model)
        now = [view.link_above, view.review_above]
        pairs.at_hand(con, view.link_above, self.decisions, self.model.get("thresholds") != now)
        self.model["thresholds"] = now
        rows.keep(con, self.folder, whole=not self.last)
        pairs.keep(con, self.folder)
        _write(self.folder / "model.json", self.model)

    def children(self, at: datetime) -> Linked:
        """Puts children together from the pairs, and keeps what came of it."""
        lost = children.group(self.con, self.view.link_above, self.decided)
        children.identify(self.con, at.isoformat())
        waiting, restricted = queue(self.con, self.folder, self.view.review_above, whole=not self.last)
        count, print_ = self._told()
        children.keep(self.con, self.folder)
        result = Linked(
            self.rows, self.sources, self.compared, count, waiting, restricted, len(lost), self.model["learnt"],
            print_, self.made_with,
        )  # fmt: skip
        _write(self.folder / "links.json", asdict(result))
        return result

    def _outgrown(self) -> bool:
        return not self.model or self.rows > OUTGROWN * self.model["rows"]

    def _told(self) -> tuple[int, str]:
        """How many children there are now, and a hash of who is which child, whatever the order of the rows:
        those of the last time without what was touched, and with what came of it."""
        before, hashed = self._sum("was SEMI JOIN (SELECT id FROM gone UNION ALL SELECT id FROM touched) USING (id)")
        after, added = self._sum("links")
        count, known = (self.last.children, int(self.last.print, 16)) if self.last else (0, 0)
        return count - before + after, f"{known ^ hashed ^ added:032x}"

    def _sum(self, told: str) -> tuple[int, int]:
        each = "md5_number(source || '|' || source_id || '|' || child)"
        query = f"SELECT count(DISTINCT child), coalesce(bit_xor({each}), 0)::VARCHAR FROM {told}"  # noqa: S608 (tables of ours)
        count, hashed = self.con.execute(query).fetchone()
        return int(count), int(hashed)


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


def _made_with(view: SingleView, decided: list[Decision]) -> str:
    told = [view.link_above, view.review_above, [[*one.pair, one.same] for one in decided]]
    return sha256(json.dumps(told).encode()).hexdigest()


def _model(folder: Path) -> dict[str, Any]:
    try:
        told: dict[str, Any] = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return told


def _write(file: Path, told: dict[str, Any]) -> None:
    part = file.with_suffix(".json.part")
    part.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    part.replace(file)
