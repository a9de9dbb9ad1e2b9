"""A small paper of invented content, to draw in each form."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from riskpanel.documents import Marking, Paper, Sheet

AT = datetime(2026, 11, 10, 10, 0, tzinfo=ZoneInfo("Europe/London"))
MARKING = Marking(
    title="Agenda, panel of Wed 25 Nov 2026",
    made_for="Priya Example, Head of Service",
    made_at=AT,
    owner="Panel of Example",
    marking="OFFICIAL-SENSITIVE",
    handling="Confidential to the person named at the foot.",
    copy="7 of 25",
    clauses=("EX-1",),
    watermark="Priya Example",
)


@dataclass(frozen=True)
class Line:
    number: str = "1"
    reference: str = "C-7F3K"
    about: str = "Referred by the school"
    level: str = "High"
    lead: str = "Jo Example"
    actions: str = "3"
    notes: tuple[str, ...] = ()
    warning: str = ""


@dataclass(frozen=True)
class Section:
    label: str = "Referrals"
    plain: bool = False
    lines: tuple[Line, ...] = (Line(),)
    note: str = ""
    empty: str = "Nothing."


@dataclass(frozen=True)
class Told:
    when: str = "Wed 25 Nov 2026, 14:00"
    where: str = "Room 1"
    length: str = "2 h"
    chairs: tuple[Any, ...] = ()
    discussion: str = ""
    sections: tuple[Section, ...] = (Section(),)
    levelled: bool = True
    lead_label: str = "Lead professional"
    annex: tuple[Any, ...] = ()
    annex_label: str = "Annex"
    statement: str = ""


def paper(about: str = "Referred by the school", **more: Any) -> Paper:
    """An agenda of one child about whom `about` is said."""
    told = Told(sections=(Section(lines=(replace(Line(), about=about),)),))
    sheet = Sheet("Children", ("Child", "About"), (("C-7F3K", about),))
    fields = {"code": "agenda", "name": "agenda-2026-11-25", "marking": MARKING, "told": told, "sheets": (sheet,)}
    return Paper(**{**fields, "forms": ("pdf", "docx", "xlsx"), **more})
