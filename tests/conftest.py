"""Fixtures of the whole suite."""

import pytest


@pytest.fixture
def cast(db, monkeypatch):
    """The permanent cast, at ten o'clock on Tuesday 10 November 2026."""
    from tests.cast import NOW, Cast

    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    from riskpanel.demo.people import gather

    return Cast(gather(NOW))
