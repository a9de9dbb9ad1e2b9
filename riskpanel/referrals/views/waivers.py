"""The ways past a gate and past the cut-off: waiver and emergency, asked and answered."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone

from riskpanel.access.doors import door, page
from riskpanel.access.permissions import Permission as P
from riskpanel.partnership.calendar import next_sitting
from riskpanel.referrals.actions import emergencies, waivers
from riskpanel.referrals.actions.sending import rules
from riskpanel.referrals.forms.referrals import EmergencyAnswerForm, ReasonForm, WaiverAnswerForm, WaiverForm
from riskpanel.referrals.presenters.referral_page import waiver_row
from riskpanel.referrals.views.acting import acted, seen, typed
from riskpanel.ui.words import day


@door(P.REFER)
def waiver_ask(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Asks the chairs to let the referral past a gate."""
    record = seen(request, pk)
    form = WaiverForm(typed(request), gates=waivers.waivable(record))
    if request.method == "POST" and form.is_valid():
        told = {**form.cleaned_data, "by": request.user, "at": timezone.now()}
        if acted(form, lambda: waivers.ask_waiver(referral=record, **told)):
            messages.success(request, "The co-chairs are asked. The referral counts as received now.")
            return redirect("referral", pk)
    context = {"form": form, "referral": record, "child": record.child}
    return page(request, "referrals/waiver_ask.jinja", context, shows=[record.child])


@door(P.DECIDE)
def waiver_answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A chair signs, or refuses with a reason."""
    record = seen(request, pk)
    waiver = waivers.open_waiver(record)
    if waiver is None:
        return redirect("referral", pk)
    form = WaiverAnswerForm(typed(request))
    if request.method == "POST" and form.is_valid():
        told = {"agrees": form.cleaned_data["agrees"] == "yes", "reason": form.cleaned_data["reason"]}
        if acted(form, lambda: waivers.answer_waiver(waiver=waiver, by=request.user, at=timezone.now(), **told)):
            messages.success(request, _answered(waiver, rules(record).words))
            return redirect("referral", pk)
    seat = waivers.seat_to_sign(waiver, request.user)
    row = waiver_row(waiver, rules(record))
    context = {"form": form, "referral": record, "child": record.child, "waiver": row, "seat": seat}
    return page(request, "referrals/waiver_answer.jinja", context, shows=[record.child])


def _answered(waiver, words) -> str:
    if waiver.outcome == "agreed":
        return f"The waiver is granted, and the referral is on its way to the {words.core_group or words.panel}."
    if waiver.outcome == "refused":
        return "The waiver is refused, and the referral is back with the referrer."
    return "You have signed. The referral waits for the other co-chair."


@door(P.REFER)
def referral_emergency(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Asks for the emergency route, with a reason."""
    record = seen(request, pk)
    form = ReasonForm(
        typed(request),
        label="Why can this not wait for the next panel?",
        hint="This is no way round child protection: where a child is in danger now, call first.",
    )
    if request.method == "POST" and form.is_valid():
        told = {"reason": form.cleaned_data["reason"], "by": request.user, "at": timezone.now()}
        if acted(form, lambda: emergencies.ask_emergency(referral=record, **told)):
            messages.success(request, "The co-chairs are asked to answer today.")
            return redirect("referral", pk)
    context = {"form": form, "referral": record, "child": record.child}
    return page(request, "referrals/referral_emergency.jinja", context, shows=[record.child])


@door(P.DECIDE)
def referral_emergency_answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A chair accepts the emergency, for the next panel or one out of turn, or refuses it."""
    record, now = seen(request, pk), timezone.now()
    if not record.emergency:
        raise Http404
    sitting, limit = next_sitting(record.panel, "panel", now), emergencies.hear_by(record, now)
    words = f"the panel of {day(sitting.starts_at)}" if sitting else ""
    form = EmergencyAnswerForm(typed(request), next_panel=words, by=limit, now=now)
    if request.method == "POST" and form.is_valid():
        told = {
            "accept": form.cleaned_data["answer"] != "refuse",
            "extraordinary_at": form.cleaned_data["starts_at"],
            "reason": form.cleaned_data["reason"],
        }
        if acted(form, lambda: emergencies.answer_emergency(referral=record, by=request.user, at=now, **told)):
            messages.success(request, "Your answer is on the referral.")
            return redirect("referral", pk)
    late = sitting is None or sitting.starts_at > limit
    context = {"form": form, "referral": record, "child": record.child, "limit": limit, "late": late}
    return page(request, "referrals/referral_emergency_answer.jinja", context, shows=[record.child])


paths = [
    path("referrals/<uuid:pk>/waiver/", waiver_ask, name="waiver_ask"),
    path("referrals/<uuid:pk>/waiver/answer/", waiver_answer, name="waiver_answer"),
    path("referrals/<uuid:pk>/emergency/", referral_emergency, name="referral_emergency"),
    path("referrals/<uuid:pk>/emergency/answer/", referral_emergency_answer, name="referral_emergency_answer"),
]
