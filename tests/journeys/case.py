"""What the people of a journey hand to each other: the child's name and the addresses of the case."""

from collections.abc import Callable
from datetime import date, timedelta

from tests.journeys.person import Person, now

GIVEN, FAMILY = "Tamsin", "Orrell"


def in_days(count: int) -> date:
    """A day from today, on London's calendar."""
    return now().date() + timedelta(days=count)


class Case:
    """One child's case, as far as it has come. Addresses are filled in by the stages."""

    child = reference = concern = checklist = referral = item = meeting = review = plan = ""
    report = refused = escalation = ""

    def __init__(self, people: Callable[..., Person]) -> None:
        self.people = people

    def as_(self, key: str) -> Person:
        return self.people(key)
