"""Doors: what every view declares, and the only way to render a page.

A view says `@door(Permission.X)`; a route without it fails the suite. `page` renders a template and
writes the audit row naming every child shown, in the request's transaction: no row, no page.
"""

import uuid
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.cache import cache_control

from riskpanel.access import audit
from riskpanel.access.models import Submission
from riskpanel.access.permissions import Permission
from riskpanel.documents import FORMS, Paper, Unmade, make
from riskpanel.procedure.model import NotDeclared


def door(*permissions: Permission) -> Callable:
    """Declares who may open a view: anybody with one of `permissions`, else 403.

    What the procedure in force does not have is not there: a plain 404.

    A form sent twice with the same `submission` token leads to the same place and is not acted on
    again (a double click, a lost reply).
    """

    def declare(view: Callable) -> Callable:
        @wraps(view)
        @cache_control(no_store=True, private=True)
        def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.standing.may(*permissions):
                raise PermissionDenied
            token = _token(request)
            if token and (sent := Submission.objects.filter(pk=token, user=request.user, path=request.path).first()):
                return HttpResponseRedirect(sent.location)
            try:
                response = view(request, *args, **kwargs)
            except NotDeclared as absent:
                raise Http404 from absent
            if token and response.status_code == 302:
                told = {"user": request.user, "path": request.path, "location": response.url, "at": timezone.now()}
                Submission.objects.get_or_create(pk=token, defaults=told)
            return response

        opened.door = permissions
        return opened

    return declare


def public(view: Callable) -> Callable:
    """Declares that a view shows no child and needs no permission beyond being reached."""
    view.door = ()
    return view


def _token(request: HttpRequest) -> uuid.UUID | None:
    if request.method != "POST":
        return None
    try:
        return uuid.UUID(request.POST.get("submission", ""))
    except ValueError:
        return None


def find(records: QuerySet, **lookup: Any) -> Any:
    """The one record of `records` (already limited to what the person may see) or a plain 404: the
    same answer whether it does not exist or is not theirs."""
    record = records.filter(**lookup).first()
    if record is None:
        raise Http404
    return record


def page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    shows: Iterable[Any] = (),
    fields: Iterable[str] = (),
    status: int = 200,
) -> HttpResponse:
    """Renders a page and writes the audit row for it. `shows` are the children whose card, name or
    reference the page carries; `fields` the restricted groups of fields shown."""
    html = render_to_string(template, context or {}, request=request, using="jinja")
    audit.record(action="read", thing=request.resolver_match.view_name, children=shows, fields=fields)
    return HttpResponse(html, status=status)


def produced(
    request: HttpRequest,
    content: bytes,
    *,
    filename: str,
    content_type: str,
    shows: Iterable[Any] = (),
    fields: Iterable[str] = (),
) -> HttpResponse:
    """A file handed out, with its audit row as `page` writes it. `filename` carries no name of a child."""
    audit.record(action="document", thing=request.resolver_match.view_name, children=shows, fields=fields)
    return HttpResponse(
        content, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{filename}"'}
    )


def paper(request: HttpRequest, what: Paper, form: str) -> HttpResponse:
    """A paper handed out in one of its forms, with the audit row naming every child in it; a plain 404 for
    a form that it does not come in. One that cannot be drawn (too long, a partnership's template that is
    wrong) is a page that says why."""
    if form not in what.forms or form not in FORMS:
        raise Http404
    try:
        made = make(what, form, settings.RISKPANEL_TEMPLATES)
    except Unmade as why:
        context = {"heading": "This paper cannot be made", "why": str(why), "title": what.marking.title}
        return page(request, "access/unmade.jinja", context, status=422)
    told = {"filename": made.filename, "content_type": made.content_type}
    return produced(request, made.content, shows=what.children, fields=what.fields, **told)
