"""The demonstration's one-click people, and that they are nowhere else."""

import pytest
from django.urls import reverse

from riskpanel.access.models import AuditEvent
from riskpanel.demo.personas import personas

pytestmark = pytest.mark.django_db


def test_everybody_with_a_sentence_has_one_button(cast, client):
    html = client.get(reverse("demo")).content.decode()
    assert len(personas()) >= 10
    for one in personas():
        assert f'action="{reverse("demo_sign_in", args=[one.key])}"' in html
        assert one.name in html
    assert html.count("<form") == len(personas())  # the other borough's are not there without it


def test_one_click_signs_in_and_is_recorded(cast, client):
    response = client.post(reverse("demo_sign_in", args=["worker"]))
    assert (response.status_code, response.url) == (302, reverse("desk"))
    assert client.session["_auth_user_id"] == str(cast.worker.pk)
    assert AuditEvent.objects.filter(action="sign_in", actor_id=cast.worker.pk).exists()


def test_looking_signs_nobody_in(cast, client):
    assert client.get(reverse("demo_sign_in", args=["worker"])).status_code == 405
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("key", ["head", "nobody", "founder"])
def test_nobody_without_a_sentence_is_a_persona(cast, client, key):
    assert client.post(reverse("demo_sign_in", args=[key])).status_code == 404


def test_switched_off_there_is_nothing(cast, client, settings):
    settings.RISKPANEL_DEMO = False
    assert client.get(reverse("demo")).status_code == 404
    assert client.post(reverse("demo_sign_in", args=["worker"])).status_code == 404
    assert "_auth_user_id" not in client.session


def test_the_sign_in_page_leads_there(client):
    assert f'href="{reverse("demo")}"' in client.get(reverse("account_login")).content.decode()
