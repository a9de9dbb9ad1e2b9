"""Addresses from the concern to triage."""

from riskpanel.referrals.views import (
    checklists,
    concerns,
    levels,
    papers,
    protection,
    recording,
    referrals,
    strategy,
    triage,
    waivers,
)

urlpatterns = [
    *recording.paths,
    *concerns.paths,
    *levels.paths,
    *checklists.paths,
    *strategy.paths,
    *protection.paths,
    *referrals.paths,
    *waivers.paths,
    *triage.paths,
    *papers.paths,
]
