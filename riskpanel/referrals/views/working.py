"""What the views of a concern share: reaching it, and a form that leads to one action."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from riskpanel.access.doors import find, page
from riskpanel.children.moves import Changed, Refused
from riskpanel.referrals.facts import carries
from riskpanel.referrals.forms.concerns import refuse
from riskpanel.referrals.models import Concern
from riskpanel.referrals.presenters.concerns import loaded

MEANWHILE = "Somebody else changed this meanwhile. Look at it as it stands now, then send what you typed again."
STEP = "referrals/concern_step.jinja"


def seen(request: HttpRequest, pk: UUID) -> Concern:
    """The concern, if the person may see it; else a 404."""
    return find(loaded(Concern.objects.visible_to(request.user)), pk=pk)


def turned_away(request: HttpRequest, concern: Concern) -> HttpResponse | None:
    """Leads a reader who does not carry the concern back to it, with the reason."""
    if carries(concern, request.user):
        return None
    messages.warning(request, "This is for the author, the lead professional, their line manager or social care.")
    return redirect(concern)


def work(
    request: HttpRequest,
    concern: Concern,
    form: forms.Form,
    act: Callable[[dict[str, Any]], Any],
    *,
    done: str,
    then: Callable[[Any], Any] | None = None,
    template: str = STEP,
    **context: Any,
) -> HttpResponse:
    """A form about a concern that leads to one action. Refused or too late, it comes back as typed."""
    if away := turned_away(request, concern):
        return away
    if request.method == "POST" and form.is_valid() and (made := acted(form, act)):
        messages.success(request, f"{concern.child.reference}: {done}")
        return redirect(then(made) if then else concern)
    back = reverse("concern", args=[concern.pk])
    around = {
        "form": form,
        "concern": concern,
        "caption": concern.child.reference,
        "back_url": back,
        "cancel_url": back,
    }
    return page(request, template, {**around, **context}, shows=[concern.child])


def acted(form: forms.Form, act: Callable[[dict[str, Any]], Any]) -> Any:
    """What the action gives, or True where it gives nothing; None where it was refused, with the
    reasons on the form."""
    try:
        made = act(form.cleaned_data)
    except Refused as refused:
        return refuse(form, refused.reasons)
    except Changed:
        return refuse(form, (MEANWHILE,))
    return True if made is None else made


class OneButton(forms.Form):
    """A form on which there is nothing to type."""


def posted(request: HttpRequest) -> Any:
    """What was sent, for a form; None when the page is only opened."""
    return request.POST if request.method == "POST" else None
