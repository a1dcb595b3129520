"""Evaluating a grader on labelled answers: how closely its verdicts match a careful person's."""
