"""Two versions compared: nothing that changed is left out, and it is said in words."""

import pytest

from riskpanel.partnership.differences import differences, grouped
from riskpanel.procedure import Procedure, box, boxed, load_text

SOURCE = box()["hrp"].read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def hrp() -> Procedure:
    return load_text(SOURCE, "hrp.toml")


def said(old: Procedure, **parts) -> list[tuple[str, str, str]]:
    return [(one.part, one.kind, one.words) for one in differences(old, old.model_copy(update=parts))]


def test_a_version_does_not_differ_from_itself(hrp):
    assert differences(hrp, load_text(SOURCE, "again")) == []


def test_a_clock_is_said_in_words(hrp):
    first, *rest = hrp.duties
    slower = first.model_copy(update={"clock": first.clock.model_copy(update={"working_days": 9})})
    ((part, kind, words),) = said(hrp, duties=(slower, *rest))
    assert (part, kind) == ("Duties and clocks", "changed")
    assert words == f"{first.says}: within 5 working days → within 9 working days"


def test_several_changes_of_one_part_are_one_sentence(hrp):
    first, *rest = hrp.duties
    other = first.model_copy(update={"who": ("line_manager",), "clauses": ("X-1",), "stated": True})
    ((_, _, words),) = said(hrp, duties=(other, *rest))
    assert "who author → line_manager" in words
    assert "clauses HRP-4.2 → X-1" in words
    assert "now stated by the document" in words


def test_a_part_is_added_or_removed_by_name(hrp):
    *kept, last = hrp.seats
    assert said(hrp, seats=tuple(kept)) == [("Seats", "removed", last.title)]
    new = hrp.duties[0].model_copy(update={"code": "new", "says": "Say hello"})
    assert ("Duties and clocks", "added", "Say hello; clock within 5 working days") in said(
        hrp, duties=(*hrp.duties, new)
    )


def test_an_order_is_a_difference(hrp):
    assert said(hrp, levels=tuple(reversed(hrp.levels))) == [("Levels", "changed", "Levels: the order is another")]


def test_states_and_moves_are_named_with_their_thing(hrp):
    life, *rest = hrp.lifecycles
    state, *states = life.states
    renamed = life.model_copy(update={"states": (state.model_copy(update={"label": "Taken down"}), *states)})
    ((part, _, words),) = said(hrp, lifecycles=(renamed, *rest))
    assert part == "States and moves"
    assert words == f"{life.label}: Taken down: label {state.label} → Taken down"


def test_a_setting_carries_its_unit(hrp):
    first, *rest = hrp.settings
    ((_, _, words),) = said(hrp, settings=(first.model_copy(update={"value": 99}), *rest))
    assert words.endswith(f"→ 99 {first.unit}")


def test_a_clause_is_compared_by_its_sentence(hrp):
    clauses = dict(hrp.clauses)
    gone = next(iter(clauses))
    del clauses[gone]
    assert said(hrp, clauses=clauses)[0][:2] == ("Clauses", "removed")


@pytest.mark.parametrize("slug", list(box()))
@pytest.mark.parametrize("name", list(Procedure.model_fields))
def test_a_change_in_any_part_is_seen(name, slug):
    procedure, filled = boxed(slug), boxed("harm")
    value = getattr(procedure, name)
    if value is None:
        other = getattr(filled, name)
    elif isinstance(value, dict):
        other = {**value, "NEW": next(iter(value.values()))}
    elif isinstance(value, tuple):
        other = value[:-1]
    else:
        field = next(key for key, kept in value if isinstance(kept, str | int) and not isinstance(kept, bool))
        kept = getattr(value, field)
        other = value.model_copy(update={field: f"{kept} more" if isinstance(kept, str) else kept + 1})
    found = said(procedure, **{name: other})
    assert found or not value
    assert len({part for part, _, _ in found}) <= 1


def test_differences_stand_under_headings(hrp):
    found = differences(hrp, hrp.model_copy(update={"seats": hrp.seats[:-1], "duties": hrp.duties[:-1]}))
    assert list(grouped(found)) == ["Seats", "Duties and clocks"]
