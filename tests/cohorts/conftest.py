"""A small store of four agencies' rows, linked and ready to be ranked."""

import shutil

import pytest


@pytest.fixture(scope="session")
def extracts(tmp_path_factory):
    """A folder with an invented borough's extracts: 900 children."""
    pytest.importorskip("duckdb")
    from datetime import date

    from riskpanel.singleview.synthesis import synthesise

    folder = tmp_path_factory.mktemp("extracts")
    synthesise(folder, children=900, seed=7, as_of=date(2026, 11, 9))
    return folder


@pytest.fixture(scope="session")
def loaded(extracts, tmp_path_factory):
    """A store with those extracts in it."""
    from riskpanel.singleview.loading import load
    from riskpanel.singleview.store import Store
    from tests.cast import NOW

    folder = tmp_path_factory.mktemp("loaded")
    load(Store(folder), [extracts], at=NOW)
    return folder


@pytest.fixture
def borough(harm, loaded, settings, tmp_path):
    """The other borough, with the agencies' extracts loaded."""
    from riskpanel.cohorts.store import store_of

    settings.RISKPANEL_DATA = tmp_path
    shutil.copytree(loaded, store_of(harm.partnership).path)
    return harm
