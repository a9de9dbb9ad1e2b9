"""The meeting: who is invited and came, what is on the agenda, what was said and decided."""

from riskpanel.meetings.models.agenda import AgendaItem, Guest
from riskpanel.meetings.models.meeting import Acceptance, Invitation, Meeting
from riskpanel.meetings.models.packs import Pack, PackOpening, PackSending
from riskpanel.meetings.models.patterns import Pattern, ShareRequest
from riskpanel.meetings.models.records import Decision, Lasting, MinuteRevision, MinutesCopy

__all__ = [
    "Acceptance",
    "AgendaItem",
    "Decision",
    "Guest",
    "Invitation",
    "Lasting",
    "Meeting",
    "MinuteRevision",
    "MinutesCopy",
    "Pack",
    "PackOpening",
    "PackSending",
    "Pattern",
    "ShareRequest",
]
