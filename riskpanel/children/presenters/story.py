"""What happened, in words: one line of a timeline for each event."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import NoReverseMatch, reverse

from riskpanel.children.models import Event
from riskpanel.children.restrictions import reading_of
from riskpanel.partnership.models import Agency
from riskpanel.procedure import Procedure
from riskpanel.procedure.vocabulary import ACTION_EVENT_WORDS, THING_WORDS

PAGES = {
    "child": "child",
    "concern": "concern",
    "checklist": "checklist",
    "referral": "referral",
    "log_entry": "plan",
    "action": "action",
    "escalation": "escalation",
    "challenge": "challenge",
    "placed_child": "placed_child",
    "meeting": "meeting",
}
"""The kind of thing that a thread is about, and the name of the page that shows it."""

LOOKS = {
    "concern": "concern",
    "checklist": "checklist",
    "referral": "decision",
    "log_entry": "decision",
    "meeting": "meeting",
    "placed_child": "move",
    "escalation": "decision",
    "missing_episode": "missing",
}
"""How an event of a thread is marked on the timeline; the rest are facts."""

NO_STORY = frozenset({"panel", "emergency_opening", "information_return"})
"""Threads that are of no child, or for the chairs only."""

OWN_WORDS = {
    "child_registered": "The child was registered.",
    "details_corrected": "Details of the child were corrected.",
    "restricted_note_added": "A restricted note was added.",
    "action_set": "The action was given to its owner.",
    "action_closed": "The action was closed.",
    "escalation_closed": "The escalation was closed.",
    "reasons_given": "The referrer was told the reasons.",
    "return_interview_offered": "A return interview was offered.",
    "missing_form_recorded": "The form for the police, should the child go missing, is ready.",
    "sibling_linked": "A brother or sister was linked.",
    "sibling_unlinked": "A link to a brother or sister was taken back.",
    "paper_recorded": "A required document was recorded.",
    "paper_not_applicable": "A chair said that a required document does not apply.",
    "circumstances_told": "How the child stands with social care was written down.",
    "social_care_referral_made": "Somebody made a referral to social care.",
}
THING_LABELS = {
    "child": "The record itself",
    "interim_action": "Action before the panel",
    "plan_copy": "Copy of the plan",
    "protection": "Protective action",
    "challenge": "Challenge",
    "missing_episode": "Missing episode",
    "panel": "The panel",
    "emergency_opening": "Opening in an emergency",
}


@dataclass(frozen=True)
class StoryLine:
    """One event as `timeline` shows it; `held_by` is set where the viewer may know of it only."""

    at: datetime
    title: str
    who: str
    text: str
    kind: str
    kind_label: str
    held_by: str = ""
    url: str = ""


def story_line(event: Event, procedure: Procedure, reader: Agency | None) -> StoryLine:
    """An event (with `by` and `agency` at hand) as somebody of `reader` may read it."""
    holder = event.agency.name if event.agency else "its author"
    held = reading_of(procedure, event.label, event.agency_id, reader) != "open"
    return StoryLine(
        at=event.at,
        title=title_of(procedure, event.about, event.kind),
        who=f"{event.by.full_name}, {event.agency.name}" if event.agency else event.by.full_name,
        text="" if held else event.note,
        kind=LOOKS.get(event.about, "fact"),
        kind_label=thing_label(procedure, event.about).lower(),
        held_by=holder if held else "",
        url="" if event.about == "child" else url_of(event.about, event.case),
    )


def title_of(procedure: Procedure, about: str, kind: str) -> str:
    """What happened, in the procedure's own sentence where a move made it."""
    if kind in OWN_WORDS:
        return OWN_WORDS[kind]
    moves = _sentences(procedure, about)
    return moves.get(kind) or ACTION_EVENT_WORDS.get(kind) or kind.replace("_", " ").capitalize() + "."


def thing_label(procedure: Procedure, about: str) -> str:
    """What the kind of a thread is called."""
    found = next((one.label for one in procedure.lifecycles if one.thing == about), "")
    return found or THING_LABELS.get(about) or about.replace("_", " ").capitalize()


def kinds_of(procedure: Procedure) -> list[tuple[str, str]]:
    """The kinds of thread that a story can be narrowed to, as (code, label)."""
    things = [one.thing for one in procedure.lifecycles if one.thing != "meeting"]
    things += [code for code in THING_WORDS if code not in NO_STORY and _there(procedure, code)] + ["child"]
    return [(code, thing_label(procedure, code)) for code in things]


def _there(procedure: Procedure, thing: str) -> bool:
    """Whether a child can have a thread of that kind under the procedure."""
    if thing == "protection":
        return any(duty.about == thing for duty in procedure.duties)
    return thing != "missing_episode" or procedure.missing is not None


def url_of(about: str, case: UUID) -> str:
    """The page of a thread; blank where it has none of its own."""
    try:
        return reverse(PAGES[about], args=[case])
    except (KeyError, NoReverseMatch):
        return ""


def _sentences(procedure: Procedure, about: str) -> dict[str, str]:
    lifecycle = next((one for one in procedure.lifecycles if one.thing == about), None)
    return {move.event: move.told for move in lifecycle.moves} if lifecycle else {}
