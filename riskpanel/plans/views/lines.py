"""Lines of a plan: risks, services, disruption, actions; and who holds the case."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from riskpanel.access.doors import door, find
from riskpanel.access.permissions import Permission
from riskpanel.children.asking import ask, posted
from riskpanel.children.restrictions import reading_of
from riskpanel.partnership.reaching import at_work
from riskpanel.partnership.standing import procedure_of
from riskpanel.plans import actions, facts
from riskpanel.plans.forms.choosing import agencies_of
from riskpanel.plans.forms.plans import (
    ActionForm,
    CaseHolderForm,
    DisruptionForm,
    NoDisruptionForm,
    RiskChangeForm,
    RiskForm,
    ServiceForm,
)
from riskpanel.plans.models import LogEntry
from riskpanel.plans.views.plan import entry_of

WROTE = "Written. It is in force when a co-chair approves the next version."


def frame(entry: LogEntry, **more: Any) -> dict[str, Any]:
    """What every form of a plan has around it."""
    return {
        "back": entry.get_absolute_url(),
        "submit": "Save",
        "shows": [entry.child],
        "caption": entry.child.reference,
        "called": "this plan",
    } | more


def _writes(request: HttpRequest, entry: LogEntry) -> tuple[list, list, list]:
    """Risks, agencies and people that this person may write lines with."""
    partnership = entry.panel.partnership
    agencies, members = agencies_of(partnership), list(at_work(partnership, timezone.localdate()))
    if not facts.may_edit(entry, request.user):
        own = request.user.standing.agency
        agencies = [one for one in agencies if one == own]
        members = [one for one in members if one.agency == own]
    return list(entry.risks.filter(ended_at=None)), agencies, members


@door(Permission.USE)
def plan_risk_new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Adds a risk in words."""
    entry = entry_of(request, pk)

    def act(typed: dict[str, Any]) -> Any:
        return actions.add_risk(entry=entry, words=typed["words"], by=request.user, at=timezone.now())

    return ask(request, posted(request, RiskForm), act, heading="Add a risk", **frame(entry, done=WROTE))


@door(Permission.USE)
def plan_risk(request: HttpRequest, pk: UUID, line: int) -> HttpResponse:
    """Changes the words of a risk, or ends it."""
    entry = entry_of(request, pk)
    risk = find(entry.risks, pk=line)
    risk.entry = entry
    initial = {"words": risk.words, "ended": bool(risk.ended_at), "version": entry.version}

    def act(typed: dict[str, Any]) -> Any:
        return actions.change_risk(risk=risk, by=request.user, at=timezone.now(), **_with_version(typed, entry))

    def theirs(now: LogEntry) -> str:
        return now.risks.get(pk=line).words

    form = posted(request, RiskChangeForm, initial=initial)
    return ask(request, form, act, heading="Change a risk", theirs=theirs, **frame(entry, done=WROTE))


def _with_version(typed: dict[str, Any], entry: LogEntry) -> dict[str, Any]:
    """What was typed, with the version that the person saw (the one now, where none was sent)."""
    return typed | {"version": typed["version"] if typed.get("version") is not None else entry.version}


@door(Permission.USE)
def plan_service_new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Adds a service."""
    entry = entry_of(request, pk)
    form = posted(request, ServiceForm, *_writes(request, entry), initial={"status": "planned"})

    def act(typed: dict[str, Any]) -> Any:
        typed.pop("version")
        return actions.add_service(entry=entry, by=request.user, at=timezone.now(), **typed)

    return ask(request, form, act, heading="Add a service", **frame(entry, done=WROTE))


@door(Permission.USE)
def plan_service(request: HttpRequest, pk: UUID, line: int) -> HttpResponse:
    """Changes a service."""
    entry = entry_of(request, pk)
    service = find(entry.services.select_related("agency", "person"), pk=line)
    service.entry = entry
    _own_or_404(request, entry, service.agency_id)
    names = ("what", "risk", "agency", "person")
    initial = {name: getattr(service, f"{name}_id", None) or getattr(service, name) for name in names}
    initial |= {"status": service.status, "starts_on": service.starts_on, "version": entry.version}

    def act(typed: dict[str, Any]) -> Any:
        return actions.change_service(
            service=service, by=request.user, at=timezone.now(), **_with_version(typed, entry)
        )

    form = posted(request, ServiceForm, *_writes(request, entry), initial=initial)
    return ask(
        request,
        form,
        act,
        heading="Change a service",
        theirs=lambda now: now.services.get(pk=line).what,
        **frame(entry, done=WROTE),
    )


def _own_or_404(request: HttpRequest, entry: LogEntry, agency: int) -> None:
    if not facts.may_write_for(entry, request.user, agency):
        raise Http404


@door(Permission.USE)
def plan_disruption_new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Adds something that disrupts those who harm the child."""
    entry = entry_of(request, pk)
    risks, agencies, _ = _writes(request, entry)
    form = posted(
        request, DisruptionForm, procedure_of(entry.panel.procedure), risks, agencies, initial={"status": "considered"}
    )

    def act(typed: dict[str, Any]) -> Any:
        typed.pop("version")
        return actions.add_disruption(entry=entry, by=request.user, at=timezone.now(), **typed)

    return ask(request, form, act, heading="Add disruption", **frame(entry, done=WROTE))


@door(Permission.USE)
def plan_disruption(request: HttpRequest, pk: UUID, line: int) -> HttpResponse:
    """Changes a line of disruption; only somebody who may read it."""
    entry = entry_of(request, pk)
    row = find(entry.disruption.select_related("agency"), pk=line)
    row.entry = entry
    procedure = procedure_of(entry.panel.procedure)
    _own_or_404(request, entry, row.agency_id)
    if _reading(procedure, row, request) != "open":
        raise Http404
    initial = {name: getattr(row, name) for name in ("what", "status", "due_on", "reason", "label")}
    initial |= {"risk": row.risk_id, "agency": row.agency_id, "version": entry.version}
    risks, agencies, _ = _writes(request, entry)

    def act(typed: dict[str, Any]) -> Any:
        return actions.change_disruption(
            disruption=row, by=request.user, at=timezone.now(), **_with_version(typed, entry)
        )

    form = posted(request, DisruptionForm, procedure, risks, agencies, initial=initial)
    return ask(
        request,
        form,
        act,
        heading="Change disruption",
        theirs=lambda now: _readable_words(now, line, procedure, request),
        **frame(entry, done=WROTE),
    )


def _reading(procedure: Any, row: Any, request: HttpRequest) -> str:
    """How the person meets a labelled line."""
    return reading_of(procedure, row.label, row.agency_id, request.user.standing.agency)


def _readable_words(now: LogEntry, line: int, procedure: Any, request: HttpRequest) -> str:
    row = now.disruption.get(pk=line)
    return row.what if _reading(procedure, row, request) == "open" else "It is restricted now."


@door(Permission.USE)
def plan_no_disruption(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Says why no disruption suits; it is asked again at the next review."""
    entry = entry_of(request, pk)

    def act(typed: dict[str, Any]) -> Any:
        return actions.no_disruption(entry=entry, by=request.user, at=timezone.now(), **typed)

    form = posted(request, NoDisruptionForm)
    return ask(request, form, act, heading="No disruption suits now", **frame(entry, done="Written."))


@door(Permission.USE)
def plan_action_new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Adds an action: to any agency for those who keep the plan, to one's own for everybody."""
    entry = entry_of(request, pk)
    risks, _, members = _writes(request, entry)
    form = posted(
        request, lambda *a, **k: ActionForm(*a, risks=risks, **k), procedure_of(entry.panel.procedure), members
    )

    def act(typed: dict[str, Any]) -> Any:
        owner = typed["owner"]
        return actions.set_action(
            panel=entry.panel, child=entry.child, entry=entry, agency=owner.agency, by=request.user,
            at=timezone.now(), **typed,
        )  # fmt: skip

    told = frame(entry, done="The action is set, and its owner owes it from now on.")
    return ask(request, form, act, heading="Add an action", **told)


@door(Permission.USE)
def plan_lead(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Names who holds the case."""
    entry = entry_of(request, pk)
    if not facts.may_edit(entry, request.user):
        raise Http404
    words = procedure_of(entry.panel.procedure).words.lead_professional
    holder = entry.holder
    form = posted(
        request,
        CaseHolderForm,
        list(at_work(entry.panel.partnership, timezone.localdate())),
        words,
        initial={"lead": holder.pk if holder else ""},
    )

    def act(typed: dict[str, Any]) -> Any:
        return actions.name_case_holder(entry=entry, by=request.user, at=timezone.now(), **typed)

    return ask(request, form, act, heading=f"Name the {words}", **frame(entry, done="Named."))
