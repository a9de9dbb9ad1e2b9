"""From a worry about a child to a referral that the panel takes: concern, checklist, level,
strategy meeting, referral, triage."""

from riskpanel.referrals.models.checklists import (
    Answer,
    AnswerRevision,
    Checklist,
    Contributor,
)
from riskpanel.referrals.models.concerns import (
    Concern,
    InterimAction,
    LevelDecision,
    ProtectionCall,
    StrategyMeeting,
)
from riskpanel.referrals.models.referrals import (
    PoliceReference,
    Referral,
    TriageDecision,
    Waiver,
    WaiverSignature,
)

__all__ = [
    "Answer",
    "AnswerRevision",
    "Checklist",
    "Concern",
    "Contributor",
    "InterimAction",
    "LevelDecision",
    "PoliceReference",
    "ProtectionCall",
    "Referral",
    "StrategyMeeting",
    "TriageDecision",
    "Waiver",
    "WaiverSignature",
]
