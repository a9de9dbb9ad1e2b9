"""Bringing a borough's own log in."""

import io
import zipfile
from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from openpyxl import Workbook, load_workbook

from riskpanel.access.models import AuditEvent
from riskpanel.children.models import Child
from riskpanel.plans import actions
from riskpanel.plans.extract import as_csv, guarded
from riskpanel.plans.importing import Unreadable, guess, keep_upload, load, read
from riskpanel.plans.importing.loading import checked
from riskpanel.plans.models import LogEntry, LogImport
from tests import making_plans as making
from tests.plans.helping import due_day, refused

HEAD = "Name,DOB,Local ID,Risk,Date added,Concern,Social worker,Next review,Notes"
ANN = "Ann Example,01/02/2010,A1,High,01/09/2026,CSE,Ben Achterberg,01/12/2026,Seen with older men"
BOB = "Bob Example,03/04/2011,A2,VH,2026-10-01,missing; gangs,Somebody Else,,"


def text_of(*lines, head=HEAD):
    return "\n".join([head, *lines]).encode()


def upload(cast, content, name="log.csv"):
    return keep_upload(panel=cast.panel, sheet=read(name, content), by=cast.coordinator, at=cast.now)


def workbook(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def test_a_log_is_read_matched_and_loaded(cast):
    kept = upload(cast, text_of(ANN, BOB))
    done = load(kept=kept, by=cast.coordinator, at=cast.now)
    assert (done.loaded, done.unchanged, done.rejected, done.rows) == (2, 0, [], [])
    ann = LogEntry.objects.get(child__source_id="A1")
    assert (ann.origin, ann.level, ann.entered_on, ann.categories) == ("imported", "high", date(2026, 9, 1), ["CSE"])
    assert ann.holder == cast.member(cast.worker) and ann.child.born_on == date(2010, 2, 1)
    assert ann.levels.get().reason == "Seen with older men" and due_day(ann, "review_plan") == date(2026, 12, 1)
    bob = LogEntry.objects.get(child__source_id="A2")
    assert (bob.level, bob.lead, bob.lead_note) == ("very_high", None, "Somebody Else")
    assert bob.categories == ["MISS", "SYV"]
    row = AuditEvent.objects.filter(action="import", thing__endswith=":loaded").get()
    assert set(row.children) == {str(ann.child.pk), str(bob.child.pk)}
    assert cast.client(cast.council_chair).get(ann.get_absolute_url()).status_code == 200


def test_the_same_file_twice_changes_nothing(cast):
    load(kept=upload(cast, text_of(ANN, BOB)), by=cast.coordinator, at=cast.now)
    before = (Child.objects.count(), LogEntry.objects.count())
    again = load(kept=upload(cast, text_of(ANN, BOB)), by=cast.coordinator, at=cast.now)
    assert (again.loaded, again.unchanged, again.rejected) == (0, 2, [])
    assert (Child.objects.count(), LogEntry.objects.count()) == before
    assert load(kept=again, by=cast.coordinator, at=cast.now).loaded == 0
    entry = LogEntry.objects.get(child__source_id="A1")
    actions.end_entry(entry=entry, rationale="Grown up.", by=cast.council_chair, at=cast.now)
    assert len(checked(upload(cast, text_of(ANN)), cast.now).unchanged) == 1


def test_a_known_child_is_matched_by_id_or_by_name_and_birth_date(cast):
    known = cast.child(given_name="ann", family_name="EXAMPLE", born_on=date(2010, 2, 1))
    load(kept=upload(cast, text_of(ANN)), by=cast.coordinator, at=cast.now)
    entry = LogEntry.objects.get()
    assert entry.child == known and entry.child.source_id == "A1"
    renamed = ANN.replace("Ann Example", "Anna Changed").replace("01/09/2026", "02/09/2026")
    found = checked(upload(cast, text_of(renamed)), cast.now)
    assert [line["reason"] for line in found.rejected] == ["The child is on the log already, since another day."]
    other = cast.outsider.standing.partnership
    assert not Child.objects.filter(partnership=other).exists()


def test_rows_that_cannot_be_taken_are_named_with_the_reason(cast):
    bad = {
        "Cy Example,01/02/2011,A3,Scary,01/09/2026,,,,": "The level is not one of the procedure’s.",
        "Di Example,01/02/2011,A4,Medium,01/09/2026,,,,": "The level Medium is not one of the log’s.",
        "Ed Example,31/02/2011,A5,High,01/09/2026,,,,": "The date of birth is no date. Write it like 03/11/2026.",
        "Flo Example,01/02/2011,A6,High,,,,,": "There is no date on the log.",
        "Gil Example,01/02/2011,A7,High,01/09/2027,,,,": "The date on the log is in the future.",
        "Hal Example,,,High,01/09/2026,,,,": "There is neither a date of birth nor a local id.",
        "Ida,01/02/2011,A9,High,01/09/2026,,,,": "The name is missing, or is one word only.",
        "Jo Example,01/02/2011,B1,High,01/09/2026,Saucers,,,": "The kind of concern is not one of the procedure’s.",
        f"{'K' * 300},01/02/2011,B2,High,01/09/2026,,,,": "Child’s name, in one column is longer than 250 characters.",
        ANN: "The same child stands in row 2.",
    }
    found = checked(upload(cast, text_of(ANN, *bad)), cast.now)
    assert [line["reason"] for line in found.rejected] == list(bad.values())
    assert [line["row"] for line in found.rejected] == list(range(3, 3 + len(bad)))
    assert len(found.new) == 1 and not any("Example" in line["reason"] for line in found.rejected)


def test_two_known_children_of_one_name_and_birth_date_need_an_id(cast):
    for _ in range(2):
        cast.child(given_name="Ann", family_name="Example", born_on=date(2010, 2, 1))
    found = checked(upload(cast, text_of(ANN)), cast.now)
    assert "More than one known child" in found.rejected[0]["reason"]


def test_nothing_is_loaded_when_one_row_is_refused(cast, monkeypatch):
    kept = upload(cast, text_of(ANN, BOB))
    with refused("owners"):
        load(kept=kept, by=cast.worker, at=cast.now)
    kept.refresh_from_db()
    assert kept.loaded_at is None and not LogEntry.objects.exists() and not Child.objects.exists()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (text_of(ANN).replace(b"Ann", "Zoë".encode("cp1252")), "log.csv"),
        (b"\xef\xbb\xbf" + text_of(ANN), "log.csv"),
        (text_of(ANN).replace(b",", b";"), "log.csv"),
        (text_of(ANN).replace(b",", b"\t"), "LOG.TSV"),
        (text_of(ANN).replace(b"\n", b"\r\n") + b"\r\n\r\n", "log.csv"),
        (workbook(HEAD.split(","), ["Ann Example", datetime(2010, 2, 1), "A1", "High", date(2026, 9, 1)]), "log.xlsx"),
        (workbook([], HEAD.split(","), ["Ann Example", 40210, "A1", "H", "01.09.2026"]), "log.xlsx"),
    ],
)
def test_every_usual_kind_of_file_is_read(cast, content, name):
    found = checked(upload(cast, content, name), cast.now)
    assert not found.rejected and len(found.new) == 1
    assert (found.new[0].born_on, found.new[0].entered_on) == (date(2010, 2, 1), date(2026, 9, 1))


def test_columns_are_guessed_and_a_column_serves_once():
    assert guess(["Surname", "Forename", "D.O.B.", "RAG", "Date on", "Odd"]) == {
        "given_name": "Forename",
        "family_name": "Surname",
        "born_on": "D.O.B.",
        "level": "RAG",
        "entered_on": "Date on",
    }
    assert read("a.csv", b"Name,Name,\nx,y,z").columns == ["Name", "Name (2)", "Column 3"]


def bomb(declared=None):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("xl/worksheets/sheet1.xml", b" " * 40_000_000)
    return held.getvalue()


def packed_with(**parts):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return held.getvalue()


HOSTILE = {
    "bomb": ("log.xlsx", bomb, "too large when unpacked"),
    "macros": ("log.xlsx", lambda: packed_with(xl__vbaProject_dot_bin=b"x"), "macros"),
    "xlsm": ("log.xlsm", lambda: b"PK\x03\x04", "without macros"),
    "entity": (
        "log.xlsx",
        lambda: packed_with(a_dot_xml=b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a/>'),
        "does not need",
    ),
    "parts": ("log.xlsx", lambda: packed_with(**{f"p{n}": b"" for n in range(2_001)}), "too many parts"),
    "no workbook": ("log.xlsx", lambda: b"not a zip", "damaged"),
    "empty zip": ("log.xlsx", lambda: packed_with(a=b"b"), "damaged"),
    "old excel": ("log.csv", lambda: b"\xd0\xcf\x11\xe0aaaa", "wrong ending"),
    "too many rows": ("log.csv", lambda: b"a,b\n" + b"x,y\n" * 20_002, "more than 20,000 rows"),
    "too large": ("log.csv", lambda: b"x" * 10_000_001, "smaller than 10 MB"),
    "empty": ("log.csv", lambda: b"", "empty"),
    "only blanks": ("log.csv", lambda: b"\n,,\n", "no rows"),
    "only heads": ("log.csv", lambda: b"Name,DOB\n", "nothing under it"),
    "broken quotes": ("log.csv", lambda: b'Name,DOB\n"Ann,1\n', "quotation marks"),
    "another kind": ("log.pdf", lambda: b"%PDF", "must be a CSV"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_or_broken_file_is_refused_in_words(kind):
    name, content, words = HOSTILE[kind]
    with pytest.raises(Unreadable, match=words):
        read(name, content())


def test_a_healthy_workbook_of_the_same_shape_is_read():
    assert read("log.xlsx", workbook(["Name"], ["Ann"])).rows == [["Ann"]]


def test_formulas_stay_text_on_the_way_in_and_cannot_run_on_the_way_out(cast):
    sheet = read("log.xlsx", workbook(["Name", "Notes"], ["Ann Example", '=HYPERLINK("http://x","y")']))
    assert sheet.rows == [["Ann Example", '=HYPERLINK("http://x","y")']]
    starts = ["=1+1", "+1", "-1", "@x", "\t=1", "|cmd", "%x", "＝1", "\ufeff=1", "\x00=1"]
    for text in starts:
        assert guarded(text).startswith("'")
        back = read("a.csv", as_csv([[text]])).rows[0][0]
        assert back.strip() == text.replace("\x00", "").replace("\ufeff", "").strip()
    assert guarded("Ann") == "Ann"


def test_the_extract_is_what_the_page_lists_and_is_audited(cast):
    entry = making.log_entry(cast, child=cast.child(given_name="=cmd()", family_name="Testerly"))
    making.log_entry(cast, child=cast.child(given_name="Kim"), level="very_high")
    response = cast.client(cast.council_chair).get("/log/extract/?level=high")
    text = response.content.decode("utf-8-sig")
    assert text.count("\r\n") == 2 and entry.child.reference in text and '"\'=cmd()"' in text
    assert "Testerly" not in response.headers["Content-Disposition"]
    row = AuditEvent.objects.filter(action="document", thing="log_extract").get()
    assert row.children == [str(entry.child.pk)]
    book = load_workbook(io.BytesIO(cast.client(cast.coordinator).get("/log/paper/?format=xlsx").content))
    assert book.worksheets[0].max_row == 3 and book.sheetnames == ["Log", "About this paper"]


def test_a_log_is_brought_in_through_its_pages(cast):
    client = cast.client(cast.coordinator)
    heads = "Kid,Born,Grade,Since"
    file = SimpleUploadedFile("log.csv", text_of("Ann Example,01/02/2010,High,01/09/2026", "Bo,,x,", head=heads))
    response = client.post("/log/import/", {"file": file})
    kept = LogImport.objects.get()
    assert response.url == f"/log/import/{kept.pk}/columns/"
    text = client.post(response.url, {"name": "Kid"}).content.decode()
    assert "There is a problem" in text and "date of birth or the local id" in text
    chosen = {"name": "Kid", "born_on": "Born", "level": "Grade", "entered_on": "Since"}
    assert "once only" in client.post(response.url, chosen | {"notes": "Kid"}).content.decode()
    assert client.post(response.url, chosen).url == f"/log/import/{kept.pk}/"
    assert AuditEvent.objects.filter(action="import", thing=f"log_import:{kept.pk}:mapped").exists()
    text = client.get(f"/log/import/{kept.pk}/").content.decode()
    assert "one word only" in text and "Ann" not in text
    assert client.post(f"/log/import/{kept.pk}/", {}).status_code == 200 and not LogEntry.objects.exists()
    assert client.post(f"/log/import/{kept.pk}/", {"sure": "on"}).status_code == 302
    assert LogEntry.objects.count() == 1
    assert "Go to the" in client.get(f"/log/import/{kept.pk}/").content.decode()
    for user in (cast.council_chair, cast.worker):
        assert cast.client(user).get(f"/log/import/{kept.pk}/").status_code == 403
    assert cast.client(cast.outsider).get(f"/log/import/{kept.pk}/").status_code == 404


def test_what_is_wrong_with_an_upload_is_said_on_its_page(cast):
    client = cast.client(cast.coordinator)
    for file, words in (
        (SimpleUploadedFile("log.xlsm", b"PK"), "must end in"),
        (SimpleUploadedFile("log.xlsx", b"PK"), "damaged"),
        (SimpleUploadedFile("log.csv", b""), "empty"),
    ):
        response = client.post("/log/import/", {"file": file})
        assert response.status_code == 200 and words in response.content.decode()
    assert "Choose the file" in client.post("/log/import/", {}).content.decode()
    assert not LogImport.objects.exists()


def test_the_command_checks_first_and_loads_when_told(cast, tmp_path):
    file = tmp_path / "log.csv"
    file.write_bytes(text_of("Ann Example,01/02/2010,High,01/09/2026", "Bo,,x,", head="Kid,Born,Grade,Since"))
    told = ["--panel", cast.panel.slug, "--by", cast.coordinator.email]
    maps = [
        part for pair in ("Kid=name", "Born=born_on", "Grade=level", "Since=entered_on") for part in ("--map", pair)
    ]
    said = io.StringIO()
    call_command("import_log", str(file), *told, *maps, stdout=said)
    assert "Would load: 1" in said.getvalue() and "row 3" in said.getvalue()
    assert not LogEntry.objects.exists() and not LogImport.objects.exists()
    call_command("import_log", str(file), *told, *maps, "--load", stdout=said)
    assert "Loaded: 1" in said.getvalue() and LogEntry.objects.count() == 1
    wrong = [
        [str(file), *told],
        [str(file), *told, "--map", "Kid=nonsense"],
        [str(tmp_path / "none.csv"), *told],
        [str(file), "--panel", "nowhere", "--by", cast.coordinator.email],
        [str(file), "--panel", cast.panel.slug, "--by", cast.worker.email],
    ]
    for line in wrong:
        with pytest.raises(CommandError):
            call_command("import_log", *line, stdout=said)
