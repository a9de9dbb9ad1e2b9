"""A whole meeting through its pages; patterns, and leave to share, on theirs."""

import pytest

from riskpanel.meetings import actions
from riskpanel.meetings.models import Meeting, Pattern, ShareRequest
from riskpanel.partnership.models import Sitting
from tests import making_meetings as making
from tests import making_plans


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


def test_correcting_a_pattern_loses_no_child_however_many_there_are(cast, monkeypatch):
    """Those beyond what a page offers stay linked; who is not sent back of those offered is not."""
    monkeypatch.setattr("riskpanel.meetings.views.patterns.PAGE", 1)
    entries = [making_plans.log_entry(cast) for _ in range(3)]
    told = {"kind": "group", "horizon": "short", "title": "A group", "what": "x"}
    made = actions.add_pattern(
        panel=cast.panel, children=[one.child for one in entries], by=cast.council_chair, at=cast.now, **told
    )
    browser, address = cast.client(cast.council_chair), f"/patterns/{made.pk}/edit/"
    shown = browser.get(address).content.decode()
    assert all(one.child.reference in shown for one in entries)
    kept = [str(one.child_id) for one in entries[:2]]
    assert browser.post(address, pattern(version="1", children=kept)).status_code == 302
    assert {str(one.pk) for one in made.children.all()} == set(kept)


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
