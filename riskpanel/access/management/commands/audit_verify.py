"""Is the audit trail whole? Exit code 0 when it is, 1 when it is not."""

import sys
from collections.abc import Iterator
from contextlib import closing

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from riskpanel.access import audit, triggers
from riskpanel.access.models import AuditEvent


def anchor_of(text: str) -> tuple[int, str]:
    """A (sequence, digest) from `SEQ:DIGEST`; CommandError for anything else."""
    sequence, _, digest = text.strip().partition(":")
    if not sequence.isdigit() or len(digest) != 64:
        raise CommandError("An anchor is written SEQ:DIGEST, as `audit anchor` prints it.")
    return int(sequence), digest


class Counter:
    """Counts the rows that go past."""

    def __init__(self, rows: Iterator[AuditEvent]) -> None:
        self.rows, self.seen = rows, 0

    def __iter__(self) -> Iterator[AuditEvent]:
        for row in self.rows:
            self.seen += 1
            yield row


class Command(BaseCommand):
    help = "Checks every row of the audit trail against the row before it; exit code 1 when something was changed."

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--since", metavar="SEQ:DIGEST", help="an anchor noted before: finds a tail that was cut off"
        )

    def handle(self, *args, since: str | None = None, **options) -> None:
        anchor = anchor_of(since) if since else None
        with closing(AuditEvent.objects.order_by("sequence").iterator(chunk_size=5000)) as found:
            rows = Counter(found)
            broken = audit.verify(iter(rows), anchor=anchor)
        unguarded = triggers.missing(connection, [AuditEvent._meta.db_table])
        self.stdout.write(f"{rows.seen} rows checked")
        if broken:
            self.stdout.write(f"BROKEN at {broken.sequence}: {broken.why}")
        for name in unguarded:
            self.stdout.write(f"UNGUARDED: the database lacks the trigger {name}")
        if broken or unguarded:
            sys.exit(1)
        self.stdout.write("The trail is whole.")
