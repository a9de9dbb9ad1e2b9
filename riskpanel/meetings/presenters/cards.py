"""The card of a child's item as it is shown: what was frozen when the agenda went out, in words."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch

from riskpanel.access.models import User
from riskpanel.children.presenters import card
from riskpanel.children.restrictions import reading_of
from riskpanel.cohorts.models import Listing
from riskpanel.meetings.models import AgendaItem
from riskpanel.plans.facts import late
from riskpanel.plans.models import Action, Escalation
from riskpanel.procedure import Procedure
from riskpanel.procedure.model import Level
from riskpanel.referrals.models import Referral


@dataclass
class CardView:
    """What stands on the card. `frozen_at` is empty while the agenda is not out."""

    identity: Any
    level: Level | None
    level_why: str = ""
    level_since: datetime | None = None
    frozen_at: datetime | None = None
    why_here: str = ""
    happening: str = ""
    doing_now: str = ""
    child_says: str = ""
    family_says: str = ""
    on_log_since: date | None = None
    reviewed_on: date | None = None
    plan_version: int = 0
    placed_by: str = ""
    listing: dict[str, Any] = field(default_factory=dict)
    level_now: Any = None
    emergency: str = ""
    interim: list[dict[str, Any]] = field(default_factory=list)
    risks: list[str] = field(default_factory=list)
    services: list[dict[str, str]] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    actions: list[dict[str, Any]] = field(default_factory=list)


def whole(item: AgendaItem) -> AgendaItem:
    """An item that was found for somebody a moment ago, with all that its card shows; what it came from is
    asked for apart, since a database thinks long about a join of everything that it might be."""
    found = AgendaItem.objects.select_related(
        "child__lead__user", "child__lead__agency", "child__level_set_by", "child__circumstances", "entry"
    )
    made = found.prefetch_related(
        Prefetch("referral", Referral.objects.select_related("concern__agency")),
        Prefetch("listing", Listing.objects.select_related("place")),
        Prefetch("action", Action.objects.select_related("agency")),
        Prefetch("escalation", Escalation.objects.select_related("raised_by_agency")),
        "placed",
    ).get(pk=item.pk)
    made.meeting = item.meeting
    return made


def card_view(item: AgendaItem, told: dict[str, Any], procedure: Procedure, user: User, today: date) -> CardView:
    """`told` is the frozen card, or one made now for an agenda that is not out yet."""
    since = _day(told.get("on_log_since")) or (item.entry.entered_on if item.entry else None)
    level = next((one for one in procedure.levels if one.code == told.get("level", "")), None)
    return CardView(
        identity=card(item.child, procedure, today, on_log_since=since),
        level=level,
        level_why=told.get("level_why", ""),
        level_since=_moment(told.get("level_since")),
        frozen_at=_moment(told.get("at")),
        why_here=told.get("why_here", ""),
        happening=told.get("happening", ""),
        doing_now=told.get("doing_now", ""),
        child_says=told.get("child_says", ""),
        family_says=told.get("family_says", ""),
        on_log_since=since,
        reviewed_on=_day(told.get("reviewed_on")),
        plan_version=told.get("plan_version", 0),
        placed_by=told.get("placed_by", ""),
        listing=told.get("listing", {}),
        level_now=_level_now(item, level, procedure),
        emergency=told.get("emergency", ""),
        interim=[{**one, "due_on": _day(one["due_on"])} for one in told.get("interim", [])],
        risks=told.get("risks", []),
        services=told.get("services", []),
        changed=[{"at": _moment(one["at"]), "says": one["says"]} for one in told.get("changed", [])],
        actions=[line for one in told.get("actions", []) if (line := _frozen(one, procedure, user))],
    )


def _level_now(item: AgendaItem, then: Any, procedure: Procedure) -> Any:
    """The child's level now, where it is another than on the card; none where it is the same."""
    now = next((one for one in procedure.levels if one.code == item.child.level), None)
    return now if now and then and now.code != then.code else None


def live_actions(actions: list[Action], procedure: Procedure, user: User, today: date) -> list[dict[str, Any]]:
    """A child's actions as they stand now, as far as the person may read them."""
    states = {one.code: one for one in procedure.lifecycle(Action.THING).states}
    lines = []
    for action in actions:
        reading = reading_of(procedure, action.label, action.agency_id, user.standing.agency)
        if reading == "hidden":
            continue
        told = {"due_on": action.due_on, "agency": action.agency.name, "late": late(action, today)}
        told |= {"state": states[action.state].label, "url": action.get_absolute_url(), "rolled": action.rolled_over}
        if reading == "open":
            told |= {"what": action.what, "owner": action.owner.user.full_name}
        lines.append(told)
    return lines


def _frozen(told: dict[str, Any], procedure: Procedure, user: User) -> dict[str, Any] | None:
    line = {"agency": told["agency"], "due_on": _day(told["due_on"])}
    if "what" in told:
        return line | {"what": told["what"], "owner": told["owner"]}
    reading = reading_of(procedure, told.get("label", ""), told.get("agency_id"), user.standing.agency)
    return None if reading == "hidden" else line


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
