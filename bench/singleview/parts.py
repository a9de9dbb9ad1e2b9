"""The parts that are timed, each run in a process of its own: `python -m bench.singleview.parts PART FOLDER`.
Prints seconds, peak memory and what was found, as JSON."""

import json
import resource
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from bench.singleview.making import AS_OF, BOTH, OPEN, SOURCES, VIEW

AT = datetime.combine(AS_OF, datetime.min.time())
LIMITS = {"memory_limit": "1500MB"}


class Clock:
    """Seconds by the wall, and seconds of the processor, which other programs on the machine do not lengthen."""

    def __init__(self) -> None:
        self.wall, self.cpu = time.perf_counter(), time.process_time()

    def told(self) -> dict[str, float]:
        return {"seconds": time.perf_counter() - self.wall, "cpu": time.process_time() - self.cpu}


def ours(folder: Path) -> Any:
    """The ranking of riskpanel, contributions and all, for the first ten of each cohort."""
    import ibis.backends.duckdb  # noqa: F401 (loaded before the clock starts, as pandas is)
    import pyarrow.parquet  # noqa: F401 (loaded before the clock starts)

    from riskpanel.singleview.engines import backend
    from riskpanel.singleview.ranking import Feed, of_files, rank

    clock = Clock()
    con = backend("duckdb://")
    tables = of_files(con, [folder / "events.parquet"], folder / "links.parquet", ["first"])
    feeds = [Feed(source, AS_OF.isoformat(), AS_OF.isoformat(), 0, False) for source in SOURCES]
    run = rank(tables, VIEW, AS_OF, feeds=feeds, depth=10)
    took = clock.told()
    lists = {code: [[one["child"], one["total"]] for one in listed] for code, listed in run.data["cohorts"].items()}
    return {**took, **lists}


def bare(folder: Path) -> Any:
    """DuckDB alone: one scan and group-by over the same files for the same sums. Nothing told twice is taken
    out, nothing capped, no cohorts, no contributions."""
    import duckdb

    worth = ", ".join(f"sum({_sql(one)})" for one in VIEW.indicators)
    query = (
        f"CREATE TABLE found AS SELECT child, {worth} FROM read_parquet('{folder}/events.parquet') "  # noqa: S608 (the folder and the indicators of the measurement itself)
        f"JOIN read_parquet('{folder}/links.parquet') USING (source, source_id) "
        f"WHERE began >= DATE '{AS_OF}' - 365 AND began < DATE '{AS_OF}' + 1 GROUP BY child"
    )
    clock = Clock()
    with duckdb.connect(config=LIMITS) as con:
        con.execute(query)
        children = con.execute("SELECT count(*) FROM found").fetchone()[0]
    return {**clock.told(), "children": children}


def _sql(one: Any) -> str:
    when = f"kind = '{one.kinds[0]}' AND began >= DATE '{AS_OF}' - {one.window_days}"
    when += f" AND code IN {one.codes}" if one.codes else ""
    when += f" AND value < {one.threshold}" if one.measure == "value_below" else ""
    age = f"(DATE '{AS_OF}' - CAST(began AS DATE))"
    decay = f" * power(0.5, {age} / {one.half_life_days}.0)" if one.half_life_days else ""
    return f"CASE WHEN {when} THEN {one.points}{decay} END"


COLUMNS = ["key", "source", "source_id", "kind", "began", "ended", "code", "value"]
"""What the pandas script needs, and no more."""


def pandas(folder: Path) -> Any:
    """The straightforward pandas script for the same lists."""
    import pandas as pd
    import pyarrow.parquet  # noqa: F401 (loaded before the clock starts)

    clock = Clock()
    events = pd.read_parquet(folder / "events.parquet", columns=COLUMNS)
    links = pd.read_parquet(folder / "links.parquet")
    end = pd.Timestamp(AS_OF) + pd.Timedelta(days=1)
    events = events.merge(links, on=["source", "source_id"])
    events["day"] = events["began"].dt.normalize()
    is_open = (events["source"] == "csc") & events["kind"].isin(OPEN) & (events["began"] < end)
    opened = set(events.loc[is_open & (events["ended"].isna() | (events["ended"] >= end)), "child"])
    totals = pd.Series(0.0, index=links["child"].unique())
    for one in VIEW.indicators:
        totals = totals.add(_pandas_points(pd, events, one, end), fill_value=0.0)
    totals = totals[totals > 0].round(4)
    newest = _pandas_newest(pd, events, end)
    table = pd.DataFrame({"total": totals, "newest": newest.reindex(totals.index)})
    table["open"] = table.index.isin(opened)
    table = table.rename_axis("child").reset_index().sort_values(
        ["total", "newest", "child"], ascending=[False, False, True]
    )  # fmt: skip
    kept = {"cohort_1": table[table["open"]], "cohort_2": table[~table["open"]]}
    lists = {code: kept[code].head(10)[["child", "total"]].to_numpy().tolist() for code in BOTH}
    return {**clock.told(), **lists}


def _counted(events: Any, one: Any, end: Any) -> Any:
    said = events["kind"].isin(one.kinds) & (events["began"] < end)
    said &= events["began"] >= end - (end - end.normalize()) - _days(one.window_days + 1)
    if one.codes:
        said &= events["code"].isin(one.codes)
    if one.measure == "value_below":
        said &= events["value"] < one.threshold
    return events[said]


def _days(count: int) -> Any:
    import pandas as pd

    return pd.Timedelta(days=count)


def _pandas_points(pd: Any, events: Any, one: Any, end: Any) -> Any:
    rows = _counted(events, one, end)
    if one.one_event_within_days:
        rows = _pandas_once(rows, one.one_event_within_days)
    age = (pd.Timestamp(AS_OF) - rows["day"]).dt.days
    worth = one.points * (0.5 ** (age / one.half_life_days) if one.half_life_days else 1.0 + 0 * age)
    return worth.round(4).groupby(rows["child"]).sum().clip(upper=one.cap)


def _pandas_once(rows: Any, within: int) -> Any:
    """Rows without those that another agency told before: looked at one by one where they are close."""
    rows = rows.assign(place=rows["source"].map({source: n for n, source in enumerate(SOURCES)}))
    rows = rows.sort_values(["child", "day", "place", "key"])
    drop, kept, last = [], [], None
    listed = zip(
        rows.index, rows["child"], rows["day"].astype("int64") // _ns(rows["day"]), rows["source"], strict=True
    )
    for index, child, day, source in listed:
        if child != last:
            kept, last = [], child
        kept = [each for each in kept if day - each[0] <= within]
        same = next((each for each in kept if source not in each[1]), None)
        if same:
            same[1].add(source)
            drop.append(index)
        else:
            kept.append((day, {source}))
    return rows.drop(index=drop)


def _ns(days: Any) -> int:
    return {"ns": 86_400_000_000_000, "us": 86_400_000_000, "ms": 86_400_000}[days.dt.unit]


def _pandas_newest(pd: Any, events: Any, end: Any) -> Any:
    counted = pd.concat([_counted(events, one, end)[["child", "day"]] for one in VIEW.indicators])
    return counted.groupby("child")["day"].max()


def linking(folder: Path) -> Any:
    """The linking of riskpanel, from rows to kept links."""
    return _link(folder, folder / "people.parquet")


def refresh(folder: Path) -> Any:
    """The linking of a week later: some rows more, everything else as it was."""
    return _link(folder, folder / "people*.parquet")


def _link(folder: Path, files: Path) -> Any:
    from riskpanel.singleview.engines import duckdb_connection
    from riskpanel.singleview.linking import link, measure

    with duckdb_connection() as con:
        con.read_parquet(str(files)).create_view("people")
        clock = Clock()
        found = link(con, folder / "links", VIEW, at=AT)
        took = clock.told()
    right = measure(folder / "links" / "links.parquet", folder / "truth.csv")
    return {**took, "rows": found.rows, "compared": found.compared, "children": found.children,
            "waiting": found.waiting, "precision": right.precision, "recall": right.recall}  # fmt: skip


def splink(folder: Path) -> Any:
    """Splink alone: the same rows, comparisons and blocking, learnt, compared and put together."""
    from riskpanel.singleview.engines import duckdb_connection
    from riskpanel.singleview.linking import rows
    from riskpanel.singleview.linking.model import COMPARED, learn, linker_of, quiet

    with duckdb_connection() as con:
        con.read_parquet(str(folder / "people.parquet")).create_view("people")
        clock = Clock()
        rows.everything(con, folder / "alone")
        model = learn(con, *rows.counted(con), COMPARED)
        linker, _ = linker_of(con, "fresh", model["prior"], model)
        with quiet():
            found = linker.inference.predict(threshold_match_probability=VIEW.review_above)
            grouped = linker.clustering.cluster_pairwise_predictions_at_threshold(found, VIEW.link_above)
            con.table(grouped.physical_name).write_parquet(str(folder / "alone.parquet"))
        return clock.told()


def _peak() -> float:
    """The most memory of this program in MB; getrusage would count that of the program that started it."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().partition("VmHWM:")[2].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Runs one part and prints what it took."""
    part, folder = sys.argv[1], Path(sys.argv[2])
    found = {one.__name__: one for one in (ours, bare, pandas, linking, refresh, splink)}[part](folder)
    told = {"seconds": found.pop("seconds"), "cpu": found.pop("cpu"), "peak": _peak(), "found": found}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
