"""What agencies tell before a meeting: my agency's answers on one page, one answer, and reminders."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from riskpanel.access.doors import door, find, page
from riskpanel.access.permissions import Permission
from riskpanel.children.moves import Changed, Refused
from riskpanel.meetings import actions
from riskpanel.meetings.forms.returns import MOST, ActivitiesForm, ReturnForm
from riskpanel.meetings.models import InformationReturn, Meeting
from riskpanel.meetings.presenters import heading
from riskpanel.meetings.presenters.agenda import loaded, sections
from riskpanel.meetings.presenters.readiness import board_of, owing_of
from riskpanel.meetings.presenters.returns import ReturnLine, activities_of, labels_of, line_of
from riskpanel.meetings.reach import has_accepted, meetings_of, runs
from riskpanel.meetings.returns import ANSWERED_IN, asked_of, meetings_asking, newest, open_whole, told_of, with_newest
from riskpanel.meetings.views.asking import at_meeting, carried_out, done_or_told, part_in, running, to_accept
from riskpanel.partnership.standing import procedure_of
from riskpanel.procedure import Procedure
from riskpanel.ui.words import plural

P = Permission
LONGEST = 20_000
"""The most characters of one answer that a draft keeps; longer ones are told as not saved."""


@door(P.ATTEND, P.COORDINATE, P.ANSWER_FOR_AGENCY)
def meeting_returns(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything that my agency is asked before a meeting, to be answered in place."""
    meeting, procedure = _meeting(request, pk)
    if waits := _to_accept(request, meeting):
        return waits
    found = list(with_newest(asked_of(request.user, meeting)).select_related("child", "draft_by"))
    if not found and runs(request.user, meeting.panel, meeting):
        return redirect("meeting_readiness", pk=pk)
    if not found:
        raise Http404
    rows = [_row(request, one, procedure, meeting) for one in found]
    children = [row for row in rows if row["child"]]
    labels = {label for row in rows for label in row["line"].labels}
    context = {
        "heading": f"What {request.user.standing.agency.name} knows",
        "caption": heading(meeting.sitting, procedure),
        "back_url": _back(request, meeting),
        "meeting": meeting,
        "rows": children,
        "account": next((row for row in rows if not row["child"]), None),
        "activities": procedure.returns.activities if procedure.returns else None,
        "answered": sum(not row["line"].missing for row in rows),
        "total": len(rows),
        "open": meeting.state in ANSWERED_IN,
        "answers": procedure.returns.answers if procedure.returns else (),
        "bases": procedure.returns.bases if procedure.returns else (),
    }
    shows = [row["child"] for row in children]
    return page(request, "meetings/meeting_returns.jinja", context, shows=shows, fields=labels)


def _meeting(request: HttpRequest, pk: UUID) -> tuple[Meeting, Procedure]:
    """A meeting before which the person's agency is asked; a plain 404 for any other."""
    meeting = find(meetings_asking(request.user), pk=pk)
    procedure = procedure_of(meeting.panel.procedure)
    if procedure.returns is None:
        raise Http404
    return meeting, procedure


def _to_accept(request: HttpRequest, meeting: Meeting) -> HttpResponse | None:
    """Whoever attends accepts the statement first. A contact who does not attend sees the card of the
    child and what their own agency tells, and no paper of the meeting."""
    attends = meetings_of(request.user).filter(pk=meeting.pk).exists()
    if attends and not has_accepted(request.user, meeting):
        return redirect("meeting_confidentiality", pk=meeting.pk)
    return None


def _back(request: HttpRequest, meeting: Meeting) -> str:
    if request.user.standing.may(P.ATTEND, P.COORDINATE) and meetings_of(request.user).filter(pk=meeting.pk).exists():
        return reverse("meeting", args=[meeting.pk])
    return reverse("desk")


def _row(request: HttpRequest, asked: InformationReturn, procedure: Procedure, meeting: Meeting) -> dict[str, Any]:
    """One child on the page; with a form where nobody answered yet."""
    line = line_of(told_of(asked), procedure, request.user.standing.agency)
    form = None
    if asked.child and line.missing and meeting.state in ANSWERED_IN and _pieces(asked) <= 1:
        form = _form(request, asked, procedure, pieces=1, sent=False, ids=f"r{asked.pk}_%s")
    return {"asked": asked, "child": asked.child, "line": line, "form": form, "token": uuid4()}


def _pieces(asked: InformationReturn) -> int:
    return ReturnForm.room_for(asked, newest(asked)) - 1


def _form(
    request: HttpRequest,
    asked: InformationReturn,
    procedure: Procedure,
    *,
    pieces: int,
    sent: bool,
    ids: str = "id_%s",
) -> ReturnForm:
    start = ReturnForm.start(asked, newest(asked))
    data = request.POST if sent else None
    return ReturnForm(
        data, returns=procedure.returns, labels=labels_of(procedure), pieces=pieces, initial=start, auto_id=ids
    )


def _one(request: HttpRequest, key: UUID, /, **lookup: Any) -> tuple[InformationReturn, Procedure]:
    meeting, procedure = _meeting(request, key)
    found = with_newest(asked_of(request.user, meeting)).select_related("child", "draft_by")
    asked = find(found, **lookup)
    asked.meeting = meeting
    if not open_whole(asked, procedure, request.user.standing.agency):
        raise Http404
    return asked, procedure


@door(P.ATTEND, P.COORDINATE, P.ANSWER_FOR_AGENCY)
def meeting_return(request: HttpRequest, pk: UUID, asked: int) -> HttpResponse:
    """What my agency knows of one child."""
    found, procedure = _one(request, pk, pk=asked, item__isnull=False)
    if waits := _to_accept(request, found.meeting):
        return waits
    sent = request.method == "POST"
    pieces = max(ReturnForm.room_for(found, newest(found)), _sent_pieces(request))
    form = _form(request, found, procedure, pieces=pieces, sent=sent)
    if request.headers.get("X-Autosave") and sent:
        return _drafted(request, found, form)
    conflict = None
    try:
        if carried_out(request, form, lambda: _answer(request, found, form)):
            messages.success(request, "The answer is with the meeting.")
            return redirect(_next(request, found))
    except Changed as changed:
        conflict = _both(changed.record, form, procedure)
        data = {**request.POST.dict(), "version": changed.record.version}
        form = ReturnForm(data, returns=procedure.returns, labels=labels_of(procedure), pieces=pieces)
    return _page(request, found, procedure, form, conflict, "meetings/meeting_return.jinja")


def _sent_pieces(request: HttpRequest) -> int:
    return sum(f"text_{place}" in request.POST for place in range(MOST))


def _answer(request: HttpRequest, asked: InformationReturn, form: ReturnForm) -> None:
    told = form.told()
    told["version"] = told["version"] or 0
    actions.answer_return(asked=asked, by=request.user, at=timezone.now(), **told)


def _drafted(request: HttpRequest, asked: InformationReturn, form: Any) -> HttpResponse:
    """Keeps a draft while it is typed: 409 where a colleague saved, 422 for what cannot be kept."""
    draft, form_version = form.typed(), form.data.get("version", "")
    told = "".join(draft.values())
    if "\x00" in told or any(len(one) > LONGEST for one in draft.values()):
        return JsonResponse({}, status=422)
    version = int(form_version) if form_version.isascii() and form_version.isdigit() and len(form_version) < 10 else 0
    try:
        saved = actions.keep_draft(asked=asked, draft=draft, version=version, by=request.user, at=timezone.now())
    except Changed:
        return JsonResponse({}, status=409)
    except Refused:
        return JsonResponse({}, status=422)
    return JsonResponse({"version": saved})


def _both(held: InformationReturn, form: forms.Form, procedure: Procedure) -> dict[str, Any]:
    """Both texts, where a colleague saved meanwhile."""
    again = with_newest(InformationReturn.objects.standing().filter(pk=held.pk)).select_related("draft_by").get()
    last = newest(again)
    if again.draft:
        words = [text for name, text in again.draft.items() if name.startswith(("text", "reason"))]
        return {"mine": _words(form), "theirs": "\n\n".join(words), "who": again.draft_by.full_name, "at": None}
    line: ReturnLine = line_of(told_of(again), procedure, again.agency)
    words = [line.words, line.reason, *(piece.text for piece in line.pieces)]
    theirs = "\n\n".join(one for one in words if one)
    return {"mine": _words(form), "theirs": theirs, "who": last.by.full_name if last else "", "at": line.at}


def _words(form: forms.Form) -> str:
    chosen = dict(form.fields["answer"].choices).get(form.data.get("answer")) if "answer" in form.fields else ""
    typed = [text for name, text in form.data.items() if name.startswith(("text", "reason")) and text]
    return "\n\n".join(one for one in [chosen, *typed] if one)


def _next(request: HttpRequest, asked: InformationReturn) -> str:
    """The page of all answers, at the next one that is missing."""
    after = asked_of(request.user, asked.meeting).filter(answer="", item__isnull=False).first()
    place = after.pk if after else asked.pk
    return f"{reverse('meeting_returns', args=[asked.meeting_id])}#return-{place}"


def _page(
    request: HttpRequest, asked: InformationReturn, procedure: Procedure, form: Any, conflict: Any, template: str
) -> HttpResponse:
    context = {
        "heading": asked.child.reference if asked.child else "What my agency did",
        "caption": heading(asked.meeting.sitting, procedure),
        "back_url": reverse("meeting_returns", args=[asked.meeting_id]),
        "asked": asked,
        "child": asked.child,
        "form": form,
        "conflict": conflict,
        "versions": list(asked.versions.all()),
        "open": asked.meeting.state in ANSWERED_IN,
        "line": line_of(told_of(asked), procedure, request.user.standing.agency),
        "bases": procedure.returns.bases if procedure.returns else (),
    }
    told = {piece.label for version in asked.versions.all() for piece in version.contributions.all() if piece.label}
    return page(request, template, context, shows=[asked.child] if asked.child else [], fields=told)


@door(P.ATTEND, P.COORDINATE, P.ANSWER_FOR_AGENCY)
def meeting_activities(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What my agency did itself since the last meeting."""
    found, procedure = _one(request, pk, item=None)
    if waits := _to_accept(request, found.meeting):
        return waits
    sent = request.POST if request.method == "POST" else None
    asks = procedure.returns.activities if procedure.returns else None
    if asks is None:
        raise Http404
    told = {"returns": procedure.returns, "asks": asks, "labels": labels_of(procedure)}
    form = ActivitiesForm(sent, initial=_start(found), **told)
    if request.headers.get("X-Autosave") and sent is not None:
        return _drafted(request, found, form)
    conflict = None
    try:
        if carried_out(request, form, lambda: _tell(request, found, form)):
            messages.success(request, "The answer is with the meeting.")
            return redirect("meeting_returns", pk=found.meeting_id)
    except Changed as changed:
        conflict = _both(changed.record, form, procedure)
        form = ActivitiesForm({**request.POST.dict(), "version": changed.record.version}, **told)
    return _page(request, found, procedure, form, conflict, "meetings/meeting_activities.jinja")


def _start(asked: InformationReturn) -> dict[str, Any]:
    start: dict[str, Any] = {"version": asked.version, "nothing": asked.means == "known"}
    last = newest(asked)
    for piece in last.contributions.all() if last else ():
        start |= {"text": piece.text, "label": piece.label}
    return {**asked.draft, "version": asked.version} if asked.draft else start


def _tell(request: HttpRequest, asked: InformationReturn, form: ActivitiesForm) -> None:
    told = dict(form.cleaned_data)
    told["version"] = told["version"] or 0
    actions.tell_activities(asked=asked, by=request.user, at=timezone.now(), **told)


@door(P.ATTEND, P.COORDINATE)
def meeting_readiness(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What agencies told of their own work, and for those who run the meeting what is ready and what is
    missing: children down, agencies across."""
    part = part_in(request, pk)
    if waits := to_accept(part):
        return waits
    if part.procedure.returns is None or part.meeting.state == "planned":
        raise Http404
    now, today = timezone.now(), timezone.localdate()
    owing = owing_of(part, now)
    items = loaded(part.items(), part, today) if owing else []
    lines = [line for section in sections(part, items) if section.source != "annex" for line in section.lines]
    activities = activities_of(part.meeting, part.procedure, request.user)
    context = {
        "heading": "What agencies told",
        "caption": heading(part.meeting.sitting, part.procedure),
        "back_url": at_meeting(part),
        "part": part,
        "meeting": part.meeting,
        "owing": owing,
        "board": board_of(part, owing, lines, today) if owing else None,
        "activities": activities,
    }
    shows = {one.child for one in items if one.child}
    return page(request, "meetings/meeting_readiness.jinja", context, shows=shows, fields=activities.labels)


@door(P.COORDINATE, P.DECIDE)
@require_POST
def meeting_returns_chase(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Remind every agency that is late."""
    part = running(request, pk)
    now = timezone.now()
    _remind(request, part, lambda: actions.late_agencies(part.meeting, now), now)
    return redirect(f"{at_meeting(part)}#readiness")


@door(P.COORDINATE, P.DECIDE)
@require_POST
def meeting_return_chase(request: HttpRequest, pk: UUID, agency: int) -> HttpResponse:
    """Remind one agency."""
    part = running(request, pk)
    asked = {one.pk: one for one in actions.agencies_asked(part.meeting)}
    if agency not in asked:
        raise Http404
    _remind(request, part, lambda: [asked[agency]], timezone.now())
    return redirect(f"{at_meeting(part)}#readiness")


def _remind(request: HttpRequest, part: Any, whom: Any, now: Any) -> None:
    reminded: list[Any] = []

    def act() -> None:
        reminded.extend(actions.chase_agencies(meeting=part.meeting, agencies=whom(), by=request.user, at=now))

    if done_or_told(request, act):
        messages.success(request, f"{plural(len(reminded), 'agency', 'agencies')} reminded.")
