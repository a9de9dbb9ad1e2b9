"""Fixtures of the whole suite."""

from unittest import mock

import pytest
from django.test import SimpleTestCase


def pytest_addoption(parser):
    parser.addoption(
        "--database-only", action="store_true", help="leave out the tests that ask no database: they were run already"
    )


def pytest_collection_modifyitems(config, items):
    """With `--database-only`, keeps the tests that a second database could answer otherwise."""
    if not config.getoption("--database-only"):
        return
    asks = [item for item in items if {"db", "transactional_db"} & set(item.fixturenames) or _marked(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in asks])
    items[:] = asks


def _marked(item):
    named = any(item.get_closest_marker(name) for name in ("django_db", "postgres"))
    return named or issubclass(item.cls or object, SimpleTestCase)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The test database with the permanent cast in it, gathered once."""
    from riskpanel.demo.people import gather
    from tests.cast import NOW

    with django_db_blocker.unblock(), mock.patch("django.utils.timezone.now", lambda: NOW):
        gather(NOW)


@pytest.fixture
def cast(db, monkeypatch):
    """The permanent cast, at ten o'clock on Tuesday 10 November 2026."""
    from tests.cast import NOW, Cast, company

    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return Cast(company())
