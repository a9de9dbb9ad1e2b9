"""What somebody may do with a listed child now, in words."""

from dataclasses import dataclass

from django.urls import reverse

from riskpanel.access.models import User
from riskpanel.children.people import roles_on
from riskpanel.cohorts.models import Listing
from riskpanel.partnership.standing import procedure_of
from riskpanel.procedure import moves_from


@dataclass(frozen=True)
class Act:
    """A step that a person takes: its address code, the move, words, and whether it is grave."""

    code: str
    move: str
    label: str
    asks: str = ""
    needed: bool = True
    grave: bool = False


ACTS = (
    Act("take", "select", "Take on the list", "Why now? A place only orders attention: you select.", needed=False),
    Act("accept", "accept_conduit", "Take on the list", "Anything to add?", needed=False),
    Act("add", "add", "Take on the list", "Why?"),
    Act("decline", "decline", "Not this time", "Why not? It is kept, for anybody who asks later."),
    Act("ask-review", "ask_immediate_review", "Ask for an immediate review", "Why can it not wait?"),
    Act("accept-review", "accept_immediate_review", "Take at the next meeting", "Anything to add?", needed=False),
    Act("decline-review", "decline_immediate_review", "Let it wait for the next list", "Why can it wait?"),
    Act("carry", "carry_forward", "Carry forward to the next list"),
    Act("move", "move_cohort", "Move to the other list", "What changed?"),
    Act("come-back", "come_back", "Bring back on the list", "What brings the child back?"),
    Act("close", "close", "Close: nothing brought the child back", "Anything to add?", needed=False),
    Act("age-out", "age_out", "Close: beyond the panel’s ages"),
    Act("withdraw", "withdraw", "Take off the list", "Why?", grave=True),
)
BY_CODE = {act.code: act for act in ACTS}
BY_ROUTE = {"select": ("ranking", "carried"), "accept_conduit": ("conduit",), "add": ("chair", "sibling")}


def acts_for(listing: Listing, user: User) -> list[Act]:
    """The steps that the procedure leaves open to the person now."""
    procedure = procedure_of(listing.panel.procedure)
    open_ = {move.name for move in moves_from(procedure, Listing.THING, listing.state, roles_on(listing, user))}
    return [act for act in ACTS if act.move in open_ and _fits(act, listing)]


def _fits(act: Act, listing: Listing) -> bool:
    if act.move in BY_ROUTE:
        return listing.route in BY_ROUTE[act.move]
    if act.move in {"accept_immediate_review", "decline_immediate_review"}:
        return listing.asks_review
    return not (act.move == "ask_immediate_review" and (listing.asks_review or listing.immediate))


def menu_of(acts: list[Act], listing: Listing) -> list[dict[str, str]]:
    """The same as a menu of links."""
    return [{"label": act.label, "url": reverse("listing_act", args=[listing.pk, act.code])} for act in acts]
