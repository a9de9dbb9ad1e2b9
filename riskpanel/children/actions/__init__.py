"""Verbs about a child's own record: register, name the lead professional, correct, restrict, open in
an emergency; missing episodes; brothers and sisters."""

from riskpanel.children.actions.missing import (
    note_episode,
    offer_interview,
    record_form,
    record_interview,
    record_return,
    report_missing,
    tell_interview,
)
from riskpanel.children.actions.records import (
    CORRECTABLE,
    Opening,
    add_restricted_note,
    correct_details,
    hand_lead,
    look_at_opening,
    name_lead,
    open_in_emergency,
    register,
)
from riskpanel.children.actions.siblings import link_sibling, take_back_sibling

__all__ = [
    "CORRECTABLE",
    "Opening",
    "add_restricted_note",
    "correct_details",
    "hand_lead",
    "link_sibling",
    "look_at_opening",
    "name_lead",
    "note_episode",
    "offer_interview",
    "open_in_emergency",
    "record_form",
    "record_interview",
    "record_return",
    "register",
    "report_missing",
    "take_back_sibling",
    "tell_interview",
]
