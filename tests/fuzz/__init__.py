"""Hostile input for every parser: `python -m tests.fuzz`."""
