"""Recording a concern: first who the child is, among those whom the person may see, then what is happening."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone

from riskpanel.access.doors import door, find, page
from riskpanel.access.permissions import Permission
from riskpanel.children.models import Child
from riskpanel.referrals import actions
from riskpanel.referrals.forms import concerns as forms
from riskpanel.referrals.presenters.lists import children_like
from riskpanel.referrals.views.working import acted, posted

TYPED = ("given_name", "family_name", "born_on_day", "born_on_month", "born_on_year")


@door(Permission.RECORD_CONCERN)
def concern_new(request: HttpRequest) -> HttpResponse:
    """Who the child is, whether it is one whom the person sees already, then the concern. What was
    typed goes from step to step inside the form: no name stands in an address."""
    stage = request.POST.get("stage", "")
    if stage == "record":
        return _record(request, request.POST)
    if stage == "choose":
        return _choose(request)
    form = forms.FindChildForm(posted(request), today=timezone.localdate())
    if request.method != "POST" or not form.is_valid():
        return page(request, "referrals/concern_new.jinja", {"form": form})
    found = children_like(request.user, form.cleaned_data)
    if found:
        return _which(request, forms.PickChildForm(found=found), found)
    return _record(request, None)


def _choose(request: HttpRequest) -> HttpResponse:
    who = forms.FindChildForm(request.POST, today=timezone.localdate())
    if not who.is_valid():
        return page(request, "referrals/concern_new.jinja", {"form": who})
    found = children_like(request.user, who.cleaned_data)
    form = forms.PickChildForm(request.POST, found=found)
    if not form.is_valid():
        return _which(request, form, found)
    if form.cleaned_data["child"] == forms.NEW:
        return _record(request, None)
    return redirect("concern_new_for", form.cleaned_data["child"])


def _which(request: HttpRequest, form: Any, found: list[Child]) -> HttpResponse:
    typed = {name: request.POST.get(name, "") for name in TYPED}
    return page(request, "referrals/concern_new_which.jinja", {"form": form, "typed": typed}, shows=found)


def _record(request: HttpRequest, typed: Any) -> HttpResponse:
    """The form about a child whom the person cannot see yet."""
    standing, given = request.user.standing, {"today": timezone.localdate()}
    who = forms.FindChildForm(request.POST, **given)
    who.is_valid()
    form = forms.NewChildConcernForm(typed, initial=who.cleaned_data, procedure=standing.procedure, **given)

    def act(told: dict[str, Any]) -> Any:
        return actions.record_concern_about(panel=standing.panel, by=request.user, at=timezone.now(), **form.told())

    if typed is not None and form.is_valid() and (made := acted(form, act)):
        return _done(request, made)
    context = {"form": form, "stage": "record", "heading": "A concern about a child"}
    return page(request, "referrals/concern_new_record.jinja", context)


@door(Permission.RECORD_CONCERN)
def concern_new_for(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A concern about a child whom the person sees already."""
    child, standing = find(Child.objects.visible_to(request.user), pk=pk), request.user.standing
    form = forms.ConcernForm(posted(request), procedure=standing.procedure, today=timezone.localdate())

    def act(told: dict[str, Any]) -> Any:
        return actions.record_concern(
            panel=standing.panel, child=child, by=request.user, at=timezone.now(), **form.told()
        )

    if request.method == "POST" and form.is_valid() and (made := acted(form, act)):
        return _done(request, made)
    context = {"form": form, "stage": "", "child": child, "heading": f"A concern about {child.reference}"}
    return page(request, "referrals/concern_new_record.jinja", context, shows=[child])


def _done(request: HttpRequest, made: Any) -> HttpResponse:
    messages.success(request, "The concern is recorded. Your line manager can see it.")
    return redirect(made)


paths = [
    path("concerns/new/", concern_new, name="concern_new"),
    path("concerns/new/<uuid:pk>/", concern_new_for, name="concern_new_for"),
]
