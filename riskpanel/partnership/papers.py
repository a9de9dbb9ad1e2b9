"""What stands on a partnership's papers: its marking, its handling, for whom and when."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from riskpanel.access.models import User
from riskpanel.documents import Block, Fact, Marking, Outline, Paper
from riskpanel.partnership.models import Panel
from riskpanel.partnership.standing import Standing, procedure_of
from riskpanel.ui.words import as_day, local


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


def outlined(
    panel: Panel,
    code: str,
    blocks: Iterable[Block],
    *,
    user: User,
    at: datetime,
    name: str,
    about: str = "",
    sent_to: str = "",
    **more: Any,
) -> Paper:
    """A paper of the panel that is made of blocks, as made for `user` at `at`; a letter is made for
    `sent_to` and carries nobody's name across its pages. `more` are further parts of a Paper. Blocks that
    hold nothing are left out. NotDeclared when the panel hands out none of them."""
    letter = {"made_for": sent_to, "watermark": ""} if sent_to else {}
    marking = marking_of(panel, code, user=user, at=at, about=about, **letter)
    told = Outline(tuple(one for one in blocks if one != Block()))
    return Paper(code=code, name=name, marking=marking, told=told, **more)


def named_file(what: str, reference: str, at: datetime) -> str:
    """``waiver-C-2B7F-2026-11-28``: the name of a file, of what it is, a reference and the day it was made."""
    return "-".join(part for part in (what, reference, f"{as_day(at):%Y-%m-%d}") if part)


def facts(*pairs: tuple[str, Any]) -> tuple[Fact, ...]:
    """Labels with what they say; those that say nothing are left out by whoever draws them."""
    return tuple(Fact(label, str(says or "")) for label, says in pairs)
