"""The one escape from the append-only triggers, for tests that empty the tables when they end.

Tests with `transaction=True` or a live server are cleaned up by deleting every row, which the triggers
refuse. `lifted` drops them around that and puts back those that were there.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test import TransactionTestCase

from riskpanel.access import triggers

TABLES = (
    "access_auditevent",
    "partnership_procedureversion",
    "partnership_inforce",
    "children_event",
    "referrals_leveldecision",
    "referrals_answerrevision",
    "plans_planversion",
    "plans_levelhistory",
    "meetings_minuterevision",
)


@contextmanager
def lifted() -> Iterator[None]:
    """No trigger while the block runs."""
    guarded = [table for table in TABLES if not triggers.missing(connection, [table])]
    with connection.schema_editor() as editor:
        triggers.remove(editor, guarded)
    yield
    with connection.schema_editor() as editor:
        triggers.install(editor, guarded)


@pytest.fixture(autouse=True, scope="session")
def flush_lifts_the_triggers():
    """Django's own clean-up after a transactional test runs with the triggers lifted."""
    flush = TransactionTestCase._fixture_teardown

    def clean(case: TransactionTestCase) -> None:
        with lifted():
            flush(case)

    patch = pytest.MonkeyPatch()
    patch.setattr(TransactionTestCase, "_fixture_teardown", clean)
    yield
    patch.undo()
