"""Fixtures of the whole suite."""

from unittest import mock

import pytest


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
