"""The thread of what one agency is asked before one meeting: it owes one answer for each child of it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from riskpanel.children.threads import Thread
from riskpanel.meetings.models import Invitation, Meeting
from riskpanel.partnership.models import Agency, Appointment, Panel, holding

CONTACT = "agency_contact"


def agency_of(invitation: Invitation) -> Agency | None:
    """The agency for which an invited seat speaks: its holder's, else the one that it belongs to."""
    held = invitation.member if invitation.member and not invitation.deputy_id else None
    return held.agency if held else invitation.seat.agency


def thread_of(meeting: UUID, agency: int) -> UUID:
    """The case under which an agency is asked before a meeting."""
    return uuid5(meeting, f"returns:{agency}")


@dataclass
class ReturnThread(Thread):
    """What happens to the returns of one agency: asked, given, no longer needed."""

    meeting: Meeting
    agency: Agency
    child: None = None
    THING = "information_return"

    @property
    def thread(self) -> UUID:
        return thread_of(self.meeting.pk, self.agency.pk)

    @property
    def panel(self) -> Panel:
        return self.meeting.panel

    def get_absolute_url(self) -> str:
        return reverse("meeting_returns", args=[self.meeting.pk])

    def owners(self, role: str) -> list[dict]:
        """The agency's contacts, and whoever holds its invited seats; each stands in for the other."""
        seats = [{"seat": one.seat} for one in self._invited if one.member_id]
        contacts = [{"agency": self.agency}] if self._has_contact or not seats else []
        if role == CONTACT:
            return contacts or seats
        return (seats or contacts) if role == "panel_member" else []

    @cached_property
    def _invited(self) -> list[Invitation]:
        found = self.meeting.invitations.select_related("seat__agency", "member__agency")
        return [one for one in found if (agency := agency_of(one)) and agency.pk == self.agency.pk]

    @cached_property
    def _has_contact(self) -> bool:
        # A thread has no moment of its own: who owes something is worked out anew each day.
        return self.agency.pk in with_contact([self.agency.pk], timezone.localdate())


def with_contact(agencies: list[int], day: date) -> set[int]:
    """Those of the agencies that somebody is the contact of on a day."""
    held = Appointment.objects.filter(holding(day), role=CONTACT)
    found = held.filter(member__agency__in=agencies, member__user__is_active=True)
    return set(found.values_list("member__agency", flat=True))
