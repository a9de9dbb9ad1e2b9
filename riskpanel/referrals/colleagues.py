"""The people and agencies that may be named in a form."""

from datetime import date

from riskpanel.partnership.models import Agency, Member, Partnership
from riskpanel.partnership.reaching import at_work


def colleagues(partnership: Partnership, day: date) -> list[Member]:
    """Everybody at work for an agency of the partnership on a day who may see children, by agency."""
    return list(at_work(partnership, day))


def agencies(partnership: Partnership) -> list[Agency]:
    """The agencies of the partnership that are active."""
    return list(partnership.agencies.filter(active=True))


def named(members: list[Member]) -> list[tuple[str, str]]:
    """People as the lines of a list."""
    return [(str(one.pk), f"{one.agency.name}: {one.user.full_name}, {one.job_title}") for one in members]


def picked(members: list[Member], key: str) -> Member | None:
    """The one whom a line of the list stands for."""
    return next((one for one in members if str(one.pk) == key), None)
