"""The whole life of one case in a real browser: from a worry to the closing of the log entry, in the hands
of eleven people, each at a browser of their own. Every page on the way is free of findings by axe."""

import pytest

from tests.journeys import stages_concern, stages_panel, stages_plan, stages_referral
from tests.journeys.case import Case

pytestmark = [pytest.mark.browser, pytest.mark.slow]
STAGES = (*stages_concern.STAGES, *stages_referral.STAGES, *stages_panel.STAGES, *stages_plan.STAGES)


@pytest.mark.clause("HRP-3.1", "HRP-4.2", "HRP-4.3", "HRP-4.6")
@pytest.mark.clause("HRP-4.3-HI.c", "HRP-4.3-HI.d", "HRP-4.3-HI.e", "HRP-4.3-HI.f", "HRP-4.3-HI.h")
@pytest.mark.clause("HRP-4.3-HI.j", "HRP-4.3-HI.k", "HRP-4.3-HI.l")
@pytest.mark.clause("HRP-2.3.a", "HRP-2.3.b", "HRP-2.3.c", "HRP-2.3.d", "HRP-2.4.a", "HRP-5.3.a", "HRP-5.3.d")
@pytest.mark.clause("HRP-5.1-NOTE.b", "HRP-5.1-NOTE.d", "HRP-5.2", "HRP-5.4", "HRP-5.5.a", "HRP-5.5.c")
@pytest.mark.clause("HRP-A2-4.5", "HRP-A2-4.8", "HRP-A2-4.9.b", "HRP-A2-5.2.a")
@pytest.mark.clause("HRP-5.6.a", "HRP-5.6.b", "HRP-5.6.c", "HRP-5.7.a", "HRP-5.7.b", "HRP-5.9")
@pytest.mark.clause("HRP-A2-2.3", "HRP-A2-5.4", "HRP-A2-5.6", "HRP-A2-5.8", "HRP-A2-6.0")
def test_a_case_goes_from_a_worry_to_the_closing_of_its_log_entry(people):
    case = Case(people)
    for stage in STAGES:
        stage(case)
