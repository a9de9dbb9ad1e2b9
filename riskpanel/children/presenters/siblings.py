"""A child's brothers and sisters: that there is one; who it is only where the viewer sees them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from riskpanel.children.models import Child, Sibling


@dataclass(frozen=True)
class SiblingLine:
    """One link; of a child whom the viewer does not see nothing is shown but that there is one."""

    key: int
    child: Child
    name: str
    seen: bool
    known_how: str
    at: datetime
    by: str


def sibling_lines(child: Child, links: list[Sibling], seen: Mapping[UUID, Child]) -> list[SiblingLine]:
    """The links of a child (with `child`, `other` and `by` at hand); `seen` are the children whom the
    viewer sees, by key."""
    lines = []
    for link in links:
        other = link.other if link.child_id == child.pk else link.child
        may = other.pk in seen
        name = other.name if may else ""
        lines.append(SiblingLine(link.pk, other, name, may, link.known_how, link.at, link.by.full_name))
    return lines
