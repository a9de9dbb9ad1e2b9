"""What stands on every page of every paper: how it is to be handled, whose it is, for whom it was made."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Marking:
    """The head and the foot of a paper.

    `marking` and `handling` are the partnership's words. `made_at` and `closes_at` are aware and on the
    clock on which they are to be read. `copy` says which of how many (``7 of 25``). `watermark` stands
    faintly across each page: the name of the person.
    """

    title: str
    made_for: str
    made_at: datetime
    owner: str = ""
    marking: str = ""
    handling: str = ""
    version: str = ""
    copy: str = ""
    closes_at: datetime | None = None
    clauses: tuple[str, ...] = ()
    watermark: str = ""

    def lines(self) -> dict[str, str]:
        """The same as texts, as templates take them."""
        return {
            "title": self.title,
            "owner": self.owner,
            "marking": self.marking,
            "handling": self.handling,
            "version": self.version,
            "copy": self.copy,
            "made_for": self.made_for,
            "made_at": in_words(self.made_at),
            "closes_at": in_words(self.closes_at) if self.closes_at else "",
            "clauses": ", ".join(self.clauses),
            "watermark": self.watermark,
        }


def in_words(when: datetime) -> str:
    """``Tue 3 Nov 2026, 17:00``, on the clock that `when` is on."""
    return f"{when:%a} {when.day} {when:%b %Y}, {when:%H:%M}"
