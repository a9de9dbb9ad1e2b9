"""Who hears of what happens to a meeting: the seats that are invited, or the one that the event is about,
their deputies, guests whose invitation holds, or the one person whose invitation was taken back."""

from django.utils import timezone

from riskpanel.children.models import Event
from riskpanel.meetings.actions.coming import guests_of
from riskpanel.meetings.models import Guest, Invitation, Meeting
from riskpanel.partnership.models import Appointment, Member

OVER = "minutes_distributed"
"""The event after which only those hear who have a part of the minutes."""
ROUND = "minutes_sent_round"
"""The event of which everybody hears who had the draft, guests too: nobody has answered yet."""


def who_hears_of(meeting: Meeting, role: str, event: Event) -> list[dict] | None:
    """Who hears of an event of the meeting in a role, as keyword arguments of a duty's owner; None for
    roles that are held at the panel."""
    if key := event.data.get("gone"):
        return [{"user": one.user} for one in Member.objects.filter(pk=key).select_related("user")]
    if event.kind == ROUND:
        return [{"user": member.user} for member in meeting.unanswered()] if role == "panel_member" else []
    if role == "panel_member":
        return [{"user": one.member.user} for one in _invited(meeting, event) if one.member and not one.deputy]
    if role == "deputy":
        return [{"user": one.member.user} for one in _invited(meeting, event) if one.member and one.deputy] + [
            {"user": held.member.user} for held in _stands_in(meeting, event)
        ]
    if role == "guest":
        return [{"user": one.member.user, "path": one.item.get_absolute_url()} for one in _guests(meeting, event)]
    return None


def _invited(meeting: Meeting, event: Event) -> list[Invitation]:
    invited = meeting.invitations.select_related("member__user", "deputy", "seat")
    if code := event.data.get("seat"):
        invited = invited.filter(seat__code=code)
    return list(invited.filter(attended=True) if event.kind == OVER else invited)


def _stands_in(meeting: Meeting, event: Event) -> list[Appointment]:
    """Those who stand in for an invited seat for a time, the day of the meeting in it."""
    if event.data.get("seat") or event.kind == OVER:
        return []
    day = timezone.localdate(meeting.sitting.starts_at)
    held = Appointment.objects.filter(
        role="deputy", sitting=None, seat__in=meeting.invitations.values("seat"), starts_on__lte=day, ends_on__gte=day
    )
    return list(held.select_related("member__user"))


def _guests(meeting: Meeting, event: Event) -> list[Guest]:
    guests = guests_of(meeting).select_related("member__user", "item")
    if key := event.data.get("guest"):
        guests = guests.filter(pk=key)
    return [one for one in guests if event.kind != OVER or one.has_minutes]
