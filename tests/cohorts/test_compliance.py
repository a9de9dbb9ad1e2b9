"""The chair's sheet of listed children and documents, on screen and as a file."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from riskpanel.access.models import AuditEvent
from riskpanel.children import sheets
from riskpanel.children.models import Grant
from riskpanel.cohorts.actions import papers as acts
from riskpanel.cohorts.models import ChildPaper
from tests.children.making import let_see
from tests.making_lists import listed_child, listing
from tests.queries import questions

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 10)


def on_list(harm, cohort="cohort_1", status="cp", **fields):
    child = listed_child(harm, **fields)
    row = listing(harm, cohort, child)
    let_see(harm, child, seat=harm.seat("adolescent_manager"), sight="list_chair", about=row.pk)
    let_see(harm, child, panel_role="coordinator", sight="list_coordinator", about=row.pk)
    let_see(harm, child, seat=harm.seat("camhs"), sight="listed", about=row.pk)
    if status:
        acts.set_circumstances(child=child, panel=harm.panel, by=harm.worker, at=harm.now, case_status=status)
    return child


def record(harm, child, code, days=10, **told):
    told = {"kept_where": "", "by": harm.worker, "dated_on": TODAY - timedelta(days=days), **told}
    return acts.record_paper(child=child, panel=harm.panel, code=code, at=harm.now, **told)


def shown(harm, user, query=""):
    response = harm.client(user).get(f"/lists/compliance/{query}")
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.clause("HARM-CHAIR-8", "HARM-CHAIR-3", "HARM-MEMB-7")
def test_the_sheet_counts_what_is_missing_and_old_and_is_narrowed_to_it(harm):
    lacking, old, whole = on_list(harm), on_list(harm), on_list(harm)
    for child in (old, whole):
        for code in ("assessment", "case_plan", "escalation_plan"):
            record(harm, child, code, days=91 if child is old and code == "assessment" else 5)
    page = shown(harm, harm.chair)
    for number, label in ((1, "with something missing"), (1, "with something old"), (1, "with everything")):
        assert f'<span class="rp-tile__number">{number}</span> <span class="rp-tile__label">{label}' in page
    assert all(child.reference in page for child in (lacking, old, whole))
    narrowed = shown(harm, harm.chair, "?only=old")
    assert old.reference in narrowed and lacking.reference not in narrowed and whole.reference not in narrowed
    assert lacking.reference in shown(harm, harm.chair, "?only=nonsense")


def test_the_sheet_is_narrowed_to_a_list(harm):
    one, two = on_list(harm), on_list(harm, "cohort_2", "not_open")
    page = shown(harm, harm.coordinator, "?cohort=cohort_2")
    assert two.reference in page and one.reference not in page
    assert one.reference in shown(harm, harm.coordinator, "?cohort=narnia%00")


@pytest.mark.clause("HARM-CHAIR-8")
def test_only_children_whom_the_chair_sees_stand_on_the_sheet_and_only_they_are_in_the_trail(harm):
    child, unseen = on_list(harm), listed_child(harm)
    listing(harm, child=unseen)
    Grant.objects.filter(child=unseen).delete()
    assert unseen.reference not in shown(harm, harm.chair) and child.reference in shown(harm, harm.chair)
    row = AuditEvent.objects.filter(thing="lists_compliance").order_by("-sequence").first()
    assert row.children == [str(child.pk)]


def test_members_and_analysts_open_no_sheet(harm):
    on_list(harm)
    for key in ("health", "analyst", "worker", "administrator"):
        for path in ("", "file/"):
            assert harm.client(harm.user(key)).get(f"/lists/compliance/{path}").status_code == 403


def test_the_day_of_a_restricted_document_is_not_on_the_sheet_nor_in_the_file(harm):
    child = on_list(harm, status="")
    told = {"case_status": "cp", "has_health_plan": True}
    acts.set_circumstances(child=child, panel=harm.panel, by=harm.worker, at=harm.now, **told)
    record(harm, child, "health_plan", by=harm.health, dated_on=date(2026, 6, 1), kept_where="CANARY")
    for text in (shown(harm, harm.chair), file(harm, "csv").content.decode("utf-8-sig")):
        assert "1 Jun 2026" not in text and "CANARY" not in text and "eld by Eastmere CAMHS" in text


def file(harm, kind, query=""):
    """As CSV; as a spreadsheet it is a paper."""
    place = "file" if kind == "csv" else "paper"
    response = harm.client(harm.chair).get(f"/lists/compliance/{place}/?format={kind}{query}")
    assert response.status_code == 200 and "attachment" in response["Content-Disposition"]
    return response


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_cell_of_the_file_is_a_formula_and_no_name_of_a_child_is_in_it(harm, kind):
    child = on_list(harm, given_name="Marisol", family_name="Canarywharfe")
    reason = '=HYPERLINK("http://evil.example")'
    told = {"child": child, "panel": harm.panel, "at": harm.now}
    acts.set_not_applicable(code="case_plan", reason=reason, by=harm.chair, **told)
    harm.worker.__class__.objects.filter(pk=harm.worker.pk).update(full_name="=1+1 Prothero")
    response = file(harm, kind)
    rows = read(response.content, kind)
    assert rows[1][0] == child.reference and rows[1][-2:] == ["2", "0"]
    assert rows[1][3] == ("'=1+1 Prothero" if kind == "csv" else "=1+1 Prothero")
    assert not [cell for row in rows for cell in row if "Marisol" in cell or "Canarywharfe" in cell]
    assert "Marisol" not in response["Content-Disposition"]
    row = AuditEvent.objects.order_by("-sequence").first()
    made = "lists_compliance_file" if kind == "csv" else "lists_compliance_paper"
    assert (row.action, row.thing, row.children) == ("document", made, [str(child.pk)])


def read(content, kind):
    if kind == "csv":
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    book = load_workbook(io.BytesIO(content))
    assert all(cell.data_type == "s" for row in book.active.rows for cell in row if cell.value)
    assert all(cell.quotePrefix for row in book.active.rows for cell in row if str(cell.value).startswith("="))
    return [[cell.value or "" for cell in row] for row in book.active.rows]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t=1", " =1", "\ufeff=1", "|cmd", "%0A", "＝1"])
def test_what_starts_like_a_formula_is_guarded_and_the_rest_is_left(text):
    assert sheets.guarded(text) == f"'{text}"
    for plain in ("C-7F3K", "", "10 Nov", "a=b"):
        assert sheets.guarded(plain) == plain


def test_the_file_holds_what_the_screen_was_narrowed_to(harm):
    one, two = on_list(harm), on_list(harm, "cohort_2", "not_open")
    rows = read(file(harm, "csv", "&cohort=cohort_2").content, "csv")
    assert [row[0] for row in rows[1:]] == [two.reference] and one.reference != two.reference


def test_forty_children_take_no_more_reads_than_two(harm):
    for _ in range(2):
        on_list(harm)
    client = harm.client(harm.chair)
    with CaptureQueriesContext(connection) as few:
        client.get("/lists/compliance/")
    for _ in range(38):
        child = on_list(harm)
        ChildPaper.objects.create(
            child=child, code="assessment", dated_on=TODAY, agency=harm.agency("csc"), by=harm.worker, at=harm.now
        )
    with CaptureQueriesContext(connection) as many:
        client.get("/lists/compliance/")
    assert len(questions(many)) <= len(questions(few)) <= 15, "\n".join(questions(many))


def test_children_put_forward_only_do_not_stand_on_the_sheet(harm):
    child = listed_child(harm)
    row = listing(harm, child=child, listed=False)
    let_see(harm, child, seat=harm.seat("adolescent_manager"), sight="list_chair", about=row.pk)
    assert child.reference not in shown(harm, harm.chair)
