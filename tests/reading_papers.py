"""Papers read back as a person, a screen reader or somebody curious would: their text and their parts."""

import io
import zipfile

from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader

from riskpanel.access.models import AuditEvent


def pdf_text(content: bytes) -> str:
    """Every word of a PDF, page after page, with single spaces."""
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages)


def pdf_pages(content: bytes) -> list[str]:
    """The words of each page."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]


def word_text(content: bytes) -> str:
    """Every word of a Word file: body, tables, head and foot."""
    book = Document(io.BytesIO(content))
    told = [paragraph.text for paragraph in book.paragraphs]
    told += [cell.text for table in book.tables for row in table.rows for cell in row.cells]
    for section in book.sections:
        told += [paragraph.text for part in (section.header, section.footer) for paragraph in part.paragraphs]
    return " ".join(" ".join(told).split())


def cells(content: bytes, sheet: int = 0) -> list[list[str]]:
    """The cells of one sheet."""
    book = load_workbook(io.BytesIO(content))
    return [["" if one is None else one for one in row] for row in book.worksheets[sheet].iter_rows(values_only=True)]


def parts(content: bytes) -> dict[str, bytes]:
    """What is in the box of an office file, by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as box:
        return {name: box.read(name) for name in box.namelist()}


def text_of(content: bytes, form: str) -> str:
    """Every word of a paper, whatever its form."""
    if form == "pdf":
        return pdf_text(content)
    if form == "docx":
        return word_text(content)
    book = load_workbook(io.BytesIO(content))
    return " ".join(str(one) for sheet in book for row in sheet.iter_rows(values_only=True) for one in row if one)


def taken(client, address: str) -> str:
    """The words of a paper that opens at an address, which ends in its form; it is no page and stays in no cache."""
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    assert "no-store" in answer.headers["Cache-Control"]
    return text_of(answer.content, answer.headers["Content-Disposition"].rstrip('"').rsplit(".", 1)[1])


def written_down() -> tuple[str, int, list[str]]:
    """Of the last paper that was handed out: its address's name, by whom it was taken, the children in it."""
    row = AuditEvent.objects.filter(action="document").latest("sequence")
    return row.thing, row.actor_id, row.children
