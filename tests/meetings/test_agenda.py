"""The agenda: planned, filled, published, and whom it lets see."""

from datetime import timedelta

import pytest

from riskpanel.children.models import Child, Duty, Grant
from riskpanel.children.moves import Refused
from riskpanel.documents import make
from riskpanel.meetings import actions
from riskpanel.meetings.documents.pack import pack_paper
from riskpanel.meetings.models import AgendaItem, Meeting, Pack
from riskpanel.partnership.calendar import make_sittings
from riskpanel.plans import actions as plans
from tests import making_meetings as making
from tests import making_plans


@pytest.mark.clause("HRP-A2-4.7.a")
def test_the_series_makes_one_panel_a_month_with_a_place(cast):
    made = make_sittings(panel=cast.panel, start=cast.now.date(), months=12, by=cast.coordinator, at=cast.now)
    panels = [one for one in made if one.role == "panel"]
    assert len({(one.starts_at.year, one.starts_at.month) for one in panels}) == len(panels) >= 11
    assert all(one.place for one in panels)


@pytest.mark.clause("HRP-A2-4.7.a")
def test_both_forms_of_a_meeting_stand_on_its_agenda(cast):
    meeting = making.published(cast)
    actions.arrange(
        meeting=meeting, minutes=120, place="Room 4", link="https://meet.example/x", by=cast.coordinator, at=cast.now
    )
    making.accepts(cast, meeting, cast.coordinator)
    text = cast.client(cast.coordinator).get(f"/meetings/{meeting.pk}/").content.decode()
    assert "Room 4, https://meet.example/x" in text


@pytest.mark.clause("HRP-A2-4.8")
def test_the_coordinator_plans_the_meeting_and_a_member_does_not(cast):
    sitting = making.calendar(cast)
    with pytest.raises(Refused):
        actions.plan_meeting(sitting=sitting, by=cast.user("member"), at=cast.now)
    meeting = actions.plan_meeting(sitting=sitting, by=cast.coordinator, at=cast.now)
    duty = Duty.objects.get(about="meeting", case=meeting.pk, code="publish_agenda")
    assert duty.met_at is None and duty.due_at.date().isoformat() == "2026-11-18"
    actions.build_agenda(meeting=meeting, by=cast.coordinator, at=cast.now)
    with pytest.raises(Refused):
        actions.publish(meeting=meeting, by=cast.user("member"), at=cast.now)
    actions.publish(meeting=making.fresh(meeting), by=cast.coordinator, at=cast.now)
    assert Duty.objects.get(about="meeting", case=meeting.pk, code="publish_agenda").met_at == cast.now


def test_planning_twice_gives_the_same_meeting(cast):
    sitting = making.calendar(cast)
    first = actions.plan_meeting(sitting=sitting, by=cast.coordinator, at=cast.now)
    assert actions.plan_meeting(sitting=sitting, by=cast.coordinator, at=cast.now) == first
    assert first.invitations.count() == 23


@pytest.mark.clause("HRP-A2-4.2.11")
def test_a_seat_on_request_is_not_invited_or_shown_a_child_until_a_chair_asks(cast):
    making.triaged(cast)
    meeting = making.published(cast)
    seat = cast.seat("police_specialist_crime")
    assert not meeting.invitations.filter(seat=seat).exists()
    assert not Grant.objects.filter(seat=seat).exists()
    with pytest.raises(Refused):
        actions.ask_seat(meeting=meeting, seat=seat, by=cast.coordinator, at=cast.now)
    actions.ask_seat(meeting=meeting, seat=seat, by=cast.police_chair, at=cast.now)
    assert Grant.objects.filter(seat=seat, about=making.item_of(meeting).pk).count() == 1


@pytest.mark.clause("HRP-5.5.a")
def test_every_referral_since_the_last_panel_is_before_it(cast):
    taken = making.triaged(cast)
    declined = making.triaged(cast, outcome="declined", given_name="Ash")
    meeting = making.published(cast)
    item = meeting.items.get(referral=taken)
    assert item.section == "referrals" and item.read_first["doing_now"].startswith("A return interview")
    assert item.read_first["level"] == "high" and item.read_first["why_here"]
    assert meeting.items.get(referral=declined).section == "annex"
    taken.refresh_from_db()
    assert taken.state == "on_agenda"


@pytest.mark.clause("HRP-5.1-NOTE.a")
def test_a_referral_that_was_not_triaged_reaches_no_agenda(cast):
    waiting = making.referral(cast)
    meeting = making.filled(cast)
    assert not meeting.items.filter(referral=waiting).exists()


@pytest.mark.clause("HRP-5.5.a")
def test_a_chair_calls_a_declined_referral_in_with_a_reason(cast):
    declined = making.triaged(cast, outcome="declined")
    meeting = making.published(cast)
    item = making.item_of(meeting, section="annex")
    for by, reason in ((cast.coordinator, "It is grave"), (cast.council_chair, " ")):
        with pytest.raises(Refused):
            actions.call_in_item(item=making.item_of(meeting, section="annex"), reason=reason, by=by, at=cast.now)
    actions.call_in_item(item=item, reason="A second sighting", by=cast.council_chair, at=cast.now)
    moved = meeting.items.get(referral=declined)
    declined.refresh_from_db()
    assert (moved.section, moved.added_late, declined.state) == ("called_in", True, "on_agenda")


def test_filling_twice_adds_nothing_and_what_comes_later_is_marked_late(cast):
    making.triaged(cast)
    meeting = making.published(cast)
    before = meeting.items.count()
    assert actions.build_agenda(meeting=meeting, by=cast.coordinator, at=cast.now) == []
    assert meeting.items.count() == before
    making.triaged(cast, given_name="Ash")
    added = actions.build_agenda(meeting=meeting, by=cast.coordinator, at=cast.now)
    assert [item.added_late for item in added] == [True]
    assert added[0].published_at is None


def test_what_was_taken_off_stays_off(cast):
    making_plans.log_entry(cast)
    meeting = making.filled(cast)
    item = making.item_of(meeting, section="reviews")
    actions.remove_item(item=item, by=cast.coordinator, at=cast.now)
    actions.build_agenda(meeting=meeting, by=cast.coordinator, at=cast.now)
    assert not meeting.items.filter(section="reviews", removed=False).exists()


def test_a_referral_is_not_taken_off_by_hand(cast):
    making.triaged(cast)
    meeting = making.filled(cast)
    with pytest.raises(Refused, match="stays on the agenda"):
        actions.remove_item(item=making.item_of(meeting), by=cast.coordinator, at=cast.now)


def test_a_review_that_falls_due_by_the_panel_is_on_its_agenda(cast):
    entry = making_plans.log_entry(cast)
    meeting = making.filled(cast)
    assert making.item_of(meeting, section="reviews").entry == entry


@pytest.mark.clause("HRP-2.5.b")
def test_an_escalation_is_on_the_next_panels_agenda_of_either_kind(cast):
    entry = making_plans.log_entry(cast)
    raised = plans.raise_escalation(
        panel=cast.panel, child=entry.child, track="case", issue="Nothing moves", by=cast.worker, at=cast.now
    )
    action = making_plans.action(cast, entry)
    plans.refuse(action=action, reason="Not ours", by=cast.youth_worker, at=cast.now)
    meeting = making.filled(cast)
    listed = set(meeting.items.filter(section="escalations").values_list("escalation__track", flat=True))
    assert listed == {"case", "dispute"}
    assert meeting.items.filter(escalation=raised).count() == 1


@pytest.mark.clause("HRP-5.11", "HRP-A2-2.4")
def test_a_child_placed_here_without_confirmation_is_on_the_agenda(cast):
    placed = plans.note_placed_child(
        panel=cast.panel, child=cast.child(), placing_authority="Otherborough", setting="private_home",
        risk="Seen with older men", by=cast.coordinator, at=cast.now,
    )  # fmt: skip
    meeting = making.filled(cast)
    assert making.item_of(meeting, section="placed").placed == placed


@pytest.mark.clause("HRP-A2-2.5")
def test_each_agenda_has_a_section_for_patterns_filled_with_open_ones(cast):
    told = {
        "panel": cast.panel,
        "kind": "location",
        "horizon": "short",
        "what": "Men wait there.",
        "by": cast.coordinator,
    }
    open_one = actions.add_pattern(title="The bus station", at=cast.now, **told)
    shut = actions.add_pattern(title="The old park", at=cast.now, **told)
    actions.close_pattern(pattern=shut, on=cast.now.date(), by=cast.coordinator, at=cast.now)
    meeting = making.published(cast)
    assert meeting.items.filter(section="patterns").count() == 1
    making.accepts(cast, meeting, cast.coordinator)
    text = cast.client(cast.coordinator).get(f"/meetings/{meeting.pk}/").content.decode()
    assert open_one.title in text and shut.title not in text


def test_publishing_lets_every_invited_seat_see_its_items_and_nobody_before(cast):
    making.triaged(cast)
    meeting = making.filled(cast)
    item = making.item_of(meeting)
    member = cast.user("member")
    assert not AgendaItem.objects.visible_to(member, cast.now).filter(pk=item.pk).exists()
    assert AgendaItem.objects.visible_to(cast.council_chair, cast.now).filter(pk=item.pk).exists()
    actions.publish(meeting=meeting, by=cast.coordinator, at=cast.now)
    member = cast.user("member")
    assert AgendaItem.objects.visible_to(member, cast.now).filter(pk=item.pk).exists()
    assert Child.objects.visible_to(member, cast.now).filter(pk=item.child_id).exists()


def test_a_declined_child_is_not_shown_to_the_seats(cast):
    declined = making.triaged(cast, outcome="declined")
    meeting = making.published(cast)
    member = cast.user("member")
    assert not Child.objects.visible_to(member, cast.now).filter(pk=declined.child_id).exists()
    making.accepts(cast, meeting, member)
    text = cast.client(member).get(f"/meetings/{meeting.pk}/").content.decode()
    assert declined.child.reference in text and "Testerly" not in text and "thresholds" not in text


@pytest.mark.clause("HRP-A2-4.7.b")
def test_twenty_children_get_six_minutes_each_and_a_warning(cast):
    meeting = making.planned(cast)
    for number in range(20):
        child = cast.child(given_name=f"Kim{number}")
        AgendaItem.objects.create(meeting=meeting, section="reviews", child=child, order=number)
        Grant.objects.create(
            child=child, panel=cast.panel, panel_role="coordinator", sight="listed", scope="item", reason="x",
            starts_at=cast.now - timedelta(hours=1), ends_at=cast.now + timedelta(days=9), given_by=cast.coordinator,
        )  # fmt: skip
    making.accepts(cast, meeting, cast.coordinator)
    assert meeting.sitting.minutes == 120
    browser = cast.client(cast.coordinator)
    text = browser.get(f"/meetings/{meeting.pk}/").content.decode()
    assert "2 h, 20 children, 6 min each" in text and "no more than 6 minutes" in text
    Meeting.objects.filter(pk=meeting.pk).update(state="closed", opened_at=cast.now)
    assert "no more than" not in browser.get(f"/meetings/{meeting.pk}/").content.decode()
    Meeting.objects.filter(pk=meeting.pk).update(state="planned", opened_at=None)
    actions.arrange(meeting=meeting, minutes=180, place="Room 4", link="", by=cast.coordinator, at=cast.now)
    text = browser.get(f"/meetings/{meeting.pk}/").content.decode()
    assert "3 h, 20 children, 9 min each" in text and "no more than" not in text


def test_an_extraordinary_meeting_takes_emergencies_only(cast):
    from riskpanel.referrals import actions as referring

    making.calendar(cast)
    making_plans.log_entry(cast)
    usual = making.triaged(cast)
    urgent = making.referral(cast, given_name="Ash")
    referring.ask_emergency(referral=urgent, reason="Tonight", by=cast.worker, at=cast.now)
    referring.answer_emergency(referral=urgent, accept=True, by=cast.police_chair, at=cast.now)
    urgent.refresh_from_db()
    referring.triage(
        referral=urgent, outcome="accepted", reasons="Yes", present=["csc", "police_exploitation", "health"],
        by=cast.detective, at=cast.now,
    )  # fmt: skip
    soon = cast.now + timedelta(days=2)
    meeting = actions.call_extraordinary(
        panel=cast.panel, starts_at=soon, reason="An emergency", by=cast.police_chair, at=cast.now, place="Online"
    )
    making.filled(cast, meeting)
    assert [item.referral for item in meeting.items.all()] == [urgent]
    usual.refresh_from_db()
    assert usual.state == "accepted"


def test_cancelling_ends_the_sight_and_the_referral_waits_for_the_next_agenda(cast):
    taken = making.triaged(cast)
    meeting = making.published(cast)
    item = making.item_of(meeting)
    with pytest.raises(Refused):
        actions.cancel_meeting(meeting=meeting, reason=" ", by=cast.coordinator, at=cast.now)
    actions.cancel_meeting(meeting=meeting, reason="No room", by=cast.coordinator, at=cast.now)
    assert not AgendaItem.objects.visible_to(cast.user("member"), cast.now + timedelta(minutes=1)).filter(pk=item.pk)
    assert Meeting.objects.get(pk=meeting.pk).sitting.cancelled
    second = making.planned(cast, on=cast.panel.sittings.get(starts_at=making.NEXT_AT))
    making.filled(cast, second)
    assert second.items.filter(referral=taken).exists()


def test_an_item_is_moved_within_its_section(cast):
    meeting = making.planned(cast)
    first = actions.add_item(meeting=meeting, section="patterns", title="One", by=cast.coordinator, at=cast.now)
    second = actions.add_item(meeting=meeting, section="patterns", title="Two", by=cast.coordinator, at=cast.now)
    actions.move_item(item=second, up=True, by=cast.coordinator, at=cast.now)
    assert list(meeting.items.order_by("order")) == [second, first]


def test_papers_do_not_go_out_before_the_agenda(cast):
    planned = making.filled(cast)
    with pytest.raises(Refused, match="when the agenda is published"):
        actions.send_packs(meeting=planned, by=cast.coordinator, at=cast.now)


def test_a_copy_of_twenty_children_asks_few_questions(cast, django_assert_max_num_queries):
    for number in range(20):
        making_plans.log_entry(cast, child=cast.child(given_name=f"Child{number}"))
    meeting = making.published(cast)
    actions.send_packs(meeting=meeting, by=cast.coordinator, at=cast.now)
    joined = Pack.objects.select_related("member", "meeting__sitting", "meeting__panel__procedure")
    mine = joined.get(meeting=meeting, member=cast.member(cast.council_chair))
    with django_assert_max_num_queries(20):
        paper = pack_paper(mine, cast.council_chair, cast.now)
    assert len(paper.children) == 20
    assert make(paper, "pdf").content.startswith(b"%PDF")
