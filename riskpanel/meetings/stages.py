"""What the states of a meeting mean for its minutes, in one place."""

WRITING = ("open", "closed")
"""The minutes, decisions and actions are still being written."""
AROUND = "circulated"
"""The draft is with those who came, who agree or propose corrections."""
HANDED_OUT = ("distributed", "locked")
"""Each part is with those entitled to it."""
STANDING = ("signed", *HANDED_OUT)
"""The minutes stand as they were signed; only dated notes follow."""
OVER = ("closed", AROUND, *STANDING)
"""The meeting is over and its minutes can be read as a whole by those who run it."""
