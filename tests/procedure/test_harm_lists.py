"""What the procedure says of one child on one day: in scope, on which list, missing again, which papers."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskpanel.children.ages import age_words
from riskpanel.procedure import boxed
from riskpanel.procedure.listing import (
    birthday,
    cohort_for,
    drawn,
    goes_missing_repeatedly,
    missing_within,
    outstanding,
    over_cap,
    papers,
    scope,
    takes,
)
from riskpanel.procedure.model import NotDeclared

HARM, HRP = boxed("harm"), boxed("hrp")
TODAY = date(2026, 11, 10)
LONDON = ZoneInfo("Europe/London")


def born(years: int, days: int = 0) -> date:
    """Somebody who reached that age so many days ago."""
    return date(TODAY.year - years, TODAY.month, TODAY.day) - timedelta(days=days)


@pytest.mark.clause("HARM-INT-3")
@pytest.mark.parametrize(
    ("years", "days", "send", "inside"),
    [
        (17, 364, "", True), (18, 0, "", False), (0, 30, "", True), (18, 0, "ehcp", True),
        (24, 300, "sen_support", True),
        (25, 0, "ehcp", False), (18, 0, "a hunch", False),
    ],
)  # fmt: skip
def test_missing_or_exploited_children_until_18_or_25(years: int, days: int, send: str, inside: bool) -> None:
    found = scope(HARM, born(years, days), TODAY, ["MISS"], send)
    assert found.inside is inside and bool(found.reasons) is not inside


@pytest.mark.clause("HARM-INT-4", "HARM-ROLE-8")
def test_children_at_risk_from_10_on() -> None:
    assert not scope(HARM, born(9, 200), TODAY, ["RISK"]).inside
    assert "from 10 on" in scope(HARM, born(9, 200), TODAY, ["RISK"]).reasons[0]
    assert scope(HARM, born(10), TODAY, ["RISK"]).inside
    assert scope(HARM, born(9, 200), TODAY, ["RISK", "MISS"]).inside


@pytest.mark.clause("HARM-INT-3", "HARM-INT-4")
def test_the_birthday_is_told_ahead() -> None:
    assert scope(HARM, birthday(born(18), 0) + timedelta(days=90), TODAY, ["MISS"]).ending
    assert not scope(HARM, born(18) + timedelta(days=91), TODAY, ["MISS"]).ending
    assert not scope(HARM, born(18), TODAY, ["MISS"]).ending
    near = born(18) + timedelta(days=30)
    assert age_words(near, TODAY, HARM).warn and not age_words(near, TODAY, HARM, send=True).warn
    assert age_words(born(25), TODAY, HARM, send=True).words == "25: 25 or over"
    assert age_words(born(18), TODAY, HRP, send=True).words == "18: 18 or over"


def test_an_unknown_birthday_is_no_scope_and_a_leap_day_has_one() -> None:
    assert scope(HARM, None, TODAY).reasons == ("The date of birth is not known.",)
    assert scope(HARM, date(2008, 2, 29), date(2026, 2, 28), ["MISS"]).inside
    assert scope(HARM, date(2008, 2, 29), date(2026, 3, 1), ["MISS"]).ends_on == date(2026, 3, 1)


@given(st.dates(date(1990, 1, 1), TODAY), st.sampled_from(["MISS", "RISK", "CSE"]), st.sampled_from(["", "ehcp"]))
def test_the_scope_ends_on_one_day(born_on: date, category: str, send: str) -> None:
    ends_on = scope(HARM, born_on, TODAY, [category], send).ends_on
    assert ends_on is not None
    assert not scope(HARM, born_on, ends_on, [category], send).inside
    assert scope(HARM, born_on, ends_on - timedelta(days=1), [category], send).inside


@pytest.mark.clause("HARM-INT-10")
def test_open_status_alone_gives_the_list() -> None:
    lists = {one.code: found.code for one in HARM.case_statuses if (found := cohort_for(HARM, one.code))}
    assert {code for code, cohort in lists.items() if cohort == "cohort_1"} == {
        "assessment",
        "cin",
        "cp",
        "looked_after",
    }
    assert {code for code, cohort in lists.items() if cohort == "cohort_2"} == {"early_help", "not_open"}
    assert takes(HARM, "cohort_1", "cin") and not takes(HARM, "cohort_2", "cin")
    assert takes(HARM, "cohort_2", "not_open") and not takes(HARM, "cohort_1", "not_open")
    with pytest.raises(NotDeclared):
        cohort_for(HARM, "nothing")
    assert cohort_for(HRP.model_copy(update={"case_statuses": HARM.case_statuses}), "cin") is None


def test_each_list_is_ten_long_and_ranked_apart() -> None:
    ranking = [f"child-{n:02}" for n in range(1, 15)]
    for cohort in ("cohort_1", "cohort_2"):
        assert drawn(HARM, cohort, ranking) == ranking[:10]
    assert drawn(HARM, "cohort_1", ranking[:3]) == ranking[:3]


def test_a_child_with_actions_stays_whatever_the_rank() -> None:
    ranking = [f"child-{n:02}" for n in range(1, 15)]
    listed = drawn(HARM, "cohort_1", ranking, carried={"child-12", "child-03", "gone-from-ranking"})
    assert listed == [*ranking[:10], "child-12", "gone-from-ranking"]
    assert HARM.listing is not None
    forgetful = HARM.model_copy(update={"listing": HARM.listing.model_copy(update={"carry_forward": False})})
    assert drawn(forgetful, "cohort_1", ranking, carried={"child-12"}) == ranking[:10]


def test_more_than_three_highlights_bring_a_warning() -> None:
    assert [over_cap(HARM, n) for n in (0, 3, 4)] == [False, False, True]
    assert not over_cap(HRP, 100)


@pytest.mark.parametrize(
    ("ago", "again"),
    [([0, 29], True), ([0, 30], False), ([0, 45, 89], True), ([0, 45, 90], False), ([5], False), ([], False)],
)
def test_what_counts_as_missing_again(ago: list[int], again: bool) -> None:
    started = [TODAY - timedelta(days=days) for days in ago]
    assert goes_missing_repeatedly(HARM, started, TODAY) is again
    assert not goes_missing_repeatedly(HRP, started, TODAY)


def test_episodes_are_counted_over_three_windows() -> None:
    assert HARM.missing is not None and HARM.missing.counts == (7, 30, 90)
    started = [TODAY - timedelta(days=days) for days in (0, 6, 7, 29, 30, 89, 90)]
    assert [missing_within(started, TODAY, days) for days in HARM.missing.counts] == [2, 4, 6]
    assert missing_within([TODAY + timedelta(days=1)], TODAY, 7) == 0


def test_what_leaves_an_episode_outstanding() -> None:
    back = datetime(2026, 11, 9, 8, 0, tzinfo=LONDON)
    told = [outstanding(HARM, None, False), outstanding(HARM, back, False), outstanding(HARM, back, True)]
    assert told == ["still_missing", "interview_owed", ""]
    assert outstanding(HRP, None, False) == ""


OPEN = {"case_status": "cp", "has_health_plan": True, "has_youth_justice": True, "has_ehcp": True}


def standing(facts: dict[str, Any], ages: dict[str, int]) -> dict[str, str]:
    dated = {code: TODAY - timedelta(days=days) for code, days in ages.items()}
    return {one.document.code: one.standing for one in papers(HARM, facts, dated, TODAY)}


def test_six_documents_of_which_each_applies_by_its_own_rule() -> None:
    all_there = dict.fromkeys((one.code for one in HARM.required_documents), 1)
    assert len(HARM.required_documents) == 6
    assert set(standing(OPEN, all_there).values()) == {"present"}
    assert set(standing(OPEN, {}).values()) == {"missing"}
    bare = standing({"case_status": "not_open"}, {})
    assert {code for code, how in bare.items() if how == "missing"} == {"assessment", "escalation_plan"}
    assert standing({**OPEN, "case_status": "assessment"}, {})["case_plan"] == "not_applicable"


@pytest.mark.parametrize(
    ("code", "days"), [("assessment", 90), ("case_plan", 183), ("escalation_plan", 90), ("ehcp", 365)]
)
def test_a_document_grows_old(code: str, days: int) -> None:
    assert standing(OPEN, {code: days})[code] == "present"
    assert standing(OPEN, {code: days + 1})[code] == "old"
    why = next(
        one.why for one in papers(HARM, OPEN, {code: TODAY - timedelta(days=days + 1)}, TODAY) if one.why[:5] == "It is"
    )
    assert str(days + 1) in why


def test_disposals_never_grow_old_and_say_who_keeps_them() -> None:
    assert standing(OPEN, {"youth_justice": 4000})["youth_justice"] == "present"
    kept = {one.code: one.kept_by for one in HARM.required_documents if one.kept_by}
    assert kept == {"health_plan": "health", "youth_justice": "justice", "ehcp": "education"}
