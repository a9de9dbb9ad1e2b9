"""What rooms above put on the pages of a child: a sentence on each page, a box on the first one, tabs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from riskpanel.children.mine import Mine
from riskpanel.procedure import Procedure


@dataclass(frozen=True)
class Part:
    """`banner` stands on every page of the child; `template` draws `told` on the first one; `lacks` are
    (what nobody said yet, why it matters, where to say it); `send` whether special
    educational needs are shown, where that is told; `facts` are
    (label, words) on the bar; `tabs` and `menu` are (label, name of the page)."""

    banner: str = ""
    template: str = ""
    told: Any = None
    lacks: tuple[tuple[str, str, str], ...] = ()
    send: bool | None = None
    facts: tuple[tuple[str, str], ...] = ()
    tabs: tuple[tuple[str, str], ...] = ()
    menu: tuple[tuple[str, str], ...] = ()


Offer = Callable[[Mine, Procedure, date], Part | None]
_OFFERS: list[Offer] = []


def offers(offer: Offer) -> Offer:
    """Takes up what a room offers; for the start of the application."""
    if offer not in _OFFERS:
        _OFFERS.append(offer)
    return offer


def parts_of(mine: Mine, procedure: Procedure, today: date) -> list[Part]:
    """What every room puts on this child's pages for this person; nothing where it does not apply."""
    return [part for offer in _OFFERS if (part := offer(mine, procedure, today)) is not None]
