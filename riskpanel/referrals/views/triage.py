"""The core group decides; a chair calls in."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone

from riskpanel.access.doors import door, page
from riskpanel.access.permissions import Permission as P
from riskpanel.partnership.models import Sitting
from riskpanel.partnership.reaching import at_work
from riskpanel.referrals.actions import call_in, give_reasons, triage
from riskpanel.referrals.actions.sending import rules
from riskpanel.referrals.forms.referrals import ReasonForm
from riskpanel.referrals.forms.triage import OUTCOMES, TriageForm, owner_choices
from riskpanel.referrals.models import Referral
from riskpanel.referrals.presenters import triage as words
from riskpanel.referrals.presenters import triage_page
from riskpanel.referrals.views.acting import acted, seen, typed

PRESENT = "triage_present"
"""Under which name a session keeps who took part in the last decision."""


@door(P.TRIAGE)
def referral_triage(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The queue at the left, the referral in the middle, the decision at the right."""
    record, now = seen(request, pk), timezone.now()
    there = at_work(request.user.standing.partnership, timezone.localdate(now)).order_by("user__full_name")
    form = TriageForm(
        typed(request),
        initial={"version": record.version, "present": _present(request, now)},
        core=words.core_choices(rules(record)),
        owners=owner_choices(there),
        today=timezone.localdate(now),
    )
    if request.method == "POST" and form.is_valid():
        record.version = form.cleaned_data["version"]
        told = {**form.decision(), "sitting": _meeting_now(record, now), "by": request.user, "at": now}
        if acted(form, lambda: triage(referral=record, **told)):
            request.session[PRESENT] = {"on": str(timezone.localdate(now)), "present": told["present"]}
            messages.success(request, f"{record.child.reference}: {dict(OUTCOMES)[told['outcome']].lower()}.")
            return redirect(_after(request, record))
        record = seen(request, pk)
        form.data = form.data.copy()
        form.data["version"] = str(record.version)
    context = triage_page.context(record, request.user, now) | {"form": form}
    return page(request, "referrals/referral_triage.jinja", context, shows=[record.child, *context["children"]])


def _present(request: HttpRequest, now: datetime) -> list[str]:
    """Who took part in the person's last decision of the day; before the first, their own seats."""
    last = request.session.get(PRESENT, {})
    return last["present"] if last.get("on") == str(timezone.localdate(now)) else words.own_seats(request.user)


def _meeting_now(record: Referral, now) -> Sitting | None:
    """The pre-panel of this day, if there is one."""
    return record.panel.sittings.filter(role="triage", cancelled=False, starts_at__date=timezone.localdate(now)).first()


def _after(request: HttpRequest, record: Referral):
    """The next referral that waits; the list once none is left."""
    following = words.queue(request.user, rules(record)).first()
    return words.triage_url(following) if following else "referrals"


@door(P.DECIDE)
def referral_call_in(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A chair takes a declined referral to the panel after all."""
    record = seen(request, pk)
    form = ReasonForm(typed(request), label="Why do you call this referral in?")
    if request.method == "POST" and form.is_valid():
        told = {"reason": form.cleaned_data["reason"], "by": request.user, "at": timezone.now()}
        if acted(form, lambda: call_in(referral=record, **told)):
            messages.success(request, "The referral is called in for the next panel.")
            return redirect("referral", pk)
    context = {"form": form, "referral": record, "child": record.child}
    return page(request, "referrals/referral_call_in.jinja", context, shows=[record.child])


@door(P.COORDINATE)
def referral_reasons(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The coordinator writes down how the referrer was told, where the page could not tell them."""
    record = seen(request, pk)
    form = ReasonForm(typed(request), label="How, when and whom did you tell?")
    if request.method == "POST" and form.is_valid():
        told = {"note": form.cleaned_data["reason"], "by": request.user, "at": timezone.now()}
        give_reasons(referral=record, **told)
        return redirect("referral", pk)
    context = {"form": form, "referral": record, "child": record.child}
    return page(request, "referrals/referral_reasons.jinja", context, shows=[record.child])


paths = [
    path("referrals/<uuid:pk>/triage/", referral_triage, name="referral_triage"),
    path("referrals/<uuid:pk>/call-in/", referral_call_in, name="referral_call_in"),
    path("referrals/<uuid:pk>/reasons/", referral_reasons, name="referral_reasons"),
]
