"""What the states of a meeting mean for its minutes, in one place."""

WRITING = ("open", "closed")
"""The minutes, decisions and actions are still being written."""
ANSWERING = ("planned", "published", *WRITING)
"""Whoever is invited says whether they come, or sends an update."""
AROUND = "circulated"
"""The draft is with those who came, who agree or propose corrections."""
HANDED_OUT = ("distributed", "locked")
"""Each part is with those entitled to it."""
STANDING = ("signed", *HANDED_OUT)
"""The minutes stand as they were signed; only dated notes follow."""
DRAFT = ("closed", AROUND)
"""The minutes are in draft, and can still be corrected and signed."""
OVER = ("closed", AROUND, *STANDING)
"""The meeting is over and its minutes can be read as a whole by those who run it."""
BEGUN = ("open", *OVER)
"""There are minutes, or the beginning of them."""
