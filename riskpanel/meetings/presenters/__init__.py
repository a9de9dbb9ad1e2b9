"""Display words of meetings."""

from riskpanel.meetings.presenters.agenda import Line, Section, decided_words, sections
from riskpanel.meetings.presenters.cards import CardView, card_view
from riskpanel.meetings.presenters.meetings import Head, head, heading, next_step, state_of
from riskpanel.meetings.presenters.minutes import minutes_parts

__all__ = [
    "CardView",
    "Head",
    "Line",
    "Section",
    "card_view",
    "decided_words",
    "head",
    "heading",
    "minutes_parts",
    "next_step",
    "sections",
    "state_of",
]
