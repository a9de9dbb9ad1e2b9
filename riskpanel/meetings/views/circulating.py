"""The draft of the minutes on its way round: sent, read, agreed, corrected, taken back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from riskpanel.access.doors import door, find, page
from riskpanel.access.permissions import Permission
from riskpanel.children.moves import Changed
from riskpanel.meetings import actions
from riskpanel.meetings.forms.correcting import CorrectionAnswerForm, CorrectionForm
from riskpanel.meetings.models import AgendaItem, Correction, Meeting
from riskpanel.meetings.presenters import heading, minutes_parts
from riskpanel.meetings.presenters.agenda import subject
from riskpanel.meetings.presenters.minutes import heard
from riskpanel.meetings.reach import Part, draft_of, drafted_items, has_accepted
from riskpanel.meetings.stages import AROUND, DRAFT
from riskpanel.meetings.views.asking import carried_out, done_or_told, form_page, running, to_accept
from riskpanel.meetings.views.minute import both_texts
from riskpanel.partnership.standing import procedure_of

P = Permission


@door(P.COORDINATE, P.DECIDE)
@require_POST
def meeting_drafted(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that the draft is complete."""
    part = running(request, pk)
    done_or_told(
        request,
        lambda: actions.finish_draft(meeting=part.meeting, by=request.user, at=timezone.now()),
        "The draft is complete.",
    )
    return redirect("meeting_minutes", pk=pk)


@door(P.COORDINATE, P.DECIDE)
@require_POST
def meeting_circulate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send the draft round for correction."""
    part = running(request, pk)
    done_or_told(
        request,
        lambda: actions.circulate(meeting=part.meeting, by=request.user, at=timezone.now()),
        "The draft is with everybody who came, each with their own parts.",
    )
    return redirect("meeting_minutes", pk=pk)


@door(P.COORDINATE, P.DECIDE)
@require_POST
def meeting_take_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take the circulated minutes back to draft."""
    part = running(request, pk)
    done_or_told(
        request,
        lambda: actions.take_back(meeting=part.meeting, by=request.user, at=timezone.now()),
        "The minutes are in draft again.",
    )
    return redirect("meeting_minutes", pk=pk)


def drafted(request: HttpRequest, pk: UUID) -> Meeting:
    """The meeting whose draft went to this person in its last circulation; a plain 404 for others."""
    member = request.user.standing.member
    if member is None or request.user.standing.sees_no_child:
        raise Http404
    mine = Meeting.objects.filter(circulated__member=member, panel__partnership=request.user.standing.partnership)
    meeting = find(mine.distinct().select_related("sitting", "panel__procedure", "panel__partnership"), pk=pk)
    if not draft_of(request.user, meeting).exists():
        raise Http404
    return meeting


@door(P.USE)
def meeting_circulated(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The parts of the draft that went to this person, to agree or to correct; later what became of their
    corrections."""
    meeting = drafted(request, pk)
    if not has_accepted(request.user, meeting):
        return redirect("meeting_confidentiality", pk=pk)
    part, around = Part(request.user, meeting), meeting.state == AROUND
    items = heard(part, drafted_items(request.user, meeting))
    seen = {item.pk for item in items}
    mine = meeting.corrections.filter(member=request.user.standing.member).select_related("item__child", "answered_by")
    mine = [one for one in mine if one.item_id is None or one.item_id in seen]
    if not around and not mine:
        raise Http404
    member = request.user.standing.member
    context = {
        "heading": f"Draft minutes: {heading(meeting.sitting, part.procedure)}",
        "caption": meeting.panel.name,
        "back_url": reverse("desk"),
        "meeting": meeting,
        "around": around,
        "whole": draft_of(request.user, meeting).filter(item=None).exists(),
        "parts": minutes_parts(part, items) if around else [],
        "mine": mine,
        "until": actions.answer_by(meeting),
        "agreed": meeting.agreed.filter(turn=meeting.turn, member=member).first(),
        "reader": request.user,
    }
    shown = {item.child for item in items if item.child} if around else set()
    shown |= {one.item.child for one in mine if one.item and one.item.child}
    return page(request, "meetings/meeting_circulated.jinja", context, shows=shown)


@door(P.USE)
@require_POST
def meeting_minutes_agree(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Agree to the draft as it went to this person."""
    meeting = drafted(request, pk)
    done = done_or_told(
        request,
        lambda: actions.agree_minutes(meeting=meeting, by=request.user, at=timezone.now()),
        "You agreed to the minutes.",
    )
    return redirect("meeting_circulated", pk=pk) if done else redirect("desk")


@door(P.USE)
def meeting_correction_new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Propose a correction to the general part."""
    meeting = drafted(request, pk)
    if not draft_of(request.user, meeting).filter(item=None).exists():
        raise Http404
    return _propose(request, meeting, None)


@door(P.USE)
def meeting_item_correct(request: HttpRequest, pk: UUID, item: UUID) -> HttpResponse:
    """Propose a correction to one item."""
    meeting = drafted(request, pk)
    return _propose(request, meeting, find(drafted_items(request.user, meeting).select_related("child"), pk=item))


def _propose(request: HttpRequest, meeting: Meeting, item: AgendaItem | None) -> HttpResponse:
    if meeting.state != AROUND:
        raise Http404
    if not has_accepted(request.user, meeting):
        return redirect("meeting_confidentiality", pk=meeting.pk)
    form = CorrectionForm(request.POST or None)

    def act() -> None:
        actions.propose_correction(meeting=meeting, item=item, by=request.user, at=timezone.now(), **form.cleaned_data)

    if carried_out(request, form, act):
        messages.success(request, "Your correction is with whoever writes the minutes.")
        return redirect("meeting_circulated", pk=meeting.pk)
    return form_page(
        request, form, "Propose a correction", reverse("meeting_circulated", args=[meeting.pk]),
        template="meetings/meeting_correction_new.jinja", caption=subject(item, procedure_of(meeting.panel.procedure)),
        stands=item.minutes if item else meeting.general_minutes, submit_label="Send",
        shows=[item.child] if item and item.child else [],
    )  # fmt: skip


@door(P.COORDINATE, P.DECIDE)
def meeting_correction(request: HttpRequest, pk: UUID, correction: int) -> HttpResponse:
    """Answer a proposed correction: take it into the text, or say why not."""
    part = running(request, pk)
    if waits := to_accept(part):
        return waits
    proposed = part.meeting.corrections.select_related("item__child", "member__user", "member__agency")
    found = find(proposed, pk=correction)
    found.meeting = part.meeting
    if found.item_id:
        found.item = find(part.items().select_related("child"), pk=found.item_id)
    if found.answer or part.meeting.state not in DRAFT:
        messages.error(request, "This correction has its answer, or the minutes are signed.")
        return redirect("meeting_minutes", pk=pk)
    return _answer(request, part, found)


def _answer(request: HttpRequest, part: Part, found: Correction) -> HttpResponse:
    stands, version = _stands(found)
    form = CorrectionAnswerForm(request.POST or None, initial={"text": stands, "version": version})
    conflict = None
    try:
        if carried_out(request, form, lambda: _act(request, form, found)):
            messages.success(request, "Whoever proposed the correction reads what became of it.")
            return redirect("meeting_minutes", pk=part.meeting.pk)
    except Changed as changed:
        if isinstance(changed.record, Correction):
            messages.error(request, "Somebody else answered this correction meanwhile.")
            return redirect("meeting_minutes", pk=part.meeting.pk)
        of = {"item": found.item} if found.item else {"meeting": found.meeting}
        conflict = both_texts(request, part, form, of, changed.record)
        form = CorrectionAnswerForm({**request.POST.dict(), "version": conflict["version"]})
    return form_page(
        request, form, "Answer a proposed correction", reverse("meeting_minutes", args=[part.meeting.pk]),
        template="meetings/meeting_correction.jinja", caption=subject(found.item, part.procedure), correction=found,
        conflict=conflict, shows=[found.item.child] if found.item and found.item.child else [],
    )  # fmt: skip


def _stands(found: Correction) -> tuple[str, int]:
    if found.item:
        return found.item.minutes, found.item.version
    return found.meeting.general_minutes, found.meeting.general_version


def _act(request: HttpRequest, form: CorrectionAnswerForm, found: Correction) -> None:
    told: dict[str, Any] = {"correction": found, "by": request.user, "at": timezone.now()}
    if form.cleaned_data["answer"] == "accepted":
        actions.accept_correction(text=form.cleaned_data["text"], version=form.cleaned_data["version"], **told)
    else:
        actions.decline_correction(reason=form.cleaned_data["reason"], **told)
