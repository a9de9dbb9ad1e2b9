"""Invented children: households, names, numbers; and how each agency happens to have written them down."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

NAMES = tomllib.loads(Path(__file__).with_name("names.toml").read_text(encoding="utf-8"))
LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
CONSONANTS = "bcdfghjklmnprstvw"


@dataclass
class Happening:
    """One thing that happened, as one agency records it."""

    agency: str
    kind: str
    began: datetime
    ended: datetime | None = None
    code: str = ""
    value: float | None = None
    told: dict[str, str] = field(default_factory=dict)


@dataclass
class Child:
    """A child who does not exist."""

    number: int
    given: str
    family: str
    born: date
    sex: str
    ethnicity: str
    postcode: str
    before: str
    upn: str
    nhs: str
    chance: Random
    known: set[str] = field(default_factory=set)
    happened: list[Happening] = field(default_factory=list)

    def age(self, on: date) -> int:
        """Years, on a day."""
        return on.year - self.born.year - ((on.month, on.day) < (self.born.month, self.born.day))


def children(count: int, seed: int, base: date) -> Iterator[Child]:
    """So many children, in households of one to three; some are twins."""
    made = 0
    household = 0
    while made < count:
        chance = Random(f"{seed}/household/{household}")  # noqa: S311 - an invented borough, not a secret
        family, here, before = _family(chance), _postcode(chance), _postcode(chance)
        born = _born(chance, base)
        for nth in range(min(chance.choices((1, 2, 3), (62, 28, 10))[0], count - made)):
            if nth and chance.random() > 0.08:
                born = _born(chance, base)
            yield _child(made, family, born, here, before, Random(f"{seed}/child/{made}"))  # noqa: S311
            made += 1
        household += 1


def _child(number: int, family: str, born: date, here: str, before: str, chance: Random) -> Child:
    sex = chance.choice("MF")
    given, ethnicity = chance.choice(NAMES["boys" if sex == "M" else "girls"]), chance.choice(NAMES["ethnicities"])
    return Child(
        number, given, family, born, sex, ethnicity, here, before, _upn(number, chance), _nhs(number, chance), chance
    )


def _born(chance: Random, base: date) -> date:
    years = chance.choices(range(20), [2, 2, 2, 2, 2, 3, 3, 3, 3, 4, 5, 6, 7, 8, 9, 10, 9, 7, 3, 1])[0]
    return base - timedelta(days=int(years * 365.25) + chance.randrange(365))


def _family(chance: Random) -> str:
    starts, ends = NAMES["starts"], NAMES["ends"]
    name = chance.choice(starts) + chance.choice(NAMES["middles"]) + chance.choice(ends)
    return f"{name}-{chance.choice(starts)}{chance.choice(ends)}" if chance.random() < 0.04 else name


def _postcode(chance: Random) -> str:
    letters = chance.choice(LETTERS) + chance.choice(LETTERS)
    return f"XB{chance.randint(1, 14)} {chance.randint(1, 9)}{letters}"


def _upn(number: int, chance: Random) -> str:
    return f"{chance.choice('ABCDEFGHJKLMNPQRTUVWXYZ')}{chance.randrange(10**5):05d}{number:07d}"


def _nhs(number: int, chance: Random) -> str:
    """Ten figures that begin with 9 and whose check digit is right; the first free one from the number on."""
    body = 900_000_000 + number * 11 + chance.randrange(3)
    while True:
        digits = f"{body:09d}"
        check = (11 - sum(int(d) * w for d, w in zip(digits, range(10, 1, -1), strict=True)) % 11) % 11
        if check < 10:
            return f"{digits}{check}"
        body += 3


@dataclass(frozen=True)
class Copy:
    """A child as one agency wrote it down."""

    given: str
    family: str
    born: date | None
    postcode: str


def written_down(child: Child, agency: str) -> Copy:
    """The agency's copy: with a slip of the pen, a short name, an old address or a date the wrong way round, now
    and then. The same agency always writes the same."""
    chance = Random(f"{child.upn}/{agency}")  # noqa: S311
    given, family, born = child.given, child.family, child.born
    if chance.random() < 0.10:
        given = NAMES["short"].get(given, given)
    if chance.random() < 0.05:
        given = _slip(given, chance)
    if chance.random() < 0.05:
        family = _slip(family, chance)
    if "-" in family and chance.random() < 0.5:
        family = family.partition("-")[0]
    if chance.random() < 0.02 and born.day <= 12:
        born = born.replace(month=born.day, day=born.month)
    old = chance.random() < 0.12
    return Copy(given, family, None if chance.random() < 0.01 else born, child.before if old else child.postcode)


def _slip(name: str, chance: Random) -> str:
    at = chance.randrange(1, len(name))
    how = chance.randrange(3)
    if how == 0:
        return name[:at] + name[at + 1 :] if len(name) > 3 else name + "e"
    if how == 1:
        return name[:at] + name[at] + name[at:]
    return name[:at] + chance.choice(CONSONANTS) + name[at + 1 :]
