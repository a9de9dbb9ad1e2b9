"""Turns the roles of a procedure into the people, seats and agencies of a panel."""

from riskpanel.access.models import User
from riskpanel.children.models import Case
from riskpanel.partnership.models import Panel

WITH_THE_PANEL = frozenset(
    {"coordinator", "administrator", "csc_manager", "csc_adviser", "escalation_recipient", "analyst"}
)


def owners_of(record: Case, role: str) -> list[dict]:
    """Who owes a duty of `role` for `record`, as keyword arguments of `DutyOwner`; never empty: with
    nobody named, the role at the panel owes it, so that it shows on somebody's desk."""
    own = record.owners(role)
    if own:
        return [{"role": role, **owner} for owner in own]
    return panel_owners(record.panel, role)


def panel_owners(panel: Panel, role: str) -> list[dict]:
    """Who has `role` at a panel: its chairs, its core group, or whoever holds the role there."""
    seats = panel.seats.filter(retired=False)
    if role == "co_chair":
        seats = seats.filter(chairs=True)
    elif role == "core_group":
        seats = seats.exclude(core_group="")
    else:
        return [{"role": role if role in WITH_THE_PANEL else "coordinator"}]
    return [{"role": role, "seat": seat} for seat in seats] or [{"role": "coordinator"}]


def roles_on(record: Case, user: User) -> set[str]:
    """Every role that `user` has for `record`: at its panel, and by relation to it."""
    standing = user.standing
    if standing.sees_no_child and not standing.roles & {"administrator"}:
        return set()
    if standing.partnership.pk != record.panel.partnership_id:
        return set()
    return set(standing.roles_at(record.panel_id)) | record.relations(user)
