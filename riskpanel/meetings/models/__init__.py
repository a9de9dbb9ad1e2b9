"""The meeting: who is invited and came, what is on the agenda, what was said and decided."""

from riskpanel.meetings.models.agenda import AgendaItem, Guest
from riskpanel.meetings.models.circulation import Circulated, Correction, MinutesAgreed, MinutesNote
from riskpanel.meetings.models.meeting import Acceptance, Invitation, Meeting
from riskpanel.meetings.models.patterns import Pattern, ShareRequest
from riskpanel.meetings.models.records import Decision, Lasting, MinuteRevision, MinutesCopy

__all__ = [
    "Acceptance",
    "AgendaItem",
    "Circulated",
    "Correction",
    "Decision",
    "Guest",
    "Invitation",
    "Lasting",
    "Meeting",
    "MinuteRevision",
    "MinutesAgreed",
    "MinutesCopy",
    "MinutesNote",
    "Pattern",
    "ShareRequest",
]
