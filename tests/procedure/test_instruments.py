"""A wrong checklist file is told with line, place, value and what was expected."""

import pytest

from riskpanel.procedure import ProcedureError
from riskpanel.procedure.checklists import read_instrument
from tests.procedure.forms import BANDS, SCALES, limited, two


@pytest.mark.parametrize(
    ("old", "new", "where", "value", "expected"),
    [
        ('title = "Small"', 'titel = "Small"', "titel", '"titel"', "a key that is known here: did you mean title?"),
        ("least = 5", "least = 6", "bands[1].least", "6", "5, next to the band before"),
        ("least = 10", "least = 10\nmost = 12", "bands[2].most", "12", "no most: the last band is open at the top"),
        ('level = "H"\nleast', 'level = "X"\nleast', "bands[2].level", '"X"', "one of: H, L, M"),
        ("weight = 2", "weight = 0", "sections[0].items[1].weight", "0", "a whole number of 1 or more"),
        ('code = "b", label', 'code = "a", label', "sections[0].items[1].code", '"a"', "a different code"),
        ('scale = "possible"', 'scale = "probable"', "sections[0].scale", '"probable"', "one of: depth, "),
        ('total = "sum"', 'total = "sum"\nkind = "strengths"', "sections[0].total", '"sum"', "none: a section of kind"),
        ('total = "sum"', 'total = "sum"\nwindows = ["w"]', "sections[0].windows[0]", '"w"', "one of: "),
        ("unknown = true", "unknown = true, points = 1", "scales[0].responses[3]", '"not_known"', "no points for what"),
        ("most = 3", "most = 0", "scales[1].most", "0", "a whole number of 1 or more"),
        ("score = true", "score = false", "bands[0]", "bands", "score = true, or none of these"),
        ("order = 2", "order = 1", "levels", "missing", "levels with an order of their own each"),
    ],
)
def test_a_wrong_instrument_is_refused(old: str, new: str, where: str, value: str, expected: str) -> None:
    right = 'code = "small"\ntitle = "Small"\nversion = "1"\nscore = true\n' + SCALES + two() + BANDS
    assert read_instrument(right, "small.toml")
    with pytest.raises(ProcedureError) as caught:
        read_instrument(right.replace(old, new, 1), "small.toml")
    found = {problem.where: problem for problem in caught.value.problems}
    assert where in found, list(found)
    assert (found[where].file, found[where].value) == ("small.toml", value)
    assert found[where].expected.startswith(expected)
    assert found[where].line > 0


@pytest.mark.parametrize(
    ("limit", "where"),
    [
        ('level = "X"\nsays = "S"\nany_positive = true', "limits[0].level"),
        ('level = "H"\nsays = "S"', "limits[0]"),
        ('level = "H"\nsays = "S"\nitem = "z"\nresponses = ["yes"]', "limits[0].item"),
        ('level = "H"\nsays = "S"\nitem = "a"', "limits[0].responses"),
        ('level = "H"\nsays = "S"\nattribute = "z"', "limits[0].attribute"),
        ('level = "H"\nsays = "S"\ntier = "z"', "limits[0].tier"),
        ('level = "H"\nsays = "S"\nany_at_most_in = ["z"]', "limits[0].any_at_most_in[0]"),
    ],
)
def test_a_wrong_limit_is_refused(limit: str, where: str) -> None:
    with pytest.raises(ProcedureError) as caught:
        limited(limit)
    assert [problem.where for problem in caught.value.problems] == [where]
