"""A mapping: what an analyst writes or puts together on screen, and what becomes of an agency's rows by it."""

import csv
from datetime import date, datetime

import pytest

from riskpanel.singleview.formats.table import NotUnderstood
from riskpanel.singleview.loading import load
from riskpanel.singleview.mapping import MappingError, load_mapping, mapping_of, preview, suggest
from riskpanel.singleview.store import Store

AT = datetime(2026, 11, 16, 9)
POLICE = {
    "name": "Arrests",
    "source": "police",
    "columns": {
        "source_id": "Nominal", "family": "Surname", "given": "Forename", "born": "DOB", "sex": "Gender",
        "kind": "Type", "began": ["Date", "Time"], "code": "Offence", "reference": "Crime ref",
    },
    "codes": {"kind": {"Arrest": "arrest", "Victim": "victim"}, "sex": {"Young man": "M"}},
    "dates": ["%d.%m.%Y", "%d.%m.%Y %H:%M"],
}  # fmt: skip
HEADING = ["Nominal", "Surname", "Forename", "DOB", "Gender", "Type", "Date", "Time", "Offence", "Crime ref", "Officer"]
ROW = ["N/1", "HALTON", "Ada", "03.02.2011", "Female", "arrest", "01.11.2026", "22:15", "PWITS class A", "XC1", "PC 9"]


@pytest.fixture
def extract(tmp_path):
    def made(*rows, heading=HEADING, name="extract.csv"):
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([heading, *rows])
        return path

    return made


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


def changed(**columns):
    return {**POLICE, "columns": {**POLICE["columns"], **columns}}


def loaded(store, path, told=POLICE):
    (report,), _ = load(store, [path], at=AT, mapping=mapping_of(told))
    return report


def test_a_row_gives_a_person_and_what_happened_to_them(store, extract):
    report = loaded(store, extract(ROW))
    (person,), (event,) = (store.current(name).to_pylist() for name in ("people", "events"))
    assert (person["source"], person["source_id"], person["given"], person["family"]) == (
        "police",
        "N/1",
        "Ada",
        "HALTON",
    )
    assert (person["born"], person["sex"]) == (date(2011, 2, 3), "F")
    assert (event["kind"], event["began"], event["code"]) == ("arrest", datetime(2026, 11, 1, 22, 15), "PWITS class A")
    assert (event["reference"], event["file"], event["row"]) == ("XC1", "extract.csv", 2)
    assert report.load.ignored == ("extract.csv: Officer",)


WRONG_ROWS = {
    "a kind that nothing translates": (5, "Dispersal", "Dispersal is no kind of event that the mapping translates"),
    "no id": (0, "", "The id is missing"),
    "a date of another form": (6, "11/01/2026", "is not a date as the mapping writes it"),
    "a birth to come": (3, "03.02.2031", "cannot be that of a child"),
    "what is to come": (6, "01.12.2026", "in the future"),
    "no date": (6, "", "is not a date"),
}


@pytest.mark.parametrize("what", WRONG_ROWS)
def test_a_row_that_cannot_be_taken_is_kept_with_its_reason(store, extract, what):
    at, cell, reason = WRONG_ROWS[what]
    wrong = [cell if n == at else old for n, old in enumerate(ROW)]
    loaded(store, extract(wrong, ["N/2", *ROW[1:]]))
    (reject,) = store.current("rejects").to_pylist()
    assert reason in reject["reason"] and reject["row"] == 2
    assert [event["source_id"] for event in store.current("events").to_pylist()] == ["N/2"]


def test_a_person_on_many_rows_is_one_and_the_last_word_counts(store, extract):
    moved = [*ROW[:1], "HALTON-VEN", *ROW[2:6], "02.11.2026", *ROW[7:]]
    report = loaded(store, extract(ROW, moved))
    assert [row["family"] for row in store.current("people").to_pylist()] == ["HALTON-VEN"]
    assert report.load.rejected == 0 and report.load.events == 2


def test_a_restriction_stays_until_a_feed_lifts_it(store, extract):
    told = changed(restricted="Officer")
    loaded(store, extract([*ROW[:10], "Y"]), told)
    loaded(store, extract([*ROW[:9], "XC2", "later"]))
    assert store.current("people").to_pylist()[0]["restricted"] is True
    loaded(store, extract([*ROW[:10], "N"]), told)
    assert store.current("people").to_pylist()[0]["restricted"] is False


def test_in_a_list_of_people_the_same_one_twice_is_told(store, extract):
    told = {
        "name": "Pupils",
        "source": "education",
        "columns": {"source_id": "ID", "full_name": "Name", "restricted": "Hide"},
    }
    path = extract(["1", "Halton, Ada", "Y"], ["1", "Ada Halton", ""], ["2", "Bo", ""], heading=["ID", "Name", "Hide"])
    report = loaded(store, path, told)
    people = store.current("people").to_pylist()
    assert [(row["given"], row["family"], row["restricted"]) for row in people] == [
        ("Ada", "Halton", False), (None, "Bo", False),
    ]  # fmt: skip
    assert report.reasons == {"The same person stands again on row …; that row was taken": 1}
    assert "only people" in report.load.lacking[0]


def test_events_of_people_who_stand_in_another_file_of_the_same_run_are_theirs(store, tmp_path, extract):
    extract(["1", "PX", "01/11/2026"], ["9", "PX", "01/11/2026"], heading=["ID", "Code", "On"], name="a_events.csv")
    extract(["1", "Ada"], heading=["ID", "Name"], name="b_people.csv")
    (tmp_path / "a_events.toml").write_text(
        'name="E"\nsource="police"\nkind="victim"\n[columns]\nsource_id="ID"\nbegan="On"\ncode="Code"\n'
    )
    (tmp_path / "b_people.toml").write_text('name="P"\nsource="police"\n[columns]\nsource_id="ID"\ngiven="Name"\n')
    load(store, [tmp_path], at=AT)
    assert [event["source_id"] for event in store.current("events").to_pylist()] == ["1"]
    assert "No person has the id 9" in store.current("rejects").to_pylist()[0]["reason"]


def test_values_defaults_and_numbers_of_a_spreadsheet_for_dates(store, extract):
    told = {
        "name": "Attendance", "source": "education", "kind": "attendance", "dates": ["excel"],
        "columns": {"source_id": "UPN", "upn": "UPN", "born": "DOB", "began": "From", "value": "Rate"},
        "defaults": {"code": "term"},
    }  # fmt: skip
    path = extract(
        ["A12345678901B", "40577", "46327", "61.5 %"],
        ["A12345678901C", "", "46327", "half"],
        heading=["UPN", "DOB", "From", "Rate"],
    )
    loaded(store, path, told)
    (event,) = store.current("events").to_pylist()
    assert (event["value"], event["code"], event["began"]) == (61.5, "term", datetime(2026, 11, 1))
    assert store.current("people").to_pylist()[0]["born"] == date(2011, 2, 3)
    assert store.current("rejects").to_pylist()[0]["reason"] == "half is not a number"


def test_a_changed_mapping_loads_the_same_file_anew(store, extract):
    path = extract(ROW)
    assert loaded(store, path).fresh and not loaded(store, path).fresh
    assert loaded(store, path, changed(code="Officer")).fresh
    assert store.current("events").num_rows == 2


def test_a_column_without_which_no_row_can_be_taken_refuses_the_file(store, extract):
    with pytest.raises(NotUnderstood, match=r"has no column Zeit, which the mapping takes for began"):
        loaded(store, extract(ROW), changed(began=["Date", "Zeit"]))
    assert loaded(store, extract(ROW), changed(postcode="Home")).load.lacking == ("extract.csv: home",)


WRONG_MAPPINGS = {
    "no id": ({"columns": {"given": "Forename"}}, "source_id"),
    "nothing told": ({"columns": {"source_id": "ID"}}, "neither who somebody is"),
    "no kind": ({"columns": {"source_id": "ID", "began": "On"}, "codes": {}}, "what kind of event"),
    "a kind that is none": ({"kind": "gang"}, "gang is no kind of event; they are missing, away"),
    "a code for a kind that is none": ({"codes": {"kind": {"X": "gang"}}}, "gang is no kind"),
    "a column of ours that is none": (
        {"columns": {**POLICE["columns"], "colour": "C"}},
        "no column of ours has this name",
    ),
    "a source in words": ({"source": "The Police!"}, "small letters, figures"),
    "a key that nobody knows": ({"colour": 1}, "colour: nothing of this name is known"),
    "no name": ({"name": ""}, "name"),
    "a format that is none": ({"dates": ["day first"]}, "day first is no format of dates"),
    "a blank column": ({"columns": {**POLICE["columns"], "code": ""}}, "code names no column"),
}


@pytest.mark.parametrize("what", WRONG_MAPPINGS)
def test_a_wrong_mapping_is_refused_and_says_where(what):
    told, reason = WRONG_MAPPINGS[what]
    with pytest.raises(MappingError, match="The mapping: ") as refused:
        mapping_of({**POLICE, **told})
    assert reason in str(refused.value) and "pydantic" not in str(refused.value)


def test_a_file_of_a_mapping_reads_back_as_it_was_written(tmp_path):
    odd = {
        **POLICE,
        "codes": {"code": {'He said "no"\\': "x\ny"}, **POLICE["codes"]},
        "header_row": 3,
        "whole": True,
        "defaults": {"sex": "U"},
    }
    mapping = mapping_of(odd)
    (tmp_path / "m.toml").write_text(mapping.toml(), encoding="utf-8")
    assert load_mapping(tmp_path / "m.toml") == mapping
    (tmp_path / "m.toml").write_text("name = ")
    with pytest.raises(MappingError, match=r"m.toml: this is no TOML"):
        load_mapping(tmp_path / "m.toml")


def test_a_heading_suggests_what_its_columns_are():
    found = suggest(
        ["Person ID", "First_Name", "SURNAME", "Full Name", "D.O.B.", "Post Code", "Date missing", "Nonsense"]
    )
    assert found == {
        "source_id": "Person ID", "given": "First_Name", "family": "SURNAME", "born": "D.O.B.", "postcode": "Post Code",
        "began": "Date missing",
    }  # fmt: skip
    assert suggest(["a", "b"]) == {}


def test_a_preview_shows_the_first_rows_and_what_would_be_refused(extract):
    rows = [[f"N/{n}", *ROW[1:]] for n in range(30)]
    rows[3][6] = "soon"
    told = preview(extract(*rows), mapping_of(POLICE), AT.date(), rows=10)
    assert (len(told.people), len(told.events), len(told.rejects)) == (9, 9, 1)
    assert told.unknown == ("extract.csv: Officer",) and told.heading == tuple(HEADING)


def test_a_preview_of_events_alone_asks_for_no_people(extract):
    told = {**POLICE, "columns": {"source_id": "Nominal", "kind": "Type", "began": "Date"}}
    assert len(preview(extract(ROW), mapping_of(told), AT.date()).events) == 1
