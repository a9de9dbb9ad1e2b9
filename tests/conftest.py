"""Fixtures of the whole suite."""

from unittest import mock

import pytest
from django.db import transaction
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


@pytest.fixture(scope="module")
def lasting(django_db_setup, django_db_blocker):
    """The cast, for what the tests of a module have in common: made once, and taken back after the last of
    them. What a test does is taken back at its own end, as ever."""
    from tests.cast import NOW, Cast, company

    now = mock.patch("django.utils.timezone.now", lambda: NOW)
    with django_db_blocker.unblock(), now, transaction.atomic():
        yield Cast(company())
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def eastmere(lasting):
    """The other borough, gathered once for the module."""
    from tests.making_lists import harm_cast

    return harm_cast()


@pytest.fixture
def other(cast, eastmere):
    """The people of the other borough, whose panel hears children from weekly lists."""
    from tests.making_lists import harm_cast

    return harm_cast()


@pytest.fixture
def harm(other):
    """The same, where no other borough is about."""
    return other


@pytest.fixture
def cast(db, monkeypatch):
    """The permanent cast, at ten o'clock on Tuesday 10 November 2026."""
    from tests.cast import NOW, Cast, company

    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return Cast(company())
