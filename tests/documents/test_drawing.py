"""Papers in every form: their marking, their text whatever people wrote, their properties, their bytes."""

import io
import re
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from riskpanel.documents import Paper, Sheet, Unmade, make
from riskpanel.documents.templating import SHIPPED
from tests.documents.samples import AT, MARKING, paper
from tests.reading_papers import cells, parts, pdf_pages, pdf_text, text_of, word_text

FORMS = ("pdf", "docx", "xlsx")
STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t=", "\r=", "\x00=", "\ufeff=", " =", "\u200b=", "\u00a0=")
FORMULAS = [start + rest for start in STARTS for rest in ("1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://x")', "A1")]


@pytest.mark.parametrize("form", FORMS)
def test_a_paper_says_how_it_is_handled_for_whom_it_was_made_and_when(form):
    text = text_of(make(paper(), form).content, form)
    assert "C-7F3K" in text and "Referred by the school" in text
    for words in ("OFFICIAL-SENSITIVE", MARKING.handling, "Priya Example", "Tue 10 Nov 2026, 10:00", "7 of 25"):
        assert words in text, words


def test_every_page_of_a_pdf_is_marked_and_numbered():
    pages = pdf_pages(make(paper("A long account. " * 1500), "pdf").content)
    assert len(pages) > 3
    for number, page in enumerate(pages, start=1):
        assert page.count("OFFICIAL-SENSITIVE") == 2 and f"Page {number} of {len(pages)}" in page
        assert "Made for Priya Example" in page and "Copy 7 of 25" in page


@pytest.mark.parametrize("form", FORMS)
def test_the_same_content_makes_the_same_bytes_and_another_hour_makes_others(form):
    later = paper(marking=replace(MARKING, made_at=AT + timedelta(days=1)))
    assert make(paper(), form) == make(paper(), form)
    assert make(later, form) != make(paper(), form)


def test_the_same_bytes_come_from_another_run():
    told = "import hashlib; from riskpanel.documents import make; from tests.documents.samples import paper; "
    told += "print([hashlib.sha256(make(paper(), f).content).hexdigest() for f in ('pdf', 'docx', 'xlsx')])"
    run = [subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True) for _ in range(2)]
    assert run[0].stdout == run[1].stdout != ""


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "written",
    [
        "*bold* _it_ #panic() $x$ `raw` @ref <label> [a] \\n // no",
        "{{ told.when }} {% for x in y %} {{ ''.__class__ }}",
        "<w:t>x</w:t> & <script>steal()</script> ]]>",
        "محمد بن علي and Żółw, Δοκιμή, Кирилл, O’Brien",
    ],
)
def test_what_people_write_is_text_and_nothing_else(form, written):
    kept = " ".join(text_of(make(paper(written), form).content, form).split())
    if "محمد" in written:  # a PDF keeps the letters as they were drawn; the others as they were written
        written = written if form != "pdf" else "Żółw, Δοκιμή, Кирилл, O’Brien"
    assert " ".join(written.split()) in kept


@pytest.mark.parametrize("form", FORMS)
def test_control_signs_and_marks_that_turn_text_round_are_left_out(form):
    made = make(paper("before\x00\x01\x1b\u202eafter\u2066\ufeff\ud800 end"), form).content
    assert "beforeafter end" in text_of(made, form)


def test_what_no_typeface_has_is_seen_by_its_number_in_a_pdf_and_kept_in_word():
    assert "[U+5C0F][U+1F642]" in pdf_text(make(paper("小🙂"), "pdf").content)
    assert "小🙂" in word_text(make(paper("小🙂"), "docx").content)


@pytest.mark.parametrize("form", FORMS)
def test_ten_megabytes_are_refused_in_words(form):
    with pytest.raises(Unmade, match=r"characters"):
        make(paper("word " * 2_000_000), form)


@pytest.mark.parametrize("form", ("pdf", "docx"))
def test_three_hundred_items_come_out_whole(form):
    told = paper().told
    line = told.sections[0].lines[0]
    lines = tuple(replace(line, number=str(n), reference=f"C-{n:04}") for n in range(300))
    many = replace(told, sections=(replace(told.sections[0], lines=lines),))
    text = text_of(make(paper(told=many), form).content, form)
    assert all(f"C-{n:04}" in text for n in range(300))


@pytest.mark.parametrize("written", FORMULAS)
def test_what_begins_like_a_formula_stays_text_to_the_letter(written):
    made = make(paper(written), "xlsx").content
    cell = load_workbook(io.BytesIO(made)).worksheets[0]["B2"]
    assert cell.data_type == "s" and cell.value is not None
    assert cell.value == re.sub("[\x00\ufeff]", "", written).replace("\r", "\n")
    assert cell.quotePrefix
    assert b"<f>" not in parts(made)["xl/worksheets/sheet1.xml"]


def test_a_cell_that_would_be_cut_is_refused_in_words():
    with pytest.raises(Unmade, match="Take the paper as PDF"):
        make(paper("x" * 32_768), "xlsx")
    assert cells(make(paper("x" * 32_767), "xlsx").content)[1][1] == "x" * 32_767


def test_a_workbook_holds_nothing_that_is_not_seen():
    made = make(paper(), "xlsx").content
    book = load_workbook(io.BytesIO(made))
    assert [sheet.title for sheet in book] == ["Children", "About this paper"]
    assert {sheet.sheet_state for sheet in book} == {"visible"}
    assert not [name for name in parts(made) if re.search("comment|pivot|external|vba|custom", name)]
    names = re.findall(r'<definedName name="(.*?)"', parts(made)["xl/workbook.xml"].decode())
    assert set(names) <= {"_xlnm.Print_Titles"}


@pytest.mark.parametrize("form", ("docx", "xlsx"))
def test_properties_tell_of_nobody(form):
    held = parts(make(paper(), form).content)
    core = held["docProps/core.xml"].decode()
    assert re.search(r"<dc:title[^>]*>Agenda, panel of Wed 25 Nov 2026</dc:title>", core)
    for name in ("dc:creator", "cp:lastModifiedBy", "dc:description", "cp:keywords"):
        assert not re.search(rf"<{name}[^>]*>[^<]+</{name}>", core), name
    assert "2026-11-10T10:00:00Z" in core
    assert not re.search(r"<(Company|Manager|Template)>[^<]", held["docProps/app.xml"].decode())


def test_a_pdf_is_for_screen_readers_and_its_properties_tell_of_nobody():
    made = make(paper(), "pdf").content
    told = PdfReader(io.BytesIO(made))
    assert told.metadata.title == MARKING.title and not told.metadata.author
    catalogue = told.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"] and catalogue["/Lang"] == "en-GB" and "/StructTreeRoot" in catalogue
    assert b"pdfuaid" in made or "pdfuaid" in str(catalogue["/Metadata"].get_data())


def test_a_paper_without_a_title_is_refused_because_it_could_not_be_read_aloud():
    with pytest.raises(Unmade, match="title"):
        make(paper(marking=replace(MARKING, title="")), "pdf")


def test_a_partnership_puts_its_own_template_in_place_of_ours(tmp_path):
    ours = (SHIPPED / "agenda.typ").read_text()
    (tmp_path / "agenda.typ").write_text(ours.replace("#show: house", "#show: house\nWelcome to the round."))
    assert "Welcome to the round." in pdf_text(make(paper(), "pdf", tmp_path).content)
    assert "Welcome to the round." not in pdf_text(make(paper(), "pdf").content)


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ('#import "house.typ": *\n#show: house\n\n#told.nothing', r"agenda\.typ, line 4: .*nothing"),
        ('#import "house.typ": *\n#let x = (\n', r"agenda\.typ, line 2: unclosed"),
        ('#show: x => x\n#read("/etc/passwd")', r"agenda\.typ, line 2: "),
        ('#show: x => x\n#read("../../settings/base.py")', r"agenda\.typ, line 2: "),
        ("Only words.", r"agenda\.typ: .*title"),
    ],
)
def test_a_wrong_template_is_named_with_its_line(tmp_path, written, says):
    (tmp_path / "agenda.typ").write_text(written)
    with pytest.raises(Unmade, match=says):
        make(paper(), "pdf", tmp_path)


def _word(path, *lines: str) -> None:
    from docx import Document

    book = Document()
    for line in lines:
        book.add_paragraph(line)
    book.save(path)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{{ told.nothing }}", "nothing"),
        ("{% if told.when %}", "endif|end of template"),
        ("{{ ''.__class__.__mro__ }}", "unsafe"),
    ],
)
def test_a_wrong_word_template_is_named_and_never_runs(tmp_path, line, says):
    _word(tmp_path / "agenda.docx", line)
    with pytest.raises(Unmade, match=rf"agenda\.docx.*({says})"):
        make(paper(), "docx", tmp_path)


def test_a_file_that_is_no_word_file_is_named(tmp_path):
    (tmp_path / "agenda.docx").write_bytes(b"not a box")
    with pytest.raises(Unmade, match=r"agenda\.docx: it is not a Word file"):
        make(paper(), "docx", tmp_path)


def test_a_file_name_holds_no_name():
    with pytest.raises(ValueError, match="references, dates"):
        Paper("agenda", "Robin Testerly", MARKING)
    assert make(paper(), "pdf").filename == "agenda-2026-11-25.pdf"


def test_a_long_sheet_title_is_cut_and_its_signs_made_fit():
    sheet = Sheet("Open/late actions: [all agencies] of the borough", ("A",), (("x",),))
    book = load_workbook(io.BytesIO(make(paper(sheets=(sheet,)), "xlsx").content))
    assert book.sheetnames[0] == "Open late actions   all agencie"


def test_the_word_templates_are_those_that_the_script_draws(tmp_path):
    script = SHIPPED.parents[2] / "script" / "word-templates"
    subprocess.run([sys.executable, str(script), str(tmp_path)], check=True, capture_output=True)
    drawn = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert drawn == {path.name: path.read_bytes() for path in SHIPPED.glob("*.docx")}
