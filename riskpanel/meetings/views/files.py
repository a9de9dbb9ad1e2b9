"""Files of a meeting that anybody who is asked to it may take away."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from riskpanel.access.doors import door, find, produced
from riskpanel.access.permissions import Permission
from riskpanel.documents import calendars
from riskpanel.meetings.calendar_files import file_of
from riskpanel.meetings.models import Guest, Meeting
from riskpanel.meetings.reach import meetings_of

P = Permission


@door(P.USE)
def meeting_ics(request: HttpRequest, pk: UUID) -> HttpResponse:
    """My calendar file of a meeting to which I am asked, for the whole of it or for one item."""
    meeting = find(_asked_to(request), pk=pk)
    told = file_of(meeting, request.user, at=timezone.now())
    return produced(
        request, calendars.invitation(told), filename="invitation.ics", content_type=calendars.content_type(told)
    )


def _asked_to(request: HttpRequest) -> QuerySet[Meeting]:
    """The meetings that are the person's, and those to one item of which they come as a guest."""
    member = request.user.standing.member
    asked = Q(approved_by__isnull=False) | (Q(as_lead=True) & ~Q(item__meeting__state="planned"))
    guests = Guest.objects.filter(asked, member=member, item__removed=False) if member else Guest.objects.none()
    mine = Q(pk__in=meetings_of(request.user).values("pk")) | Q(pk__in=guests.values("item__meeting"))
    return Meeting.objects.filter(mine).select_related("sitting", "panel__procedure", "panel__partnership")
