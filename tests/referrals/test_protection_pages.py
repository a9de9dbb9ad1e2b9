"""The page of a child in danger: numbers first, the record afterwards."""

import html

import pytest

from riskpanel.referrals.models import ProtectionCall
from tests import making_referrals as making
from tests.referrals.kit import BAD, at, post, told


def words(response) -> str:
    return html.unescape(response.content.decode())


CALL = {"called": "Emergency duty team", "called_at": ("10", "11", "2026", "09:15")}


@pytest.mark.clause("HRP-4.6")
def test_the_numbers_stand_first_and_can_be_tapped(cast):
    page = words(cast.client(cast.charity).get("/protection/"))
    for phone in cast.partnership.phones:
        assert f'href="tel:{phone["number"].replace(" ", "")}"' in page and phone["when"] in page
    assert page.index("tel:999") < page.index("Write the call down")


@pytest.mark.clause("HRP-4.6")
def test_a_call_is_written_down_and_shows_on_the_concern(cast):
    made = making.concern(cast)
    client = cast.client(cast.worker)
    assert f'value="{made.child_id}" selected' in words(client.get(f"/protection/?child={made.child_id}"))
    sent = post(client, "/protection/", child=str(made.child_id), reference="E1", words="They go out.", **CALL)
    assert sent.status_code == 302 and told(made, "protection_route_taken").at == at(10, 9, 15)
    page = words(client.get(f"/concerns/{made.pk}/"))
    assert "The child protection route was taken." in page and "Reference E1" in page


def test_only_children_whom_the_person_sees_can_be_chosen(cast):
    hidden = making.concern(cast, by=cast.nurse).child
    client = cast.client(cast.worker)
    assert hidden.reference not in words(client.get(f"/protection/?child={hidden.pk}"))
    forged = post(client, "/protection/", child=str(hidden.pk), **CALL)
    assert "Select one of the answers shown" in words(forged) and not ProtectionCall.objects.exists()


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"called": ""}, "Select whom you called"),
        ({"called": "other"}, "Say whom you called"),
        ({"words": ""}, "Choose the child, or say who the child is"),
        ({"called_at": ("31", "2", "2026", "10:00")}, "must be a real date"),
        ({"called_at": ("10", "11", "2026", "23:00")}, "or earlier"),
        ({"words": BAD["nul"]}, "cannot be stored"),
        ({"words": "x" * 5001}, "5,000 characters or fewer"),
    ],
)
def test_what_is_wrong_is_said_and_kept(cast, typed, says):
    given = {**CALL, "words": "A boy at the bus stop.", "reference": "E-9", **typed}
    page = words(post(cast.client(cast.worker), "/protection/", **given))
    assert says in page and 'value="E-9"' in page and not ProtectionCall.objects.exists()


@pytest.mark.parametrize("odd", ["html", "emoji"])
def test_a_child_who_is_not_known_is_described_in_words(cast, odd):
    sent = post(
        cast.client(cast.charity), "/protection/", **{**CALL, "called": "other"}, somebody="A PC", words=BAD[odd]
    )
    call = ProtectionCall.objects.get()
    assert sent.status_code == 302 and (call.child, call.called, call.note) == (None, "A PC", BAD[odd])
