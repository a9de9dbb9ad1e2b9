"""What every page carries: who I am, where I may go, whom to call, which clauses the page serves."""

import uuid
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from riskpanel.access.permissions import ROLES, Permission
from riskpanel.partnership.standing import Standing
from riskpanel.procedure import Procedure
from riskpanel.ui.words import day

P = Permission
NAVIGATION = (
    ("Desk", "desk", (P.USE,)),
    ("Concerns", "concerns", (P.WORK_CONCERN,)),
    ("Referrals", "referrals", (P.TRIAGE, P.COORDINATE, P.REFER)),
    ("Lists", "lists", (P.LIST, P.DECIDE, P.COORDINATE)),
    ("Meetings", "meetings", (P.ATTEND, P.COORDINATE)),
    ("Log", "log", (P.SEE_LOG,)),
    ("Actions", "actions", (P.WORK_CONCERN,)),
    ("Children", "children", (P.WORK_CONCERN,)),
    ("Patterns", "patterns", (P.ATTEND, P.COORDINATE)),
    ("Placed here", "placed_children", (P.COORDINATE, P.DECIDE)),
    ("Procedure", "procedure", (P.USE,)),
    ("Administration", "administration", (P.ADMINISTER,)),
    ("Audit", "audit", (P.AUDIT,)),
)

MARKING = "OFFICIAL-SENSITIVE"
"""What stands on pages where no procedure says another."""

ABOUT = {
    "concerns": "concern",
    "referrals": "referral",
    "lists": "listing",
    "meetings": "meeting",
    "log": "log_entry",
    "actions": "action",
    "placed_children": "placed_child",
}
"""Pages that are there only where the procedure has things of a kind."""


def navigation(standing: Standing, path: str) -> list[tuple[str, str, bool]]:
    """(label, address, is it the current one) of the pages that the person may open."""
    found = []
    for label, name, permissions in NAVIGATION:
        url = _address(name) if standing.may(*permissions) and _has(standing, name) else ""
        if url:
            found.append((label, url, path == url or (url != "/" and path.startswith(url))))
    return found


def _has(standing: Standing, name: str) -> bool:
    """Whether the procedure in force has what the page is about; without one every page is offered."""
    return name not in ABOUT or standing.procedure is None or standing.procedure.has(ABOUT[name])


def _address(name: str) -> str:
    """The address of a page, or nothing where no room offers it."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def around(request: HttpRequest) -> dict[str, Any]:
    """Context of every Jinja page."""
    shared: dict[str, Any] = {"product": settings.PRODUCT, "now": timezone.now(), "today": timezone.localdate()}
    shared["marking"] = MARKING
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return shared
    standing = user.standing
    procedure = standing.procedure
    return shared | {
        "standing": standing,
        "me": _me(standing),
        "acting_as": _acting_as(standing),
        "partnership": standing.partnership,
        "procedure": procedure,
        "words": procedure.words if procedure else None,
        "marking": marking(procedure),
        "phones": standing.partnership.phones if standing.partnership else [],
        "protection_url": _address("protection_call") if standing.may(P.RECORD_CONCERN) else "",
        "nav": navigation(standing, request.path),
        "signout_url": reverse("account_logout"),
        "account_url": reverse("account") if standing.may(P.USE) else "",
        "page_clauses": clauses_of(procedure, request.resolver_match.url_name if request.resolver_match else ""),
        "submission": uuid.uuid4(),
    }


def marking(procedure: Procedure | None) -> str:
    """The marking on pages and copies, as the procedure sets it."""
    return str(procedure.setting("paper_marking", MARKING)) if procedure else MARKING


def _me(standing: Standing) -> dict[str, Any]:
    seats = [seat.title for seat in standing.seats] + [f"deputy for {held.seat.title}" for held in standing.stands_in]
    roles = [ROLES[code].label for code in standing.roles if code in ROLES and ROLES[code].given]
    return {
        "name": standing.user.full_name,
        "agency": standing.agency.name if standing.agency else "",
        "seats": "; ".join(seats + sorted(roles)),
        "notices_url": _address("notices") if standing.may(P.USE) else "",
        "unread": getattr(standing.member, "unread", 0),
    }


def _acting_as(standing: Standing) -> str:
    """The seats that the person stands in for, with the last day of each."""
    return "; ".join(f"{held.seat.title} (until {day(held.ends_on)})" for held in standing.stands_in)


def clauses_of(procedure: Any, name: str) -> list[dict[str, Any]]:
    """The clauses that a screen serves, in the procedure's own sentences."""
    screen = procedure.screen(name) if procedure else None
    return clause_sentences(procedure, screen.clauses, screen.stated) if screen else []


def clause_sentences(procedure: Any, ids: Any, stated: bool = True) -> list[dict[str, Any]]:
    """Clauses by id as {id, says, stated}; ids that the procedure does not know are left out."""
    return [
        {"id": clause, "says": procedure.clauses[clause].says, "stated": stated}
        for clause in ids
        if clause in procedure.clauses
    ]
