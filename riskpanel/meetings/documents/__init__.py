"""The papers of a meeting, each made for one reader: what they may see of it, and no more."""

from collections.abc import Callable
from datetime import datetime

from riskpanel.documents import Paper
from riskpanel.meetings.documents.agenda import agenda
from riskpanel.meetings.reach import Part

PAPERS: dict[str, Callable[[Part, datetime], Paper]] = {"agenda": agenda}
"""How each paper is made, by its code in the procedure; Http404 or NotDeclared where there is none."""
