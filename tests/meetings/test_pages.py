"""The pages: what they cost, what a wrong answer brings, what happens twice."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from riskpanel.meetings import actions
from riskpanel.meetings.models import MinuteRevision
from riskpanel.plans.models import LogEntry
from tests import making_meetings as making
from tests.queries import housekeeping

BAD = {
    "empty": "",
    "too long": "x" * 100_001,
    "nul": "before\x00after",
    "markup": "<script>alert(1)</script>",
    "emoji": "🙂 agreed",
}


@pytest.fixture(scope="module")
def made(lasting):
    making.of_each_kind(lasting)
    meeting = making.opened(lasting)
    people = ("coordinator", "council_chair", "police_chair", "member")
    making.accepts(lasting, meeting, *(lasting.user(key) for key in people))
    return meeting


@pytest.fixture
def live(cast, made, monkeypatch):
    """A meeting in session with three children; the item of the first referral."""
    meeting = making.fresh(made)
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
