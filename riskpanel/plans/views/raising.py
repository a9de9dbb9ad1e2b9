"""A level that has risen between panels: reported by anybody who works with the child, decided by a co-chair."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from riskpanel.access.doors import door
from riskpanel.access.permissions import Permission
from riskpanel.children.asking import ask, posted
from riskpanel.partnership.reaching import at_work
from riskpanel.partnership.standing import procedure_of
from riskpanel.plans import actions, facts, presenters
from riskpanel.plans.forms.plans import AnswerRaisedLevelForm, RaisedLevelForm
from riskpanel.plans.models import LogEntry
from riskpanel.plans.views.lines import frame
from riskpanel.plans.views.plan import entry_of
from riskpanel.ui.words import moment


@door(Permission.USE)
def plan_raise_level(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Reports that the level has risen; the chairs owe a decision today."""
    entry = entry_of(request, pk)
    form = posted(request, RaisedLevelForm, procedure_of(entry.panel.procedure), entry.level)

    def act(typed: dict[str, Any]) -> Any:
        return actions.raise_level(entry=entry, by=request.user, at=timezone.now(), **typed)

    intro = "It shows on the child at once. The co-chairs are asked to decide today what it calls for."
    told = frame(entry, submit="Report", done="Reported. The co-chairs are told.", intro=intro)
    return ask(request, form, act, heading="Report that the level has risen", **told)


@door(Permission.DECIDE)
def plan_raised_level(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A co-chair decides whether the level has risen, and what it calls for."""
    entry = entry_of(request, pk)
    members = list(at_work(entry.panel.partnership, timezone.localdate()))
    form = posted(request, AnswerRaisedLevelForm, actions.NEXT_STEPS, members)

    def act(typed: dict[str, Any]) -> LogEntry:
        return actions.answer_raised_level(entry=entry, by=request.user, at=timezone.now(), **typed)

    told = frame(entry, submit="Decide", done="Decided.", intro=_reported(entry))
    return ask(request, form, act, heading="Decide what the raised level calls for", **told)


def _reported(entry: LogEntry) -> str:
    raised = facts.raise_to_answer(entry)
    if raised is None:
        return "No raised level waits for a decision."
    level = presenters.level_of(procedure_of(entry.panel.procedure), raised.data.get("level", ""))
    return f"Reported {moment(raised.at)}: {level.label if level else ''}. {raised.note}"
