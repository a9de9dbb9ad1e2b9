"""Signing in as an invented person with one click. Never where real children are recorded."""

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST

from riskpanel.access.doors import public
from riskpanel.demo.personas import account_of, boroughs


def _only_in_the_demonstration() -> None:
    if not settings.RISKPANEL_DEMO:
        raise Http404


@login_not_required
@public
@require_GET
@cache_control(no_store=True, private=True)
def demo(request: HttpRequest) -> HttpResponse:
    """Everybody whom one may be, each with one button."""
    _only_in_the_demonstration()
    return HttpResponse(render_to_string("demo/demo.jinja", {"boroughs": boroughs()}, request=request, using="jinja"))


@login_not_required
@public
@require_POST
def demo_sign_in(request: HttpRequest, key: str) -> HttpResponse:
    """Signs in as the persona and goes to their desk."""
    _only_in_the_demonstration()
    user = account_of(key)
    if user is None:
        raise Http404
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect(settings.LOGIN_REDIRECT_URL)
