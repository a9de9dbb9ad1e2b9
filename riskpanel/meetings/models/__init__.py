"""The meeting: who is invited and came, what is on the agenda, what was said and decided."""

from riskpanel.meetings.models.agenda import AgendaItem, Guest
from riskpanel.meetings.models.meeting import Acceptance, Invitation, Meeting
from riskpanel.meetings.models.patterns import Pattern, ShareRequest
from riskpanel.meetings.models.records import Decision, Lasting, MinuteRevision, MinutesCopy
from riskpanel.meetings.models.turns import ItemTurn, MinuteSaving, Presence

__all__ = [
    "Acceptance",
    "AgendaItem",
    "Decision",
    "Guest",
    "Invitation",
    "ItemTurn",
    "Lasting",
    "Meeting",
    "MinuteRevision",
    "MinuteSaving",
    "MinutesCopy",
    "Pattern",
    "Presence",
    "ShareRequest",
]
