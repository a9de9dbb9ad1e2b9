"""One paper, drawn in the form that was asked for."""

from pathlib import Path

from riskpanel.documents import pdf, sheet, word
from riskpanel.documents.paper import FORMS, Made, Paper, Unmade


def make(paper: Paper, form: str, folder: Path | None = None) -> Made:
    """The paper as a file of `form` (a key of FORMS that the paper comes in). `folder` holds a
    partnership's own templates, used in place of ours. Raises Unmade with words for whoever asked."""
    if form not in paper.forms:
        raise Unmade(f"This paper does not come as {form}.")
    return Made(_drawn(paper, form, folder), f"{paper.name}.{form}", FORMS[form])


def _drawn(paper: Paper, form: str, folder: Path | None) -> bytes:
    if form == "pdf":
        return pdf.draw(paper, folder)
    if form == "docx":
        return word.draw(paper, folder)
    try:
        return sheet.draw(paper.marking, paper.sheets)
    except sheet.TooLong as long:
        raise Unmade(str(long)) from None
