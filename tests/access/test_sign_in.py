"""Signing in: by an account that somebody made, five tries, and every one of them on record."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from riskpanel.access.models import AuditEvent, User
from riskpanel.desk.notices.sending import send_waiting
from riskpanel.partnership import actions as partnership

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough pass phrase"


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def somebody(cast) -> User:
    user = cast.worker
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client: Client, email: str, password: str):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def rows(action: str) -> list[tuple]:
    found = AuditEvent.objects.filter(action=action).order_by("sequence")
    return list(found.values_list("actor_id", "thing", "decision", "reason"))


def test_the_right_password_leads_to_the_desk(client, somebody):
    response = sign_in(client, somebody.email, PASSWORD)
    assert (response.status_code, response.url) == (302, reverse("desk"))
    assert rows("sign_in") == [(somebody.pk, f"account:{somebody.pk}", "allowed", "")]


def test_the_session_gets_a_new_number(client, somebody):
    client.get(reverse("account_login"))
    before = client.session.session_key
    sign_in(client, somebody.email, PASSWORD)
    assert client.session.session_key != before


def test_a_wrong_password_says_so_and_is_recorded(client, somebody):
    response = sign_in(client, somebody.email, "wrong")
    assert response.status_code == 200
    assert "not correct" in response.content.decode()
    assert rows("sign_in") == [(None, f"account:{somebody.pk}", "refused", "wrong_password")]


def test_an_unknown_address_reads_like_a_wrong_password(client, somebody):
    wrong = sign_in(client, somebody.email, "wrong").content.decode()
    unknown = sign_in(client, "nobody@example.org", "wrong").content.decode()
    said = "not correct"
    assert said in wrong
    assert said in unknown
    assert rows("sign_in")[-1] == (None, "account", "refused", "no_account")
    assert not AuditEvent.objects.filter(thing__contains="example").exists()


def test_after_five_tries_even_the_right_password_waits(client, somebody):
    for _ in range(5):
        sign_in(client, somebody.email, "wrong")
    response = sign_in(client, somebody.email, PASSWORD)
    assert response.status_code == 200
    assert "Too many failed" in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_the_lock_of_one_account_is_not_a_lock_of_all(client, cast, somebody):
    for _ in range(5):
        sign_in(client, somebody.email, "wrong")
    other = cast.manager
    other.set_password(PASSWORD)
    other.save()
    assert sign_in(client, other.email, PASSWORD).status_code == 302


def test_signing_out_is_a_post_and_is_recorded(client, somebody):
    sign_in(client, somebody.email, PASSWORD)
    asked = client.get(reverse("account_logout"))
    assert asked.status_code == 200
    assert "_auth_user_id" in client.session
    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session
    assert rows("sign_out") == [(somebody.pk, f"account:{somebody.pk}", "allowed", "")]


def test_nobody_signs_up(client):
    response = client.get(reverse("account_signup"))
    assert "sign up is currently closed" in response.content.decode().lower()
    client.post(reverse("account_signup"), {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD})
    assert not User.objects.filter(email="new@example.org").exists()


def test_a_shut_account_is_out_at_its_next_request(client, somebody):
    sign_in(client, somebody.email, PASSWORD)
    assert client.get(reverse("procedure")).status_code == 200
    somebody.is_active = False
    somebody.save()
    response = client.get(reverse("procedure"))
    assert (response.status_code, response.url.split("?")[0]) == (302, reverse("account_login"))
    anew = Client()
    sign_in(anew, somebody.email, PASSWORD)
    assert "_auth_user_id" not in anew.session


@pytest.mark.parametrize("name", ["mfa_index", "mfa_activate_totp", "account_change_password", "usersessions_list"])
def test_the_second_factor_and_the_account_are_within_reach(client, somebody, name):
    sign_in(client, somebody.email, PASSWORD)
    assert client.get(reverse(name), follow=True).status_code == 200


@pytest.mark.parametrize("typed", ["", "x" * 5000, "a\x00b@example.org", "<script>alert(1)</script>", "😀@example.org"])
def test_whatever_is_typed_gets_an_answer(client, db, typed):
    response = sign_in(client, typed, typed)
    assert response.status_code == 200
    assert "<script>alert(1)" not in response.content.decode()


def test_a_link_sets_a_first_password_once_and_only_its_reader_has_it(cast, client):
    member = cast.company.members["nurse"]
    admin = cast.client(cast.administrator)
    shown = admin.post(reverse("person_link", args=[member.pk]), follow=True).content.decode()
    assert "Goes out" in shown
    send_waiting(cast.now + timedelta(hours=1))
    letter = next(one for one in mail.outbox if one.to == [cast.nurse.email])
    path = re.search(r"/accounts/password/reset/key/[^/]+/", letter.body)[0]
    shown = admin.get(reverse("person", args=[member.pk])).content.decode()
    assert "Sent" in shown
    assert path not in shown
    opened = client.get(path)
    assert opened.status_code == 302
    done = client.post(opened.url, {"password1": PASSWORD, "password2": PASSWORD})
    assert done.status_code == 302
    assert sign_in(Client(), cast.nurse.email, PASSWORD).status_code == 302
    again = Client().get(path)
    assert again.status_code == 200
    assert AuditEvent.objects.filter(thing=f"account:{cast.nurse.pk}:password_link").count() == 1


def new_person(cast, starts_in: int = 0):
    day = cast.now.date() + timedelta(days=starts_in)
    return partnership.add_person(
        full_name="Somebody New", email="somebody.new@nhs.example", agency=cast.agency("health"), job_title="Nurse",
        from_day=day, by=cast.administrator, at=cast.now,
    )  # fmt: skip


def letters_to(member, at) -> list:
    mail.outbox.clear()
    send_waiting(at)
    return [one for one in mail.outbox if one.to == [member.user.email]]


@pytest.mark.parametrize("ended", [False, True])
def test_no_link_goes_to_somebody_whose_place_was_ended_before_it_went(cast, ended):
    member = new_person(cast)
    if ended:
        partnership.end_place(member=member, last_day=cast.now.date(), by=cast.administrator, at=cast.now)
        assert not User.objects.get(pk=member.user_id).is_active
    assert bool(letters_to(member, cast.now + timedelta(minutes=1))) is not ended


def test_the_link_waits_for_the_first_day(cast):
    member = new_person(cast, starts_in=14)
    assert not letters_to(member, cast.now + timedelta(days=13))
    assert letters_to(member, cast.now + timedelta(days=15))


@pytest.mark.parametrize("password", ["short", "password1234", "siobhan.keaveney@nhs.example"])
def test_a_weak_password_is_refused(cast, client, password):
    from riskpanel.access.invitations import set_password_path

    url = client.get(set_password_path(cast.nurse)).url
    response = client.post(url, {"password1": password, "password2": password})
    assert response.status_code == 200
    assert not User.objects.get(pk=cast.nurse.pk).has_usable_password()


def test_everybody_finds_their_account(cast):
    client = cast.client(cast.worker)
    html = client.get(reverse("account")).content.decode()
    for name in ("account_change_password", "mfa_index", "usersessions_list"):
        assert f'href="{reverse(name)}"' in html
    assert cast.worker.email in html
    assert f'href="{reverse("account")}"' in client.get(reverse("procedure")).content.decode()
