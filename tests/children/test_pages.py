"""The pages about children, as people of the cast meet them."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from riskpanel.access.models import AuditEvent
from riskpanel.children import actions
from riskpanel.children.models import RestrictedNote
from riskpanel.children.moves import write
from riskpanel.children.threads import ChildThread
from tests.children.making import let_see, recorded
from tests.queries import questions

pytestmark = pytest.mark.django_db
TABS = ("", "story/", "papers/", "access/")
CHANGES = ("details/", "lead/", "note/")


@pytest.fixture
def child(cast):
    return cast.child(
        given_name="Marisol", family_name="Canarywharfe", categories=["CSE"], level="high",
        address="4 Hidden Row", nhs_number="9434765919",
    )  # fmt: skip


@pytest.fixture
def led(cast, child):
    actions.name_lead(child=child, lead=cast.member(cast.worker), panel=cast.panel, by=cast.worker, at=cast.now)
    return child


def get(cast, user, child, tab="", **query):
    return cast.client(user).get(f"/children/{child.pk}/{tab}", query)


def text(response):
    assert response.status_code == 200, response.status_code
    return response.content.decode()


@pytest.mark.clause("HRP-A2-4.9.a")
@pytest.mark.parametrize("tab", TABS + CHANGES)
def test_opening_a_part_of_a_child_is_written_down_in_the_readers_name(cast, led, tab):
    client = cast.client(cast.worker)
    before = AuditEvent.objects.count()
    shown = client.get(f"/children/{led.pk}/{tab}")
    row = AuditEvent.objects.order_by("-sequence").first()
    assert led.reference in text(shown)
    assert AuditEvent.objects.count() == before + 1
    assert (row.action, row.actor_id, row.children) == ("read", cast.worker.pk, [str(led.pk)])


@pytest.mark.clause("HRP-A2-4.9.a")
@pytest.mark.parametrize("tab", TABS)
def test_each_part_is_stamped_with_reader_and_time(cast, led, tab):
    assert "Opened by Ben Achterberg, Tue 10 Nov 2026, 10:00" in text(get(cast, cast.worker, led, tab))


@pytest.mark.clause("HRP-A2-4.9.a", "HRP-A2-5.2.b")
@pytest.mark.parametrize("tab", TABS + CHANGES)
def test_without_sight_a_child_is_as_if_there_were_none(cast, child, tab):
    for key in ("stranger", "member", "outsider", "council_chair", "coordinator"):
        client = cast.client(cast.user(key))
        there, nowhere = client.get(f"/children/{child.pk}/{tab}"), client.get(f"/children/{cast.panel_uuid}/{tab}")
        assert there.status_code == nowhere.status_code == 404
        assert there.content == nowhere.content
    for key in ("administrator", "auditor"):
        assert get(cast, cast.user(key), child, tab).status_code == 403


@pytest.fixture(autouse=True)
def nobodys_key(cast):
    cast.panel_uuid = "6f2c1a36-0000-4000-8000-000000000000"


def test_a_refusal_is_written_down(cast, child):
    client = cast.client(cast.stranger)
    client.get(f"/children/{child.pk}/")
    row = AuditEvent.objects.order_by("-sequence").first()
    assert (row.action, row.decision, row.reason) == ("refused", "refused", "not_found")


def test_no_name_stands_in_a_title_or_an_address(cast, led):
    for tab in TABS + CHANGES:
        page = text(get(cast, cast.worker, led, tab))
        title = page.split("<title>")[1].split("</title>")[0]
        assert led.reference in title and "Marisol" not in title and "Canarywharfe" not in title
        assert not [part for part in page.split('href="')[1:] if "marisol" in part.split('"')[0].lower()]


@pytest.mark.parametrize("tab", TABS)
def test_every_part_of_a_child_takes_fifteen_reads_at_most(cast, led, tab):
    for _ in range(20):
        recorded(cast, led, cast.school)
        let_see(cast, led, seat=cast.seat("health"), sight="listed", about=led.pk)
        RestrictedNote.objects.create(
            child=led, about="x", label="police_only", held_by=cast.agency("police"), text="y",
            written_by=cast.police_chair, written_at=cast.now,
        )  # fmt: skip
    client = cast.client(cast.worker)
    with CaptureQueriesContext(connection) as queries:
        text(client.get(f"/children/{led.pk}/{tab}"))
    asked = questions(queries)
    assert len(asked) <= 15, "\n".join(sql[:150] for sql in asked)


# What the first page says --------------------------------------------------------------------


def test_now_says_the_risk_as_last_told_and_what_is_owed_and_why(cast, led):
    concern = recorded(cast, led)
    write(
        concern, "level_set", by=cast.worker, at=cast.now, note="He has a second phone.",
        data={"level": "high", "band": "panel", "confirmed": False},
    )  # fmt: skip
    page = text(get(cast, cast.worker, led))
    assert "He has a second phone." in page and "Collected from school" in page
    assert "Hold the strategy meeting" in page and "in 5 working days" in page
    assert "HRP-4.3-HI.f" in page and "Helen Marchetti" not in page.split("Hold the strategy meeting")[0]


def test_the_childs_own_words_stand_above_the_risk(cast, led):
    concern = recorded(cast, led)
    write(
        concern, "checklist_completed", by=cast.worker, at=cast.now, data={"child_says": "I want to go back to boxing."}
    )
    page = text(get(cast, cast.worker, led))
    assert 0 < page.index("I want to go back to boxing.") < page.index("Risk, as last told")


def test_now_says_what_nobody_has_said_yet(cast, child):
    child.level, child.born_on = "", None
    child.save()
    let_see(cast, child, cast.worker, sight="concern_author")
    page = text(get(cast, cast.worker, child))
    for lacking in ("No lead professional is named", "No date of birth is known", "No level is set"):
        assert lacking in page


def test_since_when_a_child_is_on_the_log_is_on_the_bar(cast, led):
    import uuid

    thread = ChildThread(led, cast.panel)
    case = uuid.uuid4()
    write(thread, "logged", by=cast.council_chair, at=cast.now - timedelta(days=60), about="log_entry", case=case)
    let_see(cast, led, cast.director, sight="escalation_recipient", about=cast.panel_uuid)
    for user in (cast.worker, cast.director):
        for tab in TABS:
            assert "since Fri 11 Sep 2026" in text(get(cast, user, led, tab))
    write(thread, "log_closed", by=cast.council_chair, at=cast.now, about="log_entry", case=case)
    bar = text(get(cast, cast.worker, led)).split("On the High-Risk Log")[1][:120]
    assert "No" in bar and "since" not in bar


def test_a_child_near_eighteen_is_marked(cast, led):
    led.born_on = date(2009, 2, 2)
    led.born_on = date(2008, 12, 24)
    led.save()
    assert "17, 18 in 44 days" in text(get(cast, cast.worker, led))


def test_a_child_of_a_source_without_names_is_shown_by_reference(cast):
    child = cast.child(given_name="", family_name="")
    let_see(cast, child, cast.worker)
    page = text(get(cast, cast.worker, child))
    assert f">{child.reference}<" in page.replace("\n", "").replace("  ", "")


# The story ------------------------------------------------------------------------------------


def test_the_story_is_told_newest_first_and_narrowed_to_a_kind(cast, led):
    recorded(cast, led, at=cast.now - timedelta(days=3))
    story = text(get(cast, cast.worker, led, "story/"))
    assert story.index("Somebody else was named as lead professional") < story.index("A concern was recorded")
    narrowed = text(get(cast, cast.worker, led, "story/", kind="concern"))
    assert "A concern was recorded" in narrowed and "named as lead professional" not in narrowed
    assert "A concern was recorded" in text(get(cast, cast.worker, led, "story/", kind="nonsense"))


def test_fifty_events_make_a_page(cast, led):
    thread = ChildThread(led, cast.panel)
    for day in range(60):
        write(thread, "details_corrected", by=cast.worker, at=cast.now - timedelta(days=day + 1))
    assert text(get(cast, cast.worker, led, "story/")).count('class="rp-event ') == 50
    assert 'class="rp-event ' in text(get(cast, cast.worker, led, "story/", page="2"))
    assert 'class="rp-event ' in text(get(cast, cast.worker, led, "story/", page="999"))


@pytest.mark.clause("HRP-5.6.b")
def test_what_only_the_police_may_read_others_know_of_and_cannot_read(cast, led):
    thread = ChildThread(led, cast.panel)
    write(thread, "information_received", by=cast.detective, at=cast.now, note="CANARY plate AB12", label="police_only")
    let_see(cast, led, cast.detective)
    mine, theirs = (text(get(cast, user, led, "story/")) for user in (cast.worker, cast.detective))
    assert "CANARY" not in mine and "Held by Police Exploitation Team, Wexcombe: ask" in mine
    assert "CANARY plate AB12" in theirs
    assert "CANARY" not in text(get(cast, cast.worker, led))


def test_what_is_hidden_is_not_there_at_all_save_for_the_agency_that_holds_it(cast, led):
    thread = ChildThread(led, cast.panel)
    before = text(get(cast, cast.nurse_who_sees(led), led, "story/")).count('class="rp-event ')
    write(thread, "information_received", by=cast.worker, at=cast.now, note="CANARY", label="address_withheld")
    page = text(get(cast, cast.nurse_who_sees(led), led, "story/"))
    assert page.count('class="rp-event ') == before and "CANARY" not in page
    assert "CANARY" in text(get(cast, cast.worker, led, "story/"))


@pytest.fixture(autouse=True)
def nurse_who_sees(cast):
    def seen(child):
        let_see(cast, child, cast.nurse)
        return cast.user("nurse")

    cast.nurse_who_sees = seen


def test_who_sees_one_concern_reads_that_thread_only(cast, led):
    one, other = recorded(cast, led, happening="First worry"), recorded(cast, led, happening="Second worry")
    let_see(cast, led, cast.manager, sight="concern_manager", about=one.pk)
    for tab in ("", "story/"):
        page = text(get(cast, cast.manager, led, tab))
        assert "First worry" in page and "Second worry" not in page
        assert "You see a part of this child" in page
    papers = text(get(cast, cast.manager, led, "papers/"))
    assert str(one.pk) in papers and str(other.pk) not in papers
    assert "4 Hidden Row" not in papers and "9434765919" not in papers


def test_who_sees_the_card_sees_no_details_no_notes_and_no_story(cast, led):
    recorded(cast, led, happening="A worry")
    let_see(cast, led, cast.director, sight="escalation_recipient", about=cast.panel_uuid)
    page = text(get(cast, cast.director, led, "papers/"))
    assert "Canarywharfe" in page
    for closed in ("Restricted notes", "Details", "4 Hidden Row", "rp-table"):
        assert closed not in page


# Papers and details ----------------------------------------------------------------------------


def test_an_address_that_is_withheld_is_nowhere(cast, led):
    assert "4 Hidden Row" in text(get(cast, cast.worker, led, "papers/"))
    led.address_withheld = True
    led.save()
    for tab in TABS + CHANGES:
        assert "4 Hidden Row" not in text(get(cast, cast.worker, led, tab))


def test_the_audit_row_says_which_restricted_things_were_read(cast, led):
    RestrictedNote.objects.create(
        child=led, about="Phone", label="police_only", held_by=cast.agency("police"), text="CANARY",
        written_by=cast.police_chair, written_at=cast.now,
    )  # fmt: skip
    let_see(cast, led, cast.police_chair)
    page = text(get(cast, cast.police_chair, led, "papers/"))
    row = AuditEvent.objects.order_by("-sequence").first()
    assert "CANARY" in page and row.fields == ["Police only", "address"]
    assert "CANARY" not in text(get(cast, cast.worker, led, "papers/"))


# Access -----------------------------------------------------------------------------------------


@pytest.mark.clause("HRP-5.10")
def test_everybody_reads_why_they_see_a_child_and_until_when(cast, led):
    let_see(cast, led, seat=cast.seat("community_safety"), sight="listed", about=cast.panel_uuid)
    page = text(get(cast, cast.user("member"), led, "access/"))
    assert "The child is listed for a meeting that your seat attends" in page
    assert "Wed 10 Feb 2027" in page
    assert "Who can see this?" not in page


@pytest.mark.clause("HRP-5.10")
def test_lead_chairs_and_coordinator_read_who_else_sees_the_child_and_the_rest_do_not(cast, led):
    let_see(cast, led, seat=cast.seat("health"), sight="listed", about=cast.panel_uuid)
    let_see(cast, led, cast.school, sight="concern_author")
    for key in ("council_chair", "coordinator"):
        let_see(cast, led, cast.user(key), sight="log_keeper")
    for key in ("worker", "council_chair", "coordinator"):
        page = text(get(cast, cast.user(key), led, "access/"))
        assert "Siobhan Keaveney" in page and "Cara Lindqvist" in page
    page = text(get(cast, cast.school, led, "access/"))
    assert "Siobhan Keaveney" not in page and "Who can see this?" not in page


# Changing ----------------------------------------------------------------------------------------


def fields(child, **more):
    told = {
        "version": child.version, "given_name": child.given_name, "family_name": child.family_name,
        "born_on_day": "17", "born_on_month": "5", "born_on_year": "2011", "address": child.address,
        "nhs_number": child.nhs_number,
    }  # fmt: skip
    return {**told, **more}


def test_details_are_corrected_and_the_story_says_which(cast, led):
    client = cast.client(cast.worker)
    sent = client.post(f"/children/{led.pk}/details/", fields(led, family_name="Canary", school="Fernhill"))
    assert sent.status_code == 302
    led.refresh_from_db()
    assert (led.family_name, led.school, led.version) == ("Canary", "Fernhill", 3)
    event = led.events.filter(kind="details_corrected").get()
    assert event.data == {"fields": ["family_name", "school"]} and "Canary" not in event.note


def test_two_people_correcting_at_once_both_read_both_and_lose_nothing(cast, led):
    client = cast.client(cast.worker)
    stale = fields(led, school="Mine High School")
    actions.correct_details(child=led, version=led.version, by=cast.worker, at=cast.now, school="Their Academy")
    page = text(client.post(f"/children/{led.pk}/details/", stale))
    assert "Mine High School" in page and "Their Academy" in page and "Two people changed" in page
    led.refresh_from_db()
    assert led.school == "Their Academy"
    again = client.post(f"/children/{led.pk}/details/", {**stale, "version": led.version})
    led.refresh_from_db()
    assert again.status_code == 302 and led.school == "Mine High School"


BAD = {
    "empty": ({"family_name": ""}, "Enter family name"),
    "too long": ({"given_name": "x" * 101}, "100 characters or fewer"),
    "31 February": ({"born_on_day": "31", "born_on_month": "2"}, "real date"),
    "in the future": ({"born_on_year": "2031"}, "or earlier"),
    "NUL": ({"school": "a\x00b"}, "cannot be stored"),
    "not a number": ({"nhs_number": "94347 6591"}, "must be ten digits"),
    "unknown code": ({"open_to": ["narnia"]}, "Select from the answers shown"),
}


@pytest.mark.parametrize("what", BAD)
def test_wrong_details_are_explained_and_kept(cast, led, what):
    wrong, says = BAD[what]
    page = text(
        cast.client(cast.worker).post(f"/children/{led.pk}/details/", fields(led, known_as="Keptword", **wrong))
    )
    assert says in page and "Keptword" in page
    led.refresh_from_db()
    assert led.known_as == "" and led.version == 2


@pytest.mark.parametrize("odd", ["<script>alert(1)</script>", "Zoë 🦊 O’Neil", "=HYPERLINK(1)", "{{ 7*7 }}"])
def test_odd_words_are_words(cast, led, odd):
    client = cast.client(cast.worker)
    assert client.post(f"/children/{led.pk}/details/", fields(led, known_as=odd)).status_code == 302
    led.refresh_from_db()
    assert led.known_as == odd
    assert "<script>alert" not in text(client.get(f"/children/{led.pk}/"))


def test_who_sees_a_part_only_changes_nothing(cast, led):
    concern = recorded(cast, led)
    let_see(cast, led, cast.nurse, sight="concern_manager", about=concern.pk)
    for change in CHANGES:
        assert get(cast, cast.nurse, led, change).status_code == 403
        assert cast.client(cast.nurse).post(f"/children/{led.pk}/{change}", fields(led)).status_code == 403


def test_a_lead_is_named_from_those_who_work_here(cast, led):
    client = cast.client(cast.worker)
    page = text(client.get(f"/children/{led.pk}/lead/"))
    cast.user("outsider")
    assert "Marlon Teixeira" in page and "Zed Elsewhere" not in page and "Dilip Varma" not in page
    chosen = cast.member(cast.youth_worker)
    assert client.post(f"/children/{led.pk}/lead/", {"lead": str(chosen.pk)}).status_code == 302
    led.refresh_from_db()
    assert led.lead == chosen
    assert get(cast, cast.worker, led).status_code == 404
    assert get(cast, cast.youth_worker, led).status_code == 200


@pytest.mark.parametrize("wrong", ["", "0", "abc", "\x00"])
def test_a_lead_who_is_nobody_is_refused_in_words(cast, led, wrong):
    page = text(cast.client(cast.worker).post(f"/children/{led.pk}/lead/", {"lead": wrong}))
    assert "There is a problem" in page


def test_a_note_is_kept_by_the_writers_agency(cast, led):
    client = cast.client(cast.worker)
    wrong = text(client.post(f"/children/{led.pk}/note/", {"about": "Phone", "label": "", "text": "Kept text"}))
    assert "There is a problem" in wrong and "Kept text" in wrong
    sent = client.post(f"/children/{led.pk}/note/", {"about": "Phone", "label": "agency_of_origin", "text": "CANARY"})
    assert sent.status_code == 302
    assert RestrictedNote.objects.get().held_by == cast.worker.standing.agency
    let_see(cast, led, cast.police_chair)
    theirs = text(get(cast, cast.police_chair, led, "papers/"))
    assert "CANARY" not in theirs and "Held by Wexcombe Children&#39;s Social Care: ask" in theirs
