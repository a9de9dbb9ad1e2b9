"""Who is there: people come and go, and keep out of items in which they have a stake."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from riskpanel.access.doors import door, find, page
from riskpanel.access.permissions import Permission
from riskpanel.children.models import Recusal
from riskpanel.meetings import actions
from riskpanel.meetings.actions.coming import guests_of, recusals_of
from riskpanel.meetings.forms.coming import RecusalForm
from riskpanel.meetings.models import AgendaItem, Meeting
from riskpanel.meetings.presenters import heading
from riskpanel.meetings.presenters.agenda import subject
from riskpanel.meetings.presenters.course import rooms_of
from riskpanel.meetings.reach import Part, guest_items, meetings_of
from riskpanel.meetings.views.asking import carried_out, done_or_told, form_page, item_of, running, to_accept
from riskpanel.partnership.models import Member

P = Permission


@door(P.COORDINATE, P.DECIDE)
def meeting_presence(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who is in the meeting now, who was there for which item, who keeps out of what."""
    part = running(request, pk)
    if waits := to_accept(part):
        return waits
    items = list(part.items().select_related("child", "action__agency", "entry", "referral__concern__agency"))
    presences = list(part.meeting.presences.select_related("member__user"))
    recusals = list(recusals_of([item.pk for item in items]))
    rooms = rooms_of(part.meeting, presences, recusals, timezone.now())
    of = {item.pk: item for item in items}
    context = {
        "heading": "Who is here",
        "caption": heading(part.meeting.sitting, part.procedure),
        "back_url": reverse("meeting_live" if part.meeting.state == "open" else "meeting", args=[pk]),
        "meeting": part.meeting,
        "rows": _rows(part.meeting, presences),
        "rooms": [(subject(of[key], part.procedure), room) for key, room in rooms.items() if key in of],
        "recusals": [{"recusal": one, "item": subject(of[one.about], part.procedure)} for one in recusals],
        "me": request.user,
    }
    return page(request, "meetings/meeting_presence.jinja", context, shows={item.child for item in items if item.child})


def _rows(meeting: Meeting, presences: list[Any]) -> list[dict[str, Any]]:
    """Each person who was asked, with their stays; those in the room first."""
    rows: dict[int, dict[str, Any]] = {}
    for one in meeting.invitations.exclude(member=None).select_related("seat", "member__user"):
        rows.setdefault(one.member_id, {"member": one.member, "for": one.seat.title, "stays": []})
    for guest in guests_of(meeting).select_related("member__user"):
        rows.setdefault(guest.member_id, {"member": guest.member, "for": "Guest", "stays": []})
    for one in presences:
        rows.setdefault(one.member_id, {"member": one.member, "for": "", "stays": []})["stays"].append(one)
    for row in rows.values():
        row["here"] = any(one.left_at is None for one in row["stays"])
    return sorted(rows.values(), key=lambda row: (not row["here"], row["member"].user.full_name))


@door(P.COORDINATE, P.DECIDE)
@require_POST
def meeting_come(request: HttpRequest, pk: UUID, member: int) -> HttpResponse:
    """Somebody comes in, or goes."""
    part = running(request, pk)
    who = find(Member.objects.of(part.meeting.panel.partnership).select_related("user"), pk=member)
    act = actions.leave if request.POST.get("gone") == "yes" else actions.come
    done_or_told(request, lambda: act(meeting=part.meeting, member=who, by=request.user, at=timezone.now()))
    return redirect("meeting_presence", pk=pk)


@door(P.USE)
def meeting_recuse(request: HttpRequest, pk: UUID, item: UUID) -> HttpResponse:
    """Declare a conflict of interest: the item closes to the person it is about."""
    part, found = _mine(request, pk, item)
    if not part.accepted:
        return redirect("meeting_confidentiality", pk=pk)
    members = _others(part) if part.runs else []
    form = RecusalForm(request.POST or None, me=request.user.standing.member, members=members)
    if carried_out(
        request, form, lambda: actions.recuse(item=found, by=request.user, at=timezone.now(), **form.told())
    ):
        messages.success(request, "It is recorded, and the item is closed.")
        attends = request.user.standing.may(P.ATTEND, P.COORDINATE)
        return redirect("meeting", pk=pk) if attends else redirect("desk")
    called = subject(found, part.procedure)
    return form_page(
        request,
        form,
        "Keep out of this item",
        reverse("meeting_item", args=[pk, item]) if found.child else reverse("meeting", args=[pk]),
        caption=called,
        intro="The item, its papers and its minutes close to whoever keeps out, until those who run the meeting "
        "end it.",
        submit_label="Close the item",
        shows=[found.child] if found.child else [],
    )


def _mine(request: HttpRequest, pk: UUID, item: UUID) -> tuple[Part, AgendaItem]:
    """An item of a meeting that is the person's, or to which they are a guest; a plain 404 otherwise."""
    if meeting := meetings_of(request.user).filter(pk=pk).first():
        part = Part(request.user, meeting)
        return part, item_of(part, item)
    mine = guest_items(request.user, pk).exclude(meeting__state__in=["planned", "cancelled"])
    found = find(mine.select_related("child", "meeting__sitting", "meeting__panel__procedure"), pk=item)
    return Part(request.user, found.meeting), found


def _others(part: Part) -> list[Member]:
    """Everybody else who has a part in the meeting."""
    seated = Member.objects.filter(pk__in=part.meeting.invitations.exclude(member=None).values("member"))
    guests = Member.objects.filter(pk__in=guests_of(part.meeting).values("member"))
    found = (seated | guests).exclude(user=part.user).select_related("user", "agency")
    return list(found.order_by("user__full_name"))


@door(P.COORDINATE, P.DECIDE)
@require_POST
def meeting_recusal_end(request: HttpRequest, pk: UUID, recusal: int) -> HttpResponse:
    """End a recusal: the person has their part in the item again."""
    part = running(request, pk)
    kept = find(Recusal.objects.filter(about__in=part.items().values("pk")), pk=recusal)
    found = item_of(part, kept.about)
    done_or_told(
        request,
        lambda: actions.end_recusal(item=found, recusal=kept, by=request.user, at=timezone.now()),
        "It has ended, and the item is open to them again.",
    )
    return redirect("meeting_presence", pk=pk)
