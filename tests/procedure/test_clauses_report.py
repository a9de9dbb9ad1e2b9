"""Reading clauses and marks, and setting the two side by side."""

from pathlib import Path
from textwrap import dedent

import pytest

from riskpanel.procedure.clauses import (
    ClauseRow,
    main,
    markers,
    print_report,
    register,
    report,
    unknown,
)

GOOD = """
    [clauses]
    "HRP-1.a" = { says = "The panel meets.", stands = "tested" }
    "HRP-1.b" = { says = "People agree.", stands = "outside", why = "People do that." }
    "HRP-1.c" = { says = "A list exists.", stands = "later", brings = "the list" }
"""


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dedent(text), encoding="utf-8")
    return path


@pytest.fixture
def procedures(tmp_path: Path) -> Path:
    write(tmp_path / "procedures/hrp.toml", GOOD)
    return tmp_path / "procedures"


@pytest.fixture
def tests(tmp_path: Path) -> Path:
    folder = tmp_path / "tests"
    folder.mkdir()
    return folder


class TestRegister:
    def test_joins_the_files_by_name_and_keeps_the_order_of_rows(self, procedures: Path) -> None:
        write(
            procedures / "harm.clauses.toml",
            """
            [clauses]
            "HARM-Z" = { says = "Last letter first.", stands = "later", brings = "a list" }
            "HARM-A" = { says = "First letter last.", stands = "later", brings = "a list" }
            """,
        )
        ids = [row.id for row in register(procedures)]
        assert ids == ["HARM-Z", "HARM-A", "HRP-1.a", "HRP-1.b", "HRP-1.c"]

    def test_gives_all_that_a_row_holds(self, procedures: Path) -> None:
        assert register(procedures) == (
            ClauseRow("HRP-1.a", "The panel meets.", "tested"),
            ClauseRow("HRP-1.b", "People agree.", "outside", why="People do that."),
            ClauseRow("HRP-1.c", "A list exists.", "later", brings="the list"),
        )

    def test_reads_the_clauses_of_a_file_that_holds_much_else(self, procedures: Path) -> None:
        write(procedures / "hrp.toml", '[identity]\nslug = "hrp"\n' + dedent(GOOD))
        assert len(register(procedures)) == 3

    def test_a_file_without_clauses_adds_nothing(self, procedures: Path) -> None:
        write(procedures / "other.toml", "[identity]\nslug = 'other'\n")
        assert len(register(procedures)) == 3

    def test_works_when_only_one_document_is_there(self, procedures: Path) -> None:
        (procedures / "hrp.toml").rename(procedures / "harm.clauses.toml")
        assert len(register(procedures)) == 3

    def test_a_folder_that_is_not_there_is_an_error(self, tmp_path: Path) -> None:
        with pytest.raises(FileNotFoundError, match="nowhere"):
            register(tmp_path / "nowhere")

    def test_an_id_in_two_files_names_both_files(self, procedures: Path) -> None:
        write(
            procedures / "second.toml",
            """
            [clauses]
            "HRP-1.b" = { says = "Again.", stands = "tested" }
            """,
        )
        with pytest.raises(ValueError, match=r"second\.toml: HRP-1\.b .*hrp\.toml"):
            register(procedures)

    def test_an_id_twice_in_one_file_is_named(self, procedures: Path) -> None:
        write(
            procedures / "hrp.toml",
            dedent(GOOD) + '"HRP-1.b" = { says = "Again.", stands = "tested" }\n',
        )
        with pytest.raises(ValueError, match=r"hrp\.toml: HRP-1\.b: .*line 6"):
            register(procedures)

    @pytest.mark.parametrize(
        ("row", "complaint"),
        [
            ('{ stands = "tested" }', "says is missing"),
            ('{ says = " ", stands = "tested" }', "says must be a sentence"),
            ('{ says = 7, stands = "tested" }', "says must be a sentence"),
            ('{ says = "Yes." }', "stands must be one of"),
            ('{ says = "Yes.", stands = "soon" }', "stands must be one of"),
            ('{ says = "Yes.", stands = "outside" }', "needs why"),
            ('{ says = "Yes.", stands = "later" }', "needs brings"),
            ('{ says = "Yes.", stands = "tested", why = "So." }', "has no why"),
            ('{ says = "Yes.", stands = "later", why = "So.", brings = "x" }', "has no why"),
            ('{ says = "Yes.", stands = "tested", note = "So." }', "no clause has note"),
            ('"Yes."', "a table with says and stands"),
        ],
    )
    def test_a_malformed_row_names_the_file_and_the_clause(self, procedures: Path, row: str, complaint: str) -> None:
        write(procedures / "hrp.toml", f'[clauses]\n"HRP-9.x" = {row}\n')
        with pytest.raises(ValueError, match=rf"hrp\.toml: HRP-9\.x: .*{complaint}"):
            register(procedures)

    def test_an_id_without_quotes_is_an_error(self, procedures: Path) -> None:
        write(procedures / "hrp.toml", '[clauses]\nHRP-1.a = { says = "A.", stands = "tested" }\n')
        with pytest.raises(ValueError, match=r"hrp\.toml: HRP-1: .*"):
            register(procedures)

    def test_clauses_that_are_no_table_are_an_error(self, procedures: Path) -> None:
        write(procedures / "hrp.toml", "clauses = 3\n")
        with pytest.raises(ValueError, match=r"hrp\.toml: clauses must be a table"):
            register(procedures)


class TestMarkers:
    def test_a_mark_on_a_function_may_name_many(self, tests: Path) -> None:
        write(
            tests / "referrals/test_x.py",
            """
            import pytest

            @pytest.mark.clause("HRP-1.a", "HRP-1.b")
            @pytest.mark.clause("HRP-1.c")
            def test_y(): ...

            @pytest.mark.slow
            def test_z(): ...
            """,
        )
        name = ["tests/referrals/test_x.py::test_y"]
        assert markers(tests) == {"HRP-1.a": name, "HRP-1.b": name, "HRP-1.c": name}

    def test_one_clause_may_have_many_tests(self, tests: Path) -> None:
        for file in ("test_b.py", "test_a.py", "c_test.py"):
            write(
                tests / file,
                """
                from pytest import mark

                @mark.clause("A-1")
                async def test_it(): ...
                """,
            )
        assert markers(tests) == {
            "A-1": [
                "tests/c_test.py::test_it",
                "tests/test_a.py::test_it",
                "tests/test_b.py::test_it",
            ]
        }

    def test_a_mark_on_a_class_counts_for_each_of_its_tests(self, tests: Path) -> None:
        write(
            tests / "test_x.py",
            """
            import pytest

            @pytest.mark.clause("A-1")
            class TestGate:
                def test_one(self): ...

                @pytest.mark.clause("A-2")
                def test_two(self): ...

                def helper(self): ...

                class TestInner:
                    pytestmark = [pytest.mark.clause("A-3")]

                    def test_three(self): ...
            """,
        )
        one = "tests/test_x.py::TestGate::test_one"
        two = "tests/test_x.py::TestGate::test_two"
        three = "tests/test_x.py::TestGate::TestInner::test_three"
        assert markers(tests) == {"A-1": [three, one, two], "A-2": [two], "A-3": [three]}

    @pytest.mark.parametrize(
        "mark",
        [
            'pytestmark = pytest.mark.clause("A-1")',
            'pytestmark = [pytest.mark.django_db, pytest.mark.clause("A-1")]',
            'pytestmark: list = [pytest.mark.clause("A-1")]',
        ],
    )
    def test_a_mark_on_a_module_counts_for_each_of_its_tests(self, tests: Path, mark: str) -> None:
        write(
            tests / "test_x.py",
            f"import pytest\n{mark}\ndef test_one(): ...\nif True:\n    def test_two(): ...\n",
        )
        assert markers(tests) == {"A-1": ["tests/test_x.py::test_one", "tests/test_x.py::test_two"]}

    def test_what_is_no_test_does_not_count(self, tests: Path) -> None:
        source = """
            import pytest

            @pytest.mark.clause("A-1")
            def helper(): ...

            @pytest.mark.clause("A-2")
            class Thing:
                def test_it(self): ...

            @other.clause("A-3")
            def test_it(): ...
        """
        write(tests / "test_x.py", source)
        write(tests / "builders.py", source.replace("def helper", "def test_helper"))
        assert markers(tests) == {}

    @pytest.mark.parametrize("never", ["skip", 'skip("not yet")', "xfail(strict=True)"])
    def test_a_test_that_shows_nothing_does_not_count(self, tests: Path, never: str) -> None:
        write(
            tests / "test_x.py",
            f"""
            import pytest

            @pytest.mark.{never}
            @pytest.mark.clause("A-1")
            def test_off(): ...

            @pytest.mark.skipif("nothing")
            @pytest.mark.clause("A-2")
            def test_on(): ...
            """,
        )
        assert markers(tests) == {"A-2": ["tests/test_x.py::test_on"]}

    @pytest.mark.parametrize("arguments", ["(*IDS)", "(NAME)", "(1)", "()", ""])
    def test_a_mark_that_cannot_be_read_names_its_line(self, tests: Path, arguments: str) -> None:
        write(tests / "test_x.py", f"@pytest.mark.clause{arguments}\ndef test_it(): ...\n")
        with pytest.raises(ValueError, match=r"tests/test_x\.py:1: a clause mark"):
            markers(tests)

    def test_a_file_that_does_not_parse_names_its_line(self, tests: Path) -> None:
        write(tests / "test_x.py", "def test_it(:\n")
        with pytest.raises(ValueError, match=r"tests/test_x\.py:1"):
            markers(tests)

    def test_a_folder_that_is_not_there_is_an_error(self, tmp_path: Path) -> None:
        with pytest.raises(FileNotFoundError, match="nowhere"):
            markers(tmp_path / "nowhere")


class TestReport:
    def test_each_row_has_its_state(self, procedures: Path) -> None:
        result = report(register(procedures), {})
        assert [each.state for each in result.rows] == ["missing", "outside", "later"]
        assert result.missing == ("HRP-1.a",)
        assert result.totals == {"tested": 0, "outside": 1, "later": 1, "missing": 1}

    @pytest.mark.parametrize("id", ["HRP-1.a", "HRP-1.b", "HRP-1.c"])
    def test_a_row_with_a_test_is_tested_whatever_it_says(self, procedures: Path, id: str) -> None:
        result = report(register(procedures), {id: ["tests/test_x.py::test_y"]})
        (row,) = [each for each in result.rows if each.row.id == id]
        assert (row.state, row.tests) == ("tested", ("tests/test_x.py::test_y",))
        assert result.total("tested") == 1

    def test_marks_that_name_no_row_are_unknown(self, procedures: Path) -> None:
        found = {"HRP-1.a": ["tests/test_x.py::test_y"], "HRP-1.z": ["tests/test_x.py::test_z"]}
        assert unknown(register(procedures), found) == {"HRP-1.z": ("tests/test_x.py::test_z",)}

    def test_is_printed_a_line_a_row_with_the_totals_last(
        self, procedures: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        found = {"HRP-1.a": ["tests/test_x.py::test_y", "tests/test_x.py::test_z"]}
        print_report(report(register(procedures), found))
        assert capsys.readouterr().out.splitlines() == [
            "HRP-1.a  tested  tests/test_x.py::test_y, tests/test_x.py::test_z",
            "HRP-1.b  outside  People do that.",
            "HRP-1.c  later  the list",
            "clauses: 3 rows, 1 tested, 1 outside, 1 later, 0 missing",
        ]


class TestCommand:
    def run(self, procedures: Path, tests: Path, *more: str) -> int:
        return main([*more, "--tests", str(tests), "--procedures", str(procedures)])

    def mark(self, tests: Path, id: str) -> None:
        write(tests / f"test_{id[-1]}.py", f'@pytest.mark.clause("{id}")\ndef test_it(): ...\n')

    def test_strict_passes_when_every_promise_has_its_test(
        self, procedures: Path, tests: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.mark(tests, "HRP-1.a")
        assert self.run(procedures, tests, "--strict") == 0
        last = capsys.readouterr().out.splitlines()[-1]
        assert last == "clauses: 3 rows, 1 tested, 1 outside, 1 later, 0 missing"

    def test_strict_fails_on_a_missing_test(self, procedures: Path, tests: Path) -> None:
        assert self.run(procedures, tests, "--strict") == 1

    def test_strict_fails_on_an_unknown_mark_and_names_it(
        self, procedures: Path, tests: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.mark(tests, "HRP-1.a")
        self.mark(tests, "HRP-1.z")
        assert self.run(procedures, tests, "--strict") == 1
        assert "HRP-1.z  unknown  tests/test_z.py::test_it" in capsys.readouterr().out

    def test_without_strict_it_only_tells(self, procedures: Path, tests: Path) -> None:
        self.mark(tests, "HRP-1.z")
        assert self.run(procedures, tests) == 0

    def test_what_cannot_be_read_is_told_in_one_line(
        self, procedures: Path, tests: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        write(procedures / "hrp.toml", '[clauses]\n"HRP-1.a" = { says = "A." }\n')
        assert self.run(procedures, tests) == 2
        assert capsys.readouterr().out.startswith("hrp.toml: HRP-1.a: stands must be one of")

    def test_tests_that_are_not_there_are_told(
        self, procedures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert self.run(procedures, tmp_path / "nowhere", "--strict") == 2
        assert "nowhere" in capsys.readouterr().out

    def test_by_default_it_reads_the_real_folders(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main([]) == 0
        last = capsys.readouterr().out.splitlines()[-1]
        assert last.startswith(f"clauses: {len(register())} rows, ")
