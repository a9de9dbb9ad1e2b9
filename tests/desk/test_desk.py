"""The desk: what is due for whom, and nothing of children whom the person may not see."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from riskpanel.access.models import AuditEvent
from riskpanel.children import actions
from riskpanel.children.models import Duty, DutyOwner, Grant
from riskpanel.children.moves import write
from riskpanel.children.threads import ChildThread
from riskpanel.partnership import actions as partnership
from riskpanel.partnership.models import Sitting
from tests.children.making import let_see, recorded
from tests.queries import housekeeping

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def text(response):
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def desk(cast, key, **query):
    return text(cast.client(cast.user(key)).get("/duties/" if query else "/", query))


def owed(cast, says, due_in, child=None, code="do_action", **owner):
    """A duty that somebody owes."""
    duty = Duty.objects.create(
        partnership=cast.partnership, panel=cast.panel, child=child, about="action", case=cast.nobody, code=code,
        says=says, started_at=cast.now - 9 * DAY, due_at=cast.now + due_in, counted="Counted by hand.",
        clauses=["HRP-5.6.c"], url="/stub/action/", stated=True,
    )  # fmt: skip
    DutyOwner.objects.create(duty=duty, **{"role": "action_owner", **owner})
    return duty


@pytest.fixture(autouse=True)
def nobody(cast):
    cast.nobody = "6f2c1a36-0000-4000-8000-000000000000"


def test_a_desk_with_nothing_due_says_so_and_is_short(cast):
    page = desk(cast, "stranger")
    assert "Nothing is due." in page
    for absent in ("rp-tiles", "rp-panel", "rp-duty", "Next meeting", "What others did"):
        assert absent not in page


@pytest.mark.clause("HRP-5.6.c")
def test_what_is_late_today_and_coming_stands_under_its_own_heading_the_soonest_first(cast):
    owed(cast, "Was due on Monday", -1 * DAY, user=cast.worker)
    owed(cast, "Was due at nine", -1 * HOUR, user=cast.worker)
    owed(cast, "Is due at five", 7 * HOUR, user=cast.worker)
    owed(cast, "Is due tomorrow", 1 * DAY, user=cast.worker)
    page = desk(cast, "worker")
    order = [
        ">Late<",
        "Was due on Monday",
        "Was due at nine",
        ">Due today<",
        "Is due at five",
        ">Coming<",
        "Is due tomorrow",
    ]
    places = [page.index(words) for words in order]
    assert places == sorted(places)
    assert "1 day late" in page and "late today" in page and "in 1 working day" in page


@pytest.mark.clause("HRP-5.6.c")
def test_a_row_says_what_for_whom_until_when_why_and_where_it_is_done(cast):
    child = cast.child()
    let_see(cast, child, cast.worker)
    owed(cast, "Visit him", 3 * DAY, child=child, user=cast.worker)
    page = desk(cast, "worker")
    for part in (
        "Visit him",
        child.reference,
        "Fri 13 Nov 2026",
        "HRP-5.6.c",
        "Counted by hand.",
        'href="/stub/action/"',
    ):
        assert part in page
    row = AuditEvent.objects.order_by("-sequence").first()
    assert row.thing == "desk" and row.children == [str(child.pk)]


@pytest.mark.clause("HRP-A2-4.9.a")
def test_a_duty_about_a_child_whom_i_do_not_see_is_shown_without_the_child(cast):
    child = cast.child(given_name="Marisol", family_name="Canarywharfe")
    owed(cast, "Answer the call", 3 * DAY, child=child, role="csc_adviser")
    page = desk(cast, "csc_adviser")
    assert "Answer the call" in page
    assert child.reference not in page and "Canarywharfe" not in page
    assert AuditEvent.objects.order_by("-sequence").first().children == []


REACHES = {
    "the person": ({"user": "worker"}, {"worker"}),
    "the holder of a seat and the deputy": ({"seat": "community_safety"}, {"member", "deputy"}),
    "the contacts of an agency": ({"agency": "school_head"}, {"school_head"}),
    "a role at the panel": ({"role": "csc_adviser"}, {"csc_adviser", "csc_manager"}),
    "the coordinator": ({"role": "coordinator"}, {"coordinator"}),
}


@pytest.mark.parametrize("whom", REACHES)
def test_a_duty_reaches_those_who_owe_it_and_nobody_else(cast, whom):
    owner, reached = REACHES[whom]
    holder = {
        "user": lambda key: cast.user(key),
        "seat": lambda code: cast.seat(code),
        "agency": lambda key: cast.user(key).standing.agency,
        "role": lambda code: code,
    }
    owed(cast, "A thing to do", DAY, **{name: holder[name](value) for name, value in owner.items()})
    everybody = {"worker", "member", "deputy", "school", "school_head", "csc_adviser", "csc_manager", "coordinator",
                 "council_chair", "stranger", "administrator", "auditor", "outsider"}  # fmt: skip
    assert {key for key in everybody if "A thing to do" in desk(cast, key)} == reached


def test_a_deputy_who_may_not_chair_is_not_asked_for_a_chairs_decision(cast):
    seat = cast.seat("head_of_protection")
    partnership.appoint(
        member=cast.member(cast.stranger), role="deputy", seat=seat, from_day=cast.now.date(), by=cast.administrator,
        at=cast.now, until=cast.now.date() + 9 * DAY,
    )  # fmt: skip
    owed(cast, "Decide on it", DAY, seat=seat, role="co_chair")
    owed(cast, "Come to the panel", DAY, seat=seat, role="panel_member")
    page = desk(cast, "stranger")
    assert "Come to the panel" in page and "Decide on it" not in page
    cast.member(cast.stranger).appointments.update(may_chair=True)
    assert "Decide on it" in desk(cast, "stranger")


ORPHANS = {
    "a role that nobody has": lambda cast: (
        cast.member(cast.director).appointments.all().delete(),
        cast.member(cast.superintendent).appointments.all().delete(),
        {"role": "escalation_recipient"},
    )[-1],
    "an empty seat": lambda cast: (
        cast.seat("community_safety").appointments.all().delete(),
        {"seat": cast.seat("community_safety")},
    )[-1],
    "an agency without a contact": lambda cast: (
        cast.member(cast.user("school_head")).appointments.filter(role="agency_contact").delete(),
        {"agency": cast.school.standing.agency},
    )[-1],
    "somebody who left": lambda cast: (
        partnership.leave(member=cast.member(cast.youth_worker), on=cast.now.date(), by=cast.administrator),
        {"user": cast.youth_worker},
    )[-1],
}


@pytest.mark.parametrize("what", ORPHANS)
def test_what_would_reach_nobody_stands_on_the_coordinators_desk(cast, what):
    owed(cast, "Left lying", DAY, **ORPHANS[what](cast))
    assert "Left lying" in desk(cast, "coordinator")
    assert "Left lying" not in desk(cast, "stranger")


def test_what_reaches_somebody_does_not_stand_on_the_coordinators_desk(cast):
    for owner in ({"user": cast.worker}, {"seat": cast.seat("health")}, {"agency": cast.school.standing.agency},
                  {"role": "escalation_recipient"}):  # fmt: skip
        owed(cast, "Somebody has it", DAY, **owner)
    assert "Somebody has it" not in desk(cast, "coordinator")


def test_what_is_done_is_no_longer_due(cast):
    duty = owed(cast, "Visit him", DAY, user=cast.worker)
    Duty.objects.filter(pk=duty.pk).update(met_at=cast.now)
    assert "Nothing is due." in desk(cast, "worker")


def test_a_real_level_gives_the_worker_and_the_manager_their_duties(cast):
    child = cast.child()
    concern = recorded(cast, child)
    let_see(cast, child, cast.manager, sight="concern_manager", about=concern.pk)
    data = {"level": "high", "band": "panel", "confirmed": False, "open_to_social_care": True}
    write(concern, "level_set", by=cast.worker, at=cast.now, data=data)
    for key in ("worker", "manager"):
        assert "Discuss the level with the line manager today" in desk(cast, key)
    assert child.reference in desk(cast, "manager")


# Right hand ---------------------------------------------------------------------------------------


def sitting(cast, role, days, **more):
    kind = {"panel": "panel", "triage": "pre_panel"}[role]
    told = {"panel": cast.panel, "kind": kind, "role": role, "starts_at": cast.now + days * DAY, "minutes": 60}
    return Sitting.objects.create(**{**told, **more})


def test_my_next_meeting_is_the_next_one_that_is_mine(cast):
    sitting(cast, "panel", -8)
    sitting(cast, "triage", 3)
    sitting(cast, "panel", 5, cancelled=True)
    sitting(cast, "panel", 8)
    assert "Pre-panel, Fri 13 Nov 2026, 10:00" in desk(cast, "nurse")
    assert "High-Risk Panel, Wed 18 Nov 2026, 10:00" in desk(cast, "member")
    assert "in 8 days" in desk(cast, "deputy")
    assert "Next meeting" not in desk(cast, "worker")


def test_the_children_whom_i_lead_stand_on_my_desk_by_reference(cast):
    child = cast.child(given_name="Marisol", family_name="Canarywharfe", level="high")
    actions.name_lead(child=child, lead=cast.member(cast.worker), panel=cast.panel, by=cast.worker, at=cast.now)
    page = desk(cast, "worker")
    assert "Children whom you lead" in page and child.reference in page and "Canarywharfe" not in page


@pytest.mark.clause("HRP-A2-5.1.b")
def test_i_am_told_what_others_did_on_a_thread_that_is_mine(cast):
    child = cast.child()
    concern = recorded(cast, child)
    let_see(cast, child, cast.worker, sight="concern_author", about=concern.pk)
    write(concern, "reasons_given", by=cast.coordinator, at=cast.now, note="Not enough known")
    assert "The referrer was told the reasons." in desk(cast, "worker")
    assert "What others did" not in desk(cast, "coordinator")
    assert "What others did" not in desk(cast, "stranger")


def test_i_am_told_nothing_of_a_thread_that_i_no_longer_see(cast):
    concern = recorded(cast, cast.child())
    write(concern, "reasons_given", by=cast.coordinator, at=cast.now)
    assert "What others did" not in desk(cast, "worker")


def test_an_old_happening_is_no_news(cast):
    child = cast.child()
    concern = recorded(cast, child)
    let_see(cast, child, cast.worker, sight="concern_author", about=concern.pk)
    write(concern, "reasons_given", by=cast.coordinator, at=cast.now - 15 * DAY)
    assert "What others did" not in desk(cast, "worker")


# The panel's own -----------------------------------------------------------------------------------


def test_without_a_part_in_the_work_there_is_a_desk_and_no_child_on_it(cast):
    child = cast.child()
    owed(cast, "About a child", DAY, child=child, user=cast.administrator)
    owed(cast, "About the panel", DAY, role="administrator")
    page = desk(cast, "administrator")
    assert "About the panel" in page and "About a child" not in page and "rp-tiles" not in page


def test_a_thread_of_the_child_is_no_address_of_the_childs_name(cast):
    child = cast.child(given_name="Marisol", family_name="Canarywharfe")
    let_see(cast, child, cast.worker)
    write(ChildThread(child, cast.panel), "details_corrected", by=cast.coordinator, at=cast.now)
    assert "anarywharfe" not in desk(cast, "worker")


@pytest.mark.parametrize("key", ["worker", "council_chair", "coordinator", "administrator"])
def test_the_desk_and_the_list_take_fifteen_reads_at_six_thousand_duties(cast, key):
    child = cast.child()
    let_see(cast, child, cast.user(key)) if key != "administrator" else None
    seats = list(cast.panel.seats.all())
    made = Duty.objects.bulk_create(
        Duty(
            partnership=cast.partnership, panel=cast.panel, child=child, about="action", case=cast.nobody,
            code="do_action", says=f"Action {n}", started_at=cast.now - 90 * DAY,
            due_at=cast.now + (n - 3000) * HOUR, counted="x",
        )
        for n in range(6000)
    )  # fmt: skip
    DutyOwner.objects.bulk_create(
        DutyOwner(
            duty=duty, role="action_owner", **({"user": cast.worker} if n % 2 else {"seat": seats[n % len(seats)]})
        )
        for n, duty in enumerate(made)
    )
    client = cast.client(cast.user(key))
    panel = "?scope=panel" if key in {"council_chair", "coordinator"} else ""
    for address in ("/", f"/duties/{panel}"):
        with CaptureQueriesContext(connection) as queries:
            text(client.get(address))
        reads = [query["sql"] for query in queries if not housekeeping(query["sql"])]
    assert len(reads) <= 15, "\n".join(sql[:160] for sql in reads)


def test_whom_i_still_see_stands_before_whom_i_led_and_see_no_more(cast):
    """Nine led, of whom the sight of the first eight has lapsed: the ninth is on the desk."""
    led = sorted((cast.child() for _ in range(9)), key=lambda one: one.reference)
    for child in led:
        actions.name_lead(child=child, lead=cast.member(cast.worker), panel=cast.panel, by=cast.worker, at=cast.now)
    Grant.objects.filter(child__in=led[:-1]).update(starts_at=cast.now - 2 * HOUR, ends_at=cast.now - HOUR)
    shown = desk(cast, "worker")
    assert led[-1].reference in shown
    assert not any(one.reference in shown for one in led[:-1])
