"""Measurements of the program, apart from its tests. See `script/bench`."""
