"""Whatever is typed gets an answer in words, keeps what was typed, and changes nothing."""

import re

import pytest
from django.urls import reverse

from riskpanel.partnership.models import Agency, Member, Review

pytestmark = pytest.mark.django_db
FRAME = {"viewport", "theme-color", "robots", "referrer", "htmx-config", "csrfmiddlewaretoken", "submission"}
ODD = {
    "long": "x" * 5000,
    "html": "<script>alert('x')</script>",
    "nul": "a\x00b",
    "emoji": "👩🏽‍🚒 ok",
    "space": "   ",
}


def addresses(cast) -> dict[str, str]:
    seat, member = cast.seat("community_safety"), cast.member(cast.worker)
    held = cast.member(cast.council_chair).appointments.first()
    return {
        "partnership_details": reverse("partnership_details"),
        "agency_new": reverse("agency_new"),
        "agency": reverse("agency", args=[cast.agency("csc").pk]),
        "person_new": reverse("person_new"),
        **{name: reverse(name, args=[member.pk]) for name in ("person_edit", "person_move", "person_end", "role_new")},
        "appointment_end": reverse("appointment_end", args=[held.pk]),
        "panel_new": reverse("panel_new"),
        "panel_review": reverse("panel_review", args=[cast.panel.pk]),
        "panel_dates": reverse("panel_dates", args=[cast.panel.pk]),
        **{name: reverse(name, args=[seat.pk]) for name in ("seat_agency", "seat_holder", "seat_deputy")},
        "procedure_upload": reverse("procedure_upload"),
        "procedure_put": reverse("procedure_put", args=[cast.panel.procedure_id]),
    }


def counts() -> tuple[int, ...]:
    return Agency.objects.count(), Member.objects.count(), Review.objects.count()


def test_an_empty_form_says_what_is_missing(cast):
    client, before = cast.client(cast.administrator), counts()
    for name, url in addresses(cast).items():
        response = client.post(url, {})
        assert response.status_code == 200, name
        assert "There is a problem" in response.content.decode(), name
    assert counts() == before


@pytest.mark.parametrize("kind", ODD)
def test_odd_answers_in_every_field(cast, kind):
    client, before = cast.client(cast.administrator), counts()
    for name, url in addresses(cast).items():
        fields = set(re.findall(r' name="([^"]+)"', client.get(url).content.decode())) - FRAME
        assert fields, name
        response = client.post(url, dict.fromkeys(fields, ODD[kind]))
        html = response.content.decode()
        assert response.status_code == 200, name
        assert "There is a problem" in html, name
        assert "<script>alert(" not in html, name
    assert counts() == before


@pytest.mark.parametrize("name", ["person_end", "appointment_end", "person_move", "seat_holder", "panel_review"])
def test_the_31st_of_february_is_no_date(cast, name):
    fields = {"person_end": "last_day", "appointment_end": "last_day", "panel_review": "done_on"}
    field = fields.get(name, "from_day")
    sent = {
        f"{field}_day": "31",
        f"{field}_month": "2",
        f"{field}_year": "2026",
        "outcome": "Kept as typed",
        "job_title": "Kept as typed",
    }
    html = cast.client(cast.administrator).post(addresses(cast)[name], sent).content.decode()
    assert "There is a problem" in html
    assert 'value="31"' in html
    assert "real date" in html
    if name in {"panel_review", "person_move"}:
        assert "Kept as typed" in html


def test_a_record_of_another_kind_cannot_be_picked(cast):
    outsider = cast.user("outsider").standing.agency
    sent = {"agency": str(outsider.pk)}
    client = cast.client(cast.administrator)
    html = client.post(reverse("seat_agency", args=[cast.seat("health").pk]), sent).content.decode()
    assert "Select one of the answers shown" in html


def test_emoji_and_html_in_a_name_are_kept_as_text(cast):
    name = "Café <b>Ünïcode</b> 👩🏽‍🚒"
    client = cast.client(cast.administrator)
    assert client.post(reverse("agency_new"), {"name": name, "kind": "charity"}).status_code == 302
    assert Agency.objects.filter(name=name).exists()
    html = client.get(reverse("agencies")).content.decode()
    assert "&lt;b&gt;Ünïcode&lt;/b&gt; 👩🏽‍🚒" in html
