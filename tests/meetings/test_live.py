"""The meeting while it lasts: turns and their clocks, who is there, who keeps out, who follows what."""

import re
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from riskpanel.children.models import Child, Grant, Recusal
from riskpanel.children.moves import Refused
from riskpanel.desk.reach import open_duties
from riskpanel.meetings import actions
from riskpanel.meetings.actions.coming import guests_of
from riskpanel.meetings.models import AgendaItem, ItemTurn, Meeting, MinuteRevision, MinuteSaving
from riskpanel.meetings.presenters.course import rooms_of, told_left
from riskpanel.plans.models import LogEntry
from riskpanel.procedure.clocks import item_clock, share_of, slot_ends
from tests import making_meetings as making
from tests import making_plans
from tests.cast import LONDON
from tests.queries import housekeeping
from tests.repository.forms import MARKUP, NONSENSE, Forms

MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="module")
def made(lasting):
    making.triaged(lasting)
    making.triaged(lasting, given_name="Ash")
    making_plans.log_entry(lasting, child=lasting.child(given_name="Ivo"))
    meeting = making.opened(lasting)
    people = ("coordinator", "council_chair", "police_chair", "member", "worker")
    making.accepts(lasting, meeting, *(lasting.user(key) for key in people))
    return meeting


@pytest.fixture
def live(cast, made, monkeypatch):
    """A meeting in session: two referrals and a child on the log; the item of the first referral."""
    meeting = making.fresh(made)
    monkeypatch.setattr("django.utils.timezone.now", lambda: making.DURING)
    return making.item_of(meeting, pk=meeting.items.filter(section="referrals").first().pk)


def other(item: AgendaItem) -> AgendaItem:
    """Another referral of the same meeting."""
    found = item.meeting.items.filter(section="referrals").exclude(pk=item.pk).first()
    return making.item_of(item.meeting, pk=found.pk)


# --- turns and clocks ---------------------------------------------------------------


def test_one_item_has_its_turn_and_taking_the_next_ends_it(cast, live):
    told = {"by": cast.council_chair, "at": making.DURING}
    first = actions.take_item(item=live, **told)
    assert actions.take_item(item=live, **told) == first
    actions.take_item(item=other(live), by=cast.coordinator, at=making.DURING + 9 * MINUTE)
    first.refresh_from_db()
    assert first.ended_at == making.DURING + 9 * MINUTE
    assert ItemTurn.objects.filter(ended_at=None).get().item_id == other(live).pk
    with pytest.raises(IntegrityError), transaction.atomic():
        ItemTurn.objects.create(meeting=live.meeting, item=live, started_at=making.DURING, by=cast.coordinator)


def test_only_those_who_run_an_open_meeting_give_turns(cast, live):
    with pytest.raises(Refused, match="coordinator or a co-chair"):
        actions.take_item(item=live, by=cast.user("member"), at=making.DURING)
    for item in live.meeting.items.filter(section__in=["referrals", "reviews"]):
        found = making.item_of(live.meeting, pk=item.pk)
        making.decided(cast, found, outcome="keep" if found.entry_id else "log")
    actions.take_item(item=live, by=cast.coordinator, at=making.DURING)
    making.closed(cast, live.meeting)
    assert not ItemTurn.objects.filter(ended_at=None).exists()
    assert not live.meeting.presences.filter(left_at=None).exists()
    with pytest.raises(Refused, match="while the meeting is open"):
        actions.take_item(item=making.item_of(live.meeting, pk=live.pk), by=cast.coordinator, at=making.DURING)


@pytest.mark.clause("HRP-A2-4.7.b")
def test_each_item_has_its_part_of_the_time_that_is_left():
    start = datetime(2026, 11, 25, 14, 0, tzinfo=LONDON)
    until, least = start + 60 * MINUTE, 6 * MINUTE
    assert share_of(until, start, 4, least) == 15 * MINUTE
    assert share_of(until, start + 55 * MINUTE, 4, least) == 6 * MINUTE
    clock = item_clock([(start, start + 10 * MINUTE)], until, start + 10 * MINUTE, 4, least)
    assert (clock.left, clock.ends_at) == (5 * MINUTE, start + 15 * MINUTE)
    again = item_clock(
        [(start, start + 5 * MINUTE), (start + 30 * MINUTE, start + 40 * MINUTE)],
        until, start + 40 * MINUTE, 1, least,
    )  # fmt: skip
    assert again.share == 35 * MINUTE and again.used == 15 * MINUTE and again.ends_at == start + 60 * MINUTE


def test_time_left_is_said_in_words_and_over_is_said_as_over():
    assert told_left(timedelta(minutes=6, seconds=1)) == "7 min left"
    assert told_left(timedelta()) == "0 min left"
    assert told_left(-timedelta(seconds=20)) == "1 min over"
    assert told_left(-timedelta(minutes=3, seconds=50)) == "3 min over"


def test_a_divided_meeting_gives_an_item_the_time_of_its_slot():
    from riskpanel.procedure import boxed

    kind = next(one for one in boxed("harm").meetings if len(one.slots) > 1)
    start = datetime(2026, 11, 25, 14, 0, tzinfo=LONDON)
    whole = sum(slot.minutes for slot in kind.slots)
    ends = {one.slot: slot_ends(kind, one.code, start, whole) for one in kind.sections if one.slot}
    at = start
    for slot in kind.slots:
        at += slot.minutes * MINUTE
        assert ends.get(slot.code, at) == at
    assert slot_ends(kind, "no such section", start, whole) == start + whole * MINUTE


def test_the_chairs_screen_shows_the_clock_in_words_and_red_when_it_is_over(cast, live, monkeypatch):
    actions.take_item(item=live, by=cast.council_chair, at=making.DURING)
    browser, address = cast.client(cast.council_chair), f"/meetings/{live.meeting_id}/live/"
    text = browser.get(address).content.decode()
    assert "min left" in text and "rp-clock__left--over" not in text and "Next: C-" in text
    monkeypatch.setattr("django.utils.timezone.now", lambda: making.DURING + timedelta(hours=1))
    text = browser.get(address).content.decode()
    assert "min over" in text and "rp-clock__left--over" in text


def test_next_is_one_button_and_everybody_who_follows_sees_it(cast, live):
    chair, member = cast.client(cast.council_chair), cast.client(cast.user("member"))
    base = f"/meetings/{live.meeting_id}/"
    assert "Between two items" in member.get(base + "follow/").content.decode()
    assert chair.post(base + f"items/{live.pk}/take/").status_code == 302
    text = member.get(base + "follow/").content.decode()
    assert live.child.reference in text and "Under discussion now" in text
    assert chair.post(base + f"items/{other(live).pk}/take/").status_code == 302
    assert other(live).child.reference in member.get(base + "follow/").content.decode()
    assert chair.post(base + "pause/").status_code == 302
    assert "Between two items" in member.get(base + "follow/").content.decode()


def test_single_keys_can_be_turned_off_and_stay_off(cast, live):
    browser, base = cast.client(cast.council_chair), f"/meetings/{live.meeting_id}/"
    assert 'data-single-keys="on"' in browser.get(base + "live/").content.decode()
    browser.post(base + "keys/", {"keys": "off"})
    assert 'data-single-keys="off"' in browser.get(base + "live/").content.decode()


# --- following -----------------------------------------------------------------------


def alone(item: AgendaItem):
    """The item's lead professional, invited to no other item of the meeting."""
    guests_of(item.meeting).exclude(item=item).delete()
    return item.guests.get(as_lead=True)


def version_of(text: str) -> str:
    return text.split("follow/now/?v=")[1].split('"')[0]


def test_a_screen_that_asks_again_is_answered_with_nothing_until_something_changed(cast, live):
    actions.take_item(item=live, by=cast.council_chair, at=making.DURING)
    member, base = cast.client(cast.user("member")), f"/meetings/{live.meeting_id}/follow/"
    version = version_of(member.get(base).content.decode())
    assert member.get(base + f"now/?v={version}").status_code == 204
    making.note(cast, live, update="A friend rang this morning.")
    answer = member.get(base + f"now/?v={version}")
    assert answer.status_code == 200 and "A friend rang this morning." in answer.content.decode()
    version = version_of(answer.content.decode())
    making.decided(cast, making.item_of(live.meeting, pk=live.pk))
    answer = member.get(base + f"now/?v={version}")
    assert answer.status_code == 200 and "Three agencies see the same men." in answer.content.decode()


def test_asking_again_costs_little(cast, live):
    """Thirty people ask every five seconds: an answer without news is a dozen small questions
    or so."""
    actions.take_item(item=live, by=cast.council_chair, at=making.DURING)
    member, base = cast.client(cast.user("member")), f"/meetings/{live.meeting_id}/follow/"
    version = version_of(member.get(base).content.decode())
    with CaptureQueriesContext(connection) as spent:
        assert member.get(base + f"now/?v={version}").status_code == 204
    asked = [one["sql"] for one in spent if not housekeeping(one["sql"])]
    assert len(asked) <= 13, asked
    assert not any(one.startswith(("INSERT", "UPDATE")) for one in asked)


@pytest.mark.clause("HRP-A2-4.6")
def test_a_guest_follows_their_own_item_until_it_has_been_heard(cast, live):
    guest = alone(live)
    browser, base = cast.client(guest.member.user), f"/meetings/{live.meeting_id}/follow/"
    mine, others = live.child.reference, other(live).child.reference
    assert mine in browser.get(base).content.decode()
    elsewhere = other(live)
    actions.take_item(item=elsewhere, by=cast.council_chair, at=making.DURING)
    assert others not in browser.get(base).content.decode()
    actions.take_item(item=live, by=cast.council_chair, at=making.DURING + MINUTE)
    text = browser.get(base).content.decode()
    assert "Your item is under discussion now" in text and mine in text
    actions.take_item(item=elsewhere, by=cast.council_chair, at=making.DURING + 2 * MINUTE)
    text = browser.get(base).content.decode()
    assert "closed to you until its minutes" in text and mine not in text
    assert mine not in browser.get(base + "now/?v=x").content.decode()


def test_a_stranger_follows_nothing(cast, live):
    for key in ("outsider", "stranger"):
        assert cast.client(cast.user(key)).get(f"/meetings/{live.meeting_id}/follow/").status_code == 404, key


# --- people come and go -----------------------------------------------------------------


@pytest.mark.clause("HRP-A2-4.3.c")
def test_who_was_there_for_which_item_is_known(cast, live, monkeypatch):
    told = {"meeting": live.meeting, "by": cast.coordinator}
    late = cast.member(cast.police_chair)
    actions.leave(member=late, at=making.DURING, **told)
    actions.take_item(item=live, by=cast.council_chair, at=making.DURING + MINUTE)
    actions.take_item(item=other(live), by=cast.council_chair, at=making.DURING + 9 * MINUTE)
    actions.come(member=late, at=making.DURING + 10 * MINUTE, **told)
    presences = live.meeting.presences.select_related("member__user")
    rooms = rooms_of(live.meeting, presences, [], making.DURING + 15 * MINUTE)
    assert late.user.full_name in rooms[live.pk].absent
    assert late.user.full_name not in rooms[other(live).pk].absent
    assert live.meeting.invitations.get(member=late).attended is True
    monkeypatch.setattr("django.utils.timezone.now", lambda: making.DURING + 15 * MINUTE)
    page = cast.client(cast.coordinator).get(f"/meetings/{live.meeting_id}/here/").content.decode()
    assert late.user.full_name in page and live.child.reference in page


def test_only_somebody_who_was_asked_comes_and_nobody_leaves_twice(cast, live):
    told = {"meeting": live.meeting, "by": cast.coordinator, "at": making.DURING}
    with pytest.raises(Refused, match="invited"):
        actions.come(member=cast.member(cast.manager), **told)
    guest = guests_of(live.meeting).first().member
    actions.come(member=guest, **told)
    actions.leave(member=guest, **told)
    with pytest.raises(Refused, match="not in the meeting"):
        actions.leave(member=guest, **told)


def test_a_correction_of_attendance_takes_the_stay_back(cast, live):
    seat = live.meeting.invitations.select_related("seat", "meeting__panel").exclude(member=None).first()
    actions.set_attendance(invitation=seat, attended=False, by=cast.coordinator, at=making.DURING)
    rows = live.meeting.presences.filter(member=seat.member)
    assert rows.exists() and all(row.left_at == row.came_at for row in rows)


# --- conflicts of interest ----------------------------------------------------------------


def recuse(cast, item, user, **more):
    told = {"reason": "A cousin of mine.", "by": user, "at": making.DURING, **more}
    return actions.recuse(item=item, member=cast.member(user), **told)


def places(item: AgendaItem) -> list[str]:
    base = f"/meetings/{item.meeting_id}/"
    return [base, base + "live/", base + f"live/?item={item.pk}", base + "follow/", f"{base}items/{item.pk}/"]


@pytest.mark.parametrize("who", ["member", "police_chair", "coordinator"])
def test_a_recusal_closes_the_item_everywhere_and_to_nobody_else(cast, live, who):
    actions.take_item(item=live, by=cast.council_chair, at=making.DURING)
    user, reference = cast.user(who), live.child.reference
    shown = [place for place in places(live) if reference in cast.client(user).get(place).content.decode()]
    assert len(shown) == 5  # the control: without a recusal each of these shows the child
    recuse(cast, live, user)
    for place in places(live):
        assert reference not in cast.client(user).get(place).content.decode(), place
    assert cast.client(user).get(f"/meetings/{live.meeting_id}/items/{live.pk}/").status_code == 404
    assert cast.client(user).get(f"/meetings/{live.meeting_id}/items/{live.pk}/minutes/").status_code in {403, 404}
    assert cast.client(user).get(f"/children/{live.child_id}/").status_code == 404
    assert reference not in cast.client(user).get("/children/").content.decode()
    assert not AgendaItem.objects.visible_to(user).filter(pk=live.pk).exists()
    assert AgendaItem.objects.visible_to(user).filter(pk=other(live).pk).exists()
    assert AgendaItem.objects.visible_to(cast.council_chair).filter(pk=live.pk).exists()
    assert Child.objects.visible_to(cast.council_chair).filter(pk=live.child_id).exists()


def test_a_deputy_who_keeps_out_of_one_item_sees_the_child_by_no_other(cast, live):
    deputy = cast.user("deputy")
    held = Grant.objects.filter(about=live.pk, user=None).first()
    told = {"child": live.child, "partnership": held.partnership, "reason": "Stands in", "given_by": cast.coordinator}
    span = {"starts_at": held.starts_at, "ends_at": held.ends_at}
    Grant.objects.create(user=deputy, sight="deputy", scope="item", about=uuid4(), **told, **span)
    assert Child.objects.visible_to(deputy, making.DURING).filter(pk=live.child_id).exists()  # the control
    Recusal.objects.create(
        child=live.child, about=live.pk, user=deputy, reason="A cousin.", by=deputy, at=making.DURING
    )
    assert not Child.objects.visible_to(deputy, making.DURING).filter(pk=live.child_id).exists()


def test_what_is_owed_for_the_child_no_longer_stands_on_the_desk_of_who_keeps_out(cast, live):
    other_desk = cast.client(cast.council_chair)
    owed = open_duties(cast.police_chair).filter(child=live.child_id)
    assert owed.exists() and open_duties(cast.council_chair).filter(child=live.child_id).count() == owed.count()
    before = owed.count()
    recuse(cast, live, cast.police_chair)
    assert not open_duties(cast.police_chair).filter(child=live.child_id).exists()
    assert open_duties(cast.council_chair).filter(child=live.child_id).count() == before
    assert live.child.reference not in cast.client(cast.police_chair).get("/").content.decode()
    assert other_desk.get("/").status_code == 200


def test_somebody_recused_neither_decides_nor_writes_nor_reads_the_minutes(cast, live):
    making.note(cast, live)
    recuse(cast, live, cast.police_chair)
    with pytest.raises(Refused, match="keep out of this item"):
        making.decided(cast, making.item_of(live.meeting, pk=live.pk), by=cast.police_chair)
    with pytest.raises(Refused, match="keep out of this item"):
        actions.save_minutes(item=live, text="x", version=1, by=cast.police_chair, at=making.DURING)
    actions.save_minutes(item=live, text="Said among the others.", version=1, by=cast.coordinator, at=making.DURING)
    page = f"/meetings/{live.meeting_id}/minutes/"
    assert "Said among the others." in cast.client(cast.council_chair).get(page).content.decode()
    assert "Said among the others." not in cast.client(cast.police_chair).get(page).content.decode()
    text = cast.client(cast.council_chair).get(page).content.decode()
    assert f"Kept out of it for a conflict of interest: {cast.police_chair.full_name}" in text


def test_a_child_of_the_log_closes_with_the_item_and_opens_again_with_its_end(cast, live):
    entry = LogEntry.objects.get(child__given_name="Ivo")
    item = making.item_of(live.meeting, entry=entry)
    chair = cast.police_chair
    assert LogEntry.objects.visible_to(chair).filter(pk=entry.pk).exists()
    kept = recuse(cast, item, chair)
    assert not LogEntry.objects.visible_to(chair).filter(pk=entry.pk).exists()
    with pytest.raises(Refused, match="Nobody ends their own"):
        actions.end_recusal(item=item, recusal=kept, by=chair, at=making.DURING)
    actions.end_recusal(item=item, recusal=kept, by=cast.coordinator, at=making.DURING)
    assert LogEntry.objects.visible_to(chair).filter(pk=entry.pk).exists()
    assert AgendaItem.objects.visible_to(chair).filter(pk=item.pk).exists()


def test_a_guest_who_keeps_out_no_longer_has_the_item(cast, live):
    user = alone(live).member.user
    browser, address = cast.client(user), f"/meetings/{live.meeting_id}/items/{live.pk}/"
    assert browser.get(address).status_code == 200
    answer = browser.post(address + "keep-out/", {"reason": "We are neighbours."})
    assert answer.status_code == 302 and Recusal.objects.get().user == user
    assert browser.get(address).status_code == 404
    assert browser.get(f"/meetings/{live.meeting_id}/follow/").status_code == 404


def test_those_who_run_the_meeting_record_it_for_somebody_and_a_member_only_for_themselves(cast, live):
    member = cast.member(cast.user("member"))
    address = f"/meetings/{live.meeting_id}/items/{live.pk}/keep-out/"
    page = cast.client(cast.council_chair).post(address, {"who": member.pk, "reason": ""}).content.decode()
    assert "There is a problem" in page and not Recusal.objects.exists()
    assert cast.client(cast.council_chair).post(address, {"who": member.pk, "reason": "Kin"}).status_code == 302
    assert Recusal.objects.get().user_id == member.user_id
    with pytest.raises(Refused):
        actions.recuse(
            item=other(live), member=cast.member(cast.police_chair), reason="No", by=member.user, at=making.DURING
        )
    with pytest.raises(Refused, match="part in the meeting"):
        actions.recuse(item=live, member=cast.member(cast.manager), reason="No", by=cast.coordinator, at=making.DURING)


@pytest.mark.parametrize("form", ["note", "decide", "action"])
def test_what_is_wrong_stands_at_the_head_and_leads_to_fields_that_are_open(cast, live, form):
    address = f"/meetings/{live.meeting_id}/items/{live.pk}/{form}/"
    page = cast.client(cast.council_chair).post(address, {"note_version": "x"}).content.decode()
    head = page.split('id="main-content">')[1].split("<h1")[0]
    fields = re.findall(r'href="#([^"]+)"', head)
    assert page.count("There is a problem") == 1 == head.count("There is a problem") and "<title>Error: " in page
    assert fields or form == "note"
    for name in fields:
        before, found, _ = page.partition(f' id="{name}"')
        folds = [part.split(">")[0] for part in before.split("<details")[1:] if "</details>" not in part]
        assert found and all(" open" in one for one in folds), name


@pytest.mark.parametrize("kind", NONSENSE)
def test_nonsense_in_the_forms_is_told_beside_the_field_and_nothing_typed_is_lost(cast, live, kind):
    browser, base = cast.client(cast.council_chair), f"/meetings/{live.meeting_id}/items/{live.pk}/"
    for address in (base + "keep-out/", base + "minutes/"):
        form = Forms(browser.get(address).content.decode()).found[-1]
        answer = browser.post(address, form.filled(kind))
        text = answer.content.decode()
        assert answer.status_code in {200, 302} and MARKUP not in text
        assert answer.status_code == 302 or "There is a problem" in text
    silent = browser.post(
        base + "minutes/", {"text": NONSENSE[kind], "version": "x", "saving": "no token"}, headers={"X-Autosave": "1"}
    )
    assert silent.status_code == 422 and silent.json()["wrong"]


def test_the_page_of_who_is_here_ends_a_recusal_and_notes_who_left(cast, live):
    recuse(cast, live, cast.user("member"))
    browser, base = cast.client(cast.coordinator), f"/meetings/{live.meeting_id}/"
    text = browser.get(base + "here/").content.decode()
    assert "A cousin of mine." in text and cast.user("member").full_name in text
    member = cast.member(cast.police_chair)
    assert browser.post(f"{base}here/{member.pk}/", {"gone": "yes"}).status_code == 302
    assert not live.meeting.presences.filter(member=member, left_at=None).exists()
    assert browser.post(f"{base}recusals/{Recusal.objects.get().pk}/end/").status_code == 302
    assert Recusal.objects.get().ended_at is not None


# --- savings --------------------------------------------------------------------------------


def save(item, text, version, user, token=None):
    return actions.save_minutes(item=item, text=text, version=version, by=user, at=making.DURING, saving=token)


def test_a_saving_sent_again_makes_one_record_though_somebody_wrote_meanwhile(cast, live):
    import uuid

    address = f"/meetings/{live.meeting_id}/items/{live.pk}/minutes/"
    one, two = cast.client(cast.coordinator), cast.client(cast.council_chair)
    sent = {"text": "Mine.", "version": 1, "saving": str(uuid.uuid4())}
    silent = {"X-Autosave": "1"}
    assert one.post(address, sent, headers=silent).json() == {"version": 2}
    assert two.post(address, {"text": "Mine. Theirs.", "version": 2}, headers=silent).status_code == 200
    assert one.post(address, sent, headers=silent).json() == {"version": 2}
    assert MinuteRevision.objects.filter(item=live, text="Mine.").count() == 1
    # The control: the same without its token is taken for a second text.
    assert one.post(address, {**sent, "saving": ""}, headers=silent).status_code == 409
    assert MinuteRevision.objects.filter(item=live, text="Mine.").count() == 2


def test_a_token_is_good_for_its_own_minutes_only(cast, live):
    import uuid

    token = uuid.uuid4()
    save(live, "One.", 1, cast.coordinator, token)
    for item, user in ((other(live), cast.coordinator), (live, cast.council_chair)):
        with pytest.raises(Refused, match="other minutes"):
            save(item, "Two.", 1, user, token)
    assert MinuteSaving.objects.count() == 1


def test_a_conflict_is_told_with_both_texts_and_neither_is_lost(cast, live):
    address, silent = f"/meetings/{live.meeting_id}/items/{live.pk}/minutes/", {"X-Autosave": "1"}
    cast.client(cast.coordinator).post(address, {"text": "First.", "version": 1}, headers=silent)
    answer = cast.client(cast.council_chair).post(address, {"text": "Second.", "version": 1}, headers=silent)
    told = answer.json()
    assert answer.status_code == 409
    assert (told["mine"], told["theirs"], told["version"]) == ("Second.", "First.", 2)
    assert told["who"] == cast.coordinator.full_name
    page = cast.client(cast.council_chair).get(address).content.decode()
    assert "Texts that were set aside (1)" in page and "Second." in page


def test_two_minute_takers_with_two_hundred_edits_lose_nothing(cast, live):
    """Each writes on their own copy, merging by hand when told of the other's text; every text that either
    ever sent is in the record."""
    address, silent = f"/meetings/{live.meeting_id}/items/{live.pk}/minutes/", {"X-Autosave": "1"}
    browsers = [cast.client(cast.coordinator), cast.client(cast.council_chair)]
    copies, sent, conflicts = [("", 1), ("", 1)], [], 0
    for nth in range(200):
        who = nth % 2
        text, version = copies[who]
        text = f"{text}\n{'ab'[who]}{nth}"
        sent.append(text)
        answer = browsers[who].post(address, {"text": text, "version": version}, headers=silent)
        told = answer.json()
        if answer.status_code == 409:
            conflicts += 1
            text = f"{told['theirs']}\n{text.splitlines()[-1]}"
            answer = browsers[who].post(address, {"text": text, "version": told["version"]}, headers=silent)
            sent.append(text)
        copies[who] = (text, answer.json()["version"])
    stands = AgendaItem.objects.get(pk=live.pk).minutes
    assert conflicts >= 198
    assert [line for line in stands.splitlines() if line] == [f"{'ab'[nth % 2]}{nth}" for nth in range(200)]
    assert set(sent) <= set(MinuteRevision.objects.filter(item=live).values_list("text", flat=True))


def test_without_the_version_the_second_writer_would_overwrite_the_first(cast, live):
    """The control of the one above: whoever claims the newest version writes over what they never read."""
    address, silent = f"/meetings/{live.meeting_id}/items/{live.pk}/minutes/", {"X-Autosave": "1"}
    for nth, user in enumerate((cast.coordinator, cast.council_chair)):
        newest = AgendaItem.objects.get(pk=live.pk).version
        sent = {"text": f"Only {nth}", "version": newest}
        assert cast.client(user).post(address, sent, headers=silent).status_code == 200
    assert AgendaItem.objects.get(pk=live.pk).minutes == "Only 1"


def test_the_pulse_tells_who_is_signed_in_and_what_is_discussed_and_is_for_those_who_run_it(cast, live):
    address = f"/meetings/{live.meeting_id}/minute/pulse/"
    actions.take_item(item=live, by=cast.council_chair, at=making.DURING)
    told = cast.client(cast.coordinator).get(address).json()
    assert told["person"] == str(cast.coordinator.pk) and told["item"] == str(live.pk) and told["token"]
    assert cast.client(cast.user("member")).get(address).status_code in {403, 404}
    recuse(cast, live, cast.coordinator)
    assert cast.client(cast.coordinator).get(address).json()["item"] == ""


def test_the_minute_takers_address_leads_to_the_item_under_discussion(cast, live):
    browser, address = cast.client(cast.coordinator), f"/meetings/{live.meeting_id}/minute/"
    actions.take_item(item=other(live), by=cast.council_chair, at=making.DURING)
    assert browser.get(address).url == f"/meetings/{live.meeting_id}/items/{other(live).pk}/minutes/"
    assert Meeting.objects.get(pk=live.meeting_id).state == "open"
