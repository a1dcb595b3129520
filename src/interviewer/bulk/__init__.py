"""Grading many answers: lines in, lines out, over several processes."""
