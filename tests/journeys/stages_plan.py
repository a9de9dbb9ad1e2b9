"""The plan, its copies and actions, and the way off the log."""

STAGES = ()
