"""What stands on a partnership's papers: its marking, its handling, for whom and when."""

from datetime import datetime
from typing import Any

from riskpanel.access.models import User
from riskpanel.documents import Marking
from riskpanel.partnership.models import Panel
from riskpanel.partnership.standing import Standing, procedure_of
from riskpanel.ui.words import local


def marking_of(panel: Panel, code: str, *, user: User, at: datetime, about: str = "", **more: Any) -> Marking:
    """The marking of a paper of the panel (`code` as the procedure names it; NotDeclared when the panel
    hands out none of them) as made for `user` at `at`. `about` follows its title: a date, a reference."""
    procedure = procedure_of(panel.procedure)
    kind = procedure.paper(code)
    told = {
        "title": f"{kind.title}, {about}" if about else kind.title,
        "owner": panel.name,
        "marking": str(procedure.setting("paper_marking", "")),
        "handling": kind.handling or str(procedure.setting("paper_handling", "")),
        "made_for": named(user.standing),
        "made_at": local(at),
        "clauses": kind.clauses,
        "watermark": user.full_name,
    }
    return Marking(**{**told, **more})


def named(standing: Standing) -> str:
    """``Priya Shah, Head of Service``: a person by seat, or by job and agency."""
    seats = [seat.title for seat in standing.seats] + [f"deputy for {held.seat.title}" for held in standing.stands_in]
    place = [standing.member.job_title, standing.agency.name] if standing.member and standing.agency else []
    return ", ".join(part for part in (standing.user.full_name, *(seats[:1] or place)) if part)
