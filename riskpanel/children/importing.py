"""Takes the children of a council's file into a partnership: all of the file's good rows or none.

Nobody gains sight of a child by it. A file loaded twice changes nothing the second time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from riskpanel.access import audit
from riskpanel.access.models import User
from riskpanel.access.permissions import Permission
from riskpanel.children.models import Child
from riskpanel.children.moves import Refused
from riskpanel.children.references import new_reference
from riskpanel.partnership.models import Panel
from riskpanel.singleview.formats import Reject, Row, read

KEPT = ("given_name", "family_name", "sex", "born_on", "birth_estimated", "ethnicity", "upn", "has_send")


@dataclass
class Outcome:
    """What became of a file: how many children are new, changed and as they were; the rows that were
    not taken, with why; the columns that nobody reads."""

    source: str
    loaded: list[Child] = field(default_factory=list)
    changed: list[Child] = field(default_factory=list)
    unchanged: int = 0
    rejected: tuple[Reject, ...] = ()
    unknown: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()


@transaction.atomic
def load_file(*, path: Path, panel: Panel, by: User, at: datetime) -> Outcome:
    """Loads a file. Raises NotUnderstood (of the formats) for a file that is none, Refused for somebody
    who may not load one here."""
    standing = by.standing
    if not standing.may(Permission.IMPORT) or standing.partnership.pk != panel.partnership_id:
        raise Refused("This person may not load a file of children into this panel's partnership.")
    reading = read(path, timezone.localdate(at))
    outcome = Outcome(reading.source, rejected=reading.rejects, unknown=reading.unknown, lacking=reading.lacking)
    _sort(outcome, reading.rows, panel, by, at)
    Child.objects.bulk_create(outcome.loaded, batch_size=500)
    Child.objects.bulk_update(outcome.changed, [*KEPT, "version"], batch_size=200)
    audit.record(
        action="import",
        by=by,
        thing=f"children:{reading.source}:{sha256(path.read_bytes()).hexdigest()[:12]}",
        children=[*outcome.loaded, *outcome.changed],
    )
    return outcome


def _sort(outcome: Outcome, rows: tuple[Row, ...], panel: Panel, by: User, at: datetime) -> None:
    here = Child.objects.filter(partnership=panel.partnership_id)
    known = {child.source_id.casefold(): child for child in here.filter(source=outcome.source)}
    taken = set(here.values_list("reference", flat=True))
    for row in rows:
        child = known.get(str(row.values["source_id"]).casefold())
        if child is None:
            reference = new_reference(taken)
            taken.add(reference)
            outcome.loaded.append(_new(outcome.source, row, reference, panel, by, at))
        elif _changed(child, row.values):
            outcome.changed.append(child)
        else:
            outcome.unchanged += 1


def _new(source: str, row: Row, reference: str, panel: Panel, by: User, at: datetime) -> Child:
    return Child(
        partnership_id=panel.partnership_id,
        reference=reference,
        source=source,
        created_at=at,
        created_by=by,
        **row.values,
    )


def _changed(child: Child, values: Mapping[str, Any]) -> bool:
    """Brings a child up to date with a row; whether anything changed. A blank in the file takes
    nothing away."""
    news = {
        name: values[name]
        for name in KEPT
        if name in values and values[name] not in ("", None) and values[name] != getattr(child, name)
    }
    if "birth_estimated" in news and not values.get("born_on"):
        del news["birth_estimated"]
    if news.get("has_send") is False:
        del news["has_send"]
    for name, value in news.items():
        setattr(child, name, value)
    child.version += bool(news)
    return bool(news)
