"""What stands in one cell: a date however it is written, an id that a spreadsheet may have mangled."""

import re
from datetime import date, datetime, timedelta
from functools import lru_cache

BLANKS = frozenset({"", "null", "none", "n/a", "#n/a", "nan", "ssd_ph"})
MANGLED = re.compile(r"[+-]?\d+(?:\.\d+)?e[+-]\d+", re.IGNORECASE)
QUOTED = re.compile(r'="?([^"]*)"?')
DECIMALS = re.compile(r"(\d+)\.0+")
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?")
BRITISH = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: \d{1,2}:\d{2}(?::\d{2})?)?")
MOMENT = re.compile(r"(.*?)(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?")
PLACEHOLDER = date(1900, 1, 1)
SPREADSHEET_DAYS = "excel"
SPREADSHEET_EPOCH = datetime(1899, 12, 30)


class Wrong(Exception):
    """A row cannot be taken; the words say why."""


def blank(cell: str) -> bool:
    """Whether a cell says nothing, in any of the ways in which files say nothing."""
    return cell.strip().casefold() in BLANKS


def text(cell: str, what: str, most: int) -> str:
    """A cell as it stands. A cell that looks like a formula is words like any other."""
    if len(cell) > most:
        raise Wrong(f"{what} has {len(cell)} characters; at most {most} can be kept")
    return cell


def identity(cell: str, what: str, most: int = 60) -> str:
    """An id, as words. What a spreadsheet wraps round an id is taken off; an id that it rounded is
    lost and the row is refused."""
    told = cell.lstrip("'").strip()
    if told.startswith("="):
        found = QUOTED.fullmatch(told)
        told = found.group(1).strip() if found else told
    if MANGLED.fullmatch(told):
        raise Wrong(f"{what} {told} was rounded by a spreadsheet and cannot be known; export the file again")
    if whole := DECIMALS.fullmatch(told):
        told = whole.group(1)
    if blank(told) or told == "-1":
        raise Wrong(f"{what} is missing")
    return text(told, what, most)


def day(cell: str, what: str) -> date | None:
    """A date written 31/12/2010, 2010-12-31 or 2010-12-31 00:00:00.000; none for a blank or for the
    placeholder of systems that cannot leave a date out."""
    if blank(cell):
        return None
    if found := ISO.fullmatch(cell):
        year, month, number = found.groups()
    elif found := BRITISH.fullmatch(cell):
        number, month, year = found.groups()
    else:
        raise Wrong(f"{what} {cell[:30]} is not a date")
    try:
        told = datetime(int(year), int(month), int(number)).date()
    except ValueError:
        raise Wrong(f"{what} {cell[:30]} is not a real date") from None
    return None if told == PLACEHOLDER else told


@lru_cache(maxsize=1 << 16)
def moment(cell: str, what: str, formats: tuple[str, ...] = ()) -> datetime | None:
    """A date and time, written as for `day` or in one of `formats` (of strptime; "excel" for a spreadsheet's
    number of days). Without a time it is midnight. Nothing for the first days of systems' calendars, to 1900."""
    if blank(cell):
        return None
    for form in formats:
        if found := _as_written(cell, form):
            return None if found.date() == PLACEHOLDER else found
    if formats and not ISO.fullmatch(cell):
        raise Wrong(f"{what} {cell[:30]} is not a date as the mapping writes it")
    told = day(cell, what)
    if told is None or told.year <= PLACEHOLDER.year:
        return None
    found = MOMENT.fullmatch(cell)
    hour, minute, second = (int(part or 0) for part in found.groups()[1:]) if found else (0, 0, 0)
    try:
        return datetime(told.year, told.month, told.day, hour, minute, second)
    except ValueError:
        raise Wrong(f"{what} {cell[:30]} is not a real time") from None


def _as_written(cell: str, form: str) -> datetime | None:
    try:
        if form == SPREADSHEET_DAYS:
            return SPREADSHEET_EPOCH + timedelta(days=float(cell))
        return datetime.strptime(cell, form).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None


def birth(cell: str, what: str, today: date) -> date | None:
    """A date of birth: not in the future, and not so long ago that it is nobody's who is a child."""
    told = day(cell, what)
    if told and told > today:
        raise Wrong(f"{what} {cell[:30]} is in the future")
    if told and told.year < today.year - 120:
        raise Wrong(f"{what} {cell[:30]} is more than 120 years ago")
    return told


def coded(cell: str, what: str, codes: dict[str, str]) -> str:
    """What a code means; nothing for a blank; Wrong for a code that is not among `codes`."""
    if blank(cell):
        return ""
    if cell.casefold() not in codes:
        raise Wrong(f"{what} {cell[:20]} is not one of {', '.join(code.upper() for code in codes)}")
    return codes[cell.casefold()]
