"""An indicator is one expression: nothing of it is worked out before the engine does."""

from datetime import date, datetime

import ibis
import pyarrow as pa
import pytest

from riskpanel.singleview.indicators import amount, in_reach, matches, may_count, raw_worth, worth
from tests.singleview.small import indicator

AS_OF = date(2026, 11, 16)
ROWS = pa.table({
    "n": [0, 1, 2, 3, 4],
    "kind": ["missing", "missing", "missing", "away", "missing"],
    "began": [datetime(2026, 11, 1, 22), datetime(2026, 10, 17), datetime(2026, 10, 16, 23), datetime(2026, 11, 10),
              datetime(2026, 11, 17)],
    "ended": pa.array([datetime(2026, 11, 4, 2), None, None, None, None], pa.timestamp("us")),
    "code": ["10A", None, "3C", "24A", "10A"],
    "value": [40.0, None, 60.0, 50.0, 10.0],
    "offered": pa.array([True, None, False, True, True], pa.bool_()),
    "accepted": pa.array([False, None, None, True, False], pa.bool_()),
})  # fmt: skip


@pytest.fixture(scope="module")
def rows():
    con = ibis.duckdb.connect()
    yield con.create_table("rows", ROWS)
    con.disconnect()


def matched(rows, **said):
    found = rows.filter(matches(rows, indicator(**said), AS_OF)).select("n").order_by("n")
    return found.to_pyarrow()["n"].to_pylist()


@pytest.mark.parametrize(
    ("said", "numbers"),
    [
        ({}, [0, 1]),
        ({"window_days": 31}, [0, 1, 2]),
        ({"kinds": ("missing", "away")}, [0, 1, 3]),
        ({"codes": ("10A",)}, [0]),
        ({"offered": True}, [0]),
        ({"offered": True, "accepted": False}, [0]),
        ({"measure": "value_below", "threshold": 50.0, "window_days": 60}, [0]),
        ({"measure": "value_above", "threshold": 50.0, "window_days": 60}, [2]),
        ({"measure": "value_below", "threshold": 50.0, "kinds": ("away",)}, []),
        ({"measure": "days"}, [0, 1, 2]),
        ({"measure": "open", "window_days": 1}, [1, 2]),
    ],
)
def test_which_events_count(rows, said, numbers):
    assert matched(rows, **said) == numbers


def values(rows, expression):
    return [round(one, 6) for one in rows.select("n", v=expression).order_by("n").to_pyarrow()["v"].to_pylist()]


def test_what_they_are_worth(rows):
    said = indicator(half_life_days=30)
    assert values(rows, worth(rows, said, AS_OF))[:2] == [2.1213, 1.5]
    assert values(rows, raw_worth(rows, said, AS_OF))[:2] == [2.12132, 1.5]
    assert values(rows, worth(rows, indicator(measure="days", points=0.5), AS_OF))[:2] == [1.5, 15.0]
    assert values(rows, amount(rows, indicator(measure="days"), AS_OF))[:2] == [3.0, 30.0]


def test_the_net_holds_whatever_counts(rows):
    some = [indicator(), indicator("b", kinds=("away",), window_days=3), indicator("c", codes=("3C",), window_days=90)]
    for indicators in ([some[0]], some, [*some, indicator("d", measure="open", kinds=("missing",))]):
        counted = {n for one in indicators for n in matched(rows, **one.model_dump(exclude={"code"}))}
        for net in (may_count, in_reach):
            caught = rows.filter(net(rows, indicators, AS_OF)).select("n").to_pyarrow()["n"].to_pylist()
            assert counted <= set(caught)
        assert set(rows.filter(may_count(rows, indicators, AS_OF)).select("n").to_pyarrow()["n"].to_pylist()) == counted
