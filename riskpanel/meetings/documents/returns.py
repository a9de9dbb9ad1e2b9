"""What agencies told of the children of a meeting, on paper: to those who attend, as far as each may read it."""

from collections.abc import Iterable
from typing import Any

from riskpanel.documents import Block
from riskpanel.meetings.models import AgendaItem, InformationReturn
from riskpanel.meetings.presenters.returns import Piece, ReturnLine, Returns, gathered
from riskpanel.meetings.reach import Part
from riskpanel.meetings.returns import Told, answers_in


def returns_by_item(items: Iterable[AgendaItem], part: Part) -> dict[Any, Returns]:
    """The answers about each of these items, by its key, in two queries."""
    if part.procedure.returns is None:
        return {}
    asked = InformationReturn.objects.standing().filter(item__in=[item.pk for item in items])
    item_of = dict(asked.values_list("pk", "item"))
    told: dict[Any, list[Told]] = {}
    for one in answers_in(asked):
        told.setdefault(item_of[one.asked], []).append(one)
    return {item: gathered(mine, part.procedure, part.user) for item, mine in told.items()}


def return_blocks(returns: Returns | None) -> list[Block]:
    """What agencies know of a child: who shared what, who keeps something back, who has nothing, who is silent."""
    if returns is None or not returns.asked:
        return []
    points = [f"{words}: {'; '.join(agencies)}" for words, agencies in returns.nothing]
    silent = f"No answer yet: {'; '.join(returns.missing)}" if returns.missing else ""
    return [
        Block("What agencies know", 2, warning=silent, points=tuple(points)),
        *(_agency(one) for one in returns.told),
    ]


def _agency(line: ReturnLine) -> Block:
    kept = f"{line.words}: {line.reason}" if line.means == "withheld" else ""
    held = f"Held by {line.agency}: ask" if line.held else ""
    return Block(
        line.agency, 3, quiet=". ".join(part for part in (kept, held) if part), points=tuple(map(_piece, line.pieces))
    )


def _piece(one: Piece) -> str:
    about = "; ".join(part for part in (one.kind, one.source, one.readers, *one.limits) if part)
    basis = f" Shared on the basis of: {one.basis.lower()}." if one.basis else ""
    return f"{one.text}{f' ({about})' if about else ''}{basis}"
