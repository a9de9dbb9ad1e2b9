"""A meeting at each stage of its life, for tests of what is on it and what comes after it."""

from datetime import datetime, timedelta

from riskpanel.meetings import actions
from riskpanel.meetings.models import AgendaItem, Meeting
from riskpanel.referrals import actions as referring
from riskpanel.referrals.models import Referral
from tests import making_referrals
from tests.cast import LONDON
from tests.making_plans import log_entry, sitting

PANEL_AT = datetime(2026, 11, 25, 14, 0, tzinfo=LONDON)
NEXT_AT = datetime(2026, 12, 23, 14, 0, tzinfo=LONDON)
DURING = PANEL_AT + timedelta(minutes=20)


def calendar(cast):
    """Two panels ahead; the first."""
    sitting(cast, NEXT_AT)
    return sitting(cast, PANEL_AT)


def referral(cast, at=None, level="high", **child) -> Referral:
    """A referral that was sent in, of a child of the worker's."""
    at = at or cast.now - timedelta(days=1)
    made = making_referrals.concern(cast, level=level, child=cast.child(**child), at=at - timedelta(days=1))
    made = making_referrals.booked(cast, level=level, made=made, at=at - timedelta(days=1))
    made = making_referrals.hold(cast, made, level=level, held_at=at)
    found = referring.start_referral(concern=made, by=cast.worker, at=at)
    told = {
        "child_protection_on": at.date(),
        "doing_now": "A return interview each time and a safe adult at school.",
        "why_multi_agency": "Police, school and youth justice must act together.",
        "categories": ["MISS"],
        "directions": ["from_others"],
    }
    referring.save_cover(referral=found, version=found.version, by=cast.worker, at=at, **told)
    found = Referral.objects.get(pk=found.pk)
    referring.submit(referral=found, by=cast.worker, at=at)
    return Referral.objects.get(pk=found.pk)


def triaged(cast, outcome="accepted", **more) -> Referral:
    """A referral on which the core group decided."""
    found = referral(cast, **more)
    told = {}
    if outcome == "declined":
        told = {"alternative": "The school’s own plan", "alternative_owner": cast.member(cast.school)}
    referring.triage(
        referral=found, outcome=outcome, reasons="As the thresholds say.", by=cast.detective, at=cast.now,
        present=["csc", "police_exploitation", "health"], **told,
    )  # fmt: skip
    return Referral.objects.get(pk=found.pk)


def planned(cast, on=None) -> Meeting:
    """A meeting with its invitations."""
    return actions.plan_meeting(sitting=on or calendar(cast), by=cast.coordinator, at=cast.now)


def fresh(meeting: Meeting) -> Meeting:
    """The meeting as the database holds it."""
    return Meeting.objects.select_related("sitting", "panel__procedure").get(pk=meeting.pk)


def filled(cast, meeting: Meeting | None = None) -> Meeting:
    """The same with its agenda filled."""
    meeting = meeting or planned(cast)
    actions.build_agenda(meeting=meeting, by=cast.coordinator, at=cast.now)
    return fresh(meeting)


def published(cast, meeting: Meeting | None = None) -> Meeting:
    """The same, published."""
    meeting = filled(cast, meeting)
    actions.publish(meeting=meeting, by=cast.coordinator, at=cast.now)
    return fresh(meeting)


def of_each_kind(cast, *names: str) -> None:
    """What an agenda is filled from: two referrals, one that was not taken, a child on the log."""
    for name in names or ("Robin", "Ash"):
        triaged(cast, given_name=name)
    triaged(cast, outcome="declined", given_name="Io")
    log_entry(cast, child=cast.child(given_name="Ivo"))


def opened(cast, meeting: Meeting | None = None, seats=None, exception="", at=PANEL_AT) -> Meeting:
    """The same, in session: everybody came unless `seats` says who."""
    meeting = meeting or published(cast)
    here = [one.seat for one in meeting.invitations.select_related("seat") if seats is None or one.seat.code in seats]
    actions.open_meeting(meeting=meeting, present_seats=here, exception=exception, by=cast.council_chair, at=at)
    return fresh(meeting)


def item_of(meeting: Meeting, **lookup) -> AgendaItem:
    """An item of the meeting, with what actions ask of it."""
    lookup = lookup or {"section": "referrals"}
    found = meeting.items.select_related("child__lead", "referral__concern", "entry")
    return found.select_related("meeting__sitting", "meeting__panel__procedure").get(**lookup)


def note(cast, item: AgendaItem, answer="yes", **more) -> AgendaItem:
    """The first question, answered."""
    told = {"update": "", "lead_present": True, "version": item.note_version, "by": cast.coordinator, "at": DURING}
    actions.note_item(item=item, protective_action=answer, **{**told, **more})
    return item_of(item.meeting, pk=item.pk)


def decided(cast, item: AgendaItem, outcome="log", level="high", **more):
    """The panel's decision for an item."""
    item = item if item.protective_action else note(cast, item)
    told = {"rationale": "Three agencies see the same men.", "by": cast.council_chair, "at": DURING}
    return actions.decide(item=item, outcome=outcome, level=level, **{**told, **more})


def closed(cast, meeting: Meeting) -> Meeting:
    """A meeting whose children are decided on, closed."""
    actions.close_meeting(meeting=fresh(meeting), by=cast.council_chair, at=PANEL_AT + timedelta(hours=2))
    return fresh(meeting)


def distributed(cast, meeting: Meeting, at=None) -> Meeting:
    """The minutes signed and handed out."""
    at = at or PANEL_AT + timedelta(days=1)
    actions.sign_minutes(meeting=fresh(meeting), by=cast.council_chair, at=at, exception="Agreed in the room.")
    actions.distribute(meeting=fresh(meeting), by=cast.coordinator, at=at)
    return fresh(meeting)


def accepts(cast, meeting: Meeting, *users) -> None:
    """These people accept the confidentiality statement for the meeting."""
    for user in users:
        actions.accept_confidentiality(meeting=meeting, member=cast.member(user), by=user, at=cast.now)
