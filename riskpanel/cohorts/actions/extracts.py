"""Agencies' extracts come in, are understood with a mapping, and their rows are joined to children."""

import shutil
import uuid
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from riskpanel.access import audit
from riskpanel.access.models import User
from riskpanel.children.moves import Refused
from riskpanel.cohorts.models import Extract
from riskpanel.cohorts.store import store_of
from riskpanel.partnership.models import Partnership


def _tray(partnership: Partnership) -> Path:
    return Path(settings.RISKPANEL_DATA) / "uploads" / str(partnership.pk)


def keep_files(*, partnership: Partnership, files: Iterable[UploadedFile]) -> uuid.UUID:
    """Keeps uploaded files on the server until they are loaded; the key of their folder."""
    key = uuid.uuid4()
    folder = _tray(partnership) / str(key)
    folder.mkdir(parents=True)
    for file in files:
        with (folder / Path(file.name or "extract").name).open("wb") as kept:
            for chunk in file.chunks():
                kept.write(chunk)
    return key


def kept_files(partnership: Partnership, key: uuid.UUID) -> list[Path]:
    """The files that wait under a key; none where nothing does."""
    folder = _tray(partnership) / str(key)
    return sorted(folder.iterdir()) if folder.is_dir() else []


def throw_away(partnership: Partnership, key: uuid.UUID) -> None:
    """Removes files that wait."""
    shutil.rmtree(_tray(partnership) / str(key), ignore_errors=True)


def mappings(partnership: Partnership) -> dict[str, Any]:
    """The mappings that the partnership's analysts made, by name."""
    from riskpanel.singleview.mapping import load_mapping

    folder = store_of(partnership).path / "mappings"
    found = [load_mapping(path) for path in sorted(folder.glob("*.toml"))] if folder.is_dir() else []
    return {one.name: one for one in found}


def keep_mapping(*, partnership: Partnership, told: dict[str, Any]) -> Any:
    """Keeps a mapping under its name, in place of an older one. Refused in words where it is not right."""
    from riskpanel.singleview.mapping import MappingError, mapping_of

    try:
        mapping = mapping_of(told)
    except MappingError as wrong:
        raise Refused(*str(wrong).splitlines()) from wrong
    folder = store_of(partnership).path / "mappings"
    folder.mkdir(parents=True, exist_ok=True)
    name = "".join(sign if sign.isalnum() else "-" for sign in mapping.name.casefold())[:80]
    (folder / f"{name}.toml").write_text(mapping.toml(), encoding="utf-8")
    return mapping


@transaction.atomic
def load_extracts(
    *, partnership: Partnership, files: list[Path], by: User, at: datetime, source: str = "", mapping: Any = None
) -> list[Extract]:
    """Loads files into the partnership's store, whole or not at all, and keeps a report of each. Refused
    with the reason for a file that cannot be read."""
    from riskpanel.singleview.formats.table import NotUnderstood
    from riskpanel.singleview.loading import load

    try:
        reports, aside = load(store_of(partnership), files, at=at, mapping=mapping, source=source)
    except NotUnderstood as wrong:
        raise Refused(str(wrong)) from wrong
    made = []
    for report in reports:
        told = report.load
        made.append(
            Extract.objects.create(
                partnership=partnership, source=told.source, name=told.file[:200], load=told.id,
                rows=told.people + told.events, rejected=told.rejected, report=[*report.lines(), *aside], at=at, by=by,
            )
        )  # fmt: skip
        audit.record(action="change", by=by, thing=f"extract:{told.source}")
    return made


def rejects_file(extract: Extract) -> bytes:
    """The rows of an extract that were not taken, with the reason of each, as CSV."""
    import io

    from riskpanel.singleview.rejects import write_rejects

    store = store_of(extract.partnership)
    load = store.load(extract.load)
    file = io.StringIO(newline="")
    if load is not None:
        write_rejects(store, load, file)
    return file.getvalue().encode("utf-8-sig")


def decide_pair(
    *,
    partnership: Partnership,
    left: tuple[str, str],
    right: tuple[str, str],
    same: bool | None,
    by: User,
    at: datetime,
) -> None:
    """Remembers whether two rows are one child; None takes a decision back. It counts from the next
    linking on. Refused for rows that were not asked about: restricted children never are."""
    from riskpanel.singleview.linking import review
    from riskpanel.singleview.linking.decisions import all_decisions, decide

    folder = store_of(partnership).path / "links"
    asked = {frozenset((one.left, one.right)) for one in review(folder).pairs}
    asked |= {frozenset(one.pair) for one in all_decisions(folder)}
    if frozenset((left, right)) not in asked:
        raise Refused("These two rows wait for nobody's decision.")
    decide(folder, left, right, same, by=str(by.pk), at=at)
    audit.record(action="change", by=by, thing="link_decided")
