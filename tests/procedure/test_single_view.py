"""What a procedure may say of the Single View, and the refusal of what may never add points."""

import pytest

from riskpanel.procedure import ProcedureError, load_text
from riskpanel.procedure.loading import PROCEDURES
from riskpanel.procedure.single_view import EVENT_KINDS, PARENTAL_FACTORS
from riskpanel.singleview.kinds import KINDS

PROCEDURE = (PROCEDURES / "hrp.toml").read_text(encoding="utf-8").split("[clauses]")[0]
SECTION = """
[single_view]
link_above = 0.97
review_above = 0.5
[[single_view.cohorts]]
code = "cohort_1"
label = "Open to social care"
size = 10
when = "open"
kinds = ["referral", "care"]
[[single_view.indicators]]
code = "missing_30"
says = "Missing {times} in the last 30 days"
kinds = ["missing"]
window_days = 30
points = 3.0
half_life_days = 30
cap = 12.0
one_event_within_days = 1
cohorts = ["cohort_1"]
[[single_view.indicators]]
code = "factor_exploitation"
says = "A factor of exploitation"
kinds = ["factor"]
codes = ["10A", "24A"]
points = 4
cohorts = ["cohort_1"]
"""


def refused(old: str, new: str) -> list[str]:
    """The problems of the file with one piece changed; each stands on the line of the new piece."""
    assert old in SECTION
    text = PROCEDURE + SECTION.replace(old, new, 1)
    with pytest.raises(ProcedureError) as caught:
        load_text(text, "wrong.toml")
    for problem in caught.value.problems:
        assert problem.file == "wrong.toml"
        assert problem.value.strip('"') in text.splitlines()[problem.line - 1] or problem.value == "missing"
    return [f"{problem.where}: {problem.value}: {problem.expected}" for problem in caught.value.problems]


def test_a_right_section_becomes_frozen_objects():
    view = load_text(PROCEDURE + SECTION, "right.toml").single_view
    assert view is not None
    assert view.cohorts[0].size == 10 and view.indicators[0].cap == 12.0
    assert view.as_ties == ("newest", "reference") and view.stale_after_days == 10
    with pytest.raises(ValueError, match="frozen"):
        view.link_above = 0.1  # type: ignore[misc]


def test_a_procedure_without_a_single_view_is_right_too():
    assert load_text(PROCEDURE, "plain.toml").single_view is None


def test_the_kinds_are_those_of_the_store():
    assert set(EVENT_KINDS) == set(KINDS)


@pytest.mark.parametrize(
    ("word", "stands_for"),
    [
        ("ethnicity", "ethnicity"),
        ("by_ethnic_group", "ethnicity"),
        ("nationality", "nationality"),
        ("religion", "religion"),
        ("imd_decile", "postcode deprivation"),
        ("postcode_poor", "postcode deprivation"),
        ("fsm", "free school meals"),
        ("free_school_meals", "free school meals"),
        ("parental_drinking", "a parental factor"),
        ("mother_substance", "a parental factor"),
    ],
)
def test_an_indicator_that_names_what_a_child_is_is_refused(word, stands_for):
    told = f"something that happened to the child: {stands_for} never adds points"
    assert refused('"missing_30"', f'"{word}"') == [f'single_view.indicators[0].code: "{word}": {told}']
    assert refused('kinds = ["missing"]', f'kinds = ["{word}"]') == [
        f'single_view.indicators[0].kinds[0]: "{word}": {told}'
    ]
    assert refused('"10A", "24A"', f'"10A", "{word}"') == [f'single_view.indicators[1].codes[1]: "{word}": {told}']


@pytest.mark.parametrize("code", [*PARENTAL_FACTORS, "3b"])
def test_a_parental_factor_is_refused(code):
    assert refused('"24A"', f'"{code}"') == [
        f'single_view.indicators[1].codes[1]: "{code}": a code that is no parental factor: these never add points'
    ]


@pytest.mark.parametrize("code", ["1A", "2A", "10A", "13A"])
def test_a_factor_of_the_child_is_taken(code):
    load_text(PROCEDURE + SECTION.replace('"24A"', f'"{code}"'), "right.toml")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("review_above = 0.5", "review_above = 0.98", "single_view.review_above: 0.98: less than link_above (0.97)"),
        ('kinds = ["missing"]', 'kinds = ["vanished"]', 'single_view.indicators[0].kinds[0]: "vanished": one of'),
        ('"referral", "care"', '"open"', 'single_view.cohorts[0].kinds[0]: "open": one of: missing, away'),
        ('cohorts = ["cohort_1"]', 'cohorts = ["cohort_3"]', "single_view.indicators[0].cohorts[0]: \"cohort_3\": one"),
        ('"factor_exploitation"', '"missing_30"', 'single_view.indicators[1].code: "missing_30": a different code'),
        ("points = 3.0", "points = 0.0", "single_view.indicators[0].points: 0.0: points that change"),
        ("{times}", "{score}", 'single_view.indicators[0].says: "Missing {score} in the last 30 days": no other'),
        ("window_days = 30", "window_days = 0", "single_view.indicators[0].window_days: 0: a whole number"),
        ('when = "open"', 'when = "ajar"', "single_view.cohorts[0].when: \"ajar\": one of 'open' or 'not_open'"),
    ],
)  # fmt: skip
def test_a_wrong_section_is_refused(old, new, problem):
    assert any(one.startswith(problem) for one in refused(old, new)), refused(old, new)
