"""The engines of the Single View: whether they are installed, and which one ranks. A panel that works by
referral needs none of them."""

import os
from importlib.util import find_spec
from pathlib import Path
from tempfile import gettempdir
from typing import Any

ENGINES = ("duckdb", "ibis", "pyarrow", "sqlglot")
MISSING = "The Single View needs its engines: pip install 'riskpanel[singleview]'"

SILENT = "SET enable_progress_bar = false"


class EnginesMissing(Exception):
    """The extra is not installed; the words say how to get it."""


def need(names: tuple[str, ...] = ENGINES) -> None:
    """Raises EnginesMissing unless each of the engines can be imported."""
    if any(find_spec(name) is None for name in names):
        raise EnginesMissing(MISSING)


def duckdb_connection() -> Any:
    """A DuckDB in memory that spills to disk rather than take more memory than `RISKPANEL_SINGLEVIEW_MEMORY`
    (1500MB unless set). To be closed by the caller."""
    import duckdb

    con = duckdb.connect(config=_limits())
    con.execute(SILENT)
    return con


def backend(url: str | None = None) -> Any:
    """The Ibis backend that ranks: DuckDB in this process unless `url`, or `RISKPANEL_SINGLEVIEW_URL`, names
    another: `postgresql://…`, or `spark://…` (`spark://local` for a session on this machine). ValueError for
    any other; EnginesMissing when what it needs is not installed."""
    need()
    import ibis

    chosen = _configured() if url is None else url
    scheme = chosen.partition("://")[0]
    if scheme in {"", "duckdb"}:
        con = ibis.duckdb.connect(**_limits())
        con.raw_sql(SILENT)
        return con
    if scheme in {"postgres", "postgresql"}:
        need(("psycopg",))
        return ibis.connect(chosen.replace("postgresql://", "postgres://", 1))
    if scheme == "spark":
        need(("pyspark",))
        return _spark(chosen)
    raise ValueError(f"{scheme}:// is no engine of the Single View: duckdb, postgresql or spark")


def _configured() -> str:
    """The address in the environment, or in the file that `RISKPANEL_SINGLEVIEW_URL_FILE` names: it may hold
    a password."""
    if path := os.environ.get("RISKPANEL_SINGLEVIEW_URL_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get("RISKPANEL_SINGLEVIEW_URL", "")


def _limits() -> dict[str, Any]:
    memory = os.environ.get("RISKPANEL_SINGLEVIEW_MEMORY", "1500MB")
    return {"memory_limit": memory, "temp_directory": gettempdir()}


def _spark(url: str) -> Any:
    import ibis
    from pyspark.sql import SparkSession

    here = url.removeprefix("spark://") in {"", "local"}
    session = SparkSession.builder.master("local[*]" if here else url).appName("riskpanel")
    session = session.config("spark.ui.enabled", "false").config("spark.ui.showConsoleProgress", "false")
    if here:
        session = session.config("spark.sql.shuffle.partitions", str(os.cpu_count() or 1))
    return ibis.pyspark.connect(session.config("spark.sql.session.timeZone", "UTC").getOrCreate())
