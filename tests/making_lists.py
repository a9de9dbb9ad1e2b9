"""A second partnership beside the permanent cast: its panel hears children from weekly lists."""

from datetime import datetime, timedelta
from typing import Any

from riskpanel.children.models import Child
from riskpanel.children.moves import apply, write
from riskpanel.cohorts.actions.listing import show_to_keepers
from riskpanel.cohorts.models import Listing
from riskpanel.demo.people import Company
from riskpanel.meetings import actions as meetings
from riskpanel.meetings.models import AgendaItem, Meeting
from riskpanel.partnership.models import Sitting
from tests import making_meetings
from tests.cast import LONDON, NOW, Cast, company


class HarmCast(Cast):
    """The people of the other borough, by key."""

    def __init__(self, company: Company, now: datetime) -> None:
        super().__init__(company)
        self.now = now


def harm_cast(now: datetime = NOW) -> HarmCast:
    """The other borough with its panel and people, as if set up 400 days before `now`. The fixture `eastmere`
    gathers it once for a module; without it each test does."""
    return HarmCast(company("eastmere", now), now)


def listed_child(cast: HarmCast, **fields: Any) -> Child:
    """A child whose lead worker is `cast.worker`."""
    from riskpanel.children import actions

    child = cast.child(**fields)
    lead = cast.member(cast.worker)
    return actions.name_lead(child=child, lead=lead, panel=cast.panel, by=cast.company.founder, at=cast.now)


def listing(
    cast: HarmCast, cohort: str = "cohort_1", child: Child | None = None, listed: bool = True, **fields: Any
) -> Listing:
    """A child on the list (by a chair's adding), or with `listed=False` only put forward."""
    child = child or listed_child(cast)
    told = {"route": "chair", "reason": "Three agencies are worried.", **fields}
    made = Listing.objects.create(
        panel=cast.panel,
        child=child,
        cohort=cohort,
        state=cast.procedure.lifecycle("listing").start,
        created_at=cast.now,
        created_by=cast.chair,
        **told,
    )
    show_to_keepers(made, by=cast.chair, at=cast.now)
    write(made, "listing_proposed", by=cast.chair, at=cast.now, data={"route": made.route})
    if listed:
        facts = {"reason": told["reason"], "in_scope_or_reason": "In scope."}
        apply(made, "add", by=cast.chair, at=cast.now, facts=facts)
    return made


def meets(cast: HarmCast, kind: str, at: datetime, **fields: Any) -> Sitting:
    """A date of that kind of meeting in the panel's calendar."""
    line = cast.procedure.meeting(kind)
    return Sitting.objects.create(
        panel=cast.panel, kind=kind, role=line.role, starts_at=at, minutes=line.minutes, **fields
    )


def planned(cast: HarmCast, kind: str = "after_mace", at: datetime | None = None) -> Meeting:
    """A meeting of that kind with its invitations."""
    at = at or (AFTER_AT if kind == "after_mace" else BEFORE_AT)
    held = cast.panel.sittings.filter(kind=kind, starts_at=at).first() or meets(cast, kind, at)
    return meetings.plan_meeting(sitting=held, by=cast.coordinator, at=cast.now)


def published(cast: HarmCast, meeting: Meeting) -> Meeting:
    """The same with its agenda filled from the list and published."""
    meetings.build_agenda(meeting=making_meetings.fresh(meeting), by=cast.coordinator, at=cast.now)
    meetings.publish(meeting=making_meetings.fresh(meeting), by=cast.coordinator, at=cast.now)
    return making_meetings.fresh(meeting)


def opened(cast: HarmCast, meeting: Meeting) -> Meeting:
    """The same, in session with one of its chairs and every other seat that anybody holds."""
    invited = meeting.invitations.select_related("seat").exclude(member=None)
    here = [one.seat for one in invited if one.seat.code != "intensive_manager"]
    meetings.open_meeting(
        meeting=making_meetings.fresh(meeting), present_seats=here, by=cast.chair, at=meeting.sitting.starts_at
    )
    return making_meetings.fresh(meeting)


def heard(cast: HarmCast, kind: str = "after_mace", cohort: str = "cohort_1", **fields: Any) -> AgendaItem:
    """A listed child's item at a meeting in session, with dates of each kind ahead."""
    calendar(cast)
    listing(cast, cohort, **fields)
    meeting = opened(cast, published(cast, planned(cast, kind)))
    return item_of(meeting, listing__isnull=False)


def item_of(meeting: Meeting, **lookup: Any) -> AgendaItem:
    """An item of the meeting, with what actions ask of it."""
    found = meeting.items.select_related("child__lead", "child__circumstances", "listing__place", "referral", "entry")
    return found.select_related("meeting__sitting", "meeting__panel__procedure").get(**lookup)


def calendar(cast: HarmCast) -> dict[str, Sitting]:
    """The dates around two meetings of the other body."""
    told = {"after": ("after_mace", AFTER_AT), "before": ("before_mace", BEFORE_AT), "mace": ("mace", MACE_AT)}
    told |= {"next": ("after_mace", NEXT_AFTER_AT)}
    return {key: meets(cast, kind, at) for key, (kind, at) in told.items()}


AFTER_AT = datetime(2026, 11, 17, 14, 0, tzinfo=LONDON)
"""The Tuesday after a date of the other body on 11 November 2026."""
BEFORE_AT = datetime(2026, 12, 1, 14, 0, tzinfo=LONDON)
MACE_AT = datetime(2026, 12, 9, 10, 0, tzinfo=LONDON)
NEXT_AFTER_AT = datetime(2026, 12, 15, 14, 0, tzinfo=LONDON)
DURING = AFTER_AT + timedelta(minutes=20)
