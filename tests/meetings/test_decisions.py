"""Opening with both chairs, deciding, minutes, and what follows from each."""

from datetime import date, datetime, timedelta

import pytest

from riskpanel.children.models import Duty
from riskpanel.children.moves import Changed, Refused
from riskpanel.meetings import actions
from riskpanel.meetings.models import AgendaItem, Decision, MinuteRevision
from riskpanel.partnership.models import Member
from riskpanel.plans.models import Action, LogEntry
from tests import making_meetings as making
from tests import making_plans
from tests.cast import LONDON

SENT = making.PANEL_AT + timedelta(days=1)
LATER = datetime(2026, 12, 24, 10, 0, tzinfo=LONDON)
WITHOUT_POLICE = ["head_of_protection", "community_safety", "health"]


@pytest.fixture
def item(cast):
    """A referral before a meeting that is in session."""
    making.triaged(cast)
    return making.item_of(making.opened(cast))


@pytest.mark.clause("HRP-5.2", "HRP-A2-4.1")
def test_the_meeting_opens_with_both_chairs_or_with_a_recorded_reason(cast):
    making.triaged(cast)
    meeting = making.published(cast)
    with pytest.raises(Refused, match="Both co-chairs must be present"):
        making.opened(cast, meeting, seats=WITHOUT_POLICE)
    assert making.fresh(meeting).state == "published"
    meeting = making.opened(cast, meeting, seats=WITHOUT_POLICE, exception="Called to an incident")
    assert (meeting.state, meeting.exception, meeting.needs_ratifying) == ("open", "Called to an incident", True)
    making.accepts(cast, meeting, cast.coordinator)
    text = cast.client(cast.coordinator).get(f"/meetings/{meeting.pk}/minutes/").content.decode()
    assert "Opened without both chairs.</b> Called to an incident" in text


@pytest.mark.clause("HRP-5.2", "HRP-A2-4.2.2")
def test_a_lower_police_rank_does_not_count_as_a_chair_and_a_higher_one_does(cast):
    meeting = making.published(cast, making.filled(cast, _with_business(cast)))
    seats = ["head_of_protection", "police_inspector"]
    Member.objects.filter(user=cast.police_chair).update(job_title="Detective Sergeant")
    with pytest.raises(Refused, match="Detective Inspector or above"):
        making.opened(cast, meeting, seats=seats)
    Member.objects.filter(user=cast.police_chair).update(job_title="Detective Chief Inspector")
    assert not making.opened(cast, meeting, seats=seats).needs_ratifying


def _with_business(cast):
    meeting = making.planned(cast)
    actions.add_item(meeting=meeting, section="patterns", title="Any business", by=cast.coordinator, at=cast.now)
    return meeting


@pytest.mark.clause("HRP-A2-4.1")
def test_the_chair_rule_names_two_seats_and_one_person_cannot_fill_both(cast):
    assert cast.procedure.chair_rule.seats == ("head_of_protection", "police_inspector")
    meeting = making.published(cast, _with_business(cast))
    council = meeting.invitations.get(seat__code="head_of_protection")
    inspector = cast.member(cast.police_chair)
    actions.answer_invitation(
        invitation=council, answer="deputy", deputy_member=inspector, may_chair=True, by=cast.coordinator, at=cast.now
    )
    here = [one.seat for one in meeting.invitations.filter(seat__chairs=True)]
    with pytest.raises(Refused, match="one person cannot fill both"):
        actions.open_meeting(meeting=meeting, present_seats=here, by=cast.police_chair, at=making.PANEL_AT)


def test_only_a_chair_opens_and_decides(cast, item):
    item = making.note(cast, item)
    for user in (cast.coordinator, cast.user("member"), cast.worker):
        with pytest.raises(Refused):
            making.decided(cast, item, by=user)
    assert not item.decisions.exists()


@pytest.mark.clause("HRP-2.4.b")
def test_each_child_is_asked_about_protective_action_before_a_decision(cast, item):
    with pytest.raises(Refused, match="protective action"):
        actions.decide(item=item, outcome="log", level="high", rationale="x", by=cast.council_chair, at=making.DURING)
    item = making.note(cast, item, "no")
    making.accepts(cast, item.meeting, cast.council_chair)
    text = cast.client(cast.council_chair).get(f"/meetings/{item.meeting_id}/").content.decode()
    assert "Protective action: no" in text
    making.note(cast, item, "yes")
    text = cast.client(cast.council_chair).get(f"/meetings/{item.meeting_id}/").content.decode()
    assert "Protective action:" not in text


@pytest.mark.clause("HRP-2.4.b")
def test_a_deferred_child_is_kept_safe_meanwhile_and_returns_at_the_next_panel_at_the_latest(cast, item):
    with pytest.raises(Refused, match="safe until then"):
        making.decided(cast, item, "deferred", "")
    with pytest.raises(Refused, match="next panel at most"):
        making.decided(cast, item, "deferred", "", interim="Stays with an aunt", return_on=date(2027, 2, 1))
    made = making.decided(cast, item, "deferred", "", interim="Stays with an aunt")
    assert made.return_on == making.NEXT_AT.date()
    meeting = making.closed(cast, item.meeting)
    second = making.filled(cast, making.planned(cast, on=cast.panel.sittings.get(starts_at=making.NEXT_AT)))
    again = second.items.get(referral=item.referral)
    assert again.protective_action == "" and meeting.state == "closed"


@pytest.mark.clause("HRP-5.5.c", "HRP-A2-5.2.a")
def test_panel_and_referrer_agree_and_the_child_is_logged_with_both_levels(cast, item):
    made = making.decided(cast, item, "log", "very_high")
    entry = LogEntry.objects.get(referral=item.referral)
    assert (made.concurs, made.level, made.referrer_level) == (True, "very_high", "high")
    assert (entry.level, entry.referrer_level) == ("very_high", "high")
    review = Duty.objects.get(about="log_entry", case=entry.pk, code="review_plan")
    assert review.due_at == making.NEXT_AT
    item.referral.refresh_from_db()
    assert item.referral.state == "discussed"


@pytest.mark.clause("HRP-5.5.c", "HRP-A2-5.1.b")
def test_they_do_not_agree_and_the_referrer_reads_why(cast, item):
    with pytest.raises(Refused, match="does not go with the level medium"):
        making.decided(cast, item, "log", "medium")
    with pytest.raises(Refused, match="advised"):
        making.decided(cast, item, "not_logged", "medium")
    with pytest.raises(Refused, match="does not go with the level high"):
        making.decided(cast, item, "not_logged", "high", advice="Youth justice plan")
    made = making.decided(cast, item, "not_logged", "medium", advice="Youth justice plan")
    assert (made.concurs, made.level, made.referrer_level) == (False, "medium", "high")
    assert not LogEntry.objects.exists()
    assert Duty.objects.filter(about="referral", case=item.referral_id, code="tell_referrer").exists()


@pytest.mark.clause("HRP-1.c")
def test_a_decision_keeps_who_when_why_and_the_procedure_and_stands(cast, item):
    with pytest.raises(Refused, match="Give the reasons"):
        making.decided(cast, item, rationale="  ")
    made = making.decided(cast, item, dissent="Probation would wait.", evidence_seen="The locked checklist")
    assert (made.by, made.at, made.procedure) == (cast.council_chair, making.DURING, cast.panel.procedure)
    assert {chair["name"] for chair in made.chairs} == {"Amina Okafor", "Tom Redfern"}
    made.rationale = "Something else"
    with pytest.raises(TypeError):
        made.save()
    with pytest.raises(TypeError):
        made.delete()
    later = making.decided(cast, making.item_of(item.meeting), level="very_high", rationale="We misheard.")
    assert later.corrects == made
    assert Decision.objects.get(pk=made.pk).rationale == "Three agencies see the same men."
    assert LogEntry.objects.get().level == "very_high"


def test_a_correction_takes_a_child_off_the_log_again(cast, item):
    making.decided(cast, item)
    making.decided(cast, making.item_of(item.meeting), "not_logged", "medium", advice="A plan", rationale="A mistake.")
    assert LogEntry.objects.get().state == "ended"


def test_a_review_keeps_the_child_or_steps_them_down_to_a_named_service(cast):
    stays = making_plans.log_entry(cast)
    leaves = making_plans.log_entry(cast, child=cast.child(given_name="Ash"))
    meeting = making.opened(cast)
    making.decided(cast, making.item_of(meeting, entry=stays), "keep", "very_high")
    going = making.note(cast, making.item_of(meeting, entry=leaves))
    with pytest.raises(Refused) as refused:
        making.decided(cast, going, "step_down", "medium")
    assert len(refused.value.reasons) == 2
    making.decided(
        cast, going, "step_down", "medium", receiving_service="Youth justice", reentry_trigger="Missing again"
    )
    stays.refresh_from_db()
    leaves.refresh_from_db()
    assert (stays.level, stays.state, leaves.state) == ("very_high", "logged", "stepped_down")
    assert leaves.receiving_service == "Youth justice"


def test_the_absent_chair_ratifies_what_was_decided_without_them(cast):
    making.triaged(cast)
    meeting = making.opened(cast, seats=WITHOUT_POLICE, exception="Ill")
    made = making.decided(cast, making.item_of(meeting))
    assert made.to_ratify
    with pytest.raises(Refused):
        actions.ratify(decision=made, by=cast.council_chair, at=making.DURING)
    actions.ratify(decision=made, by=cast.police_chair, at=making.DURING)
    assert made.ratified_by == cast.police_chair
    with pytest.raises(Refused):
        actions.ratify(decision=made, by=cast.police_chair, at=making.DURING)


def test_an_action_of_the_meeting_becomes_its_owners_duty(cast, item):
    owner = cast.member(cast.youth_worker)
    made = actions.give_action(
        item=item, what="Meet each week", agency=owner.agency, owner=owner, due_on=date(2026, 12, 9),
        by=cast.council_chair, at=making.DURING,
    )  # fmt: skip
    assert Action.objects.get(item=item.pk) == made
    assert Duty.objects.filter(about="action", case=made.pk, owners__user=cast.youth_worker).exists()


@pytest.mark.clause("HRP-5.4", "HRP-A2-4.5")
def test_the_lead_professional_is_invited_owes_their_coming_and_their_absence_is_recorded(cast):
    referral = making.triaged(cast)
    meeting = making.published(cast)
    item = making.item_of(meeting)
    guest = item.guests.get(as_lead=True)
    duty = Duty.objects.get(about="referral", case=referral.pk, code="attend_own_item")
    assert guest.member.user == cast.worker and duty.due_at == making.PANEL_AT
    assert duty.owners.get().user == cast.worker
    making.accepts(cast, meeting, cast.coordinator, cast.worker)
    actions.reply_as_guest(guest=guest, answer="coming", by=cast.worker, at=cast.now)
    text = cast.client(cast.coordinator).get(f"/meetings/{meeting.pk}/").content.decode()
    assert "Ben Achterberg" in text and "coming" in text
    meeting = making.opened(cast, meeting)
    item = making.note(cast, making.item_of(meeting), lead_present=False)
    guest.refresh_from_db()
    assert guest.attended is False
    text = cast.client(cast.worker).get(f"/meetings/{meeting.pk}/items/{item.pk}/").content.decode()
    assert "asks for a written update" in text
    making.decided(cast, item)
    text = cast.client(cast.coordinator).get(f"/meetings/{meeting.pk}/").content.decode()
    assert "was not there, update asked for" in text


def test_a_meeting_closes_when_every_child_has_a_decision(cast, item):
    with pytest.raises(Refused, match=item.child.reference):
        making.closed(cast, item.meeting)
    making.decided(cast, item)
    assert making.closed(cast, item.meeting).state == "closed"


def test_minutes_are_kept_each_time_and_neither_of_two_texts_is_lost(cast, item):
    first = actions.save_minutes(item=item, text="One", version=item.version, by=cast.coordinator, at=making.DURING)
    assert actions.save_minutes(item=item, text="One", version=1, by=cast.coordinator, at=making.DURING) == first
    with pytest.raises(Changed) as changed:
        actions.save_minutes(item=item, text="Two", version=1, by=cast.council_chair, at=making.DURING)
    assert changed.value.record.minutes == "One"
    actions.keep_aside(item=item, text="Two", version=1, by=cast.council_chair, at=making.DURING)
    assert set(MinuteRevision.objects.values_list("text", "aside")) == {("One", False), ("Two", True)}
    assert actions.save_minutes(item=item, text="Both", version=first, by=cast.coordinator, at=making.DURING) == 3


@pytest.mark.clause("HRP-A2-4.8")
def test_the_coordinator_drafts_the_minutes_a_chair_signs_and_a_member_does_neither(cast, item):
    with pytest.raises(Refused):
        actions.save_minutes(item=item, text="x", version=1, by=cast.user("member"), at=making.DURING)
    actions.save_minutes(meeting=item.meeting, text="All welcome", version=1, by=cast.coordinator, at=making.DURING)
    making.decided(cast, item)
    meeting = making.closed(cast, item.meeting)
    duty = Duty.objects.get(about="meeting", case=meeting.pk, code="sign_minutes")
    assert duty.due_at.date() == date(2026, 12, 2)
    with pytest.raises(Refused):
        actions.sign_minutes(meeting=meeting, by=cast.coordinator, at=making.DURING)
    meeting = making.distributed(cast, meeting)
    assert (meeting.state, meeting.general_minutes) == ("distributed", "All welcome")
    with pytest.raises(Refused):
        actions.save_minutes(item=item, text="y", version=1, by=cast.coordinator, at=making.DURING)


def test_each_part_of_the_minutes_goes_to_those_entitled_to_it(cast, item):
    making.decided(cast, item)
    absent = item.meeting.invitations.get(seat__code="probation")
    actions.set_attendance(invitation=absent, attended=False, by=cast.coordinator, at=making.DURING)
    meeting = making.distributed(cast, making.closed(cast, item.meeting))
    whole = set(meeting.copies.filter(item=None).values_list("member__user__email", flat=True))
    assert cast.user("member").email in whole and absent.member.user.email not in whole
    assert set(meeting.copies.filter(item=item).values_list("member__user__email", flat=True)) == {cast.worker.email}


def test_sight_ends_five_working_days_after_the_minutes(cast, item):
    making.decided(cast, item)
    making.distributed(cast, making.closed(cast, item.meeting))
    member = cast.user("member")
    seen = AgendaItem.objects.visible_to(member, making.PANEL_AT + timedelta(days=5)).filter(pk=item.pk)
    gone = AgendaItem.objects.visible_to(member, making.PANEL_AT + timedelta(days=9)).filter(pk=item.pk)
    assert seen.exists() and not gone.exists()


def test_a_decision_that_waits_for_the_absent_chair_is_ratified_before_the_lock(cast):
    making.triaged(cast)
    meeting = making.opened(cast, seats=["head_of_protection"], exception="Ill.")
    making.decided(cast, making.item_of(meeting))
    meeting = making.distributed(cast, making.closed(cast, meeting), at=SENT)
    with pytest.raises(Refused, match="ratified"):
        actions.lock_minutes(meeting=meeting, by=cast.coordinator, at=LATER)
