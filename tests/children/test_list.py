"""The list of children: those whom I may see, found by name or reference, narrowed, paged."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from riskpanel.access.models import AuditEvent
from riskpanel.children.models import Child, Grant
from tests import making_lists
from tests.children.making import let_see

pytestmark = pytest.mark.django_db


def text(response):
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def mine(cast):
    named = [("Ada", "Lovelace"), ("Grace", "Hopper"), ("Ádám", "Nagy")]
    children = [cast.child(given_name=given, family_name=family) for given, family in named]
    for child in children:
        let_see(cast, child, cast.worker)
    return children


@pytest.mark.clause("HRP-A2-5.2.b")
def test_the_list_and_the_search_hold_only_whom_i_may_see(cast, mine):
    hidden = cast.child(given_name="Ada", family_name="Secretly")
    client = cast.client(cast.worker)
    for page in (text(client.get("/children/")), text(client.post("/children/", {"words": "ada"}))):
        assert mine[0].reference in page
        assert hidden.reference not in page and "Secretly" not in page
    searched = text(client.post("/children/", {"words": hidden.reference}))
    assert "0 children found" in searched


def test_a_name_is_found_by_its_parts_and_a_child_by_reference(cast, mine):
    client = cast.client(cast.worker)
    for words, found in (("lov ad", mine[0]), ("HOPPER", mine[1]), (mine[2].reference[2:].lower(), mine[2])):
        page = text(client.post("/children/", {"words": words}))
        assert found.reference in page and "1 child found" in page and f'value="{words}"' in page


@pytest.mark.parametrize("odd", ["%", "_", "'", "\\", "🦊", "<b>", "x" * 500])
def test_odd_searches_find_nothing_and_break_nothing(cast, mine, odd):
    assert "0 children found" in text(cast.client(cast.worker).post("/children/", {"words": odd}))


def test_a_null_is_no_word_to_search_for(cast, mine):
    page = text(cast.client(cast.worker).post("/children/", {"words": "\x00"}))
    assert all(one.reference in page for one in mine) and "found" not in page


def test_a_search_puts_no_name_into_an_address(cast, mine):
    page = text(cast.client(cast.worker).post("/children/", {"words": "Lovelace"}))
    assert "ovelace" not in "".join(part.split('"')[0] for part in page.split('href="')[1:])


def test_the_list_is_narrowed_by_level_kind_lead_and_agency(cast, mine):
    ada, grace, _ = mine
    Child.objects.filter(pk=ada.pk).update(level="high", categories=["CSE", "MISS"])
    Child.objects.filter(pk=grace.pk).update(lead=cast.member(cast.youth_worker))
    client = cast.client(cast.worker)

    def found(**query):
        page = text(client.get("/children/", query))
        return {child.given_name for child in mine if child.reference in page}

    lead = cast.member(cast.youth_worker)
    assert found(level="high") == found(category="MISS") == {"Ada"}
    assert found(level="none") == {"Grace", "Ádám"}
    assert found(category="CCE") == found(lead="me") == set()
    assert found(lead=str(lead.pk)) == found(agency=str(lead.agency_id)) == {"Grace"}
    assert found(lead="none") == {"Ada", "Ádám"}
    assert found(lead="x", agency="\x00") == set()


def test_who_sees_nobody_reads_who_puts_children_there(cast):
    assert "You see no child just now" in text(cast.client(cast.stranger).get("/children/"))


def test_five_hundred_children_are_fifty_a_page_in_fifteen_reads_and_one_row_names_those_shown(cast):
    children = Child.objects.bulk_create(
        Child(
            partnership=cast.partnership, reference=f"T-{n}", given_name="A", family_name=f"B{n:03}",
            created_at=cast.now, created_by=cast.worker, lead=cast.member(cast.worker) if n % 2 else None,
        )
        for n in range(500)
    )  # fmt: skip
    Grant.objects.bulk_create(
        Grant(
            child=child, partnership=child.partnership, user=cast.worker, sight="concern_author", scope="child",
            reason="x", starts_at=cast.now,
            ends_at=cast.now.replace(year=2027), given_by=cast.worker,
        )
        for child in children
    )  # fmt: skip
    client = cast.client(cast.worker)
    with CaptureQueriesContext(connection) as queries:
        page = text(client.get("/children/?page=2"))
    assert len(queries) <= 15
    assert page.count("data-row") == 50 and "500 children" in page
    assert len(AuditEvent.objects.order_by("-sequence").first().children) == 50


def test_who_leads_and_whose_leave_it_takes_is_said_in_the_procedures_words(harm):
    child = making_lists.listing(harm).child
    worker = harm.client(harm.worker)
    page = text(worker.get(f"/children/{child.pk}/"))
    assert "Name the lead worker" in page and "takes a co-chair's leave" in page
    assert '<h1 class="govuk-heading-l">Name the lead worker' in text(worker.get(f"/children/{child.pk}/lead/"))
    listed = text(worker.get("/children/"))
    assert "Lead worker" in listed and "Lead professional" not in listed
    Child.objects.filter(pk=child.pk).update(lead=None)
    assert "No lead worker is named" in text(harm.client(harm.chair).get(f"/children/{child.pk}/"))
    assert "The lead worker, the co-chairs and the panel administrator" in text(
        harm.client(harm.analyst).get(f"/children/{child.pk}/access/")
    )
