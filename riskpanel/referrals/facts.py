"""What is true of a concern, in the words that its lifecycle asks about."""

from typing import Any

from riskpanel.access.models import User
from riskpanel.children.models import Event
from riskpanel.children.moves import Refused
from riskpanel.partnership.standing import procedure_of
from riskpanel.procedure import Procedure
from riskpanel.procedure.model import Level
from riskpanel.referrals.models import Checklist, Concern

LIVE = ("draft", "shared", "completed")
"""States of a checklist that people still work on."""


def procedure_for(concern: Concern) -> Procedure:
    """The procedure in force at the concern's panel."""
    return procedure_of(concern.panel.procedure)


def level_of(concern: Concern, code: str) -> Level | None:
    """The level of that code, or None where there is none."""
    return next((one for one in procedure_for(concern).levels if one.code == code), None)


def band_of(concern: Concern, code: str) -> str:
    """The band of a level; empty where there is no such level."""
    level = level_of(concern, code)
    return level.band if level else ""


def open_to_social_care(concern: Concern) -> bool:
    """Whether the child has an open case with the agency that calls strategy meetings."""
    return procedure_for(concern).setting("strategy_convener", "csc") in concern.child.open_to


def live_checklist(concern: Concern) -> Checklist | None:
    """The checklist that people still work on, if there is one."""
    return concern.checklists.filter(state__in=LIVE).first()


def consultation_open(concern: Concern) -> bool:
    """Whether social care was asked about the level and has not answered."""
    kinds = ("social_care_consulted", "social_care_advised")
    last = Event.objects.filter(about=Concern.THING, case=concern.pk, kind__in=kinds).order_by("-at", "-pk").first()
    return bool(last) and last.kind == kinds[0]


CARRIES = frozenset({"author", "lead_professional", "line_manager"})
CALLED = frozenset({"csc_manager", "csc_adviser"})


def carries(concern: Concern, user: User) -> bool:
    """Whether the concern is theirs to work on: as author, lead, line manager, for social care, or in
    the chair of its strategy meeting. Reading it, as a contributor or a reader of the referral does,
    is not enough."""
    if concern.relations(user) & CARRIES or user.standing.roles_at(concern.panel_id) & CALLED:
        return True
    return concern.strategy_meetings.filter(chair__user=user, replaced=False).exists()


def ours(concern: Concern, by: User) -> None:
    """Raises Refused unless `by` carries the concern."""
    if not carries(concern, by):
        raise Refused("This is for the author, the lead professional, their line manager or social care.")


def set_the_level(concern: Concern, user: User) -> bool:
    """Whether `user` recorded the concern or set its level as it stands."""
    last = concern.levels.first()
    return concern.author.user_id == user.pk or bool(last and last.by_id == user.pk)


def facts_of(concern: Concern, by: User, **more: Any) -> dict[str, Any]:
    """The facts of every move of a concern; `more` adds to them or takes their place."""
    level = more.get("level", concern.level)
    known = {
        "universal_setting": concern.universal_setting,
        "level": level,
        "level_band": band_of(concern, level),
        "actor_is_author": set_the_level(concern, by),
        "plan_kind": concern.plan_kind,
        "open_actions": concern.actions.filter(done_at=None).count(),
        "open_to_social_care": open_to_social_care(concern),
    }
    return known | more


def level_data(concern: Concern, code: str, *, confirmed: bool) -> dict[str, Any]:
    """What the duties read from an event that carries a level."""
    return {
        "level": code,
        "band": band_of(concern, code),
        "confirmed": confirmed,
        "open_to_social_care": open_to_social_care(concern),
    }
