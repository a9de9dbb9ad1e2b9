"""What each listed child's papers must hold, who says so, and that talking is no referral."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from riskpanel.access.models import AuditEvent
from riskpanel.children import actions as children
from riskpanel.children.models import Event
from riskpanel.children.moves import Refused
from riskpanel.cohorts.actions import papers as acts
from riskpanel.cohorts.models import ChildPaper, Circumstances, SocialCareReferral
from riskpanel.cohorts.presenters.papers import paper_lines
from riskpanel.procedure.model import NotDeclared
from tests.children.making import let_see
from tests.making_lists import listed_child, listing
from tests.queries import questions
from tests.repository.forms import MARKUP, NONSENSE, Forms

pytestmark = pytest.mark.django_db
GONE = "6f2c1a36-0000-4000-8000-000000000000"
TODAY = date(2026, 11, 10)
CODES = ["assessment", "case_plan", "escalation_plan", "health_plan", "youth_justice", "ehcp"]


@pytest.fixture
def child(harm):
    found = listed_child(harm, given_name="Marisol", family_name="Canarywharfe")
    for key in ("chair", "coordinator"):
        let_see(harm, found, harm.user(key), sight="list_chair", about=GONE)
    for seat in ("camhs", "police_exploitation", "virtual_school"):
        let_see(harm, found, seat=harm.seat(seat), sight="listed", about=GONE)
    return found


def stands(harm, child, by=None, **told):
    told = {"case_status": "cp", **told}
    return acts.set_circumstances(child=child, panel=harm.panel, by=by or harm.worker, at=harm.now, **told)


def record(harm, child, code, days=10, by=None, **told):
    told = {"dated_on": TODAY - timedelta(days=days), "kept_where": "CANARYPLACE", **told}
    return acts.record_paper(child=child, panel=harm.panel, code=code, by=by or harm.worker, at=harm.now, **told)


def lines(harm, child, reader):
    rows = ChildPaper.objects.filter(child=child)
    told = Circumstances.objects.filter(child=child).first()
    found = paper_lines(rows, told, harm.procedure, TODAY, reader.standing.agency)
    return {line.document.code: line for line in found}


def text(response):
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def page(harm, user, child, tab="required/"):
    return text(harm.client(user).get(f"/children/{child.pk}/{tab}"))


def day(name, when):
    return {f"{name}_day": when.day, f"{name}_month": when.month, f"{name}_year": when.year}


# How each document stands ---------------------------------------------------------------------


@pytest.mark.clause(
    "HARM-CHAIR-8", "HARM-CHAIR-8.a", "HARM-CHAIR-8.b", "HARM-CHAIR-8.c", "HARM-CHAIR-8.d", "HARM-CHAIR-8.e",
    "HARM-CHAIR-8.f", "HARM-ROLE-4",
)  # fmt: skip
def test_six_documents_are_asked_for_where_they_apply(harm, child):
    stands(harm, child, has_health_plan=True, has_youth_justice=True, has_ehcp=True)
    assert {code: line.standing for code, line in lines(harm, child, harm.chair).items()} == dict.fromkeys(
        CODES, "missing"
    )
    stands(harm, child, case_status="not_open", has_health_plan=False, has_youth_justice=False, has_ehcp=False)
    found = lines(harm, child, harm.chair)
    assert [code for code in CODES if found[code].standing == "missing"] == ["assessment", "escalation_plan"]
    assert found["case_plan"].why == "The child's case status has no such plan."


@pytest.mark.clause("HARM-CHAIR-8")
def test_where_nobody_told_how_the_child_stands_it_is_not_known_and_not_off_the_hook(harm, child):
    found = lines(harm, child, harm.chair)
    assert [found[code].standing for code in CODES] == ["missing", "unknown", "missing", *["unknown"] * 3]


@pytest.mark.clause("HARM-CHAIR-8", "HARM-CHAIR-8.b")
def test_a_document_grows_old_and_the_one_written_down_last_counts(harm, child):
    stands(harm, child)
    record(harm, child, "case_plan", days=183)
    assert lines(harm, child, harm.chair)["case_plan"].standing == "present"
    record(harm, child, "case_plan", days=184)
    assert lines(harm, child, harm.chair)["case_plan"].standing == "old"


@pytest.mark.clause("HARM-CHAIR-8", "HARM-CHAIR-3")
def test_only_a_chair_sets_a_document_aside_with_a_reason_until_there_is_one(harm, child):
    stands(harm, child)
    told = {"child": child, "panel": harm.panel, "code": "escalation_plan", "at": harm.now}
    for by in (harm.worker, harm.coordinator, harm.analyst):
        with pytest.raises(Refused, match="Only a chair"):
            acts.set_not_applicable(reason="It is covered.", by=by, **told)
    with pytest.raises(Refused, match="Give the reason"):
        acts.set_not_applicable(reason=" ", by=harm.chair, **told)
    acts.set_not_applicable(reason="It is covered.", by=harm.chair, **told)
    line = lines(harm, child, harm.chair)["escalation_plan"]
    assert (line.standing, line.why) == ("not_applicable", "A chair: It is covered.")
    record(harm, child, "escalation_plan")
    assert lines(harm, child, harm.chair)["escalation_plan"].standing == "present"


# What only some may read ----------------------------------------------------------------------


@pytest.mark.clause("HARM-CHAIR-8.d", "HARM-CHAIR-8.e", "HARM-MEMB-2")
@pytest.mark.parametrize(
    "code, keeper, closed", [("health_plan", "health", "police"), ("youth_justice", "police", "health")]
)
def test_a_restricted_document_is_known_to_exist_and_read_by_its_sector(harm, child, code, keeper, closed):
    stands(harm, child, has_health_plan=True, has_youth_justice=True)
    with pytest.raises(Refused):
        record(harm, child, code, by=harm.user(closed))
    with pytest.raises(Refused):
        record(harm, child, code, by=harm.chair)
    record(harm, child, code, days=400, by=harm.user(keeper))
    day_shown = "Mon 6 Oct 2025"
    assert "CANARYPLACE" in page(harm, harm.user(keeper), child) and day_shown in page(harm, harm.user(keeper), child)
    for key in (closed, "chair", "worker", "virtual"):
        shown = page(harm, harm.user(key), child)
        assert "CANARYPLACE" not in shown and day_shown not in shown and "days old" not in shown
        assert f"Held by {harm.user(keeper).standing.agency.name}: ask" in shown
    assert "CANARYPLACE" not in page(harm, harm.worker, child, "story/")


@pytest.mark.clause("HARM-CHAIR-8.f")
def test_the_sector_that_keeps_an_open_document_records_it(harm, child):
    stands(harm, child, has_ehcp=True)
    with pytest.raises(Refused):
        record(harm, child, "ehcp", by=harm.police)
    record(harm, child, "ehcp", by=harm.virtual)
    assert "CANARYPLACE" in page(harm, harm.chair, child)


def test_who_sees_the_card_only_opens_no_paper(harm, child):
    let_see(harm, child, harm.analyst, sight="list_keeper", about=GONE)
    let_see(harm, child, harm.housing, sight="escalation_recipient", about=GONE)
    for key in ("analyst", "housing"):
        client = harm.client(harm.user(key))
        for path in ("required/", "required/assessment/", "standing/", "social-care/"):
            assert client.get(f"/children/{child.pk}/{path}").status_code == 403
    for path in ("required/", "required/assessment/", "required/assessment/none/", "standing/", "social-care/"):
        assert harm.client(harm.chair2).get(f"/children/{child.pk}/{path}").status_code == 404


# On the pages ---------------------------------------------------------------------------------


@pytest.mark.clause("HARM-CHAIR-8", "HARM-CHAIR-3")
def test_a_document_is_recorded_and_set_aside_on_the_pages(harm, child):
    stands(harm, child)
    client, at = harm.client(harm.chair), f"/children/{child.pk}/required/"
    sent = client.post(f"{at}assessment/", {**day("dated_on", date(2026, 11, 2)), "kept_where": "Section 4"})
    assert sent.status_code == 302
    assert client.post(f"{at}case_plan/none/", {"reason": "The case closes today."}).status_code == 302
    shown = text(client.get(at))
    assert "Section 4" in shown and "Mon 2 Nov 2026" in shown and "A chair: The case closes today." in shown
    assert "Record one" in shown and "required/health_plan/none/" in shown and 'required/health_plan/"' not in shown
    assert "Does not apply<span" not in page(harm, harm.worker, child)
    assert harm.client(harm.worker).get(f"{at}case_plan/none/").status_code == 403
    assert harm.client(harm.health).get(f"{at}assessment/").status_code == 403


@pytest.mark.parametrize(
    "wrong, says",
    [({"dated_on_day": "31", "dated_on_month": "2"}, "real date"),
     ({"dated_on_year": "2027"}, "cannot be in the future"),
     ({"dated_on_day": "", "dated_on_month": "", "dated_on_year": ""}, "Enter the day"),
     ({"kept_where": "KEPT" + "x" * 200}, "200 characters"), ({"kept_where": "KEPT\x00"}, "cannot be stored")],
)  # fmt: skip
def test_a_wrong_document_is_explained_and_kept(harm, child, wrong, says):
    told = {**day("dated_on", date(2026, 11, 2)), "kept_where": "KEPT", **wrong}
    shown = text(harm.client(harm.worker).post(f"/children/{child.pk}/required/assessment/", told))
    assert says in shown and "KEPT" in shown and not ChildPaper.objects.exists()


def test_a_document_that_nobody_asks_for_is_no_page(harm, child):
    assert harm.client(harm.worker).get(f"/children/{child.pk}/required/narnia/").status_code == 404
    with pytest.raises(NotDeclared):
        record(harm, child, "narnia")


def test_the_page_takes_no_more_reads_with_many_papers_and_is_in_the_trail(harm, child):
    stands(harm, child)
    client = harm.client(harm.chair)
    record(harm, child, "assessment")
    with CaptureQueriesContext(connection) as few:
        text(client.get(f"/children/{child.pk}/required/"))
    for code in ("assessment", "case_plan", "escalation_plan") * 5:
        record(harm, child, code)
    with CaptureQueriesContext(connection) as many:
        text(client.get(f"/children/{child.pk}/required/"))
    assert len(questions(many)) <= len(questions(few)) <= 22, "\n".join(questions(few))
    row = AuditEvent.objects.order_by("-sequence").first()
    assert (row.thing, row.children) == ("child_papers_required", [str(child.pk)])


# How the child stands -------------------------------------------------------------------------


@pytest.mark.clause("HARM-INT-10", "HARM-INT-6", "HARM-INT-8")
def test_a_changed_case_status_leaves_the_child_where_they_are_and_says_where_they_belong(harm, child):
    stands(harm, child)
    row = listing(harm, "cohort_1", child)
    client = harm.client(harm.worker)
    shown = client.post(f"/children/{child.pk}/standing/", {"case_status": "not_open"}, follow=True).content.decode()
    assert "belongs on another list: Cohort 2" in shown and "A chair confirms the move" in shown
    row.refresh_from_db()
    assert row.cohort == "cohort_1" and Circumstances.objects.get().case_status == "not_open"
    assert Event.objects.filter(kind="circumstances_told").count() == 2


def test_the_lead_a_chair_and_the_coordinator_say_how_a_child_stands_and_nobody_else(harm, child):
    for by in (harm.worker, harm.chair, harm.coordinator):
        stands(harm, child, by=by, has_ehcp=by == harm.chair)
    for by in (harm.health, harm.stranger, harm.analyst):
        with pytest.raises(Refused):
            stands(harm, child, by=by, case_status="cin")
    assert harm.client(harm.health).get(f"/children/{child.pk}/standing/").status_code == 403
    assert stands(harm, child, by=harm.analyst, source="single_view", case_status="cin").case_status == "cin"


def test_said_twice_it_is_written_once_and_nonsense_is_refused(harm, child):
    stands(harm, child)
    stands(harm, child)
    assert Event.objects.filter(kind="circumstances_told").count() == 1
    with pytest.raises(Refused):
        stands(harm, child, case_status="narnia")
    with pytest.raises(Refused):
        stands(harm, child, send_evidence="narnia")
    shown = text(harm.client(harm.worker).post(f"/children/{child.pk}/standing/", {"case_status": "narnia"}))
    assert "Select one of the answers shown" in shown


# Talking is no referral -----------------------------------------------------------------------


@pytest.mark.clause("HARM-MTG-18")
@pytest.mark.parametrize("status, banner", [("not_open", True), ("early_help", True), ("cp", False), ("", False)])
def test_a_child_without_an_open_case_carries_the_banner_on_every_page(harm, child, status, banner):
    if status:
        stands(harm, child, case_status=status)
    for tab in ("", "story/", "required/"):
        assert ("is not a referral to children" in page(harm, harm.worker, child, tab)) is banner


@pytest.mark.clause("HARM-MTG-18")
def test_a_referral_is_written_down_by_the_person_who_made_it_and_stands_on_the_child(harm, child):
    client, at = harm.client(harm.health), f"/children/{child.pk}/social-care/"
    told = {**day("made_on", date(2026, 11, 9)), "reference": "MASH/7", "why": "He is afraid to go home."}
    unsaid = text(client.post(at, told))
    assert "Tick the box" in unsaid and "He is afraid to go home." in unsaid and not SocialCareReferral.objects.exists()
    assert client.post(at, {**told, "mine": "on"}).status_code == 302
    made = SocialCareReferral.objects.get()
    assert (made.by, made.reference) == (harm.health, "MASH/7")
    assert "Noor Aziz" in page(harm, harm.worker, child, "") and "MASH/7" in page(harm, harm.worker, child, "")
    assert "He is afraid to go home." in page(harm, harm.chair, child)
    for wrong, says in (({"made_on_year": "2027"}, "cannot be in the future"), ({"why": ""}, "Enter why you made it")):
        assert says in text(client.post(at, {**told, "mine": "on", **wrong}))
    assert SocialCareReferral.objects.count() == 1


@pytest.mark.clause("HARM-MTG-18", "HARM-INT-12")
def test_listing_a_child_makes_no_referral(harm, child):
    stands(harm, child, case_status="not_open")
    listing(harm, "cohort_2", child)
    assert not SocialCareReferral.objects.exists()


def test_a_procedure_without_lists_has_none_of_these_pages(cast):
    from riskpanel.children import actions

    child = cast.child()
    actions.name_lead(child=child, lead=cast.member(cast.worker), panel=cast.panel, by=cast.worker, at=cast.now)
    client = cast.client(cast.worker)
    for path in ("required/", "required/assessment/", "standing/", "social-care/"):
        assert client.get(f"/children/{child.pk}/{path}").status_code == 404
    for path in ("compliance/", "ageing/", "compliance/file/"):
        assert cast.client(cast.council_chair).get(f"/lists/{path}").status_code == 404


FORMS = [
    "missing/new/", "missing/form/", "siblings/new/", "required/assessment/", "required/case_plan/none/", "standing/",
    "social-care/",
]  # fmt: skip


@pytest.mark.parametrize("path", FORMS)
def test_every_form_bears_nonsense(harm, child, path):
    client, url = harm.client(harm.chair), f"/children/{child.pk}/{path}"
    for kind in NONSENSE:
        form = Forms(text(client.get(url))).found[-1]
        sent = client.post(url, form.filled(kind))
        assert sent.status_code in {200, 302}, kind
        assert MARKUP not in sent.content.decode()


def test_every_step_of_an_episode_bears_nonsense(harm, child):
    began = harm.now - timedelta(days=2)
    told = {"child": child, "panel": harm.panel, "by": harm.worker, "at": harm.now}
    for step in ("return", "offer", "talk"):
        ended = None if step == "return" else harm.now - timedelta(days=1)
        began += timedelta(hours=1)
        one = children.note_episode(began_at=began, ended_at=ended, **told)
        client, url = harm.client(harm.worker), f"/missing/{one.pk}/{step}/"
        for kind in NONSENSE:
            form = Forms(text(client.get(url))).found[-1]
            assert client.post(url, form.filled(kind)).status_code in {200, 302}, (step, kind)
