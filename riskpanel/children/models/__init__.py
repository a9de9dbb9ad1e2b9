"""The child, who needs to know, what happened, and what is owed.

Everything about a child hangs on four tables: `Child`; `Grant` (who may see what, why, until when);
`Event` (what happened, when, by whom: append-only, and the input of every duty); `Duty` (what
somebody owes, worked out by the procedure from the events).
"""

from riskpanel.children.models.child import Child, RestrictedNote, Sibling
from riskpanel.children.models.grants import Grant
from riskpanel.children.models.missing import MissingEpisode, MissingForm
from riskpanel.children.models.recusals import Recusal
from riskpanel.children.models.threads import Case, Duty, DutyOwner, Event

__all__ = [
    "Case",
    "Child",
    "Duty",
    "DutyOwner",
    "Event",
    "Grant",
    "MissingEpisode",
    "MissingForm",
    "Recusal",
    "RestrictedNote",
    "Sibling",
]
