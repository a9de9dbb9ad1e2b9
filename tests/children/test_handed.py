"""The papers of one child: when they were missing, and who may see their record."""

import pytest

from tests.children.making import let_see
from tests.children.test_missing import ago, child, episode  # noqa: F401 - fixtures
from tests.reading_papers import taken, written_down

pytestmark = pytest.mark.django_db


@pytest.mark.clause("HARM-ROLE-6", "HARM-ROLE-6.b")
def test_the_missing_episodes_on_paper_stand_in_order_and_say_what_is_owed(harm, child):  # noqa: F811
    let_see(harm, child, harm.missing)
    episode(harm, child, ago(harm, days=9), ago(harm, days=8), missing_from="The Copperfield arcade")
    episode(harm, child, ago(harm, days=2), ago(harm, days=1), missing_from="Home")
    text = taken(harm.client(harm.missing), f"/children/{child.pk}/missing/paper/pdf/")
    assert text.index("The Copperfield arcade") < text.index("Home")
    assert "Interview to be offered" in text and "HARM-ROLE-6" in text and child.reference in text
    assert written_down() == ("missing_paper", harm.missing.pk, [str(child.pk)])


def test_nobody_who_sees_no_more_than_the_card_takes_the_missing_episodes(harm, child):  # noqa: F811
    episode(harm, child, ago(harm, days=2), ago(harm, days=1), missing_from="The Copperfield arcade")
    for user in (harm.housing, harm.coordinator):
        answer = harm.client(user).get(f"/children/{child.pk}/missing/paper/pdf/")
        assert answer.status_code in {403, 404} and b"Copperfield" not in answer.content


def test_who_may_see_a_child_is_for_those_who_may_read_it_on_the_screen(cast):
    made = cast.child(given_name="Marisol", family_name="Canarywharfe")
    let_see(cast, made, cast.council_chair)
    let_see(cast, made, cast.nurse, sight="lead_professional")
    address = f"/children/{made.pk}/access/paper/pdf/"
    text = taken(cast.client(cast.council_chair), address)
    assert cast.nurse.full_name in text and made.reference in text and "Canarywharfe" not in text
    assert written_down() == ("access_paper", cast.council_chair.pk, [str(made.pk)])
    for user in (cast.nurse, cast.outsider, cast.worker):
        assert cast.client(user).get(address).status_code in {403, 404}
