"""The papers as sent: to whom, what each holds, who opened them, what stops a wide sending."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from riskpanel.access.models import AuditEvent
from riskpanel.children.moves import Refused
from riskpanel.meetings import actions
from riskpanel.meetings.models import Pack, PackOpening
from tests import making_meetings as making
from tests.reading_papers import pdf_pages, pdf_text

OPEN_AT = making.PANEL_AT - timedelta(days=1)


@pytest.fixture(scope="module")
def made(lasting):
    making.of_each_kind(lasting, "Ash", "Bo")
    return making.published(lasting)


@pytest.fixture
def meeting(cast, made):
    """A published meeting with two referrals, a child on the log and one that was not taken."""
    return making.fresh(made)


@pytest.fixture
def sent(cast, meeting):
    actions.send_packs(meeting=meeting, by=cast.coordinator, at=cast.now)
    return meeting


def copy_of(cast, meeting, user):
    return Pack.objects.select_related("member", "meeting__sitting", "meeting__panel__procedure").get(
        meeting=meeting, member=cast.member(user), recalled_at=None
    )


def limit(monkeypatch, **more):
    """A procedure that lets less pass."""
    from riskpanel.meetings.actions import packs

    rule = packs.rule_of

    monkeypatch.setattr(packs, "rule_of", lambda meeting: rule(meeting).model_copy(update=more))


@pytest.mark.clause("HRP-A2-4.9.a")
def test_everybody_who_comes_has_one_numbered_copy_and_nobody_two(cast, sent):
    invited = {one.member_id for one in sent.invitations.exclude(member=None)}
    leads = {one.member_id for one in _guests(sent)}
    packs = list(sent.packs.all())
    assert {one.member_id for one in packs} == invited | leads
    assert [one.number for one in packs] == list(range(1, len(packs) + 1))
    with pytest.raises(Refused, match="Everybody who comes has their papers"):
        actions.send_packs(meeting=sent, by=cast.coordinator, at=cast.now)


def _guests(meeting):
    from riskpanel.meetings.models import Guest

    return Guest.objects.filter(item__meeting=meeting, as_lead=True).select_related("item__child")


def test_nobody_sends_but_those_who_run_the_meeting(cast, meeting):
    with pytest.raises(Refused):
        actions.send_packs(meeting=meeting, by=cast.user("member"), at=cast.now)


@pytest.mark.clause("HRP-A2-4.9.b")
def test_a_copy_opens_only_to_its_person_and_only_after_the_statement(cast, sent):
    mine, browser = copy_of(cast, sent, cast.police_chair), cast.client(cast.police_chair)
    assert browser.get(f"/papers/{mine.pk}/open/").url == f"/meetings/{sent.pk}/confidentiality/"
    assert cast.client(cast.council_chair).get(f"/papers/{mine.pk}/open/").status_code == 404
    making.accepts(cast, sent, cast.police_chair)
    answer = browser.get(f"/papers/{mine.pk}/open/")
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "application/pdf"
    text = pdf_text(answer.content)
    assert "What we read and say here is about real children" in text
    assert f"Copy {mine.number} of {sent.packs.count()}" in text
    for page in pdf_pages(answer.content):
        assert page.startswith(cast.police_chair.full_name), "their name across each page"


def test_a_copy_holds_every_child_of_the_agenda_and_the_receipt_and_the_audit_row_say_so(cast, sent):
    making.accepts(cast, sent, cast.council_chair)
    mine, browser = copy_of(cast, sent, cast.council_chair), cast.client(cast.council_chair)
    text = pdf_text(browser.get(f"/papers/{mine.pk}/open/").content)
    children = [item.child for item in sent.items.exclude(section="annex") if item.child]
    assert len(children) >= 3
    assert all(child.reference in text and child.name in text for child in children)
    browser.get(f"/papers/{mine.pk}/open/")
    assert mine.openings.count() == 2
    row = AuditEvent.objects.filter(thing="pack_open").latest("sequence")
    assert row.action == "document" and set(row.children) == {str(child.pk) for child in children}
    page = cast.client(cast.coordinator).get(f"/meetings/{sent.pk}/packs/").content.decode()
    assert cast.council_chair.full_name in page


def test_a_guest_has_their_own_item_and_nothing_else(cast, sent):
    guest = _guests(sent).first()
    user = guest.member.user
    making.accepts(cast, sent, user)
    text = pdf_text(cast.client(user).get(f"/papers/{copy_of(cast, sent, user).pk}/open/").content)
    own = {one.item.child for one in _guests(sent) if one.member_id == guest.member_id}
    for item in sent.items.exclude(child=None).select_related("child"):
        assert (item.child.reference in text) == (item.child in own), item.child.reference


def test_what_is_taken_away_after_the_sending_is_not_in_a_copy_opened_later(cast, sent):
    making.accepts(cast, sent, cast.council_chair)
    mine, browser = copy_of(cast, sent, cast.council_chair), cast.client(cast.council_chair)
    gone = sent.items.filter(section="reviews").select_related("child").first()
    assert gone.child.reference in pdf_text(browser.get(f"/papers/{mine.pk}/open/").content)
    actions.remove_item(item=making.item_of(sent, pk=gone.pk), by=cast.coordinator, at=cast.now)
    text = pdf_text(browser.get(f"/papers/{mine.pk}/open/").content)
    assert gone.child.reference not in text and gone.child.name not in text


def test_sight_that_ended_empties_the_copy(cast, sent):
    from riskpanel.children.models import Grant

    making.accepts(cast, sent, cast.user("member"))
    mine, browser = copy_of(cast, sent, cast.user("member")), cast.client(cast.user("member"))
    assert re.search(r"C-[0-9A-Z]{4}", pdf_text(browser.get(f"/papers/{mine.pk}/open/").content))
    Grant.objects.update(ends_at=cast.now, starts_at=cast.now - timedelta(days=1))
    text = pdf_text(browser.get(f"/papers/{mine.pk}/open/").content)
    assert not re.search(r"C-[0-9A-Z]{4}", text) and "Patterns and places" in text


@pytest.mark.clause("HRP-A2-4.9.a")
def test_a_copy_that_was_called_back_opens_no_more(cast, sent):
    making.accepts(cast, sent, cast.council_chair)
    mine, browser = copy_of(cast, sent, cast.council_chair), cast.client(cast.council_chair)
    answer = cast.client(cast.coordinator).post(
        f"/meetings/{sent.pk}/packs/{mine.pk}/recall/", {"reason": "Wrong person"}
    )
    assert answer.status_code == 302
    assert browser.get(f"/papers/{mine.pk}/open/").url == f"/papers/{mine.pk}/"
    page = browser.get(f"/papers/{mine.pk}/").content.decode()
    assert "was called back" in page and not re.search(r"C-[0-9A-Z]{4}", page)
    assert not mine.openings.exists()
    again = actions.send_packs(meeting=making.fresh(sent), by=cast.coordinator, at=cast.now)
    assert again.people == 1 and copy_of(cast, sent, cast.council_chair).number == sent.packs.count()


@pytest.mark.clause("HRP-A2-4.9.a")
def test_a_copy_closes_so_many_days_after_the_minutes_went_out(cast, sent, monkeypatch):
    making.accepts(cast, sent, cast.council_chair)
    mine = copy_of(cast, sent, cast.council_chair)
    meeting = making.opened(cast, sent)
    for item in meeting.items.filter(removed=False, child__isnull=False).exclude(section="annex"):
        making.decided(cast, making.item_of(meeting, pk=item.pk), outcome="log" if item.referral_id else "keep")
    making.distributed(cast, making.closed(cast, meeting))
    day = making.PANEL_AT + timedelta(days=1)
    for days, opens in ((1, True), (6, True), (9, False)):
        monkeypatch.setattr("django.utils.timezone.now", lambda days=days: day + timedelta(days=days))
        answer = cast.client(cast.council_chair).get(f"/papers/{mine.pk}/open/")
        assert (answer.status_code == 200) == opens, days
    assert "This copy closed on" in cast.client(cast.council_chair).get(f"/papers/{mine.pk}/").content.decode()


def test_a_cancelled_meeting_closes_every_copy(cast, sent):
    making.accepts(cast, sent, cast.council_chair)
    actions.cancel_meeting(meeting=making.fresh(sent), reason="Snow", by=cast.coordinator, at=cast.now)
    with pytest.raises(Refused, match="cancelled"):
        actions.open_pack(pack=copy_of(cast, sent, cast.council_chair), by=cast.council_chair, at=cast.now)


@pytest.mark.parametrize("more", [{"most_people": 1}, {"most_children": 1}])
def test_a_sending_that_reaches_too_many_waits_for_a_co_chair(cast, meeting, monkeypatch, more):
    limit(monkeypatch, **more)
    asked = actions.send_packs(meeting=meeting, by=cast.coordinator, at=cast.now)
    assert asked.waits and not meeting.packs.exists()
    with pytest.raises(Refused, match="waits for a co-chair already"):
        actions.send_packs(meeting=making.fresh(meeting), by=cast.coordinator, at=cast.now)
    with pytest.raises(Refused, match="A co-chair answers"):
        actions.answer_sending(sending=asked, agreed=True, reason="x", by=cast.coordinator, at=cast.now)
    browser = cast.client(cast.council_chair)
    address = f"/meetings/{meeting.pk}/packs/sendings/{asked.pk}/"
    assert browser.post(address, {"agreed": "yes"}).status_code == 200, "a reason is asked for"
    assert not meeting.packs.exists()
    assert browser.post(address, {"agreed": "yes", "reason": "All sit at the panel."}).status_code == 302
    assert meeting.packs.count() == asked.people


def test_a_co_chair_does_not_answer_their_own_sending(cast, meeting, monkeypatch):
    limit(monkeypatch, most_people=1)
    asked = actions.send_packs(meeting=meeting, by=cast.council_chair, at=cast.now)
    with pytest.raises(Refused, match="Somebody else"):
        actions.answer_sending(sending=asked, agreed=True, reason="x", by=cast.council_chair, at=cast.now)
    actions.answer_sending(sending=asked, agreed=False, reason="Too many", by=cast.police_chair, at=cast.now)
    assert not meeting.packs.exists()


def test_a_double_click_sends_once(cast, meeting):
    browser = cast.client(cast.coordinator)
    for _ in range(2):
        assert browser.post(f"/meetings/{meeting.pk}/packs/send/").status_code == 302
    assert meeting.pack_sendings.count() == 1


def test_a_receipt_stands(cast, sent):
    mine = copy_of(cast, sent, cast.council_chair)
    opened = PackOpening.objects.create(pack=mine, at=cast.now)
    with pytest.raises(TypeError):
        opened.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        PackOpening.objects.filter(pk=opened.pk).update(at=cast.now + timedelta(days=1))
