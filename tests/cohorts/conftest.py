"""A small store of four agencies' rows, linked and ready to be ranked."""

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


@pytest.fixture
def borough(db, extracts, settings, tmp_path, monkeypatch):
    """The other borough, with the agencies' extracts loaded."""
    from riskpanel.cohorts.store import store_of
    from riskpanel.singleview.loading import load
    from tests.cast import NOW
    from tests.making_lists import harm_cast

    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    settings.RISKPANEL_DATA = tmp_path
    cast = harm_cast(NOW)
    load(store_of(cast.partnership), [extracts], at=NOW)
    return cast
