"""How the panel hears one child: as `meetings.yml` tells it, or, for a plan that goes as agreed, in
one of a few plain sentences."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from riskpanel.access.models import User
from riskpanel.meetings import actions as meetings
from riskpanel.meetings.actions import protecting
from riskpanel.meetings.models import AgendaItem

if TYPE_CHECKING:
    from riskpanel.demo.telling.stage import Stage

DECIDED = (
    "outcome", "level", "rationale", "dissent", "evidence_seen", "advice", "interim", "receiving_service",
    "reentry_trigger",
)  # fmt: skip
KEPT = (
    "The plan is being carried out and the risk has not yet fallen. Everybody keeps to their part.",
    "Fewer worries were reported, but the people behind the harm are still in touch. Too early to change the level.",
    "The adults around the child know what to look for and act on it. The level stays until this has held for a month.",
    "The child keeps most appointments. What draws them away has not changed, so the level stands.",
    "Two of the actions are done; the third waits for another agency's part before the panel can see a difference.",
    "No new harm known since the last panel. The child still cannot safely go to some places near home.",
    "The school reports better days and the home worse nights. The plan is adjusted, the level stays.",
)


def hear(
    stage: "Stage", item: AgendaItem, heard: Mapping[str, Any], *, chair: User, coordinator: User, at: datetime
) -> None:
    """Notes the item, decides and writes its minutes; what came of it is kept for the child's story."""
    child = next(key for (key, kind), one in stage.things.items() if kind == "Child" and one.pk == item.child_id)
    told = {**_usual(item, child), **heard.get(child, {})}
    item = _again(item)
    meetings.take_item(item=item, by=chair, at=at)
    meetings.note_item(
        item=item,
        protective_action=told["protective"],
        update=told["update"],
        lead_present=told["lead_present"],
        version=item.note_version,
        by=coordinator,
        at=at,
    )
    if line := told.get("today"):
        owner = stage.company.members[line["owner"]]
        protecting.protect(item=_again(item), what=line["what"], owner=owner, by=chair, at=at)
    made = meetings.decide(item=_again(item), by=chair, at=at, **_decision(stage, item, told))
    item = _again(item)
    meetings.save_minutes(
        item=item, text=told.get("minutes", made.rationale), version=item.version, by=coordinator, at=at
    )
    if item.entry:
        stage.things[child, "LogEntry"] = item.entry
    for line in told.get("actions", []):
        _give(stage, _again(item), line, by=coordinator, at=at)
    stage.things[child, "Decision"], stage.things[child, "AgendaItem"] = made, item


def _give(stage: "Stage", item: AgendaItem, line: Mapping[str, Any], *, by: User, at: datetime) -> None:
    meetings.give_action(
        item=item,
        what=line["what"],
        agency=stage.company.agencies[line["agency"]],
        owner=stage.company.members[line["owner"]],
        due_on=stage.almanac.day(line["due_on"]),
        by=by,
        at=at,
    )


def _usual(item: AgendaItem, child: str) -> dict[str, Any]:
    words = KEPT[(sum(map(ord, child)) + item.meeting.sitting.starts_at.month) % len(KEPT)]
    usual = {"protective": "yes", "lead_present": True, "update": words, "rationale": words}
    if item.entry:
        return usual | {"outcome": "keep", "level": item.entry.level}
    return usual | {"outcome": "log", "level": item.referral.concern.level}


def _decision(stage: "Stage", item: AgendaItem, told: Mapping[str, Any]) -> dict[str, Any]:
    given = {name: told[name] for name in DECIDED if name in told}
    if "receiving_agency" in told:
        given["receiving_agency"] = stage.company.agencies[told["receiving_agency"]]
    return given


def _again(item: AgendaItem) -> AgendaItem:
    """The item as it stands now, with what deciding it reads."""
    found = AgendaItem.objects.select_related(
        "meeting__sitting", "meeting__panel__procedure", "child__lead", "entry__panel__procedure", "referral__concern"
    )
    return found.get(pk=item.pk)
