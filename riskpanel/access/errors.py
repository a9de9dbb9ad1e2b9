"""What a person reads when a page is refused or fails: the same bytes for everybody.

These pages read nothing of the request, so nobody can tell "not yours" from "does not exist".
"""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from riskpanel.access.doors import public


def _plain(template: str, status: int) -> HttpResponse:
    html = render_to_string(template, {}, using="jinja")
    return HttpResponse(html, status=status, headers={"Cache-Control": "no-store, private"})


@login_not_required
@public
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: what was sent cannot be read."""
    return _plain("400.jinja", 400)


@login_not_required
@public
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: a page that is not among those of the person's roles."""
    return _plain("403.jinja", 403)


@login_not_required
@public
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: there is nothing, or nothing that the person may see."""
    return _plain("404.jinja", 404)


@login_not_required
@public
def failed(request: HttpRequest) -> HttpResponse:
    """500: the software failed; nothing was saved."""
    return _plain("500.jinja", 500)


@login_not_required
@public
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that did not come from one of our pages, or came after signing out."""
    return _plain("403_csrf.jinja", 403)
