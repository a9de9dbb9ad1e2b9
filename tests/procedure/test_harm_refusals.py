"""Every way in which the lists, documents and meetings of a procedure can be wrong is told with file,
line, place, value and what was expected there."""

from re import sub

import pytest

from riskpanel.procedure import Problem, ProcedureError, load_text
from riskpanel.procedure.loading import PROCEDURES

TEXT = (PROCEDURES / "harm.toml").read_text(encoding="utf-8")
DAY = 'weekday = "tuesday", '


def refused(text: str) -> tuple[Problem, ...]:
    with pytest.raises(ProcedureError) as caught:
        load_text(text, "wrong.toml")
    return caught.value.problems


def changed(old: str, new: str, after: str) -> tuple[str, int]:
    """The procedure with the first `old` after `after` replaced, and the line on which that stands."""
    start = TEXT.index(old, TEXT.index(after))
    text = TEXT[:start] + new + TEXT[start + len(old) :]
    return text, text.count("\n", 0, start) + 1


def unnumbered(where: str) -> str:
    return sub(r"\[\d+\]", "[]", where)


COHORT, BEFORE = 'code = "cohort_2"', 'code = "before_mace"'
WRONG = [
    ("size = 10", "size = 0", COHORT, "listing.cohorts[].size", "0", "1 or more"),
    ("size = 10", "size = 9", COHORT, "single_view.cohorts[].size", "10", "9, the size of this cohort"),
    ('takes = "not_open"', 'takes = "some"', COHORT, "listing.cohorts[].takes", '"some"', "one of 'open'"),
    (
        'takes = "not_open"',
        'takes = "open"',
        COHORT,
        "single_view.cohorts[].when",
        '"not_open"',
        "open, as this cohort",
    ),
    (
        'meeting = "before_mace"',
        'meeting = "mace"',
        COHORT,
        "listing.cohorts[].meeting",
        '"mace"',
        "one of: after_mace",
    ),
    (COHORT, 'code = "cohort_1"', "[[listing.cohorts]]", "listing.cohorts[].code", '"cohort_1"', "a different code"),
    (
        "freeze_working_days = 5",
        "freeze_working_days = 4",
        "[listing]",
        "listing.freeze_working_days",
        "4",
        "5 or more",
    ),
    (
        'roles = ["analyst"]',
        'roles = ["wizard"]',
        "[listing.highlight]",
        "listing.highlight.roles[]",
        '"wizard"',
        "one of: ",
    ),
    (
        'rising = ["cohort_1"]',
        'rising = ["cohort_9"]',
        "[listing.highlight]",
        "listing.highlight.rising[]",
        '"cohort_9"',
        "a cohort: ",
    ),
    ("soft_cap = 3", "soft_cap = 0", "[listing.highlight]", "listing.highlight.soft_cap", "0", "1 or more"),
    ("episodes = 2", "episodes = 0", "[missing]", "missing.repeats[].episodes", "0", "1 or more"),
    (
        "return_interview_hours = 72",
        "return_interview_hours = 0",
        "[missing]",
        "missing.return_interview_hours",
        "0",
        "1 or more",
    ),
    ('"interview_owed"', '"tea_owed"', "[missing]", "missing.outstanding[]", '"tea_owed"', "one of 'still_missing'"),
    (
        'owner = "csc_manager"',
        'owner = "nobody"',
        'code = "case_plan"',
        "required_documents[].owner",
        '"nobody"',
        "one of: ",
    ),
    (
        "stale_after_days = 183",
        "stale_after_days = -1",
        'code = "case_plan"',
        "required_documents[].stale_after_days",
        "-1",
        "0 or more",
    ),
    ('"cin", "cp"', '"sin", "cp"', 'code = "case_plan"', "required_documents[].when[].in", '"sin"', "a case status: "),
    (
        'fact = "has_ehcp"',
        'fact = "has_luck"',
        'code = "ehcp"',
        "required_documents[].when[].fact",
        '"has_luck"',
        "a fact that is known",
    ),
    (
        'kept_by = "health"',
        'kept_by = "navy"',
        'code = "health_plan"',
        "required_documents[].kept_by",
        '"navy"',
        "one of: council",
    ),
    (
        'label = "health_only"',
        'label = "mine"',
        'kept_by = "health"',
        "required_documents[].label",
        '"mine"',
        "one of: ",
    ),
    ('plan = "cin"', 'plan = "sin"', "[[case_statuses]]", "case_statuses[].plan", '"sin"', "one of: cin"),
    (
        'kinds = ["care"]',
        'kinds = ["fun"]',
        "[[case_statuses]]",
        "case_statuses[].kinds[]",
        '"fun"',
        "a kind of event: ",
    ),
    ("minutes = 90", "minutes = 95", BEFORE, "meetings[].slots", "125", "at most 120 minutes"),
    ('slot = "mace"', 'slot = "tea"', BEFORE, "meetings[].sections[].slot", '"tea"', "one of: children, mace"),
    ('cohorts = ["cohort_2"], ', "", BEFORE, "meetings[].sections[].cohorts", "missing", "the cohorts that"),
    ('cohorts = ["cohort_2"]', 'cohorts = ["x"]', BEFORE, "meetings[].sections[].cohorts[]", '"x"', "a cohort: one of"),
    ("before_working_days = 2, ", "", BEFORE, "meetings[].recurrence.before_working_days", "missing", "1 or more"),
    (
        'before_kind = "mace"',
        'before_kind = "tea"',
        BEFORE,
        "meetings[].recurrence.before_kind",
        '"tea"',
        "another kind",
    ),
    (DAY, f'{DAY}after_kind = "mace", ', BEFORE, "meetings[].recurrence.after_kind", '"mace"', "and not both"),
    ('role = "panel"', 'role = "party"', BEFORE, "meetings[].role", '"party"', "one of 'panel'"),
    (
        'meetings = ["before_mace"]',
        'meetings = ["mace"]',
        'code = "housing"',
        "seats[].meetings[]",
        '"mace"',
        "a kind of meeting of",
    ),
    ('gives = "analyst"', 'gives = "crown"', 'code = "safety_analyst"', "seats[].gives", '"crown"', "one of ''"),
    ('needed = "one"', 'needed = "some"', "[chair_rule]", "chair_rule.needed", '"some"', "one of 'all' or 'one'"),
    (
        'seats = ["adolescent_manager", "intensive_manager"]',
        "seats = []",
        "[chair_rule]",
        "chair_rule.seats",
        "[]",
        "at least 1",
    ),
    ('kind = "scrutiny"', 'kind = "riddle"', "[[prompts]]", "prompts[].kind", '"riddle"', "one of 'text'"),
    (
        'outcomes = ["actions", ',
        'outcomes = ["dance", ',
        'code = "decision"',
        "prompts[].outcomes[]",
        '"dance"',
        "a decision: ",
    ),
    (
        'kind = "decision"',
        'kind = "text"',
        'code = "decision"',
        "prompts[].outcomes",
        '["actions", "step_down", "deferred"]',
        "of that kind only",
    ),
    (
        'listing_move = "step_down"',
        'listing_move = "hop"',
        "[[outcomes]]",
        "outcomes[].listing_move",
        '"hop"',
        "a move of a listed child",
    ),
    (
        'meeting = "mace"',
        'meeting = "after_mace"',
        "[upward]",
        "upward.meeting",
        '"after_mace"',
        "of another body: one of: mace",
    ),
    (
        'confirmed_at = ["before_mace"]',
        'confirmed_at = ["mace"]',
        "[upward]",
        "upward.confirmed_at[]",
        '"mace"',
        "a kind of meeting of the panel",
    ),
    ("below_with_send = 25", "below_with_send = 0", "[age]", "age.below_with_send", "0", "1 or more"),
    ("least_age = 10", "least_age = -1", 'code = "RISK"', "categories[].least_age", "-1", "0 or more"),
    (
        'listing = "weekly list"',
        'listing = " "',
        "[words]",
        "words.listing",
        "missing",
        "the partnership's word for it",
    ),
    ('code = "list_chair"', 'code = "list_throne"', "[[sights]]", "sights", "missing", "called list_chair"),
    ('sees = "items"', 'sees = "all"', 'code = "mace"', "bodies[].sees", '"all"', "one of 'aggregates'"),
]


TWICE = [
    ("before_days = 5", "before_days = 4", 'code = "freeze_list"', "before_days", "5"),
    ("before_days = 5", "before_days = 3", 'code = "publish_list"', "before_days", "5"),
    ("calendar_days = 90", "calendar_days = 60", 'code = "watch"', "calendar_days", "90"),
    ("before_days = 2", "before_days = 1", 'code = "send_pack"', "before_days", "2"),
    ("hours = 72", "hours = 48", 'code = "hold_return_interview"', "hours", "72"),
]


@pytest.mark.parametrize(("old", "new", "after", "key", "number"), TWICE, ids=lambda one: str(one)[:30])
def test_a_number_that_stands_twice_is_one_number(old: str, new: str, after: str, key: str, number: str) -> None:
    text, line = changed(old, new, after)
    (problem,) = refused(text)
    assert unnumbered(problem.where) == f"duties[].clock.{key}" and problem.line == line
    assert problem.expected.startswith(f"{number}, the same number")


@pytest.mark.parametrize(("old", "new", "after", "where", "value", "expected"), WRONG, ids=lambda one: str(one)[:30])
def test_a_wrong_value_is_told(old: str, new: str, after: str, where: str, value: str, expected: str) -> None:
    text, _ = changed(old, new, after)
    told = [problem for problem in refused(text) if unnumbered(problem.where) == where and problem.value == value]
    assert told, "\n".join(str(problem) for problem in refused(text))
    assert expected in told[0].expected and told[0].file == "wrong.toml"


DEFER = '  { fact = "times_deferred", is = 0, otherwise = "A decision is put off once only." },\n'


@pytest.mark.parametrize(
    ("old", "new", "after"),
    [
        ("defer_times = 1", "defer_times = 0", "[listing]"),
        ("defer_times = 1", "defer_times = 2", "[listing]"),
        ("is = 0", "is = 1", "times_deferred"),
        (DEFER, "", "[[lifecycles]]"),
    ],
)
def test_a_decision_is_put_off_as_often_as_the_listing_says(old: str, new: str, after: str) -> None:
    text, _ = changed(old, new, after)
    (problem,) = refused(text)
    assert problem.where == "listing.defer_times" and problem.expected.startswith("as often as the move defer")


def test_the_line_is_that_of_the_value() -> None:
    text, line = changed('kept_by = "health"', 'kept_by = "navy"', 'code = "health_plan"')
    (problem,) = refused(text)
    assert problem.line == line
    assert str(problem).startswith(f"wrong.toml:{line}: required_documents[3].kept_by: ")


def test_a_part_that_is_gone_is_missed_where_something_leans_on_it() -> None:
    start = TEXT.index("[upward]")
    gone = TEXT[:start] + TEXT[TEXT.index("# What is asked about each child.") :]
    assert [problem.where for problem in refused(gone)] == ["upward"]


def test_levels_are_two_or_none() -> None:
    told = ('code = "only"', 'letter = "O"', 'label = "Only"', 'colour = "red"', "order = 1", 'band = "panel"')
    one = "\n".join(["[[levels]]", *told, 'threshold = "All."', ""])
    told = refused(TEXT.replace("[[plan_kinds]]", f"{one}\n[[plan_kinds]]", 1))
    assert [(problem.where, problem.expected[:10]) for problem in told] == [("levels", "at least 2")]


def test_the_file_as_it_stands_is_right() -> None:
    assert load_text(TEXT, "harm.toml").identity.slug == "harm"
