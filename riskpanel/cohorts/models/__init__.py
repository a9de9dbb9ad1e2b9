"""Weekly rankings, listed children, and what a listed child's papers must hold."""

from riskpanel.cohorts.models.listings import Listing
from riskpanel.cohorts.models.papers import ChildPaper, Circumstances, SocialCareReferral
from riskpanel.cohorts.models.upward import PutForward
from riskpanel.cohorts.models.weeks import Extract, Place, Week

__all__ = [
    "ChildPaper",
    "Circumstances",
    "Extract",
    "Listing",
    "Place",
    "PutForward",
    "SocialCareReferral",
    "Week",
]
