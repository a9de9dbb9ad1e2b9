"""Where templates come from: the package's own, or a partnership's of the same name instead."""

from dataclasses import dataclass
from pathlib import Path

SHIPPED = Path(__file__).resolve().parent / "templates"


OUTLINE = "outline"
"""The template of a paper that has none of its own name."""


def template_of(code: str, ending: str, folder: Path | None) -> str:
    """The name of the template that a paper is drawn with: its own, else the one for outlines."""
    own = f"{code}.{ending}"
    return own if any(place and (place / own).is_file() for place in (folder, SHIPPED)) else f"{OUTLINE}.{ending}"


@dataclass(frozen=True)
class Drawn:
    """The template of a paper, and whether it is the partnership's own."""

    name: str
    own: bool


def drawn_with(code: str, form: str, folder: Path | None) -> Drawn:
    """With which template a paper comes as `form` (pdf or docx)."""
    name = template_of(code, "typ" if form == "pdf" else form, folder)
    return Drawn(name, bool(folder and (Path(folder) / name).is_file()))


def template(name: str, folder: Path | None) -> Path:
    """The file to draw with; KeyError where there is none of that name."""
    for place in (folder, SHIPPED):
        if place and (place / name).is_file():
            return place / name
    raise KeyError(name)


def typst_files(folder: Path | None) -> dict[str, bytes]:
    """Every Typst file by its name, the partnership's in place of ours."""
    found = {path.name: path for place in (SHIPPED, folder) if place for path in sorted(place.glob("*.typ"))}
    return {name: path.read_bytes() for name, path in found.items()}
