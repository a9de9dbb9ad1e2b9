"""The HARM Panel's meetings as the rooms hold them: who is invited, what comes first, what follows."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from riskpanel.children.models import Child, Duty, Grant
from riskpanel.children.moves import Refused
from riskpanel.meetings import actions as meetings
from riskpanel.meetings.models import AgendaItem, MinutesCopy
from riskpanel.meetings.reach import meetings_of
from riskpanel.partnership.calendar import add_extraordinary_sitting, cancel_sitting, make_sittings
from riskpanel.plans import actions as plans
from riskpanel.plans.models import Action, Challenge
from riskpanel.referrals import actions as referrals
from riskpanel.referrals.models import Checklist
from tests.procedures.founding import LONDON, Founded, join
from tests.procedures.harm_panel import (
    AFTER,
    BEFORE,
    MACE,
    fresh,
    gave,
    harm,
    known,
    opened,
    planned,
    published,
    read,
    told,
)

pytestmark = pytest.mark.django_db
__all__ = ["harm"]


@pytest.mark.clause("HARM-MTG-1", "HARM-MTG-2", "HARM-MTG-3", "HARM-MTG-9", "HARM-GOV-3")
def test_two_meetings_around_each_mace(harm: Founded) -> None:
    around = harm.panel.sittings.filter(serves__starts_at=MACE).order_by("starts_at")
    assert [(one.kind, one.starts_at, one.minutes) for one in around] == [
        ("before_mace", BEFORE, 120), ("after_mace", AFTER, 120)
    ]  # fmt: skip
    assert {f"{one.starts_at.astimezone(LONDON):%a %H:%M}" for one in around} == {"Tue 14:00"}
    assert harm.panel.sittings.filter(kind="mace", starts_at=MACE, role="outside").exists()


@pytest.mark.clause("HARM-GOV-3", "HARM-MTG-1")
def test_mace_on_another_day_brings_other_dates(harm: Founded) -> None:
    cancel_sitting(sitting=harm.panel.sittings.get(kind="mace", starts_at=MACE), by=harm.founder, at=harm.now)
    moved = datetime(2026, 12, 17, 10, 0, tzinfo=LONDON)
    add_extraordinary_sitting(panel=harm.panel, starts_at=moved, kind="mace", by=harm.founder, at=harm.now)
    make_sittings(panel=harm.panel, start=harm.now.date(), months=2, by=harm.founder, at=harm.now)
    around = harm.panel.sittings.filter(serves__starts_at=moved, cancelled=False).order_by("starts_at")
    assert [f"{one.starts_at:%d %b}" for one in around] == ["15 Dec", "22 Dec"]
    assert not harm.panel.sittings.filter(starts_at=BEFORE, cancelled=False).exists()


def test_another_body_s_meeting_is_not_planned_here(harm: Founded) -> None:
    sitting = harm.panel.sittings.filter(kind="mace").first()
    with pytest.raises(Refused, match="Only a meeting of the panel itself"):
        meetings.plan_meeting(sitting=sitting, by=harm.user("administrator"), at=harm.now)


@pytest.mark.clause("HARM-MEM-19", "HARM-MEM-R18")
def test_housing_comes_to_the_meeting_before_mace_only(harm: Founded) -> None:
    invited = {
        kind: set(planned(harm, kind).invitations.values_list("seat__code", flat=True))
        for kind in ("after_mace", "before_mace")
    }
    assert len(invited["before_mace"]) == 18 and len(invited["after_mace"]) == 17
    assert invited["before_mace"] - invited["after_mace"] == {"housing"}


@pytest.mark.clause("HARM-MEM-19", "HARM-CHAIR-1")
def test_housing_sees_no_child_of_the_other_meeting(harm: Founded) -> None:
    child = known(harm)
    meeting = published(harm, "after_mace", child)
    assert Child.objects.visible_to(harm.user("camhs")).filter(pk=child.pk).exists()
    assert not Child.objects.visible_to(harm.user("housing")).filter(pk=child.pk).exists()
    assert not meetings_of(harm.user("housing")).filter(pk=meeting.pk).exists()
    published(harm, "before_mace", child)
    assert Child.objects.visible_to(harm.user("housing")).filter(pk=child.pk).exists()


@pytest.mark.clause("HARM-CHAIR-1", "HARM-MEMB-5.a")
def test_the_list_is_owed_five_working_days_ahead(harm: Founded) -> None:
    meeting = planned(harm, "before_mace")
    owed = Duty.objects.get(case=meeting.pk, code="publish_list")
    assert f"{owed.due_at.astimezone(LONDON):%d %b %H:%M}" == "24 Nov 17:00"
    assert f"{meeting.sitting.starts_at.astimezone(LONDON):%d %b %H:%M}" == "01 Dec 14:00"
    published(harm, "before_mace", known(harm))
    assert Duty.objects.get(case=meeting.pk, code="publish_list").met_at == harm.now


@pytest.mark.clause("HARM-MEM-R7", "HARM-MEM-R8")
def test_freezing_the_list_is_owed_by_the_analysts(harm: Founded) -> None:
    planned(harm, "before_mace")
    for key, owes in (("adolescent_analyst", True), ("safety_analyst", True), ("administrator", False)):
        assert ("Freeze the list" in read(harm, key, "/")) is owes, key
    harm.seat("adolescent_analyst").appointments.all().delete()
    assert "Freeze the list" not in read(harm, "administrator", "/")
    harm.seat("safety_analyst").appointments.all().delete()
    assert "Freeze the list" in read(harm, "administrator", "/")


@pytest.mark.clause("HARM-MEM-R1", "HARM-MEM-R2")
def test_one_chair_is_enough_and_none_is_not(harm: Founded) -> None:
    meeting = published(harm, "after_mace")
    with pytest.raises(Refused, match="not present"):
        opened(harm, meeting, without=("adolescent_manager", "intensive_manager"))
    meeting = opened(harm, fresh(meeting), without=("adolescent_manager",))
    assert meeting.state == "open" and not meeting.needs_ratifying


@pytest.mark.clause("HARM-CHAIR-5", "HARM-ROLE-10")
def test_what_was_to_be_done_comes_first(harm: Founded) -> None:
    child = known(harm)
    first = opened(harm, published(harm, "before_mace", child))
    gave(harm, first, child)
    told(harm, first)
    second = published(harm, "after_mace", child)
    ordered = [section.code for section in harm.procedure.meeting("after_mace").sections]
    assert ordered[0] == "actions"
    assert [one.action.what for one in second.items.filter(section="actions")] == ["Walk Wren home."]


@pytest.mark.clause("HARM-MEMB-3", "HARM-MEMB-8", "HARM-CHAIR-7", "HARM-PUR-6")
def test_an_action_is_due_by_the_next_meeting_and_tells_what_changed(harm: Founded) -> None:
    meeting = opened(harm, published(harm, "before_mace", known(harm)))
    action = gave(harm, meeting, meeting.items.get(section="highlighted").child)
    owed = Duty.objects.get(case=action.pk, code="do_action")
    assert owed.due_at.astimezone(LONDON).date() == AFTER.date()
    owner = harm.user("youth_support")
    with pytest.raises(Refused, match="what changed for the child"):
        plans.report_done(action=action, report="Done.", effect="worked", impact="", by=owner, at=BEFORE)
    plans.report_done(action=action, report="Done.", effect="worked", impact="Home by ten.", by=owner, at=BEFORE)
    plans.verify(action=Action.objects.get(pk=action.pk), by=harm.user("adolescent_manager"), at=BEFORE)
    assert Action.objects.get(pk=action.pk).state == "verified"


@pytest.mark.clause("HARM-MEMB-3")
def test_an_action_gets_more_time_once(harm: Founded) -> None:
    meeting = opened(harm, published(harm, "before_mace", known(harm)))
    action = gave(harm, meeting, meeting.items.get(section="highlighted").child)
    told_ = {"due_on": AFTER.date() + timedelta(days=28), "by": harm.user("intensive_manager"), "at": BEFORE}
    plans.extend(action=Action.objects.get(pk=action.pk), reason="The family was away.", **told_)
    told_["due_on"] += timedelta(days=7)
    with pytest.raises(Refused, match="once only"):
        plans.extend(action=Action.objects.get(pk=action.pk), reason="Again.", **told_)


@pytest.mark.clause("HARM-CHAIR-2", "HARM-CHAIR-11")
def test_minutes_go_to_those_whom_they_concern(harm: Founded) -> None:
    child = known(harm)
    meeting = opened(harm, published(harm, "before_mace", child), without=("wise_up",))
    owed = {one.code: one for one in Duty.objects.filter(case=meeting.pk)}
    assert "distribute_minutes" not in owed
    meeting = told(harm, meeting)
    sent = set(MinutesCopy.objects.filter(meeting=meeting).values_list("member__user__email", flat=True))
    assert "camhs@larkmead.example" in sent and "wise_up@larkmead.example" not in sent
    met = Duty.objects.get(case=meeting.pk, code="distribute_minutes")
    assert met.met_at and (met.due_at - met.started_at).days >= 6


@pytest.mark.clause("HARM-MEMB-1")
def test_whoever_cannot_come_sends_somebody(harm: Founded) -> None:
    meeting, member = published(harm, "before_mace"), harm.member("hospital")
    stands_in = join(harm, "ward", "hospital", "Nurse")
    invitation = meeting.invitations.get(seat__code="hospital")
    assert not harm.seat("hospital").may_delegate
    meetings.answer_invitation(
        invitation=invitation, answer="deputy", deputy_member=stands_in, by=member.user, at=harm.now
    )
    invitation.refresh_from_db()
    assert invitation.member == stands_in
    lone = meeting.invitations.get(seat__code="wise_up")
    with pytest.raises(Refused, match="Give the reason"):
        meetings.answer_invitation(invitation=lone, answer="apologies", by=harm.user("wise_up"), at=harm.now)


@pytest.mark.clause("HARM-CHAIR-9")
def test_whoever_knows_the_child_is_asked_to_their_item(harm: Founded) -> None:
    child, other = known(harm), known(harm)
    meeting = published(harm, "before_mace", child)
    by = harm.user("administrator")
    meetings.add_item(meeting=meeting, section="highlighted", title="Too", child=other, by=by, at=harm.now)
    mentor = join(harm, "mentor", "charity", "Mentor")
    item = AgendaItem.objects.get(meeting=meeting, child=child)
    meetings.invite_guest(
        item=item, member=mentor, reason="Meets Wren each week", by=harm.user("intensive_manager"), at=harm.now
    )
    seen = Child.objects.visible_to(harm.user("mentor"))
    assert seen.filter(pk=child.pk).exists() and not seen.filter(pk=other.pk).exists()


@pytest.mark.clause("HARM-PUR-7", "HARM-ROLE-5")
def test_one_agency_challenges_another(harm: Founded) -> None:
    child = known(harm)
    published(harm, "before_mace", child)
    asked = plans.challenge(
        child=child, entry=None, to_agency=harm.agencies["police"], words="Why was nobody sent?",
        by=harm.user("camhs"), at=harm.now,
    )  # fmt: skip
    owed = Duty.objects.get(case=asked.pk, code="answer_challenge")
    assert owed.due_at.astimezone(LONDON).date().isoformat() == "2026-11-17"
    plans.answer_challenge(challenge=asked, reply="Sent at nine.", by=harm.user("police_missing"), at=harm.now)
    assert Challenge.objects.get(pk=asked.pk).state == "answered"


@pytest.mark.clause("HARM-MTG-18", "HARM-INT-12")
def test_the_meeting_says_that_it_is_no_referral(harm: Founded) -> None:
    meeting = published(harm, "before_mace", known(harm))
    page = read(harm, "intensive_manager", reverse("meeting", args=[meeting.pk]))
    assert "no referral to children" in page and "strategy or risk management meeting" in page


@pytest.mark.clause("HARM-ROLE-8")
def test_a_worker_fills_in_the_assessment(harm: Founded) -> None:
    worker, child = harm.user("lead_worker"), known(harm)
    concern = referrals.record_concern(
        panel=harm.panel, child=child, by=worker, at=harm.now, happening="Two nights away.", noticed_on=harm.now.date()
    )
    sheet = referrals.start_checklist(concern=concern, instrument=harm.procedure.checklists[0], by=worker, at=harm.now)
    page = read(harm, "lead_worker", concern.get_absolute_url())
    assert "Set the level" not in page and "Go on with the checklist" in page
    told = {"by": worker, "at": harm.now, "unanswered": "The story says it."}
    referrals.sign_part(checklist=sheet, agency=worker.standing.agency, **told)
    sheet = Checklist.objects.get(pk=sheet.pk)
    referrals.complete_checklist(checklist=sheet, by=worker, at=harm.now)
    assert Checklist.objects.get(pk=sheet.pk).state == "completed"


PAGES = ("desk", "meetings", "actions", "children", "patterns", "procedure", "concerns", "meetings_dates")
NOT_HERE = ("log", "referrals", "placed_children")


@pytest.mark.parametrize("key", ["intensive_manager", "administrator", "adolescent_analyst"])
def test_every_page_of_the_panel_opens(harm: Founded, key: str) -> None:
    child = known(harm)
    meeting = published(harm, "before_mace", child)
    runs = key != "adolescent_analyst"
    for name in PAGES if runs else PAGES[:-1]:
        read(harm, key, reverse(name))
    read(harm, key, reverse("child", args=[child.pk]))
    if runs:
        read(harm, key, reverse("meeting", args=[meeting.pk]))


@pytest.mark.parametrize("name", NOT_HERE)
def test_what_the_panel_does_not_have_is_not_there(harm: Founded, name: str) -> None:
    client = Client()
    client.force_login(harm.user("intensive_manager"))
    assert client.get(reverse(name)).status_code == 404
    assert f'href="{reverse(name)}"' not in client.get("/").content.decode()


@pytest.mark.clause("HARM-MEM-R7", "HARM-MEM-R8")
def test_both_analysts_are_analysts_and_nobody_else_is(harm: Founded) -> None:
    analysts = {seat.code for seat in harm.procedure.seats if "analyst" in harm.user(seat.code).standing.roles}
    assert analysts == {"safety_analyst", "adolescent_analyst"}
    assert "list" in harm.user("adolescent_analyst").standing.permissions
    assert "list" not in harm.user("camhs").standing.permissions


@pytest.mark.clause("HARM-MEM-1")
def test_nobody_outside_a_seat_sees_a_child(harm: Founded) -> None:
    child = known(harm)
    published(harm, "before_mace", child)
    join(harm, "board", "legal", "Board member")
    assert not Child.objects.visible_to(harm.user("board")).exists()
    assert not Grant.objects.filter(child=child, ends_at=None).exists()
