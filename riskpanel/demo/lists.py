"""The second invented borough: its agencies' extracts are made, loaded, linked and ranked, week by week,
its people act on the lists, and its panel meets around the dates of the other body."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from riskpanel.children import actions as children
from riskpanel.children.models import Child
from riskpanel.cohorts import actions
from riskpanel.cohorts.facts import scope_of
from riskpanel.cohorts.models import Listing, Week
from riskpanel.cohorts.store import has_engines, store_of
from riskpanel.demo.hearing_lists import come_together, prepare
from riskpanel.demo.people import Company, people_file
from riskpanel.demo.telling.clockwork import moved_clock
from riskpanel.meetings import actions as meetings
from riskpanel.plans.actions import immediate

CHILDREN, SEED, WEEKS = 1200, 41, 4
"""How large the borough is, which one of all it is, and how many weeks of it are told."""
OUTSIDE = tuple(timedelta(weeks=weeks, days=2, hours=10) for weeks in (0, 5, 9))
"""When the other body meets: so long after midnight of the first Monday."""


def tell_lists(company: Company, now: datetime) -> None:
    """Tells the last weeks of the borough up to `now`. Nothing where the Single View's engines are absent."""
    if not has_engines():
        return
    first = now.date() - timedelta(days=now.weekday()) - timedelta(weeks=WEEKS - 1)
    with moved_clock() as clock:
        _dates(company, _at(now, first) - timedelta(days=30), first, clock)
        for nth in range(WEEKS):
            day = first + timedelta(weeks=nth)
            at = _at(now, day)
            clock(at)
            _week(company, at, day, first=first, nth=nth)
            if nth == 0:
                _choose(company, at + timedelta(hours=2))
                prepare(company, at + timedelta(hours=4), clock)
            come_together(company, min(now, at + timedelta(days=6)), clock)
        prepare(company, now, clock)
        _act_at_once(company, now, clock)
        clock(now)


def _act_at_once(company: Company, now: datetime, clock: Callable[[datetime], None]) -> None:
    """A worker raises a risk for a child whom they lead, a chair gives somebody the task, and an hour later
    nobody has taken it."""
    child = Child.objects.filter(lead=company.members["worker"]).order_by("reference").first()
    if child is None:
        return
    told, raised_at = people_file("eastmere")["lists"]["at_once"], now - timedelta(minutes=95)
    clock(raised_at)
    made = immediate.raise_immediate(
        panel=company.panel, child=child, risk=told["risk"], by=company.users["worker"], at=raised_at
    )
    tasked_at = raised_at + timedelta(minutes=10)
    clock(tasked_at)
    owner = company.members[told["owner"]]
    immediate.task(action=made, what=told["what"], owner=owner, by=company.users["chair"], at=tasked_at)


def _at(now: datetime, day: date) -> datetime:
    """Half past eight on a day, and never after now."""
    return min(now, datetime(day.year, day.month, day.day, 8, 30, tzinfo=now.tzinfo))


def _dates(company: Company, at: datetime, first: date, clock: Callable[[datetime], None]) -> None:
    clock(at)
    midnight = datetime(first.year, first.month, first.day, tzinfo=at.tzinfo)
    for after in OUTSIDE:
        meetings.enter_outside(panel=company.panel, starts_at=midnight + after, by=company.users["coordinator"], at=at)


def _week(company: Company, at: datetime, day: date, *, first: date, nth: int) -> Week:
    from riskpanel.singleview.loading import load
    from riskpanel.singleview.synthesis import synthesise

    with TemporaryDirectory() as made:
        folder = Path(made) / "extracts"
        synthesise(folder, children=CHILDREN, seed=SEED, as_of=first, weeks_later=nth)
        load(store_of(company.partnership), [folder], at=at)
    week = actions.ask_week(panel=company.panel, as_of=day, by=company.users["analyst"], at=at)
    week = actions.work_out(week=week, at=at)
    if week.state == "failed":
        raise RuntimeError(week.fault)
    return week


def _choose(company: Company, at: datetime) -> None:
    """The analyst takes the first of each list but one, and leads are named."""
    told = people_file("eastmere")["lists"]
    lead = company.members["worker"]
    for cohort in company.procedure.listing.cohorts:
        found = Listing.objects.filter(panel=company.panel, cohort=cohort.code, state="proposed")
        for listing in found.select_related("child", "place", "panel__procedure").order_by("place__rank"):
            if _taken(company, listing, cohort.size, told["not_taken"], at) and listing.place.rank % 2:
                children.name_lead(
                    child=listing.child, lead=lead, panel=company.panel, by=company.users["chair"], at=at
                )


def _taken(company: Company, listing: Listing, size: int, why_not: str, at: datetime) -> bool:
    """Whether the analyst takes the child; who is beyond the ages, or last, is not taken, with the reason."""
    by: dict[str, Any] = {"listing": listing, "by": company.users["analyst"], "at": at}
    beyond = scope_of(company.panel, listing.child, at.date()).reasons
    if beyond or listing.place.rank == size:
        actions.decline(reason=" ".join(beyond) or why_not, **by)
        return False
    actions.select(**by)
    return True
