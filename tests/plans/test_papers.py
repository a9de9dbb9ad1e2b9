"""The papers of plans: what is on them, for whom, in which form."""

import pytest

from riskpanel.access.models import AuditEvent
from riskpanel.plans import actions
from riskpanel.plans.models import Action
from tests import making_plans as making
from tests.reading_papers import cells, pdf_text, text_of


@pytest.mark.clause("HRP-5.6", "HRP-5.6.a", "HRP-5.6.c", "HRP-5.8")
@pytest.mark.parametrize("form", ("pdf", "docx"))
def test_the_plan_says_what_is_done_about_each_risk_by_whom_and_by_when(cast, form):
    entry = making.approved_plan(cast)
    answer = cast.client(cast.police_chair).get(f"/plans/{entry.pk}/paper/{form}/")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == f'attachment; filename="plan-{entry.child.reference}-v1.{form}"'
    text = text_of(answer.content, form)
    for words in (
        "Older men collect Robin from the bus station.", "Weekly mentoring", "Walk Robin to the bus at 15:30",
        "Warning notice to the driver", "Fri 20 Nov 2026", "I want people to stop asking.", "version 1",
        "This plan replaces nothing that an agency decides to do", entry.child.name,
    ):  # fmt: skip
        assert words in text, words
    row = AuditEvent.objects.filter(action="document").latest("sequence")
    assert row.thing == "plan_paper" and row.children == [str(entry.child_id)]


@pytest.mark.clause("HRP-5.7.a")
def test_a_line_for_the_police_alone_is_not_on_anybody_elses_plan(cast):
    entry = making.approved_plan(cast)
    assert "Warning notice" in pdf_text(cast.client(cast.police_chair).get(f"/plans/{entry.pk}/paper/pdf/").content)
    for user in (cast.council_chair, cast.worker):
        text = pdf_text(cast.client(user).get(f"/plans/{entry.pk}/paper/pdf/").content)
        assert "Weekly mentoring" in text and "Warning notice" not in text
    family = pdf_text(cast.client(cast.police_chair).get(f"/plans/{entry.pk}/family/paper/pdf/").content)
    assert "Weekly mentoring" in family and "Warning notice" not in family


def test_a_plan_that_nobody_approved_says_that_it_is_a_draft(cast):
    entry = making.full_plan(cast)
    answer = cast.client(cast.council_chair).get(f"/plans/{entry.pk}/paper/pdf/")
    assert "plan-" in answer.headers["Content-Disposition"] and "draft.pdf" in answer.headers["Content-Disposition"]
    assert "not yet: this is a draft" in pdf_text(answer.content)


def test_a_stranger_gets_the_same_answer_as_for_no_plan(cast):
    entry = making.approved_plan(cast)
    for user in (cast.nurse, cast.outsider, cast.administrator):
        for end in ("paper/pdf/", "family/paper/pdf/", "step-down/paper/docx/"):
            assert cast.client(user).get(f"/plans/{entry.pk}/{end}").status_code in {403, 404}
    assert not AuditEvent.objects.filter(action="document").exists()


@pytest.mark.clause("HRP-5.10")
@pytest.mark.parametrize("form", ("pdf", "docx"))
def test_the_notice_of_stepping_down_says_why_who_goes_on_and_what_brings_the_child_back(cast, form):
    entry = making.approved_plan(cast)
    browser = cast.client(cast.council_chair)
    assert browser.get(f"/plans/{entry.pk}/step-down/paper/{form}/").status_code == 404
    actions.step_down(
        entry=entry, level="medium", rationale="Safe at home for three months.", receiving_service="Early help",
        receiving_agency=None, reentry_trigger="Missing overnight", by=cast.council_chair, at=cast.now,
    )  # fmt: skip
    text = text_of(browser.get(f"/plans/{entry.pk}/step-down/paper/{form}/").content, form)
    assert "Safe at home for three months." in text and "Early help" in text and "Missing overnight" in text


@pytest.mark.clause("HRP-5.10", "HRP-A2-5.2.b")
def test_the_log_as_a_paper_is_what_the_page_lists(cast):
    first = making.log_entry(cast, child=cast.child(given_name="=cmd()", family_name="Testerly"))
    other = making.log_entry(cast, child=cast.child(given_name="Kim"), level="very_high")
    browser = cast.client(cast.council_chair)
    rows = cells(browser.get("/log/paper/?format=xlsx&level=high").content)
    assert rows[0][0] == "Reference" and [row[:2] for row in rows[1:]] == [[first.child.reference, "=cmd()"]]
    text = pdf_text(browser.get("/log/paper/").content)
    assert first.child.reference in text and other.child.reference in text
    assert "Kim" not in text and "cmd()" not in text, "on paper by reference"
    row = AuditEvent.objects.filter(thing="log_paper").latest("sequence")
    assert set(row.children) == {str(first.child_id), str(other.child_id)}
    assert cast.client(cast.nurse).get("/log/paper/").status_code == 403


@pytest.mark.clause("HRP-5.6.c")
@pytest.mark.parametrize("form", ("pdf", "xlsx"))
def test_actions_as_a_paper_are_those_that_are_listed(cast, form):
    mine = making.action(cast)
    text = text_of(cast.client(cast.council_chair).get(f"/actions/paper/?format={form}").content, form)
    assert mine.child.reference in text and "Meet Robin each week" in text and cast.youth_worker.full_name in text
    theirs = text_of(cast.client(cast.nurse).get(f"/actions/paper/?format={form}&whose=all").content, form)
    assert mine.child.reference not in theirs


@pytest.mark.clause("HRP-5.6.c")
def test_the_chase_sheet_says_agency_by_agency_what_is_late(cast, monkeypatch):
    from datetime import timedelta

    mine = making.action(cast)
    monkeypatch.setattr("django.utils.timezone.now", lambda: cast.now + timedelta(days=17))
    text = pdf_text(cast.client(cast.coordinator).get("/actions/chase/paper/").content)
    assert mine.agency.name in text and "3 days late" in text and "Late 1" in text
    rows = cells(cast.client(cast.coordinator).get("/actions/chase/paper/?format=xlsx").content)
    assert rows[1][0] == mine.agency.name and rows[1][5] == "3 days late"
    Action.objects.filter(pk=mine.pk).update(state="done")
    done = pdf_text(cast.client(cast.coordinator).get("/actions/chase/paper/").content)
    assert "Nothing is late" in done


def test_an_action_for_the_police_alone_says_only_who_holds_it(cast):
    making.action(cast, owner=cast.member(cast.detective), what="Watch the flat", label="police_only")
    council = pdf_text(cast.client(cast.council_chair).get("/actions/paper/").content)
    police = pdf_text(cast.client(cast.police_chair).get("/actions/paper/").content)
    assert "Watch the flat" in police
    assert "Watch the flat" not in council
