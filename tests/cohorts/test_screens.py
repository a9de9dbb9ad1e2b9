"""The analyst's way from an agency's file to a list that a person chose, on screen."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from riskpanel.children.models import Child, Grant
from riskpanel.cohorts import actions
from riskpanel.cohorts.models import Extract, Listing, Place, Week
from riskpanel.cohorts.store import store_of
from tests.cohorts.test_weeks import ranked
from tests.making_lists import AFTER_AT, BEFORE_AT, meets
from tests.queries import questions

pytestmark = pytest.mark.django_db
ARRESTS = (
    "Nominal,First,Last,DOB,When,Offence\nN1,Tomi,Aldous,04/05/2011,01/11/2026,PWITS\nN2,=HYPER,Ives,x,02/11/2026,ABH\n"
)


@pytest.fixture
def week(borough):
    meets(borough, "after_mace", AFTER_AT)
    meets(borough, "before_mace", BEFORE_AT)
    return ranked(borough)


def page_of(cast, key, name, *args, **query):
    return cast.client(cast.user(key)).get(reverse(name, args=args), query)


def test_the_lists_show_place_movement_reasons_and_how_fresh_each_feed_is(borough, week):
    html = page_of(borough, "analyst", "lists").content.decode()
    assert html.count("data-row") >= 10
    assert "Children’s social care" in html or "Children&#39;s social care" in html or "Children's social care" in html
    assert "told up to" in html and "Not named yet" in html
    assert "prediction" not in html.lower()


@pytest.mark.parametrize("key", ["analyst", "chair", "coordinator"])
def test_the_lists_take_few_questions(borough, week, key):
    client = borough.client(borough.user(key))
    with CaptureQueriesContext(connection) as queries:
        assert client.get(reverse("lists")).status_code == 200
    assert len(questions(queries)) <= 15


@pytest.mark.parametrize("key", ["police", "worker", "housing", "school", "administrator", "auditor"])
def test_nobody_else_opens_the_lists(borough, week, key):
    place = Place.objects.filter(rank=1).first()
    assert page_of(borough, key, "lists").status_code == 403
    assert page_of(borough, key, "list_place", place.pk).status_code == 403
    assert page_of(borough, key, "extracts").status_code == 403


def test_names_of_the_ranked_beyond_the_list_stand_nowhere(borough, week):
    place = week.places.filter(rank__gt=10, cohort="cohort_1").first()
    row = next(
        one for one in store_of(borough.partnership).current("people").to_pylist() if one["given"] and one["family"]
    )
    for name, args in (("lists", ()), ("list_place", (place.pk,))):
        html = page_of(borough, "analyst", name, *args).content.decode()
        assert f"{row['given']} {row['family']}" not in html or Listing.objects.filter(
            child__given_name=row["given"], child__family_name=row["family"]
        )


def test_every_point_leads_to_the_agency_file_and_row(borough, week):
    place = week.places.filter(rank=1, cohort="cohort_1").get()
    html = page_of(borough, "analyst", "list_place", place.pk).content.decode()
    assert re.search(r"\.csv, row \d+", html)


def test_the_first_are_taken_in_one_go_by_an_analyst_and_by_nobody_else(borough, week):
    url = reverse("lists_take")
    assert borough.client(borough.police).post(url, {"cohort": "cohort_1"}).status_code == 403
    assert borough.client(borough.analyst).get(url, {"cohort": "cohort_1"}).status_code == 405
    borough.client(borough.analyst).post(url, {"cohort": "cohort_1"})
    taken = Listing.objects.filter(cohort="cohort_1", state="listed")
    assert taken.exists() and set(taken.values_list("sitting__kind", flat=True)) == {"after_mace"}
    assert not Listing.objects.filter(cohort="cohort_2", state="listed").exists()


@pytest.mark.clause("HARM-MTG-5")
def test_a_ranked_child_beyond_the_list_is_highlighted_with_words_and_only_then_named(borough, week):
    place = week.places.filter(rank__gt=10, cohort="cohort_2").order_by("rank").first()
    client = borough.client(borough.analyst)
    url = reverse("list_highlight", args=[place.pk])
    empty = client.post(url, {"reason": ""})
    assert "There is a problem" in empty.content.decode()
    done = client.post(url, {"reason": "A new phone and trainers each week.", "rising": "", "beyond": "Known here."})
    listing = Listing.objects.get(route="highlight")
    assert done.url == listing.get_absolute_url()
    place.refresh_from_db()
    assert place.child_id == listing.child_id
    assert client.get(done.url).status_code == 200


def test_a_refused_highlight_registers_and_names_nobody(borough, week):
    place = week.places.filter(rank__gt=10, cohort="cohort_1").order_by("rank").first()
    before = [model.objects.count() for model in (Child, Listing, Grant)]
    answer = borough.client(borough.analyst).post(
        reverse("list_highlight", args=[place.pk]), {"reason": "Worse each week.", "rising": "", "beyond": "Known."}
    )
    assert answer.status_code == 200
    assert "Worse each week." in answer.content.decode()
    assert [model.objects.count() for model in (Child, Listing, Grant)] == before
    place.refresh_from_db()
    assert place.child_id is None


def test_a_list_is_worked_out_beside_the_request(borough, monkeypatch):
    started = []
    monkeypatch.setattr("riskpanel.cohorts.running.start", started.append)
    day = {"as_of_day": "9", "as_of_month": "11", "as_of_year": "2026"}
    borough.client(borough.analyst).post(reverse("week_new"), day)
    week = Week.objects.get()
    assert started == [week] and week.state == "running"
    assert "being worked out" in page_of(borough, "analyst", "lists").content.decode()
    actions.work_out(week=week, at=borough.now)
    assert "being worked out" not in page_of(borough, "analyst", "lists").content.decode()


def test_a_table_nobody_knows_asks_for_its_columns_and_loads_with_them(borough):
    client = borough.client(borough.analyst)
    file = SimpleUploadedFile("arrests.csv", ARRESTS.encode())
    asked = client.post(reverse("extract_new"), {"files": file, "source": "police", "mapping": ""})
    assert asked.status_code == 302 and "/columns/" in asked.url
    told = {"name": "Arrests", "source": "police", "kind": "arrest", "dates": "", "column_source_id": "Nominal",
            "column_given": "First", "column_family": "Last", "column_born": "DOB", "column_began": "When",
            "column_code": "Offence"}  # fmt: skip
    looked = client.post(asked.url, told | {"look": "1"}).content.decode()
    assert "The first rows" in looked and "Aldous" in looked
    assert not Extract.objects.exists()
    client.post(asked.url, told)
    extract = Extract.objects.get()
    assert extract.rejected >= 1
    rejects = client.get(reverse("extract_rejects", args=[extract.pk]))
    body = rejects.content.decode("utf-8-sig")
    assert "'=HYPER" in body and "\n=HYPER" not in body and ",=HYPER" not in body
    assert client.get(reverse("extracts")).status_code == 200


def test_a_file_that_is_none_is_told_beside_the_field(borough):
    client = borough.client(borough.analyst)
    html = client.post(reverse("extract_new"), {"files": SimpleUploadedFile("x.exe", b"MZ")}).content.decode()
    assert "must end in" in html
    html = client.post(reverse("extract_new"), {"source": "police"}).content.decode()
    assert "There is a problem" in html


def test_rows_that_may_be_one_child_are_decided_remembered_and_taken_back(borough, week):
    client = borough.client(borough.analyst)
    html = client.get(reverse("links_review")).content.decode()
    assert "pair" in html
    names = ("left_source", "left_id", "right_source", "right_id")
    pairs = re.findall(".*?".join(f'name="{name}" value="([^"]+)"' for name in names), html, re.S)
    assert pairs, "the invented borough has pairs that need a person"
    told = dict(zip(names, pairs[0], strict=True))
    client.post(reverse("links_review"), told | {"answer": "apart"})
    assert "two children" in client.get(reverse("links_review")).content.decode()
    client.post(reverse("links_review"), told | {"answer": "undo"})
    assert "two children" not in client.get(reverse("links_review")).content.decode()
    assert f'value="{told["left_id"]}"' in client.get(reverse("links_review")).content.decode()
    client.post(reverse("links_review"), told | {"right_id": "somebody-else", "answer": "same"})
    assert "one child</b>" not in client.get(reverse("links_review")).content.decode()
