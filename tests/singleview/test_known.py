"""What agencies tell of a child: times missing, each once, and what became of the talk after them."""

from datetime import date

import pytest

from riskpanel.singleview.known import known
from riskpanel.singleview.store import Store
from tests.singleview.small import AS_OF, event, link, load, person


@pytest.mark.clause("HARM-ROLE-6.b")
@pytest.mark.parametrize(
    ("offered", "accepted", "became"),
    [(True, True, "held"), (True, False, "declined"), (True, None, ""), (False, None, ""), (None, None, "")],
)
@pytest.mark.parametrize("first", ["police", "youth_justice"])
def test_whichever_agency_told_the_episode_first_social_care_tells_of_the_talk(
    tmp_path, offered, accepted, became, first
):
    store = Store(tmp_path)
    load(store, first, [event(first, "9", "missing", "2026-11-03T21:00", ended=None)], [person(first, "9", "Ada")])
    told = event("csc", "1", "missing", "2026-11-03T22:30", offered=offered, accepted=accepted)
    load(store, "csc", [told], [person("csc", "1", "Ada", born="2012-03-09")])
    link(store, {"child": [("csc", "1"), (first, "9")]})
    found = known(store, ["child"], AS_OF, 30)["child"]
    assert [one.interview for one in found.missing] == [became]
    assert found.born == date(2012, 3, 9)
