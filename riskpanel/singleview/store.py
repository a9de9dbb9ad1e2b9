"""The Single View's store: a folder of Parquet, one file of people, of events and of rejects for each load.

A load counts once it stands in `loads.json`, which is written last: what broke off half-way is never read.
For each key the row of the newest load is current.
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from riskpanel.singleview.engines import need

try:
    import fcntl
except ImportError:  # Windows: one load at a time is then the operator's care
    fcntl = None  # type: ignore[assignment] (a module where there is one, None where not)

type_of = {
    "text": "VARCHAR",
    "date": "DATE",
    "moment": "TIMESTAMP",
    "number": "DOUBLE",
    "bool": "BOOLEAN",
    "int": "BIGINT",
}
PEOPLE = {
    "source": "text", "source_id": "text", "given": "text", "family": "text", "born": "date", "born_estimated": "bool",
    "sex": "text", "postcode": "text", "upn": "text", "nhs": "text", "restricted": "bool", "open_from": "date",
    "open_until": "date", "died": "date", "load": "text", "file": "text", "row": "int",
}  # fmt: skip
EVENTS = {
    "key": "text", "source": "text", "source_id": "text", "kind": "text", "began": "moment", "ended": "moment",
    "code": "text", "value": "number", "offered": "bool", "accepted": "bool", "reference": "text", "load": "text",
    "file": "text", "row": "int",
}  # fmt: skip
REJECTS = {"source": "text", "file": "text", "row": "int", "reason": "text", "raw": "text", "load": "text"}
TABLES = {"people": PEOPLE, "events": EVENTS, "rejects": REJECTS}
KEYS = {"people": ("source", "source_id"), "events": ("key",), "rejects": ("load", "file", "row", "reason")}


LIVING = {"people": " AND died IS NULL"}


@dataclass(frozen=True)
class Load:
    """One load of one set of files. `when` is ISO text; `form` the format; of the kinds in `whole` it holds all
    that its source knows, so that what earlier loads say of them has gone; `newest` the newest day
    on which an event began or ended, not after it."""

    id: str
    source: str
    file: str
    when: str
    people: int = 0
    events: int = 0
    rejected: int = 0
    newest: str | None = None
    ignored: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    form: str = ""
    whole: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        return self.people + self.events


class Store:
    """A folder that holds loads. It is made when the first load is written."""

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)

    def loads(self) -> tuple[Load, ...]:
        """The loads, oldest first."""
        try:
            told = json.loads((self.path / "loads.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            return ()
        return tuple(_load(each) for each in told)

    def load(self, load_id: str) -> Load | None:
        """The load of that id, if it was written."""
        return next((each for each in self.loads() if each.id == load_id), None)

    def write(self, load: Load, people: Any, events: Any, rejects: Any = ()) -> Load:
        """Writes a load whole, or nothing. Rows are pyarrow tables or mappings by column; columns that are not
        given are null. A load that is there already changes nothing. Gives the load with its counts."""
        need()
        with self._alone():
            if found := self.load(load.id):
                return found
            given = {"people": people, "events": events, "rejects": rejects}
            tables = {name: as_table(name, rows, load) for name, rows in given.items()}
            for name, table in tables.items():
                self._write_table(self.file(name, load.id), table)
            counts = {name: table.num_rows for name, table in tables.items()}
            newest = _newest(tables["events"], load.when)
            told = replace(
                load, people=counts["people"], events=counts["events"], rejected=counts["rejects"], newest=newest
            )
            self._write_loads((*self.loads(), told))
        return told

    def file(self, name: str, load_id: str) -> Path:
        """Where the rows of a load stand: `people`, `events` or `rejects`."""
        return self.path / name / f"{load_id}.parquet"

    def people(self) -> str:
        """SQL of the current people."""
        return self.sql("people")

    def events(self) -> str:
        """SQL of the current events."""
        return self.sql("events")

    def sql(self, name: str) -> str:
        """A DuckDB query of the current rows of `people` or `events`, or of all `rejects`."""
        columns = TABLES[name]
        listed = ", ".join(columns)
        loads = self.loads()
        if not loads:
            nulls = ", ".join(f"NULL::{type_of[kind]} AS {column}" for column, kind in columns.items())
            return f"SELECT {nulls} WHERE false"
        files = ", ".join(_quoted(self.file(name, each.id).as_posix()) for each in loads)
        if name == "rejects":
            return f"SELECT {listed} FROM read_parquet([{files}], union_by_name=true)"  # noqa: S608 (names of columns and of files of this store, quoted)
        order = ", ".join(f"({_quoted(each.id)}, {n})" for n, each in enumerate(loads))
        gone = _gone(loads) if name == "events" else ""
        return (
            f"SELECT {listed} FROM (SELECT t.*, row_number() OVER (PARTITION BY {', '.join(KEYS[name])} "  # noqa: S608 (names of columns and of files of this store, quoted)
            f"ORDER BY o.n DESC, t.row DESC) AS nth FROM read_parquet([{files}], union_by_name=true) t "
            f'JOIN (VALUES {order}) o("load", n) ON t."load" = o."load"{gone}) WHERE nth = 1{LIVING.get(name, "")}'
        )

    def relation(self, con: Any, name: str) -> Any:
        """Registers the current rows as a temporary view of that name on a DuckDB connection; gives the relation."""
        con.execute(f"CREATE OR REPLACE TEMP VIEW {_column(name)} AS {self.sql(name)}")
        return con.view(name)

    def ibis(self, con: Any, name: str) -> Any:
        """The current rows as a table of an Ibis backend: a view in DuckDB, a temporary table elsewhere."""
        if con.name == "duckdb":
            con.raw_sql(f"CREATE OR REPLACE TEMP VIEW {_column(name)} AS {self.sql(name)}")
            return con.table(name)
        return con.create_table(name, obj=self.current(name), temp=True, overwrite=True)

    def current(self, name: str, source: str = "") -> Any:
        """The current rows, of one source or of all, as a pyarrow table in the order of their keys."""
        import duckdb

        order = ", ".join(KEYS[name])
        with duckdb.connect() as con:
            told = f"SELECT * FROM ({self.sql(name)}) WHERE ? IN ('', source) ORDER BY {order}"  # noqa: S608 (names of columns and of files of this store, quoted)
            return con.execute(told, [source]).to_arrow_table()

    def _write_table(self, path: Path, table: Any) -> None:
        import pyarrow.parquet as pq

        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        with part.open("wb") as file:
            pq.write_table(table, file, compression="zstd")
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)

    def _write_loads(self, loads: tuple[Load, ...]) -> None:
        part = self.path / "loads.json.part"
        told = [{**asdict(each), "rows": each.rows} for each in loads]
        with part.open("w", encoding="utf-8") as file:
            json.dump(told, file, indent=1, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        part.replace(self.path / "loads.json")

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.path / ".lock").open("w") as lock:
            if fcntl is not None:
                fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def schema(name: str) -> Any:
    """The pyarrow schema of `people`, `events` or `rejects`."""
    import pyarrow as pa

    types = {
        "text": pa.string(), "date": pa.date32(), "moment": pa.timestamp("us"), "number": pa.float64(),
        "bool": pa.bool_(), "int": pa.int64(),
    }  # fmt: skip
    return pa.schema([(column, types[kind]) for column, kind in TABLES[name].items()])


def as_table(name: str, rows: Any, load: Load | None = None) -> Any:
    """Rows as a pyarrow table of the store's schema, with the load's id in each."""
    import pyarrow as pa

    wanted = schema(name)
    table = rows if isinstance(rows, pa.Table) else pa.Table.from_pylist(_dicts(rows), schema=wanted)
    if load:
        held = [column for column in ("load",) if column in table.column_names]
        table = table.drop_columns(held).append_column("load", pa.array([load.id] * table.num_rows, pa.string()))
    for column in wanted:
        if column.name not in table.column_names:
            table = table.append_column(column, pa.nulls(table.num_rows, column.type))
    return table.select(wanted.names).cast(wanted)


def _load(told: dict[str, Any]) -> Load:
    lists = {name: tuple(told.get(name, ())) for name in ("ignored", "lacking", "warnings", "whole")}
    plain: dict[str, Any] = {name: value for name, value in told.items() if name != "rows"}
    return Load(**{**plain, **lists})


def _dicts(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [dict(row) for row in rows]


def _newest(events: Any, when: str) -> str | None:
    told = [each for name in ("began", "ended") for each in events.column(name).to_pylist() if each is not None]
    return max((day for day in (each.date().isoformat() for each in told) if day <= when[:10]), default=None)


def _gone(loads: tuple[Load, ...]) -> str:
    """Drops events of a kind that are older than the newest load that holds the whole of it."""
    newest = {(each.source, kind): n for n, each in enumerate(loads) for kind in each.whole}
    said = (
        f"(t.source = {_quoted(source)} AND t.kind = {_quoted(kind)} AND o.n < {n})"
        for (source, kind), n in newest.items()
    )
    return f" WHERE NOT ({' OR '.join(said)})" if newest else ""


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _column(name: str) -> str:
    if name not in TABLES:
        raise KeyError(name)
    return name
