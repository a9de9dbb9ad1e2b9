"""The agenda of a meeting that hears children from weekly lists: who comes, where they stand, who sees them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from riskpanel.children.models import Child, Duty
from riskpanel.children.moves import Refused
from riskpanel.cohorts.models import Circumstances, Listing
from riskpanel.meetings import actions
from riskpanel.meetings.actions.sight import source_of
from riskpanel.meetings.models import AgendaItem
from riskpanel.meetings.presenters import head
from riskpanel.meetings.presenters.agenda import statement_for
from tests import making_lists as making
from tests import making_meetings
from tests.making_lists import AFTER_AT, BEFORE_AT


def sees(user, child) -> bool:
    return Child.objects.visible_to(user).filter(pk=child.pk).exists()


@pytest.mark.clause("HARM-MTG-4", "HARM-CHAIR-1")
def test_the_cohort_of_the_meeting_is_on_its_agenda_and_no_other_child_is(other):
    mine, theirs = making.listing(other, "cohort_1"), making.listing(other, "cohort_2")
    meeting = making.published(other, making.planned(other))
    assert [one.listing_id for one in meeting.items.exclude(listing=None)] == [mine.pk]
    mine.refresh_from_db(), theirs.refresh_from_db()
    assert (mine.state, mine.sitting_id, theirs.state) == ("published", meeting.sitting_id, "listed")


@pytest.mark.clause("HARM-CHAIR-5")
def test_the_last_meetings_actions_come_before_every_child(other):
    meeting = making.planned(other)
    sections = other.procedure.meeting(meeting.sitting.kind).sections
    assert sections[0].source == "actions"


@pytest.mark.clause("HARM-MTG-5", "HARM-MTG-10", "HARM-MTG-11", "HARM-MTG-12")
def test_highlighted_children_and_those_who_cannot_wait_have_sections_of_their_own(other):
    sitting = making.meets(other, "before_mace", BEFORE_AT)
    made = {
        "cohort_2": making.listing(other, "cohort_2", sitting=sitting),
        "highlighted": making.listing(other, "cohort_2", sitting=sitting, route="highlight"),
        "immediate": making.listing(other, "cohort_1", sitting=sitting, immediate=True),
    }
    meeting = making.published(other, making.planned(other, "before_mace"))
    where = dict(meeting.items.exclude(listing=None).values_list("section", "listing"))
    assert where == {section: listing.pk for section, listing in made.items()}


def test_a_child_put_off_from_the_other_kind_of_meeting_is_among_those_who_cannot_wait(other):
    sitting = making.meets(other, "before_mace", BEFORE_AT)
    put_off = making.listing(other, "cohort_1", sitting=sitting, times_deferred=1)
    meeting = making.published(other, making.planned(other, "before_mace"))
    assert source_of(meeting.items.get(listing=put_off)) == "immediate"


@pytest.mark.clause("HARM-MEM-19", "HARM-MEM-R18")
def test_housing_sees_a_child_of_the_meeting_before_the_other_body_and_none_of_the_meeting_after(other):
    first, second = making.listing(other, "cohort_1").child, making.listing(other, "cohort_2").child
    making.published(other, making.planned(other, "after_mace"))
    making.published(other, making.planned(other, "before_mace"))
    assert not sees(other.housing, first) and sees(other.housing, second)
    assert sees(other.police, first) and sees(other.police, second)
    assert not sees(other.stranger, first)


@pytest.mark.clause("HARM-CHAIR-1", "HARM-MTG-6")
def test_publishing_lets_the_seats_see_and_asks_the_lead_worker_for_an_update(other):
    child = making.listing(other).child
    meeting = making.planned(other)
    actions.build_agenda(meeting=meeting, by=other.coordinator, at=other.now)
    assert not sees(other.health, child)
    making.published(other, meeting)
    assert sees(other.health, child)
    due = Duty.objects.get(code="prepare_update", met_at=None)
    assert timezone.localtime(due.due_at).date() == (AFTER_AT - timedelta(days=1)).date()


def test_a_child_added_after_publication_is_marked_late(other):
    making.listing(other)
    meeting = making.published(other, making.planned(other))
    late = making.listing(other, sitting=meeting.sitting, child=making.listed_child(other, given_name="Ash"))
    meeting = making.published(other, meeting)
    marks = dict(meeting.items.exclude(listing=None).values_list("listing", "added_late"))
    late.refresh_from_db()
    assert marks[late.pk] and late.late and late.state == "published" and list(marks.values()).count(True) == 1


@pytest.mark.clause("HARM-MTG-4", "HARM-MTG-10", "HARM-MTG-13", "HARM-MEMB-5.b")
@pytest.mark.parametrize(("kind", "each"), [("after_mace", "12 min"), ("before_mace", "9 min")])
def test_ten_children_get_twelve_minutes_each_and_nine_where_half_an_hour_is_kept(other, kind, each):
    line = other.procedure.meeting(kind)
    meeting = making.planned(other, kind)
    section = next(one for one in line.sections if one.source == "listed")
    children = [Child(reference=f"C{n}") for n in range(10)]
    items = [AgendaItem(meeting=meeting, section=section.code, child=child) for child in children]
    told = head(meeting, 10, items)
    assert told.each == each
    last = told.slots[-1]
    assert (
        timezone.localtime(last.until) - AFTER_AT.replace(day=last.until.day, month=last.until.month)
    ).seconds == 7200
    if kind == "before_mace":
        assert [(one.starts_at - told.slots[0].starts_at).seconds // 60 for one in told.slots] == [0, 90]


def test_minutes_beyond_the_procedures_go_to_the_children(other):
    meeting = making.planned(other, "before_mace")
    meeting.sitting.minutes = 150
    item = AgendaItem(meeting=meeting, section="cohort_2", child=Child(reference="C1"))
    assert head(meeting, 1, [item]).slots[0].each == "2 h"


@pytest.mark.clause("HARM-MTG-18")
@pytest.mark.parametrize(("cohort", "status", "stands"), [
    ("cohort_2", "", True), ("cohort_1", "", False), ("cohort_1", "not_open", True), ("cohort_2", "cin", False),
])  # fmt: skip
def test_a_child_without_an_open_case_has_the_banner_and_no_other_child(other, cohort, status, stands):
    listing = making.listing(other, cohort)
    if status:
        Circumstances.objects.create(child=listing.child, case_status=status, at=other.now, by=other.analyst)
    item = AgendaItem(listing=listing, child=Child.objects.get(pk=listing.child_id))
    words = statement_for(item, other.procedure)
    assert bool(words) is stands and (not words or "not a referral" in words)


@pytest.mark.clause("HARM-MTG-4")
def test_the_frozen_list_says_how_many_children_and_an_empty_one_is_not_frozen(other):
    making.calendar(other)
    meeting = making.planned(other)
    with pytest.raises(Refused, match="Nobody is on the list"):
        actions.freeze_list(meeting=meeting, by=other.analyst, at=other.now)
    making.listing(other)
    assert actions.freeze_list(meeting=meeting, by=other.analyst, at=other.now) == 1
    assert not Duty.objects.filter(code="freeze_list", case=meeting.pk, met_at=None).exists()
    with pytest.raises(Refused):
        actions.freeze_list(meeting=meeting, by=other.police, at=other.now)


def test_a_list_that_nobody_froze_is_frozen_when_it_goes_out(other):
    making.listing(other)
    meeting = making.published(other, making.planned(other))
    assert not Duty.objects.filter(code="freeze_list", case=meeting.pk, met_at=None).exists()
    assert Duty.objects.filter(code="freeze_list", case=meeting.pk).exists()


@pytest.mark.clause("HARM-CHAIR-5")
def test_whoever_was_discussed_and_not_stepped_down_is_carried_to_the_next_list(other):
    making.calendar(other)
    stays = making.listing(other)
    Listing.objects.filter(pk=stays.pk).update(state="in_action")
    gone = making.listing(other, child=making.listed_child(other, given_name="Ash"))
    Listing.objects.filter(pk=gone.pk).update(state="stepped_down")
    meeting = making.published(other, making.planned(other))
    assert [one.listing_id for one in meeting.items.exclude(listing=None)] == [stays.pk]
    assert meeting.items.get(listing=stays).listing.route == "carried"


def test_a_listed_child_leaves_an_agenda_only_before_the_list_is_out(other):
    making.listing(other)
    meeting = making.planned(other)
    actions.build_agenda(meeting=meeting, by=other.coordinator, at=other.now)
    item = making.item_of(meeting, listing__isnull=False)
    actions.remove_item(item=item, by=other.coordinator, at=other.now)
    assert Listing.objects.get().sitting is None and not actions.build_agenda(
        meeting=meeting, by=other.coordinator, at=other.now
    )
    actions.add_item(meeting=meeting, section=item.section, listing=item.listing, by=other.coordinator, at=other.now)
    assert Listing.objects.get().sitting_id == meeting.sitting_id
    meeting = making.published(other, meeting)
    with pytest.raises(Refused, match="list with this child is out"):
        actions.remove_item(item=making.item_of(meeting, listing__isnull=False), by=other.coordinator, at=other.now)


def test_a_called_off_meetings_children_come_to_the_cohorts_next_one(other):
    dates = making.calendar(other)
    listing = making.listing(other)
    meeting = making.published(other, making.planned(other))
    actions.cancel_meeting(meeting=meeting, reason="Snow.", by=other.coordinator, at=other.now)
    again = making.published(other, making.planned(other, at=dates["next"].starts_at))
    assert again.items.get(listing=listing).listing.sitting_id == dates["next"].pk
    due = Duty.objects.get(code="prepare_update", met_at=None)
    assert due.due_at.date() == (dates["next"].starts_at - timedelta(days=1)).date()


@pytest.mark.clause("HARM-MEM-R1", "HARM-MEM-R2")
def test_one_chair_suffices_and_none_does_not(other):
    making.listing(other)
    meeting = making.published(other, making.planned(other))
    seats = [one.seat for one in meeting.invitations.select_related("seat") if not one.seat.chairs]
    with pytest.raises(Refused):
        actions.open_meeting(meeting=meeting, present_seats=seats, by=other.chair, at=making.DURING)
    opened = making.opened(other, meeting)
    assert opened.state == "open" and not opened.needs_ratifying


@pytest.mark.clause("HARM-MTG-4")
def test_an_analyst_freezes_the_list_from_the_page_of_the_meeting(other):
    making.calendar(other)
    making.listing(other)
    meeting = making.planned(other)
    making_meetings.accepts(other, meeting, other.analyst)
    browser = other.client(other.analyst)
    assert "Freeze the list" in browser.get(f"/meetings/{meeting.pk}/").content.decode()
    assert browser.post(f"/meetings/{meeting.pk}/list/freeze/").status_code == 302
    assert other.client(other.police).post(f"/meetings/{meeting.pk}/list/freeze/").status_code == 403
