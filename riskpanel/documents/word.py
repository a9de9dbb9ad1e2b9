"""Papers as Word files, from templates that an office edits in Word.

Fields of a template stand in braces (``{{ told.title }}``). They are filled in a sandbox, as text: what
somebody wrote is never a field, a tag or a macro.
"""

import io
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zipfile import BadZipFile

from docx.opc.exceptions import OpcError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from riskpanel.documents.boxes import settled
from riskpanel.documents.letters import length_of, plain, told_as
from riskpanel.documents.paper import Paper, Unmade
from riskpanel.documents.templating import template, template_of

_APPLICATION = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/%s-properties"/>'
)
BLANK = {
    "docProps/app.xml": _APPLICATION % b"extended",
    "docProps/custom.xml": _APPLICATION % b"custom",
}
"""Parts of a Word file that tell of the office whose template it was."""

LONGEST = 1_000_000
"""The most signs that one Word paper may hold: about 400 pages."""


def draw(paper: Paper, folder: Path | None = None) -> bytes:
    """The paper as a Word file. Raises Unmade for one that is too long, or whose template is wrong."""
    told = told_as({"marking": paper.marking.lines(), "told": paper.told}, plain)
    if (length := length_of(told)) > LONGEST:
        raise Unmade(
            f"This paper would hold {length:,} characters, and a Word file holds {LONGEST:,} at most. "
            "Shorten the longest text in it, or take it as PDF."
        )
    name = template_of(paper.code, "docx", folder)
    try:
        book = DocxTemplate(template(name, folder))
        book.render(_named(told), jinja_env=SandboxedEnvironment(autoescape=True, undefined=StrictUndefined))
    except TemplateError as wrong:
        line = getattr(wrong, "lineno", None)
        raise Unmade(f"The template {name}{f', line {line}' if line else ''}: {wrong.message}") from None
    except (KeyError, ValueError, OSError, BadZipFile, OpcError) as wrong:
        raise Unmade(
            f"The template {name}: it is not a Word file that can be filled ({type(wrong).__name__})."
        ) from None
    _clean(book, paper)
    held = io.BytesIO()
    book.save(held)
    return settled(held.getvalue(), BLANK)


def _named(told: dict[str, Any]) -> dict[str, Any]:
    """The content with its parts as names, so that `told.copy` is what was told and no method."""
    return {key: _names(one) for key, one in told.items()}


def _names(value: Any) -> Any:
    if isinstance(value, dict):
        return SimpleNamespace(**{key: _names(one) for key, one in value.items()})
    return [_names(one) for one in value] if isinstance(value, list) else value


def _clean(book: DocxTemplate, paper: Paper) -> None:
    """Properties that tell of nobody: neither who wrote the template nor when."""
    told: Any = book.docx.core_properties
    told.title = plain(paper.marking.title)
    told.author = told.last_modified_by = told.comments = told.keywords = told.subject = told.category = ""
    told.identifier = told.content_status = told.version = ""
    told.revision = 1
    told.language = "en-GB"
    told.created = told.modified = told.last_printed = paper.marking.made_at.replace(tzinfo=None, microsecond=0)
