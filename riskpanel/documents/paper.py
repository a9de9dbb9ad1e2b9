"""A paper before it is drawn, and after."""

import re
from dataclasses import dataclass, field
from typing import Any

from riskpanel.documents.marking import Marking
from riskpanel.documents.sheet import Sheet

FORMS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""The forms in which a paper may come, and their media types."""

NAME = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*")


class Unmade(Exception):
    """A paper that cannot be drawn; its text says why, to the person who asked for it."""


@dataclass(frozen=True)
class Paper:
    """What one person is handed.

    `code` names the template, `told` is a dataclass of texts, numbers and lists of them, `sheets` what a
    spreadsheet of it holds. `name` is the file's, without its ending: references and dates, never a name
    of a child. `children` are the children in it, for the audit row. `forms` are those that it comes in.
    """

    code: str
    name: str
    marking: Marking
    told: Any = None
    sheets: tuple[Sheet, ...] = ()
    children: tuple[Any, ...] = ()
    forms: tuple[str, ...] = ("pdf",)
    fields: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.name):
            raise ValueError("A paper's file name is made of references, dates and plain words.")


@dataclass(frozen=True)
class Made:
    """A paper as a file."""

    content: bytes
    filename: str
    content_type: str
