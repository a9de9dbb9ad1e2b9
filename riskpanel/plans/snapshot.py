"""A plan as it stands, as plain data: what a version keeps, what a copy shows, what is compared."""

from collections.abc import Iterable
from typing import Any

from riskpanel.children.restrictions import reading_of
from riskpanel.plans.facts import OPEN_ACTION
from riskpanel.plans.models import Action, Disruption, LogEntry

GROUPS = ("services", "disruption", "actions")


def snapshot(entry: LogEntry) -> dict[str, Any]:
    """The whole plan as JSON holds it. Lines keep their key, so that versions can be compared."""
    return {
        "level": entry.level,
        "categories": list(entry.categories),
        "lead": str(entry.holder) if entry.holder else entry.lead_note,
        "risks": [
            {"key": risk.pk, "words": risk.words} for risk in entry.risks.filter(ended_at=None).order_by("order", "pk")
        ],
        "services": [
            _service(line) for line in entry.services.exclude(status="ended").select_related("agency", "person__user")
        ],
        "disruption": [_disruption(line) for line in entry.disruption.exclude(status="ended").select_related("agency")],
        "actions": [
            _action(line)
            for line in entry.actions.filter(state__in=(*OPEN_ACTION, "verified")).select_related(
                "agency", "owner__user"
            )
        ],
    }


def _service(line: Any) -> dict[str, Any]:
    return {
        "key": line.pk,
        "risk": line.risk_id,
        "what": line.what,
        "agency": line.agency.name,
        "agency_key": line.agency_id,
        "person": str(line.person) if line.person else "",
        "status": line.get_status_display(),
        "on": line.starts_on.isoformat() if line.starts_on else "",
        "label": "",
    }


def _disruption(line: Any) -> dict[str, Any]:
    return {
        "key": line.pk,
        "risk": line.risk_id,
        "what": line.what,
        "agency": line.agency.name,
        "agency_key": line.agency_id,
        "person": "",
        "status": line.get_status_display(),
        "on": line.due_on.isoformat() if line.due_on else "",
        "label": line.label,
        "reason": line.reason,
    }


def _action(line: Any) -> dict[str, Any]:
    return {
        "key": str(line.pk),
        "risk": line.risk_id,
        "what": line.what,
        "agency": line.agency.name,
        "agency_key": line.agency_id,
        "person": str(line.owner),
        "status": line.state,
        "on": line.due_on.isoformat(),
        "label": line.label,
    }


def for_agency(content: dict[str, Any], procedure: Any, agency: Any, *, kept: bool = True) -> dict[str, Any]:
    """The content without the lines that an agency may not read: as they were restricted when it was
    kept, or as they are restricted now. `kept` is false for a plan as it stands."""
    now = _labels_now(content) if kept else {group: {} for group in GROUPS}
    return content | {group: list(_open_to(content[group], now[group], procedure, agency)) for group in GROUPS}


def _labels_now(content: dict[str, Any]) -> dict[str, dict[str, str]]:
    """The restrictions that lines of a content have now, by group and key."""
    found: dict[str, dict[str, str]] = {group: {} for group in GROUPS}
    for group, model in (("disruption", Disruption), ("actions", Action)):
        keys = [line["key"] for line in content.get(group, [])]
        if keys:
            labels = model._default_manager.filter(pk__in=keys).exclude(label="").values_list("pk", "label")
            found[group] = {str(key): label for key, label in labels}
    return found


def for_both(copy: Any, procedure: Any, reader: Any) -> dict[str, Any]:
    """What a copy holds for its own agency, as far as the reader's agency may read it too."""
    return for_agency(for_agency(copy.version_sent.content, procedure, copy.agency), procedure, reader)


def _open_to(
    lines: Iterable[dict[str, Any]], now: dict[str, str], procedure: Any, agency: Any
) -> Iterable[dict[str, Any]]:
    for line in lines:
        labels = {line["label"], now.get(str(line["key"]), "")}
        if all(reading_of(procedure, label, line["agency_key"], agency) == "open" for label in labels):
            yield line


def for_family(content: dict[str, Any]) -> dict[str, Any]:
    """The content for the child and the family: no disruption, nothing restricted."""
    kept = {group: [line for line in content[group] if not line["label"]] for group in GROUPS}
    return content | kept | {"disruption": []}


def compared(old: dict[str, Any], new: dict[str, Any]) -> list[dict[str, Any]]:
    """Two contents side by side: for each line what it was and what it is, and whether it changed."""
    rows = []
    for group in ("risks", *GROUPS):
        before, after = ({line["key"]: line for line in content.get(group, [])} for content in (old, new))
        for key in [*before, *(key for key in after if key not in before)]:
            was, now = before.get(key), after.get(key)
            rows.append({"group": group, "was": was, "now": now, "changed": was != now})
    return rows
