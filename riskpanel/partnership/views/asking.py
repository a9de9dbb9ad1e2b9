"""What every administration view does: find what is ours, show a form, carry out one action."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from riskpanel.access.doors import find, page
from riskpanel.partnership.actions import NotAllowed


def ours(request: HttpRequest, model: Any, pk: int, *related: str) -> Any:
    """The record of the person's own partnership, or a plain 404."""
    return find(model.objects.of(request.user.standing.partnership).select_related(*related), pk=pk)


def sent(request: HttpRequest) -> Any:
    """What a form is bound to: the answers once it was sent, empty ones too; nothing before."""
    return request.POST if request.method == "POST" else None


def carried_out(request: HttpRequest, form: forms.Form, act: Callable[[dict[str, Any]], Any]) -> bool:
    """Whether the form was sent, is right and was acted on; a refusal becomes an error of the form."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        with transaction.atomic():
            act(form.cleaned_data)
    except NotAllowed as refusal:
        for reason in refusal.reasons:
            form.add_error(None, reason)
        return False
    return True


def form_page(request: HttpRequest, form: forms.Form, heading: str, back_url: str, **more: Any) -> HttpResponse:
    """The form on a page of its own; `template` for one that is drawn otherwise."""
    template = more.pop("template", "layouts/form.jinja")
    context = {"form": form, "heading": heading, "back_url": back_url, "cancel_url": back_url, "submit_label": "Save"}
    return page(request, template, {**context, **more})
