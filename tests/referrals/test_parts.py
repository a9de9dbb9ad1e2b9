"""An agency that is asked for its part of a checklist owes it, finds it on its desk and reaches it from there."""

import html

import pytest

from riskpanel.children.models import Duty
from riskpanel.desk.management.commands.refresh_duties import refresh_all
from riskpanel.referrals import actions
from tests import making_referrals as making
from tests.referrals.kit import at, day_of

OWED = "Complete your agency's part of the checklist"


@pytest.fixture
def sheet(cast):
    """A checklist for which the nurse was asked by name, before any meeting is booked."""
    made = making.checklist(cast, making.concern(cast, level="high"))
    nurse = cast.member(cast.nurse)
    actions.invite_contributor(checklist=made, agency=nurse.agency, member=nurse, by=cast.worker, at=cast.now)
    return making.fresh_checklist(made)


def open_parts(sheet):
    return Duty.objects.filter(about="checklist_part", child=sheet.child, met_at=None)


def desk(cast, user) -> str:
    return html.unescape(cast.client(user).get("/").content.decode())


@pytest.mark.clause("HRP-4.3-HI.h")
def test_the_invited_person_finds_the_part_on_the_desk_and_reaches_the_checklist(cast, sheet):
    assert OWED in desk(cast, cast.nurse) and sheet.get_absolute_url() in desk(cast, cast.nurse)
    assert cast.client(cast.nurse).get(sheet.get_absolute_url()).status_code == 200
    assert OWED not in desk(cast, cast.worker) and OWED not in desk(cast, cast.charity)
    making.sign(cast, sheet, cast.nurse)
    assert OWED not in desk(cast, cast.nurse) and not open_parts(sheet).exists()


@pytest.mark.clause("HRP-4.3-HI.h")
def test_it_is_owed_by_the_strategy_meeting_once_that_is_booked(cast, sheet):
    assert day_of(open_parts(sheet).get()).startswith("Tue 24 Nov")
    actions.book_strategy(
        concern=making.fresh(sheet.concern), starts_at=at(13, 14), chair=cast.member(cast.csc_manager),
        parties=[cast.member(cast.nurse)], by=cast.worker, at=cast.now,
    )  # fmt: skip
    duty = open_parts(sheet).get(owners__user=cast.nurse)
    assert day_of(duty) == "Fri 13 Nov 2026 14:00" and duty.owners.get().role == "contributor"


@pytest.mark.clause("HRP-4.3-HI.h")
def test_an_agency_without_a_named_person_owes_it_through_its_contacts(cast, sheet):
    agency = cast.member(cast.school_head).agency
    actions.invite_contributor(checklist=sheet, agency=agency, by=cast.worker, at=cast.now)
    assert open_parts(sheet).get(owners__agency=agency)
    assert OWED in desk(cast, cast.school_head)
    given = {"checklist": making.fresh_checklist(sheet), "agency": agency, "at": cast.now}
    actions.mark_no_input(reason="No answer in a week.", by=cast.manager, **given)
    assert OWED not in desk(cast, cast.school_head)


def test_a_part_that_is_changed_after_signing_is_owed_again_and_one_of_a_replaced_checklist_is_not(cast, sheet):
    making.sign(cast, sheet, cast.nurse)
    actions.save_answer(
        checklist=making.fresh_checklist(sheet), item="missing_night", window="", response="present",
        evidence="Two nights.", source="", happened_on="", version=0, by=cast.nurse, at=cast.now,
    )  # fmt: skip
    assert open_parts(sheet).get().owners.get().user == cast.nurse
    actions.renew_checklist(checklist=making.fresh_checklist(sheet), by=cast.worker, at=cast.now)
    assert not open_parts(sheet).exists()


def test_what_is_owed_for_parts_is_worked_out_anew_with_the_rest(cast, sheet):
    before = open_parts(sheet).get()
    Duty.objects.all().delete()
    refresh_all(cast.now.date())
    again = open_parts(sheet).get()
    assert (again.due_at, again.url, again.owners.get().user) == (before.due_at, before.url, cast.nurse)
