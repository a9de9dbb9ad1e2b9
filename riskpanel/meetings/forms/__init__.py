"""What people type about meetings, and what they are told when it is wrong."""

from riskpanel.meetings.forms.deciding import ActionForm, DecisionForm, MinutesForm, NoteForm
from riskpanel.meetings.forms.hearing import ListedDecisionForm, ListedNoteForm
from riskpanel.meetings.forms.noticing import PatternForm, ShareAnswerForm, ShareForm
from riskpanel.meetings.forms.planning import (
    AnswerForm,
    ArrangeForm,
    DatesForm,
    ExtraordinaryForm,
    GuestForm,
    ItemForm,
    OpenForm,
    OutsideDateForm,
    ReasonForm,
    ReplyForm,
    SeatForm,
)

__all__ = [
    "ActionForm",
    "AnswerForm",
    "ArrangeForm",
    "DatesForm",
    "DecisionForm",
    "ExtraordinaryForm",
    "GuestForm",
    "ItemForm",
    "ListedDecisionForm",
    "ListedNoteForm",
    "MinutesForm",
    "NoteForm",
    "OpenForm",
    "OutsideDateForm",
    "PatternForm",
    "ReasonForm",
    "ReplyForm",
    "SeatForm",
    "ShareAnswerForm",
    "ShareForm",
]
