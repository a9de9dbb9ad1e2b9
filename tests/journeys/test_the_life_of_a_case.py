"""The whole life of one case in a real browser, from a worry to the closing of the log entry."""

import pytest

from tests.journeys import stages_concern, stages_panel, stages_plan, stages_referral
from tests.journeys.case import Case

pytestmark = pytest.mark.browser
STAGES = (*stages_concern.STAGES, *stages_referral.STAGES, *stages_panel.STAGES, *stages_plan.STAGES)
__all__ = ["STAGES", "Case"]
