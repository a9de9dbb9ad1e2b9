"""Reviews between panels, and leaving the log."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from riskpanel.access.doors import door
from riskpanel.access.permissions import Permission
from riskpanel.children.asking import ask, posted
from riskpanel.partnership.standing import procedure_of
from riskpanel.plans import actions, facts
from riskpanel.plans.forms.choosing import agencies_of
from riskpanel.plans.forms.plans import NothingForm, ReviewForm
from riskpanel.plans.models import LogEntry
from riskpanel.plans.views.plan import entry_of


@door(Permission.DECIDE)
def plan_review(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A co-chair records what a review came to: the child stays, steps down, moves away or leaves."""
    entry = entry_of(request, pk)
    procedure = procedure_of(entry.panel.procedure)
    initial = {"level": entry.level, "version": entry.version}
    form = posted(request, ReviewForm, procedure, agencies_of(entry.panel.partnership), initial=initial)

    def act(typed: dict[str, Any]) -> LogEntry:
        return decide_review(entry, typed, by=request.user, at=timezone.now())

    return ask(
        request,
        form,
        act,
        heading=f"Review the {procedure.words.plan}",
        back=entry.get_absolute_url(),
        submit="Record the review",
        done="Recorded.",
        shows=[entry.child],
        caption=entry.child.reference,
        called="this plan",
        warning=""
        if facts.disruption_answered(entry)
        else "No disruption is in the plan, and nobody said why since the last review.",
    )


def decide_review(entry: LogEntry, typed: dict[str, Any], *, by: Any, at: Any) -> LogEntry:
    """Hands what was typed to the action of the outcome's move."""
    said = {"entry": entry, "rationale": typed["rationale"], "version": typed.get("version"), "by": by, "at": at}
    service = typed["receiving_service"]
    if typed["move"] == "review":
        return actions.record_review(level=typed["level"], **said)
    if typed["move"] == "transfer":
        return actions.transfer(receiving_service=service, **said)
    if typed["move"] == "end":
        return actions.end_entry(**said)
    return actions.step_down(
        level=typed["level"],
        receiving_service=service,
        receiving_agency=typed["receiving_agency"],
        reentry_trigger=typed["reentry_trigger"],
        **said,
    )


@door(Permission.COORDINATE, Permission.DECIDE)
def plan_close(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Closes a stepped-down entry."""
    entry = entry_of(request, pk)
    kept = facts.kept_until(entry.panel, entry.left_on) if entry.left_on else None

    def act(typed: dict[str, Any]) -> LogEntry:
        return actions.close_entry(entry=entry, by=request.user, at=timezone.now())

    return ask(
        request,
        posted(request, NothingForm),
        act,
        heading="Close the entry",
        back=entry.get_absolute_url(),
        submit="Close",
        done="Closed.",
        shows=[entry.child],
        caption=entry.child.reference,
        lines=[
            "Every agency has filed the last plan."
            if facts.filing_complete(entry)
            else "An agency has not filed the last plan yet.",
            f"Open actions: {facts.open_actions(entry)}.",
            f"It is kept until {kept:%d %b %Y}." if kept else "",
        ],
    )
