"""The papers of a panel itself: the map of its procedure, the register of its seats."""

import pytest

from tests.reading_papers import cells, taken, text_of, written_down

pytestmark = pytest.mark.django_db


@pytest.mark.clause("HRP-A4")
def test_everybody_may_take_the_map_of_the_procedure(cast):
    address = f"/procedure/{cast.panel.procedure_id}/map/pdf/"
    text = taken(cast.client(cast.worker), address)
    for life in cast.procedure.lifecycles:
        assert life.label in text and all(state.label in text for state in life.states)
    assert "within 5 working days" in text and cast.procedure.lifecycle("referral").moves[0].clauses[0] in text
    assert written_down() == ("procedure_map", cast.worker.pk, [])
    assert cast.client(cast.outsider).get(address).status_code == 404


@pytest.mark.clause("HRP-A2-4.1", "HRP-A2-4.4")
@pytest.mark.parametrize("form", ("pdf", "xlsx"))
def test_the_register_names_every_seat_and_who_holds_it(cast, form):
    address = f"/administration/panels/{cast.panel.pk}/register/{form}/"
    answer = cast.client(cast.coordinator).get(address)
    text = text_of(answer.content, form)
    assert all(seat.title in text for seat in cast.panel.seats.filter(retired=False))
    assert cast.council_chair.full_name in text
    if form == "xlsx":
        assert cells(answer.content)[0][:4] == ["No.", "Seat", "Agency", "Holder"]
    assert cast.client(cast.worker).get(address).status_code == 403
    assert cast.client(cast.outsider).get(address).status_code in {403, 404}
