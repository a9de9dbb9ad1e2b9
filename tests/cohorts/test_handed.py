"""The papers of the lists: required documents, and what goes to the other body's meeting."""

import pytest

from riskpanel.children.models import Grant
from tests import making_lists as making
from tests.cohorts.test_compliance import on_list, record
from tests.cohorts.test_upward import child, confirmed, theme
from tests.reading_papers import cells, taken, text_of, written_down

pytestmark = pytest.mark.django_db


@pytest.mark.clause("HARM-CHAIR-8")
@pytest.mark.parametrize("form", ("pdf", "xlsx"))
def test_the_sheet_of_documents_names_children_by_reference_and_what_they_lack(harm, form):
    mine = on_list(harm, given_name="Marisol", family_name="Canarywharfe")
    record(harm, mine, "assessment", days=200)
    hidden = making.listed_child(harm, given_name="Teodora", family_name="Hiddenough")
    making.listing(harm, "cohort_1", hidden)
    Grant.objects.filter(child=hidden).delete()
    answer = harm.client(harm.chair).get(f"/lists/compliance/paper/?format={form}")
    text = text_of(answer.content, form)
    assert mine.reference in text and hidden.reference not in text
    assert "Canarywharfe" not in text and "Hiddenough" not in text
    assert written_down() == ("lists_compliance_paper", harm.chair.pk, [str(mine.pk)])
    if form == "xlsx":
        assert cells(answer.content)[0][:4] == ["Reference", "List", "Case status", "Lead"]


def test_the_sheet_is_for_those_who_may_open_its_page(harm):
    on_list(harm)
    for user in (harm.worker, harm.housing):
        assert harm.client(user).get("/lists/compliance/paper/").status_code == 403
    assert harm.client(harm.chair).get("/lists/compliance/paper/?format=exe").status_code == 404


@pytest.mark.clause("HARM-MTG-13", "HARM-GOV-5")
def test_what_goes_to_the_other_body_is_what_was_confirmed_and_the_reader_may_see(harm):
    dates = making.calendar(harm)
    ready, waits = confirmed(harm, child(harm)), theme(harm, title="Lifts that stand still")
    address = f"/upward/pack/{dates['mace'].pk}/paper/pdf/"
    text = taken(harm.client(harm.coordinator), address)
    assert "Lifts that stand still" not in text and waits.state == "proposed"
    unseen = ready.child.reference not in text
    assert unseen == (str(ready.child_id) not in written_down()[2])
    confirmed(harm, waits)
    assert "Lifts that stand still" in taken(harm.client(harm.coordinator), address)
    assert harm.client(harm.worker).get(address).status_code in {403, 404}
