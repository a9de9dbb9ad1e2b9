"""One item on a page of its own: all that a guest or a lead professional sees of a meeting."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from riskpanel.access.doors import door, find, page
from riskpanel.access.permissions import Permission
from riskpanel.meetings import actions
from riskpanel.meetings.actions.sources import last_panel
from riskpanel.meetings.cards import read_first
from riskpanel.meetings.forms import ReplyForm
from riskpanel.meetings.models import AgendaItem, Decision, Guest
from riskpanel.meetings.packs import own_copy
from riskpanel.meetings.presenters import card_view
from riskpanel.meetings.presenters.agenda import statement_for, with_guests
from riskpanel.meetings.presenters.around import notes_of
from riskpanel.meetings.presenters.lasttime import last_time
from riskpanel.meetings.presenters.minutes import actions_of, one_part
from riskpanel.meetings.presenters.returns import Returns, returns_on
from riskpanel.meetings.reach import Part, draft_of, guest_of, has_accepted, meetings_of, open_to_guest
from riskpanel.meetings.stages import ANSWERING, AROUND
from riskpanel.meetings.views.asking import carried_out, form_page
from riskpanel.partnership.standing import procedure_of

P = Permission


@door(P.USE)
def meeting_item(request: HttpRequest, pk: UUID, item: UUID) -> HttpResponse:
    """One child's item. Those who attend come from the agenda; a guest or a lead professional sees this
    and nothing else of the meeting."""
    found, guest = _own(request, pk, item)
    meeting = found.meeting
    if not has_accepted(request.user, meeting):
        return redirect("meeting_confidentiality", pk=meeting.pk)
    if shut := _shut(request, found, guest):
        return shut
    procedure = procedure_of(meeting.panel.procedure)
    told = found.read_first or read_first(found, last_panel(meeting), timezone.now())
    returns = Returns() if guest else returns_on(found, procedure, request.user)
    reads = Part(request.user, meeting).has_minutes_of(found)
    context = {
        "heading": f"{found.child.reference} at the {procedure.words.panel}",
        "back_url": None if guest else reverse("meeting", args=[meeting.pk]),
        "item": found,
        "meeting": meeting,
        "guest": guest,
        "statement": statement_for(found, procedure),
        "card": card_view(found, told, procedure, request.user, timezone.localdate()),
        "returns": returns,
        "part": one_part(found, actions_of([found])[found.pk], procedure, request.user) if reads else None,
        "notes": notes_of(meeting).get(found.pk, []),
        "around": meeting.state == AROUND and draft_of(request.user, meeting).exists(),
        "pack": own_copy(request.user, meeting) if guest else None,
        "answers": guest is not None and meeting.state in ANSWERING,
    }
    return page(request, "meetings/meeting_item.jinja", context, shows=[found.child], fields=returns.labels)


@door(P.USE)
def meeting_item_last(request: HttpRequest, pk: UUID, item: UUID) -> HttpResponse:
    """The same child at the panel before: what was decided, and what became of the actions since. A page of
    its own, or the part of it that another page asked for."""
    found, guest = _own(request, pk, item)
    meeting = found.meeting
    if not has_accepted(request.user, meeting):
        return redirect("meeting_confidentiality", pk=meeting.pk)
    if shut := _shut(request, found, guest):
        return shut
    procedure = procedure_of(meeting.panel.procedure)
    context = {
        "heading": f"{found.child.reference} last time",
        "back_url": reverse("meeting_item", args=[pk, item]),
        "last": last_time(found, request.user, procedure, timezone.localdate()),
    }
    template = "meetings/_last_told.jinja" if request.htmx else "meetings/meeting_item_last.jinja"
    return page(request, template, context, shows=[found.child])


def _own(request: HttpRequest, pk: UUID, item: UUID) -> tuple[AgendaItem, Guest | None]:
    """The item, and the person's invitation to it where that is all that they have; a plain 404 for
    everybody who neither attends the meeting nor was invited to the item."""
    items = AgendaItem.objects.visible_to(request.user).filter(meeting=pk, removed=False, child__isnull=False)
    found = find(
        items.select_related(
            "meeting__sitting", "meeting__panel__procedure", "child__lead__user", "child__lead__agency",
            "child__level_set_by", "referral__concern__agency", "referral__checklist", "entry", "escalation", "placed",
            "action__agency", "listing__place", "listing__lead_agency", "child__circumstances",
        ).prefetch_related(Prefetch("decisions", Decision.objects.select_related("by")), with_guests()),
        pk=item,
    )  # fmt: skip
    attends = request.user.standing.may(P.ATTEND, P.COORDINATE)
    if attends and (meeting := meetings_of(request.user).filter(pk=pk).first()):
        if not Part(request.user, meeting).items().filter(pk=item).exists():
            raise Http404
        return found, None
    guest = guest_of(request.user, found)
    if guest is None or found.meeting.state in {"planned", "cancelled"}:
        raise Http404
    return found, guest


def _shut(request: HttpRequest, item: AgendaItem, guest: Guest | None) -> HttpResponse | None:
    """Where a guest to whom the item is not open now is led: to the page that says why."""
    if guest is None or open_to_guest(request.user, item.meeting).filter(pk=item.pk).exists():
        return None
    return redirect("meeting_follow", pk=item.meeting_id)


@door(P.USE)
def meeting_item_reply(request: HttpRequest, pk: UUID, item: UUID) -> HttpResponse:
    """A guest says whether they come; a lead professional may write an update."""
    found, guest = _own(request, pk, item)
    if guest is None:
        raise Http404
    if not has_accepted(request.user, found.meeting):
        return redirect("meeting_confidentiality", pk=found.meeting_id)
    guest.item = found
    start = {"answer": guest.answer, "update": found.lead_update}
    form = ReplyForm(request.POST or None, as_lead=guest.as_lead, initial=start)
    back = found.get_absolute_url()
    if carried_out(
        request,
        form,
        lambda: actions.reply_as_guest(guest=guest, by=request.user, at=timezone.now(), **form.cleaned_data),
    ):
        messages.success(request, "Your answer is with the panel.")
        return redirect(back)
    return form_page(
        request,
        form,
        "Your part in the meeting",
        back,
        caption=found.child.reference,
        submit_label="Send",
        shows=[found.child],
    )
