"""What a procedure says of information returns and of warnings, and how a wrong one is refused."""

import pytest

from riskpanel.procedure import ProcedureError, boxed, load_text
from riskpanel.procedure.loading import PROCEDURES

TEXT = (PROCEDURES / "harm.toml").read_text(encoding="utf-8")
MEANS = {"unknown", "known", "withheld", "shared"}


@pytest.mark.parametrize("slug", ["harm", "hrp"])
def test_every_agency_may_say_that_it_knows_nothing(slug: str) -> None:
    returns = boxed(slug).returns
    assert returns is not None and {one.means for one in returns.answers} == MEANS
    assert returns.activities is not None
    assert any(one.code == "give_information" for one in boxed(slug).duties)


def test_a_document_that_is_silent_says_so() -> None:
    hrp, harm = boxed("hrp"), boxed("harm")
    assert hrp.returns is not None and not hrp.returns.stated and not hrp.returns.clauses
    assert hrp.alerts is not None and not hrp.alerts.stated
    assert harm.returns is not None and "HARM-MEMB-6" in harm.returns.clauses
    assert harm.returns.activities is not None and harm.returns.activities.stated


WRONG = [
    ('asks = ["listed"', 'asks = ["lifted"', "returns.asks[0]", "where items of a section come from"),
    ('labels = ["police_only", "health', 'labels = ["polite_only", "health', "returns.labels[0]", "a restriction"),
    ('code = "known", label = "Known, nothing new"', 'code = "not_known", label = "Known"', "code", "a different code"),
    ('label = "Information", means = "shared"', 'label = "Information", means = "known"', "returns.answers", "shared"),
    ('met_by = ["information_given"]', 'met_by = ["information_chased"]', "returns", "a duty about"),
    ('code = "information_giver"', 'code = "information_taker"', "sights", "information_giver"),
    ('sends = ["co_chair"', 'sends = ["wizard"', "alerts.sends[0]", "one of: "),
    ('code = "issue", label = "Issue"', 'code = "risk", label = "Issue"', "alerts.kinds[1].code", "a different code"),
]


@pytest.mark.parametrize(("old", "new", "where", "expected"), WRONG)
def test_a_wrong_part_is_told_with_its_place(old: str, new: str, where: str, expected: str) -> None:
    assert TEXT.count(old) == 1
    with pytest.raises(ProcedureError) as caught:
        load_text(TEXT.replace(old, new), "wrong.toml")
    found = [one for one in caught.value.problems if where in one.where and expected in one.expected]
    assert found, caught.value.problems
