"""Letters through GOV.UK Notify: its real client against a server on this machine that speaks its API."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import jwt
import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage, get_connection
from notifications_python_client.errors import HTTPError

from riskpanel.partnership.notify import LETTER
from riskpanel.settings import reading

SERVICE, SECRET = "8b3aa916-ec82-434e-b0c5-d5d9b371d6a3", "0c7f3f9e-6a3b-4d1f-9a59-1d5c36c6c1aa"
TEMPLATE, OF_DIGESTS = "f33517ff-2a88-4f6e-b855-c550268ce08a", "9d751e0e-f929-4891-82a1-a3e1c3c18ee3"


class Notify(BaseHTTPRequestHandler):
    """Takes letters as Notify does: a signed token, a template, an address; refuses any other with 403."""

    asked: list[tuple[dict, dict]] = []
    refuses: set[str] = set()

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        try:
            token = self.headers["Authorization"].removeprefix("Bearer ")
            claims = jwt.decode(token, SECRET, algorithms=["HS256"], options={"verify_iat": False})
        except jwt.InvalidTokenError:
            return self._answer(403, {"errors": [{"error": "AuthError", "message": "Invalid token"}]})
        if self.path != "/v2/notifications/email" or claims["iss"] != SERVICE:
            return self._answer(404, {"errors": []})
        if body["email_address"] in self.refuses:
            return self._answer(400, {"errors": [{"error": "BadRequestError", "message": "not in the team"}]})
        self.asked.append((claims, body))
        return self._answer(201, {"id": "740e5834-3a29-46b4-9a6f-16142fde533a", "content": body["personalisation"]})

    def _answer(self, status: int, said: dict) -> None:
        told = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def log_message(self, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def notify(settings, monkeypatch) -> Iterator[type[Notify]]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    Notify.asked, Notify.refuses = [], set()
    server = HTTPServer(("127.0.0.1", 0), Notify)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.RISKPANEL_NOTIFY_KEY = f"a_key_of_ours-{SERVICE}-{SECRET}"
    settings.RISKPANEL_NOTIFY_URL = f"http://127.0.0.1:{server.server_port}"
    settings.RISKPANEL_NOTIFY_TEMPLATES = {"notice": TEMPLATE, "digest": OF_DIGESTS}
    yield Notify
    server.shutdown()
    server.server_close()
    thread.join()


BACKEND = "riskpanel.partnership.notify.EmailBackend"


def send(to: str = "ben@wexcombe.example", kind: str = "notice", **given) -> int:
    letter = EmailMessage("You were given an action", "Sign in to see it.", to=[to], headers={LETTER: kind})
    return get_connection(BACKEND, **given).send_messages([letter])


def test_a_letter_goes_with_a_signed_token_its_template_and_its_words(notify):
    assert send() == 1
    [(claims, body)] = notify.asked
    assert claims["iss"] == SERVICE and isinstance(claims["iat"], int)
    assert body == {
        "email_address": "ben@wexcombe.example",
        "template_id": TEMPLATE,
        "personalisation": {"subject": "You were given an action", "body": "Sign in to see it."},
    }


def test_a_digest_has_the_template_of_digests_and_an_invitation_without_its_own_the_common_one(notify):
    send(kind="digest")
    send(kind="invitation")
    assert [body["template_id"] for _, body in notify.asked] == [OF_DIGESTS, TEMPLATE]


def test_a_wrong_key_is_refused_and_nothing_counts_as_sent(notify, settings):
    settings.RISKPANEL_NOTIFY_KEY = f"a_key_of_ours-{SERVICE}-{SERVICE}"
    with pytest.raises(HTTPError):
        send()
    assert send(fail_silently=True) == 0 and not notify.asked


def test_an_address_that_notify_refuses_stays_waiting_and_others_go(notify, settings, cast):
    from riskpanel.desk.notices.sending import send_waiting
    from riskpanel.partnership.models import Notice
    from tests import making_plans

    settings.EMAIL_BACKEND = BACKEND
    notify.refuses = {cast.youth_worker.email}
    making_plans.action(cast)
    making_plans.action(cast, owner=cast.member(cast.nurse))
    send_waiting(cast.now)
    reached = {body["email_address"] for _, body in notify.asked}
    assert cast.nurse.email in reached and not mail.outbox
    waits = Notice.objects.get(user=cast.youth_worker, kind="action_given")
    assert waits.emailed_at is None and waits.failure == "HTTPError"


def test_settings_choose_notify_where_there_is_a_key_and_smtp_otherwise(monkeypatch):
    monkeypatch.setenv("RISKPANEL_NOTIFY_TEMPLATE", TEMPLATE)
    monkeypatch.setenv("RISKPANEL_NOTIFY_DIGEST", OF_DIGESTS)
    told = reading.mail(notify=True)
    assert told["EMAIL_BACKEND"] == BACKEND
    assert told["RISKPANEL_NOTIFY_TEMPLATES"] == {"notice": TEMPLATE, "digest": OF_DIGESTS}
    monkeypatch.setenv("RISKPANEL_MAIL", "smtp://riskpanel:p%40ss@mail.example:587")
    told = reading.mail(notify=False)
    assert (told["EMAIL_HOST"], told["EMAIL_PORT"], told["EMAIL_HOST_PASSWORD"]) == ("mail.example", 587, "p@ss")
    assert told["EMAIL_USE_TLS"] and not told["EMAIL_USE_SSL"]
    monkeypatch.setenv("RISKPANEL_MAIL", "smtps://mail.example")
    told = reading.mail(notify=False)
    assert (told["EMAIL_PORT"], told["EMAIL_USE_TLS"], told["EMAIL_USE_SSL"]) == (465, False, True)


@pytest.mark.parametrize("address", ["mail.example", "https://mail.example", "smtp://"])
def test_a_wrong_mail_address_stops_the_start(monkeypatch, address):
    monkeypatch.setenv("RISKPANEL_MAIL", address)
    with pytest.raises(ImproperlyConfigured, match="RISKPANEL_MAIL"):
        reading.mail(notify=False)


def test_notify_without_a_template_stops_the_start(monkeypatch):
    monkeypatch.delenv("RISKPANEL_NOTIFY_TEMPLATE", raising=False)
    with pytest.raises(ImproperlyConfigured, match="RISKPANEL_NOTIFY_TEMPLATE"):
        reading.mail(notify=True)
