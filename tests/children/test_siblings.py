"""Brothers and sisters: links that add nobody and open nobody."""

import pytest

from riskpanel.access.models import AuditEvent
from riskpanel.children import actions
from riskpanel.children.models import Grant, Sibling
from riskpanel.children.moves import Refused
from riskpanel.cohorts.models import Listing
from tests.children.making import let_see
from tests.making_lists import listed_child, listing

pytestmark = [pytest.mark.django_db, pytest.mark.clause("HARM-ROLE-3.b")]
GONE = "6f2c1a36-0000-4000-8000-000000000000"


@pytest.fixture
def pair(harm):
    return listed_child(harm, given_name="Ada", family_name="Firstly"), listed_child(
        harm, given_name="Bea", family_name="Secondly"
    )


def link(harm, one, other, by=None, **more):
    told = {"reference": other.reference, "known_how": "Same mother", **more}
    return actions.link_sibling(child=one, panel=harm.panel, by=by or harm.worker, at=harm.now, **told)


def shown(harm, user, child):
    response = harm.client(user).get(f"/children/{child.pk}/")
    assert response.status_code == 200
    return response.content.decode()


def test_a_link_lists_nobody_and_gives_nobody_sight(harm, pair):
    listing(harm, child=pair[0])
    before = (Listing.objects.count(), Grant.objects.count())
    link(harm, *pair)
    assert (Listing.objects.count(), Grant.objects.count()) == before


def test_who_sees_both_reads_the_name_from_either_side(harm, pair):
    link(harm, *pair)
    assert "Bea Secondly" in shown(harm, harm.worker, pair[0])
    assert "Ada Firstly" in shown(harm, harm.worker, pair[1])


def test_who_sees_one_reads_that_there_is_another_and_not_who(harm, pair):
    link(harm, *pair)
    let_see(harm, pair[0], seat=harm.seat("camhs"), sight="listed", about=GONE)
    page = shown(harm, harm.health, pair[0])
    assert "A brother or sister whom you do not see" in page
    for telling in (pair[1].reference, "Bea", "Same mother", f"/children/{pair[1].pk}/"):
        assert telling not in page
    row = AuditEvent.objects.order_by("-sequence").first()
    assert row.children == [str(pair[0].pk)]


def test_who_sees_the_card_only_reads_of_no_link(harm, pair):
    link(harm, *pair)
    let_see(harm, pair[0], harm.police, sight="escalation_recipient", about=GONE)
    assert pair[1].reference not in shown(harm, harm.police, pair[0])


def test_an_unseen_child_and_none_at_all_are_refused_in_the_same_words(harm, pair):
    unseen, said = harm.child(), []
    for reference in (unseen.reference, "C-2222"):
        with pytest.raises(Refused) as refused:
            link(harm, pair[0], unseen, reference=reference)
        said.append(refused.value.reasons)
    assert said[0] == said[1] and not Sibling.objects.exists()


def test_who_does_not_see_the_child_links_nothing(harm, pair):
    with pytest.raises(Refused):
        link(harm, *pair, by=harm.stranger)


def test_nobody_is_their_own_sibling_and_a_pair_is_linked_once(harm, pair):
    with pytest.raises(Refused, match="own reference"):
        link(harm, pair[0], pair[0])
    link(harm, *pair)
    with pytest.raises(Refused, match="linked already"):
        link(harm, pair[1], pair[0])
    with pytest.raises(Refused, match="how this is known"):
        link(harm, pair[0], listed_child(harm), known_how=" ")


def test_a_wrong_link_is_taken_back_and_can_be_made_anew(harm, pair):
    made, client = link(harm, *pair), harm.client(harm.worker)
    path = f"/siblings/{made.pk}/take-back/"
    assert harm.client(harm.stranger).get(path).status_code == 404
    assert "There is a problem" in client.post(path, {"why": ""}).content.decode()
    assert client.post(path, {"why": "Cousins"}).status_code == 302
    assert "Bea Secondly" not in shown(harm, harm.worker, pair[0])
    assert Sibling.objects.get().taken_back_why == "Cousins"
    link(harm, *pair)
    assert Sibling.objects.count() == 2


def test_a_link_is_typed_and_a_wrong_one_is_explained_and_kept(harm, pair):
    client, path = harm.client(harm.worker), f"/children/{pair[0].pk}/siblings/new/"
    for wrong in ("", "C-2222", "a\x00b", "x" * 50, "<b>"):
        page = client.post(path, {"reference": wrong, "known_how": "KEPT words"}).content.decode()
        assert "There is a problem" in page and "KEPT words" in page
    assert client.post(path, {"reference": pair[1].reference.lower(), "known_how": "School"}).status_code == 302
    assert Sibling.objects.get().other == pair[1]
