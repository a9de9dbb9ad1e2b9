"""Tables to which rows are only added: the database itself refuses to change or delete one.

A migration of each room that has such tables calls `install`. Nothing but a test that must damage
or empty a table lifts the triggers (`tests/append_only.py`).
"""

from collections.abc import Iterable, Iterator
from typing import Any

FUNCTION = "riskpanel_append_only"


def names(table: str, vendor: str) -> list[str]:
    """The names of the triggers that guard a table."""
    kinds = ("update", "delete", "truncate") if vendor == "postgresql" else ("update", "delete")
    return [f"{table}_no_{kind}" for kind in kinds]


def statements(vendor: str, tables: Iterable[str]) -> Iterator[str]:
    """The SQL that makes `tables` append-only; NotImplementedError for another database."""
    if vendor == "postgresql":
        yield from _postgresql(tables)
    elif vendor == "sqlite":
        yield from _sqlite(tables)
    else:
        raise NotImplementedError(f"Rows cannot be guarded on {vendor}")


def _sqlite(tables: Iterable[str]) -> Iterator[str]:
    for table in tables:
        for kind in ("update", "delete"):
            yield (
                f'CREATE TRIGGER IF NOT EXISTS "{table}_no_{kind}" BEFORE {kind.upper()} ON "{table}" '
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )


def _postgresql(tables: Iterable[str]) -> Iterator[str]:
    yield (
        f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; "
        "END $$"
    )
    for table in tables:
        for kind in ("update", "delete", "truncate"):
            each = "STATEMENT" if kind == "truncate" else "ROW"
            yield (
                f'CREATE OR REPLACE TRIGGER "{table}_no_{kind}" BEFORE {kind.upper()} ON "{table}" '
                f"FOR EACH {each} EXECUTE FUNCTION {FUNCTION}()"
            )


def install(schema_editor: Any, tables: Iterable[str]) -> None:
    """Guards `tables`; for `RunPython` in a migration."""
    for statement in statements(schema_editor.connection.vendor, tables):
        schema_editor.execute(statement, None)


def removals(vendor: str, tables: Iterable[str]) -> Iterator[str]:
    """The SQL that takes the guard away."""
    for table in tables:
        on = f' ON "{table}"' if vendor == "postgresql" else ""
        for name in names(table, vendor):
            yield f'DROP TRIGGER IF EXISTS "{name}"{on}'


def remove(schema_editor: Any, tables: Iterable[str]) -> None:
    """Takes the guard away; the way back of a migration."""
    for statement in removals(schema_editor.connection.vendor, tables):
        schema_editor.execute(statement, None)


def missing(connection: Any, tables: Iterable[str]) -> list[str]:
    """The triggers that should guard `tables` and are not there, or are switched off."""
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        there = {row[0] for row in cursor.fetchall()}
    return [name for table in tables for name in names(table, connection.vendor) if name not in there]
