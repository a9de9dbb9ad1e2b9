"""The meeting: who is invited and came, what is on the agenda, what was told before, said and decided."""

from riskpanel.meetings.models.agenda import AgendaItem, Guest
from riskpanel.meetings.models.alerts import Alert, AlertReading
from riskpanel.meetings.models.circulation import Circulated, Correction, MinutesAgreed, MinutesNote
from riskpanel.meetings.models.meeting import Acceptance, Invitation, Meeting
from riskpanel.meetings.models.packs import Pack, PackOpening, PackSending
from riskpanel.meetings.models.patterns import Pattern, ShareRequest
from riskpanel.meetings.models.records import Decision, Lasting, MinuteRevision, MinutesCopy
from riskpanel.meetings.models.returns import Contribution, InformationReturn, ReturnChase, ReturnVersion
from riskpanel.meetings.models.turns import ItemTurn, MinuteSaving, Presence

__all__ = [
    "Acceptance",
    "AgendaItem",
    "Alert",
    "AlertReading",
    "Circulated",
    "Contribution",
    "Correction",
    "Decision",
    "Guest",
    "InformationReturn",
    "Invitation",
    "ItemTurn",
    "Lasting",
    "Meeting",
    "MinuteRevision",
    "MinuteSaving",
    "MinutesAgreed",
    "MinutesCopy",
    "MinutesNote",
    "Pack",
    "PackOpening",
    "PackSending",
    "Pattern",
    "Presence",
    "ReturnChase",
    "ReturnVersion",
    "ShareRequest",
]
