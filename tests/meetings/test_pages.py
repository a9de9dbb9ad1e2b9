"""The pages: what they cost, what a wrong answer brings, what happens twice."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from riskpanel.meetings import actions
from riskpanel.meetings.models import Meeting, MinuteRevision, Pattern, ShareRequest
from riskpanel.partnership.models import Sitting
from riskpanel.plans.models import LogEntry
from tests import making_meetings as making
from tests import making_plans
from tests.queries import housekeeping

BAD = {
    "empty": "",
    "too long": "x" * 100_001,
    "nul": "before\x00after",
    "markup": "<script>alert(1)</script>",
    "emoji": "🙂 agreed",
}


@pytest.fixture
def live(cast, monkeypatch):
    """A meeting in session with three children; the item of the first referral."""
    making.triaged(cast)
    making.triaged(cast, given_name="Ash")
    making.triaged(cast, outcome="declined", given_name="Io")
    making_plans.log_entry(cast, child=cast.child(given_name="Ivo"))
    meeting = making.opened(cast)
    making.accepts(cast, meeting, cast.coordinator, cast.council_chair, cast.police_chair, cast.user("member"))
    monkeypatch.setattr("django.utils.timezone.now", lambda: making.DURING)
    first = meeting.items.filter(section="referrals").first()
    return making.item_of(meeting, pk=first.pk)


def test_every_page_keeps_to_its_queries(cast, live):
    meeting = live.meeting
    base, item = f"/meetings/{meeting.pk}/", f"/meetings/{meeting.pk}/items/{live.pk}/"
    told = {"panel": cast.panel, "kind": "location", "horizon": "short", "what": "Men wait."}
    pattern = actions.add_pattern(title="The park", by=cast.coordinator, at=cast.now, **told)
    pages = ["/meetings/", base, base + "live/", base + f"live/?item={live.pk}", base + "minutes/", item]
    pages += ["/patterns/", f"/patterns/{pattern.pk}/", "/sharing/", "/meetings/attendance/", item + "minutes/"]
    visits = [(cast.council_chair, address) for address in pages] + [(cast.user("member"), one) for one in pages[:4]]
    over = {}
    for user, address in visits:
        browser = cast.client(user)
        with CaptureQueriesContext(
            connection,
        ) as spent:
            answer = browser.get(address)
        assert answer.status_code == 200, address
        asked = [q["sql"] for q in spent if not housekeeping(q["sql"])]
        if len(asked) > LIMIT:
            over[address] = len(asked)
    assert not over


LIMIT = 15


def test_a_decision_goes_through_the_page_and_a_double_click_makes_one(cast, live):
    browser = cast.client(cast.council_chair)
    base = f"/meetings/{live.meeting_id}/items/{live.pk}/"
    note = {"protective_action": "yes", "lead_present": "yes", "update": "At home", "note_version": live.note_version}
    assert browser.post(base + "note/", note).status_code == 302
    sent = {"outcome": "log", "level": "high", "rationale": "We agree.", "submission": str(uuid.uuid4())}
    first, second = browser.post(base + "decide/", sent), browser.post(base + "decide/", sent)
    assert first.status_code == second.status_code == 302 and first.url == second.url
    assert live.decisions.count() == 1 and LogEntry.objects.filter(referral=live.referral).count() == 1
    text = browser.get(first.url).content.decode()
    assert "The panel agrees: on the log" in text and "Correct it by another decision" in text


def test_a_refused_decision_keeps_what_was_typed(cast, live):
    making.note(cast, live)
    browser = cast.client(cast.council_chair)
    base = f"/meetings/{live.meeting_id}/items/{live.pk}/decide/"
    text = browser.post(base, {"outcome": "log", "level": "medium", "rationale": "Kept words"}).content.decode()
    assert "does not go with the level medium" in text and "Kept words" in text
    text = browser.post(base, {"outcome": "deferred", "rationale": "Kept words"}).content.decode()
    assert "Enter what keeps the child safe until then" in text and "Kept words" in text
    assert not live.decisions.exists()


@pytest.mark.parametrize("bad", BAD)
def test_bad_words_in_a_decision_are_told_and_never_break(cast, live, bad):
    making.note(cast, live)
    browser = cast.client(cast.council_chair)
    base = f"/meetings/{live.meeting_id}/items/{live.pk}/decide/"
    answer = browser.post(base, {"outcome": "log", "level": "high", "rationale": BAD[bad]}, follow=True)
    text = answer.content.decode()
    assert answer.status_code == 200 and "<script>alert(1)" not in text
    told = {"empty": "Enter reasons", "too long": "characters or fewer", "nul": "cannot be stored"}
    if bad in told:
        assert told[bad] in text and not live.decisions.exists()
    else:
        assert live.decisions.get().rationale == BAD[bad]


def test_a_date_that_is_none_and_a_blank_action_are_told(cast, live):
    browser = cast.client(cast.coordinator)
    sent = {"what": "Meet weekly", "owner": cast.member(cast.youth_worker).pk, "due_on_day": "31", "due_on_month": "2",
            "due_on_year": "2027"}  # fmt: skip
    text = browser.post(f"/meetings/{live.meeting_id}/items/{live.pk}/action/", sent).content.decode()
    assert "must be a real date" in text and "Meet weekly" in text
    sent |= {"due_on_day": "9", "due_on_month": "12", "due_on_year": "2026"}
    assert browser.post(f"/meetings/{live.meeting_id}/items/{live.pk}/action/", sent).status_code == 302


def test_minutes_save_as_they_are_typed_and_a_conflict_shows_both(cast, live):
    address = f"/meetings/{live.meeting_id}/items/{live.pk}/minutes/"
    one, two = cast.client(cast.coordinator), cast.client(cast.council_chair)
    saved = one.post(address, {"text": "Mine first", "version": 1}, headers={"X-Autosave": "1"})
    assert saved.status_code == 200 and saved.json() == {"version": 2}
    assert two.post(address, {"text": "Theirs", "version": 1}, headers={"X-Autosave": "1"}).status_code == 409
    text = two.post(address, {"text": "<i>Theirs</i>", "version": 1}).content.decode()
    assert "Two people changed the minutes" in text and "Mine first" in text and "&lt;i&gt;Theirs" in text
    assert 'name="version" value="2"' in text
    assert MinuteRevision.objects.filter(text="<i>Theirs</i>", aside=True).exists()
    assert two.post(address, {"text": "Mine first\nTheirs", "version": 2}).status_code == 302
    assert one.post(address, {"text": "a\x00b", "version": 3}, headers={"X-Autosave": "1"}).status_code == 422


def test_two_who_note_the_same_child_see_both(cast, live):
    address = f"/meetings/{live.meeting_id}/items/{live.pk}/note/"
    sent = {"protective_action": "no", "update": "One", "note_version": 1}
    assert cast.client(cast.coordinator).post(address, sent).status_code == 302
    text = cast.client(cast.council_chair).post(address, {**sent, "update": "Two"}).content.decode()
    assert "Two people changed" in text and "One" in text and "Two" in text


@pytest.mark.clause("HRP-A2-4.9.a")
def test_opening_the_minutes_is_audited_and_stamped_with_reader_and_time(cast, live):
    from riskpanel.access.models import AuditEvent

    text = cast.client(cast.council_chair).get(f"/meetings/{live.meeting_id}/minutes/").content.decode()
    assert "Read by Amina Okafor, Wed 25 Nov 2026, 14:20" in text and "OFFICIAL-SENSITIVE" in text
    row = AuditEvent.objects.filter(thing="meeting_minutes").last()
    assert str(live.child_id) in row.children and row.actor_id == cast.council_chair.pk


def test_minutes_are_read_only_by_those_who_were_handed_them(cast, live):
    meeting = live.meeting
    member = cast.client(cast.user("member"))
    assert member.get(f"/meetings/{meeting.pk}/minutes/").status_code == 404
    for item in meeting.items.filter(section__in=["referrals", "reviews"]):
        found = making.item_of(meeting, pk=item.pk)
        making.decided(cast, found, "log" if found.referral else "keep")
    actions.save_minutes(item=live, text="What was said", version=1, by=cast.coordinator, at=making.DURING)
    making.distributed(cast, making.closed(cast, meeting), at=making.DURING)
    assert "What was said" in member.get(f"/meetings/{meeting.pk}/minutes/").content.decode()
    lead = cast.client(cast.worker)
    making_accepts(cast, meeting)
    assert lead.get(f"/meetings/{meeting.pk}/minutes/").status_code == 404
    own = lead.get(f"/meetings/{meeting.pk}/items/{live.pk}/").content.decode()
    assert "What was said" in own and "C-" in own


def making_accepts(cast, meeting):
    actions.accept_confidentiality(meeting=meeting, member=cast.member(cast.worker), by=cast.worker, at=making.DURING)


def test_a_whole_meeting_through_its_pages(cast):
    browser = cast.client(cast.coordinator)
    sent = {"start_day": "1", "start_month": "11", "start_year": "2026", "months": "2"}
    assert browser.post("/meetings/dates/", sent).status_code == 302
    date = Sitting.objects.filter(role="panel").first()
    assert f"/meetings/plan/{date.pk}/" in browser.get("/meetings/").content.decode()
    making.triaged(cast)
    assert browser.post(f"/meetings/plan/{date.pk}/").status_code == 302
    meeting = Meeting.objects.get()
    base = f"/meetings/{meeting.pk}/"
    for step in ("confidentiality/", "build/", "publish/"):
        assert browser.post(base + step).status_code == 302
    meeting.refresh_from_db()
    assert meeting.state == "published"
    chair = cast.client(cast.council_chair)
    chair.post(base + "confidentiality/")
    seats = {one.seat.code: str(one.seat_id) for one in meeting.invitations.select_related("seat")}
    text = chair.post(base + "open/", {"present": [seats["head_of_protection"]]}).content.decode()
    assert "Both co-chairs must be present" in text and "police" in text.lower()
    present = [seats["head_of_protection"], seats["police_inspector"]]
    assert chair.post(base + "open/", {"present": present}).url == base + "live/"
    assert chair.get(base + "live/").status_code == 200


def test_dates_and_places_that_are_wrong_are_told(cast):
    meeting = making.planned(cast)
    browser = cast.client(cast.coordinator)
    text = browser.post(
        "/meetings/dates/", {"start_day": "31", "start_month": "2", "start_year": "2027", "months": "2"}
    )
    assert "must be a real date" in text.content.decode()
    text = browser.post(f"/meetings/{meeting.pk}/arrange/", {"minutes": "many", "place": "Room 4"}).content.decode()
    assert "must be a whole number" in text and "Room 4" in text
    text = browser.post(f"/meetings/{meeting.pk}/cancel/", {"reason": ""}).content.decode()
    assert "Enter reason" in text and making.fresh(meeting).state == "planned"


def pattern(**more):
    return {"kind": "location", "title": "The bus station", "what": "Men wait there.", "horizon": "short", **more}


@pytest.mark.clause("HRP-1.e")
def test_a_pattern_names_places_people_children_and_a_response(cast):
    entry = making_plans.log_entry(cast)
    browser = cast.client(cast.council_chair)
    sent = pattern(
        places="Stand C", people="A man with a grey car", people_label="police_only", response="Patrols",
        owner_agency=cast.agency("police").pk, due_on_day="1", due_on_month="12", due_on_year="2026",
        children=[str(entry.child_id)], tactical="on",
    )  # fmt: skip
    assert browser.post("/patterns/new/", sent).status_code == 302
    made = Pattern.objects.get()
    assert list(made.children.all()) == [entry.child] and made.owner_agency.kind == "police"
    police = cast.client(cast.police_chair).get(f"/patterns/{made.pk}/").content.decode()
    other = cast.client(cast.user("member")).get(f"/patterns/{made.pk}/").content.decode()
    assert "grey car" in police and "grey car" not in other and "Held by those who read “Police only”" in other
    assert entry.child.reference not in other and entry.child.reference in police
    listed = cast.client(cast.user("member")).get("/patterns/").content.decode()
    assert "The bus station" in listed and "Testerly" not in listed and entry.child.reference not in listed


@pytest.mark.clause("HRP-A2-2.5", "HRP-2.2.b")
def test_a_tactical_response_has_an_owner_and_the_list_shows_those_without_a_response(cast):
    browser = cast.client(cast.coordinator)
    text = browser.post("/patterns/new/", pattern(tactical="on")).content.decode()
    assert "Choose who owns the tactical response" in text and "Men wait there." in text
    browser.post("/patterns/new/", pattern())
    browser.post("/patterns/new/", pattern(title="Answered", response="Patrols", horizon="long"))
    text = browser.get("/patterns/?show=unanswered").content.decode()
    assert "The bus station" in text and "Answered" not in text
    text = browser.get("/patterns/?horizon=long").content.decode()
    assert "Answered" in text and "The bus station" not in text


@pytest.mark.clause("HRP-A2-2.5.a", "HRP-A2-2.5.b")
@pytest.mark.parametrize(
    ("kind", "label"),
    [
        pytest.param("cross_border", "Across a border", marks=pytest.mark.clause("HRP-A2-2.5.a")),
        pytest.param("location", "Problem location", marks=pytest.mark.clause("HRP-A2-2.5.b")),
        pytest.param("trend", "Trend", marks=pytest.mark.clause("HRP-A2-2.5.b")),
        pytest.param("group", "Vulnerable group", marks=pytest.mark.clause("HRP-A2-2.5.c")),
    ],
)
def test_a_pattern_of_each_kind_is_found_by_it(cast, kind, label):
    browser = cast.client(cast.coordinator)
    browser.post("/patterns/new/", pattern(kind=kind, cross_border="Otherborough"))
    text = browser.get(f"/patterns/?kind={kind}").content.decode()
    assert "The bus station" in text and "Otherborough" in text and label in text
    other = "trend" if kind != "trend" else "group"
    assert "The bus station" not in browser.get(f"/patterns/?kind={other}").content.decode()


@pytest.mark.clause("HRP-A2-2.5.c")
def test_small_numbers_are_not_shown_outside_the_panel(cast):
    made = actions.add_pattern(
        panel=cast.panel, kind="group", horizon="short", title="A group", what="x", by=cast.coordinator, at=cast.now
    )
    made.children.add(cast.child())
    assert "fewer than 5" in cast.client(cast.deputy).get(f"/patterns/{made.pk}/").content.decode()
    assert "fewer than 5" not in cast.client(cast.user("member")).get(f"/patterns/{made.pk}/").content.decode()


def test_two_who_change_a_pattern_see_both(cast):
    browser = cast.client(cast.coordinator)
    browser.post("/patterns/new/", pattern())
    made = Pattern.objects.get()
    address = f"/patterns/{made.pk}/edit/"
    assert browser.post(address, pattern(what="First", version=1)).status_code == 302
    text = browser.post(address, pattern(what="Second", version=1)).content.decode()
    assert "Two people changed this pattern" in text and "First" in text and "Second" in text
    made.refresh_from_db()
    assert made.what == "First"
    assert browser.post(f"/patterns/{made.pk}/close/").status_code == 302
    assert "The bus station" not in browser.get("/patterns/").content.decode()


@pytest.mark.parametrize("who", ["stranger", "outsider", "worker", "administrator"])
def test_patterns_are_for_those_who_sit_at_the_panel(cast, who):
    made = actions.add_pattern(
        panel=cast.panel, kind="group", horizon="short", title="A group", what="x", by=cast.coordinator, at=cast.now
    )
    assert cast.client(cast.user(who)).get(f"/patterns/{made.pk}/").status_code in {403, 404}


@pytest.mark.clause("HRP-A2-4.9.a")
def test_leave_to_share_is_asked_answered_by_a_chair_and_kept(cast):
    entry = making_plans.log_entry(cast)
    worker = cast.client(cast.worker)
    sent = {
        "child": str(entry.child_id),
        "what": "The minutes",
        "with_whom": "The nurse",
        "why": "She sees Robin weekly",
    }
    assert worker.post("/sharing/new/", sent).status_code == 302
    asked = ShareRequest.objects.get()
    assert worker.get(f"/sharing/{asked.pk}/answer/").status_code == 403
    assert cast.client(cast.coordinator).get(f"/sharing/{asked.pk}/answer/").status_code == 403
    chair = cast.client(cast.police_chair)
    assert "Say why not" in chair.post(f"/sharing/{asked.pk}/answer/", {"agreed": "no"}).content.decode()
    assert chair.post(f"/sharing/{asked.pk}/answer/", {"agreed": "yes"}).status_code == 302
    asked.refresh_from_db()
    assert asked.agreed and asked.answered_by == cast.police_chair
    assert "The minutes" in worker.get("/sharing/").content.decode()
    other = cast.client(cast.stranger)
    assert "The minutes" not in other.get("/sharing/").content.decode()
    assert other.get("/sharing/new/").status_code == 404


def test_what_is_noted_saves_as_it_is_typed_so_that_a_decision_half_written_is_not_lost(cast, live):
    client, url = cast.client(cast.council_chair), f"/meetings/{live.meeting_id}/items/{live.pk}/note/"
    told = {"protective_action": "yes", "lead_present": "yes", "update": "Seen today."}
    told |= {"note_version": live.note_version}
    first = client.post(url, told, headers={"X-Autosave": "1"})
    assert first.status_code == 200 and first.json() == {"version": live.note_version + 1}
    stale = client.post(url, told | {"update": "Another."}, headers={"X-Autosave": "1"})
    assert stale.status_code == 409
    live.refresh_from_db()
    assert live.update == "Seen today."
