"""An agency's copy of a plan as plain text, for case systems that take no pages."""

from datetime import date
from typing import Any

from riskpanel.partnership.context import marking
from riskpanel.partnership.models import Agency
from riskpanel.plans.models import PlanCopy
from riskpanel.plans.presenters import labels_of, level_of, statement
from riskpanel.plans.snapshot import for_both
from riskpanel.procedure import Procedure
from riskpanel.ui.words import day, moment

GROUPS = (("services", "Services"), ("disruption", "Disruption"), ("actions", "Actions"))


def as_text(copy: PlanCopy, procedure: Procedure, reader: Agency | None) -> str:
    """The copy in words: what its agency and the reader's may read, and the statement on every copy."""
    version = copy.version_sent
    content = for_both(copy, procedure, reader)
    level = level_of(procedure, content["level"])
    head = [
        marking(procedure),
        f"{procedure.words.plan}, version {version.number}",
        f"{copy.child.name} ({copy.child.reference})",
        f"Copy for {copy.agency.name}",
        f"Approved by {version.approved_by.full_name}, {moment(version.approved_at)}",
        "",
        statement(procedure, "plan_does_not_replace"),
        "",
        f"Level: {level.label if level else content['level']}",
        f"Concerns: {', '.join(labels_of(procedure.categories, content['categories'])) or 'none named'}",
        f"{procedure.words.lead_professional.capitalize()}: {content['lead'] or 'nobody named'}",
        f"The child says: {version.child_says or 'not recorded'}",
        f"The family says: {version.family_says or 'not recorded'}",
    ]
    return "\r\n".join([*head, *_body(content), ""])


def _body(content: dict[str, Any]) -> list[str]:
    lines = []
    for risk in [*content["risks"], {"key": None, "words": "Not tied to one risk"}]:
        under = [line for group in GROUPS for line in _group(content, group, risk["key"], content["risks"])]
        if risk["key"] is not None or under:
            lines += ["", risk["words"], *under]
    return lines


def _group(content: dict[str, Any], group: tuple[str, str], key: Any, risks: list[dict[str, Any]]) -> list[str]:
    known = {risk["key"] for risk in risks}
    mine = [one for one in content[group[0]] if (one["risk"] if one["risk"] in known else None) == key]
    return [f"  {group[1]}", *(f"  - {_line(one)}" for one in mine)] if mine else []


def _line(one: dict[str, Any]) -> str:
    on = day(date.fromisoformat(one["on"])) if one["on"] else ""
    return "; ".join(part for part in (one["what"], one["agency"], one["person"], on, one["status"]) if part)
