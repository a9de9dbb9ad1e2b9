"""Display words about a child: the card, the story, what is owed, who may see."""

from riskpanel.children.presenters.access import GrantLine, access_lines, holders_of_seats, mine_lines
from riskpanel.children.presenters.cards import card, level_of, logged_since
from riskpanel.children.presenters.missing import EpisodeLine, MissingBox, lasted, missing_box
from riskpanel.children.presenters.owed import DutyLine, due_words, duty_line, who_owes
from riskpanel.children.presenters.papers import Paper, note_lines, papers
from riskpanel.children.presenters.siblings import SiblingLine, sibling_lines
from riskpanel.children.presenters.story import StoryLine, kinds_of, story_line, title_of, url_of

__all__ = [
    "DutyLine",
    "EpisodeLine",
    "GrantLine",
    "MissingBox",
    "Paper",
    "SiblingLine",
    "StoryLine",
    "access_lines",
    "card",
    "due_words",
    "duty_line",
    "holders_of_seats",
    "kinds_of",
    "lasted",
    "level_of",
    "logged_since",
    "mine_lines",
    "missing_box",
    "note_lines",
    "papers",
    "sibling_lines",
    "story_line",
    "title_of",
    "url_of",
    "who_owes",
]
