"""The papers of plans, escalations and children placed here: what is in each, for whom."""

import pytest

from riskpanel.plans import actions
from riskpanel.plans.models import PlanCopy
from tests import making_plans as making
from tests.plans.test_placed import _placed as placed_here
from tests.reading_papers import taken, text_of, written_down

NOTICE = "Warning notice to the driver of the grey car"
NONE = "6f2c1a36-0000-4000-8000-000000000000"


def refused(cast, user, address, record):
    """A stranger's answer, which is the answer for no such record."""
    theirs, none = (cast.client(user).get(one) for one in (address, address.replace(str(record.pk), NONE)))
    return theirs.status_code in {403, 404} and theirs.content == none.content


@pytest.mark.clause("HRP-5.9", "HRP-A2-5.8")
def test_an_agency_that_filed_its_copy_has_it_on_paper(cast):
    making.approved_plan(cast)
    copy = PlanCopy.objects.get(agency=cast.agency("police"))
    address = f"/plan-copies/{copy.pk}/filed/paper/pdf/"
    assert cast.client(cast.council_chair).get(address).status_code == 404
    actions.confirm_filed(copy=copy, file_reference="MERLIN-4471", by=cast.missing_unit, at=cast.now)
    text = taken(cast.client(cast.council_chair), address)
    assert "MERLIN-4471" in text and copy.agency.name in text and NOTICE not in text
    assert copy.child.reference in text and copy.child.family_name not in text
    assert written_down() == ("plan_copy_filing_paper", cast.council_chair.pk, [str(copy.child_id)])
    assert refused(cast, cast.outsider, address, copy)


@pytest.mark.clause("HRP-5.11")
@pytest.mark.parametrize("form", ("pdf", "docx"))
def test_the_letter_to_a_placing_authority_brings_the_form_to_answer_on(cast, form):
    placed = placed_here(cast, contact_name="Ms Grey")
    address = f"/placed/{placed.pk}/letter/{form}/"
    answer = cast.client(cast.coordinator).get(address)
    name = f"placing-authority-{placed.child.reference}-"
    assert answer.headers["Content-Disposition"].startswith(f'attachment; filename="{name}')
    text = text_of(answer.content, form)
    for words in ("Ms Grey", "Eastbrook Council", "Missing twice a week.", "5 working days", "Your answer"):
        assert words in text
    assert "Sam Elsewhere" in text
    assert written_down() == ("placed_child_letter", cast.coordinator.pk, [str(placed.child_id)])
    assert refused(cast, cast.outsider, address, placed) and refused(cast, cast.worker, address, placed)


@pytest.mark.clause("HRP-2.5.b")
def test_an_escalation_on_paper_has_both_views_and_its_stages(cast):
    entry = making.approved_plan(cast)
    raised = actions.raise_escalation(
        panel=cast.panel, child=entry.child, track="case", issue="Nobody comes since August.",
        against=cast.agency("health"), by=cast.worker, at=cast.now,
    )  # fmt: skip
    address = f"/escalations/{raised.pk}/paper/pdf/"
    text = taken(cast.client(cast.council_chair), address)
    stage = cast.procedure.track("case").stages[0].label
    for words in ("Nobody comes since August.", "Not written yet.", stage, cast.worker.full_name):
        assert words in text
    assert entry.child.family_name not in text
    assert written_down() == ("escalation_record_paper", cast.council_chair.pk, [str(entry.child_id)])
    assert refused(cast, cast.outsider, address, raised) and refused(cast, cast.user("member"), address, raised)


@pytest.mark.clause("HRP-5.9")
def test_what_goes_with_a_child_who_left_holds_no_line_that_the_reader_may_not_read(cast):
    entry = making.approved_plan(cast)
    address = f"/plans/{entry.pk}/leaving/paper/pdf/"
    assert cast.client(cast.council_chair).get(address).status_code == 404
    actions.step_down(
        entry=type(entry).objects.get(pk=entry.pk), level="medium", rationale="Safe since October.",
        receiving_service="Key working", reentry_trigger="Missing again", by=cast.council_chair, at=cast.now,
    )  # fmt: skip
    council, police = (taken(cast.client(user), address) for user in (cast.council_chair, cast.police_chair))
    for words in ("Key working", "Missing again", "Weekly mentoring", "Older men collect Robin"):
        assert words in council and words in police
    assert NOTICE in police and NOTICE not in council
    assert written_down() == ("plan_leaving_paper", cast.police_chair.pk, [str(entry.child_id)])
    assert refused(cast, cast.outsider, address, entry) and refused(cast, cast.user("member"), address, entry)
