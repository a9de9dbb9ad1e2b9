"""The same list from DuckDB, PostgreSQL and Spark, to the byte."""

import os
from importlib.util import find_spec
from random import Random
from shutil import which

import pytest

from riskpanel.procedure import boxed
from riskpanel.singleview.engines import EnginesMissing, backend, need
from riskpanel.singleview.ranking.keeping import rank_store
from riskpanel.singleview.store import Store
from tests.singleview.small import AS_OF, link, load, view
from tests.singleview.test_ranking import SEVERAL, borough

NO_SPARK = "NOT SHOWN HERE that Spark gives the same list: it needs Java 17 and the extra riskpanel[spark]"
POSTGRES = os.environ.get("RISKPANEL_TEST_POSTGRES", "")


@pytest.fixture
def store(tmp_path):
    rows, children = borough(Random(5), 120)  # noqa: S311
    store = Store(tmp_path)
    for source in ("csc", "police"):
        load(store, source, [one for one in rows if one["source"] == source])
    load(store, "csc", [{**one, "ended": None} for one in rows if one["source"] == "csc"][:40], when="2026-11-16")
    link(store, children)
    return store


def same_as_duckdb(store, url):
    for said in (view(*SEVERAL), boxed("harm").single_view):
        file, run = rank_store(store, said, AS_OF, url="duckdb://")
        ours = file.read_bytes()
        file.unlink()
        assert run.cohort("cohort_1") and run.cohort("cohort_2")
        there, _ = rank_store(store, said, AS_OF, url=url)
        assert there == file and there.read_bytes() == ours


@pytest.mark.postgres
@pytest.mark.skipif(not POSTGRES, reason="RISKPANEL_TEST_POSTGRES is not set")
def test_postgresql_gives_the_same_file(store):
    same_as_duckdb(store, POSTGRES)


@pytest.mark.slow
@pytest.mark.skipif(not (which("java") and find_spec("pyspark")), reason=NO_SPARK)
@pytest.mark.filterwarnings("ignore")
def test_spark_gives_the_same_file(store):
    same_as_duckdb(store, "spark://local")


def test_the_environment_names_the_engine(monkeypatch):
    monkeypatch.setenv("RISKPANEL_SINGLEVIEW_URL", "mysql://somewhere")
    with pytest.raises(ValueError, match="mysql:// is no engine of the Single View: duckdb, postgresql or spark"):
        backend()
    monkeypatch.delenv("RISKPANEL_SINGLEVIEW_URL")
    con = backend()
    assert con.name == "duckdb"
    con.disconnect()


def test_what_is_not_installed_is_said_with_what_to_do():
    with pytest.raises(EnginesMissing, match=r"pip install 'riskpanel\[singleview\]'"):
        need(("duckdb", "no_such_engine"))
