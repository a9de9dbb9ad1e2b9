"""The clauses of the written procedures, and the tests that show each one at work.

Run it with `python -m riskpanel.procedure.clauses [--strict] [--tests FOLDER]`.
"""

import argparse
import ast
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

Stands = Literal["tested", "outside", "later"]
State = Literal["tested", "outside", "later", "missing"]

PACKAGE = Path(__file__).resolve().parents[1]
PROCEDURES = PACKAGE / "procedures"
TESTS = PACKAGE.parent / "tests"

_ID = re.compile(r"[A-Z]+(?:-[A-Za-z0-9.]+)+")
_NEEDS: dict[Stands, str] = {"tested": "", "outside": "why", "later": "brings"}
_RUNS_NOT = {"skip", "xfail"}


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """One clause in a sentence of our own. `why` says who does what software cannot;
    `brings` names the capability that a later version brings."""

    id: str
    says: str
    stands: Stands
    why: str = ""
    brings: str = ""


@dataclass(frozen=True, slots=True)
class RowState:
    """A clause, where it stands once the tests are read, and the tests that name it."""

    row: ClauseRow
    state: State
    tests: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """Every clause with its state, in the order of the register."""

    rows: tuple[RowState, ...]

    def total(self, state: State) -> int:
        """How many clauses are in that state."""
        return sum(each.state == state for each in self.rows)

    @property
    def totals(self) -> dict[State, int]:
        """How many clauses are in each of the four states; a state without any counts 0."""
        return {state: self.total(state) for state in get_args(State)}

    @property
    def missing(self) -> tuple[str, ...]:
        """Ids of the clauses that promise a test and have none."""
        return tuple(each.row.id for each in self.rows if each.state == "missing")


# ---------------------------------------------------------------------------------------------
# The register
# ---------------------------------------------------------------------------------------------


def register(folder: Path = PROCEDURES) -> tuple[ClauseRow, ...]:
    """The clauses of every procedure in a folder: the `[clauses]` table of each `*.toml`,
    files by name, rows as they stand in their file. A file without the table adds nothing.

    Raises ValueError naming the file and the clause when a row is malformed or stands twice,
    and FileNotFoundError when there is no such folder.
    """
    if not folder.is_dir():
        raise FileNotFoundError(f"No folder of procedures at {folder}")
    rows: dict[str, ClauseRow] = {}
    home: dict[str, str] = {}
    for path in sorted(folder.glob("*.toml")):
        table = _load(path).get("clauses", {})
        if not isinstance(table, dict):
            raise _wrong(path.name, f"clauses must be a table, and it is {table!r}")
        for id, fields in table.items():
            if id in rows:
                raise _wrong(path.name, f"{id} already stands in {home[id]}")
            rows[id] = _row(path.name, id, fields)
            home[id] = path.name
    return tuple(rows.values())


def _wrong(place: str, what: str) -> ValueError:
    return ValueError(f"{place}: {what}")


def _load(path: Path) -> dict[str, object]:
    text = path.read_text(encoding="utf-8")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _wrong(path.name, f"{_key_at(text, str(error))}{error}") from error


def _key_at(text: str, message: str) -> str:
    """The quoted key of the line that the parser complained of (a clause that stands twice)."""
    place = re.search(r"at line (\d+)", message)
    if not place:
        return ""
    line = text.splitlines()[int(place[1]) - 1]
    key = re.match(r'\s*"([^"]+)"\s*=', line)
    return f"{key[1]}: " if key else ""


def _row(file: str, id: str, fields: object) -> ClauseRow:
    def wrong(what: str) -> ValueError:
        return _wrong(file, f"{id}: {what}")

    if not _ID.fullmatch(id):
        raise wrong("an id looks like ABC-5.3.c, quoted because of its dots")
    if not isinstance(fields, dict):
        raise wrong("a clause is a table with says and stands")
    if unknown_keys := sorted(fields.keys() - {"says", "stands", "why", "brings"}):
        raise wrong(f"no clause has {', '.join(unknown_keys)}")
    for key, value in fields.items():
        if not isinstance(value, str) or not value.strip():
            raise wrong(f"{key} must be a sentence, and it is {value!r}")
    if "says" not in fields:
        raise wrong("says is missing")
    stands = fields.get("stands")
    if stands not in _NEEDS:
        raise wrong(f"stands must be one of {', '.join(_NEEDS)}, and it is {stands!r}")
    for key in ("why", "brings"):
        needed = _NEEDS[cast(Stands, stands)] == key
        if needed and key not in fields:
            raise wrong(f"a clause that stands {stands} needs {key}")
        if not needed and key in fields:
            raise wrong(f"a clause that stands {stands} has no {key}")
    return ClauseRow(id, **fields)


# ---------------------------------------------------------------------------------------------
# The tests
# ---------------------------------------------------------------------------------------------


def markers(tests_folder: Path = TESTS) -> dict[str, list[str]]:
    """Which tests name which clause, read from the source without running it:
    `{"ABC-5.3.c": ["tests/referrals/test_x.py::test_y"]}`, clauses and tests in order of name.

    It reads `@pytest.mark.clause("A", "B")` on a test, on its class and as the `pytestmark` of
    its class or module. A test that is marked skip or xfail shows nothing and does not count.

    Raises ValueError naming the file and line when a mark does not hold plain strings or a file
    does not parse, and FileNotFoundError when there is no such folder.
    """
    if not tests_folder.is_dir():
        raise FileNotFoundError(f"No folder of tests at {tests_folder}")
    folder = tests_folder.resolve()
    found: dict[str, set[str]] = {}
    for path in sorted({*folder.rglob("test_*.py"), *folder.rglob("*_test.py")}):
        file = path.relative_to(folder.parent).as_posix()
        try:
            module = ast.parse(path.read_text(encoding="utf-8"), filename=file)
        except SyntaxError as error:
            raise _wrong(f"{file}:{error.lineno}", error.msg) from error
        for name, ids in _marked(module, file, file, _Marks()):
            for id in ids:
                found.setdefault(id, set()).add(name)
    return {id: sorted(found[id]) for id in sorted(found)}


@dataclass(frozen=True, slots=True)
class _Marks:
    """The marks that a test has, its own and those of what surrounds it."""

    ids: frozenset[str] = frozenset()
    runs: bool = True

    def and_of(self, expressions: Sequence[ast.expr], file: str) -> "_Marks":
        ids, runs = set(self.ids), self.runs
        for expression in expressions:
            name = _mark_name(expression)
            if name in _RUNS_NOT:
                runs = False
            elif name == "clause":
                ids.update(_ids(expression, file))
        return _Marks(frozenset(ids), runs)


def _marked(scope: ast.AST, file: str, trail: str, around: _Marks) -> Iterator[tuple[str, frozenset[str]]]:
    """Each test under a scope that names a clause, with the clauses that it names."""
    here = around.and_of(_pytestmark(scope), file)
    for node in ast.iter_child_nodes(scope):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            marks = here.and_of(node.decorator_list, file)
            if node.name.startswith("test") and marks.runs and marks.ids:
                yield f"{trail}::{node.name}", marks.ids
        elif isinstance(node, ast.ClassDef):
            if node.name.startswith("Test"):
                marks = here.and_of(node.decorator_list, file)
                yield from _marked(node, file, f"{trail}::{node.name}", marks)
        elif isinstance(node, ast.stmt):
            yield from _marked(node, file, trail, here)


def _pytestmark(scope: ast.AST) -> list[ast.expr]:
    if not isinstance(scope, ast.Module | ast.ClassDef):
        return []
    marks: list[ast.expr] = []
    for node in scope.body:
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AnnAssign):
            targets = [node.target]
        if any(isinstance(each, ast.Name) and each.id == "pytestmark" for each in targets):
            value = cast(ast.Assign | ast.AnnAssign, node).value
            if isinstance(value, ast.List | ast.Tuple):
                marks += value.elts
            elif value is not None:
                marks.append(value)
    return marks


def _mark_name(expression: ast.expr) -> str:
    """`clause` for `pytest.mark.clause`, for `mark.clause` and for a call of either; else nothing."""
    called = expression.func if isinstance(expression, ast.Call) else expression
    if not isinstance(called, ast.Attribute):
        return ""
    owner = called.value
    is_mark = (isinstance(owner, ast.Attribute) and owner.attr == "mark") or (
        isinstance(owner, ast.Name) and owner.id == "mark"
    )
    return called.attr if is_mark else ""


def _ids(mark: ast.expr, file: str) -> list[str]:
    ids = []
    for argument in mark.args if isinstance(mark, ast.Call) else []:
        if not isinstance(argument, ast.Constant) or not isinstance(argument.value, str):
            raise _wrong(f"{file}:{mark.lineno}", "a clause mark holds plain strings only")
        ids.append(argument.value)
    if not ids:
        raise _wrong(f"{file}:{mark.lineno}", "a clause mark names at least one clause")
    return ids


# ---------------------------------------------------------------------------------------------
# The two side by side
# ---------------------------------------------------------------------------------------------


def report(rows: Sequence[ClauseRow], found: Mapping[str, Sequence[str]]) -> Report:
    """Where each clause stands. A clause with a test is tested, whatever its row says; one that
    promises a test and has none is missing; the others stand as their row says."""
    return Report(tuple(_state(row, tuple(found.get(row.id, ()))) for row in rows))


def _state(row: ClauseRow, tests: tuple[str, ...]) -> RowState:
    if tests:
        return RowState(row, "tested", tests)
    return RowState(row, "missing" if row.stands == "tested" else row.stands)


def unknown(rows: Sequence[ClauseRow], found: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Ids that tests name and no row has, each with those tests; empty when all is well."""
    known = {row.id for row in rows}
    return {id: tuple(tests) for id, tests in found.items() if id not in known}


def print_report(result: Report, strays: Mapping[str, Sequence[str]] | None = None) -> None:
    """Print a line for each clause (id, state, and its tests, reason or capability), a line for
    each id that names no clause, and the totals last."""
    for each in result.rows:
        told = ", ".join(each.tests) or each.row.why or each.row.brings or each.row.says
        print(f"{each.row.id}  {each.state}  {told}")
    for id, tests in (strays or {}).items():
        print(f"{id}  unknown  {', '.join(tests)}")
    print(
        f"clauses: {len(result.rows)} rows, {result.total('tested')} tested, "
        f"{result.total('outside')} outside, {result.total('later')} later, "
        f"{result.total('missing')} missing"
    )


def main(argv: list[str]) -> int:
    """Print the report of all clauses. Returns 0; with `--strict`, 1 when a clause is missing its
    test or a test names an unknown clause; 2 when the procedures or tests cannot be read."""
    parser = argparse.ArgumentParser(
        prog="riskpanel clauses", description="Say which clauses of the procedures are tested."
    )
    parser.add_argument("--strict", action="store_true", help="fail when a clause lacks its test")
    parser.add_argument("--tests", type=Path, default=TESTS, metavar="FOLDER")
    parser.add_argument("--procedures", type=Path, default=PROCEDURES, metavar="FOLDER")
    options = parser.parse_args(argv)
    try:
        rows, found = register(options.procedures), markers(options.tests)
    except (ValueError, OSError) as error:
        print(error)
        return 2
    result, strays = report(rows, found), unknown(rows, found)
    print_report(result, strays)
    return 1 if options.strict and (result.missing or strays) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
