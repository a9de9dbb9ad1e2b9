"""Loads what agencies send into the store: a set of tables as one load, whole or not at all."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from riskpanel.singleview.formats import cin, ssd_tables, ssda903_set
from riskpanel.singleview.formats.table import NotUnderstood
from riskpanel.singleview.gathering import Gathering, Progress
from riskpanel.singleview.kinds import CSC
from riskpanel.singleview.mapping import Mapping, gather_mapped, load_mapping
from riskpanel.singleview.sheets import Sheet, open_sheet, open_tables, shown
from riskpanel.singleview.sheets.sheet import digest_of
from riskpanel.singleview.store import Load, Store

TABLES = frozenset({".csv", ".txt", ".tsv", ".parquet", ".xlsx", ".xlsm"})
MOST_TOLD = 20
FORMS = {"ssd", "ssda903", "cin"}
FIGURES = re.compile(r"\b(?=\w*\d)[\w/.-]+")


@dataclass(frozen=True)
class Report:
    """What became of one set of files. `fresh` is false when the same content was loaded before."""

    load: Load
    fresh: bool
    kinds: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)

    def lines(self) -> list[str]:
        """The report in words, for a person."""
        load = self.load
        if not self.fresh:
            return [f"{load.file}: loaded before, on {load.when[:10]}; nothing changes"]
        told = [
            f"{load.file} ({load.source}): {load.people:,} people, {load.events:,} events, {load.rejected:,} rejected"
        ]
        told += [f"  {count:,} {kind}" for kind, count in sorted(self.kinds.items())]
        told += [f"  rejected {count:,}: {reason}" for reason, count in self.reasons.most_common(MOST_TOLD)]
        told += [f"  mind: {warning}" for warning in load.warnings]
        told += [f"  lacking: {what}" for what in load.lacking]
        told += [f"  columns that nobody reads: {'; '.join(load.ignored)}"] if load.ignored else []
        return [*told, f"  newest event: {load.newest or 'none'}"]


@dataclass
class Batch:
    """Tables that belong together, and how they are read."""

    name: str
    source: str
    read: Callable[[Gathering, Progress | None], None]
    digests: Callable[[], Iterable[str]]
    form: str
    tells_people: bool = True
    whole: bool = False
    close: Callable[[], object] = lambda: None


def load(
    store: Store,
    files: Sequence[Path | str],
    *,
    at: datetime,
    mapping: Mapping | None = None,
    source: str = "",
    whole: bool = False,
    progress: Progress | None = None,
) -> tuple[list[Report], list[str]]:
    """Loads files, folders of files and addresses of databases; `at` is now. `whole` says that each set holds all
    that its source knows of the kinds it tells: what earlier loads said of them and it does not has gone. Every
    file is read before the first load is written. Gives a report for each load, and why files of folders were
    left aside. Raises NotUnderstood for a named file that cannot be read."""
    batches, aside = sorted_out(files, mapping, source)
    try:
        gathered = _gathered(store, batches, at, progress)
    finally:
        for batch in batches:
            batch.close()
    for batch, gathering in gathered:
        batch.whole = batch.whole or whole
        if batch.whole and gathering.tells and not gathering.events:
            raise NotUnderstood(f"{batch.name} is said to be whole and holds no event: nothing is loaded.")
    return [_write(store, batch, gathering, at) for batch, gathering in gathered], aside


def _gathered(
    store: Store, batches: list[Batch], at: datetime, progress: Progress | None
) -> list[tuple[Batch, Gathering]]:
    gathered: list[tuple[Batch, Gathering]] = []
    known: dict[str, dict[str, dict[str, Any]]] = {}
    for batch in batches:
        if batch.source not in known:
            known[batch.source] = _known(store, batch.source)
        gathering = Gathering(batch.source, at.date(), dict(known[batch.source]))
        batch.read(gathering, progress)
        known[batch.source].update(gathering.people)
        gathered.append((batch, gathering))
    return gathered


def _known(store: Store, source: str) -> dict[str, dict[str, Any]]:
    if not store.loads():
        return {}
    return {row["source_id"].casefold(): row for row in store.current("people", source).to_pylist()}


def _write(store: Store, batch: Batch, gathering: Gathering, at: datetime) -> Report:
    content = "\n".join([batch.source, *(["whole"] if batch.whole else []), *sorted(batch.digests())])
    load_id = sha256(content.encode()).hexdigest()[:32]
    if found := store.load(load_id):
        return Report(found, fresh=False)
    others = {each.form for each in store.loads() if each.source == batch.source} & FORMS - {batch.form}
    if batch.form in FORMS and others:
        gathering.warnings[
            f"feeds of {' and '.join(sorted(others))} loaded before: what both tell may stand twice"
        ] += 1
    told = Load(
        load_id, batch.source, batch.name, at.replace(microsecond=0, tzinfo=None).isoformat(),
        ignored=tuple(gathering.ignored), lacking=tuple(gathering.lacking),
        warnings=tuple(f"{words}: {count:,}" for words, count in gathering.warnings.items() if count),
        form=batch.form, whole=tuple(sorted(gathering.tells)) if batch.whole else (),
    )  # fmt: skip
    written = store.write(told, gathering.people.values(), gathering.events.values(), gathering.rejects)
    kinds = Counter(event["kind"] for event in gathering.events.values())
    reasons = Counter(FIGURES.sub("…", reject["reason"]) for reject in gathering.rejects)
    return Report(written, True, kinds, reasons)


def sorted_out(files: Sequence[Path | str], mapping: Mapping | None, source: str) -> tuple[list[Batch], list[str]]:
    """The files in batches that are read together, and why files of folders were left aside."""
    sets: dict[str, list[Sheet]] = {"ssd": [], "ssda903": []}
    batches: list[Batch] = []
    aside: list[str] = []
    for path, named in _each(files):
        if isinstance(path, str):
            batches += [_database(path, source)]
        elif path.suffix.casefold() == ".xml":
            batches.append(_census(path, source))
        else:
            try:
                found = mapping or beside(path)
                batches += [_mapped(path, found, source)] if found else _known_set(path, sets)
            except NotUnderstood as wrong:
                if named:
                    raise
                aside.append(str(wrong))
    batches.sort(key=lambda batch: not batch.tells_people)
    batches[:0] = [_set(name, sheets, source) for name, sheets in sets.items() if sheets]
    return batches, aside


def _each(files: Sequence[Path | str]) -> Iterable[tuple[Path | str, bool]]:
    for each in files:
        if "://" in str(each):
            yield str(each), True
        elif (path := Path(each)).is_dir():
            inside = sorted(found for found in path.iterdir() if found.suffix.casefold() in TABLES | {".xml"})
            yield from ((found, False) for found in inside)
        elif path.is_file():
            yield path, True
        else:
            raise NotUnderstood(f"{path} is not there.")


def beside(path: Path) -> Mapping | None:
    """The mapping that lies beside a file under its name: `arrests.csv` and `arrests.toml`."""
    found = path.with_suffix(".toml")
    return load_mapping(found) if found.is_file() else None


def _known_set(path: Path, sets: dict[str, list[Sheet]]) -> list[Batch]:
    sheet = open_sheet(path)
    name = "ssd" if ssd_tables.table_of(sheet) else "ssda903" if ssda903_set.table_of(sheet) else ""
    if not name:
        heading = ", ".join(sheet.heading[:8])
        raise NotUnderstood(
            f"{path.name} is no table of the SSD or of the SSDA903 return, and no mapping tells its columns: {heading}."
        )
    sets[name].append(sheet)
    return []


def _set(name: str, sheets: list[Sheet], source: str) -> Batch:
    gather = {"ssd": ssd_tables.gather, "ssda903": ssda903_set.gather}[name]
    files = f"{name}: {sheets[0].file}" if len(sheets) == 1 else f"{name}: {len(sheets)} tables"
    return Batch(
        files, source or CSC, lambda gathering, progress: gather(sheets, gathering, progress),
        lambda: [f"{name} {sheet.digest()}" for sheet in sheets], name,
    )  # fmt: skip


def _database(address: str, source: str) -> Batch:
    sheets = open_tables(address)
    batch = _set("ssd", sheets, source)
    batch.name, batch.close = shown(address), sheets[0].close
    return batch


def _census(path: Path, source: str) -> Batch:
    return Batch(
        path.name, source or CSC, lambda gathering, progress: cin.gather(path, gathering, progress),
        lambda: [f"cin {digest_of(path)}"], "cin",
    )  # fmt: skip


def _mapped(path: Path, mapping: Mapping, source: str) -> Batch:
    sheet = open_sheet(path, mapping.sheet, mapping.header_row, mapping.separator)
    return Batch(
        path.name, source or mapping.source,
        lambda gathering, progress: gather_mapped(sheet, mapping, gathering, progress),
        lambda: [f"{mapping.model_dump_json()} {sheet.digest()}"],
        mapping.name, mapping.tells_people, mapping.whole,
    )  # fmt: skip
