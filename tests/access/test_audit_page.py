"""The auditor reads the trail of their own partnership, by identifiers."""

import pytest
from django.db import transaction
from django.urls import reverse

from riskpanel.access import audit

pytestmark = pytest.mark.django_db


def seen(cast, **query) -> str:
    return cast.client(cast.auditor).get(reverse("audit"), query).content.decode()


def test_the_trail_names_people_and_no_child(cast, django_assert_max_num_queries):
    child = cast.child()
    cast.client(cast.worker).get(reverse("procedure"))
    auditor = cast.client(cast.auditor)
    with django_assert_max_num_queries(15):
        html = auditor.get(reverse("audit")).content.decode()
    assert cast.worker.full_name in html
    for name in (child.given_name, child.family_name, child.reference):
        assert name not in html


def test_a_person_an_action_and_a_day_narrow_it(cast):
    cast.client(cast.worker).get(reverse("procedure"))
    cast.client(cast.manager).get(reverse("audit"))
    of_worker = seen(cast, person="achterberg")
    assert cast.worker.full_name in of_worker
    assert cast.manager.full_name not in of_worker
    refused = seen(cast, action="refused")
    assert cast.manager.full_name in refused
    assert cast.worker.full_name not in refused
    day = {"until_day": "9", "until_month": "11", "until_year": "2026"}
    assert "No row answers this" in seen(cast, **day)


def test_who_saw_this_child(cast):
    child, other = cast.child(), cast.child(given_name="Sky")
    with transaction.atomic():
        for one, by in ((child, cast.worker), (other, cast.manager)):
            around = audit.Circumstances(partnership_id=cast.partnership.pk)
            token = audit.circumstances.set(around)
            audit.record(action="read", by=by, thing="child", children=[one])
            audit.circumstances.reset(token)
    html = seen(cast, child=str(child.pk))
    assert cast.worker.full_name in html
    assert cast.manager.full_name not in html


def test_another_partnerships_trail_is_not_shown(cast):
    outsider = cast.user("outsider")
    cast.client(outsider).get(reverse("procedure"))
    assert outsider.full_name not in seen(cast)
    assert "No row answers this" in seen(cast, person="zed")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"child": "not-an-id"}, "identifier as the trail shows it"),
        ({"since_day": "31", "since_month": "2", "since_year": "2026"}, "There is a problem"),
        ({"person": "x" * 500}, "characters or fewer"),
        ({"action": "invented"}, "Select one of the answers shown"),
        (
            {f"{name}_{part}": value for name, day in (("since", "3"), ("until", "1"))
             for part, value in (("day", day), ("month", "2"), ("year", "2026"))},
            "the same day as From, or later",
        ),
    ],
)  # fmt: skip
def test_a_wrong_question_is_answered_in_words(cast, query, words):
    html = seen(cast, **query)
    assert words in html and "<title>Error: Audit trail" in html
    assert html.index("There is a problem") < html.index("<h1")
    assert "No row answers this" in html


@pytest.mark.parametrize("typed", ["<b>x</b>", "😀", "' OR 1=1 --"])
def test_odd_words_find_nobody_and_run_nothing(cast, typed):
    html = seen(cast, person=typed)
    assert "No row answers this" in html
    assert "<b>x</b>" not in html


def test_the_trail_is_paged(cast):
    cast.client(cast.auditor).get(reverse("audit"))
    around = audit.Circumstances(partnership_id=cast.partnership.pk)
    token = audit.circumstances.set(around)
    with transaction.atomic():
        for number in range(60):
            audit.record(action="read", thing=f"page-{number:02}")
    audit.circumstances.reset(token)
    assert "page-59" in seen(cast)
    assert "page-05" not in seen(cast)
    assert "page-05" in seen(cast, page=2)


def test_a_nul_in_the_address_is_left_out(cast):
    """No database can look for one; what is left of the question is asked, and shown as asked."""
    assert 'value="zed"' in seen(cast, person="z\x00ed")
