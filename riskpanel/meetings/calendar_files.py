"""A person's calendar file of a meeting: what it says now, and how often it changed."""

from datetime import datetime
from email.utils import parseaddr

from django.conf import settings

from riskpanel.access.models import User
from riskpanel.children.models import Event
from riskpanel.documents.calendars import Invitation, Method
from riskpanel.meetings.models import Meeting
from riskpanel.partnership.standing import procedure_of

CHANGES = ("meeting_moved", "meeting_arranged", "meeting_cancelled", "deputy_stood_down", "guest_withdrawn")
"""Events of a meeting by which somebody's file changes: the number only ever grows, for everybody."""


def file_of(meeting: Meeting, user: User, *, at: datetime, over: bool = False) -> Invitation:
    """The invitation of `user` as the meeting stands: a cancellation once it is cancelled, or (`over`) for
    somebody who is no longer asked to come."""
    identity = procedure_of(meeting.panel.procedure).identity
    sitting = meeting.sitting
    changes = Event.objects.filter(about=Meeting.THING, case=meeting.pk, kind__in=CHANGES).count()
    gone = over or sitting.cancelled or meeting.state == "cancelled"
    method: Method = "CANCEL" if gone else "REQUEST"
    return Invitation(
        uid=f"{meeting.pk}-{user.pk}@riskpanel",
        method=method,
        sequence=changes,
        written_at=at,
        starts_at=sitting.starts_at,
        minutes=sitting.minutes,
        title=identity.short_title,
        place=sitting.place,
        url=f"{settings.RISKPANEL_URL}{meeting.get_absolute_url()}",
        sender=(identity.short_title, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]),
        guest=(user.full_name, user.email),
    )
