"""Procedure files: found, read, checked."""

from collections.abc import Collection
from functools import cache
from pathlib import Path

from riskpanel.procedure.checks import findings
from riskpanel.procedure.model import Procedure
from riskpanel.procedure.problems import Problem, ProcedureError
from riskpanel.procedure.reading import source, still_valid, validated

PROCEDURES = Path(__file__).resolve().parents[1] / "procedures"
CHECKLISTS = PROCEDURES / "checklists"


def load_procedure(path: Path) -> Procedure:
    """The procedure that a file holds. Its checklists are looked for in `checklists` beside it, then
    in the box. ProcedureError when the file is wrong, OSError when it cannot be opened."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as fault:
        problem = Problem(path.name, 1, "the file", f"byte {fault.start}", "text in UTF-8")
        raise ProcedureError([problem]) from fault
    return _loaded(text, path.name, (path.parent / "checklists", CHECKLISTS))


def load_text(text: str, name: str) -> Procedure:
    """The procedure that a text holds; `name` is the file named in problems. ProcedureError when it
    is wrong."""
    return _loaded(text, name, (CHECKLISTS,))


def load_kept(text: str, name: str) -> Procedure:
    """The procedure of a version that was taken in before: it goes on being read after the program learnt to
    ask for more or forgot a key. ProcedureError only where its form cannot be read any more."""
    return still_valid(Procedure, source(text, name))


def box() -> dict[str, Path]:
    """The procedures that come with riskpanel: short name to file. The short name is the name of the
    file; files of clauses alone are left out."""
    files = (path for path in PROCEDURES.glob("*.toml") if not path.name.endswith(".clauses.toml"))
    return {path.stem: path for path in sorted(files)}


@cache
def boxed(slug: str) -> Procedure:
    """A procedure out of the box, read once; KeyError when there is none of that name."""
    files = box()
    if slug not in files:
        raise KeyError(f"No procedure called {slug!r} comes with riskpanel; there are: {', '.join(files)}")
    return load_procedure(files[slug])


def _loaded(text: str, name: str, checklists: Collection[Path]) -> Procedure:
    read = source(text, name)
    procedure = validated(Procedure, read)
    read.refuse(findings(procedure, read.data, checklists))
    return procedure
