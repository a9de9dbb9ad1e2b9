"""A referral: begun, written, sent, withdrawn, printed; and the list of them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone

from riskpanel.access.doors import door, find, page
from riskpanel.access.permissions import Permission as P
from riskpanel.procedure.calendar import listed
from riskpanel.referrals.actions import referrals as actions
from riskpanel.referrals.actions.sending import rules
from riskpanel.referrals.forms.referrals import CoverForm, PoliceReferenceForm, ReasonForm
from riskpanel.referrals.models import Concern
from riskpanel.referrals.presenters import referral_list, referral_page
from riskpanel.referrals.views.acting import acted, asked_by_form, conflict_rows, seen, typed


@door(P.TRIAGE, P.COORDINATE, P.REFER)
def referrals(request: HttpRequest) -> HttpResponse:
    """The referrals that the person may see: a queue for those who decide, their own for a referrer."""
    context = referral_list.context(request.user, request.GET, timezone.now())
    return page(request, "referrals/referrals.jinja", context, shows=[one.child for one in context["found"]])


@door(P.REFER)
def referral_start(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begins the referral of a concern, or leads to the one that is under way."""
    concerns = Concern.objects.visible_to(request.user).select_related("child", "author__agency", "panel__procedure")
    concern = find(concerns, pk=pk)
    if live := actions.live_referral(concern):
        return redirect(live)
    form = asked_by_form(request)
    if request.method == "POST" and form.is_valid():
        made = acted(form, lambda: actions.start_referral(concern=concern, by=request.user, at=timezone.now()))
        if made:
            return redirect(made)
    context = {"form": form, "concern": concern, "child": concern.child}
    return page(request, "referrals/referral_start.jinja", context, shows=[concern.child])


@door(P.REFER, P.TRIAGE, P.COORDINATE, P.DECIDE)
def referral(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One referral: what is asked of it, what it says, where it stands and what can be done."""
    record = seen(request, pk)
    context = referral_page.context(record, request.user, timezone.now())
    return page(request, "referrals/referral.jinja", context, shows=[record.child])


@door(P.REFER, P.TRIAGE, P.COORDINATE, P.DECIDE)
def referral_print(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The whole referral on paper: cover, gates and the locked checklist."""
    record = seen(request, pk)
    context = referral_page.paper(record, timezone.now())
    return page(request, "referrals/referral_print.jinja", context, shows=[record.child])


@door(P.REFER)
def referral_cover(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Writes the cover. Where somebody saved it meanwhile, both versions are shown."""
    record = seen(request, pk)
    now = timezone.now()
    given = {"referral": record, "procedure": rules(record), "today": timezone.localdate(now)}
    form = CoverForm(typed(request), **given)
    conflicts: list[dict[str, Any]] = []
    if request.method == "POST" and form.is_valid():
        told = {"version": form.cleaned_data["version"], **form.fields_given()}
        if acted(form, lambda: actions.save_cover(referral=record, by=request.user, at=now, **told)):
            messages.success(request, "The cover is saved.")
            return redirect("referral", pk)
        if form.changed_meanwhile:
            form, conflicts = conflict_rows(request.POST, seen(request, pk), given)
    context = {"form": form, "referral": record, "child": record.child, "conflicts": conflicts}
    return page(request, "referrals/referral_cover.jinja", context, shows=[record.child])


@door(P.REFER)
def referral_police(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Adds a police record, or takes one off."""
    record = seen(request, pk)
    now = timezone.now()
    form = PoliceReferenceForm(typed(request), procedure=rules(record))
    if (gone := request.POST.get("remove", "")).isdecimal():
        form = asked_by_form(request)
        remove = {"referral": record, "reference": int(gone), "by": request.user, "at": now}
        if form.is_valid() and acted(form, lambda: actions.remove_police_reference(**remove) or True):
            return redirect("referral", pk)
    elif request.method == "POST" and form.is_valid():
        told = {**form.cleaned_data, "by": request.user, "at": now}
        if acted(form, lambda: actions.add_police_reference(referral=record, **told)):
            return redirect("referral", pk)
    context = {"form": form, "referral": record, "child": record.child}
    return page(request, "referrals/referral_police.jinja", context, shows=[record.child])


@door(P.REFER)
def referral_submit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Looks at the referral once more, with who will read it and which panel it reaches; then sends it."""
    record = seen(request, pk)
    now = timezone.now()
    form = asked_by_form(request)
    if request.method == "POST" and form.is_valid():
        if acted(form, lambda: actions.submit(referral=record, by=request.user, at=now)):
            core = rules(record).words.core_group
            readers = listed(["The co-chairs", *([f"the {core}"] if core else [])])
            messages.success(request, f"The referral is sent. {readers} can read it now.")
            return redirect("referral", pk)
        record = seen(request, pk)
    context = referral_page.before_sending(record, request.user, now) | {"form": form}
    return page(request, "referrals/referral_submit.jinja", context, shows=[record.child])


@door(P.REFER, P.DECIDE)
def referral_withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Takes the referral back, with a reason."""
    record = seen(request, pk)
    form = ReasonForm(typed(request), label="Why is the referral withdrawn?")
    if request.method == "POST" and form.is_valid():
        told = {"reason": form.cleaned_data["reason"], "by": request.user, "at": timezone.now()}
        if acted(form, lambda: actions.withdraw(referral=record, **told)):
            messages.success(request, "The referral is withdrawn.")
            return redirect("referral", pk)
    context = {"form": form, "referral": record, "child": record.child}
    return page(request, "referrals/referral_withdraw.jinja", context, shows=[record.child])


paths = [
    path("referrals/", referrals, name="referrals"),
    path("concerns/<uuid:pk>/referral/", referral_start, name="referral_start"),
    path("referrals/<uuid:pk>/", referral, name="referral"),
    path("referrals/<uuid:pk>/print/", referral_print, name="referral_print"),
    path("referrals/<uuid:pk>/cover/", referral_cover, name="referral_cover"),
    path("referrals/<uuid:pk>/police/", referral_police, name="referral_police"),
    path("referrals/<uuid:pk>/submit/", referral_submit, name="referral_submit"),
    path("referrals/<uuid:pk>/withdraw/", referral_withdraw, name="referral_withdraw"),
]
