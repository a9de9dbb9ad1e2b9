"""Who came to the panel's meetings, seat by seat."""

from collections import defaultdict

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from riskpanel.access.doors import door, page
from riskpanel.access.permissions import Permission
from riskpanel.meetings.models import Invitation, Meeting
from riskpanel.meetings.views.before import find_panel

P = Permission
LAST = 12


@door(P.COORDINATE, P.DECIDE)
def meetings_attendance(request: HttpRequest) -> HttpResponse:
    """Attendance of each seat at the last twelve meetings that were opened."""
    panel = find_panel(request)
    held = Meeting.objects.filter(panel=panel, opened_at__isnull=False).select_related("sitting")
    held = list(reversed(held.order_by("-sitting__starts_at")[:LAST]))
    marks: dict[int, dict] = defaultdict(dict)
    for one in Invitation.objects.filter(meeting__in=held).select_related("seat"):
        marks[one.seat_id][one.meeting_id] = one
    seats = list(panel.seats.filter(retired=False).select_related("agency"))
    rows = [_row(seat, [marks[seat.pk].get(meeting.pk) for meeting in held]) for seat in seats]
    context = {
        "heading": "Attendance",
        "caption": panel.name,
        "back_url": reverse("meetings"),
        "held": held,
        "rows": rows,
    }
    return page(request, "meetings/meetings_attendance.jinja", context)


def _row(seat, invitations: list[Invitation | None]) -> dict:
    asked = [one for one in invitations if one and one.attended is not None]
    return {
        "seat": seat,
        "marks": [mark_of(one) for one in invitations],
        "came": sum(one.attended for one in asked),
        "asked": len(asked),
        "silent": sum(not one.attended and one.answer != "apologies" for one in asked),
    }


def mark_of(one: Invitation | None) -> str:
    """Came, deputy, apologies, absent; nothing where the seat was not asked."""
    if one is None or one.attended is None:
        return ""
    if one.attended:
        return "deputy" if one.deputy_id else "came"
    return "apologies" if one.answer == "apologies" else "absent"
