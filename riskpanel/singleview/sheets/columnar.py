"""Tables of engines: Parquet files, and tables of a database that Ibis reaches by its address."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from riskpanel.singleview.engines import need
from riskpanel.singleview.formats.table import NotUnderstood
from riskpanel.singleview.sheets.sheet import MOST_ROWS, Numbered, Sheet, checked_heading, digest_of, written

BATCH = 10_000


def open_parquet(path: Path) -> Sheet:
    """A sheet of a Parquet file, read in batches."""
    need()
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        told = pq.read_metadata(path)
        names = checked_heading(pq.read_schema(path).names, path.name)
    except pa.ArrowException as error:
        raise NotUnderstood(f"{path.name} is no Parquet file that can be read: {str(error)[:120]}.") from None
    if told.num_rows > MOST_ROWS:
        raise NotUnderstood(f"{path.name} has more than {MOST_ROWS:,} rows: send it in parts.")

    def rows() -> Iterator[Numbered]:
        with pq.ParquetFile(path) as file:
            yield from _batched(file.iter_batches(batch_size=BATCH))

    return Sheet(path.name, names, rows, lambda: digest_of(path))


def open_tables(address: str) -> list[Sheet]:
    """The tables of a database at an address such as `postgres://user@host/db?schema=ssd_development` or
    `duckdb:///file.duckdb`, each a sheet named after its table. PostgreSQL and DuckDB are tried; SQL Server
    (`mssql://…`) takes the same way and is not tried by us yet."""
    need()
    con = _connected(address)
    names = [name for name in sorted(con.list_tables()) if name.casefold().startswith("ssd_")]
    if not names:
        con.disconnect()
        raise NotUnderstood(f"{shown(address)} has no table whose name begins with ssd_.")
    return [_table(con, name) for name in names]


def shown(address: str) -> str:
    """An address without its password, as it may be shown and kept."""
    scheme, _, rest = address.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2].partition('?')[0]}"


def _connected(address: str) -> Any:
    import ibis

    try:
        return ibis.connect(address)
    except Exception as error:
        raise NotUnderstood(f"{shown(address)} cannot be reached: {type(error).__name__}.") from None


def _table(con: Any, name: str) -> Sheet:
    table = con.table(name)
    heading = checked_heading(table.columns, name)
    content = _Content()

    def rows() -> Iterator[Numbered]:
        content.start()
        batches = table.order_by(table.columns[0]).to_pyarrow_batches(chunk_size=BATCH)
        for number, cells in _batched(batches):
            content.add(cells)
            yield number, cells

    return Sheet(name, heading, rows, content.digest, con.disconnect)


class _Content:
    """What rows say, whatever their order: a database promises none."""

    def __init__(self) -> None:
        self.total = 0

    def start(self) -> None:
        self.total = 0

    def add(self, cells: Any) -> None:
        row = "\x1f".join(cells).encode()
        self.total = (self.total + int.from_bytes(sha256(row).digest(), "big")) % (1 << 256)

    def digest(self) -> str:
        return f"{self.total:064x}"


def _batched(batches: Any) -> Iterator[Numbered]:
    number = 0
    for batch in batches:
        columns = [[written(value) for value in column.to_pylist()] for column in batch.columns]
        for cells in zip(*columns, strict=True):
            number += 1
            if number > MOST_ROWS:
                raise NotUnderstood(f"A table has more than {MOST_ROWS:,} rows.")
            yield number, cells
