"""The whole life of one case in a real browser, from a worry to the closing of the log entry."""

import pytest

from tests.journeys import stages_concern
from tests.journeys.case import Case

pytestmark = pytest.mark.browser
STAGES = (*stages_concern.STAGES,)
__all__ = ["STAGES", "Case"]
