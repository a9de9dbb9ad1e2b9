"""Who comes and what they see: deputies, guests, confidentiality, strangers."""

import re
from datetime import timedelta

import pytest

from riskpanel.children.models import Child
from riskpanel.children.moves import Refused
from riskpanel.meetings import actions
from riskpanel.meetings.forms.planning import AnswerForm
from riskpanel.meetings.models import Acceptance, AgendaItem, Meeting
from riskpanel.partnership.models import Member
from riskpanel.procedure import Procedure
from tests import making_meetings as making
from tests import making_plans
from tests.reading_papers import text_of

PRACTITIONER = "nurse_manager"


@pytest.fixture(scope="module")
def made(lasting):
    making.triaged(lasting, family_name="Firstborn")
    making.triaged(lasting, given_name="Ash", family_name="Secondary")
    return making.published(lasting)


@pytest.fixture
def two(cast, made):
    """A published meeting with two children on it."""
    meeting = making.fresh(made)
    first, second = (making.item_of(meeting, child__family_name=name) for name in ("Firstborn", "Secondary"))
    return meeting, first, second


@pytest.mark.clause("HRP-A2-4.3.b")
def test_a_deputy_for_one_meeting_sees_its_items_and_no_other_meetings(cast, two):
    meeting, first, _ = two
    invitation = meeting.invitations.get(seat__code="health")
    deputy = cast.user(PRACTITIONER)
    actions.answer_invitation(
        invitation=invitation, answer="deputy", deputy_member=cast.member(deputy), by=cast.nurse, at=cast.now
    )
    held = cast.member(deputy).appointments.get(role="deputy")
    assert held.sitting == meeting.sitting and held.ends_on == meeting.sitting.starts_at.date()
    making_plans.log_entry(cast, child=cast.child(given_name="Other"))
    other = making.published(cast, making.planned(cast, on=cast.panel.sittings.get(starts_at=making.NEXT_AT)))
    theirs = set(AgendaItem.objects.visible_to(cast.user(PRACTITIONER), cast.now).values_list("meeting", flat=True))
    assert theirs == {meeting.pk} and other.items.exists()
    making.accepts(cast, meeting, cast.user(PRACTITIONER))
    browser = cast.client(deputy)
    assert first.child.reference in browser.get(f"/meetings/{meeting.pk}/").content.decode()
    assert browser.get(f"/meetings/{other.pk}/").status_code == 404


@pytest.mark.clause("HRP-A2-4.3.b")
def test_a_deputy_loses_sight_after_the_minutes_and_when_replaced(cast, two):
    meeting, first, second = two
    invitation = meeting.invitations.get(seat__code="health")
    deputy = cast.user(PRACTITIONER)
    told = {"answer": "deputy", "deputy_member": cast.member(deputy), "by": cast.nurse, "at": cast.now}
    actions.answer_invitation(invitation=invitation, **told)
    making.opened(cast, meeting)
    for item in (first, second):
        making.decided(cast, making.item_of(meeting, pk=item.pk))
    making.distributed(cast, making.closed(cast, meeting))
    late = making.PANEL_AT + timedelta(days=9)
    assert not Child.objects.visible_to(cast.user(PRACTITIONER), late).exists()


def test_a_deputy_who_is_not_needed_after_all_loses_sight_at_once(cast, two):
    meeting, *_ = two
    invitation = meeting.invitations.get(seat__code="health")
    deputy = cast.user(PRACTITIONER)
    told = {"answer": "deputy", "deputy_member": cast.member(deputy), "by": cast.nurse, "at": cast.now}
    actions.answer_invitation(invitation=invitation, **told)
    actions.answer_invitation(invitation=invitation, answer="coming", by=cast.nurse, at=cast.now)
    assert not Child.objects.visible_to(cast.user(PRACTITIONER), cast.now + timedelta(seconds=1)).exists()
    assert invitation.member.user == cast.nurse
    assert "deputy" not in cast.user(PRACTITIONER).standing.roles


@pytest.mark.parametrize(("days_after", "may"), [(-1, False), (0, True), (30, True)])
def test_a_deputy_is_somebody_at_work_on_the_day_of_the_meeting(cast, two, days_after, may):
    meeting, *_ = two
    deputy, last = cast.member(cast.user(PRACTITIONER)), making.PANEL_AT.date() + timedelta(days=days_after)
    Member.objects.filter(pk=deputy.pk).update(ends_on=last)
    invitation = meeting.invitations.get(seat__code="health")
    assert (deputy in AnswerForm(None, invitation=invitation).members) is may
    told = {"answer": "deputy", "deputy_member": deputy, "by": cast.nurse, "at": cast.now}
    if may:
        assert actions.answer_invitation(invitation=invitation, **told).member == deputy
    else:
        with pytest.raises(Refused, match="on the day of the meeting"):
            actions.answer_invitation(invitation=invitation, **told)


@pytest.mark.clause("HRP-A2-4.3.c")
def test_naming_a_deputy_tells_the_chair_and_after_the_start_it_is_late_notice(cast, two):
    meeting, *_ = two
    invitation = meeting.invitations.get(seat__code="health")
    told = {"answer": "deputy", "deputy_member": cast.member(cast.user(PRACTITIONER)), "by": cast.nurse}
    actions.answer_invitation(invitation=invitation, at=cast.now, **told)
    assert invitation.deputy.told_chair_at == cast.now and not actions.late_notice(invitation)
    meeting = making.opened(cast, meeting)
    invitation = meeting.invitations.get(seat__code="health")
    actions.answer_invitation(invitation=invitation, at=making.DURING, **told)
    assert actions.late_notice(invitation)
    making.accepts(cast, meeting, cast.council_chair)
    assert "Late notice" in cast.client(cast.council_chair).get(f"/meetings/{meeting.pk}/").content.decode()


@pytest.mark.clause("HRP-A2-4.3.a")
def test_a_deputy_who_may_not_commit_shows_as_not_confirmed(cast, two):
    meeting, *_ = two
    invitation = meeting.invitations.get(seat__code="health")
    deputy = cast.member(cast.user(PRACTITIONER))
    told = {"answer": "deputy", "deputy_member": deputy, "by": cast.nurse, "at": cast.now}
    making.accepts(cast, meeting, cast.council_chair)
    browser = cast.client(cast.council_chair)
    for sure in (False, True):
        actions.answer_invitation(invitation=invitation, may_commit=sure, **told)
        text = browser.get(f"/meetings/{meeting.pk}/").content.decode()
        assert ("May not be able to commit" in text) is not sure


@pytest.mark.clause("HRP-A2-4.3.c")
def test_an_absence_without_a_word_is_counted(cast, two):
    meeting, *_ = two
    making.opened(cast, meeting, seats=["head_of_protection", "police_inspector"])
    text = cast.client(cast.coordinator).get("/meetings/attendance/").content.decode()
    assert "0 of 1" in text and "1 of 1" in text and "absent" in text


def test_nobody_answers_for_anothers_seat_but_the_coordinator(cast, two):
    meeting, *_ = two
    invitation = meeting.invitations.get(seat__code="health")
    with pytest.raises(Refused):
        actions.answer_invitation(invitation=invitation, answer="coming", by=cast.user("member"), at=cast.now)
    actions.answer_invitation(invitation=invitation, answer="coming", by=cast.coordinator, at=cast.now)
    assert invitation.answer == "coming"
    page = cast.client(cast.user("member")).get(f"/meetings/{meeting.pk}/invitations/{invitation.pk}/")
    assert page.status_code == 404


@pytest.mark.clause("HRP-A2-4.6")
def test_a_guest_needs_a_chair_and_sees_their_item_only(cast, two):
    meeting, first, second = two
    guest = cast.charity
    asked = actions.invite_guest(
        item=first, member=cast.member(guest), reason="Mentors this child", by=cast.coordinator, at=cast.now
    )
    browser = cast.client(guest)
    address = f"/meetings/{meeting.pk}/items/{first.pk}/"
    assert browser.get(address).status_code == 404
    actions.approve_guest(guest=asked, by=cast.police_chair, at=cast.now)
    assert browser.get(address).url == f"/meetings/{meeting.pk}/confidentiality/"
    making.accepts(cast, meeting, guest)
    text = browser.get(address).content.decode()
    assert first.child.reference in text and "Firstborn" in text
    assert second.child.reference not in text and "Secondary" not in text
    assert browser.get(f"/meetings/{meeting.pk}/items/{second.pk}/").status_code == 404
    for page in ("", "live/", "minutes/", "open/", "arrange/"):
        assert browser.get(f"/meetings/{meeting.pk}/{page}").status_code in {403, 404}


@pytest.mark.clause("HRP-A2-4.6")
def test_what_a_guest_read_ahead_closes_after_its_turn_until_the_minutes_are_handed_out(cast, two):
    meeting, first, second = two
    told = {"member": cast.member(cast.charity), "reason": "Mentors this child", "at": cast.now}
    actions.invite_guest(item=first, by=cast.police_chair, **told)
    making.accepts(cast, meeting, cast.charity)
    address, opens = f"/meetings/{meeting.pk}/items/{first.pk}/", []
    opens.append(cast.client(cast.charity).get(address).status_code)
    meeting = making.opened(cast, meeting)
    for item in (first, second):
        actions.take_item(item=making.item_of(meeting, pk=item.pk), by=cast.council_chair, at=making.DURING)
        opens.append(cast.client(cast.charity).get(address).status_code)
        making.decided(cast, making.item_of(meeting, pk=item.pk))
    making.distributed(cast, making.closed(cast, meeting))
    opens.append(cast.client(cast.charity).get(address).status_code)
    assert opens == [200, 200, 302, 200]


@pytest.mark.clause("HRP-A2-4.6")
def test_where_guests_read_nothing_ahead_the_item_opens_with_its_turn(cast, two, monkeypatch):
    meeting, first, second = two
    told = {"member": cast.member(cast.charity), "reason": "Mentors this child", "at": cast.now}
    actions.invite_guest(item=first, by=cast.police_chair, **told)
    making.accepts(cast, meeting, cast.charity)
    lead = first.guests.get(as_lead=True).member.user
    making.accepts(cast, meeting, lead)
    plain, ahead = Procedure.setting, "guests_read_before_their_item"
    monkeypatch.setattr(
        Procedure, "setting", lambda self, code, *rest: False if code == ahead else plain(self, code, *rest)
    )
    address = f"/meetings/{meeting.pk}/items/{first.pk}/"

    def read() -> dict[str, int]:
        return {name: cast.client(user).get(address).status_code for name, user in people.items()}

    people = {"guest": cast.charity, "lead": lead}
    assert read() == {"guest": 302, "lead": 200}
    meeting = making.opened(cast, meeting)
    actions.take_item(item=making.item_of(meeting, pk=second.pk), by=cast.council_chair, at=making.DURING)
    assert read() == {"guest": 302, "lead": 200}
    actions.take_item(item=making.item_of(meeting, pk=first.pk), by=cast.council_chair, at=making.DURING)
    assert read() == {"guest": 200, "lead": 200}
    actions.take_item(item=making.item_of(meeting, pk=second.pk), by=cast.council_chair, at=making.DURING)
    assert read() == {"guest": 302, "lead": 200}
    reply = cast.client(cast.charity).post(f"{address}reply/", {"answer": "coming"})
    assert reply.status_code == 302 and reply.url == address


def test_a_guest_is_approved_before_the_meeting_is_over_or_not_at_all(cast, two):
    meeting, first, _ = two
    told = {"member": cast.member(cast.charity), "reason": "Mentors this child", "by": cast.coordinator, "at": cast.now}
    asked = actions.invite_guest(item=first, **told)
    Meeting.objects.filter(pk=meeting.pk).update(state="closed")
    with pytest.raises(Refused, match="is over"):
        actions.approve_guest(guest=asked, by=cast.police_chair, at=cast.now)
    Meeting.objects.filter(pk=meeting.pk).update(state="published")
    actions.approve_guest(guest=asked, by=cast.police_chair, at=cast.now)


@pytest.mark.clause("HRP-A2-4.6")
def test_no_page_that_a_guest_can_reach_tells_of_another_child(cast, two):
    meeting, first, second = two
    actions.invite_guest(
        item=first, member=cast.member(cast.charity), reason="Mentor", by=cast.police_chair, at=cast.now
    )
    making.accepts(cast, meeting, cast.charity)
    browser, waiting, seen = cast.client(cast.charity), {f"/meetings/{meeting.pk}/items/{first.pk}/"}, set()
    names = [seat.title for seat in cast.panel.seats.filter(retired=False)]
    while waiting:
        address = waiting.pop()
        seen.add(address)
        answer = browser.get(address)
        paper = answer.headers.get("Content-Disposition", "").rstrip('"').rpartition(".")[2]
        text = text_of(answer.content, paper) if paper else answer.content.decode()
        assert second.child.reference not in text and "Secondary" not in text and str(second.pk) not in text
        if address.startswith("/meetings/") and not paper:
            assert not [name for name in names if name in text], "a guest reads of no seat"
            assert not re.search(r"\d+ (items|children)|of \d+", text)
        links = set(re.findall(r'href="(/[^"#?]*)', text)) - seen
        waiting |= {one for one in links if not one.startswith(("/static/", "/accounts/", "/gallery/", "/demo/"))}
        assert len(seen) < 60
    assert len(seen) > 3


@pytest.mark.clause("HRP-A2-4.6")
def test_a_guests_sight_ends_five_working_days_after_the_meeting(cast, two):
    meeting, first, second = two
    actions.invite_guest(
        item=first, member=cast.member(cast.charity), reason="Mentor", by=cast.police_chair, at=cast.now
    )
    making.opened(cast, meeting)
    for item in (first, second):
        making.decided(cast, making.item_of(meeting, pk=item.pk))
    making.closed(cast, meeting)
    guest = cast.charity
    assert AgendaItem.objects.visible_to(guest, making.PANEL_AT + timedelta(days=6)).filter(pk=first.pk).exists()
    assert not AgendaItem.objects.visible_to(guest, making.PANEL_AT + timedelta(days=8)).exists()


def test_taking_an_invitation_back_closes_what_it_opened(cast, two):
    _, first, _ = two
    asked = actions.invite_guest(
        item=first, member=cast.member(cast.charity), reason="Mentor", by=cast.police_chair, at=cast.now
    )
    actions.withdraw_guest(guest=asked, by=cast.coordinator, at=cast.now)
    assert not AgendaItem.objects.visible_to(cast.charity, cast.now + timedelta(seconds=1)).exists()


def test_a_lead_professional_sees_their_own_item_and_sends_an_update(cast, two):
    meeting, first, second = two
    making.accepts(cast, meeting, cast.worker)
    browser = cast.client(cast.worker)
    address = f"/meetings/{meeting.pk}/items/{first.pk}/reply/"
    text = browser.post(address, {"answer": "update", "update": ""}).content.decode()
    assert "Write the update" in text
    assert browser.post(address, {"answer": "update", "update": "Safe <b>at</b> aunt’s"}).status_code == 302
    first.refresh_from_db()
    assert first.lead_update == "Safe <b>at</b> aunt’s"
    page = browser.get(f"/meetings/{meeting.pk}/items/{first.pk}/").content.decode()
    assert "Safe &lt;b&gt;at&lt;/b&gt;" in page and second.child.reference not in page


@pytest.mark.clause("HRP-A2-4.9.b")
def test_the_statement_is_accepted_before_the_papers_open_by_version_and_asked_again_when_it_changes(
    cast, two, monkeypatch
):
    meeting, first, _ = two
    for user in (cast.user("member"), cast.council_chair, cast.coordinator):
        browser = cast.client(user)
        shut = browser.get(f"/meetings/{meeting.pk}/").content.decode()
        assert first.child.reference not in shut and "open when you have accepted" in shut
        assert browser.get(f"/meetings/{meeting.pk}/items/{first.pk}/").status_code == 302
        assert "pass nothing on" in browser.get(f"/meetings/{meeting.pk}/confidentiality/").content.decode()
        browser.post(f"/meetings/{meeting.pk}/confidentiality/")
        assert first.child.reference in browser.get(f"/meetings/{meeting.pk}/").content.decode()
    accepted = Acceptance.objects.get(member__user=cast.user("member"))
    assert accepted.at == cast.now and accepted.version
    monkeypatch.setattr("riskpanel.meetings.reach.statement_of", lambda procedure: ("New words", "2/abc"))
    assert (
        first.child.reference not in cast.client(cast.user("member")).get(f"/meetings/{meeting.pk}/").content.decode()
    )


def test_nobody_accepts_for_somebody_else_or_for_a_meeting_that_is_not_theirs(cast, two):
    meeting, *_ = two
    with pytest.raises(Refused):
        actions.accept_confidentiality(
            meeting=meeting, member=cast.member(cast.nurse), by=cast.coordinator, at=cast.now
        )
    with pytest.raises(Refused):
        actions.accept_confidentiality(
            meeting=meeting, member=cast.member(cast.stranger), by=cast.stranger, at=cast.now
        )


@pytest.mark.parametrize("who", ["stranger", "outsider", "administrator", "auditor", "charity"])
def test_strangers_find_no_meeting(cast, two, who):
    meeting, first, _ = two
    browser = cast.client(cast.user(who))
    decision = making.item_of(meeting, pk=first.pk)
    item = f"/meetings/{meeting.pk}/items/{decision.pk}/"
    pages = ["", "live/", "minutes/", "minutes/general/", "open/", "arrange/", "cancel/", "confidentiality/", "seat/"]
    for address in [*(f"/meetings/{meeting.pk}/{page}" for page in pages), item, item + "reply/", item + "minutes/"]:
        answer = browser.get(address)
        assert answer.status_code in {403, 404}, address
        assert first.child.reference not in answer.content.decode()
    for verb in ("build/", "publish/", "close/", "minutes/sign/", "minutes/distribute/"):
        assert browser.post(f"/meetings/{meeting.pk}/{verb}").status_code in {403, 404}
    for verb in ("note/", "decide/", "action/", "remove/", "move/"):
        assert browser.post(item + verb).status_code in {403, 404}
    meeting.refresh_from_db()
    assert meeting.state == "published"
