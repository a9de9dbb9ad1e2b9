"""The meeting while it lasts: opened, item by item, closed."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from riskpanel.access.doors import door, find, page
from riskpanel.access.permissions import Permission
from riskpanel.children.moves import Changed
from riskpanel.meetings import actions
from riskpanel.meetings.actions.sight import source_of
from riskpanel.meetings.cards import open_actions, read_first
from riskpanel.meetings.forms import ActionForm, DecisionForm, NoteForm, OpenForm
from riskpanel.meetings.forms.choices import working
from riskpanel.meetings.forms.hearing import ListedDecisionForm, ListedNoteForm
from riskpanel.meetings.models import AgendaItem, Decision
from riskpanel.meetings.presenters import card_view, head, heading, sections
from riskpanel.meetings.presenters.agenda import count_children, loaded, statement_for
from riskpanel.meetings.presenters.cards import live_actions
from riskpanel.meetings.presenters.course import Course, course_of
from riskpanel.meetings.presenters.minutes import answers_of, one_part
from riskpanel.meetings.presenters.returns import returns_on
from riskpanel.meetings.presenters.upward import tray_of
from riskpanel.meetings.reach import Part
from riskpanel.meetings.stages import WRITING
from riskpanel.meetings.views.asking import (
    at_meeting,
    carried_out,
    done_or_told,
    form_page,
    item_of,
    part_in,
    running,
    to_accept,
)
from riskpanel.meetings.views.turns import KEYS_OFF
from riskpanel.partnership.models import Member
from riskpanel.partnership.standing import procedure_of
from riskpanel.plans.forms.immediate import RaiseForm
from riskpanel.plans.models import ImmediateAction
from riskpanel.plans.pinned import pinned_at

P = Permission


@door(P.DECIDE)
def meeting_open(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say who is here and open the meeting."""
    part = running(request, pk)
    if waits := to_accept(part):
        return waits
    invitations = list(part.meeting.invitations.select_related("seat", "member__user"))
    form = OpenForm(request.POST or None, invitations=invitations)

    def act() -> None:
        here = set(form.cleaned_data["present"])
        seats = [one.seat for one in invitations if str(one.seat_id) in here]
        exception = form.cleaned_data["exception"]
        actions.open_meeting(
            meeting=part.meeting, present_seats=seats, exception=exception, by=request.user, at=timezone.now()
        )

    if carried_out(request, form, act):
        return redirect("meeting_live", pk=part.meeting.pk)
    words = next((str(one.value) for one in part.procedure.statements if one.code == "discussion"), "")
    return form_page(
        request,
        form,
        "Open the meeting",
        at_meeting(part),
        caption=heading(part.meeting.sitting, part.procedure),
        intro=words,
        submit_label="Open the meeting",
    )


@door(P.ATTEND, P.COORDINATE)
def meeting_live(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Agenda, the child's card, what to decide: for the item asked for, or the next one."""
    part = part_in(request, pk)
    if waits := to_accept(part):
        return waits
    if part.meeting.state not in WRITING:
        return redirect(at_meeting(part))
    return live_page(request, part, {})


def live_page(request: HttpRequest, part: Part, forms: dict[str, Any], conflict: Any = None) -> HttpResponse:
    """The three columns, with `forms` that came back to be mended in place of fresh ones."""
    today = timezone.localdate()
    items = [item for item in loaded(part.items(), part, today) if item.section not in part.annex_sections()]
    shown = sections(part, items)
    if part.procedure.listing:
        items = [line.item for section in shown for line in section.lines]
    waits = part.procedure.listing is not None and actions.actions_waiting(part.meeting, items)
    course = course_of(part, items, timezone.now())
    now = _current(request, course, part, items, forms)
    order = [item.pk for item in items]
    following = _following(items, now, course)
    context: dict[str, Any] = {
        "heading": heading(part.meeting.sitting, part.procedure),
        "part": part,
        "meeting": part.meeting,
        "head": head(part.meeting, count_children(items), items),
        "sections": [section for section in shown if section.lines],
        "item": now,
        "next": following,
        "course": course,
        "discussed": next((line for s in shown for line in s.lines if line.item.pk == course.item_id), None),
        "keys": not request.session.get(KEYS_OFF),
        "place": order.index(now.pk) + 1 if now else 0,
        "total": len(items),
        "conflict": conflict,
        "line": next((line for s in shown for line in s.lines if now and line.item.pk == now.pk), None),
        "actions_wait": waits,
    }
    context |= pinned(part, items)
    context |= _about(request, part, now, forms) if now else {}
    shows = {item.child for item in items if item.child} | set(context["tray"].children if context.get("tray") else ())
    fields = context["returns"].labels if context.get("returns") else ()
    return page(request, "meetings/meeting_live.jinja", context, shows=shows, fields=fields)


def _following(items: list[AgendaItem], now: AgendaItem | None, course: Course) -> AgendaItem | None:
    """The item to take next: the first after this one that was not heard, or else before it."""
    place = items.index(now) + 1 if now else 0
    return next((item for item in items[place:] + items[:place] if item != now and item.pk not in course.heard), None)


def _current(
    request: HttpRequest, course: Course, part: Part, items: list[AgendaItem], forms: dict[str, Any]
) -> AgendaItem | None:
    """The item asked for, or the one under discussion, or the first that waits."""
    asked = str(forms.get("item") or request.GET.get("item", "") or course.item_id)
    chosen = next((item for item in items if str(item.pk) == asked), None)
    heard = part.meeting.actions_reviewed_at is not None
    waiting = next(
        (
            item
            for item in items
            if item.last_outcome is None and not (heard and item.action_id and not item.listing_id)
        ),
        None,
    )
    return chosen or waiting or (items[0] if items else None)


def pinned(part: Part, items: list[AgendaItem]) -> dict[str, Any]:
    """The actions that cannot wait, of the children whom the meeting hears; on top until they are confirmed."""
    children = {item.child_id for item in items if item.child_id}
    return {"immediates": pinned_at(part.user, part.meeting.panel, timezone.now(), children)}


def _about(request: HttpRequest, part: Part, item: AgendaItem, forms: dict[str, Any]) -> dict[str, Any]:
    """What the card and the column of decisions hold for one item."""
    today = timezone.localdate()
    writes = part.runs and part.meeting.state in WRITING
    context: dict[str, Any] = {"writes": writes, "decides": part.chairs and writes}
    stands = open_actions(item) if item.child and item.open_actions else []
    if item.child:
        told = item.read_first or read_first(item, None, timezone.now())
        context["card"] = card_view(item, told, part.procedure, request.user, today)
        context["open_actions"] = live_actions(stands, part.procedure, request.user, today)
        context["statement"] = statement_for(item, part.procedure)
        context["answers"] = answers_of(item.asked, part.procedure)
        context["returns"] = returns_on(item, part.procedure, request.user)
    if part.procedure.upward and source_of(item) == "put_forward":
        context["tray"] = tray_of(part)
    item_actions = [action for action in stands if action.item == item.pk]
    blank = {"decisions": [], "actions": []}
    context["minutes"] = _part_of(item, item_actions, part) if item.child else blank
    if writes and item.child:
        context |= _forms(part, item, forms)
    if item.child and part.procedure.has(ImmediateAction.THING):
        panel = part.meeting.panel
        offered = context["action_form"].members if "action_form" in context else None
        context["immediate_form"] = forms.get("immediate") or RaiseForm(
            None, panel=panel, tasks=part.chairs, members=offered, auto_id="immediate_%s"
        )
    return context


def _part_of(item: AgendaItem, given: list[Any], part: Part) -> dict[str, Any]:
    return one_part(item, given, part.procedure, part.user, undecided=item.last_outcome is None)


def _forms(part: Part, item: AgendaItem, forms: dict[str, Any]) -> dict[str, Any]:
    made = {
        "note": forms.get("note") or note_form(None, item),
        "action": forms.get("action") or action_form(None, part, item),
    }
    if part.chairs:
        made["decision"] = forms.get("decision") or decision_form(None, part, item, made["action"].members)
    return {f"{name}_form": form for name, form in made.items()}


def note_form(data: Any, item: AgendaItem) -> NoteForm | ListedNoteForm:
    """The first question, or for a listed child the procedure's questions, with what stands."""
    if item.listing_id:
        procedure = procedure_of(item.meeting.panel.procedure)
        return ListedNoteForm(
            data,
            prompts=actions.prompts_of(item.meeting),
            lead=procedure.words.lead_professional,
            had=item.asked,
            initial=ListedNoteForm.of(item),
            auto_id="note_%s",
        )
    start = {
        "protective_action": item.protective_action,
        "update": item.update,
        "lead_present": {True: "yes", False: "no"}.get(item.lead_present, ""),
        "note_version": item.note_version,
    }
    return NoteForm(data, initial=start, auto_id="note_%s")


def action_form(data: Any, part: Part, item: AgendaItem) -> ActionForm:
    """An action to be given; for a listed child due by the next meeting unless somebody says otherwise."""
    return ActionForm(
        data,
        panel=part.meeting.panel,
        procedure=part.procedure,
        by_next=item.listing_id is not None,
        auto_id="action_%s",
    )


def decision_form(
    data: Any, part: Part, item: AgendaItem, members: Iterable[Member] | None = None
) -> DecisionForm | ListedDecisionForm:
    """The decision that the item may end in; `members` are the people at work, where they are at hand."""
    if item.listing_id:
        return ListedDecisionForm(
            data,
            outcomes=actions.outcomes_heard(item),
            prompts=actions.prompts_of(item.meeting),
            members=working(part.meeting.panel) if members is None else members,
            auto_id="decision_%s",
        )
    return DecisionForm(
        data,
        outcomes=actions.outcomes_for(item),
        procedure=part.procedure,
        panel=part.meeting.panel,
        auto_id="decision_%s",
    )


def at_item(part: Part, item: AgendaItem, place: str = "item") -> str:
    """The address of the live meeting at one item, and there at what was just saved."""
    return f"{reverse('meeting_live', args=[part.meeting.pk])}?item={item.pk}#{place}"


def _item(request: HttpRequest, pk: UUID, item: UUID) -> tuple[Part, AgendaItem]:
    part = running(request, pk)
    return part, item_of(part, item, "child__lead", "listing__place")


@door(P.COORDINATE, P.DECIDE)
@require_POST
def meeting_note(request: HttpRequest, pk: UUID, item: UUID) -> HttpResponse:
    """Note whether protective action is under way, and what is new."""
    part, found = _item(request, pk, item)
    form = note_form(request.POST, found)
    note = actions.note_listed if found.listing_id else actions.note_item
    silent, noted = "X-Autosave" in request.headers, []

    def act() -> None:
        noted.append(note(item=found, by=request.user, at=timezone.now(), **form.told()))

    try:
        if carried_out(request, form, act):
            return (
                JsonResponse({"version": noted[0].note_version}) if silent else redirect(at_item(part, found, "noted"))
            )
    except Changed as changed:
        if silent:
            return JsonResponse({}, status=409)
        form = note_form({**request.POST.dict(), "note_version": changed.record.note_version}, found)
        return live_page(request, part, {"item": found.pk, "note": form}, conflict=_both(form, changed.record))
    if silent:
        return JsonResponse({}, status=422)
    return live_page(request, part, {"item": found.pk, "note": form})


def _both(form: Any, stands: AgendaItem) -> tuple[str, str]:
    """What the person typed about a child, and what somebody else noted meanwhile."""
    if not stands.listing_id:
        return form["update"].value() or "", stands.update
    mine = AgendaItem(asked=form.told()["answers"]) if form.is_valid() else AgendaItem()
    return form.words(mine), form.words(stands)


@door(P.DECIDE)
@require_POST
def meeting_decide(request: HttpRequest, pk: UUID, item: UUID) -> HttpResponse:
    """Record what the panel decided for a child."""
    part, found = _item(request, pk, item)
    form = decision_form(request.POST, part, found)
    decide = actions.decide_listed if found.listing_id else actions.decide
    if carried_out(request, form, lambda: decide(item=found, by=request.user, at=timezone.now(), **form.told())):
        messages.success(request, "The decision is recorded.")
        return redirect(at_item(part, found, "decided"))
    return live_page(request, part, {"item": found.pk, "decision": form})


@door(P.COORDINATE, P.DECIDE)
@require_POST
def meeting_action(request: HttpRequest, pk: UUID, item: UUID) -> HttpResponse:
    """Give an action that the panel agreed."""
    part, found = _item(request, pk, item)
    form = action_form(request.POST, part, found)
    if carried_out(
        request, form, lambda: actions.give_action(item=found, by=request.user, at=timezone.now(), **form.told())
    ):
        messages.success(request, "The action is given, and its owner owes it.")
        return redirect(at_item(part, found, "given"))
    return live_page(request, part, {"item": found.pk, "action": form})


@door(P.DECIDE)
@require_POST
def meeting_ratify(request: HttpRequest, pk: UUID, decision: int) -> HttpResponse:
    """The chair who was absent ratifies a decision."""
    part = running(request, pk)
    made = find(Decision.objects.filter(item__in=part.items()).select_related("item"), pk=decision)
    made.item.meeting = part.meeting
    done_or_told(
        request,
        lambda: actions.ratify(decision=made, by=request.user, at=timezone.now()),
        "The decision is ratified.",
    )
    return redirect("meeting_minutes", pk=part.meeting.pk)


@door(P.COORDINATE, P.DECIDE)
@require_POST
def meeting_close(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Close the meeting once every child has a decision."""
    part = running(request, pk)
    done = done_or_told(
        request,
        lambda: actions.close_meeting(meeting=part.meeting, by=request.user, at=timezone.now()),
        "The meeting is closed. The minutes are in draft.",
    )
    return redirect("meeting_minutes" if done else "meeting_live", pk=part.meeting.pk)
