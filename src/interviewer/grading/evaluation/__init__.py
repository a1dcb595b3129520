"""Evaluating a grader on labelled answers: how far its verdicts are those of a careful person."""
