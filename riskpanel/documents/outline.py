"""What most papers are made of: headed blocks of facts, text and tables, drawn by one template.

A paper that wants another shape has a dataclass and a template of its own, as the agenda has.
"""

from dataclasses import dataclass

from riskpanel.documents.sheet import Sheet


@dataclass(frozen=True)
class Fact:
    """A label with what it says; one that says nothing is left out."""

    label: str
    says: str


@dataclass(frozen=True)
class Table:
    """A table: the heads of its columns, its rows of texts, and how wide each column is beside the others."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...] = ()


@dataclass(frozen=True)
class Block:
    """A part of a paper, in this order: heading, warning, quiet line, facts, text, own words of the child,
    points, table, statement in a box. `new_page` begins on a page of its own; `empty` is said of a table
    without rows."""

    heading: str = ""
    level: int = 1
    new_page: bool = False
    warning: str = ""
    quiet: str = ""
    facts: tuple[Fact, ...] = ()
    text: str = ""
    own_words: str = ""
    points: tuple[str, ...] = ()
    table: Table | None = None
    empty: str = "Nothing."
    statement: str = ""


@dataclass(frozen=True)
class Outline:
    """The content of a paper in blocks."""

    blocks: tuple[Block, ...]

    def sheets(self) -> tuple[Sheet, ...]:
        """Its tables, each as a sheet of a workbook named by its block."""
        found = [block for block in self.blocks if block.table]
        return tuple(
            Sheet(block.heading or f"Table {number}", block.table.heads, block.table.rows)
            for number, block in enumerate(found, start=1)
            if block.table
        )
