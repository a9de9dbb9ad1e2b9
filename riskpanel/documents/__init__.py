"""Papers: what is handed out as PDF, Word or a spreadsheet. Plain Python; knows nothing of panels.

A room makes a `Paper`: its marking, its typed content, the children in it. `make` draws it in one of its
forms from a template; `access.doors.paper` hands it out with its audit row.
"""

from riskpanel.documents.drawing import make
from riskpanel.documents.marking import Marking
from riskpanel.documents.outline import Block, Fact, Outline, Table
from riskpanel.documents.paper import FORMS, Made, Paper, Unmade
from riskpanel.documents.sheet import Sheet
from riskpanel.documents.templating import drawn_with

__all__ = [
    "FORMS",
    "Block",
    "Fact",
    "Made",
    "Marking",
    "Outline",
    "Paper",
    "Sheet",
    "Table",
    "Unmade",
    "drawn_with",
    "make",
]
