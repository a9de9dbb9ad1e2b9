"""Which button stands first on a page: the one that answers what is owed soonest."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from riskpanel.children.models import Case, Duty
from riskpanel.procedure import Procedure


@dataclass(frozen=True)
class Step:
    """Something that a person can do on a page. `event` is what it records, `may` the word by which
    the page knows whether they may, `screen` where it is done."""

    may: str
    event: str
    label: str
    screen: str


PLAN_STEPS = (
    Step("answer_raised_level", "raised_level_answered", "Decide on the raised level", "plan_raised_level"),
    Step("approve", "plan_approved", "Approve", "plan_approve"),
    Step("send", "plan_copied", "Send the copies", "plan_send"),
    Step("review", "plan_reviewed", "Record a review or a leaving", "plan_review"),
    Step("close", "log_closed", "Close the entry", "plan_close"),
)
PLACED_STEPS = (
    Step("request", "placement_asked", "Ask the placing authority", "placed_child_request"),
    Step("chase", "placement_chased", "Chase the answer", "placed_child_chase"),
    Step("escalate", "placement_escalated", "Escalate", "placed_child_escalate"),
    Step("review", "placement_reviewed", "Record a review", "placed_child_review"),
    Step("confirm", "placement_confirmed", "Record that a strategy is in place", "placed_child_confirm"),
)


@dataclass(frozen=True)
class Press:
    """A button."""

    label: str
    url: str


def first_press(
    record: Case, owed: Iterable[Duty], steps: Iterable[Step], may: Collection[str], procedure: Procedure
) -> Press | None:
    """The button that answers the soonest duty for the child's safety that the person can answer here,
    else the soonest of the others; none where nothing that is owed can be answered here."""
    known = {step.event: step for step in steps if step.may in may}
    met_by = {duty.code: duty.met_by for duty in procedure.duties if duty.about == record.THING}
    for duty in sorted(owed, key=lambda one: (not one.safety, one.due_at)):
        for event in met_by.get(duty.code, ()):
            if step := known.get(event):
                return Press(step.label, reverse(step.screen, args=[record.pk]))
    return None


def others(steps: Iterable[Step], may: Collection[str], record: Case, chosen: Press | None) -> list[dict[str, Any]]:
    """What else of these can be done, for the menu."""
    found = [Press(step.label, reverse(step.screen, args=[record.pk])) for step in steps if step.may in may]
    return [{"label": one.label, "url": one.url} for one in found if one != chosen]
