"""Every address of the application, with records to try it on."""

import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.urls import URLPattern, get_resolver, reverse

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
    "notices": "partnership.Notice",
    "administration/people": "partnership.Member",
    "administration/appointments": "partnership.Appointment",
    "administration/panels": "partnership.Panel",
    "administration/sittings": "partnership.Sitting",
    "administration/seats": "partnership.Seat",
    "administration/procedures": "partnership.ProcedureVersion",
    "procedure": "partnership.ProcedureVersion",
    "children": "children.Child",
    "children/emergency/opened": "children.Event",
    "missing": "children.MissingEpisode",
    "siblings": "children.Sibling",
    "concerns": "referrals.Concern",
    "concerns/new": "children.Child",
    "checklists": "referrals.Checklist",
    "interim-actions": "referrals.InterimAction",
    "referrals": "referrals.Referral",
    "log/import": "plans.LogImport",
    "plans": "plans.LogEntry",
    "plan-copies": "plans.PlanCopy",
    "actions": "plans.Action",
    "actions/chase/agencies": "partnership.Agency",
    "escalations": "plans.Escalation",
    "challenges": "plans.Challenge",
    "placed": "plans.PlacedChild",
    "lists/places": "cohorts.Place",
    "lists/children": "cohorts.Listing",
    "lists/extracts": "cohorts.Extract",
    "lists/extracts/columns": "cohorts.Listing",  # a key of waiting files: none is waiting
    "upward": "cohorts.PutForward",
    "upward/pack": "partnership.Sitting",
    "immediate": "plans.ImmediateAction",
    "meetings": "meetings.Meeting",
    "meetings/upward": "partnership.Sitting",
    "meetings/plan": "partnership.Sitting",
    "patterns": "meetings.Pattern",
    "alerts": "meetings.Alert",
    "sharing": "meetings.ShareRequest",
    "papers": "meetings.Pack",
    "administration/papers": "partnership.Panel",  # by the code of a paper: no record has one
}
# Further values in an address: from which records of the first one they come.
SECOND = {
    "code": lambda record: "assessment",
    "section": lambda record: "missing",
    "part": lambda record: record.contributors.values_list("pk", flat=True).first() or 0,
    "invitation": lambda record: record.invitations.values_list("pk", flat=True).first() or 0,
    "guest": lambda record: 0,
    "decision": lambda record: 0,
    "member": lambda record: record.invitations.values_list("member", flat=True).exclude(member=None).first() or 0,
    "recusal": lambda record: 0,
    "correction": lambda record: record.corrections.values_list("pk", flat=True).first() or 0,
    "previous": lambda record: uuid.uuid4(),
    "line": lambda record: record.services.values_list("pk", flat=True).first() or 0,
    "put": lambda record: uuid.uuid4(),
    "asked": lambda record: record.returns.values_list("pk", flat=True).first() or 0,
    "agency": lambda record: record.returns.values_list("agency", flat=True).first() or 0,
    "pattern": lambda record: 0,
    "sending": lambda record: 0,
    "pack": lambda record: uuid.uuid4(),
    "which": lambda record: "agenda",
    "form": lambda record: "pdf",
    "act": lambda record: "withdraw",
    "item": lambda record: record.items.values_list("pk", flat=True).first() or uuid.uuid4(),
}


def model_of(route: Route) -> type | None:
    """The model that an address is about; LookupError tells to add it to MODELS."""
    if not route.keywords:
        return None
    if route.place not in MODELS:
        raise LookupError(f"{route.pattern}: say in tests/repository/routes.py which model it is about")
    return apps.get_model(MODELS[route.place])


def address(route: Route, record: Any, key: Any) -> str:
    """The address of a record: `key` is the first value, the others come from SECOND."""
    values = {}
    for index, (_, name) in enumerate(route.keywords):
        if index and name not in SECOND:
            raise LookupError(f"{route.pattern}: say in tests/repository/routes.py what {name} may be")
        values[name] = SECOND[name](record) if index else key
    return reverse(route.name, kwargs=values)
