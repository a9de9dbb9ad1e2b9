"""The invented Meadow Round at work, for tests: its people, a worry at each stage, a round."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from riskpanel.children import actions as children
from riskpanel.meetings import actions as meetings
from riskpanel.meetings.models import Meeting
from riskpanel.partnership.calendar import make_sittings
from riskpanel.plans import actions as plans
from riskpanel.plans.models import LogEntry
from riskpanel.referrals import actions as referrals
from riskpanel.referrals.models import Concern, Referral
from tests.procedures.founding import Founded, found, join

MEADOW = Path(__file__).parent / "meadow.toml"


@pytest.fixture
def larkmead() -> Founded:
    made = found(MEADOW.read_text(encoding="utf-8"))
    join(made, "manager", "college", "Pastoral manager")
    join(made, "worker", "college", "Mentor")
    made.members["worker"].line_manager = made.members["manager"]
    made.members["worker"].save()
    join(made, "social_worker", "families", "Team manager", roles=("csc_manager",))
    join(made, "clerk", "trust", "Clerk", roles=("coordinator",))
    make_sittings(panel=made.panel, start=made.now.date(), months=4, by=made.founder, at=made.now)
    return made


def at_level(made: Founded, level: str) -> Concern:
    """A worry of the worker's, its sheet begun, at a level."""
    by, at = made.user("worker"), made.now
    child = children.register(
        panel=made.panel, by=by, at=at, given_name="Ash", family_name="Larkfield", born_on=date(2010, 3, 4)
    )
    concern = referrals.record_concern(
        panel=made.panel, child=child, by=by, at=at, happening="Away for two nights.", noticed_on=at.date()
    )
    referrals.start_checklist(concern=concern, instrument=made.procedure.checklists[0], by=by, at=at)
    concern = Concern.objects.get(pk=concern.pk)
    referrals.set_level(concern=concern, level=level, reason="As we know it.", by=by, at=at)
    return Concern.objects.get(pk=concern.pk)


def huddled(made: Founded) -> Concern:
    """The same at the gravest level, after its huddle."""
    concern, by, at = at_level(made, "urgent"), made.user("worker"), made.now
    chair = made.member("social_worker")
    referrals.book_strategy(concern=concern, starts_at=at + timedelta(hours=1), chair=chair, parties=[], by=by, at=at)
    sheet = concern.checklists.get()
    for key in ("worker", "social_worker"):
        user = made.user(key)
        referrals.sign_part(checklist=sheet, agency=user.standing.agency, by=user, at=at, unanswered="Talked through.")
        sheet.refresh_from_db()
    held = at + timedelta(hours=2)
    referrals.hold_strategy(
        concern=Concern.objects.get(pk=concern.pk), minutes="Who said what.", level="urgent", reason="All agree.",
        unanswered="Talked through.", held_at=held, by=made.user("social_worker"), at=held,
    )  # fmt: skip
    return Concern.objects.get(pk=concern.pk)


def reported(made: Founded) -> Referral:
    """The report that follows from it, sent."""
    at = made.now + timedelta(hours=3)
    draft = referrals.start_referral(concern=huddled(made), by=made.user("worker"), at=at)
    referrals.submit(referral=Referral.objects.get(pk=draft.pk), by=made.user("worker"), at=at)
    return Referral.objects.get(pk=draft.pk)


def under_way(made: Founded, starts_at: datetime) -> Meeting:
    """The round of that moment, filled, published and opened by its one chair."""
    clerk, before = made.user("clerk"), starts_at - timedelta(days=1)
    meeting = meetings.plan_meeting(sitting=made.panel.sittings.get(starts_at=starts_at), by=clerk, at=before)
    meetings.build_agenda(meeting=meeting, by=clerk, at=before)
    meetings.publish(meeting=fresh(meeting), by=clerk, at=before)
    present = [one.seat for one in meeting.invitations.select_related("seat")]
    meetings.open_meeting(meeting=fresh(meeting), present_seats=present, by=made.user("paediatrician"), at=starts_at)
    return fresh(meeting)


def fresh(meeting: Meeting) -> Meeting:
    return Meeting.objects.select_related("sitting", "panel__procedure").get(pk=meeting.pk)


def decide(made: Founded, meeting: Meeting, **told) -> None:
    """The decision about the one child of the round."""
    during = meeting.sitting.starts_at + timedelta(minutes=5)
    item = meeting.items.exclude(child=None).get()
    meetings.note_item(
        item=item, protective_action="yes", update="", lead_present=None, version=item.note_version,
        by=made.user("clerk"), at=during,
    )  # fmt: skip
    item.refresh_from_db()
    meetings.decide(item=item, rationale="As we heard.", by=made.user("paediatrician"), at=during, **told)


def over(made: Founded, meeting: Meeting) -> Meeting:
    """The round closed, its notes signed and sent out."""
    chair, end = made.user("paediatrician"), meeting.sitting.starts_at + timedelta(hours=2)
    meetings.close_meeting(meeting=fresh(meeting), by=chair, at=end)
    meetings.sign_minutes(meeting=fresh(meeting), by=chair, at=end)
    meetings.distribute(meeting=fresh(meeting), by=made.user("clerk"), at=end)
    return fresh(meeting)


def with_a_plan(made: Founded, entry: LogEntry) -> None:
    """A service and a task; the sheet approved, the task done and seen."""
    chair, at = made.user("paediatrician"), made.now + timedelta(days=3)
    owner = made.member("constable")
    plans.add_service(
        entry=entry, what="A walk each week", agency=owner.agency, person=owner, status="active", by=chair, at=at
    )
    task = plans.set_action(
        panel=made.panel, child=entry.child, entry=entry, what="Meet Ash at the bus.", agency=owner.agency,
        owner=owner, due_on=at.date() + timedelta(days=7), by=chair, at=at,
    )  # fmt: skip
    plans.approve_plan(entry=entry, by=chair, at=at)
    plans.report_done(action=task, report="Met.", impact="Came home.", by=made.user("constable"), at=at)
    task.refresh_from_db()
    plans.verify(action=task, by=chair, at=at)
    assert LogEntry.objects.get(pk=entry.pk).state == "active"
