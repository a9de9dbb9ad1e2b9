"""Every address as every person of the story: what opens, what does not, and what is written down."""

import re
import uuid
from dataclasses import dataclass, field

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from riskpanel.access.models import AuditEvent, User
from riskpanel.children.models import Child
from riskpanel.children.sight import Seen
from riskpanel.demo.people import people_file
from tests.repository.routes import Route, address, model_of, routes

PERSONAS = [line["key"] for line in people_file()["people"] if "persona" in line]
REFERENCE = re.compile(r"\bC-[0-9A-Z]{4,6}\b")
TITLE = re.compile(r"<title>(.*?)</title>", re.S)
pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker):
    """The whole story, taken back when the module is done."""
    from riskpanel.demo.telling import tell
    from tests.cast import company

    with django_db_blocker.unblock(), transaction.atomic():
        found = company()
        tell(found, timezone.now())
        yield found
        transaction.set_rollback(True)


@dataclass
class Walk:
    """One person's way through every address."""

    user: User
    client: Client = field(default_factory=lambda: Client(raise_request_exception=True))
    wrong: list[str] = field(default_factory=list)
    opened: int = 0

    def __post_init__(self) -> None:
        self.client.force_login(self.user)
        self.seen = set(Child.objects.visible_to(self.user).values_list("pk", flat=True))
        self.hidden_names = {c.name for c in Child.objects.all() if c.pk not in self.seen and c.given_name}
        self.names = {child.name for child in Child.objects.all() if child.given_name}
        self.pk_of = dict(Child.objects.values_list("reference", "pk"))

    def tries(self, route: Route) -> None:
        """Opens the route on a record that the person may see, on one that they may not, and on none."""
        model = model_of(route)
        if model is None:
            return self.opens(route, address(route, None, None) if route.keywords else _plain(route))
        mine, hidden = _samples(model, self.user)
        if mine is not None:
            self.opens(route, address(route, mine, _key(route, mine)))
        if hidden is not None:
            self.is_refused(route, hidden)

    def opens(self, route: Route, url: str) -> None:
        response = self._get(url)
        if response.status_code not in {200, 302, 403, 404, 405}:
            self.wrong.append(f"{route.name}: {response.status_code}")
        if response.status_code == 200 and "html" in response.headers["Content-Type"]:
            self.opened += 1
            self._reads(route, response.content.decode())

    def is_refused(self, route: Route, hidden) -> None:
        """The answer for somebody else's record is the answer for no record, to the byte."""
        theirs = self._get(address(route, hidden, _key(route, hidden)))
        none = self._get(address(route, hidden, _nothing(route)))
        if theirs.status_code not in {403, 404, 405} or theirs.content != none.content:
            self.wrong.append(f"{route.name}: {theirs.status_code} on somebody else's, {none.status_code} on none")

    def _get(self, url: str):
        with transaction.atomic():
            return self.client.get(url)

    def _reads(self, route: Route, text: str) -> None:
        row = AuditEvent.objects.order_by("-sequence").first()
        shown = {str(self.pk_of[ref]) for ref in REFERENCE.findall(text) if ref in self.pk_of}
        if row.thing != route.name or not shown <= set(row.children):
            self.wrong.append(
                f"{route.name}: shows {len(shown - set(row.children))} children that the trail does not name"
            )
        if leaked := [name for name in self.hidden_names if name in text]:
            self.wrong.append(f"{route.name}: names a child whom they may not see ({len(leaked)})")
        title = TITLE.search(text)
        if title and any(name in title.group(1) for name in self.names):
            self.wrong.append(f"{route.name}: a name in the title")


def _plain(route: Route) -> str:
    return "/" + route.pattern


def _samples(model, user):
    if isinstance(model._default_manager, Seen):
        visible = model.objects.visible_to(user)
        return visible.first(), model.objects.exclude(pk__in=visible.values("pk")).first()
    return model._default_manager.first(), None


def _key(route: Route, record):
    return record.case if route.keywords[0][1] == "case" else record.pk


def _nothing(route: Route):
    return uuid.uuid4() if route.keywords[0][0] == "uuid" else 999_999_999


def test_every_route_declares_who_may_open_it():
    assert not [route.pattern for route in routes() if not hasattr(route.view, "door")]


def test_every_route_has_a_record_to_try_it_on():
    for route in routes():
        model_of(route)


def test_strangers_to_the_site_are_sent_to_sign_in(told):
    client = Client()
    for route in routes():
        if not route.keywords:
            response = client.get(_plain(route))
            assert response.status_code == 302 and "/accounts/login/" in response.url, route.pattern


@pytest.mark.parametrize("key", PERSONAS)
def test_every_route_as(told, key):
    """Nothing breaks, nothing leaks, everything shown is in the trail."""
    walk = Walk(User.objects.get(pk=told.users[key].pk))
    for route in routes():
        walk.tries(route)
    assert not walk.wrong, "\n".join(walk.wrong)
    assert walk.opened > 3


def test_people_of_another_partnership_find_nobody(told):
    from tests.cast import Cast

    walk = Walk(Cast(told).outsider)
    assert not walk.seen
    for route in routes():
        walk.tries(route)
    assert not walk.wrong, "\n".join(walk.wrong)
