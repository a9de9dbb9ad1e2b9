"""Writers at the same time make one chain, on both databases."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.access.writers import EACH, THREADS

ROOT = Path(__file__).resolve().parents[2]


def written(url: str) -> dict:
    done = subprocess.run(
        [sys.executable, "-m", "tests.access.writers", url],
        cwd=ROOT, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_eight_writers_make_one_chain_in_a_sqlite_file(tmp_path):
    assert written(f"sqlite://{tmp_path}/trail.sqlite3") == {"rows": THREADS * EACH, "broken": "", "failures": []}


@pytest.mark.skipif("RISKPANEL_TEST_POSTGRES" not in os.environ, reason="no PostgreSQL is named in the environment")
def test_eight_writers_make_one_chain_in_postgresql():
    import psycopg
    from psycopg import sql

    from riskpanel.settings.reading import database

    url = os.environ["RISKPANEL_TEST_POSTGRES"]
    told, name = database(url), f"writers_{os.getpid()}"
    where = {
        "host": told["HOST"],
        "port": told["PORT"] or None,
        "user": told["USER"],
        "password": told["PASSWORD"] or None,
    }
    with psycopg.connect(dbname="postgres", autocommit=True, **{k: v for k, v in where.items() if v}) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            head, _, query = url.partition("?")
            own = head.rsplit("/", 1)[0] + f"/{name}" + (f"?{query}" if query else "")
            assert written(own) == {"rows": THREADS * EACH, "broken": "", "failures": []}
        finally:
            server.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))
