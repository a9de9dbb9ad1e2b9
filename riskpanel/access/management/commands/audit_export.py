"""The audit trail as JSON lines, for an auditor to keep and check elsewhere (`access/verifier.py`)."""

import json
from datetime import UTC
from typing import Any

from django.core.management.base import BaseCommand

from riskpanel.access.audit import CHAINED
from riskpanel.access.models import AuditEvent


def line_of(event: AuditEvent) -> str:
    """One row as one line of JSON; `at` in UTC."""
    values: dict[str, Any] = {name: getattr(event, name) for name in CHAINED}
    values["at"] = event.at.astimezone(UTC).isoformat()
    return json.dumps({**values, "digest": event.digest}, ensure_ascii=True)


class Command(BaseCommand):
    help = "Writes the audit trail as JSON lines: ids and codes, no names and no text."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--after", type=int, default=0, metavar="SEQ", help="only rows after this one")

    def handle(self, *args, after: int = 0, **options) -> None:
        for event in AuditEvent.objects.filter(sequence__gt=after).order_by("sequence").iterator(chunk_size=5000):
            self.stdout.write(line_of(event))
