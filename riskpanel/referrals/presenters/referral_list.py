"""The list of referrals: a queue for those who decide, their own for a referrer."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Case, QuerySet, Value, When

from riskpanel.access.models import User
from riskpanel.access.permissions import Permission as P
from riskpanel.procedure import Procedure
from riskpanel.referrals.models import Referral
from riskpanel.referrals.presenters import referrals as words
from riskpanel.referrals.presenters.triage import triage_url, waiting_states
from riskpanel.ui.words import day

PAGE = 50
SHOWS = (("open", "Under way"), ("decide", "To decide"), ("mine", "My own"), ("ended", "Ended"))
FLAGS = (("emergency", "Emergency"), ("waiver", "Waiver"))


def context(user: User, asked: Mapping[str, str], now: datetime) -> dict[str, Any]:
    """One page of the referrals that `user` may see, filtered as `asked`; what is not known is ignored."""
    procedure = user.standing.procedure
    chosen = chosen_of(user, asked, procedure)
    found = filtered(Referral.objects.visible_to(user), user, chosen, procedure)
    listed = Paginator(in_order(found), PAGE).get_page(asked.get("page"))
    return {
        "page": listed,
        "found": list(listed),
        "rows": [row(one, procedure, now) for one in listed],
        "tabs": tabs(user, chosen, procedure),
        "chosen": chosen,
        "categories": [(one.code, one.label) for one in procedure.categories],
        "flags": FLAGS,
        "query": urlencode({name: value for name, value in chosen.items() if value}),
        "decides": user.standing.may(P.TRIAGE, P.COORDINATE),
    }


def chosen_of(user: User, asked: Mapping[str, str], procedure: Procedure) -> dict[str, str]:
    """What was asked for, limited to what there is."""
    decides = user.standing.may(P.TRIAGE) and bool(waiting_states(procedure))
    known = {
        "show": [code for code, _ in SHOWS],
        "category": [one.code for one in procedure.categories],
        "flag": [code for code, _ in FLAGS],
    }
    chosen = {name: asked.get(name, "") if asked.get(name, "") in codes else "" for name, codes in known.items()}
    return chosen | {"show": chosen["show"] or ("decide" if decides else "open")}


def filtered(
    found: QuerySet[Referral], user: User, chosen: Mapping[str, str], procedure: Procedure
) -> QuerySet[Referral]:
    """The referrals of a tab and a filter."""
    ends = [state.code for state in procedure.lifecycle(Referral.THING).states if state.end]
    if chosen["show"] == "decide":
        found = found.filter(state__in=waiting_states(procedure))
    elif chosen["show"] == "mine":
        found = found.filter(concern__author__user=user)
    elif chosen["show"] == "ended":
        found = found.filter(state__in=ends)
    else:
        found = found.exclude(state__in=ends)
    if chosen["category"]:
        found = found.filter(categories__icontains=f'"{chosen["category"]}"')
    if chosen["flag"] == "emergency":
        found = found.filter(emergency__in=["asked", "accepted"])
    elif chosen["flag"] == "waiver":
        found = found.filter(waivers__isnull=False).distinct()
    return found


def in_order(found: QuerySet[Referral]) -> QuerySet[Referral]:
    """Emergencies first, then by the panel that they are meant for, then by when they came in."""
    urgent = Case(When(emergency__in=["asked", "accepted"], then=Value(0)), default=Value(1))
    found = found.select_related("child", "aimed_at", "concern__author__agency").prefetch_related("waivers")
    return found.order_by(urgent, "aimed_at__starts_at", "received_at", "created_at")


def tabs(user: User, chosen: Mapping[str, str], procedure: Procedure) -> list[tuple[str, str, bool]]:
    """The parts of the list as links; deciding only for those who decide, where anything is decided."""
    decides = user.standing.may(P.TRIAGE, P.COORDINATE) and bool(waiting_states(procedure))
    return [(label, f"?show={code}", chosen["show"] == code) for code, label in SHOWS if code != "decide" or decides]


def row(referral: Referral, procedure: Procedure, now: datetime) -> dict[str, Any]:
    """One line of the list."""
    level = referral.concern.level
    return {
        "reference": referral.child.reference,
        "url": referral.get_absolute_url(),
        "triage_url": triage_url(referral),
        "level": procedure.level(level) if level else None,
        "state": words.tag(referral, procedure),
        "waiting": words.waiting(referral, now),
        "panel": day(referral.aimed_at.starts_at) if referral.aimed_at else None,
        "agency": referral.concern.author.agency.name,
        "flags": words.flags(referral),
        "categories": "; ".join(words.labels(procedure.categories, referral.categories)),
    }
