"""The second invented borough: its agencies' extracts are made, loaded, linked and ranked, week by week,
and its people act on the lists."""

from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from riskpanel.children import actions as children
from riskpanel.cohorts import actions
from riskpanel.cohorts.facts import scope_of
from riskpanel.cohorts.models import Listing, Week
from riskpanel.cohorts.store import has_engines, store_of
from riskpanel.demo.people import Company

CHILDREN, SEED, WEEKS = 1200, 41, 4
"""How large the borough is, which one of all it is, and how many weeks of it are told."""
MONDAY = 0


def tell_lists(company: Company, now: datetime) -> None:
    """Tells the last weeks of the borough up to `now`. Nothing where the Single View's engines are absent."""
    if not has_engines():
        return
    last = _monday(now.date())
    for nth in range(WEEKS):
        day = last - timedelta(weeks=WEEKS - 1 - nth)
        _week(company, _at(now, day), day, first=last - timedelta(weeks=WEEKS - 1), nth=nth)
        if nth == WEEKS - 2:
            _choose(company, _at(now, day) + timedelta(hours=2))


def _monday(day: date) -> date:
    return day - timedelta(days=(day.weekday() - MONDAY) % 7)


def _at(now: datetime, day: date) -> datetime:
    """Half past eight on a day, and never after now."""
    return min(now, datetime(day.year, day.month, day.day, 8, 30, tzinfo=now.tzinfo))


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
    analyst, lead = company.users["analyst"], company.members["worker"]
    for cohort in company.procedure.listing.cohorts:
        found = Listing.objects.filter(panel=company.panel, cohort=cohort.code, state="proposed")
        for listing in found.select_related("child", "place", "panel__procedure").order_by("place__rank"):
            told = {"listing": listing, "by": analyst, "at": at}
            beyond = scope_of(company.panel, listing.child, at.date()).reasons
            if beyond:
                actions.decline(reason=" ".join(beyond), **told)
            elif listing.place.rank == cohort.size:
                actions.decline(reason="Heard last week by another panel; what changed is old news.", **told)
            elif listing.place.rank < cohort.size:
                actions.select(**told)
                if listing.place.rank % 2:
                    children.name_lead(child=listing.child, lead=lead, panel=company.panel, by=analyst, at=at)
