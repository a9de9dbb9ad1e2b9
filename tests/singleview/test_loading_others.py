"""The SSDA903 return, the CIN census, databases by their address, and what a hostile file does not do."""

import os
import tracemalloc
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import duckdb
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from riskpanel.singleview.formats import ssd_tables
from riskpanel.singleview.formats.table import NotUnderstood
from riskpanel.singleview.gathering import Gathering
from riskpanel.singleview.loading import load
from riskpanel.singleview.mapping import mapping_of
from riskpanel.singleview.sheets import open_sheet, open_tables, shown
from riskpanel.singleview.sheets.sheet import written as as_written
from riskpanel.singleview.sheets.workbook import inspect
from riskpanel.singleview.store import Store

AT = datetime(2026, 11, 16, 9)
SHARED = Path(__file__).parents[3] / "shared" / "data"
POSTGRES = os.environ.get("RISKPANEL_TEST_POSTGRES", "")
pytestmark = pytest.mark.filterwarnings(  # Ibis 12 calls DuckDB by names that DuckDB 1.5 calls old
    "ignore:fetch_arrow_table:DeprecationWarning", "ignore:fetch_record_batch:DeprecationWarning"
)
needs_samples = pytest.mark.skipif(not SHARED.exists(), reason="the shared sample data is not here")
EPISODES = "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n"


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


def loaded(store, *files, **more):
    reports, _ = load(store, files, at=AT, **more)
    return reports


def events(store, kind=""):
    return [row for row in store.current("events").to_pylist() if not kind or row["kind"] == kind]


def written(path, text):
    path.write_text(text, encoding="utf-8")
    return path


@needs_samples
def test_the_sample_return_loads_and_says_what_it_lacks(store):
    (report,) = loaded(store, SHARED / "ssda903")
    assert report.load.people == 2675 and report.load.rejected == 0
    assert report.kinds["missing"] + report.kinds["away"] == 43
    assert report.kinds["care"] > 2000 < report.kinds["placement"]
    lacking = " ".join(report.load.lacking)
    assert "no police reference" in lacking and "no return interview" in lacking and "no names" in lacking
    assert "oc2.csv: the whole table" in report.load.ignored


@needs_samples
@pytest.mark.parametrize("name", ["CIN_Census_2026.xml", "fake_CIN_data.xml"])
def test_the_sample_censuses_load_and_say_what_they_lack(store, name):
    (report,) = loaded(store, SHARED / "cin" / name)
    assert report.load.people and report.kinds["referral"]
    assert "no missing episodes" in " ".join(report.load.lacking)
    assert all(row["born"] for row in store.current("people").to_pylist())


@pytest.fixture
def return903(tmp_path):
    folder = tmp_path / "903"
    folder.mkdir()
    written(
        folder / "header.csv", "CHILD,SEX,DOB,ETHNIC,UPN\n7,2,03/02/2011,WBRI,UN1\n8,1,01/01/2010,WBRI,A12345678901B\n"
    )
    return folder


def test_episodes_of_the_return_make_periods_and_placements(store, return903):
    written(return903 / "episodes.csv", EPISODES
            + "7,01/01/2025,S,C1,N1,U6,PR1,01/03/2025,X1,,XB1 1AA,,\n"
            + "7,01/03/2025,L,C2,N1,U6,PR1,01/05/2025,X1,,XB1 1AA,,\n"
            + "7,01/05/2025,P,C2,N1,K2,PR1,01/09/2025,E4A,,XB1 1AA,,\n"
            + "7,01/02/2026,S,V2,N1,U6,PR1,,,,XB2 2BB,,\n")  # fmt: skip
    loaded(store, return903)
    care = sorted((event["began"].date(), event["ended"]) for event in events(store, "care"))
    assert care == [(date(2025, 1, 1), datetime(2025, 9, 1)), (date(2026, 2, 1), None)]
    assert sorted((e["began"].month, e["code"]) for e in events(store, "placement")) == [
        (1, "U6"),
        (2, "U6"),
        (5, "K2"),
    ]
    assert store.current("people").to_pylist()[0]["postcode"] == "XB22BB"


def test_absences_of_the_return_are_told_apart_and_wrong_rows_are_kept(store, return903):
    rows = ["7,03/02/2011,M,01/11/2026,", "7,03/02/2011,A,05/11/2026,06/11/2026", "9,03/02/2011,M,01/11/2026,"]
    rows += ["7,03/02/2011,M,09/11/2026,08/11/2026"]
    written(return903 / "missing.csv", "\n".join(["CHILD,DOB,MISSING,MIS_START,MIS_END", *rows]))
    (report,) = loaded(store, return903)
    assert report.kinds == {"missing": 1, "away": 1}
    assert [row["row"] for row in store.current("rejects").to_pylist()] == [4, 5]


def test_an_absence_that_was_missing_and_is_away_by_the_next_return_is_one(store, return903):
    for code in ("M", "A"):
        written(return903 / "missing.csv", f"CHILD,DOB,MISSING,MIS_START,MIS_END\n7,03/02/2011,{code},01/11/2026,\n")
        loaded(store, return903)
    assert [event["kind"] for event in events(store)] == ["away"]


def census(path, children, before=""):
    return written(path, f"{before}<Message><Header/><Children>{children}</Children></Message>")


CHILD = """<Child><ChildIdentifiers><LAchildID>L1</LAchildID><PersonBirthDate>2011-02-03</PersonBirthDate><Sex>F</Sex>
</ChildIdentifiers><CINdetails><CINreferralDate>2026-01-05</CINreferralDate><PrimaryNeedCode>N5</PrimaryNeedCode>
<Assessments><AssessmentActualStartDate>2026-01-06</AssessmentActualStartDate><FactorsIdentifiedAtAssessment>
<AssessmentFactors>24A</AssessmentFactors></FactorsIdentifiedAtAssessment></Assessments>
<ChildProtectionPlans><CPPstartDate>2026-02-01</CPPstartDate><LatestCategoryOfAbuse>NEG</LatestCategoryOfAbuse>
</ChildProtectionPlans><Section47><S47ActualStartDate>2026-01-20</S47ActualStartDate></Section47>
<CINPlanDates><CINPlanStartDate>2026-03-01</CINPlanStartDate><CINPlanEndDate>2026-02-01</CINPlanEndDate></CINPlanDates>
</CINdetails></Child>"""


def test_a_census_gives_what_happened_and_keeps_what_is_wrong(store, tmp_path):
    (report,) = loaded(store, census(tmp_path / "cin.xml", CHILD))
    assert report.kinds == {"referral": 1, "assessment": 1, "factor": 1, "plan_cp": 1, "section47": 1}
    assert report.reasons == {"plan_cin: It ends on …, before its start on …": 1}
    assert events(store, "factor")[0]["code"] == "24A"


LAUGHS = '<!DOCTYPE m [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
HOSTILE = {
    "entities": (LAUGHS, CHILD.replace("L1", "&b;")),
    "a file of the machine": ('<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]>', CHILD.replace("L1", "&x;")),
    "a document type": ('<!DOCTYPE m SYSTEM "http://example.org/x.dtd">', CHILD),
    "an end that is cut off": ("", CHILD + "<Child>"),
    "no child": ("", ""),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_or_broken_census_is_refused_and_nothing_is_loaded(store, tmp_path, what):
    before, children = HOSTILE[what]
    with pytest.raises(NotUnderstood):
        loaded(store, census(tmp_path / "cin.xml", children, before))
    assert store.loads() == ()
    assert loaded(store, census(tmp_path / "cin.xml", CHILD))[0].load.people == 1


def test_xml_that_is_no_census_is_refused_in_words(store, tmp_path):
    with pytest.raises(NotUnderstood, match="no CIN census: it begins with html"):
        loaded(store, written(tmp_path / "page.xml", "<html><body/></html>"))


@pytest.fixture
def database(tmp_path):
    path = tmp_path / "council.duckdb"
    with duckdb.connect(str(path)) as con:
        con.execute(
            "CREATE TABLE ssd_person (pers_person_id TEXT, pers_forename TEXT, pers_dob TIMESTAMP, pers_sex TEXT)"
        )
        con.execute("INSERT INTO ssd_person VALUES ('007', 'Ada', '2011-02-03', 'F'), ('008', 'Bo', NULL, 'M')")
        moments = "miss_missing_episode_start_date TIMESTAMP, miss_missing_episode_end_date TIMESTAMP"
        con.execute(f"CREATE TABLE ssd_missing (miss_table_id INT, miss_person_id TEXT, {moments}, miss_x TEXT)")
        con.execute("INSERT INTO ssd_missing VALUES (1, '007', '2026-11-01 22:15:00', NULL, 'Missing')")
        con.execute("CREATE TABLE salaries (who TEXT)")
    return f"duckdb://{path}"


def test_a_database_is_read_by_its_address_and_the_same_content_loads_once(store, database):
    (report,) = loaded(store, database)
    assert (report.load.people, report.load.events) == (2, 1)
    (event,) = events(store)
    assert (event["source_id"], event["began"], event["file"]) == ("007", datetime(2026, 11, 1, 22, 15), "ssd_missing")
    assert not loaded(store, database)[0].fresh


def test_only_tables_of_the_standard_are_read_of_a_database(database):
    assert [sheet.file for sheet in open_tables(database)] == ["ssd_missing", "ssd_person"]


def test_an_address_is_shown_without_its_password_and_one_that_is_not_there_is_told(store):
    assert shown("postgres://ann:secret@host:5432/ssd?schema=x") == "postgres://host:5432/ssd"
    with pytest.raises(NotUnderstood) as refused:
        loaded(store, "postgres://ann:secret@127.0.0.1:1/ssd")
    assert "secret" not in str(refused.value)


@pytest.mark.postgres
@pytest.mark.skipif(not POSTGRES, reason="RISKPANEL_TEST_POSTGRES names no server")
def test_tables_are_read_from_postgresql(store):
    import psycopg

    with psycopg.connect(POSTGRES, autocommit=True) as con:
        con.execute("DROP SCHEMA IF EXISTS ssd_trial CASCADE")
        con.execute("CREATE SCHEMA ssd_trial")
        con.execute("CREATE TABLE ssd_trial.ssd_person (pers_person_id text, pers_forename text, pers_dob timestamp)")
        con.execute("INSERT INTO ssd_trial.ssd_person VALUES ('007', 'Ada', '2011-02-03'), ('008', 'Bo', NULL)")
    (report,) = loaded(store, f"{POSTGRES}{'&' if '?' in POSTGRES else '?'}schema=ssd_trial")
    assert [(row["source_id"], row["born"]) for row in store.current("people").to_pylist()] == [
        ("007", date(2011, 2, 3)), ("008", None),
    ]  # fmt: skip
    assert report.load.rejected == 0


SHEET = "xl/worksheets/sheet1.xml"


def workbook(path, rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def with_part(path, name, pieces):
    """A workbook of which one part is replaced by pieces, written one after another."""
    made = path.with_name(f"made-{path.name}")
    with ZipFile(path) as old, ZipFile(made, "w", ZIP_DEFLATED, compresslevel=1) as new:
        for member in old.infolist():
            if member.filename != name:
                new.writestr(member, old.read(member))
        with new.open(name, "w", force_zip64=True) as part:
            for piece in pieces:
                part.write(piece)
    return made


def cells(rows, wide=100):
    row = b"<row>" + b"<c><v>1</v></c>" * wide + b"</row>"
    yield b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    yield from (row * 100 for _ in range(rows // 100))
    yield b"</sheetData></worksheet>"


def test_a_spreadsheet_of_ten_million_cells_is_refused_in_bounded_memory(tmp_path):
    small = workbook(tmp_path / "small.xlsx", [["a", "b"]])
    large = with_part(small, SHEET, cells(100_000))
    tracemalloc.start()
    with pytest.raises(NotUnderstood, match="more than 5,000,000 cells"):
        open_sheet(large)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 30_000_000
    with pytest.raises(NotUnderstood, match="columns are called 1"):
        open_sheet(with_part(small, SHEET, cells(1_000)))


def test_what_unpacks_into_too_much_is_refused_before_it_is_unpacked(tmp_path):
    small = workbook(tmp_path / "small.xlsx", [["a", "b"]])
    zeros = (bytes(1 << 20) for _ in range(700))
    bomb = with_part(small, "xl/media/picture.bin", zeros)
    assert bomb.stat().st_size < 5_000_000
    with pytest.raises(NotUnderstood, match="would unpack into more than"):
        inspect(bomb)
    inspect(with_part(small, "xl/media/picture.bin", [bytes(1 << 20)]))


def test_an_archive_that_lies_about_its_sizes_is_refused(tmp_path):
    small = workbook(tmp_path / "small.xlsx", [["a", "b"]])
    honest = with_part(small, "xl/media/picture.bin", [bytes(50_000_000)])
    inspect(honest)
    raw = honest.read_bytes()
    assert raw.count((50_000_000).to_bytes(4, "little")) + raw.count((50_000_000).to_bytes(8, "little")) > 0
    told = raw.replace((50_000_000).to_bytes(4, "little"), (5).to_bytes(4, "little"))
    honest.write_bytes(told)
    with pytest.raises(NotUnderstood, match="cannot be unpacked"):
        inspect(honest)


def test_entities_in_a_spreadsheet_are_refused(tmp_path):
    small = workbook(tmp_path / "small.xlsx", [["a", "b"]])
    with pytest.raises(NotUnderstood, match="entities"):
        open_sheet(with_part(small, SHEET, [LAUGHS.encode(), *cells(100, 2)]))


def test_a_sheet_that_claims_to_be_huge_is_read_as_large_as_it_is(tmp_path):
    small = workbook(tmp_path / "small.xlsx", [["a", "b"], [1, 2]])
    with ZipFile(small) as book:
        text = book.read(SHEET)
    huge = with_part(small, SHEET, [text.replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"')])
    assert [cells for _, cells in open_sheet(huge).rows()] == [["1", "2"]]


def test_typed_values_are_written_as_a_csv_would_hold_them():
    told = {
        None: "", "x": "x", True: "Y", 7: "7", 8.0: "8", 7.5: "7.5", float("inf"): "inf", Decimal("9.00"): "9",
        date(2026, 11, 1): "2026-11-01", datetime(2026, 11, 1, 22, 15): "2026-11-01 22:15:00", 1e300: "1e+300",
    }  # fmt: skip
    assert {value: as_written(value) for value in told} == told


NO_TABLES = {
    "notes.xlsx": (b"not a zip", "cannot be unpacked"),
    "zip.csv": (b"PK\x03\x04rest", "zip archive"),
    "old.csv": (b"\xd0\xcf\x11\xe0rest", "old or locked Office"),
    "empty.csv": (b"", "is empty"),
    "picture.csv": (b"\x89PNG\r\n\x1a\n\x81\x8d\x8f\x90\x9d", "no text"),
    "line.csv": (b"x" * 9_500_000, "no table"),
    "twice.csv": (b"a,A\n1,2\n", "two columns are called a"),
    "bad.parquet": (b"PAR1 no", "no Parquet file"),
    "wide.csv": (b",".join(b"c%d" % n for n in range(500)), "500 columns"),
}


@pytest.mark.parametrize("name", NO_TABLES)
def test_what_is_no_table_is_refused_in_words(tmp_path, name):
    raw, reason = NO_TABLES[name]
    (tmp_path / name).write_bytes(raw)
    with pytest.raises(NotUnderstood, match=reason):
        open_sheet(tmp_path / name)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_and_never_break(tmp_path, raw):
    path = tmp_path / "any.csv"
    path.write_bytes(b"pers_person_id,pers_dob,pers_forename\n" + raw)
    gathering = Gathering("csc", AT.date())
    try:
        ssd_tables.gather([open_sheet(path)], gathering)
    except NotUnderstood:
        return
    store_rows = [*gathering.people.values(), *gathering.rejects]
    assert all(row["file"] == "any.csv" and row["row"] >= 2 for row in store_rows)


def test_a_spreadsheet_loads_through_a_mapping(store, tmp_path):
    path = workbook(tmp_path / "list.xlsx", [
        ["Monthly list", None, None], ["Ref", "DOB", "When"], ["=1+1", date(2011, 2, 3), datetime(2026, 11, 1, 22, 15)],
        ["00012", "03/02/2011", "01/11/2026"], [None, None, None], [17, None, "soon"],
    ])  # fmt: skip
    mapping = mapping_of({
        "name": "List", "source": "health", "kind": "health_attendance", "header_row": 2,
        "columns": {"source_id": "ref", "born": "dob", "began": "when"},
    })  # fmt: skip
    (report,) = loaded(store, path, mapping=mapping)
    assert {row["source_id"]: row["row"] for row in events(store)} == {"00012": 4}
    assert report.load.rejected == 2
