"""What is wrong with a file that a partnership wrote, said so that its author can mend it."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: in which file, on which line (from 1), at which place, with which value, and what
    was expected there."""

    file: str
    line: int
    where: str
    value: str
    expected: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.where}: {self.value}: expected {self.expected}"


class ProcedureError(ValueError):
    """A procedure or checklist file that cannot be used; `problems` holds every fault found, in the
    order of the file."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(problems, key=lambda one: one.line))
        super().__init__("\n".join(str(problem) for problem in self.problems))
