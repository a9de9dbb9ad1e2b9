"""From agencies' files to a list that a person chose and a panel hears, by the people who do it."""

from datetime import timedelta

import pytest

from riskpanel.singleview.synthesis import synthesise
from tests.journeys import stages_lists as stages

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The extracts of an invented borough of 600 children, as they are drawn this week."""
    folder = tmp_path_factory.mktemp("agencies") / "extracts"
    synthesise(folder, children=600, seed=11, as_of=stages.this_monday() - timedelta(weeks=1), weeks_later=1)
    return folder


@pytest.mark.clause("HARM-INT-7", "HARM-MTG-4", "HARM-MTG-5", "HARM-MTG-10")
def test_an_analyst_goes_from_files_to_lists_that_a_person_chose(people, files):
    analyst = people("eastmere-analyst")
    stages.gives_in_extracts(analyst, files)
    stages.works_out_the_lists(analyst)
    highlighted = stages.reads_why_and_chooses(analyst)
    chair = people("eastmere-chair")
    chair.goes_to(highlighted)
    chair.reads("Highlighted by a data analyst")
    stranger = people("worker")
    stranger.finds_nothing_at(highlighted)
    stranger.may_not_open("/lists/")
