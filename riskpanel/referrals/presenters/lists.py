"""Which concerns and children a person finds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from riskpanel.access.models import User
from riskpanel.children.models import Child, Duty
from riskpanel.referrals.models import Concern

VIEWS = (("mine", "My concerns"), ("team", "My team’s"), ("waiting", "Waiting for me"), ("all", "All that I see"))
MOST = 20
"""How many children a search shows at most."""


@dataclass
class Listed:
    """A list of concerns: which one, narrowed to which state, and what it can be changed to."""

    concerns: QuerySet
    view: str
    state: str
    level: str
    tabs: list[tuple[str, str, bool]]
    states: list[tuple[str, str]]
    levels: list[tuple[str, str]]
    query: str


def chosen(user: User, asked: Mapping[str, str]) -> Listed:
    """The list that was asked for; without a word, whichever of the person's lists comes first."""
    procedure = user.standing.procedure
    views = [one for one in VIEWS if one[0] in _views_of(user)]
    view = asked.get("view", "") if asked.get("view") in dict(views) else views[0][0]
    lifecycle = procedure.lifecycle(Concern.THING)
    state = asked.get("state", "") if asked.get("state") in {one.code for one in lifecycle.states} else ""
    level = asked.get("level", "") if asked.get("level") in {one.code for one in procedure.levels} else ""
    found = Concern.objects.visible_to(user).filter(_of(view, user))
    ends = [one.code for one in lifecycle.states if one.end]
    found = found.filter(state=state) if state else found.exclude(state__in=ends)
    found = found.filter(level=level) if level else found
    query = "&".join(f"{name}={value}" for name, value in (("view", view), ("state", state), ("level", level)) if value)
    return Listed(
        concerns=found,
        view=view,
        state=state,
        level=level,
        tabs=[(label, f"?view={code}", code == view) for code, label in views],
        states=[(one.code, one.label) for one in lifecycle.states],
        levels=[(one.code, one.label) for one in procedure.levels],
        query=query,
    )


def _views_of(user: User) -> set[str]:
    roles = user.standing.roles
    views = {"mine", "all"}
    views |= {"team"} if "line_manager" in roles else set()
    return views | ({"waiting"} if roles & {"csc_adviser", "csc_manager"} else set())


def _of(view: str, user: User) -> Q:
    if view == "mine":
        return Q(author__user=user) | Q(child__lead__user=user)
    if view == "team":
        return Q(author__line_manager__user=user)
    if view == "waiting":
        roles = user.standing.roles & {"csc_adviser", "csc_manager"}
        owed = Duty.objects.filter(about=Concern.THING, met_at=None)
        return Q(pk__in=owed.filter(Q(owners__role__in=roles) | Q(owners__user=user)).values("case"))
    return Q()


def children_like(user: User, typed: Mapping[str, Any]) -> list[Child]:
    """Children whom the person may see already, of a name or birth date like the one typed."""
    given, family = typed["given_name"].strip(), typed["family_name"].strip()
    name = (Q(given_name__icontains=given) | Q(known_as__icontains=given)) & Q(family_name__icontains=family)
    like = name | Q(born_on=typed["born_on"]) if typed.get("born_on") else name
    return list(Child.objects.visible_to(user).filter(like).order_by("family_name", "given_name")[:MOST])


def same_key(asked: str, children: list[Child]) -> str:
    """The key that was asked for, if it is one of these children's; else nothing."""
    return asked if any(str(one.pk) == asked for one in children) else ""
