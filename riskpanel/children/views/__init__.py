"""The pages about children: the list, one child, and what may be changed of a child's own record."""

from riskpanel.children.views.changes import child_details, child_lead, child_note
from riskpanel.children.views.emergency import emergency_opening, emergency_openings, open_child
from riskpanel.children.views.handed import access_paper, missing_paper
from riskpanel.children.views.lists import children
from riskpanel.children.views.missing import (
    child_missing,
    missing_form,
    missing_interview,
    missing_new,
    missing_offer,
    missing_return,
)
from riskpanel.children.views.one import child, child_access, child_papers, child_story
from riskpanel.children.views.siblings import sibling_new, sibling_take_back

__all__ = [
    "access_paper",
    "child",
    "child_access",
    "child_details",
    "child_lead",
    "child_missing",
    "child_note",
    "child_papers",
    "child_story",
    "children",
    "emergency_opening",
    "emergency_openings",
    "missing_form",
    "missing_interview",
    "missing_new",
    "missing_offer",
    "missing_paper",
    "missing_return",
    "open_child",
    "sibling_new",
    "sibling_take_back",
]
