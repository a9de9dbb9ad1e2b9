"""What is owed on the panel itself: who holds the seats is looked at each year, the procedure too."""

from datetime import timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command

from riskpanel.children.models import Duty, Event
from riskpanel.children.moves import write
from riskpanel.children.panel_events import catch_up, record_panel_event
from riskpanel.children.threads import PanelThread
from riskpanel.partnership import actions as partnership
from riskpanel.partnership.models import Review
from riskpanel.partnership.reviews import open_ones
from tests.children.making import recorded
from tests.desk.test_desk import desk, text

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")


def refreshed():
    said = StringIO()
    call_command("refresh_duties", stdout=said)
    return said.getvalue()


@pytest.mark.clause("HRP-A2-4.4")
def test_a_review_of_the_membership_is_due_twelve_months_after_the_panel_was_set_up(cast):
    refreshed()
    duty = Duty.objects.get(code="review_membership")
    set_up = cast.panel.history.get().from_day
    assert duty.due_at.date() >= set_up.replace(year=set_up.year + 1)
    assert duty.due_at.date() <= set_up.replace(year=set_up.year + 1) + timedelta(days=6)
    assert duty.stated is False and duty.clauses == ["HRP-A2-4.4"]
    assert "Review who holds the seats" in desk(cast, "council_chair")
    assert "Review who holds the seats" not in desk(cast, "member")


def reviewed(cast, about="membership", key="council_chair", **wrong):
    day = {"done_on_day": "9", "done_on_month": "11", "done_on_year": "2026"}
    sent = {"about": about, "outcome": "Two seats to fill.", **day, **wrong}
    return cast.client(cast.user(key)).post(f"/administration/panels/{cast.panel.pk}/review/", sent)


@pytest.mark.clause("HRP-A2-4.4")
@pytest.mark.parametrize("key", ["council_chair", "administrator"])
def test_recording_a_review_keeps_its_day_and_outcome_and_starts_the_next(cast, key):
    """On the desk and in the register of seats alike: there is one review."""
    refreshed()
    assert reviewed(cast, key=key).status_code == 302
    event = Event.objects.get(kind="membership_reviewed")
    assert event.note == "Two seats to fill." and event.at.date().isoformat() == "2026-11-09"
    duty = Duty.objects.get(code="review_membership", met_at=None)
    assert duty.due_at.date().isoformat() == "2027-11-09"
    assert next(one.due_at for one in open_ones(cast.panel) if one.code == duty.code) == duty.due_at
    refreshed()
    assert Event.objects.filter(kind="membership_reviewed").count() == 1


@pytest.mark.clause("HRP-3.2")
def test_a_review_of_the_procedure_meets_what_the_chair_owes(cast):
    refreshed()
    assert reviewed(cast, about="procedure").status_code == 302
    duty = Duty.objects.get(code="review_procedure", met_at=None)
    assert duty.due_at.date().year > 2026
    assert next(one.due_at for one in open_ones(cast.panel) if one.code == duty.code) == duty.due_at


def test_a_review_from_before_is_caught_up_with(cast):
    Review.objects.create(
        panel=cast.panel, about="membership", done_on=cast.now.date(), outcome="x", by=cast.council_chair, at=cast.now
    )
    assert catch_up(cast.panel, cast.now.date()) == 3
    assert catch_up(cast.panel, cast.now.date()) == 0


@pytest.mark.parametrize(
    "wrong",
    [{"outcome": ""}, {"outcome": "x" * 9001}, {"done_on_day": "31", "done_on_month": "2"}, {"done_on_year": "2030"}],
)
def test_a_wrong_review_is_explained_and_kept(cast, wrong):
    page = text(reviewed(cast, **wrong))
    assert "There is a problem" in page and not Event.objects.filter(kind="membership_reviewed").exists()
    assert "Two seats to fill." in page or "outcome" in wrong


@pytest.mark.parametrize("key", ["member", "worker"])
def test_who_does_not_run_the_panel_records_no_review(cast, key):
    assert cast.client(cast.user(key)).get(f"/administration/panels/{cast.panel.pk}/review/").status_code == 403


@pytest.mark.clause("HRP-3.2")
def test_the_review_of_the_procedure_is_late_after_its_day_and_a_new_version_meets_it(cast):
    refreshed()
    duty = Duty.objects.get(code="review_procedure")
    assert duty.due_at.date().isoformat() == "2023-02-28"
    assert "Review the procedure against its purpose" in desk(cast, "administrator")
    source = cast.panel.procedure.source.replace("review_on = 2023-02-28", "review_on = 2028-02-29", 1)
    version = partnership.upload_procedure(
        partnership=cast.partnership, source=source.replace('version = "1.0"', 'version = "1.1"', 1),
        by=cast.administrator, at=cast.now,
    )  # fmt: skip
    partnership.put_in_force(
        panel=cast.panel, version=version, from_day=cast.now.date(), by=cast.administrator, at=cast.now
    )
    refreshed()
    duty = Duty.objects.get(code="review_procedure", met_at=None)
    assert duty.due_at.date().isoformat() == "2028-02-29"


def test_the_panels_own_history_is_written_once_however_often_it_is_caught_up(cast):
    assert catch_up(cast.panel, cast.now.date()) == 2
    assert catch_up(cast.panel, cast.now.date()) == 0
    kinds = list(Event.objects.filter(about="panel").values_list("kind", flat=True))
    assert sorted(kinds) == ["panel_set_up", "procedure_in_force"]


def test_two_panels_have_threads_of_their_own(cast):
    other = cast.user("outsider").standing.panel
    record_panel_event(cast.panel, "panel_set_up", by=cast.council_chair, at=cast.now)
    record_panel_event(other, "panel_set_up", by=cast.user("outsider"), at=cast.now)
    assert PanelThread(cast.panel).thread != PanelThread(other).thread
    assert Duty.objects.filter(code="review_membership").values("case").distinct().count() == 2


def test_duties_that_were_lost_are_worked_out_anew_with_their_owners(cast):
    concern = recorded(cast, cast.child())
    data = {"level": "high", "band": "panel", "confirmed": False, "open_to_social_care": True}
    write(concern, "level_set", by=cast.worker, at=cast.now, data=data)

    def owed():
        duties = Duty.objects.filter(about="concern").order_by("code")
        return [(d.code, d.due_at, d.url, [(o.role, o.user_id) for o in d.owners.order_by("user_id")]) for d in duties]

    before = owed()
    Duty.objects.all().delete()
    assert "1 threads worked out anew" in refreshed()
    assert owed() == before and before
