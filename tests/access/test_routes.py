"""Every route declares who may open it, and a stranger is asked to sign in."""

import uuid

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

SAMPLES = {"int": 1, "uuid": uuid.UUID(int=7), "slug": "x", "str": "x", "path": "x"}
ALLAUTH = ("allauth.account.", "allauth.mfa.", "allauth.usersessions.")
GALLERY = ("riskpanel.ui.gallery",)


def routes(resolver=None, prefix=""):
    """Every route as (its text, its pattern)."""
    for found in (resolver or get_resolver("riskpanel.urls")).url_patterns:
        text = prefix + str(found.pattern)
        if isinstance(found, URLResolver):
            yield from routes(found, text)
        elif isinstance(found, URLPattern):
            yield text, found


def module_of(pattern: URLPattern) -> str:
    view = pattern.callback
    return getattr(view, "view_class", view).__module__ + "."


def ours():
    return [(text, found) for text, found in routes() if not module_of(found).startswith(ALLAUTH)]


def test_every_view_declares_its_door():
    undeclared = [
        text
        for text, found in ours()
        if not hasattr(found.callback, "door") and not module_of(found).startswith(GALLERY)
    ]
    assert not undeclared


def test_there_are_routes_to_look_at():
    assert len(ours()) > 25


@pytest.mark.django_db
def test_a_stranger_is_asked_to_sign_in():
    client = Client()
    for text, found in ours():
        if not getattr(found.callback, "login_required", True):
            continue
        values = {name: SAMPLES[type(kind).__name__.removesuffix("Converter").lower().replace("string", "str")]
                  for name, kind in found.pattern.converters.items()}  # fmt: skip
        from django.urls import reverse

        if not found.name:
            continue
        response = client.get(reverse(found.name, kwargs=values))
        assert response.status_code == 302, text
        assert response.url.startswith("/accounts/login/?next="), text


@pytest.mark.django_db
def test_only_the_demonstration_is_open_to_strangers():
    open_ = {found.name for _, found in ours() if not getattr(found.callback, "login_required", True)}
    assert open_ <= {"demo", "demo_sign_in", "gallery", "gallery_page"}
