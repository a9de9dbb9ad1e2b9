"""How often an action rolled over: how many meetings found it undone past its day."""

from collections.abc import Iterable
from datetime import datetime

from riskpanel.procedure.duties import Owed
from riskpanel.procedure.model import Procedure


def codes_by_day(procedure: Procedure, about: str) -> frozenset[str]:
    """The duties about a thing that fall due on the day that was agreed for it."""
    return frozenset(one.code for one in procedure.duties if one.about == about and one.clock.at == "due_on")


def rolled_over(owed: Iterable[Owed], meetings: Iterable[datetime]) -> int:
    """How many of these meetings found one of these duties open past its end. What happens after a meeting
    changes nothing in what the meeting found, so that the number never falls."""
    running = tuple(owed)
    return sum(any(_late_at(one, moment) for one in running) for moment in set(meetings))


def _late_at(owed: Owed, moment: datetime) -> bool:
    ended = owed.met_at or owed.stopped_at
    return owed.started_at <= moment and owed.due_at < moment and (ended is None or ended > moment)
