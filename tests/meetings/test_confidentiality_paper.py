"""The confidentiality statement of a meeting on paper, with who accepted it."""

import pytest

from riskpanel.meetings.reach import statement_of
from tests import making_meetings as making
from tests.reading_papers import taken


@pytest.mark.clause("HRP-A2-4.9.b")
def test_those_who_run_a_meeting_read_who_accepted_and_others_read_of_themselves(cast):
    meeting = making.published(cast)
    making.accepts(cast, meeting, cast.coordinator, cast.council_chair, cast.user("member"))
    address = f"/meetings/{meeting.pk}/papers/confidentiality/pdf/"
    mine, all_of_them = (taken(cast.client(user), address) for user in (cast.user("member"), cast.coordinator))
    first = statement_of(cast.procedure)[0].split("\n")[0].split(".")[0]
    assert first in mine and first in all_of_them
    names = [one.full_name for one in (cast.council_chair, cast.user("member"))]
    assert all(name in all_of_them for name in names)
    assert cast.council_chair.full_name not in mine and statement_of(cast.procedure)[1] in mine
    assert cast.client(cast.outsider).get(address).status_code in {403, 404}
