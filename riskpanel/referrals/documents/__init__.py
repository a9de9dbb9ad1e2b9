"""The papers between a concern and triage: checklist, strategy meeting, referral, waiver, decision."""

from riskpanel.referrals.documents.checklist import checklist_paper
from riskpanel.referrals.documents.referral import referral_paper, waiver_paper
from riskpanel.referrals.documents.strategy import strategy_paper
from riskpanel.referrals.documents.triage import triage_letter, triage_paper

__all__ = [
    "checklist_paper",
    "referral_paper",
    "strategy_paper",
    "triage_letter",
    "triage_paper",
    "waiver_paper",
]
