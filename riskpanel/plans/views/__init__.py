"""Pages of the log, its plans, actions, escalations, challenges, children placed here, and imports."""
