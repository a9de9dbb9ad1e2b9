"""What the story can make people do: the actions of every room, and rounds of them that many take part in."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

from riskpanel.children import actions as children
from riskpanel.demo.telling import minutes, rounds
from riskpanel.meetings import actions as meetings
from riskpanel.partnership import actions as partnership
from riskpanel.plans import actions as plans
from riskpanel.referrals import actions as referrals


def _of(room: ModuleType) -> dict[str, Callable[..., Any]]:
    return {name: found for name, found in vars(room).items() if callable(found) and not name.startswith("_")}


VERBS: dict[str, Callable[..., Any]] = {
    **_of(partnership),
    **_of(children),
    **_of(plans),
    **_of(referrals),
    **_of(meetings),
    **rounds.ROUNDS,
    **minutes.ROUNDS,
}
