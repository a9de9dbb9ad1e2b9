"""Before the meeting: the list, the dates, one meeting's page, its agenda and its papers."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from riskpanel.access.doors import door, find, page
from riskpanel.access.permissions import Permission
from riskpanel.children.missing import open_episodes
from riskpanel.children.models import Duty
from riskpanel.meetings import actions
from riskpanel.meetings.actions.planning import COMING
from riskpanel.meetings.forms import ArrangeForm, DatesForm, ExtraordinaryForm, ReasonForm
from riskpanel.meetings.models import AgendaItem, Invitation, Meeting, Pattern
from riskpanel.meetings.presenters import head, heading, next_step, sections, state_of
from riskpanel.meetings.presenters.agenda import count_children, loaded
from riskpanel.meetings.presenters.lastmeeting import earlier
from riskpanel.meetings.presenters.meetings import chairs_line
from riskpanel.meetings.presenters.readiness import owing_in_short, threads_of
from riskpanel.meetings.reach import Part, guest_items, meetings_of, panels_of, statement_of
from riskpanel.meetings.returns import answers_for
from riskpanel.meetings.stages import HANDED_OUT
from riskpanel.meetings.threads import ReturnThread
from riskpanel.meetings.views.asking import (
    at_meeting,
    carried_out,
    done_or_told,
    form_page,
    part_in,
    running,
)
from riskpanel.partnership.calendar import make_sittings
from riskpanel.partnership.context import clause_sentences
from riskpanel.partnership.models import Panel, Sitting
from riskpanel.partnership.standing import procedure_of
from riskpanel.procedure.model import MeetingKind
from riskpanel.referrals.models import TriageDecision

P = Permission
PAGE = 50


@door(P.ATTEND, P.COORDINATE)
def meetings(request: HttpRequest) -> HttpResponse:
    """The meetings that are mine, coming and past, and for those who run a panel its dates."""
    now = timezone.now()
    runs = panels_of(request.user, running=True)
    dates = Sitting.objects.filter(panel__in=runs, cancelled=False, meeting=None, starts_at__gt=now)
    dates = list(dates.select_related("panel__procedure", "serves").order_by("starts_at")[:PAGE])
    past = request.GET.get("past") == "1"
    mine = meetings_of(request.user)
    still = Q(sitting__starts_at__gte=now) | ~Q(state__in=(*HANDED_OUT, "cancelled"))
    mine = (
        mine.exclude(still).order_by("-sitting__starts_at")
        if past
        else mine.filter(still).order_by("sitting__starts_at")
    )
    shown = Paginator(mine, PAGE).get_page(request.GET.get("page"))
    context = {
        "heading": "Meetings",
        "rows": [_row(meeting) for meeting in shown],
        "page": shown,
        "past": past,
        "dates": [{"sitting": one, "heading": heading(one, procedure_of(one.panel.procedure))} for one in dates],
        "runs": runs,
        "outside": next((kind.label for one in runs if (kind := _outside(one))), ""),
        "upward": _upward(request),
        "acts_at_once": request.user.standing.procedure.has("immediate_action"),
    }
    return page(request, "meetings/meetings.jinja", context)


def _outside(panel: Panel) -> MeetingKind | None:
    return procedure_of(panel.procedure).meeting_of("outside")


def _upward(request: HttpRequest) -> str:
    """The other body to which the person's panel puts things forward, if there is one."""
    procedure = request.user.standing.procedure
    return procedure.meeting(procedure.upward.meeting).label if procedure.upward else ""


def _row(meeting: Meeting) -> dict:
    label, tone = state_of(meeting)
    words = heading(meeting.sitting, procedure_of(meeting.panel.procedure))
    return {"meeting": meeting, "heading": words, "state": label, "tone": tone}


@door(P.COORDINATE, P.DECIDE)
def meetings_dates(request: HttpRequest) -> HttpResponse:
    """Make dates from the procedure's recurrence."""
    panel = find_panel(request)
    form = DatesForm(request.POST or None, initial={"start": timezone.localdate()})
    made: list[Sitting] = []

    def act() -> None:
        told = form.cleaned_data
        made.extend(make_sittings(panel=panel, by=request.user, at=timezone.now(), **told))

    if carried_out(request, form, act):
        messages.success(request, f"{len(made)} dates were added." if made else "Every date was there already.")
        return redirect("meetings")
    return form_page(
        request,
        form,
        f"Make dates for the {panel.name}",
        reverse("meetings"),
        submit_label="Make dates",
        intro="The days come from the procedure. A date that falls on a bank holiday moves to the next working day.",
    )


def find_panel(request: HttpRequest):
    """The panel that the person runs: the one asked for, or the first; a plain 404 without one."""
    runs = panels_of(request.user, running=True)
    asked = request.GET.get("panel", "")
    chosen = next((panel for panel in runs if str(panel.pk) == asked), runs[0] if runs else None)
    return chosen or find(Meeting.objects.none(), pk=None)


@door(P.COORDINATE, P.DECIDE)
def meeting_extraordinary(request: HttpRequest) -> HttpResponse:
    """Call a meeting outside the calendar."""
    panel = find_panel(request)
    kind = procedure_of(panel.procedure).meeting_of("panel")
    form = ExtraordinaryForm(request.POST or None, initial={"minutes": kind.minutes})
    made: list[Meeting] = []

    def act() -> None:
        made.append(actions.call_extraordinary(panel=panel, by=request.user, at=timezone.now(), **form.cleaned_data))

    if carried_out(request, form, act):
        messages.success(request, "The meeting is planned and its invitations stand.")
        return redirect("meeting", pk=made[0].pk)
    return form_page(
        request, form, "Call an extraordinary meeting", reverse("meetings"), submit_label="Call the meeting"
    )


@door(P.COORDINATE, P.DECIDE)
@require_POST
def meeting_plan(request: HttpRequest, sitting: UUID) -> HttpResponse:
    """Plan the meeting of a date: its invitations go to every seat that attends."""
    runs = panels_of(request.user, running=True)
    date = find(Sitting.objects.filter(panel__in=runs).select_related("panel__procedure"), pk=sitting)
    made: list[Meeting] = []
    done = done_or_told(
        request,
        lambda: made.append(actions.plan_meeting(sitting=date, by=request.user, at=timezone.now())),
        "The meeting is planned. Every seat that attends is invited.",
    )
    return redirect("meeting", pk=made[0].pk) if done else redirect("meetings")


@door(P.ATTEND, P.COORDINATE)
def meeting(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One meeting: what it is, what is not ready, what to do next."""
    part = part_in(request, pk)
    today = timezone.localdate()
    invitations = list(
        part.meeting.invitations.select_related("seat__agency", "member__user", "member__agency", "deputy")
    )
    owed = _owed(part, invitations)
    items = loaded(part.items(), part, today) if part.accepted else []
    annex = _annex(part, items) if part.accepted else []
    mine = _mine(part, invitations)
    label, tone = state_of(part.meeting)
    waiting = sum(item.published_at is None for item in items) if part.meeting.state == "published" else 0
    for one in invitations:
        one.meeting = part.meeting
    context = {
        "heading": heading(part.meeting.sitting, part.procedure),
        "caption": part.meeting.panel.name,
        "back_url": reverse("meetings"),
        "part": part,
        "meeting": part.meeting,
        "head": head(part.meeting, count_children(items), items),
        "state": label,
        "tone": tone,
        "sections": [s for s in sections(part, items) if s.source != "annex"],
        "looks_back": earlier(part.meeting) if part.accepted and part.meeting.state in COMING else [],
        "annex": annex,
        "calls_in": part.chairs and part.procedure.setting("triage_call_in", False),
        "patterns": _patterns(part),
        "invitations": invitations,
        "answered": sum(bool(one.answer) for one in invitations),
        "late_notices": {one.pk for one in invitations if actions.late_notice(one)},
        "chairs": chairs_line(invitations),
        "mine": mine,
        **_told_before(part, invitations, owed, items),
        "step": next_step(part, items=len(items), waiting=waiting, mine=mine),
        "duties": _duties(part, owed),
        "freezes": _freezes(part),
        "levelled": bool(part.procedure.levels),
        "planned": part.procedure.has("log_entry"),
        "statement": _statement(part, "panel_does_not_replace"),
    }
    shows = {item.child for item in [*items, *annex] if item.child}
    context["missing"] = list(open_episodes(shows)) if part.procedure.missing else []
    return page(request, "meetings/meeting.jinja", context, shows=shows)


def _told_before(part: Part, invitations: list[Invitation], owed: list[Duty], items: list[AgendaItem]) -> dict:
    """What agencies owe the meeting, for those who run it; whether the person answers for theirs."""
    out = part.procedure.returns is not None and part.accepted and part.meeting.state != "planned"
    seats, missing = {one.seat_id for one in invitations}, sum(item.returns_missing for item in items)
    return {
        "asked_before": out,
        "owing": owing_in_short(part, invitations, owed, missing, timezone.now()) if out else None,
        "answers_for": out and answers_for(part.user, part.meeting, seats),
    }


def _freezes(part: Part) -> bool:
    """Whether the person may freeze the list of this meeting."""
    keeps = part.runs or part.user.standing.may(P.LIST)
    return part.procedure.listing is not None and keeps and part.meeting.state == "planned"


def _annex(part: Part, items: list[AgendaItem]) -> list[AgendaItem]:
    """What was not taken: those who run the meeting have it among their items."""
    found = part.annex().select_related("child", "referral__concern__agency")
    codes = part.annex_sections()
    found = [item for item in items if item.section in codes] if part.runs else list(found)
    decided = TriageDecision.objects.select_related("alternative_owner__user", "alternative_agency")
    prefetch_related_objects(found, Prefetch("referral__decisions", decided))
    return found


def _mine(part: Part, invitations: list[Invitation]) -> Invitation | None:
    held = {seat.pk for seat in part.user.standing.seats}
    return next((one for one in invitations if one.seat_id in held), None)


def _patterns(part: Part) -> list[Pattern]:
    return list(part.meeting.panel.patterns.filter(closed_on=None).select_related("owner_agency"))


def _owed(part: Part, invitations: list[Invitation]) -> list[Duty]:
    """What is owed for the meeting: by those who run it, and by the agencies that it asks."""
    if not part.runs:
        return []
    own = Q(about=Meeting.THING, case=part.meeting.pk)
    asked = Q(about=ReturnThread.THING, case__in=threads_of(part, invitations))
    return list(Duty.objects.filter(own | asked, met_at=None))


def _duties(part: Part, owed: list[Duty]) -> list[dict]:
    found = [one for one in owed if one.about == Meeting.THING]
    now = timezone.now()
    return [
        {
            "says": one.says,
            "due_at": one.due_at,
            "late": one.due_at < now,
            "counted": one.counted,
            "clauses": clause_sentences(part.procedure, one.clauses, one.stated),
        }
        for one in found
    ]


def _statement(part: Part, code: str) -> str:
    return next((str(one.value) for one in part.procedure.statements if one.code == code), "")


@door(P.USE)
def meeting_confidentiality(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Read the confidentiality statement and accept it, before the papers open."""
    meeting_, back = _theirs(request, pk)
    words, version = statement_of(procedure_of(meeting_.panel.procedure))
    if request.method == "POST":
        member = request.user.standing.member
        accepted = done_or_told(
            request,
            lambda: actions.accept_confidentiality(meeting=meeting_, member=member, by=request.user, at=timezone.now()),
            "Accepted. The papers are open to you.",
        )
        return redirect(back if accepted else request.path)
    context = {"heading": "Before the papers open", "statement_words": words, "version": version, "back_url": back}
    return page(request, "meetings/meeting_confidentiality.jinja", context)


def _theirs(request: HttpRequest, pk: UUID) -> tuple[Meeting, str]:
    """The meeting and where the person goes next: to it, or, as a guest, to their own item."""
    attends = request.user.standing.may(P.ATTEND, P.COORDINATE)
    mine = meetings_of(request.user).filter(pk=pk).first() if attends else None
    if mine:
        return mine, reverse("meeting", args=[mine.pk])
    items = guest_items(request.user, pk).select_related("meeting__sitting", "meeting__panel__procedure")
    item = find(items.order_by("pk"))
    return item.meeting, reverse("meeting_item", args=[item.meeting_id, item.pk])


@door(P.COORDINATE, P.DECIDE)
@require_POST
def meeting_build(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Fill the agenda from its sources."""
    part = running(request, pk)
    added: list[AgendaItem] = []
    if done_or_told(
        request,
        lambda: added.extend(actions.build_agenda(meeting=part.meeting, by=request.user, at=timezone.now())),
    ):
        messages.success(request, f"{len(added)} items were added." if added else "There was nothing to add.")
    return redirect(at_meeting(part))


@door(P.COORDINATE, P.DECIDE)
@require_POST
def meeting_publish(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Publish the agenda to the seats that attend."""
    part = running(request, pk)
    done_or_told(
        request,
        lambda: actions.publish(meeting=part.meeting, by=request.user, at=timezone.now()),
        "The agenda is published to every invited seat.",
    )
    return redirect(at_meeting(part))


@door(P.COORDINATE, P.DECIDE)
def meeting_arrange(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How long the meeting is and where."""
    part = running(request, pk)
    sitting = part.meeting.sitting
    start = {"minutes": sitting.minutes, "place": sitting.place, "link": sitting.link}
    form = ArrangeForm(request.POST or None, initial=start)
    if carried_out(
        request,
        form,
        lambda: actions.arrange(meeting=part.meeting, by=request.user, at=timezone.now(), **form.cleaned_data),
    ):
        messages.success(request, "Length and place are saved.")
        return redirect(at_meeting(part))
    return form_page(request, form, "Length and place", at_meeting(part), caption=heading(sitting, part.procedure))


@door(P.COORDINATE, P.DECIDE)
def meeting_cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Cancel a meeting that has not begun."""
    part = running(request, pk)
    heard = "Referrals on this agenda" if part.procedure.has("referral") else "Children on this agenda"
    form = ReasonForm(request.POST or None)
    if carried_out(
        request,
        form,
        lambda: actions.cancel_meeting(
            meeting=part.meeting, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
        ),
    ):
        messages.success(request, f"The meeting is cancelled. {heard} wait for the next one.")
        return redirect("meetings")
    return form_page(
        request,
        form,
        "Cancel this meeting",
        at_meeting(part),
        caption=heading(part.meeting.sitting, part.procedure),
        intro=f"Nobody waits for the panel to protect a child. {heard} go to the next one.",
        submit_label="Cancel the meeting",
        danger=True,
    )
