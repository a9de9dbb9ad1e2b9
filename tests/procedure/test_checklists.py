"""The checklist engine: every kind of instrument that boroughs use, in small invented forms."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskpanel.procedure import ProcedureError, load_instrument
from riskpanel.procedure.checklists import (
    Answer,
    Scored,
    compare,
    read_instrument,
    score,
    without_evidence,
)
from tests.procedure.forms import BANDS, SCALES, form, limited, part, two

SERAF = load_instrument("seraf-style")
STARTER = load_instrument("hrp-starter")
CELLS = [
    (section.code, item.code, window)
    for section in SERAF.sections
    for item in section.items
    for window in (section.windows or (None,))
]


def seraf(a: int = 0, b: int = 0, current: int = 0, recent: int = 0, both: int = 0) -> list[Answer]:
    """So many positive answers of each kind; every other one is no."""
    left = {"vulnerabilities": a, "moderate": b}
    order = [item.code for section in SERAF.sections if section.code == "significant" for item in section.items]
    answers = []
    for section, item, window in CELLS:
        if section == "significant":
            place = order.index(item)
            lone = place - both
            yes = place < both or (lone < current and window == "current")
            yes = yes or (current <= lone < current + recent and window == "recent")
        else:
            yes = left[section] > 0
            left[section] -= 1
        answers.append(Answer(item, window, "yes" if yes else "no"))
    return answers


@pytest.mark.parametrize(
    ("counts", "disability", "total", "level"),
    [
        ({}, False, 0, "1"),
        ({"a": 5}, False, 5, "1"),
        ({"a": 6}, False, 6, "2"),
        ({"a": 10}, False, 10, "2"),
        ({"a": 11}, False, 11, "3"),
        ({"a": 11, "b": 4}, False, 15, "3"),
        ({"a": 11, "b": 5}, False, 16, "4"),
        ({"current": 1}, False, 5, "1"),
        ({"both": 1}, False, 6, "2"),
        ({"current": 2}, False, 10, "2"),
        ({"current": 2, "a": 1}, False, 11, "3"),
        ({"current": 3}, False, 15, "3"),
        ({"current": 3, "b": 1}, False, 16, "4"),
        ({"a": 11}, True, 12, "3"),
        ({"recent": 1}, False, 1, "1"),
        ({"a": 11, "b": 12, "both": 7}, True, 66, "4"),
    ],
)
def test_the_published_table(counts: dict[str, int], disability: bool, total: int, level: str) -> None:
    scored = score(SERAF, seraf(**counts), {"disability": disability})
    assert (scored.total, scored.level_code) == (total, level)
    assert scored.working[-1].endswith(SERAF.level(level).label)


def test_the_working_is_shown_line_by_line() -> None:
    scored = score(SERAF, seraf(a=1, both=1), {"disability": True})
    assert scored.working == (
        "37 of 37 answered, 0 of them not known",
        "Emotional needs are not met: 1",
        "A. Vulnerabilities: 1",
        "B. Moderate indicators in the last 6 months: 0",
        "Away overnight or longer without leave: 1 + 5 = 6",
        "C. Significant indicators: 6",
        "Physical or learning disability: +1",
        "Total: 8",
        "Total 6 to 10: Some risk",
    )
    assert scored.subtotals == {"vulnerabilities": 1, "moderate": 0, "significant": 6}


def yes(*items: str) -> list[Answer]:
    return [Answer(item, None, "yes") for item in items]


def test_a_responses_of_every_kind() -> None:
    text = """
    [[sections]]
    code = "one"
    label = "One"
    scale = "depth"
    total = "sum"
    items = [{ code = "a", label = "A" }, { code = "b", label = "B", scale = "possible", text_when_positive = true }]
    [[sections]]
    code = "voice"
    label = "Voice"
    kind = "voice"
    scale = "words"
    items = [{ code = "v", label = "V" }]
    """
    instrument = form(text)
    answers = [Answer("a", None, 2), Answer("b", None, "possible"), Answer("v", None, "I want to go to school")]
    assert score(instrument, answers).total == 3
    assert without_evidence(instrument, answers) == ("b",)
    assert without_evidence(instrument, [Answer("b", None, "possible", "Seen on Friday")]) == ()
    assert without_evidence(instrument, [Answer("b", None, "no")]) == ()
    for wrong in (Answer("a", None, 4), Answer("a", None, "2"), Answer("a", None, True), Answer("b", None, "maybe")):
        with pytest.raises(ValueError, match="is no"):
            score(instrument, [wrong])


def test_b_points_weights_windows_and_caps() -> None:
    windows = (
        '[[windows]]\ncode = "then"\nlabel = "Then"\npoints = 1\n[[windows]]\ncode = "now"\nlabel = "Now"\npoints = 5\n'
    )
    instrument = form(windows + two(more='windows = ["then", "now"]\ncap = 20\n'))
    both = [Answer("a", "then", "yes"), Answer("a", "now", "possible")]
    assert score(instrument, both).total == 3 + 5
    heavy = score(instrument, [*both, Answer("b", "now", "yes")])
    assert heavy.total == 20
    assert "One: 38, capped at 20" in heavy.working
    strongest = form(windows + two(more='windows = ["then", "now"]\nwindows_by = "max"\n'))
    assert score(strongest, both).total == 5
    with pytest.raises(ValueError, match="no window None"):
        score(instrument, yes("a"))
    with pytest.raises(ValueError, match="answered twice"):
        score(instrument, [both[0], both[0]])


def test_c_points_for_an_attribute() -> None:
    add = '[[attributes]]\ncode = "send"\nlabel = "SEND"\n[[add_ons]]\nattribute = "send"\npoints = 2\nsays = "SEND"\n'
    instrument = form(two() + add)
    assert score(instrument, yes("a"), {"send": True}).total == 5
    assert score(instrument, yes("a"), {"send": False}).total == 3
    unknown = score(instrument, yes("a"), {"send": None})
    assert unknown.total == 3
    assert "SEND: not known, nothing added" in unknown.working


@pytest.mark.parametrize(("total", "value"), [("sum", 9), ("count", 2), ("max", 6), ("any", 1)])
def test_d_ways_of_making_one_number(total: str, value: int) -> None:
    assert score(form(two(total)), yes("a", "b")).total == value
    assert score(form(two(total)), [Answer("a", None, "no")]).total == 0


def test_d_counts_for_each_tier_and_no_sum() -> None:
    text = """
    [[sections]]
    code = "domains"
    label = "Domains"
    scale = "pick"
    items = [{ code = "a", label = "A" }, { code = "b", label = "B" }, { code = "c", label = "C" }]
    [[bands]]
    level = "L"
    of = "tier:low"
    least = 1
    most = 4
    [[bands]]
    level = "H"
    of = "tier:high"
    least = 2
    """
    instrument = form(text)
    mixed = score(instrument, [Answer("a", None, "low"), Answer("b", None, "high"), Answer("c", None, "low")])
    assert (mixed.total, dict(mixed.tiers), mixed.level_code) == (None, {"low": 2, "high": 1}, "L")
    graver = score(instrument, [Answer("a", None, "low"), Answer("b", None, "high"), Answer("c", None, "high")])
    assert graver.level_code == "H"
    none = score(instrument, [Answer("a", None, "medium")])
    assert (none.level_code, none.working[-1]) == (None, "No band fits")


def test_d_a_tier_set_by_the_item() -> None:
    items = '[{ code = "a", label = "A", tier = "high" }, { code = "b", label = "B", tier = "medium" }]'
    band = '[[bands]]\nlevel = "H"\nof = "tier:high"\nleast = 1\n'
    instrument = form(f'[[sections]]\ncode = "one"\nlabel = "One"\nscale = "possible"\nitems = {items}\n{band}')
    assert score(instrument, yes("a")).level_code == "H"
    assert score(instrument, yes("b")).level_code is None
    assert dict(score(instrument, yes("a", "b")).tiers) == {"high": 1, "medium": 1}


def test_d_points_by_judgement() -> None:
    text = part("judgement", "depth", '{ code = "j", label = "J", text_when_positive = true }')
    instrument = form(two() + text)
    answers = [*yes("a"), Answer("j", None, 2)]
    assert score(instrument, answers).total == 5
    assert without_evidence(instrument, answers) == ("j",)


def test_d_the_gravest_section() -> None:
    other = two().replace('"one"', '"other"').replace('"a"', '"c"').replace('"b"', '"d"')
    instrument = form(two() + other, total='"max"')
    scored = score(instrument, yes("a", "c", "d"))
    assert (scored.total, dict(scored.subtotals)) == (9, {"one": 3, "other": 9})


@pytest.mark.parametrize(("points", "level"), [(4, "L"), (5, "M"), (9, "M"), (10, "H"), (33, "H")])
def test_e_bands_hold_both_ends_and_the_last_is_open(points: int, level: str) -> None:
    wide = SCALES.replace("most = 3", "most = 40")
    text = part("one", "depth", '{ code = "a", label = "A" }')
    head = 'code = "small"\ntitle = "Small"\nversion = "1"\nscore = true\n'
    instrument = read_instrument(head + wide + text + BANDS, "small.toml")
    assert score(instrument, [Answer("a", None, points)]).level_code == level


LIMITS = [
    ("age_below = 13\nany_positive = true", yes("a"), {}, 12, "M"),
    ("age_below = 13\nany_positive = true", yes("a"), {}, 13, "L"),
    ("age_below = 13\nany_positive = true", [Answer("a", None, "no")], {}, 12, "L"),
    ("age_below = 13\nany_positive = true", yes("a"), {}, None, "L"),
    ("age_from = 18", yes("a"), {}, 18, "M"),
    ('attribute = "ld"', yes("a"), {"ld": True}, 15, "M"),
    ('attribute = "ld"', yes("a"), {"ld": None}, 15, "L"),
    ('item = "a"\nresponses = ["possible"]', [Answer("a", None, "possible")], {}, 15, "M"),
    ('item = "a"\nresponses = ["possible"]', yes("a"), {}, 15, "L"),
    ('any_at_most_in = ["one"]', yes("a"), {}, 15, "M"),
    ('any_at_most_in = ["one"]', [Answer("a", None, "possible")], {}, 15, "L"),
    ('age_below = 14\ntier = "high"', yes("a"), {}, 13, "M"),
    ('tier = "high"\ntier_least = 2', yes("a"), {}, 13, "L"),
]


@pytest.mark.parametrize(("limit", "answers", "attributes", "age", "level"), LIMITS)
def test_f_floors(
    limit: str, answers: list[Answer], attributes: dict[str, bool | None], age: int | None, level: str
) -> None:
    scored = score(limited(f'level = "M"\nsays = "A rule"\n{limit}'), answers, attributes, age)
    assert scored.band_level == "L"
    assert scored.level_code == level
    assert scored.floors == (("A rule",) if level == "M" else ())


def test_f_a_floor_that_cannot_be_told_says_so() -> None:
    scored = score(limited('level = "M"\nsays = "Under 13"\nage_below = 13'), yes("a"))
    assert "Under 13: cannot be told, as age or attribute is not known" in scored.working


def test_f_a_floor_never_lowers_and_floors_beat_ceilings() -> None:
    low = 'level = "L"\nsays = "At least low"\nany_positive = true'
    top = 'kind = "ceiling"\nlevel = "M"\nsays = "At most medium"\nany_positive = true'
    grave = limited(low, top, weight=4)
    scored = score(grave, yes("a"))
    assert (scored.total, scored.band_level, scored.level_code, scored.floors) == (12, "H", "M", ("At most medium",))
    floor = 'level = "H"\nsays = "At least high"\nitem = "a"\nresponses = ["yes"]'
    both = score(limited(floor, top, weight=4), yes("a"))
    assert (both.level_code, both.floors) == ("H", ("At most medium", "At least high"))


def test_g_not_known_is_not_no() -> None:
    answers = [Answer("a", None, "not_known"), Answer("b", None, "no")]
    scored = score(form(two() + BANDS), answers)
    assert (scored.answered, scored.unknown, scored.out_of) == (2, 1, 2)
    assert scored.working[0] == "2 of 2 answered, 1 of them not known"
    assert score(form(two() + BANDS), answers[1:]).answered == 1


def test_i_a_result_is_tied_to_its_version(tmp_path: Any) -> None:
    head = 'code = "own"\ntitle = "Own"\nscore = true\nversion = '
    first, second = (head + f'"{version}"\n' + SCALES + two() + BANDS for version in (1, 2))
    (tmp_path / "own.toml").write_text(second, encoding="utf-8")
    (tmp_path / "own@1.toml").write_text(first, encoding="utf-8")
    assert load_instrument("own", folder=tmp_path).version == "2"
    assert load_instrument("own", "1", tmp_path).version == "1"
    assert load_instrument("own", "2", tmp_path).version == "2"
    assert score(load_instrument("own", "1", tmp_path), yes("a")).version == "1"
    with pytest.raises(KeyError, match="no version '3'"):
        load_instrument("own", "3", tmp_path)
    with pytest.raises(KeyError, match="no checklist 'other'"):
        load_instrument("other", folder=tmp_path)
    (tmp_path / "named.toml").write_text(first, encoding="utf-8")
    with pytest.raises(ProcedureError, match=r'named.toml:1: code: "own": expected "named"'):
        load_instrument("named", folder=tmp_path)


def test_j_comparison_within_one_version_only() -> None:
    before, after = score(SERAF, seraf(a=6)), score(SERAF, seraf(a=5, both=1))
    found = compare(before, after)
    assert (found.difference, found.levels) == (5, ("2", "3"))
    assert set(found.changed) == {("home_substances", None), ("overnight", "recent"), ("overnight", "current")}
    assert found.changed[("overnight", "current")] == ("no", "yes")
    assert compare(score(SERAF, []), before).changed[("home_hurt", None)] == (None, "yes")
    with pytest.raises(ValueError, match="cannot be compared"):
        compare(before, score(STARTER, []))


def test_k_history_strengths_and_voice_stand_apart() -> None:
    answers = [
        Answer("adult_trusted", None, "yes"),
        Answer("voice_child", None, "I feel watched"),
        Answer("missing_often", None, "present", "Three times in May"),
    ]
    scored = score(STARTER, answers)
    assert (scored.answered, scored.total, scored.level_code) == (1, None, None)
    assert scored.out_of == sum(len(one.items) for one in STARTER.sections if one.kind == "indicators")
    assert {one.kind for one in STARTER.sections} == {"about", "strengths", "indicators", "voice"}
    past, now = score(SERAF, seraf(recent=1)), score(SERAF, seraf(current=1))
    assert (past.total, now.total) == (1, 5)


@pytest.mark.clause("HRP-4.3")
def test_l_there_is_no_default_level() -> None:
    assert score(SERAF, []).level_code is None
    assert score(SERAF, [Answer("home_hurt", None, "not_known")]).level_code is None
    assert score(STARTER, [Answer("missing_often", None, "present")]).level_code is None
    needs_all = form(two() + BANDS, needs_all="true")
    assert score(needs_all, yes("a")).level_code is None
    assert score(needs_all, yes("a", "b")).level_code == "M"


@pytest.mark.clause("HRP-4.3")
def test_no_answer_of_the_starter_gives_a_level() -> None:
    answers = [
        Answer(item.code, None, "present")
        for section in STARTER.sections
        if section.kind == "indicators"
        for item in section.items
    ]
    scored = score(STARTER, answers)
    assert (scored.total, scored.level_code) == (None, None) and scored.answered == scored.out_of
    assert len(without_evidence(STARTER, answers)) == len(answers)


responses = st.sampled_from(["yes", "no", "not_known"])


@given(st.dictionaries(st.sampled_from(CELLS), responses), st.booleans() | st.none())
def test_more_concern_never_lowers_the_level(cells: dict[Any, str], disability: bool | None) -> None:
    def result(given_cells: dict[Any, str]) -> Scored:
        answers = [Answer(item, window, response) for (_, item, window), response in given_cells.items()]
        return score(SERAF, answers, {"disability": disability})

    scored, graver = result(cells), result(dict.fromkeys(cells, "yes"))
    assert (scored.total or 0) <= (graver.total or 0)
    assert (scored.level_code or "0") <= (graver.level_code or "0")
    assert scored.answered == len(cells)
    assert scored.unknown == sum(one == "not_known" for one in cells.values())
