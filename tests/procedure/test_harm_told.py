"""The second panel's people are told in time: members of their list, owners of their actions."""

from datetime import timedelta

import pytest

from riskpanel.desk.notices.daily import tell_late
from riskpanel.meetings import actions as meetings
from riskpanel.partnership.models import Notice
from tests.procedures.founding import Founded
from tests.procedures.harm_panel import fresh, gave, harm, known, opened, planned, published, told

pytestmark = pytest.mark.django_db
__all__ = ["harm"]


def heard(harm: Founded, key: str, kind: str) -> list[Notice]:
    return list(Notice.objects.filter(user=harm.user(key), kind=kind).order_by("pk"))


def kind_of(harm: Founded) -> str:
    return harm.procedure.meeting_of("panel").code


@pytest.mark.clause("HARM-CHAIR-1")
def test_every_invited_member_is_told_when_the_list_is_out_and_nobody_else(harm: Founded) -> None:
    meeting = planned(harm, kind_of(harm))
    assert not Notice.objects.filter(kind="list_published").exists()
    published(harm, kind_of(harm), known(harm))
    members = {one.member.user_id for one in meeting.invitations.select_related("member") if one.member}
    assert {one.user_id for one in Notice.objects.filter(kind="list_published")} == members
    assert "lead_worker" not in members and not heard(harm, "lead_worker", "list_published")


@pytest.mark.clause("HARM-CHAIR-1")
def test_members_are_invited_once_with_the_meeting_s_own_title(harm: Founded) -> None:
    meeting = planned(harm, kind_of(harm))
    planned(harm, kind_of(harm))
    [one] = heard(harm, "youth_support", "invited")
    assert one.path == meeting.get_absolute_url() and one.reference == "" and one.case == meeting.pk


def test_a_moved_meeting_is_told_as_moved_and_not_as_a_second_invitation(harm: Founded) -> None:
    meeting = planned(harm, kind_of(harm))
    meeting.sitting.move_to = meeting.sitting.starts_at + timedelta(days=1)
    meeting.sitting.save()
    meetings.take_move(meeting=fresh(meeting), by=harm.user("administrator"), at=harm.now)
    assert len(heard(harm, "youth_support", "invited")) == 1
    assert len(heard(harm, "youth_support", "invitation_changed")) == 1


@pytest.mark.clause("HARM-MEMB-3")
def test_an_owner_is_told_of_the_action_and_once_more_when_it_is_late(harm: Founded) -> None:
    child = known(harm)
    meeting = opened(harm, published(harm, kind_of(harm), child))
    action = gave(harm, meeting, child)
    [given] = heard(harm, "youth_support", "action_given")
    assert (given.path, given.reference) == (action.get_absolute_url(), child.reference)
    after = meeting.sitting.starts_at + timedelta(days=60)
    for _ in range(2):
        tell_late(action.due_on + timedelta(days=1), after)
    assert len(heard(harm, "youth_support", "overdue")) == 1
    assert not heard(harm, "lead_worker", "action_given")


@pytest.mark.clause("HARM-CHAIR-2", "HARM-CHAIR-11")
def test_those_who_came_are_told_that_the_minutes_are_there(harm: Founded) -> None:
    child = known(harm)
    meeting = opened(harm, published(harm, kind_of(harm), child), without=("youth_support",))
    told(harm, meeting)
    assert heard(harm, "intensive_manager", "minutes_distributed")
    assert not heard(harm, "youth_support", "minutes_distributed"), "who did not come has no copy"
