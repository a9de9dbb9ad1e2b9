"""Tells the story of the invented borough, through the same actions that people use."""

from datetime import datetime

from riskpanel.demo.people import Company
from riskpanel.demo.telling.almanac import Almanac
from riskpanel.demo.telling.clockwork import moved_clock
from riskpanel.demo.telling.script import steps_of
from riskpanel.demo.telling.stage import Stage

MONTHS_BEFORE, MONTHS_AHEAD = 8, 4


def tell(company: Company, now: datetime) -> Stage:
    """Plays every step of the story that lies before `now`, in the order of time; each is done by the
    person who would do it. Raises StoryError, with the line of the story, where one is refused."""
    with moved_clock() as set_to:
        almanac = Almanac(company, now, MONTHS_BEFORE, MONTHS_AHEAD)
        stage = Stage(company, almanac)
        for step in steps_of(almanac):
            set_to(step.at)
            stage.play(step)
    return stage
