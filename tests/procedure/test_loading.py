"""Finding and reading procedure files, and knowing the line of each value."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskpanel.procedure import ProcedureError, box, boxed, load_kept, load_procedure, load_text
from riskpanel.procedure.lines import line_of, lines_of
from riskpanel.procedure.loading import PROCEDURES

TEXT = (PROCEDURES / "hrp.toml").read_text(encoding="utf-8")


def test_the_box() -> None:
    assert box() == {"harm": PROCEDURES / "harm.toml", "hrp": PROCEDURES / "hrp.toml"}
    assert boxed("hrp").identity.slug == "hrp"
    assert boxed("hrp") is boxed("hrp")
    with pytest.raises(KeyError, match="there are: harm, hrp"):
        boxed("nothing")


def test_a_procedure_is_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        boxed("hrp").identity.title = "Another"  # type: ignore[misc]


def test_a_version_taken_in_before_goes_on_being_read_when_a_key_is_forgotten() -> None:
    """Also one inside a table of a list; a new file with either is refused, with its line."""
    old = TEXT.replace("[words]\n", '[words]\nforgotten = "x"\n', 1)
    old = old.replace("[[duties]]\n", "[[duties]]\nforgotten = 1\n", 1)
    assert old.count("forgotten") == 2
    assert load_kept(old, "hrp 1.0") == load_text(TEXT, "hrp 1.0")
    with pytest.raises(ProcedureError, match="forgotten"):
        load_text(old, "hrp 1.0")
    with pytest.raises(ProcedureError, match="expected"):
        load_kept(old.replace("[words]\n", "[wordz]\n", 1), "hrp 1.0")


def test_files_are_read_with_their_own_checklists(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(TEXT.replace('checklists = ["hrp-starter"]', 'checklists = ["own"]'), encoding="utf-8")
    with pytest.raises(ProcedureError, match=r"mine\.toml:6: checklists\[0\]"):
        load_procedure(path)
    (tmp_path / "checklists").mkdir()
    (tmp_path / "checklists" / "own.toml").touch()
    assert load_procedure(path).checklists == ("own",)
    path.write_bytes(b"a = '\xff'")
    with pytest.raises(ProcedureError, match="text in UTF-8"):
        load_procedure(path)
    with pytest.raises(FileNotFoundError):
        load_procedure(tmp_path / "none.toml")


@pytest.mark.clause("HRP-5.1")
def test_a_partnership_adds_a_category_without_code() -> None:
    added = TEXT.replace(
        '[[directions]]\ncode = "to_self"',
        '[[categories]]\ncode = "ONLINE"\nlabel = "Online harm"\n\n[[directions]]\ncode = "to_self"',
    )
    assert load_text(added, "hrp.toml").category("ONLINE").label == "Online harm"


def test_a_procedure_without_a_table_of_clauses_loads() -> None:
    assert load_text(TEXT[: TEXT.index("[clauses]")], "hrp.toml").clauses == {}


# Lines -----------------------------------------------------------------------------------------------


def test_lines_of_every_kind_of_toml() -> None:
    lines = lines_of(
        '# c\na = 1\n"b c" = """\n[x]\n\\""" """\nd.e = [\n  1, # one ]\n  { f = 2, g = [3, "]"] },\n]\n'
        "[h.i]\nj = '''\n'''\n"
        "[[k]]\nl = 'it' # [m]\n[[k.n]]\no = 2026-11-25 10:00:00\n[[k.n]]\n[[k]]\n[k.p]\nq = {}\r\n"
    )
    assert lines[("a",)] == 2
    assert lines[("b c",)] == 3
    assert lines[("d", "e")] == 6
    assert lines[("d", "e", 1)] == lines[("d", "e", 1, "g", 1)] == 8
    assert lines[("h", "i", "j")] == 11
    assert lines[("k", 0, "l")] == 14
    assert lines[("k", 0, "n", 0, "o")] == 16
    assert lines[("k", 0, "n", 1)] == 17
    assert lines[("k", 1, "p", "q")] == 20
    assert line_of(lines, ("k", 1, "p", "z", 3)) == 19
    assert line_of(lines, ("nowhere",)) == 1


def places(data: Any, place: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    pairs = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [found for key, value in pairs for found in [(*place, key), *places(value, (*place, key))]]


@pytest.mark.parametrize("path", sorted(PROCEDURES.rglob("*.toml")), ids=lambda path: path.name)
def test_every_value_of_the_box_has_its_line(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    lines, rows = lines_of(text), text.splitlines()
    for place in places(tomllib.loads(text)):
        assert place in lines
        if isinstance(place[-1], str):
            assert place[-1] in rows[lines[place] - 1]


scalars = (
    st.integers().map(str)
    | st.booleans().map(lambda one: str(one).lower())
    | st.text("ab#]}[{,=' \n").map(lambda one: "'''" + one.replace("'", "") + "'''")
)


def listed(many: list[str]) -> str:
    return f"[\n{', '.join(many)}]"


def tabled(many: list[str]) -> str:
    return "{" + ", ".join(f"k{at} = {one}" for at, one in enumerate(many)) + "}"


values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda many: f"[\n{', '.join(many)}]")
        | st.lists(inner, max_size=3).map(
            lambda many: "{" + ", ".join(f"k{at} = {one}" for at, one in enumerate(many)) + "}"
        )
    ),
    max_leaves=8,
)


@given(st.lists(values, max_size=5))
def test_the_scanner_finds_every_place(many: list[str]) -> None:
    text = "".join(f"[[t]]\nv{at} = {value}\n" for at, value in enumerate(many))
    lines = lines_of(text)
    data = tomllib.loads(text)
    assert set(places(data)) <= set(lines)
    for at in range(len(many)):
        assert text.splitlines()[lines[("t", at, f"v{at}")] - 1].startswith(f"v{at} = ")
