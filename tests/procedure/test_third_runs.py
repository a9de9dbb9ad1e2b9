"""A procedure that nobody wrote code for runs from a concern to closure."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from riskpanel.children import actions as children
from riskpanel.children.models import Duty
from riskpanel.children.moves import Refused
from riskpanel.meetings import actions as meetings
from riskpanel.meetings.models import Meeting
from riskpanel.partnership.calendar import make_sittings
from riskpanel.plans import actions as plans
from riskpanel.plans.models import LogEntry
from riskpanel.procedure import Procedure, load_procedure
from riskpanel.referrals import actions as referrals
from riskpanel.referrals.models import Concern, Referral
from tests.procedures.founding import LONDON, NOW, Founded, found, join

MEADOW = Path(__file__).parents[1] / "procedures" / "meadow.toml"
ROUND = datetime(2026, 11, 19, 9, 30, tzinfo=LONDON)
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def meadow() -> Procedure:
    return load_procedure(MEADOW)


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


def test_it_has_what_the_others_have_not(meadow: Procedure) -> None:
    assert [level.band for level in meadow.levels] == ["record", "plan", "panel"]
    assert meadow.meeting_of("triage") is None and meadow.words.pre_panel == ""
    assert meadow.chair_rule.seats == ("paediatrician",)
    assert meadow.identity.slug not in {"hrp", "harm"}


def test_it_meets_each_week(larkmead: Founded) -> None:
    days = [sitting.starts_at.astimezone(LONDON) for sitting in larkmead.panel.sittings.order_by("starts_at")[:3]]
    assert [f"{day:%a %d %b %H:%M}" for day in days] == ["Thu 12 Nov 09:30", "Thu 19 Nov 09:30", "Thu 26 Nov 09:30"]


def test_its_own_words_are_said_to_its_people(larkmead: Founded) -> None:
    concern = at_level(larkmead, "calm")
    with pytest.raises(Refused, match="locked when the huddle has been held"):
        referrals.start_referral(concern=concern, by=larkmead.user("worker"), at=larkmead.now)


def test_it_runs_from_concern_to_closure(larkmead: Founded) -> None:
    referral = reported(larkmead)
    assert referral.state == "accepted" and referral.aimed_at.starts_at == datetime(2026, 11, 12, 9, 30, tzinfo=LONDON)
    first = under_way(larkmead, referral.aimed_at.starts_at)
    decide(larkmead, first, outcome="book", level="urgent")
    over(larkmead, first)
    entry = LogEntry.objects.get(child=referral.child)
    with_a_plan(larkmead, entry)
    look = Duty.objects.get(case=entry.pk, code="look_again", met_at=None)
    assert (look.due_at.date() - first.sitting.starts_at.date()).days == 56
    again = under_way(larkmead, datetime(2027, 1, 7, 9, 30, tzinfo=LONDON))
    leaving = {"receiving_service": "Hedgerow", "reentry_trigger": "Away again overnight"}
    decide(larkmead, again, outcome="leaves", level="wary", **leaving)
    over(larkmead, again)
    closed(larkmead, entry)


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


def closed(made: Founded, entry: LogEntry) -> None:
    """The page of the book closes, and no duty about it is left."""
    entry.refresh_from_db()
    assert (entry.state, entry.receiving_service) == ("stepped_down", "Hedgerow")
    plans.close_entry(entry=entry, by=made.user("clerk"), at=datetime(2027, 1, 8, 9, 0, tzinfo=LONDON))
    entry.refresh_from_db()
    assert entry.state == "closed"
    assert entry.keep_until.year == 2030
    assert not Duty.objects.filter(case=entry.pk, met_at=None).exists()


def opened(made: Founded, key: str, *addresses: str) -> str:
    """What stands on these pages for somebody, as one text; each of them opens."""
    client, told = Client(), []
    client.force_login(made.user(key))
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        told.append(answer.content.decode())
    return " ".join(told)


@pytest.fixture
def at_noon(monkeypatch) -> None:
    """The day on which everything was recorded, four hours later."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(hours=4))


@pytest.mark.usefixtures("at_noon")
def test_its_pages_speak_its_words(larkmead: Founded) -> None:
    referral = reported(larkmead)
    worker = opened(
        larkmead, "worker", "/", reverse("concerns"), referral.concern.get_absolute_url(),
        referral.get_absolute_url(), referral.checklist.get_absolute_url(), reverse("child", args=[referral.child_id]),
    )  # fmt: skip
    chair = opened(
        larkmead, "paediatrician", "/", reverse("log"), reverse("meetings"), reverse("referrals"), reverse("actions"),
        reverse("children"), referral.get_absolute_url(), reverse("child", args=[referral.child_id]),
        reverse("procedure"),
    )  # fmt: skip
    clerk = opened(larkmead, "clerk", "/", reverse("meetings"), reverse("log"), reverse("referrals"))
    assert "Urgent" in worker
    assert "Round Book" in chair and "Round Book" in clerk
    for words in ("High-Risk", "strategy meeting", "core group", "pre-panel", "Business Support"):
        assert words.lower() not in (worker + chair + clerk).lower(), words


@pytest.mark.usefixtures("at_noon")
def test_what_it_does_not_have_is_not_there(larkmead: Founded) -> None:
    client = Client()
    client.force_login(larkmead.user("clerk"))
    assert client.get(reverse("placed_children")).status_code == 404
    assert client.get(reverse("meetings")).status_code == 200


@pytest.mark.usefixtures("at_noon")
def test_the_navigation_offers_what_there_is(larkmead: Founded) -> None:
    page = opened(larkmead, "clerk", "/")
    assert reverse("placed_children") not in page
    assert f'href="{reverse("log")}"' in page
