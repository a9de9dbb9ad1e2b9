"""What is refused says nothing about what exists."""

import pytest
from django.test import Client
from django.urls import reverse

from riskpanel.partnership.models import Agency

pytestmark = pytest.mark.django_db


def test_not_yours_and_not_there_are_the_same_bytes(cast):
    elsewhere = Agency.objects.get(partnership=cast.user("outsider").standing.partnership)
    client = cast.client(cast.administrator)
    theirs = client.get(reverse("agency", args=[elsewhere.pk]))
    nowhere = client.get(reverse("agency", args=[10**9]))
    no_route = client.get("/there/is/no/such/page/")
    assert theirs.status_code == nowhere.status_code == no_route.status_code == 404
    assert theirs.content == nowhere.content == no_route.content
    assert theirs.headers.items() == nowhere.headers.items()


def test_an_error_page_names_nobody(cast):
    html = cast.client(cast.worker).get("/there/is/no/such/page/").content.decode()
    assert cast.worker.full_name not in html
    assert cast.partnership.name not in html
    assert "tel:999" in html


def test_a_page_of_another_role_is_refused_in_words(cast):
    response = cast.client(cast.worker).get(reverse("audit"))
    assert response.status_code == 403
    assert "not for your role" in response.content.decode()
    assert response.headers["Cache-Control"] == "no-store, private"


def test_a_form_from_elsewhere_is_refused_in_words(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.administrator)
    response = client.post(reverse("agency_new"), {"name": "Sneaked in", "kind": "csc"})
    assert response.status_code == 403
    assert "can no longer be sent" in response.content.decode()
    assert not Agency.objects.filter(name="Sneaked in").exists()


def test_a_failure_shows_a_plain_page_and_no_settings(cast, monkeypatch, settings):
    client = cast.client(cast.administrator)
    client.raise_request_exception = False
    monkeypatch.setattr("riskpanel.partnership.views.hub.warnings", lambda *args: 1 / 0)
    response = client.get(reverse("administration"))
    assert response.status_code == 500
    html = response.content.decode()
    assert "not saved" in html
    for secret in ("ZeroDivisionError", "Traceback", settings.SECRET_KEY, cast.administrator.full_name):
        assert secret not in html


def test_what_cannot_be_read_says_so(settings):
    settings.ALLOWED_HOSTS = ["riskpanel.example"]
    response = Client(raise_request_exception=False).get("/accounts/login/", headers={"host": "elsewhere.example"})
    assert response.status_code == 400
    assert "Nothing was saved" in response.content.decode()
