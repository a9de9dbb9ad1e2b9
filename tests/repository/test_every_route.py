"""Every address as every person of the story: what opens, what does not, and what is written down."""

import re
import uuid
from dataclasses import dataclass, field
from itertools import product

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client, override_settings
from django.urls import resolve
from django.utils import timezone

from riskpanel.access.models import AuditEvent, User
from riskpanel.children.models import Child, Grant, Recusal
from riskpanel.children.sight import Seen
from riskpanel.demo.people import people_file
from riskpanel.documents import FORMS
from riskpanel.meetings.models import AgendaItem
from tests.reading_papers import text_of
from tests.repository.forms import DATE_PARTS, MARKUP, NONSENSE, Form, Forms
from tests.repository.routes import Route, address, model_of, routes

PERSONAS = [line["key"] for line in people_file()["people"] if "persona" in line]
OTHERS = [f"eastmere-{key}" for key in ("analyst", "chair", "worker", "housing")]
"""People of the borough whose panel hears children from lists."""
REFERENCE = re.compile(r"\bC-[0-9A-Z]{4,6}\b")
TITLE = re.compile(r"<title>(.*?)</title>", re.S)
FORM_OF = {kind: form for form, kind in FORMS.items()}
ELSEWHERE = {"account_logout"}
IN_PLACE = {"children", "concern_new"}
"""Addresses that answer what was sent with a page of theirs: found children, the next step."""
pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker, tmp_path_factory):
    """The whole story of both boroughs, taken back when the module is done."""
    from riskpanel.demo.lists import tell_lists
    from riskpanel.demo.people import gather
    from riskpanel.demo.telling import tell
    from tests.cast import company

    now, data = timezone.localtime(), tmp_path_factory.mktemp("data")
    with django_db_blocker.unblock(), override_settings(RISKPANEL_DATA=data), transaction.atomic():
        found = company()
        tell(found, now)
        other = gather(now, people_file("eastmere"))
        tell_lists(other, now)
        found.users |= {f"eastmere-{key}": user for key, user in other.users.items()}
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

    def addresses(self):
        """Each route on a record that the person may see."""
        for route in routes():
            model = model_of(route)
            mine = model and _samples(model, self.user)[0]
            if not route.keywords:
                yield route, _plain(route)
            elif mine is not None:
                yield route, address(route, mine, _key(route, mine))

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
        elif response.status_code == 200 and (form := FORM_OF.get(response.headers["Content-Type"])):
            self._reads(route, text_of(response.content, form))

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


@pytest.mark.parametrize("key", [*PERSONAS, *OTHERS])
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


class Taken(Exception):
    """Takes back what a form did."""


def sent(client: Client, url: str, told: dict[str, object]):
    """The answer to a form; whatever it did is taken back."""
    answer = None
    try:
        with transaction.atomic():
            answer = client.post(url, told)
            raise Taken
    except Taken:
        return answer


def wrong_with(answer, form: Form, kind: str, name: str) -> str:
    """What is wrong with the answer to nonsense; empty where nothing is."""
    if answer.status_code not in {200, 204, 302, 403, 404, 409, 413}:
        return str(answer.status_code)
    if answer.status_code != 200 or "html" not in answer.headers["Content-Type"]:
        return ""
    page = answer.content.decode()
    if MARKUP in page:
        return "markup comes back as markup"
    if "There is a problem" not in page and name not in IN_PLACE:
        return "nothing is said"
    typed = form.filled(kind)
    words = [typed[name] for name in form.texts if kind == "emoji" and not name.endswith(DATE_PARTS)]
    return "what was typed is lost" if any(word not in page for word in words) else ""


def test_every_form_bears_nonsense(told):
    """Empty, too long, markup, NUL, emoji, 31 February, an hour that does not exist: never an error of
    ours, always words on the page, and what was typed is still there."""
    tried, wrong = set(), []
    for key in [*PERSONAS, *OTHERS]:
        walk = Walk(User.objects.get(pk=told.users[key].pk))
        for _, url in walk.addresses():
            page = walk.client.get(url)
            if page.status_code != 200 or "html" not in page.headers["Content-Type"]:
                continue
            for form in Forms(page.content.decode()).found:
                name = resolve(form.action or url).view_name
                if (name, *sorted(form.texts)) in tried or not name or name in ELSEWHERE:
                    continue
                tried.add((name, *sorted(form.texts)))
                for kind in NONSENSE:
                    fault = wrong_with(sent(walk.client, form.action or url, form.filled(kind)), form, kind, name)
                    wrong += [f"{name} as {key}, {kind}: {fault}"] if fault else []
    assert not wrong, "\n".join(wrong)
    assert len(tried) > 60, len(tried)


def test_what_a_grant_is_about_belongs_to_its_child(told):
    """`visible_to` looks for the record alone, so a grant about another child's record would open it."""
    of = {}
    for model in {model for model in apps.get_models() if isinstance(model._default_manager, Seen)}:
        place = model._default_manager.child
        of |= {pk: child for pk, child in model._default_manager.values_list("pk", place) if child}
    about = Grant.objects.exclude(about=None).values_list("about", "child", "partnership", "child__partnership")
    assert about.count() > 200
    assert not [one for one, child, *_ in about if of.get(one, child) != child]
    assert all(partnership == childs for _, _, partnership, childs in about)


def test_one_record_is_seen_by_those_who_find_it_in_the_list(told):
    """`sees` asks of one record what `visible_to` asks of all; also of those who keep out of some."""
    seen, hidden = 0, 0
    items = list(AgendaItem.objects.exclude(child=None)[::3])
    people = [User.objects.get(pk=told.users[key].pk) for key in [*PERSONAS, *OTHERS]]
    outs = [
        Recusal(about=item.pk, child_id=item.child_id, user=user, reason="A test", at=timezone.now(), by=told.founder)
        for item, user in product(items, people[::2])
    ]
    Recusal.objects.bulk_create(outs, ignore_conflicts=True)
    for user in people:
        for model in {model for model in apps.get_models() if isinstance(model._default_manager, Seen)}:
            found = set(model._default_manager.visible_to(user).values_list("pk", flat=True))
            for record in model._default_manager.all()[:60]:
                assert model._default_manager.sees(user, record) == (record.pk in found), f"{user}: {model.__name__}"
                seen, hidden = seen + (record.pk in found), hidden + (record.pk not in found)
    assert seen > 100
    assert hidden > 100
