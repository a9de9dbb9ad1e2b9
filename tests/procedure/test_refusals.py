"""Every way in which a procedure file can be wrong is told with file, line, place, value and what was
expected there."""

from re import sub

import pytest

from riskpanel.procedure import Problem, ProcedureError, load_text
from riskpanel.procedure.loading import PROCEDURES

TEXT = (PROCEDURES / "hrp.toml").read_text(encoding="utf-8")


def refused(text: str) -> tuple[Problem, ...]:
    with pytest.raises(ProcedureError) as caught:
        load_text(text, "wrong.toml")
    return caught.value.problems


def changed(old: str, new: str, after: str = "") -> tuple[str, int]:
    """The procedure with the first `old` after `after` replaced, and the line on which `new` ends up."""
    start = TEXT.index(old, TEXT.index(after))
    text = TEXT[:start] + new + TEXT[start + len(old) :]
    return text, text.count("\n", 0, start) + 1


def unnumbered(where: str) -> str:
    """A place without positions in lists, which change when the file grows."""
    return sub(r"\[\d+\]", "[]", where)


WRONG = [
    (
        'from = ["draft", "shared"]\nto = "completed"',
        'from = ["draft", "shared"]\nto = "locked"',
        "",
        "lifecycles[1].states[2]",
        '"completed"',
        "a state that some move leads to from draft",
    ),
    (
        'who = ["line_manager"]\nmet_by',
        'whom = ["line_manager"]\nmet_by',
        'code = "countersign_low"',
        "duties[1].whom",
        '"whom"',
        "a key that is known here: did you mean who?",
    ),
    (
        "clock = { working_days = 5 }",
        "clock = { working_days = -2 }",
        'code = "discuss_medium"',
        "duties[2].clock.working_days",
        "-2",
        "a whole number of 1 or more",
    ),
    ("minutes = 120", 'minutes = "120"', "", "meetings[0].minutes", '"120"', "a whole number"),
    ('absent = "warn"', 'absent = "shrug"', "", "chair_rule.absent", '"shrug"', "one of 'warn' or 'stop'"),
    ("dated = 2021-04-01", 'dated = "April"', "", "identity.dated", '"April"', "a date such as 2026-11-25"),
    ("short_title = ", "#short_title = ", "", "identity.short_title", "missing", "this key to be given"),
    (
        '["HRP-4.3-LOW.b"]',
        '["HRP-9.9"]',
        'name = "countersign"',
        "lifecycles[0].moves[5].clauses[0]",
        '"HRP-9.9"',
        "a clause that the table of clauses holds",
    ),
    ('agency = "yjs"', 'agency = "navy"', "", "seats[2].agency", '"navy"', "one of: axis, "),
    ('core_group = "axis"', 'core_group = "navy"', "", "seats[3].core_group", '"navy"', "one of: axis, "),
    ('"police_inspector"]', '"admiral"]', "[chair_rule]", "chair_rule.seats[1]", '"admiral"', "the code of a seat"),
    ('met_by = ["countersigned"]', "met_by = []", "", "duties[1].met_by", "[]", "at least 1"),
    (
        'starts = ["level_set"]',
        'starts = ["levelled"]',
        'code = "countersign_low"',
        "duties[1].starts[0]",
        '"levelled"',
        "an event that a move or an action produces",
    ),
    (
        'met_by = ["countersigned"]',
        'met_by = ["signed"]',
        "",
        "duties[1].met_by[0]",
        '"signed"',
        "an event that a move or an action produces",
    ),
    (
        'who = ["line_manager"]',
        'who = ["boss"]',
        'code = "countersign_low"',
        "duties[1].who[0]",
        '"boss"',
        "one of: action_owner, ",
    ),
    (
        'about = "concern"',
        'about = "worry"',
        'code = "countersign_low"',
        "duties[1].about",
        '"worry"',
        "one of: action, ",
    ),
    (
        "{ working_days = 5 }",
        "{ working_days = 5, hours = 2 }",
        'code = "countersign_low"',
        "duties[1].clock",
        "working_days, hours",
        "exactly one of working_days",
    ),
    (
        "{ working_days = 5 }",
        "{ at_most_days = 5 }",
        'code = "countersign_low"',
        "duties[1].clock",
        "no clock",
        "exactly one of working_days",
    ),
    (
        '{ at = "due_on" }',
        '{ at = "someday" }',
        'code = "do_action"',
        "duties[23].clock.at",
        '"someday"',
        "a date that events carry",
    ),
    (
        ", before_days = 5 }",
        " }",
        'code = "publish_agenda"',
        "duties[29].clock.before_days",
        "missing",
        "before and before_days together",
    ),
    (
        "next_meeting = true, at_most_days = 31",
        "next_meeting = true",
        'code = "review_plan"',
        "duties[20].clock.at_most_days",
        "missing",
        "an outer limit",
    ),
    (
        'fact = "band"',
        'fact = "bend"',
        'code = "countersign_low"',
        "duties[1].when[0].fact",
        '"bend"',
        "a fact that is known here",
    ),
    ('to = "countersigned"', 'to = "countersinged"', "", "lifecycles[0].moves[5].to", '"countersinged"', "one of: =, "),
    (
        'from = ["countersigned"]',
        'from = ["nowhere"]',
        "",
        "lifecycles[0].moves[6].from[0]",
        '"nowhere"',
        "one of: *, ",
    ),
    ('start = "open"', 'start = "shut"', "", "lifecycles[0].start", '"shut"', "one of: checklist_started, "),
    (
        '  { code = "open", label = "Recorded", tone = "blue" },',
        '  { code = "open", label = "Recorded", tone = "blue" }, { code = "limbo", label = "Limbo", end = true },',
        "",
        "lifecycles[0].states[1]",
        '"limbo"',
        "a state that some move leads to from open",
    ),
    (
        'actor = ["line_manager"]\nevent = "countersigned"',
        'actor = []\nevent = "countersigned"',
        "",
        "lifecycles[0].moves[5].actor",
        "[]",
        "at least 1",
    ),
    (
        'actor = ["line_manager"]',
        'actor = ["boss"]',
        'name = "countersign"',
        "lifecycles[0].moves[5].actor[0]",
        '"boss"',
        "one of: action_owner, ",
    ),
    (
        'clauses = ["HRP-4.3-LOW.b"]',
        "clauses = []",
        'name = "countersign"',
        "lifecycles[0].moves[5].clauses",
        "missing",
        "the clause that the move stands on",
    ),
    (
        'gates = ["level_for_panel"',
        'gates = ["level_of_panel"',
        "",
        "lifecycles[2].moves[0].gates[0]",
        '"level_of_panel"',
        "one of: categories_named, ",
    ),
    (
        'fact = "actor_is_author"',
        'fact = "actor_is_other"',
        "",
        "lifecycles[0].moves[5].tests[1].fact",
        '"actor_is_other"',
        "a fact that is known here",
    ),
    (
        'fact = "level_band", is = "panel"',
        'fact = "level_band", is = true',
        "",
        "gates[0].test.is",
        "true",
        "a value that fits the fact level_band (text)",
    ),
    (
        'fact = "level_band", is = "panel"',
        'fact = "level_band"',
        "",
        "gates[0].test",
        "no question",
        "exactly one of is, in, given",
    ),
    ('by = "co_chair"', 'by = "king"', "", "gates[4].waiver.by", '"king"', "one of: action_owner, "),
    (
        'code = "medium"\nletter',
        'code = "low"\nletter',
        "",
        "levels[1].code",
        '"low"',
        "a different code: another entry of levels",
    ),
    ('letter = "M"', 'letter = "L"', "", "levels[1].letter", '"L"', "a different letter"),
    ("order = 2", "order = 1", "", "levels[1].order", "1", "a different order"),
    (
        'before_kind = "panel"',
        'before_kind = "party"',
        "",
        "meetings[1].recurrence.before_kind",
        '"party"',
        "the code of another kind of meeting",
    ),
    ("nth = 4", "nth = 5", "", "meetings[0].recurrence.nth", "5", "1 to 4, or -1 for the last"),
    (
        'needs = ["csc", "police',
        'needs = ["cac", "police',
        "",
        "meetings[1].quorum.needs[0]",
        '"cac"',
        "a seat or core-group agency",
    ),
    (
        'referral_move = "discuss"',
        'referral_move = "dismiss"',
        "",
        "outcomes[0].referral_move",
        '"dismiss"',
        "one of: accept, ",
    ),
    (
        'log_move = "review"',
        'log_move = "reviewed"',
        "",
        "outcomes[3].log_move",
        '"reviewed"',
        "one of: answer_raised_level, approve_plan, ",
    ),
    (
        'checklists = ["hrp-starter"]',
        'checklists = ["hrp-ender"]',
        "",
        "checklists[0]",
        '"hrp-ender"',
        "the name of an instrument file, hrp-ender.toml",
    ),
    ('who = "guest"', 'who = "ghost"', "", "sights[12].who", '"ghost"', "one of: action_owner, "),
    (
        'event = "lead_changed"',
        'event = "lead_lost"',
        "",
        "sights[4].until.event",
        '"lead_lost"',
        "an event that a move or an action produces",
    ),
    ('to = "strategic_panel"', 'to = "moon"', "", "reports[0].to", '"moon"', "one of: dispute, "),
]


@pytest.mark.parametrize(("old", "new", "after", "where", "value", "expected"), WRONG)
def test_a_wrong_file_is_refused(old: str, new: str, after: str, where: str, value: str, expected: str) -> None:
    text, line = changed(old, new, after)
    found = {unnumbered(problem.where): problem for problem in refused(text)}
    assert unnumbered(where) in found, [str(problem) for problem in found.values()]
    problem = found[unnumbered(where)]
    assert problem.file == "wrong.toml"
    assert problem.value == value
    assert problem.expected.startswith(expected)
    row = text.splitlines()[problem.line - 1]
    assert problem.line == line or "missing" in value or value.strip('"') in row


@pytest.mark.parametrize(
    ("duty", "setting"),
    [("hear_emergency", "emergency_meeting_wd"), ("chase_placing_authority", "placing_reply_wd")],
)
def test_a_duty_counts_the_days_that_its_setting_says(duty: str, setting: str) -> None:
    text, line = changed("working_days = 5", "working_days = 6", f'code = "{duty}"')
    (problem,) = refused(text)
    assert (unnumbered(problem.where), problem.line) == ("duties[].clock.working_days", line)
    assert problem.expected == f"5, the same number as the setting {setting}"


def test_the_line_and_the_words() -> None:
    text, line = changed("{ working_days = 5 }", "{ working_days = -2 }", 'code = "discuss_medium"')
    with pytest.raises(ProcedureError) as caught:
        load_text(text, "hrp.toml")
    wanted = f"hrp.toml:{line}: duties[].clock.working_days: -2: expected a whole number of 1 or more"
    assert str(caught.value) == str(caught.value.problems[0])
    assert unnumbered(str(caught.value)) == wanted


def test_a_state_without_a_way_out() -> None:
    text, _ = changed('from = ["stepped_down"]\nto = "closed"', 'from = ["active"]\nto = "closed"')
    text = text.replace(
        'from = ["logged", "active", "stepped_down"]\nto = "transferred"', 'from = ["logged"]\nto = "transferred"'
    )
    text = text.replace('from = ["logged", "active", "stepped_down"]\nto = "ended"', 'from = ["logged"]\nto = "ended"')
    [problem] = refused(text)
    assert (problem.value, problem.expected) == (
        '"stepped_down"',
        "a state with a move out of it, or one marked as an end",
    )


def test_every_fault_is_told_at_once_in_the_order_of_the_file() -> None:
    text, _ = changed('start = "open"', 'start = "shut"')
    problems = refused(text.replace('letter = "M"', 'letter = "L"').replace('log_move = "review"', 'log_move = "x"'))
    assert {problem.where for problem in problems} >= {
        "levels[1].letter",
        "outcomes[3].log_move",
        "lifecycles[0].start",
    }
    assert [problem.line for problem in problems] == sorted(problem.line for problem in problems)


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("a = 1\nb = \n", 2, "Invalid value"),
        ("a = 1\n\na = 2\n", 3, "Cannot overwrite a value"),
        ("[a]\nb = 'open", 2, "Expected"),
        ("[[a]\n", 1, "Expected"),
    ],
)
def test_what_is_no_toml_is_told_with_its_line(text: str, line: int, reason: str) -> None:
    [problem] = refused(text)
    assert (problem.line, problem.where) == (line, "the file")
    assert reason in problem.expected
