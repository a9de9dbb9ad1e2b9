"""The child-protection route: whom to call, and the call written down. Nothing holds it up."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone

from riskpanel.access.doors import door, page
from riskpanel.access.permissions import Permission
from riskpanel.children.models import Child
from riskpanel.referrals import actions
from riskpanel.referrals.forms.concerns import CallForm
from riskpanel.referrals.presenters.lists import same_key
from riskpanel.referrals.views.working import acted, posted


@door(Permission.RECORD_CONCERN)
def protection_call(request: HttpRequest) -> HttpResponse:
    """Whom to call now; and, afterwards, that it was done."""
    standing, now = request.user.standing, timezone.now()
    children = list(Child.objects.visible_to(request.user).order_by("family_name", "given_name"))
    asked = same_key(request.GET.get("child", ""), children)
    form = CallForm(
        posted(request), phones=standing.partnership.phones, children=children, now=now,
        initial={"called_at": now, "child": asked},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("child", "called", "called_at", "reference")}

        def act(_: dict) -> object:
            return actions.record_protection_call(
                panel=standing.panel, note=form.cleaned_data["words"], by=request.user, at=now, **told
            )

        if acted(form, act):
            messages.success(request, "The call is written down. Go on with what you agreed.")
            return redirect("protection_call")
    context = {"form": form, "statement": _statement(standing.procedure)}
    return page(request, "referrals/protection_call.jinja", context, shows=children)


def _statement(procedure) -> str:
    return next((one.value for one in procedure.statements if one.code == "protection_first"), "")


paths = [path("protection/", protection_call, name="protection_call")]
