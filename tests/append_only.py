"""The one escape from the append-only triggers, for tests that must empty or damage a guarded table."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

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
    "meetings_packopening",
    "meetings_circulated",
    "meetings_minutesagreed",
    "meetings_minutesnote",
    "meetings_returnversion",
    "meetings_contribution",
    "meetings_returnchase",
    "meetings_alertreading",
)


@contextmanager
def lifted() -> Iterator[None]:
    """No trigger while the block runs; afterwards those that were there are back."""
    guarded = [table for table in TABLES if not triggers.missing(connection, [table])]
    with connection.cursor() as cursor:
        for statement in triggers.removals(connection.vendor, guarded):
            cursor.execute(statement)
        yield
        for statement in triggers.statements(connection.vendor, guarded):
            cursor.execute(statement)
