"""The audit trail: one row for everything read, changed, refused or produced.

`record` writes in the transaction of the thing that it records: if the row cannot be written, the
page is not shown and the change is not made. Nobody builds features on these rows.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from riskpanel.access.models import AuditEvent

GENESIS = "0" * 64
_LOCK = 7_213_001
CHAINED = (
    "sequence", "at", "actor_id", "acting_for", "agency_id", "partnership_id", "action", "thing",
    "children", "fields", "decision", "reason", "request_id", "previous",
)  # fmt: skip


@dataclass
class Circumstances:
    """What is known of the request while it lasts."""

    request_id: str = ""
    actor_id: int | None = None
    acting_for: str = ""
    agency_id: int | None = None
    partnership_id: int | None = None


circumstances: ContextVar[Circumstances | None] = ContextVar("circumstances", default=None)


def digest_of(values: dict[str, Any]) -> str:
    """SHA-256 over the chained fields, as canonical JSON; `at` in UTC with microseconds."""
    values = {**values, "at": values["at"].astimezone(UTC).isoformat()}
    text = json.dumps([values[name] for name in CHAINED], separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def record(
    *,
    action: str,
    by: Any = None,
    thing: str = "",
    children: Iterable[Any] = (),
    fields: Iterable[str] = (),
    decision: str = "allowed",
    reason: str = "",
    at: datetime | None = None,
) -> AuditEvent:
    """Writes one row, inside the caller's transaction; raises TransactionManagementError without one.

    `children` are the children shown or changed (records or ids); `by` defaults to whoever made the
    request; `reason` is a code, never text.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("An audit row is written in the transaction that it records.")
    around = circumstances.get() or Circumstances()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    last = head()
    values = {
        "sequence": last[0] + 1,
        "at": at or timezone.now(),
        "actor_id": getattr(by, "pk", None) or around.actor_id,
        "acting_for": around.acting_for[:60],
        "agency_id": around.agency_id,
        "partnership_id": around.partnership_id,
        "action": action[:60],
        "thing": thing[:120],
        "children": sorted({str(getattr(child, "pk", child)) for child in children}),
        "fields": sorted(set(fields)),
        "decision": decision,
        "reason": reason[:60],
        "request_id": around.request_id,
        "previous": last[1],
    }
    return AuditEvent.objects.create(**values, digest=digest_of(values))


def head() -> tuple[int, str]:
    """The newest row as (sequence, digest): what is noted elsewhere as an anchor."""
    return AuditEvent.objects.order_by("-sequence").values_list("sequence", "digest").first() or (0, GENESIS)


@dataclass(frozen=True)
class Broken:
    """The first row at which the chain does not hold, and why."""

    sequence: int
    why: str


def verify(rows: Iterator[AuditEvent], *, anchor: tuple[int, str] | None = None) -> Broken | None:
    """Walks the chain in order; None when whole. `anchor` is a (sequence, digest) noted elsewhere
    before: it finds a tail that was cut off or a chain that was computed anew."""
    expected, previous, anchored = 1, GENESIS, anchor is None or anchor == (0, GENESIS)
    for row in rows:
        values = {name: getattr(row, name) for name in CHAINED}
        if row.sequence != expected:
            return Broken(expected, "a row is missing")
        if row.previous != previous:
            return Broken(row.sequence, "it does not follow the row before")
        if digest_of(values) != row.digest:
            return Broken(row.sequence, "its content was changed")
        if anchor and row.sequence == anchor[0]:
            anchored = True
            if row.digest != anchor[1]:
                return Broken(row.sequence, "it is not the row that was anchored")
        expected, previous = expected + 1, row.digest
    return None if anchored else Broken(anchor[0], "the anchored row is gone")
