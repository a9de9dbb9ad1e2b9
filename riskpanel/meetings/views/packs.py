"""The papers as sent: the coordinator sends them and sees who opened them; each person opens their own."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Max, Min
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from riskpanel.access.doors import door, find, page, paper
from riskpanel.access.permissions import Permission
from riskpanel.meetings import actions
from riskpanel.meetings.actions.packs import children_on, waiting_for_papers
from riskpanel.meetings.actions.sight import RELEASED
from riskpanel.meetings.documents.pack import pack_paper
from riskpanel.meetings.forms.packs import RecallForm, SendingForm
from riskpanel.meetings.models import Pack, PackSending
from riskpanel.meetings.packs import closed, closes_at, items_for, rule_of
from riskpanel.meetings.presenters import heading
from riskpanel.meetings.reach import has_accepted
from riskpanel.meetings.views.asking import carried_out, done_or_told, form_page, running
from riskpanel.partnership.standing import procedure_of

P = Permission


@door(P.COORDINATE, P.DECIDE)
def meeting_packs(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who has the papers, who opened them, who is still to be sent them."""
    part = running(request, pk)
    packs = part.meeting.packs.select_related("member__user", "member__agency", "recalled_by")
    packs = packs.annotate(opened=Count("openings"), first=Min("openings__at"), last=Max("openings__at"))
    sendings = part.meeting.pack_sendings.select_related("asked_by", "answered_by")
    waiting = next((one for one in sendings if one.waits), None)
    context = {
        "heading": "Papers sent",
        "caption": heading(part.meeting.sitting, part.procedure),
        "back_url": reverse("meeting_papers", args=[pk]),
        "meeting": part.meeting,
        "rule": rule_of(part.meeting),
        "packs": list(packs.order_by("number")),
        "to_send": waiting_for_papers(part.meeting),
        "children": children_on(part.meeting),
        "waiting": waiting,
        "sends": part.meeting.state in RELEASED,
        "answers": bool(waiting) and part.chairs and waiting.asked_by_id != request.user.pk,
        "stopped": [one for one in sendings if one.agreed is False],
    }
    return page(request, "meetings/meeting_packs.jinja", context)


@door(P.COORDINATE, P.DECIDE)
@require_POST
def meeting_packs_send(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send the papers to everybody who comes and has none."""
    part = running(request, pk)
    made: list[PackSending] = []
    if done_or_told(
        request,
        lambda: made.append(actions.send_packs(meeting=part.meeting, by=request.user, at=timezone.now())),
    ):
        sent = f"{made[0].people} people have their papers: each finds them under Papers of the meeting."
        asked = "This reaches so many that a co-chair answers first. Nothing was sent yet."
        messages.success(request, asked if made[0].waits else sent)
    return redirect("meeting_packs", pk=pk)


@door(P.DECIDE)
def meeting_packs_answer(request: HttpRequest, pk: UUID, sending: int) -> HttpResponse:
    """A co-chair lets a wide sending go, or stops it."""
    part = running(request, pk)
    found = find(PackSending.objects.filter(meeting=part.meeting, waits=True), pk=sending)
    found.meeting = part.meeting
    form = SendingForm(request.POST or None)

    def act() -> None:
        told = form.cleaned_data
        actions.answer_sending(
            sending=found, agreed=told["agreed"] == "yes", reason=told["reason"], by=request.user, at=timezone.now()
        )

    if carried_out(request, form, act):
        messages.success(request, "Your answer is kept.")
        return redirect("meeting_packs", pk=pk)
    return form_page(
        request,
        form,
        "Should these papers go out?",
        reverse("meeting_packs", args=[pk]),
        caption=heading(part.meeting.sitting, part.procedure),
        intro=f"{found.asked_by.full_name} would send papers about {found.children} children to {found.people} people.",
        submit_label="Answer",
    )


@door(P.COORDINATE, P.DECIDE)
def meeting_pack_recall(request: HttpRequest, pk: UUID, pack: UUID) -> HttpResponse:
    """Call one copy back."""
    part = running(request, pk)
    found = find(part.meeting.packs.filter(recalled_at=None).select_related("member__user"), pk=pack)
    found.meeting = part.meeting
    form = RecallForm(request.POST or None)
    if carried_out(
        request,
        form,
        lambda: actions.recall_pack(pack=found, by=request.user, at=timezone.now(), **form.cleaned_data),
    ):
        messages.success(request, f"Copy {found.number} opens no more.")
        return redirect("meeting_packs", pk=pk)
    return form_page(
        request,
        form,
        f"Call back copy {found.number}",
        reverse("meeting_packs", args=[pk]),
        caption=found.member.user.full_name,
        submit_label="Call it back",
        danger=True,
    )


@door(P.USE)
def pack(request: HttpRequest, pk: UUID) -> HttpResponse:
    """My copy of the papers: which, until when, what is in it now."""
    found, accepted = _mine(request, pk)
    now, procedure = timezone.now(), procedure_of(found.meeting.panel.procedure)
    shut = closed(found, now)
    items, part = items_for(request.user, found.meeting)
    shown = list(items.select_related("child").order_by("order", "pk")) if accepted and not shut else []
    context: dict[str, Any] = {
        "heading": "Your papers",
        "caption": heading(found.meeting.sitting, procedure),
        "back_url": reverse("meeting_papers", args=[found.meeting_id]) if part else None,
        "pack": found,
        "total": found.meeting.packs.count(),
        "closes_at": closes_at(found),
        "closed": shut,
        "accepted": accepted,
        "items": shown,
        "openings": list(found.openings.all()),
    }
    return page(request, "meetings/pack.jinja", context, shows=[item.child for item in shown if item.child])


def _mine(request: HttpRequest, pk: UUID) -> tuple[Pack, bool]:
    """The person's own copy, or a plain 404; and whether they accepted the statement."""
    joined = Pack.objects.select_related("member", "meeting__sitting", "meeting__panel__procedure")
    member = request.user.standing.member
    if member is None or request.user.standing.sees_no_child:
        raise Http404
    found = find(joined.filter(member=member), pk=pk)
    return found, has_accepted(request.user, found.meeting)


@door(P.USE)
def pack_open(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Open my copy: gathered now from what I may see now, with my name across it."""
    found, accepted = _mine(request, pk)
    if not accepted:
        return redirect("meeting_confidentiality", pk=found.meeting_id)
    now = timezone.now()
    if not done_or_told(request, lambda: actions.may_open(pack=found, by=request.user, at=now)):
        return redirect("pack", pk=pk)
    handed = paper(request, pack_paper(found, request.user, now), "pdf")
    if handed.status_code == 200:
        actions.open_pack(pack=found, by=request.user, at=now)
    return handed
