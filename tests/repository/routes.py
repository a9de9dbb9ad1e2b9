"""Every address of the application, with records to try it on."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.urls import URLPattern, get_resolver

OTHERS = ("accounts/", "gallery/", "demo/")
"""allauth's own pages, the gallery of components and the personas: they show no child."""


@dataclass(frozen=True)
class Route:
    """An address: its pattern, its name, its view."""

    pattern: str
    name: str
    view: Callable

    @property
    def keywords(self) -> list[tuple[str, str]]:
        """(kind, name) of what the pattern asks for."""
        return re.findall(r"<(?:(\w+):)?(\w+)>", self.pattern)

    @property
    def place(self) -> str:
        """The words of the pattern before its first value: which kind of record it is about."""
        return self.pattern.split("<")[0].strip("/")


def routes() -> Iterator[Route]:
    """Ours, without those of OTHERS."""
    for route in _walk(get_resolver(), ""):
        if not route.pattern.startswith(OTHERS):
            yield route


def _walk(resolver: Any, prefix: str) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield Route(pattern, entry.name or "", entry.callback)
        else:
            yield from _walk(entry, pattern)


# Which model an address that begins like this is about. A new kind of address needs a line here.
MODELS = {
    "administration/agencies": "partnership.Agency",
    "administration/people": "partnership.Member",
    "administration/appointments": "partnership.Appointment",
    "administration/panels": "partnership.Panel",
    "administration/sittings": "partnership.Sitting",
    "administration/seats": "partnership.Seat",
    "administration/procedures": "partnership.ProcedureVersion",
    "procedure": "partnership.ProcedureVersion",
    "children": "children.Child",
    "children/emergency/opened": "children.Event",
    "concerns": "referrals.Concern",
    "checklists": "referrals.Checklist",
    "interim-actions": "referrals.InterimAction",
    "referrals": "referrals.Referral",
    "log": "plans.LogEntry",
    "plans": "plans.LogEntry",
    "actions": "plans.Action",
    "escalations": "plans.Escalation",
    "challenges": "plans.Challenge",
    "placed": "plans.PlacedChild",
    "meetings": "meetings.Meeting",
    "patterns": "meetings.Pattern",
    "shares": "meetings.ShareRequest",
}


def model_of(route: Route) -> type | None:
    """The model that an address is about; LookupError tells to add it to MODELS."""
    if not route.keywords:
        return None
    if route.place not in MODELS:
        raise LookupError(f"{route.pattern}: say in tests/repository/routes.py which model it is about")
    return apps.get_model(MODELS[route.place])
