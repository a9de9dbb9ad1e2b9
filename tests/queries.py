"""Which statements of a page are questions to the database."""


def housekeeping(sql: str) -> bool:
    """Whether a statement only marks a transaction or waits for the trail's turn."""
    return sql.startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")) or "pg_advisory_xact_lock" in sql


def questions(queries) -> list[str]:
    """The statements of a page that ask or write something."""
    return [query["sql"] for query in queries if not housekeeping(query["sql"])]
