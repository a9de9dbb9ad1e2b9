"""Files as councils send them: each row understood, or refused with its line and a reason."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskpanel.singleview.formats import NotUnderstood, Reject, Row, read

TODAY = date(2026, 11, 10)
REAL = Path(__file__).parents[3] / "shared" / "data" / "ssda903"
HEADER = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n"
PERSON = (
    "pers_person_id,pers_forename,pers_surname,pers_sex,pers_dob,pers_expected_dob,pers_send_flag,pers_death_date\n"
)


@pytest.fixture
def file(tmp_path):
    def made(text, name="file.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return made


def one(path):
    (line,) = read(path, TODAY).lines
    return line


@pytest.mark.skipif(not REAL.exists(), reason="the shared sample data is not here")
def test_the_sample_return_is_read_whole():
    reading = read(REAL / "header.csv", TODAY)
    assert len(reading.rows) == 2675 and not reading.rejects and not reading.unknown
    first = reading.rows[0]
    assert first.line == 2
    assert (first.values["source_id"], first.values["sex"], first.values["born_on"]) == (
        "566910", "female", date(2008, 3, 27),
    )  # fmt: skip


@pytest.mark.skipif(not REAL.exists(), reason="the shared sample data is not here")
@pytest.mark.parametrize("name", ["episodes.csv", "missing.csv", "oc2.csv"])
def test_other_files_of_the_return_are_not_taken_for_it(name):
    with pytest.raises(NotUnderstood, match="neither an SSDA903 header"):
        read(REAL / name, TODAY)


ENCODINGS = {"utf-8": "utf-8", "utf-8 with its mark": "utf-8-sig", "Windows-1252": "cp1252", "UTF-16": "utf-16"}


@pytest.mark.parametrize("encoding", ENCODINGS.values(), ids=ENCODINGS.keys())
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_file_reads_the_same_however_it_was_saved(file, encoding, separator, ending):
    text = (PERSON + "P1,Zoë,O’Neil,F,2010-12-31 00:00:00.000,NULL,Y,NULL\n").replace(",", separator)
    row = one(file(text.replace("\n", ending).encode(encoding)))
    assert isinstance(row, Row)
    assert row.values == {
        "source_id": "P1", "given_name": "Zoë", "family_name": "O’Neil", "sex": "female", "born_on": date(2010, 12, 31),
        "birth_estimated": False, "ethnicity": "", "upn": "", "has_send": True,
    }  # fmt: skip


DATES = {
    "31/12/2010": date(2010, 12, 31),
    "1/2/2010": date(2010, 2, 1),
    "2010-12-31": date(2010, 12, 31),
    "2010-12-31T00:00:00": date(2010, 12, 31),
    "2010-12-31 23:59:00.123": date(2010, 12, 31),
    "2010-12-31T00:00:00Z": date(2010, 12, 31),
    "29/02/2012": date(2012, 2, 29),
}


@pytest.mark.parametrize("written", DATES)
def test_dates_are_read_day_first(file, written):
    assert one(file(HEADER + f"1,1,{written},WBRI,,,\n")).values["born_on"] == DATES[written]


WRONG = {
    "29 February of no leap year": ("1,1,29/02/2011,WBRI,,,", "not a real date"),
    "month first": ("1,1,12/31/2010,WBRI,,,", "not a real date"),
    "words": ("1,1,last spring,WBRI,,,", "is not a date"),
    "two figures": ("1,1,31/12/10,WBRI,,,", "is not a date"),
    "a number of days": ("1,1,40543,WBRI,,,", "is not a date"),
    "to come": ("1,1,11/11/2026,WBRI,,,", "in the future"),
    "long ago": ("1,1,01/01/1850,WBRI,,,", "more than 120 years ago"),
    "no date": ("1,1,,WBRI,,,", "date of birth is missing"),
    "placeholder": ("1,1,01/01/1900,WBRI,,,", "date of birth is missing"),
    "sex of no code": ("1,7,31/12/2010,WBRI,,,", "sex code 7 is not one of"),
    "no id": (",1,31/12/2010,WBRI,,,", "id is missing"),
    "NULL for an id": ("NULL,1,31/12/2010,WBRI,,,", "id is missing"),
    "rounded id": ("1.23457E+11,1,31/12/2010,WBRI,,,", "rounded by a spreadsheet"),
    "too many cells": ("1,1,31/12/2010,WBRI,,,,,spilled", "9 cells where the heading has 7"),
    "long UPN": ("1,1,31/12/2010,WBRI,A1234567890123,,", "at most 13"),
    "NUL": ("1,1,31/12/2010,WB\x00RI,,,", "cannot be stored"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_row_is_refused_with_its_line_and_why_and_the_next_is_taken(file, what):
    row, reason = WRONG[what]
    reading = read(file(HEADER + "\n" + row + "\n9,2,01/01/2011,WBRI,,,\n"), TODAY)
    (reject,), (taken,) = reading.rejects, reading.rows
    assert reason in reject.reason and reject.line == 3 and reject.raw[0] == row.split(",")[0]
    assert taken.line == 4 and taken.values["source_id"] == "9"


IDS = {
    "0012345": "0012345",
    "12E4": "12E4",
    '"=""00123"""': "00123",
    "'00123": "00123",
    "566910.0": "566910",
    " P-77 ": "P-77",
}


@pytest.mark.parametrize("written", IDS)
def test_what_a_spreadsheet_wraps_round_an_id_is_taken_off(file, written):
    assert one(file(HEADER + f"{written},1,31/12/2010,WBRI,,,\n")).values["source_id"] == IDS[written]


@pytest.mark.parametrize("formula", ["=1+1", "+44 7700", "-2", "@SUM(A1)", '=HYPERLINK(""http://x"")', "＝1"])
def test_a_cell_that_looks_like_a_formula_is_words(file, formula):
    row = one(file(PERSON + f'P1,"{formula}",Smith,F,2010-12-31,,,\n'))
    assert row.values["given_name"] == formula.replace('""', '"')


def test_a_child_who_stands_twice_is_taken_once_and_told(file):
    reading = read(file(HEADER + "A1,1,31/12/2010,WBRI,,,\na1 ,2,30/12/2010,WBRI,,,\n"), TODAY)
    assert [row.values["sex"] for row in reading.rows] == ["male"]
    assert reading.rejects[0].reason == "The same child stands on line 2; that row was taken"


def test_a_column_that_nobody_reads_is_named_and_one_that_lacks_too(file):
    reading = read(file("Child , SEX,DOB,Favourite Colour\n1,1,31/12/2010,blue\n"), TODAY)
    assert reading.unknown == ("Favourite Colour",) and "ethnic" in reading.lacking
    assert len(reading.rows) == 1


def test_an_estimated_birth_is_known_to_be_one_and_one_to_come_is_no_age(file):
    body = "P1,A,B,F,NULL,2011-04-01,N,\nP2,A,B,F,,2027-04-01,N,\nP3,A,B,,,,,\n"
    rows = read(file(PERSON + body), TODAY).rows
    told = [(row.values["born_on"], row.values["birth_estimated"]) for row in rows]
    assert told == [(date(2011, 4, 1), True), (None, False), (None, False)]


def test_nothing_is_loaded_of_a_child_who_has_died(file):
    assert "date of death" in one(file(PERSON + "P1,A,B,F,2010-12-31,,N,2024-01-01\n")).reason


def test_codes_that_councils_misspell_are_mended(file):
    head = "pers_person_id,pers_dob,pers_ethnicity,pers_sex\n"
    assert one(file(head + "1,2010-12-31,cnhe,i\n")).values["ethnicity"] == "CHNE"


NO_FILES = {
    "empty": b"",
    "blank lines": b"\n\n , ,\n",
    "a picture": b"\x89PNG\r\n\x1a\n\x81\x8d\x8f\x90\x9d",
    "a heading of another file": b"a,b,c\n1,2,3\n",
    "a column twice": b"CHILD,SEX,DOB,DOB\n1,1,31/12/2010,31/12/2010\n",
}


@pytest.mark.parametrize("what", NO_FILES)
def test_what_is_no_such_file_is_refused_in_words(file, what):
    with pytest.raises(NotUnderstood) as refused:
        read(file(NO_FILES[what]), TODAY)
    assert str(refused.value).endswith(".")


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_and_never_break(tmp_path_factory, raw):
    path = tmp_path_factory.mktemp("any") / "file.csv"
    path.write_bytes(HEADER.encode() + raw)
    try:
        reading = read(path, TODAY)
    except NotUnderstood:
        return
    assert all(isinstance(line, Row | Reject) for line in reading.lines)
