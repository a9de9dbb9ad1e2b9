"""The Single View at the size of a county: how long linking, ranking and a weekly refresh take, against the
bare engines."""
