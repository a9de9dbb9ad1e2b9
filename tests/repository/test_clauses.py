"""The real register of clauses and the real tests that name them."""

import re
from collections import Counter

import pytest

from riskpanel.procedure.clauses import PROCEDURES, TESTS, ClauseRow, markers, register, unknown

# How many clauses each part of the two documents has.
PARTS = {
    "harm.toml": {
        "HARM-DOC": 3,
        "HARM-INT": 12,
        "HARM-PUR": 10,
        "HARM-ROLE": 19,
        "HARM-GOV": 6,
        "HARM-MTG": 19,
        "HARM-MEM": 20,
        "HARM-CHAIR": 17,
        "HARM-MEMB": 12,
    },
    "hrp.toml": {
        "HRP-DOC": 1,
        "HRP-1": 6,
        "HRP-2": 11,
        "HRP-3": 4,
        "HRP-4": 28,
        "HRP-5": 32,
        "HRP-APPX": 1,
        "HRP-A1": 1,
        "HRP-A2": 72,
        "HRP-A3": 85,
        "HRP-A4": 1,
    },
}


def part(row: ClauseRow) -> str:
    found = re.match(r"HARM-[A-Z]+|HRP-(?:DOC|APPX|A?\d)", row.id)
    return found[0] if found else row.id


@pytest.fixture(scope="module")
def rows() -> tuple[ClauseRow, ...]:
    return register()


@pytest.mark.parametrize("file", PARTS)
def test_every_part_of_the_document_has_all_its_clauses(rows: tuple[ClauseRow, ...], file: str) -> None:
    if not (PROCEDURES / file).exists():
        pytest.skip(f"{file} is not here")
    document = file.split(".")[0].upper()
    counted = Counter(part(row) for row in rows if row.id.startswith(f"{document}-"))
    assert dict(counted) == PARTS[file]


def test_the_register_holds_the_two_documents_and_nothing_else(
    rows: tuple[ClauseRow, ...],
) -> None:
    assert {row.id.split("-")[0] for row in rows} <= {"HARM", "HRP"}


def test_ids_are_unique(rows: tuple[ClauseRow, ...]) -> None:
    assert [id for id, times in Counter(row.id for row in rows).items() if times > 1] == []


def test_every_row_is_one_sentence(rows: tuple[ClauseRow, ...]) -> None:
    bad = [
        row.id
        for row in rows
        if not re.fullmatch(r"[A-Z].*[^.!?]\.", row.says) or re.search(r"[.!?] [A-Z]", row.says) or len(row.says) > 170
    ]
    assert bad == []


def test_no_two_rows_say_the_same(rows: tuple[ClauseRow, ...]) -> None:
    said = Counter(row.says.casefold() for row in rows)
    assert [sentence for sentence, times in said.items() if times > 1] == []


def test_a_row_gives_its_reason_or_its_capability(rows: tuple[ClauseRow, ...]) -> None:
    bad = [
        row.id
        for row in rows
        if (row.stands == "outside") != bool(row.why) or (row.stands == "later") != bool(row.brings)
    ]
    assert bad == []


def test_little_of_the_high_risk_panel_is_left_outside(rows: tuple[ClauseRow, ...]) -> None:
    outside = [row.id for row in rows if row.id.startswith("HRP-") and row.stands == "outside"]
    assert len(outside) <= 12


def test_only_the_library_and_the_briefing_of_the_high_risk_panel_come_later(
    rows: tuple[ClauseRow, ...],
) -> None:
    later = [row for row in rows if row.id.startswith("HRP-") and row.stands == "later"]
    assert {row.brings for row in later} <= {"disruption library", "strategic briefing"}
    assert all(row.id.startswith("HRP-A3-") for row in later if row.brings == "disruption library")


def test_every_clause_mark_names_a_row(rows: tuple[ClauseRow, ...]) -> None:
    if not (PROCEDURES / "hrp.toml").exists():
        pytest.skip("hrp.toml is not here")
    assert unknown(rows, markers(TESTS)) == {}
