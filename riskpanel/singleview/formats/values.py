"""What single cells of agencies' extracts say: postcodes, numbers of people, yes and no, factors at assessment."""

import json
import re
from collections.abc import Iterable

YES = frozenset({"y", "yes", "true", "1", "t"})
NO = frozenset({"n", "no", "false", "0", "f", "refused", "declined"})
SEXES = {
    "m": "M", "male": "M", "1": "M", "boy": "M", "01": "M",
    "f": "F", "female": "F", "2": "F", "girl": "F", "02": "F",
}  # fmt: skip
POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}")
UPN = re.compile(r"[A-Z]\d{11}[A-Z\d]")
FACTOR = re.compile(r"\d{1,2}[A-F]?")
PAIR = re.compile(r'"(\d{1,2}[A-Fa-f]?)"\s*:\s*"?([A-Za-z0-9]*)')
FAR_AWAY = 999.0


def yes_or_no(cell: str) -> bool | None:
    """Yes, no, or nothing for a blank, for "not applicable" and for what is neither."""
    told = cell.casefold()
    return True if told in YES else False if told in NO else None


def sex(cell: str) -> str:
    """M, F, or U for anything else."""
    return SEXES.get(cell.casefold(), "U")


def postcode(cell: str) -> str | None:
    """A postcode in capitals without its space; nothing for a placeholder or for what cannot be one."""
    told = "".join(cell.split()).upper()
    return told if POSTCODE.fullmatch(told) else None


def upn(cell: str) -> str | None:
    """A unique pupil number, or nothing for what has not its shape."""
    told = cell.strip().upper()
    return told if UPN.fullmatch(told) else None


def nhs(cell: str) -> str | None:
    """An NHS number whose check digit is right; nothing otherwise, nor for ten equal digits."""
    told = re.sub(r"[\s-]", "", cell)
    if not re.fullmatch(r"\d{10}", told) or len(set(told)) == 1:
        return None
    total = sum(int(digit) * weight for digit, weight in zip(told, range(10, 1, -1), strict=False))
    return told if (11 - total % 11) % 11 == int(told[9]) else None


def number(cell: str) -> float | None:
    """A number, with or without a per-cent sign; nothing for what is none."""
    try:
        told = float(cell.replace("%", "").replace(",", "").strip())
    except ValueError:
        return None
    return told if abs(told) < 1e12 else None


def distance(cell: str) -> float | None:
    """Miles; nothing for 999.9, by which systems say that they do not know."""
    told = number(cell)
    return told if told is not None and 0 <= told < FAR_AWAY else None


def factors(cell: str) -> tuple[list[str], bool]:
    """The codes of factors, from a JSON list, a JSON object of yes and no, or words between commas; and whether
    the cell was whole. From a broken cell the codes that can be made out are taken."""
    told = cell.strip()
    if not told.startswith(("[", "{")):
        parts = [part.strip().upper() for part in re.split(r"[,;|\s]+", told) if part.strip()]
        return _distinct(part for part in parts if FACTOR.fullmatch(part)), all(map(FACTOR.fullmatch, parts))
    try:
        found = json.loads(told)
    except (ValueError, RecursionError):
        return _made_out(told), False
    codes = [key for key, value in found.items() if yes_or_no(str(value))] if isinstance(found, dict) else found
    texts = [str(code).strip().upper() for code in codes]
    return _distinct(code for code in texts if FACTOR.fullmatch(code)), all(map(FACTOR.fullmatch, texts))


def _made_out(text: str) -> list[str]:
    if text.startswith("{"):
        return _distinct(code.upper() for code, value in PAIR.findall(text) if yes_or_no(value))
    return _distinct(code.upper() for code in re.findall(r'"(\d{1,2}[A-Fa-f]?)"', text))


def _distinct(codes: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(codes))
