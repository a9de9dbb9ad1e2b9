"""Papers as PDF, by Typst: tagged, readable aloud (PDF/UA-1), the same bytes for the same content.

Content reaches a template as data, never as markup, and a template reads no file but its neighbours.
"""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import fontpkg_arimo
import fontpkg_noto_sans_arabic
import typst

from riskpanel.documents.letters import length_of, shown, signs_of, told_as
from riskpanel.documents.paper import Paper, Unmade
from riskpanel.documents.templating import SHIPPED, template_of, typst_files

LONGEST = 2_000_000
"""The most signs that one paper may hold: about 800 pages."""

FONTS = (fontpkg_arimo.ROOT / "files", fontpkg_noto_sans_arabic.ROOT / "files")
_WHERE = re.compile(r"─ (?:[^\n:]*/)?([\w.-]+\.typ):(\d+):")


def draw(paper: Paper, folder: Path | None = None) -> bytes:
    """The paper as PDF. Raises Unmade for one that is too long, or whose template is wrong: with file and
    line."""
    told = content_of(paper)
    main = template_of(paper.code, "typ", folder)
    files: Any = {"main.typ": f'#include "{main}"'.encode(), **typst_files(folder)}
    try:
        return bytes(
            typst.compile(
                files,
                root=SHIPPED,
                format="pdf",
                font_paths=_fonts(),
                ignore_system_fonts=True,
                sys_inputs={"paper": json.dumps(told)},
                pdf_standards=["ua-1"],
                timestamp=int(paper.marking.made_at.timestamp()),
            )
        )
    except typst.TypstError as wrong:
        raise Unmade(why(wrong, main)) from None


def content_of(paper: Paper) -> dict[str, Any]:
    """What a template is told. Raises Unmade for more than can be printed."""
    known = signs_of(FONTS)
    told: dict[str, Any] = told_as(
        {"marking": paper.marking.lines(), "told": paper.told}, lambda text: shown(text, known)
    )
    if (length := length_of(told)) > LONGEST:
        raise Unmade(
            f"This paper would hold {length:,} characters, and no more than {LONGEST:,} can be printed. "
            "Shorten the longest text in it, or read it on the screen."
        )
    return told


def why(wrong: typst.TypstError, main: str) -> str:
    """What is wrong with a template, with its file and line."""
    found = _WHERE.search(wrong.diagnostic or "")
    place = f"{found[1]}, line {found[2]}" if found and found[1] != "main.typ" else main
    return f"The template {place}: {wrong.message}".replace(
        f" (searched at {SHIPPED}", " (looked for beside the templates as "
    )


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(place) for place in FONTS]
    )
