"""The HARM Panel at work, for tests: its people, a child whose lead worker is named, a meeting at each
stage of its life."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from riskpanel.children import actions as children
from riskpanel.children.models import Child
from riskpanel.meetings import actions as meetings
from riskpanel.meetings.models import AgendaItem, Meeting
from riskpanel.partnership.calendar import make_sittings
from riskpanel.plans.models import Action
from riskpanel.procedure import box
from tests.procedures.founding import LONDON, Founded, found, join

BEFORE = datetime(2026, 12, 1, 14, 0, tzinfo=LONDON)
MACE = datetime(2026, 12, 9, 10, 0, tzinfo=LONDON)
AFTER = datetime(2026, 12, 15, 14, 0, tzinfo=LONDON)


@pytest.fixture
def harm(monkeypatch) -> Founded:
    """The panel with every seat filled, an administrator, a lead worker and three months of dates."""
    made = found(box()["harm"].read_text(encoding="utf-8"))
    join(made, "administrator", "adolescent", "Panel administrator", roles=("coordinator",))
    join(made, "lead_worker", "csc", "Social worker")
    join(made, "team_manager", "csc", "Team manager")
    made.members["lead_worker"].line_manager = made.members["team_manager"]
    made.members["lead_worker"].save()
    make_sittings(panel=made.panel, start=made.now.date(), months=3, by=made.founder, at=made.now)
    monkeypatch.setattr("django.utils.timezone.now", lambda: made.now)
    return made


def known(made: Founded, **fields) -> Child:
    """A child whose lead worker is named."""
    child = children.register(
        panel=made.panel, by=made.user("lead_worker"), at=made.now, given_name="Wren", family_name="Larkfield",
        born_on=datetime(2010, 5, 4).date(), **fields,
    )  # fmt: skip
    lead, by = made.member("lead_worker"), made.user("lead_worker")
    return children.name_lead(child=child, lead=lead, panel=made.panel, by=by, at=made.now) or child


def planned(made: Founded, kind: str) -> Meeting:
    sitting = made.panel.sittings.filter(kind=kind, starts_at__gt=made.now).order_by("starts_at").first()
    return meetings.plan_meeting(sitting=sitting, by=made.user("administrator"), at=made.now)


def fresh(meeting: Meeting) -> Meeting:
    return Meeting.objects.select_related("sitting", "panel__procedure").get(pk=meeting.pk)


def published(made: Founded, kind: str, child: Child | None = None) -> Meeting:
    """A meeting with a child on it, and its list sent to the members."""
    meeting, by = planned(made, kind), made.user("administrator")
    meetings.build_agenda(meeting=meeting, by=by, at=made.now)
    if child and not meeting.items.filter(child=child).exists():
        meetings.add_item(
            meeting=fresh(meeting), section="highlighted", title="On the list", child=child, by=by, at=made.now
        )
    meetings.publish(meeting=fresh(meeting), by=by, at=made.now)
    return fresh(meeting)


def opened(made: Founded, meeting: Meeting, without: tuple[str, ...] = ()) -> Meeting:
    present = [one.seat for one in meeting.invitations.select_related("seat") if one.seat.code not in without]
    chair = made.user("intensive_manager")
    meetings.open_meeting(meeting=meeting, present_seats=present, by=chair, at=meeting.sitting.starts_at)
    return fresh(meeting)


def told(made: Founded, meeting: Meeting) -> Meeting:
    """The same closed, its minutes signed and sent."""
    chair, at = made.user("intensive_manager"), meeting.sitting.starts_at + timedelta(hours=2)
    meetings.close_meeting(meeting=fresh(meeting), by=chair, at=at)
    meetings.sign_minutes(meeting=fresh(meeting), by=chair, at=at, exception="Agreed there.")
    meetings.distribute(meeting=fresh(meeting), by=made.user("administrator"), at=at)
    return fresh(meeting)


def gave(made: Founded, meeting: Meeting, child: Child) -> Action:
    item, owner = AgendaItem.objects.get(meeting=meeting, child=child), made.member("youth_support")
    return meetings.give_action(
        item=item, what="Walk Wren home.", agency=owner.agency, owner=owner, due_on=AFTER.date(),
        by=made.user("intensive_manager"), at=meeting.sitting.starts_at,
    )  # fmt: skip


def read(made: Founded, key: str, address: str) -> str:
    client = Client()
    client.force_login(made.user(key))
    answer = client.get(address)
    assert answer.status_code == 200, (key, address, answer.status_code)
    return answer.content.decode()
